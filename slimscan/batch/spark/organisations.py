"""The release rule on the cluster: slices of organisations, decided where their rows are.

The organisations are cut by name into slices, as on one machine (`organisations_csv.py`), and the
rows of a slice come together on a worker. Slices go in waves, as many as there are workers. The
keys of a slice's people come to the ledger, what it knows of them goes out (`privacy/loan.py`), and
the worker puts them through the very same rule. What was decided is kept in the ledger before its
lines are written; where others changed what it rests on, the slice is decided again.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.delivered import DeliveredStaff, coded_staff, delivered_staff
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.organisation_field import own_values
from slimscan.batch.organisations.organisations_csv import (
    ROWS_A_SLICE,
    OrganisationProgress,
    write_part,
)
from slimscan.batch.organisations.staff import LEDGER_FILE, OldLedgers, release_in, terms_of
from slimscan.batch.organisations.told import ToldSlice, told_of
from slimscan.batch.spark.chunks import Chunk, ScoredRows
from slimscan.batch.spark.tasks import do_on_workers, packed, unpacked
from slimscan.privacy import (
    Book,
    Loan,
    LoanTooSmall,
    Signer,
    Writing,
    is_old_book,
    keep_decided,
    lend,
    person_keys,
    read_old_book,
    settle_on_loan,
)
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    from pyspark import RDD

_SLICE = "__slice"

_Part = tuple[int, tuple[bytes, bytes]]
"""Which slice some rows are of; its staff, and what its people say of the branch's own columns."""


@dataclass(frozen=True)
class _Asked:
    """Who is in a slice: the first and last organisation, and the keys of its people."""

    number: int
    first: str
    last: str
    keys: array[int]


@dataclass(frozen=True)
class _Lent:
    """What a worker is given to decide on a slice."""

    loan: Loan
    old: OldLedgers


@dataclass(frozen=True)
class _Decided:
    """What a worker decided: what is told and what is to be kept, or which firms it lacks."""

    number: int
    told: ToldSlice | None = None
    writing: Writing | None = None
    lacking: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ReleaseOnWorkers:
    """The organisations of scored rows, through the release rule on the cluster."""

    rows: ScoredRows
    kept: Sequence[str]
    """The columns that the branch keeps of its own."""
    folder: Path
    progress: OrganisationProgress | None = None

    def tell(self, book: Book, work: Path) -> Iterator[Path]:
        """The part of each slice, in the order of names, once it is in the ledger."""
        slices = self._slices()
        try:
            sizes = dict(do_on_workers(slices, _counted))
            done, total = 0, sum(sizes.values())
            width = max(1, slices.context.defaultParallelism)
            numbers = sorted(sizes)
            for start in range(0, len(numbers), width):
                for one in self._settled(slices, book, numbers[start : start + width]):
                    part = work / f"{one.number:06}.csv"
                    if one.told:
                        write_part(part, one.told)
                        yield part
                    done += sizes[one.number]
                    if self.progress:
                        self.progress(done, total)
        finally:
            slices.unpersist()

    def _slices(self) -> RDD[_Part]:
        """The rows of named organisations, a partition a slice, on the disks of the workers."""
        from pyspark import StorageLevel

        bounds = cut_between(self.rows.facts)
        cut = partial(_cut, self.rows.scales, tuple(self.kept), bounds)
        parts = self.rows.chunks.flatMap(cut).partitionBy(len(bounds) + 1, _itself)
        return parts.persist(StorageLevel.DISK_ONLY)

    def _settled(
        self, slices: RDD[_Part], book: Book, numbers: Sequence[int]
    ) -> Iterator[_Decided]:
        """Some slices decided at the same time, and kept one after another."""
        scales, signer = self.rows.scales, book.signer
        asked = {
            one.number: one for one in do_on_workers(slices, partial(_ask, scales, signer), numbers)
        }
        lent = {number: self._lent(book, one) for number, one in asked.items()}
        decide = partial(_decide, scales, signer, self.kept)
        waiting = do_on_workers(slices, partial(decide, lent), numbers)
        while waiting:
            one = waiting.pop(0)
            its, loan = asked[one.number], lent[one.number].loan
            if one.writing is None or not keep_decided(book, its.keys, loan, one.writing):
                lent[one.number] = self._lent(book, its, {*one.lacking, *_firms(loan)})
                again = {one.number: lent[one.number]}
                waiting = [*do_on_workers(slices, partial(decide, again), [one.number]), *waiting]
                continue
            yield one

    def _lent(self, book: Book, asked: _Asked, firms: Iterable[int] = ()) -> _Lent:
        path = self.folder / LEDGER_FILE
        old = read_old_book(path, asked.first, asked.last) if is_old_book(path) else {}
        return _Lent(lend(book, asked.keys, set(firms)), old)


def _firms(loan: Loan) -> set[int]:
    return {one[0] for one in loan.firms}


def cut_between(facts: Iterable[tuple[int, tuple[str, ...]]]) -> list[str]:
    """The organisations with which a new slice begins, so that each has about as many rows.

    Every chunk tells how many rows it has, and keys of organisations drawn evenly from them.
    """
    weights = sorted((key, rows / len(keys)) for rows, keys in facts for key in keys)
    bounds: list[str] = []
    begun = 0.0
    for (key, _), end in zip(weights, accumulate(one for _, one in weights), strict=True):
        if end - begun > ROWS_A_SLICE and (not bounds or key > bounds[-1]):
            bounds.append(key)
            begun = end
    return bounds


def _itself(number: int) -> int:
    return number


def _cut(
    scales: Scales, kept: Sequence[str], bounds: Sequence[str], chunk: Chunk
) -> Iterator[_Part]:
    """On a worker: what the rule needs of a chunk, cut into the slices that it goes to."""
    import polars as pl

    named = unpacked(chunk.content).filter(pl.col(KEY) != "")
    keys = named[KEY].unique().to_list()
    places = pl.DataFrame(
        {KEY: keys, _SLICE: [bisect_right(bounds, key) for key in keys]},
        schema={KEY: pl.String(), _SLICE: pl.Int64()},
    )
    cut = named.join(places, on=KEY, how="left", maintain_order="left")
    for (number,), part in cut.partition_by(_SLICE, as_dict=True).items():
        staff = coded_staff(part.lazy(), scales).collect()
        own = part.select(KEY, AUDIENCE, *kept) if kept else part.select(KEY).unique()
        yield int(number), (packed(staff), packed(own))


def _counted(parts: Iterable[_Part]) -> Iterator[tuple[int, int]]:
    """On a worker: how many organisations with staff there are in a slice."""
    import polars as pl

    its = list(parts)
    if its:
        keys = pl.concat([unpacked(staff)[KEY] for _, (staff, _) in its])
        yield its[0][0], keys.n_unique()


def _ask(scales: Scales, signer: Signer, parts: Iterable[_Part]) -> Iterator[_Asked]:
    """On a worker: who is in a slice."""
    its = list(parts)
    delivered = _delivered(its, scales, signer)
    if delivered:
        keys = person_keys(signer, [one.rows for one in delivered])
        yield _Asked(its[0][0], delivered[0].key, delivered[-1].key, keys)


def _decide(
    scales: Scales,
    signer: Signer,
    kept: Sequence[str],
    lent: Mapping[int, _Lent],
    parts: Iterable[_Part],
) -> Iterator[_Decided]:
    """On a worker: what may be shown of a slice, by what the ledger knows of its people."""
    its = list(parts)
    delivered = _delivered(its, scales, signer)
    if not delivered:
        return
    number = its[0][0]
    work = partial(release_in, some=delivered, terms=terms_of(scales), old=lent[number].old)
    try:
        released, writing = settle_on_loan(
            signer, lent[number].loan, [one.rows for one in delivered], work
        )
    except LoanTooSmall as found:
        yield _Decided(number, lacking=found.firms)
        return
    yield _Decided(number, told_of(released, _own(its, kept), scales.ids), writing)


def _delivered(parts: Sequence[_Part], scales: Scales, signer: Signer) -> list[DeliveredStaff]:
    import polars as pl

    if not parts:
        return []
    rows = pl.concat([unpacked(staff) for _, (staff, _) in parts])
    return list(delivered_staff(rows.lazy(), scales, signer))


def _own(parts: Sequence[_Part], kept: Sequence[str]) -> dict[str, tuple[str, ...]]:
    import polars as pl

    rows = pl.concat([unpacked(own) for _, (_, own) in parts])
    if not kept:
        return dict.fromkeys(rows[KEY], ())
    return {key: tuple(values) for key, *values in own_values(rows.lazy()).iter_rows()}
