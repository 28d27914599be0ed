"""The staff that figures are about, as one narrow table that is read again and again.

Every figure about staff goes through all of them: there are some hundred. What it takes to find
out whose organisation shows what, by names, is therefore done once.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.staff import KEY, answers_in, scores_of
from slimscan.batch.read.pieces import write_parts
from slimscan.batch.summary.answer_sums import told_column
from slimscan.batch.summary.settled import SettledStaff
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    import polars as pl

PERSON = "respondent"
ROWS_A_PART = 750_000


def answered_column(scale: str) -> str:
    """The column that says how many questions of a scale somebody answered."""
    return f"{scale}__answered"


@dataclass(frozen=True)
class ShownStaff:
    """The staff of every organisation of which a scale is shown as they are now.

    The files of `parts` have a row a person, those of an organisation together in one of them: a
    number for their organisation as `KEY`, in the order of the organisations' keys; `PERSON`; for
    every scale the score, how many questions of it are answered and whether it is shown of the
    organisation (`told_column`); and the answers to all questions.
    """

    parts: Sequence[Path]
    settled: SettledStaff

    def of_scale(self, scale: str, columns: Iterable[str]) -> Iterator[pl.DataFrame]:
        """The people of the organisations of which a scale is shown, some of these at a time."""
        import polars as pl

        own = list(dict.fromkeys(columns))
        for part in self.parts:
            people = pl.scan_ipc(part, glob=False).filter(told_column(scale)).select(own).collect()
            if len(people):
                yield people

    def organisations(self, scale: str) -> int:
        """Of how many organisations a scale is shown."""
        return self.settled.filter_scale(scale)

    @cached_property
    def sets(self) -> pl.DataFrame:
        """As `SettledStaff.sets`, of these organisations."""
        return self._numbered(self.settled.sets)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """As `SettledStaff.cells`, of these organisations."""
        return self._numbered(self.settled.cells)

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        import polars as pl

        numbers = numbered_keys(self.settled)
        found = frame.join(numbers, on=KEY)
        return found.with_columns(pl.col(_NUMBER).alias(KEY)).drop(_NUMBER)


_NUMBER = "__number"


def numbered_keys(settled: SettledStaff) -> pl.DataFrame:
    """The organisations that show anything, each with its number."""
    return settled.shown.select(KEY).unique().sort(KEY).with_row_index(_NUMBER)


@contextlib.contextmanager
def shown_staff(folder: Path, scales: Scales, settled: SettledStaff) -> Iterator[ShownStaff]:
    """The staff in a batch's folder, for as long as they are asked for.

    Answers and scores have the same rows in the same order (`files.py`).
    """
    import polars as pl

    ids = scales.ids
    numbers = numbered_keys(settled).join(settled.flags(ids), on=KEY)
    counts = [pl.col(answered_column(one)).cast(pl.Int16) for one in ids]
    scores = scores_of(folder).select(KEY, AUDIENCE, PERSON, *ids, *counts)
    items = [item.id for item in scales.practices]
    whole = pl.concat([scores, answers_in(folder).select(items)], how="horizontal")
    staff = whole.filter(pl.col(AUDIENCE) == "employee").join(
        numbers.lazy(), on=KEY, maintain_order="left"
    )
    rows = staff.with_columns(pl.col(_NUMBER).alias(KEY)).drop(_NUMBER, AUDIENCE)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".staff-") as work:
        people = scores.select(pl.len()).collect(engine="streaming").item()
        yield ShownStaff(_in_parts(rows, len(numbers), people // ROWS_A_PART + 1, work), settled)


def _in_parts(rows: pl.LazyFrame, organisations: int, parts: int, folder: str) -> list[Path]:
    """Write the rows in about so many parts, whole organisations in each, in their order."""
    import polars as pl

    a_part = max(1, -(-organisations // parts))
    places = range(-(-organisations // a_part))
    paths = [Path(folder) / f"{place:06}.arrow" for place in places]
    write_parts(rows, pl.col(KEY) // a_part, paths)
    return paths
