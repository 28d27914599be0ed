"""The staff of organisations in a batch's results, one organisation at a time, through the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from slimscan.batch.organisations.delivered import ChosenRows, DeliveredStaff, read_organisations
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.disk.places import home_folder
from slimscan.privacy import (
    Book,
    Delivered,
    Delivery,
    Row,
    Session,
    Terms,
    Witness,
    deliver,
    is_old_book,
    open_book,
    read_old_book,
)
from slimscan.scoring.scales import Scales
from slimscan.staff.released import ReleasedStaff
from slimscan.staff.rows import (
    Measure,
    fixed_items,
)

LEDGER_FILE = "organisations.ledger"
"""Names the ledger in the home that knows what was shown of this folder's organisations."""
WAVE = "batch"

AT_ONCE = 2_000
"""So many organisations are put through the rule, and noted in the ledger, in one step.

Whoever looks for people in the ledger meets as many of its pages for few as for many; more
organisations would take more memory.
"""

OldLedgers = Mapping[str, Mapping[str, Any]]
"""Ledgers of before there was one in the home, by the keys of their organisations."""


@dataclass(frozen=True)
class Organisation:
    """One organisation with what may be shown of its staff."""

    key: str
    name: str
    delivery: Delivery
    rows: Sequence[Row]
    measure: Measure


def check_ledger(folder: Path, new_ledger: bool = False) -> Book:
    """The ledger in the home, when it is the one that knows what was shown in this folder.

    Raises `InputError` when it is another one, unless `new_ledger` is said.
    """
    book, path = open_book(home_folder(), new_ledger), folder / LEDGER_FILE
    if path.exists() and not is_old_book(path):
        witness = Witness(path)
        witness.check(book, new_ledger)
        if new_ledger:
            witness.testify(book)
    return book


def testify(folder: Path, book: Book) -> None:
    """Say in the folder that this ledger knows what is shown there."""
    Witness(folder / LEDGER_FILE).testify(book)


def testify_beside_staff(folder: Path, book: Book) -> None:
    """The same where no staff were told of: an old ledger of the folder's own stays until then."""
    if not is_old_book(folder / LEDGER_FILE):
        testify(folder, book)


def release_organisations(
    folder: Path, scales: Scales, organisations: Iterator[DeliveredStaff], book: Book
) -> Iterator[Organisation]:
    """What may be shown of these organisations; it is in the ledger when it is given."""
    path, terms = folder / LEDGER_FILE, terms_of(scales)
    is_old = is_old_book(path)
    while some := list(islice(organisations, AT_ONCE)):
        old = read_old_book(path, some[0].key, some[-1].key) if is_old else {}
        yield from book.settle([one.rows for one in some], _work(some, terms, old))


def _work(
    some: Sequence[DeliveredStaff], terms: Terms, old: OldLedgers
) -> Callable[[Session], list[Organisation]]:
    return lambda session: release_in(session, some, terms, old)


def release_in(
    session: Session, some: Sequence[DeliveredStaff], terms: Terms, old: OldLedgers
) -> list[Organisation]:
    """What may be shown of these organisations, noted in the session.

    `old` has, by their keys, the ledgers of before there was one in the home.
    """
    places = fixed_items(some[0].measure.asked.questionnaire)
    by_measure = {name: replace(terms, measure=name) for name in {one.measure.name for one in some}}
    return [
        Organisation(
            one.key,
            one.name,
            deliver(
                session,
                Delivered(WAVE, one.rows, one.staff, places, old=old.get(one.key)),
                by_measure[one.measure.name],
            ),
            one.rows,
            one.measure,
        )
        for one in some
    ]


def terms_of(scales: Scales) -> Terms:
    """Under which terms the staff of organisations are released."""
    return Terms(minimum=scales.questionnaire.release_minimum)


def released_among(folder: Path, scales: Scales, keys: Sequence[str]) -> dict[str, ReleasedStaff]:
    """What may be shown of the staff of these organisations, by their keys, in one reading.

    It is what `organisations.csv` shows, and counts as shown; an organisation without staff is not
    among them. Raises as `Book` does.
    """
    import polars as pl

    if not keys:
        return {}
    chosen = ChosenRows(pl.col(KEY).is_in(list(keys)))
    book = check_ledger(folder)
    staff = read_organisations(folder, scales, chosen, book.signer)
    released = release_organisations(folder, scales, staff, book)
    return {
        one.key: ReleasedStaff(
            one.delivery.release,
            one.measure.asked,
            held_back=one.delivery.held_back,
            second=one.delivery.second,
        )
        for one in released
    }
