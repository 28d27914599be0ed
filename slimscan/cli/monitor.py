"""`slimscan monitor`: two waves of a batch beside each other."""

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
    QuestionnaireOption,
    QuietOption,
    TemplatesOption,
    ThemeOption,
    YesOption,
    format_option,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE
from slimscan.report.formats import MONITOR


def monitor(
    baseline: Annotated[
        Path,
        typer.Argument(
            metavar="BASELINE_DIR", help="The folder with the results of the first wave."
        ),
    ],
    followup: Annotated[
        Path,
        typer.Argument(
            metavar="FOLLOWUP_DIR", help="The folder with the results of the later wave."
        ),
    ],
    participants: Annotated[
        str | None,
        typer.Option(
            "--participants",
            metavar="COLUMN_OR_FILE",
            help="Who took part: a column that was kept, or a file with a name a line.",
        ),
    ] = None,
    id_column: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="COLUMN",
            help="The kept column with an id of each organisation; else names are matched.",
        ),
    ] = None,
    format: Annotated[  # noqa: A002 the name users type
        str | None, format_option(MONITOR, "Write a file of this form.")
    ] = None,
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    theme: ThemeOption = None,
    templates: TemplatesOption = None,
    json: JsonOption = False,
    new_ledger: NewLedgerOption = False,
    lang: LanguageOption = None,
    plain: PlainOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what changed between two waves of a batch; with --format or --output, write a file."""
    language = speak(lang)
    if json and (format or output):
        raise typer.BadParameter("give --json, or --format and --output, not both")
    form = MONITOR.choose(format, output) if format or output else None
    from datetime import date

    from slimscan import pipeline
    from slimscan.batch.monitor.monitor import Asked, monitor_json, monitor_waves
    from slimscan.language import words
    from slimscan.report.look import look_of
    from slimscan.terminal.problems import print_problems

    look = look_of(theme, templates)
    instrument = pipeline.load(questionnaire)
    asked = Asked(participants, id_column, new_ledger)
    made = monitor_waves(instrument, (baseline, followup), asked, date.today())
    print_problems(made.remarks, language)
    if form:
        from slimscan.batch.monitor.files import write_monitor

        path = write_monitor(made, language, form, output, yes, look)
        if not quiet:
            typer.echo(words(language, "monitor")["written"], err=True)
        typer.echo(path)
        return
    if json:
        typer.echo(monitor_json(made), nl=False)
        return
    from slimscan.cli.monitor_page import show_monitor

    show_monitor(made, language, plain)
