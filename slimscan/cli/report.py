"""`slimscan report`: a scan as PDF, HTML or JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    AdvisersOption,
    BenchmarkOption,
    LanguageOption,
    NewLedgerOption,
    OutputOption,
    OwnQuestionnaireOption,
    QuietOption,
    ScanArgument,
    TemplatesOption,
    ThemeOption,
    YesOption,
)


def report(
    scan: ScanArgument = None,
    format: Annotated[  # noqa: A002 the name users type
        str, typer.Option("--format", metavar="pdf|html|json", help="The form of the report.")
    ] = "pdf",
    output: OutputOption = None,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Leave out the organisation, names, notes and the scan itself."
        ),
    ] = False,
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
    from slimscan import pipeline
    from slimscan.errors import Fault, input_error
    from slimscan.language import words
    from slimscan.places import home_folder
    from slimscan.questionnaire.loading import with_advisers
    from slimscan.report.look import look_of
    from slimscan.report.scan.files import write_report
    from slimscan.result import beside_benchmark
    from slimscan.scan.attached import find_scan
    from slimscan.scan.store import Shelf
    from slimscan.scoring.benchmark import read_benchmark

    look = look_of(theme, templates)
    found = find_scan(Shelf(home_folder()), scan)
    kept = found.scan
    if not kept.answers:
        raise input_error(Fault.SCAN_UNFINISHED, scan=kept.id)
    instrument = pipeline.load_for(kept, questionnaire)
    if advisers:
        instrument = with_advisers(instrument, advisers)
    result = pipeline.score(instrument, kept, found.shelf, new_ledger)
    if benchmark:
        result = beside_benchmark(result, read_benchmark(benchmark))
    path = write_report(
        result,
        format=format,
        output=output,
        overwrite=yes,
        language=lang and language,
        anonymous=anonymous,
        look=look,
    )
    if not quiet:
        typer.echo(words(language, "cli")("report.written"), err=True)
    typer.echo(path)
