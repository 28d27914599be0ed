"""`slimscan show`: the scorecard of a scan."""

from __future__ import annotations

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    NewLedgerOption,
    OwnQuestionnaireOption,
    PlainOption,
    ScanArgument,
)


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
    from slimscan.cli.named_scan import open_to_read
    from slimscan.cli.opened_key import opener_or_notice

    opened = open_to_read(scan, language)
    instrument = pipeline.load_for(opened.scan, questionnaire)
    result = pipeline.score(instrument, opened, new_ledger, opener_or_notice(language))
    if json:
        from slimscan.report.scan.document import result_json

        typer.echo(result_json(result))
        return
    from slimscan.terminal.scorecard import print_scorecard

    print_scorecard(result, language, plain)
