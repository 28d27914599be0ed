"""`slimscan compare`: a follow-up beside its baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    NewLedgerOption,
    OutputOption,
    PlainOption,
    QuietOption,
    TemplatesOption,
    ThemeOption,
    YesOption,
)


def compare(
    baseline: Annotated[
        str, typer.Argument(metavar="BASELINE", help="The first scan: its id, name or file.")
    ],
    followup: Annotated[
        str, typer.Argument(metavar="FOLLOWUP", help="The later scan: its id, name or file.")
    ],
    format: Annotated[  # noqa: A002 the name users type
        str | None,
        typer.Option("--format", metavar="pdf|html|json", help="Write a file of this form."),
    ] = None,
    output: OutputOption = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Leave out the organisation, owners and notes.")
    ] = False,
    theme: ThemeOption = None,
    templates: TemplatesOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    plain: PlainOption = False,
    new_ledger: NewLedgerOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what changed between two scans; with --format or --output, write it to a file."""
    language = speak(lang)
    if json and (format or output):
        raise typer.BadParameter("give --json, or --format and --output, not both")
    from slimscan import pipeline
    from slimscan.comparison.comparison import compare_scans
    from slimscan.language import words
    from slimscan.places import home_folder
    from slimscan.report.comparison.files import anonymised, write_comparison
    from slimscan.report.look import look_of
    from slimscan.scan.store import Shelf
    from slimscan.staff.released import staff_waves

    look = look_of(theme, templates)

    shelf = Shelf(home_folder())
    first, second = shelf.find(baseline).load(), shelf.find(followup).load()
    instrument = pipeline.load_for(second)
    waves = staff_waves(shelf, instrument, (first, second), new_ledger)
    compared = compare_scans(instrument, first, second, waves)
    if format or output:
        written = language if lang else second.language
        form = format or _form_of(output)
        path = write_comparison(compared, written, form, output, yes, anonymous, look)
        if not quiet:
            typer.echo(words(language, "comparison")("written"), err=True)
        typer.echo(path)
        return
    shown = anonymised(compared) if anonymous else compared
    if json:
        from slimscan.report.comparison.document import comparison_json

        typer.echo(comparison_json(shown, language))
        return
    from slimscan.terminal.comparison_screen import print_comparison

    print_comparison(shown, language, plain)


def _form_of(output: Path | None) -> str:
    """The form that a file's name asks for; PDF where it asks for none."""
    ending = output.suffix.removeprefix(".").lower() if output else ""
    return ending if ending in ("html", "json") else "pdf"
