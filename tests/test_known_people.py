"""Who is who between two deliveries, whatever the tool that numbers its rows makes of their ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from random_firms import Member, RandomFirm

from slimscan.privacy import Delivery, Row, Session, Signer, Terms, deliver
from slimscan.privacy.people import pair


def test_who_gets_another_id_with_the_same_answers_is_known_again() -> None:
    """A table that numbers its rows anew, newest on top, has another id for everybody."""
    firm = RandomFirm(3)
    firm.missing, firm.with_ids, firm.splits, firm.minimum = 0, True, {}, 5
    firm.staff = [firm.member() for _ in range(16)]
    session = Session(None, Path(), Signer(b"k" * 32))

    def deliver_now(people: list[Member]) -> Delivery:
        firm.staff = [replace(one, who=str(n)) for n, one in enumerate(people)]
        return deliver(session, firm.delivered("wave", quick=False), Terms(measure="full"))

    people = list(firm.staff)
    first = deliver_now(people)
    assert first.release.total.shown
    later = deliver_now([firm.member(), *people])
    assert later.held_back
    assert later.release == first.release
    many = deliver_now([*(firm.member() for _ in range(6)), *people])
    assert not many.held_back
    assert many.release != first.release


def test_few_answers_are_not_enough_to_know_somebody_without_their_id() -> None:
    signer = Signer(b"k" * 32)
    for answers, known in (("0123401234", False), ("012340123401", True), ("0123401234??", False)):
        before = signer.known([Row("a", "one", answers)])
        rows = [Row("b", "two", answers)]
        assert bool(pair(signer, rows, signer.known(rows), before).found) == known
