"""`slimscan benchmark`: from the results of a batch to a file that reports are held beside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    LanguageOption,
    OutputOption,
    QuestionnaireOption,
    QuietOption,
    YesOption,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE


def benchmark(
    results: Annotated[
        Path,
        typer.Argument(
            metavar="RESULTS", help="The folder that slimscan batch wrote its results in."
        ),
    ],
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="COLUMN",
            help="A file for every group by this column that the batch was split by.",
        ),
    ] = None,
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
    from slimscan.batch.organisations.benchmark import (
        made_for,
        make_benchmark,
        make_group_benchmarks,
        results_folder,
    )
    from slimscan.disk.durable import PASSED_ON, write_durably
    from slimscan.language import words
    from slimscan.report.scan.files import place_for
    from slimscan.scoring.benchmark import MadeFor
    from slimscan.text import slug

    folder = results_folder(results)
    known = made_for(folder)
    if known is None:
        chosen = pipeline.load(questionnaire).questionnaire
        known = MadeFor(id=chosen.id, version=chosen.version)
    name = f"slimscan-benchmark-{known.id}"
    if split is None:
        made = {f"{name}.json": make_benchmark(folder, known, date.today())}
    else:
        groups = make_group_benchmarks(folder, known, date.today(), split)
        made = {
            f"{name}-{slug(value)}-{number}.json": one
            for number, (value, one) in enumerate(groups.items(), start=1)
        }
        if output:
            output.mkdir(parents=True, exist_ok=True)
    paths = [place_for(file, output, overwrite=yes) for file in made]
    for path, one in zip(paths, made.values(), strict=True):
        write_durably(path, one.as_text(), PASSED_ON)
    if not quiet:
        typer.echo(words(language, "benchmark")["written"], err=True)
    for path in paths:
        typer.echo(path)
