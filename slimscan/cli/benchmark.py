"""`slimscan benchmark`: from the results of a batch to a file that reports are held beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    DEFAULT_QUESTIONNAIRE,
    LanguageOption,
    OutputOption,
    QuestionnaireOption,
    QuietOption,
    YesOption,
)


def benchmark(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS", help="The folder that slimscan batch wrote its results in."
        ),
    ],
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    lang: LanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a benchmark file: how organisations score, by sector and size."""
    language = speak(lang)
    from datetime import date

    from slimscan import pipeline
    from slimscan.batch.organisations.benchmark import made_for, make_benchmark, results_folder
    from slimscan.disk.durable import PASSED_ON, write_durably
    from slimscan.language import words
    from slimscan.report.scan.files import place_for
    from slimscan.scoring.benchmark import MadeFor

    folder = results_folder(results)
    known = made_for(folder)
    if known is None:
        chosen = pipeline.load(questionnaire).questionnaire
        known = MadeFor(id=chosen.id, version=chosen.version)
    made = make_benchmark(folder, known, date.today())
    path = place_for(f"slimscan-benchmark-{made.questionnaire.id}.json", output, overwrite=yes)
    write_durably(path, made.as_text(), PASSED_ON)
    if not quiet:
        typer.echo(words(language, "benchmark")["written"], err=True)
    typer.echo(path)
