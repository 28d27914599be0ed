"""From the results of a batch to a benchmark file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol, TypeVar

from slimscan.batch.files import BatchFolder, read_stamp
from slimscan.batch.organisations.standings import Spread
from slimscan.batch.placing import check_one_run
from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, input_error
from slimscan.privacy import EVERYWHERE, LEAST_ORGANISATIONS, CellPlace, names_of
from slimscan.questionnaire.base import is_name
from slimscan.questionnaire.models import Audience
from slimscan.scoring.benchmark import Benchmark, BenchmarkCell, MadeFor, Standing
from slimscan.text import fold

STANDINGS_FILE = "standings.json"
"""How organisations stand beside each other, as data: what a benchmark is made of."""

_FORMAT = 1

Group = TypeVar("Group", CellPlace, str)


class TellsSpreads(Protocol):
    """What is told of one audience."""

    @property
    def by_name(self) -> bool:
        """Whether organisations are counted."""

    @property
    def spreads(self) -> Mapping[str, Mapping[CellPlace, Spread]]:
        """By scale, for every cell that may be shown."""

    @property
    def splits(self) -> Mapping[str, Mapping[str, Mapping[str, Spread]]]:
        """By column of the branch's own and by scale, for every group that may be shown."""


def results_folder(results: Path) -> Path:
    """The folder of a batch's results, by itself or by its scores; `InputError` when it is none."""
    if not results.exists():
        raise input_error(Fault.FILE_MISSING, results)
    folder = results if results.is_dir() else results.parent
    scores = BatchFolder(folder).scores
    there = scores.exists() or (folder / STANDINGS_FILE).exists()
    if not there or (not results.is_dir() and results.name != scores.name):
        raise input_error(Fault.RESULTS_NONE, results)
    check_one_run(BatchFolder(folder))
    return folder


def made_for(folder: Path) -> MadeFor | None:
    """The questionnaire of a batch's results; None when the answers are not there to tell it."""
    answers = BatchFolder(folder).answers
    stamp = read_stamp(answers) if answers.is_file() else {}
    return MadeFor(id=stamp["questionnaire"], version=stamp["version"]) if stamp else None


def _in_order(spreads: Mapping[Group, Spread]) -> list[tuple[Group, Spread]]:
    """The spreads by whom they are about: the same answers make the same file."""
    return sorted(spreads.items(), key=itemgetter(0))


def write_standings(folder: Path, told: Mapping[Audience, TellsSpreads]) -> None:
    """Write how organisations stand beside each other, as data for a benchmark."""
    audiences = {
        audience: {
            "by_name": one.by_name,
            "spreads": {
                scale: [
                    [*place, spread.n, list(spread.percentiles)] for place, spread in _in_order(its)
                ]
                for scale, its in one.spreads.items()
            },
            "splits": {
                column: {
                    scale: [
                        [value, spread.n, list(spread.percentiles)]
                        for value, spread in _in_order(its)
                    ]
                    for scale, its in scales.items()
                }
                for column, scales in one.splits.items()
            },
        }
        for audience, one in told.items()
    }
    document = {"format": _FORMAT, "kind": "standings", "audiences": audiences}
    write_durably(folder / STANDINGS_FILE, json.dumps(document) + "\n")


def make_benchmark(folder: Path, questionnaire: MadeFor, made_on: date) -> Benchmark:
    """The benchmark of a batch's folder: percentiles over organisations, by sector and size.

    It tells what the summary of that folder rests on, no more and no later. Raises `InputError`
    when there are too few organisations with a name, or no results of this slimscan.
    """
    audiences = {
        audience: cells
        for audience, told in _read_standings(folder).items()
        if told["by_name"] and (cells := _cells(told["spreads"]))
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


def make_group_benchmarks(
    folder: Path, questionnaire: MadeFor, made_on: date, column: str
) -> dict[str, Benchmark]:
    """A benchmark of every group by a column of the branch's own, by the group's name.

    Raises as `make_benchmark`, also where the batch was not split by this column.
    """
    audiences = _read_standings(folder)
    known = {fold(name): name for told in audiences.values() for name in told.get("splits", {})}
    if fold(column) not in known:
        values = {"column": column, "known": ", ".join(known.values()) or "-"}
        raise input_error(Fault.BENCHMARK_SPLIT, folder, **values)
    groups: dict[str, dict[Audience, dict[str, Standing]]] = {}
    for audience, told in audiences.items():
        split = told["splits"].get(known[fold(column)], {}) if told["by_name"] else {}
        for scale, rows in split.items():
            for value, n, percentiles in rows:
                scales = groups.setdefault(value, {}).setdefault(audience, {})
                scales[scale] = _standing(n, percentiles)
    if not groups:
        raise input_error(Fault.BENCHMARK_NOTHING, folder, least=LEAST_ORGANISATIONS)
    return {
        value: Benchmark(
            format=1,
            kind="benchmark",
            questionnaire=questionnaire,
            made_on=made_on,
            group=f"{known[fold(column)]}: {value}",
            audiences={
                audience: (BenchmarkCell(place=names_of(EVERYWHERE), scales=scales),)
                for audience, scales in its.items()
            },
        )
        for value, its in sorted(groups.items())
    }


def _standing(n: int, percentiles: Sequence[int]) -> Standing:
    return Standing.model_validate({"organisations": n, "percentiles": tuple(percentiles)})


def _read_standings(folder: Path) -> Mapping[Audience, Mapping[str, Any]]:
    path = folder / STANDINGS_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found: Mapping[Audience, Mapping[str, Any]] = document["audiences"]
    except FileNotFoundError:
        raise input_error(Fault.FILE_MISSING, path) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise input_error(Fault.SCAN_DAMAGED, path, reason="standings") from None
    return found


def _cells(spreads: Mapping[str, Any]) -> tuple[BenchmarkCell, ...]:
    """The cells that a scan can be in: not those of a word that no questionnaire can have."""
    cells: dict[CellPlace, dict[str, Standing]] = {}
    for scale, its in spreads.items():
        for *place, n, percentiles in its:
            cells.setdefault(tuple(place), {})[scale] = _standing(n, percentiles)
    return tuple(
        BenchmarkCell(place=names_of(place), scales=cells[place])
        for place in sorted(cells)
        if all(not one or is_name(one) for one in place)
    )
