"""Every action of a questionnaire on the screen, one a line, to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from slimscan.language import as_typed, words
from slimscan.plan.action_list import ListedAction
from slimscan.terminal.display import open_display


def print_actions(listed: Sequence[ListedAction], called: str, language: str, plain: bool) -> None:
    """The actions on stdout, and how to add one to the scan that is `called` so."""
    screen = open_display(language, plain)
    texts = words(language, "plan")
    how = as_typed(texts("list.how", scan=called, id=listed[0].id)) if listed else ""
    if not listed:
        print(texts["list.none"])  # noqa: T201 plain output is the purpose
        return
    if screen.plain:
        for one in listed:
            print(": ".join(filter(None, (one.id, one.about, one.title))))  # noqa: T201
        print(how)  # noqa: T201
        return
    from rich.table import Table
    from rich.text import Text

    from slimscan.terminal.drawing import ACCENT, WIDEST, plain_text

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for one in listed:
        body = plain_text(one.title)
        if one.about:
            body.append("\n").append_text(plain_text(one.about, "dim"))
        table.add_row(Text(one.id, f"bold {ACCENT}"), body)
    screen.console.print(table, width=min(screen.width, WIDEST))
    screen.console.print(Text(how, "dim"))
