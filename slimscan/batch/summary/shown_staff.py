"""The staff that figures are about, as one narrow table that is read again and again.

Every figure about staff goes through all of them: there are some hundred. What it takes to find
out whose organisation shows what, by names, is therefore done once.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.staff import KEY, answers_in, scores_of
from slimscan.batch.read.pieces import COMPRESSION, guarded
from slimscan.batch.summary.settled import SettledStaff
from slimscan.batch.summary.statistics import told_column
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    import polars as pl

PERSON = "respondent"


@dataclass(frozen=True)
class ShownStaff:
    """The staff of every organisation of which a scale is shown as they are now.

    `rows` has a row a person: a number for their organisation as `KEY`, in the order of the
    organisations' keys; `PERSON`; for every scale the score, how many questions of it are answered
    and whether it is shown of the organisation (`told_column`); and the answers to all questions.
    """

    rows: pl.LazyFrame
    settled: SettledStaff

    def of_scale(self, scale: str) -> pl.LazyFrame:
        """The people of the organisations of which a scale is shown."""
        return self.rows.filter(told_column(scale))

    def having(self, scale: str) -> pl.LazyFrame:
        """Those of them who have the scale."""
        import polars as pl

        return self.of_scale(scale).filter(pl.col(scale).is_not_null())

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
    counts = [pl.col(f"{one}__answered").cast(pl.Int16) for one in ids]
    scores = scores_of(folder).select(KEY, AUDIENCE, PERSON, *ids, *counts)
    items = [item.id for item in scales.practices]
    whole = pl.concat([scores, answers_in(folder).select(items)], how="horizontal")
    staff = whole.filter(pl.col(AUDIENCE) == "employee").join(numbers.lazy(), on=KEY)
    rows = staff.with_columns(pl.col(_NUMBER).alias(KEY)).drop(_NUMBER)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".staff-") as work:
        path = Path(work) / "staff.arrow"
        with guarded(path):
            rows.sink_ipc(path, compression=COMPRESSION)
        yield ShownStaff(pl.scan_ipc(path, glob=False), settled)
