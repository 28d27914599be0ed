"""`slimscan compare`: a follow-up beside its baseline."""

from __future__ import annotations

from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    ChaptersOption,
    ClosingOption,
    ForewordOption,
    JsonOption,
    LanguageOption,
    NewLedgerOption,
    OutputOption,
    OwnQuestionnaireOption,
    PlainOption,
    QuietOption,
    TemplatesOption,
    ThemeOption,
    YesOption,
    format_option,
)
from slimscan.report.formats import COMPARISON


def compare(
    baseline: Annotated[
        str,
        typer.Argument(metavar="BASELINE", help="The first scan: id, name, file or PDF report."),
    ],
    followup: Annotated[
        str,
        typer.Argument(metavar="FOLLOWUP", help="The later scan: id, name, file or PDF report."),
    ],
    format: Annotated[  # noqa: A002 the name users type
        str | None, format_option(COMPARISON, "Write a file of this form.")
    ] = None,
    output: OutputOption = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Leave out the organisation, owners and notes.")
    ] = False,
    chapters: ChaptersOption = None,
    foreword: ForewordOption = None,
    closing: ClosingOption = None,
    questionnaire: OwnQuestionnaireOption = None,
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
    if (chapters or foreword or closing) and not (format or output):
        raise typer.BadParameter("give --chapters, --foreword and --closing with --format")
    form = COMPARISON.choose(format, output) if format or output else None
    from slimscan import pipeline
    from slimscan.cli.named_scan import open_to_read
    from slimscan.cli.opened_key import opener_or_notice
    from slimscan.language import words
    from slimscan.report.comparison.files import anonymised_comparison
    from slimscan.report.edition import COMPARISON_CHAPTERS, read_edition
    from slimscan.report.look import look_of

    look = look_of(theme, templates)
    edition = read_edition(chapters, foreword, closing, COMPARISON_CHAPTERS)
    first, second = open_to_read(baseline, language), open_to_read(followup, language)
    instrument = pipeline.load_for(second.scan, questionnaire)
    compared = pipeline.follow_up(instrument, first, second, new_ledger, opener_or_notice(language))
    if form:
        path = pipeline.write(
            compared,
            output,
            form,
            language=lang and language,
            anonymous=anonymous,
            overwrite=yes,
            look=look,
            edition=edition,
        )
        if not quiet:
            typer.echo(words(language, "comparison")("written"), err=True)
        typer.echo(path)
        return

    shown = anonymised_comparison(compared) if anonymous else compared
    if json:
        from slimscan.report.comparison.document import comparison_json

        typer.echo(comparison_json(shown, language))
        return
    from slimscan.terminal.comparison_screen import print_comparison

    print_comparison(shown, language, plain)
