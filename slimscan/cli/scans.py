"""`slimscan scans` and `slimscan show`: what is kept, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    NewLedgerOption,
    OwnQuestionnaireOption,
    PlainOption,
    ScanArgument,
    YesOption,
)

if TYPE_CHECKING:
    from slimscan.scan.store import Shelf


def scans(
    delete: Annotated[
        str | None,
        typer.Option("--delete", metavar="SCAN", help="Remove a scan and all that belongs to it."),
    ] = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    plain: PlainOption = False,
    yes: YesOption = False,
) -> None:
    """List the scans on this computer: an adviser's clients, what needs attention first."""
    language = speak(lang)
    from datetime import date

    from slimscan.places import home_folder
    from slimscan.scan.store import Shelf
    from slimscan.scan_list import list_scans

    shelf = Shelf(home_folder())
    if delete:
        _delete(shelf, delete, language, yes)
        return
    listed = list_scans(shelf, date.today())
    if json:
        from slimscan.scan_list import scans_json

        typer.echo(scans_json(listed))
        return
    from slimscan.terminal.scan_list import print_scans

    print_scans(listed, language, plain)


def show(
    scan: ScanArgument = None,
    questionnaire: OwnQuestionnaireOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    new_ledger: NewLedgerOption = False,
    plain: PlainOption = False,
) -> None:
    """Show the scorecard of a scan."""
    language = speak(lang)
    from slimscan import pipeline
    from slimscan.places import home_folder
    from slimscan.scan.attached import find_scan
    from slimscan.scan.store import Shelf

    found = find_scan(Shelf(home_folder()), scan)
    instrument = pipeline.load_for(found.scan, questionnaire)
    result = pipeline.score(instrument, found.scan, found.shelf, new_ledger)
    if json:
        from slimscan.report.scan.document import result_json

        typer.echo(result_json(result))
        return
    from slimscan.terminal.scorecard import print_scorecard

    print_scorecard(result, language, plain)


def _delete(shelf: Shelf, name: str, language: str, yes: bool) -> None:
    from slimscan.errors import Fault, usage_error
    from slimscan.language import words
    from slimscan.scan.store import SCAN_ENDING
    from slimscan.staff.released import forget_staff
    from slimscan.terminal.ask import confirm, is_interactive

    file = shelf.find(name)
    text = words(language, "cli")
    if not yes:
        if not is_interactive():
            raise usage_error(Fault.NOTHING_CONFIRMED)
        if not confirm(text("scans.delete_question", file=file.path.name), language):
            typer.echo(text("scans.kept"), err=True)
            return
    shelf.delete(file)
    typer.echo(text("scans.deleted", file=file.path.name), err=True)
    if forget_staff(file.path.name.removesuffix(SCAN_ENDING)):
        typer.echo(text["scans.ledger_stays"], err=True)
