"""The staff of organisations in a scores frame, one organisation at a time, through the rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, BatchFolder
from slimscan.batch.organisations.ledger import LEDGER_FILE, WAVE, LedgerBook
from slimscan.privacy import Delivery, Ledger, Terms, release
from slimscan.scoring.responses import option_values
from slimscan.scoring.scales import Scales
from slimscan.staff.gaps import read_staff
from slimscan.staff.released import ReleasedStaff

if TYPE_CHECKING:
    import polars as pl

KEY = "organisation_key"


@dataclass(frozen=True)
class Organisation:
    """One organisation with what may be shown of its staff."""

    key: str
    name: str
    delivery: Delivery
    is_news: bool
    """Whether its ledger differs from the one that was kept."""


def scores_of(folder: Path) -> pl.LazyFrame:
    """The scores of a batch with the key of every row's organisation; nothing is read yet."""
    import polars as pl

    path = BatchFolder(folder).scores
    return keyed(pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path))


def keyed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with the key of their organisation: names that differ in case only are one."""
    import polars as pl

    return frame.with_columns(
        pl.col("organisation").fill_null("").str.strip_chars().str.to_lowercase().alias(KEY)
    )


def staff_rows(scores: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of staff whose organisation has a name."""
    import polars as pl

    return scores.filter((pl.col(AUDIENCE) == "employee") & (pl.col(KEY) != ""))


def staff_columns(scales: Scales) -> list[str]:
    """The columns that the release rule needs."""
    return [KEY, "organisation", "respondent", "group", *scales.ids]


def measure_of(scales: Scales) -> str:
    """What the scores are computed over, so that scores of other items are never taken for these.

    The same items with the same values have the same name, whatever the questionnaire's version.
    """
    digest = hashlib.blake2b(digest_size=8)
    for aspect in scales.aspects:
        digest.update(f"{aspect.id}\n".encode())
        for item in aspect.items:
            values = option_values(scales.questionnaire, item)
            digest.update(f"{item.id} {item.weight} {values}\n".encode())
    return f"{scales.questionnaire.id} {digest.hexdigest()}"


def released_organisations(
    rows: pl.DataFrame, scales: Scales, ledgers: Mapping[str, Ledger]
) -> Iterator[Organisation]:
    """What may be shown of every organisation in rows that are sorted by their key."""
    terms = Terms(measure=measure_of(scales))
    for key, name, staff in _walk(rows):
        before = ledgers.get(key)
        delivery = release(read_staff(staff, scales), before, wave=WAVE, terms=terms)
        yield Organisation(key, name, delivery, delivery.ledger != before)


class _Rows:
    """Some rows of columns that were taken out of their frame once."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], first: int, last: int) -> None:
        self._columns, self._first, self._last = columns, first, last

    def __getitem__(self, name: str) -> _Rows:
        return _Rows({"": self._columns[name]}, self._first, self._last)

    def to_list(self) -> list[Any]:
        return list(self._columns[""][self._first : self._last])


def _walk(rows: pl.DataFrame) -> Iterator[tuple[str, str, _Rows]]:
    columns = {name: rows[name].to_list() for name in rows.columns}
    keys = columns[KEY]
    first = 0
    while first < len(keys):
        last = first + 1
        while last < len(keys) and keys[last] == keys[first]:
            last += 1
        yield keys[first], columns["organisation"][first], _Rows(columns, first, last)
        first = last


def released_among(folder: Path, scales: Scales, keys: Sequence[str]) -> dict[str, ReleasedStaff]:
    """What may be shown of the staff of these organisations, by their keys, in one reading.

    It is what `organisations.csv` shows, and counts as shown; an organisation without staff is not
    among them. Raises as `LedgerBook` does.
    """
    import polars as pl

    if not keys:
        return {}
    frame = staff_rows(scores_of(folder)).filter(pl.col(KEY).is_in(list(keys)))
    rows = frame.select(staff_columns(scales)).collect(engine="streaming")
    book = LedgerBook(folder / LEDGER_FILE)
    book.prepare()
    before = book.among(keys)
    released = list(released_organisations(rows.sort(KEY, maintain_order=True), scales, before))
    book.keep({one.key: one.delivery.ledger for one in released if one.is_news})
    return {
        one.key: ReleasedStaff(one.delivery.release, scales, held_back=one.delivery.held_back)
        for one in released
    }
