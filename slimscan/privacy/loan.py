"""What the ledger knows of some people, lent to a machine that has no ledger.

On a cluster the rows of people stay where they are. Their keys come to the ledger's home; what it
knows of these people goes out with them, and what was decided comes back to be kept. Nothing is
kept that was decided on what is no longer so: then the loan is made again.

A loan is a small ledger of its own, so that whoever works with it works as with the ledger itself.
The secret key goes along with it: without the key nobody is known again.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from slimscan.errors import Fault, input_error
from slimscan.privacy.book import Book, new_tables
from slimscan.privacy.lead_index import CROWD, Lead, leads_of
from slimscan.privacy.outlines import write_outlines
from slimscan.privacy.people import Row
from slimscan.privacy.session import Session, Writing
from slimscan.privacy.signer import Signer

_T = TypeVar("_T")


class LoanTooSmall(Exception):  # noqa: N818 no error: it says what else to lend
    """Firms were asked for that were not lent: their people are known by keys of crowds only."""

    def __init__(self, firms: Collection[int]) -> None:
        super().__init__(firms)
        self.firms = frozenset(firms)


@dataclass(frozen=True)
class Loan:
    """What the ledger knows of people by their keys: where these lead, and to which firms."""

    leads: tuple[Lead, ...]
    firms: tuple[tuple[int, int, str | None, bytes], ...]
    """Of each its number, its version, its scan and its document."""
    outlines: Mapping[int, str]
    """What the documents have in common."""

    @property
    def stand(self) -> tuple[object, ...]:
        """What must still be so when something is kept that was decided on this loan."""
        return self.leads, tuple(one[:2] for one in self.firms)


def person_keys(signer: Signer, deliveries: Sequence[Sequence[Row]]) -> array[int]:
    """The keys that people are known by, for the ledger to say what it knows of them."""
    return array(
        "q", {key for rows in deliveries for one in signer.known(rows) for key in one.keys}
    )


def lend(book: Book, keys: Collection[int], firms: Collection[int] = ()) -> Loan:
    """What the ledger knows of the people with these keys, and of these firms beside.

    Raises `InputError` when it leads to firms that it does not have.
    """
    with book.opened() as ledger:
        loan = _loan(ledger, keys, firms)
    if not set(firms) <= {one[0] for one in loan.firms}:
        raise input_error(Fault.LEDGER_DAMAGED, book.path)
    return loan


def keep_decided(book: Book, keys: Collection[int], loan: Loan, writing: Writing) -> bool:
    """Note what was decided on a loan for these keys; False when that no longer stands."""
    if not writing.firms:
        return True
    beside = [one[0] for one in loan.firms]
    with book.opened() as ledger:
        ledger.execute("begin immediate")
        if _loan(ledger, keys, beside, with_documents=False).stand != loan.stand:
            return False
        writing.write(ledger)
        ledger.commit()
    return True


def settle_on_loan(
    signer: Signer,
    loan: Loan,
    deliveries: Sequence[Sequence[Row]],
    work: Callable[[Session], _T],
) -> tuple[_T, Writing]:
    """Do work as `Book.settle` does, where the ledger is not: what comes of it, and is to be kept.

    Raises `LoanTooSmall`.
    """
    with _opened(loan) as ledger:
        session = _LentSession(ledger, Path(), signer)
        session.ask(deliveries)
        result = work(session)
        return result, session.written()


class _LentSession(Session):
    """A session that says so when a firm is not there: of all at once, as far as they are known."""

    def ask(self, deliveries: Sequence[Sequence[Row]]) -> None:
        super().ask(deliveries)
        self._load({firm for firms in self._led.values() for firm in firms})

    def _load(self, firms: Collection[int]) -> None:  # type: ignore[override]
        super()._load(firms)
        missing = [one for one in firms if one not in self.firms]
        if missing:
            raise LoanTooSmall(missing)


@contextlib.contextmanager
def _opened(loan: Loan) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as ledger:
        new_tables(ledger)
        ledger.execute("begin")
        ledger.executemany("insert into person values (?, ?)", loan.leads)
        ledger.executemany(
            "insert into firm (id, version, scan, document) values (?, ?, ?, ?)", loan.firms
        )
        write_outlines(ledger, loan.outlines)
        ledger.execute("commit")
        yield ledger


def _loan(
    ledger: sqlite3.Connection,
    keys: Collection[int],
    firms: Collection[int],
    with_documents: bool = True,
) -> Loan:
    leads = leads_of(ledger, frozenset(keys))
    wanted = {*firms, *_outside_crowds(leads)}
    document = "document" if with_documents else "x''"
    rows = ledger.execute(
        f"select id, version, scan, {document} from firm"  # noqa: S608 one of the two above
        " where id in (select value from json_each(?)) order by id",
        (json.dumps(sorted(wanted)),),
    )
    outlines = dict(ledger.execute("select number, content from outline"))
    return Loan(tuple(leads), tuple(rows), outlines)


def _outside_crowds(leads: Sequence[Lead]) -> set[int]:
    """The firms that a key leads to which leads to few."""
    found: set[int] = set()
    start = 0
    for place in range(1, len(leads) + 1):
        if place == len(leads) or leads[place][0] != leads[start][0]:
            if place - start <= CROWD:
                found.update(firm for _, firm in leads[start:place])
            start = place
    return found
