"""Making answer tables for tests, and scoring them as `slimscan batch` does."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from slimscan.batch.batch import Scored, Settings, score_files
from slimscan.batch.files import BatchFolder
from slimscan.batch.read.gather import Chosen
from slimscan.batch.read.inputs import SourceFile, input_files
from slimscan.errors import Fault, Problem
from slimscan.questionnaire.loading import Instrument

Row = Sequence[object]


FIRMS = ["organisation", "measured_on", "H1", "H2", "D1", "D2", "R1"]


class Silent:
    """A watch that shows nothing."""

    def begin(self, stage: str, total: int | None = None) -> None: ...

    def advance(self, rows: int) -> None: ...

    def tell(self, remark: Problem) -> None: ...


def table(header: Row, rows: Iterable[Row], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def scored(
    instrument: Instrument,
    folder: Path,
    *files: Path,
    chosen: Chosen | None = None,
    **others: object,
) -> Scored:
    settings = Settings("en", chosen=chosen or Chosen(), **others)  # type: ignore[arg-type]
    sources = [SourceFile.named(file) for file in files]
    return score_files(instrument, sources, BatchFolder(folder), settings, Silent())


def score_text(instrument: Instrument, folder: Path, text: str | bytes, **others: object) -> Scored:
    """Score one CSV file with this in it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "answers.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return scored(instrument, folder / "out", file, **others)  # type: ignore[arg-type]


def answers_of(done: Scored) -> pl.DataFrame:
    return pl.read_parquet(done.folder.answers)


def scores_of(done: Scored) -> pl.DataFrame:
    return pl.read_parquet(done.folder.scores)


def rejects_of(done: Scored | Path) -> list[dict[str, str]]:
    path = done if isinstance(done, Path) else done.folder.rejects
    with path.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


def random_values(instrument: Instrument, rows: int, seed: int) -> list[list[object]]:
    """Answers of all kinds to every scored item, as a file may hold them."""
    draw = random.Random(seed)
    questionnaire = instrument.questionnaire
    values = []
    for item in questionnaire.items:
        codes = [*questionnaire.answer_set_of(item).codes] * 3
        values.append([*codes, "dont_know", "not_applicable", ""])
    return [[draw.choice(one) for one in values] for _ in range(rows)]


class Heard(Silent):
    """A watch that remembers what it was told, and at which stage."""

    def __init__(self) -> None:
        self.stage = ""
        self.told: list[tuple[str, Problem]] = []

    def begin(self, stage: str, total: int | None = None) -> None:
        self.stage = stage

    def tell(self, remark: Problem) -> None:
        self.told.append((self.stage, remark))

    @property
    def faults(self) -> list[Fault]:
        return [remark.fault for _, remark in self.told]


def score_path(
    mini: Instrument, folder: Path, rows: list[list[object]] | Path, **others: object
) -> tuple[Scored, Heard]:
    """Score a table, or a file or folder that is there."""
    path = rows if isinstance(rows, Path) else folder / "answers.csv"
    if not isinstance(rows, Path):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(table(FIRMS, rows))
    heard = Heard()
    asked = Settings("en", **others)  # type: ignore[arg-type]
    done = score_files(mini, input_files([path]), BatchFolder(folder / "out"), asked, heard)
    return done, heard


def firm(name: str, date: str = "", first: int = 1) -> list[object]:
    return [name, date, first, 2, 3, 4, 5]


def firms(count: int) -> list[list[object]]:
    return [firm(f"Firm {number}") for number in range(count)]
