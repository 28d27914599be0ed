"""`slimscan report`: a scan as a document, in any of its formats."""

from __future__ import annotations

from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    AdvisersOption,
    BenchmarkOption,
    ChaptersOption,
    ClosingOption,
    ForewordOption,
    LanguageOption,
    NewLedgerOption,
    OutputOption,
    OwnQuestionnaireOption,
    QuietOption,
    ScanArgument,
    TemplatesOption,
    ThemeOption,
    YesOption,
    format_option,
)
from slimscan.report.formats import REPORT


def report(
    scan: ScanArgument = None,
    format: Annotated[  # noqa: A002 the name users type
        str | None, format_option(REPORT, "The form of the report.")
    ] = None,
    output: OutputOption = None,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Leave out the organisation, names, notes and the scan itself."
        ),
    ] = False,
    chapters: ChaptersOption = None,
    foreword: ForewordOption = None,
    closing: ClosingOption = None,
    advisers: AdvisersOption = None,
    benchmark: BenchmarkOption = None,
    theme: ThemeOption = None,
    templates: TemplatesOption = None,
    questionnaire: OwnQuestionnaireOption = None,
    lang: LanguageOption = None,
    new_ledger: NewLedgerOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the report of a scan."""
    language = speak(lang)
    chosen = REPORT.choose(format, output)
    from slimscan import pipeline
    from slimscan.cli.named_scan import open_to_read
    from slimscan.cli.opened_key import opener_or_notice
    from slimscan.errors import Fault, input_error
    from slimscan.language import words
    from slimscan.questionnaire.loading import with_advisers
    from slimscan.report.edition import read_edition
    from slimscan.report.look import look_of
    from slimscan.result import beside_benchmark
    from slimscan.scoring.benchmark import read_benchmark

    look = look_of(theme, templates)
    edition = read_edition(chapters, foreword, closing)
    opened = open_to_read(scan, language)
    if not opened.scan.answers:
        raise input_error(Fault.SCAN_UNFINISHED, scan=opened.called)
    instrument = pipeline.load_for(opened.scan, questionnaire)
    if advisers:
        instrument = with_advisers(instrument, advisers)
    result = pipeline.score(instrument, opened, new_ledger, opener_or_notice(language))
    if benchmark:
        result = beside_benchmark(result, read_benchmark(benchmark))
    path = pipeline.write(
        result,
        output,
        chosen,
        language=lang and language,
        anonymous=anonymous,
        overwrite=yes,
        look=look,
        edition=edition,
    )
    if not quiet:
        if benchmark and result.scan.audience != "leader":
            typer.echo(words(language, "cli")("report.no_benchmark"), err=True)
        typer.echo(words(language, "cli")("report.written"), err=True)
    typer.echo(path)
