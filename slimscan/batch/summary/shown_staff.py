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
from slimscan.batch.organisations.keyed_rows import KEY, answers_in, scores_of
from slimscan.batch.read.pieces import scan_pieces, write_parts
from slimscan.batch.summary.answer_sums import told_column
from slimscan.batch.summary.settled import SettledStaff
from slimscan.questionnaire.models import Audience
from slimscan.scoring.scales import Scales
from slimscan.scoring.scores import answered_column

if TYPE_CHECKING:
    import polars as pl

PERSON = "respondent"
ROWS_A_PART = 500_000
_ROWS_AT_ONCE = 250_000


StaffFiles = Sequence[Path]
"""The files of some organisations' staff, to be read one after the other."""


@dataclass(frozen=True)
class ShownStaff:
    """The staff of every organisation of which a scale is shown as they are now.

    The files of each of the `parts` have a row a person, all of an organisation in one of these: a
    number for their organisation as `KEY`, in the order of the organisations' keys; `PERSON`; for
    every scale the score, how many questions of it are answered and whether it is shown of the
    organisation (`told_column`); and the answers to all questions.
    """

    parts: Sequence[StaffFiles]
    settled: SettledStaff

    def of_scale(self, part: StaffFiles, scale: str, columns: Iterable[str]) -> pl.DataFrame:
        """The people of a part whose organisations a scale is shown of."""
        own = list(dict.fromkeys(columns))
        return scan_pieces(part).filter(told_column(scale)).select(own).collect()

    def everybody(self) -> Iterator[pl.LazyFrame]:
        """All of them, some at a time."""
        return map(scan_pieces, self.parts)

    def organisations(self, scale: str) -> int:
        """Of how many organisations a scale is shown."""
        return self.settled.count(scale)

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
    """The staff in a batch's folder, for as long as they are asked for."""
    import polars as pl

    numbers = numbered_keys(settled).join(settled.flags(scales.ids), on=KEY)
    rows = scores_of(folder).select(pl.len()).collect(engine="streaming").item()
    a_part = max(1, -(-len(numbers) // (rows // ROWS_A_PART + 1)))
    lots = (
        staff.join(numbers.lazy(), on=KEY, maintain_order="left")
        .with_columns(pl.col(_NUMBER).alias(KEY))
        .drop(_NUMBER)
        for staff in people_at_a_time(folder, scales, "employee")
    )
    with tempfile.TemporaryDirectory(dir=folder, prefix=".staff-") as work:
        parts = write_parts(lots, pl.col(KEY) // a_part, Path(work))
        yield ShownStaff([parts[place] for place in sorted(parts)], settled)


def people_at_a_time(folder: Path, scales: Scales, audience: Audience) -> Iterator[pl.LazyFrame]:
    """The leaders or the staff in a batch's folder, with their scores and answers.

    Some at a time. Answers and scores have the same rows in the same order (`files.py`).
    """
    import polars as pl

    scores, answers = scores_of(folder), answers_in(folder)
    counts = [pl.col(answered_column(one)).cast(pl.Int16) for one in scales.ids]
    scored = scores.select(KEY, AUDIENCE, PERSON, *scales.ids, *counts)
    answered = answers.select(item.id for item in scales.practices)
    rows = scores.select(pl.len()).collect(engine="streaming").item()
    for start in range(0, rows, _ROWS_AT_ONCE):
        some = (one.slice(start, _ROWS_AT_ONCE) for one in (scored, answered))
        whole = pl.concat(some, how="horizontal")
        yield whole.filter(pl.col(AUDIENCE) == audience).drop(AUDIENCE)
