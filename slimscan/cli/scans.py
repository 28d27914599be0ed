"""`slimscan scans`: what is kept on this computer, and taking scans in, away or back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    OwnQuestionnaireOption,
    PlainOption,
    YesOption,
)

if TYPE_CHECKING:
    from slimscan.language import Words


def scans(
    delete: Annotated[
        str | None,
        typer.Option("--delete", metavar="SCAN", help="Remove a scan and all that belongs to it."),
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Keep the scan inside a PDF report here."),
    ] = None,
    restore: Annotated[
        str | None,
        typer.Option("--restore", metavar="SCAN", help="Put back the copy of the last save."),
    ] = None,
    questionnaire: OwnQuestionnaireOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    plain: PlainOption = False,
    yes: YesOption = False,
) -> None:
    """List the scans on this computer: an adviser's clients, what needs attention first."""
    language = speak(lang)
    if sum(one is not None for one in (delete, import_, restore)) > 1:
        raise typer.BadParameter("give one of --delete, --import and --restore")
    from slimscan.language import words

    text = words(language, "cli")
    if delete is not None:
        _delete(delete, text, yes)
    elif restore is not None:
        _restore(restore, text, yes)
    elif import_ is not None:
        from slimscan.cli.named_scan import import_report

        typer.echo(import_report(import_, language, questionnaire).called)
    else:
        _list(language, json, plain)


def _list(language: str, json: bool, plain: bool) -> None:
    from datetime import date

    from slimscan.scan.store import home_shelf
    from slimscan.scan_list import list_scans, scans_json

    listed = list_scans(home_shelf(), date.today())
    if json:
        typer.echo(scans_json(listed))
        return
    from slimscan.terminal.scan_list import print_scans

    print_scans(listed, language, plain)


def _delete(name: str, text: Words, yes: bool) -> None:
    from slimscan.cli.agreement import ask_agreement
    from slimscan.scan.open_scan import find_to_delete
    from slimscan.scan.store import home_shelf
    from slimscan.staff.keeping import forget_staff

    file = find_to_delete(name)
    scan_id = file.scan_id
    if ask_agreement(text("scans.delete_question", file=file.path.name), text, yes):
        file.delete()
        typer.echo(text("scans.deleted", file=file.path.name), err=True)
        # A copy elsewhere may go while the scan itself is still here.
        stays = any(other.scan_id == scan_id for other in home_shelf().files())
        if not stays and forget_staff(scan_id):
            typer.echo(text["scans.ledger_stays"], err=True)


def _restore(name: str, text: Words, yes: bool) -> None:
    from slimscan.cli.agreement import ask_agreement
    from slimscan.errors import Fault, input_error
    from slimscan.scan.open_scan import find_to_delete, put_back

    file = find_to_delete(name)
    if ask_agreement(text("scans.restore_question", scan=file.called), text, yes):
        restored = put_back(file)
        if not restored:
            raise input_error(Fault.SCAN_NOTHING_TO_RESTORE, file.path)
        for path in restored:
            typer.echo(text("scans.restored", file=path.name), err=True)
