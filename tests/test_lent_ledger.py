"""A ledger that is lent to a machine without one: what is decided there is what is decided here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from random_branch import RandomBranch
from test_many_organisations import kept

from slimscan.batch.organisations.delivered import ChosenRows, DeliveredStaff, read_organisations
from slimscan.batch.organisations.staff import Organisation, release_in, terms_of
from slimscan.errors import Fault, InputError
from slimscan.privacy import (
    Book,
    LoanTooSmall,
    Session,
    keep_decided,
    lead_index,
    lend,
    loan,
    open_book,
    person_keys,
    settle_on_loan,
)
from slimscan.questionnaire.loading import Instrument


def delivered(branch: RandomBranch, out: Path, book: Book) -> list[DeliveredStaff]:
    branch.write(out)
    return list(read_organisations(out, branch.scales, ChosenRows(pl.lit(True)), book.signer))


def work_on(
    branch: RandomBranch, staff: list[DeliveredStaff]
) -> Callable[[Session], list[Organisation]]:
    return partial(release_in, some=staff, terms=terms_of(branch.scales), old={})


def told(released: list[Organisation]) -> list[object]:
    return [(one.key, one.delivery.release, one.delivery.held_back) for one in released]


def test_what_is_decided_on_a_loan_is_what_the_ledger_decides(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_index, "_ASKED_AT_ONCE", 50)
    here = open_book(tmp_path / "here")
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    there = open_book(tmp_path / "there")
    branch = RandomBranch(base, seed=3, count=15)
    for _ in range(3):
        staff = delivered(branch, tmp_path / "out", here)
        rows, work = [one.rows for one in staff], work_on(branch, staff)
        known = person_keys(there.signer, rows)
        lent = lend(there, known)
        decided, writing = settle_on_loan(there.signer, lent, rows, work)
        assert keep_decided(there, known, lent, writing)
        assert told(decided) == told(here.settle(rows, work))
        assert kept(tmp_path / "there") == kept(tmp_path / "here")
        branch.goes_on()


def test_nothing_is_kept_that_was_decided_on_what_others_changed_meanwhile(
    base: Instrument, tmp_path: Path
) -> None:
    book = open_book(tmp_path / "home")
    branch = RandomBranch(base, seed=4, count=3)
    staff = delivered(branch, tmp_path / "out", book)
    rows, work = [one.rows for one in staff], work_on(branch, staff)
    known = person_keys(book.signer, rows)
    lent = lend(book, known)
    _, writing = settle_on_loan(book.signer, lent, rows, work)
    book.settle(rows, work)
    before = kept(tmp_path / "home")
    assert not keep_decided(book, known, lent, writing)
    assert kept(tmp_path / "home") == before


def test_a_firm_that_only_crowds_lead_to_is_lent_when_it_is_asked_for(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(tmp_path / "home")
    branch = RandomBranch(base, seed=5, count=3)
    staff = delivered(branch, tmp_path / "out", book)
    rows, work = [one.rows for one in staff], work_on(branch, staff)
    shown = book.settle(rows, work)
    known = person_keys(book.signer, rows)
    everything = lend(book, known)
    monkeypatch.setattr(loan, "CROWD", 1)
    assert lend(book, known).firms == everything.firms, "everybody has a key of their own"
    monkeypatch.setattr(loan, "CROWD", 0)
    with pytest.raises(LoanTooSmall) as lacking:
        settle_on_loan(book.signer, lend(book, known), rows, work)
    lent = lend(book, known, lacking.value.firms)
    assert told(settle_on_loan(book.signer, lent, rows, work)[0]) == told(shown)
    with pytest.raises(InputError) as damaged:
        lend(book, known, [10**9])
    assert [one.fault for one in damaged.value.problems] == [Fault.LEDGER_DAMAGED]
