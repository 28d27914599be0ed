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
from slimscan.batch.read.inputs import SourceFile
from slimscan.errors import Problem
from slimscan.questionnaire.loading import Instrument

Row = Sequence[object]


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
