"""Whether the user agrees with what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slimscan.language import Words


def ask_agreement(question: str, text: Words, yes: bool) -> bool:
    """Whether the user agrees; raises `UsageError` where nobody can be asked."""
    import typer

    from slimscan.errors import Fault, usage_error
    from slimscan.terminal.ask import confirm, is_interactive

    if yes:
        return True
    if not is_interactive():
        raise usage_error(Fault.NOTHING_CONFIRMED)
    if confirm(question, text.language):
        return True
    typer.echo(text("scans.kept"), err=True)
    return False
