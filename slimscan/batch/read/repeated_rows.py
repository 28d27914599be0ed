"""Rows that stand for what was read before, found in flat memory however many there are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.rejects import Reject
from slimscan.errors import Fault, Problem
from slimscan.scoring.responses import NOT_APPLICABLE

if TYPE_CHECKING:
    import polars as pl

FILE = "__file"
"""The column with the number of the file that a row came from."""

_SKIPPED = NOT_APPLICABLE - 1
"""Stands for a cell without an answer: no other cell is like it."""
_AT_ONCE = 4_000_000
"""Texts that are looked at together; more are taken in turns, so that memory stays flat."""


@dataclass(frozen=True, order=True)
class Repeated:
    """A row that is left out because of another one, of the same respondent or organisation."""

    file: int
    row: int
    fault: Fault
    column: str
    value: str
    first_file: int
    first_row: int

    def reject(self, files: Mapping[int, str]) -> Reject:
        """Why it is left out; `files` are the names of the files by their number."""
        problem = Problem(self.fault, {"file": files[self.first_file], "row": self.first_row})
        return Reject(self.row, problem, self.column, self.value)


def organisation_key() -> pl.Expr:
    """An organisation as it is compared: its name without case and outer white space."""
    import polars as pl

    return pl.col("organisation").str.strip_chars().str.to_lowercase()


def turns_of(frame: pl.LazyFrame, text: pl.Expr) -> Iterator[pl.LazyFrame]:
    """The texts as hashes, by turns of so many rows; what is equal is in one turn."""
    import polars as pl

    turns = frame.select(pl.len()).collect(engine="streaming").item() // _AT_ONCE + 1
    hashes = frame.select(text.hash().alias("hash"))
    if turns == 1:
        yield hashes  # a condition would have every hash worked out twice
        return
    for turn in range(turns):
        yield hashes.filter(pl.col("hash") % turns == turn)


def repeated_texts(frame: pl.LazyFrame, text: pl.Expr) -> Iterator[pl.Series]:
    """The texts that occur more than once, by turns of so many rows."""
    import polars as pl

    texts = frame.select(text.alias("text"))
    for turn in turns_of(frame, text):
        hashes = turn.collect(engine="streaming").to_series().sort(in_place=True)
        twice = hashes.filter(hashes == hashes.shift(1)).unique()
        if len(twice):
            counted = texts.filter(pl.col("text").hash().is_in(twice.implode()))
            counted = counted.group_by("text").len().filter(pl.col("len") > 1)
            names = counted.collect(engine="streaming")["text"]
            if len(names):
                yield names


def rows_alike(frame: pl.LazyFrame, items: Sequence[str]) -> int:
    """How many rows hold the very answers of another one of their organisation, that one left out.

    They count: two people may well answer alike.
    """
    import polars as pl

    answers = pl.struct(organisation_key(), _mark_of(items).alias("answers"))
    turns = (turn.collect(engine="streaming") for turn in turns_of(frame, answers))
    return sum(turn.height - turn["hash"].n_unique() for turn in turns)


def _mark_of(items: Sequence[str]) -> pl.Expr:
    """A number of 64 bits that cells have in common with equal ones alone, but for rare chance.

    Each cell times a large number of its own, added up; that takes half the time of their hash.
    """
    import polars as pl

    draw = random.Random(len(items))  # noqa: S311 any numbers will do
    cells = (pl.col(name).fill_null(_SKIPPED).cast(pl.Int64()) for name in items)
    return pl.sum_horizontal(0, *(cell * (draw.getrandbits(62) | 1) for cell in cells))


def without_rows(frame: pl.LazyFrame, repeated: Sequence[Repeated]) -> pl.LazyFrame:
    """The frame less these rows, in the order that it has."""
    import polars as pl

    if not repeated:
        return frame
    places = pl.LazyFrame(
        {FILE: [one.file for one in repeated], ROW: [one.row for one in repeated]},
        schema={FILE: pl.Int32(), ROW: pl.Int64()},
    )
    return frame.join(places, on=[FILE, ROW], how="anti", maintain_order="left")
