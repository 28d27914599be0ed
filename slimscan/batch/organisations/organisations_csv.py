"""`organisations.csv`: what may be shown of the staff of every organisation that has a name.

The organisations are cut into slices by name. A slice is read, put through the release rule and
written by itself, in this process or in workers, so memory does not grow with the answers. What is
shown of an organisation is in its ledger before its lines are written. A value that is not shown
has no line: hidden for whatever reason or never there, it looks the same. The columns that the
branch keeps of its own stand behind the others, with the one value that the organisation has.
"""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from slimscan.batch.files import AUDIENCE, ORGANISATION_COLUMNS, BatchFolder, kept_among
from slimscan.batch.organisations.delivered import (
    ChosenRows,
    DeliveredStaff,
    delivered_staff,
    read_organisations,
)
from slimscan.batch.organisations.keyed_rows import KEY, named_staff, scores_of
from slimscan.batch.organisations.organisation_field import own_values
from slimscan.batch.organisations.released import (
    RELEASED_FILE,
    join_released,
    released_part,
)
from slimscan.batch.organisations.scattered import MOST_PARTS, gathered_staff
from slimscan.batch.organisations.staff import check_ledger, release_organisations, testify
from slimscan.batch.organisations.told import ToldSlice, told_of
from slimscan.batch.read.pieces import scan_pieces
from slimscan.batch.workers import Crew, spread
from slimscan.disk.durable import PASSED_ON, cannot_write
from slimscan.errors import SlimscanError
from slimscan.privacy import Book, Signer
from slimscan.scoring.scales import Scales
from slimscan.text import spreadsheet_cell

ORGANISATIONS_FILE = "organisations.csv"

ROWS_A_SLICE = 30_000
SLICES_TO_GATHER = 8
"""So many slices each take less time out of all rows than gathering them would."""
SLICES_A_PART = 5

_DAY = 24 * 60 * 60.0
"""A slice takes seconds; only a process that hangs takes so long."""

_OWN = "own.parquet"
"""The values of the branch's own columns by organisation, while the file is made."""

OrganisationProgress = Callable[[int, int], None]
"""Told how many organisations are done, of how many."""


@dataclass(frozen=True)
class Slice:
    """Organisations that follow each other by name: the keys of the first and the last.

    Their staff are among the `length` rows from `start` on, or in files of their own (`staff`).
    """

    first: str
    last: str
    organisations: int
    start: int = 0
    length: int | None = None
    staff: tuple[Path, ...] = ()

    def read(self, folder: Path, scales: Scales, signer: Signer) -> Iterator[DeliveredStaff]:
        """The organisations in it with their staff."""
        import polars as pl

        between = pl.col(KEY).is_between(pl.lit(self.first), pl.lit(self.last))
        if not self.staff:
            rows = ChosenRows(between, self.start, self.length)
            return read_organisations(folder, scales, rows, signer)
        return delivered_staff(scan_pieces(self.staff).filter(between), scales, signer)


Tell = Callable[[Book, Path], Iterable[Path]]
"""Writes what is told of all organisations.

It gets the ledger and a folder to work in, and gives the part of each slice as `write_part` has it,
in the order of the organisations' names.
"""


def write_organisations(
    folder: Path,
    scales: Scales,
    jobs: int = 1,
    progress: OrganisationProgress | None = None,
    shown: Path | None = None,
) -> Path:
    """Write the results of all organisations in a batch's folder and give the path.

    `shown` is where the same is written for a workbook (`shown_groups_in`), if it is wanted. Beside
    them stands what was released as data (`released.py`). Raises `MachineError` when it cannot be
    written, `InputError` when the ledger is damaged or another one.
    """

    def tell(_: Book, work: Path) -> list[Path]:
        slices = _gathered(folder, scales, _slices(folder), work)
        done, total = 0, sum(one.organisations for one in slices)
        parts = [work / f"{number}.csv" for number in range(len(slices))]
        if slices:
            own_values(scores_of(folder)).write_parquet(work / _OWN)
        for one in _write_slices(folder, scales, slices, parts, jobs):
            done += one.organisations
            if progress:
                progress(done, total)
        return parts

    return join_told(folder, kept_among(scores_of(folder).collect_schema()), tell, shown)


def join_told(folder: Path, kept: Sequence[str], tell: Tell, shown: Path | None = None) -> Path:
    """Write the results of all organisations of which `tell` gives the parts.

    `kept` are the columns that the branch keeps of its own; else as `write_organisations`.
    """
    path = folder / ORGANISATIONS_FILE
    book = check_ledger(folder)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{ORGANISATIONS_FILE}-") as name:
            work = Path(name)
            parts = list(tell(book, work))
            if shown:
                with shown.open("wb") as file:
                    _copy(map(_shown_part, parts), file)
            join_released(parts, work / RELEASED_FILE, folder / RELEASED_FILE)
            header = (*ORGANISATION_COLUMNS, *map(spreadsheet_cell, kept))
            _join(header, parts, work / ORGANISATIONS_FILE, path)
    except OSError as error:
        raise cannot_write(path, error) from None
    if parts:
        testify(folder, book)
    return path


def _slices(folder: Path) -> list[Slice]:
    """The organisations with staff by name, in slices of about as many answers.

    Files in which each organisation's rows stand together are then read once; of others every
    slice looks at all. Several files that another engine wrote have no order to count rows by.
    """
    import polars as pl

    row, start, end = pl.col("row"), pl.col("start"), pl.col("end")
    counts = (
        named_staff(scores_of(folder).select(AUDIENCE, KEY).with_row_index("row"))
        .group_by(KEY)
        .agg(pl.len(), row.min().alias("start"), row.max().alias("end"))
        .sort(KEY)
        .with_columns(((pl.col("len").cum_sum() - 1) // ROWS_A_SLICE).alias("slice"))
        .group_by("slice", maintain_order=True)
        .agg(
            pl.col(KEY).first().alias("first"),
            pl.col(KEY).last().alias("last"),
            pl.len(),
            start.min(),
            end.max() - start.min() + 1,
        )
        .drop("slice")
        .collect(engine="streaming")
    )
    slices = [Slice(*row) for row in counts.iter_rows()]
    if BatchFolder(folder).scores.is_dir():
        return [Slice(one.first, one.last, one.organisations) for one in slices]
    return slices


def _gathered(folder: Path, scales: Scales, slices: list[Slice], work: Path) -> list[Slice]:
    """The slices, their staff written together first where they lie all over the files."""
    import polars as pl

    looked_at = sum(one.length or 0 for one in slices)
    rows = scores_of(folder).select(pl.len()).collect(engine="streaming").item()
    if len(slices) <= SLICES_TO_GATHER or looked_at < len(slices) * rows / 2:
        return slices
    a_part = max(SLICES_A_PART, -(-len(slices) // MOST_PARTS))
    firsts = [one.first for one in slices[a_part::a_part]]
    parts = gathered_staff(folder, scales, firsts, work)
    return [replace(one, staff=tuple(parts[place // a_part])) for place, one in enumerate(slices)]


def _write_slices(
    folder: Path, scales: Scales, slices: Sequence[Slice], parts: Sequence[Path], jobs: int
) -> Iterator[Slice]:
    """Write every slice to its part; workers that die leave their slices to this process."""
    waiting = dict(zip(slices, parts, strict=True))
    if jobs > 1 and len(slices) > 1:
        crew = Crew(min(jobs, len(slices)), seconds=_DAY, renew_after=len(slices))
        for outcome in spread(partial(_writer, folder, scales), list(waiting.items()), crew):
            if outcome.value:
                one, _ = outcome.job
                waiting.pop(one)
                yield one
    for one, part in waiting.items():
        write_slice(folder, scales, one, part)
        yield one


def _writer(folder: Path, scales: Scales) -> Callable[[tuple[Slice, Path]], bool]:
    return partial(_written, folder, scales)


def _written(folder: Path, scales: Scales, job: tuple[Slice, Path]) -> bool:
    """Whether it worked; what went wrong is met again, and told, by the process that asked."""
    try:
        write_slice(folder, scales, *job)
    except (OSError, SlimscanError):
        return False
    return True


def write_slice(folder: Path, scales: Scales, one: Slice, part: Path) -> None:
    """Write the results of some organisations, once what is shown of them is in the ledger."""
    own = _read_own(part.parent / _OWN, one)
    book = check_ledger(folder)
    staff = one.read(folder, scales, book.signer)
    released = release_organisations(folder, scales, staff, book)
    write_part(part, told_of(released, own, scales.ids))


def write_part(part: Path, told: ToldSlice) -> None:
    """Write what is told of some organisations to the files of their part."""
    part.write_bytes(told.lines)
    _shown_part(part).write_bytes(told.shown)
    released_part(part).write_bytes(told.released)


def _read_own(path: Path, one: Slice) -> dict[str, tuple[str, ...]]:
    """The values of the branch's own columns of some organisations, by their key."""
    import polars as pl

    between = pl.col(KEY).is_between(pl.lit(one.first), pl.lit(one.last))
    rows = pl.scan_parquet(path, glob=False).filter(between).collect().rows()
    return {key: tuple(values) for key, *values in rows}


def _shown_part(part: Path) -> Path:
    return part.with_suffix(".shown")


def _join(header: Sequence[str], parts: Sequence[Path], whole: Path, path: Path) -> None:
    """The parts one after the other under one header, whole or not at all."""
    with whole.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(header)
    with whole.open("ab") as file:
        _copy(parts, file)
        file.flush()
        os.fsync(file.fileno())
    whole.chmod(PASSED_ON)
    whole.replace(path)


def _copy(parts: Iterable[Path], file: BinaryIO) -> None:
    for part in parts:
        with part.open("rb") as lines:
            shutil.copyfileobj(lines, file)
