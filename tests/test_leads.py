"""Which firms are looked at for a delivery, where many people give the same answers."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kept_ledger import leads_in
from random_firms import ITEMS, RandomFirm

from slimscan.privacy import (
    Book,
    Delivered,
    Session,
    Signer,
    Terms,
    deliver,
    lead_index,
    lead_runs,
    leads,
    open_book,
)
from slimscan.privacy.lead_index import LeadIndex


def firm(number: int, alike: int, others: int, with_ids: bool) -> RandomFirm:
    """Some people who answer the same to everything, each another thing, and some who do not."""
    found = RandomFirm(number)
    found.missing, found.with_ids, found.splits, found.minimum = 0, with_ids, {}, 5
    found.staff = [
        replace(found.member(), who=f"{number} {n}", answers=dict.fromkeys(ITEMS, n))
        for n in range(alike)
    ]
    found.staff += [replace(found.member(), who=f"{number} {n}") for n in range(alike, others)]
    return found


def shown(book: Book, one: Delivered) -> tuple[str, bool, int]:
    """What is shown of a delivery, whether people wait, and how many firms were read for it."""

    def work(session: Session) -> tuple[str, bool, int]:
        delivery = deliver(session, one, Terms(measure="full"))
        return repr(delivery.release), delivery.held_back, len(session.firms)

    return book.settle([one.rows], work)


def told(home: Path) -> Iterator[tuple[str, bool]]:
    """Firms of all kinds, once, and again with one newcomer and other ids."""
    book = Book(open_book(home).path, Signer(b"k" * 32))
    with contextlib.closing(sqlite3.connect(book.path)) as ledger, ledger:
        ledger.execute("delete from about where name = 'key'")  # as if it was made under this one
    kinds = [(alike, others) for alike in (1, 3, 5) for others in (6, 9)] * 2
    firms = [firm(n, *kind, with_ids=n % 2 == 0) for n, kind in enumerate(kinds)]
    for one in firms:
        yield shown(book, one.delivered("wave", quick=False))[:2]
    for one in firms:
        one.staff = [replace(who, who=f"new {n}") for n, who in enumerate(one.staff)]
        one.join(1)
        yield shown(book, one.delivered("wave", quick=False))[:2]


def test_a_crowd_that_is_not_read_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list(told(tmp_path / "all"))
    assert all(held for _, held in found[12:]), "one newcomer waits"
    monkeypatch.setattr(lead_index, "CROWD", 1)
    assert list(told(tmp_path / "few")) == found
    monkeypatch.setattr(leads.Leads, "_count_crowds", lambda *_: None)
    assert list(told(tmp_path / "none")) != found, "the crowds are needed"


@pytest.mark.parametrize("least", [1, 60, 10**9])
def test_what_came_lately_counts_as_what_was_taken_into_runs_or_into_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    found = list(told(tmp_path / "beside"))
    monkeypatch.setattr(lead_index, "STEPS_BESIDE", 5)
    monkeypatch.setattr(lead_index, "LEADS_OF_A_RUN", least)
    monkeypatch.setattr(lead_runs, "KEYS_A_PART", 7)
    monkeypatch.setattr(lead_index, "_SEARCH_COSTS", 0)
    assert list(told(tmp_path / "folded")) == found
    assert leads_in(tmp_path / "folded") == leads_in(tmp_path / "beside")
    counts = [rows(tmp_path / name) for name in ("beside", "folded")]
    assert (counts[0][0], bool(counts[1][0])) == (0, least < 10**9)
    assert counts[1][1] <= 6


def test_a_run_takes_in_those_before_it_that_are_no_larger(tmp_path: Path) -> None:
    draw = random.Random(3)
    with contextlib.closing(sqlite3.connect(open_book(tmp_path).path)) as book:
        noted: dict[int, set[int]] = {}
        for size in (40, 10, 10, 30, 200, 5):
            keys = sorted(draw.choice((5, draw.getrandbits(64) - 2**63)) for _ in range(size))
            firms = [draw.randrange(2**32) for _ in keys]
            for key, firm in zip(keys, firms, strict=True):
                noted.setdefault(key, set()).add(firm)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(lead_runs, "KEYS_A_PART", 16)
                lead_runs.make_run(book, [keys], [firms])
            told: dict[int, set[int]] = {}
            for key, its in lead_runs.found_in_runs(book, {*noted, 0, 7, -(2**63)}):
                told.setdefault(key, set()).update(its or ())
            assert told == noted
        assert [run.size for run in lead_runs.runs_in(book)] == [290, 5]
        assert (5, None) in lead_runs.found_in_runs(book, {5}, most=20)
        book.execute("delete from run_part where part = 3")
        with pytest.raises(sqlite3.DatabaseError, match="missing"):
            lead_runs.found_in_runs(book, noted)


def test_what_is_taken_into_a_run_while_it_is_looked_for_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = open_book(tmp_path).path
    monkeypatch.setattr(lead_index, "STEPS_THAT_STAY", 0)
    monkeypatch.setattr(lead_index, "LEADS_OF_A_RUN", 1)
    in_steps, found_in = lead_index._in_steps, lead_runs._found_in
    still = [1, 2]

    def noted_and_folded() -> None:
        with contextlib.closing(sqlite3.connect(path)) as other, other:
            lead_index.note_leads(other, [5, 7], [still.pop(0), 9])
            lead_index._fold(other)

    def folded_first(book: sqlite3.Connection, asked: frozenset[int]) -> dict[int, set[int]]:
        noted_and_folded()
        return in_steps(book, asked)

    def folded_first_too(
        book: sqlite3.Connection, run: lead_runs.Run, *asked: Any
    ) -> Iterator[Any]:
        if still:
            noted_and_folded()
        return found_in(book, run, *asked)

    monkeypatch.setattr(lead_index, "_in_steps", folded_first)
    monkeypatch.setattr(lead_runs, "_found_in", folded_first_too)
    with contextlib.closing(sqlite3.connect(path)) as book:
        assert LeadIndex(book).find({5, 6}) == {5: {1, 2}}
    assert rows(tmp_path) == (4, 0)


def rows(home: Path) -> tuple[int, ...]:
    """How many leads are in runs, and how many steps beside them."""
    with contextlib.closing(sqlite3.connect(open_book(home).path)) as book:
        asked = ("coalesce(sum(size), 0) from run", "count(*) from lately")
        return tuple(book.execute(f"select {one}").fetchone()[0] for one in asked)


def test_firms_that_share_nothing_but_a_crowd_are_not_read(tmp_path: Path) -> None:
    book = open_book(tmp_path)
    for n in range(12):
        one = firm(n, 1, 8, with_ids=True)
        assert shown(book, one.delivered("wave", quick=False))[2] == 1, "its own alone"


@pytest.mark.parametrize(
    ("shared", "more", "is_same", "is_beside"),
    [(2, 6, False, False), (3, 5, False, True), (4, 4, True, True), (8, 24, True, True)],
)
def test_half_of_its_people_make_a_firm_the_same_and_three_are_watched_beside_it(
    shared: int, more: int, is_same: bool, is_beside: bool
) -> None:
    """Half of the smaller one: a firm that grew to four times its size is the same firm."""
    session = Session(None, Path(), Signer(b"k" * 32))
    before, after = (firm(n, 0, people, with_ids=True) for n, people in ((1, 8), (2, more)))
    deliver(session, before.delivered("wave", quick=False), Terms(measure="full"))
    after.staff += before.staff[:shared]
    found = session.find(after.delivered("wave", quick=False).rows)
    assert (found.firm is not None, bool(found.ledger.sets)) == (is_same, is_beside)


def test_two_people_are_no_firm_of_which_one_answered_the_same(tmp_path: Path) -> None:
    book = open_book(tmp_path)
    shown(book, firm(1, 1, 8, with_ids=True).delivered("wave", quick=False))
    two = firm(2, 1, 2, with_ids=True).delivered("wave", quick=False)
    told, waits, _ = shown(book, two)
    assert (not waits, "mean=None" in told, "mean=5" in told) == (True, True, False)


@pytest.mark.parametrize(("same", "times"), [(True, 2), (False, 1)])
def test_work_is_done_again_only_when_the_same_people_were_written_of_meanwhile(
    tmp_path: Path, same: bool, times: int
) -> None:
    one, two = (firm(n, 1, 9, with_ids=True) for n in (1, 2))
    mine, theirs = (who.delivered("wave", quick=False) for who in (one, one if same else two))
    sessions: list[Session] = []

    def work(session: Session) -> bool:
        sessions.append(session)
        if len(sessions) == 1:
            shown(open_book(tmp_path), theirs)
        return deliver(session, mine, Terms(measure="full")).release.total.shown

    assert open_book(tmp_path).settle([mine.rows], work)
    assert len(sessions) == times
    assert shown(open_book(tmp_path), mine)[2] == 1, "one firm, not two of the same people"
