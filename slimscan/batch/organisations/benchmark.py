"""From the results of a batch to a benchmark file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from slimscan.batch.files import BatchFolder, read_stamp
from slimscan.batch.organisations.cells import LEAST_ORGANISATIONS, CellPlace, names_of
from slimscan.batch.organisations.staff import scores_of
from slimscan.batch.organisations.standings import Standings, scale_columns, standings_of
from slimscan.batch.placing import check_one_run
from slimscan.errors import Fault, input_error
from slimscan.scoring.benchmark import Benchmark, BenchmarkCell, MadeFor, Standing


def results_folder(results: Path) -> Path:
    """The folder of a batch's results, by itself or by its scores; `InputError` when it is none."""
    folder = results if results.is_dir() else results.parent
    scores = BatchFolder(folder).scores
    if not scores.exists() or (not results.is_dir() and results.name != scores.name):
        raise input_error(Fault.FILE_MISSING, results if results.is_file() else scores)
    check_one_run(BatchFolder(folder))
    return folder


def made_for(folder: Path) -> MadeFor | None:
    """The questionnaire of a batch's results; None when the answers are not there to tell it."""
    answers = BatchFolder(folder).answers
    stamp = read_stamp(answers) if answers.is_file() else {}
    return MadeFor(id=stamp["questionnaire"], version=stamp["version"]) if stamp else None


def make_benchmark(folder: Path, questionnaire: MadeFor, made_on: date) -> Benchmark:
    """The benchmark of a batch's folder: percentiles over organisations, by sector and size.

    Raises `InputError` when there are too few organisations with a name.
    """
    scales = scale_columns(scores_of(folder))
    audiences = {
        audience: cells
        for audience, standings in standings_of(folder).items()
        if standings.by_name and (cells := _cells(standings, scales))
    }
    if not audiences:
        raise input_error(Fault.BENCHMARK_NOTHING, folder, least=LEAST_ORGANISATIONS)
    return Benchmark(
        format=1,
        kind="benchmark",
        questionnaire=questionnaire,
        made_on=made_on,
        audiences=audiences,
    )


def _cells(standings: Standings, scales: tuple[str, ...]) -> tuple[BenchmarkCell, ...]:
    cells: dict[CellPlace, dict[str, Standing]] = {}
    for scale in scales:
        for place, spread in standings.spreads(scale, ()).items():
            figures = {"organisations": spread.n, "percentiles": spread.percentiles}
            standing = Standing.model_validate(figures)
            cells.setdefault(place, {})[scale] = standing
    return tuple(
        BenchmarkCell(place=names_of(place), scales=cells[place]) for place in sorted(cells)
    )
