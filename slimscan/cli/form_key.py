"""The key with which a form locks: made, said who holds it, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from slimscan.forms.form import FormChoices, FormSeal
    from slimscan.scan.open_scan import OpenedScan


def seals(wanted: bool | None, tool: str, choices: FormChoices) -> bool:
    """Whether the form seals; raises `UsageError` where it is asked to and cannot."""
    from slimscan.errors import Fault, usage_error

    can = tool == "html" and choices.audience == "employee" and choices.scan is not None
    if wanted and not can:
        raise usage_error(Fault.FORM_SEAL_KIND)
    return can and wanted is not False


def seal_for(opened: OpenedScan, holder: str, language: str, yes: bool) -> FormSeal:
    """The key of a scan, made now where it has none; what was collected open is sealed then.

    Raises `InputError` for another holder than forms that were made name, without a yes.
    """
    from slimscan.errors import Fault, input_error
    from slimscan.forms.form import FormSeal
    from slimscan.language import words
    from slimscan.staff.staff_file import staff_file

    say = words(language, "cli")
    file = staff_file(opened.own_shelf, opened.scan)
    key = file.key_to_seal_with(holder)
    is_new, before = not file.key_path.exists(), key.document.holder
    changes = bool(holder) and before != holder
    if changes and not yes:
        named = before or say["form.firm"]
        raise input_error(Fault.SEAL_KEY_HOLDER, file.key_path, before=named, holder=holder)
    if is_new or changes:
        key = key.held_by(holder)
        key.save()
    if changes:
        typer.echo(say("form.other_holder", before=before or say["form.firm"]), err=True)
    if file.seal_open_answers():
        typer.echo(say["form.sealed_now"], err=True)
    return FormSeal(key.public, key.document.holder)


def tell_key(opened: OpenedScan, language: str) -> None:
    """Which key it is, and what to do with it: give it to its holder, or keep a second copy."""
    from slimscan.language import words
    from slimscan.staff.staff_file import staff_file

    key = staff_file(opened.own_shelf, opened.scan).needed_key()
    say = words(language, "cli")
    typer.echo(say("form.key", key=key.fingerprint), err=True)
    if not key.is_here:
        return
    if key.document.holder:
        tell = say("form.key_to_holder", holder=key.document.holder, scan=opened.called)
        typer.echo(tell, err=True)
    if not key.document.backed_up:
        typer.echo(say("form.key_copy", scan=opened.called), err=True)
