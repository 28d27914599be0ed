"""Who is who between two deliveries, whatever the tool that numbers its rows makes of their ids."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from batches import table
from random_firms import Member, RandomFirm
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.privacy import Delivery, People, Row, Session, Signer, Terms, deliver
from slimscan.privacy.people import NOT_GIVEN, NOT_KNOWN, pair, sign_at
from slimscan.questionnaire.loading import Instrument


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


@pytest.mark.parametrize("with_ids", [True, False])
@pytest.mark.parametrize(("own", "alike"), [((13, 3), (4, 3)), ((6, 1), (9, 5))])
def test_people_who_choose_one_option_everywhere_do_not_make_two_firms_one(
    own: tuple[int, int], alike: tuple[int, int], with_ids: bool
) -> None:
    """Each is told by its own staff, by whatever ids, and is known again with one person more."""
    firms = [RandomFirm(seed) for seed in (3, 4)]
    session = Session(None, Path(), Signer(b"k" * 32))
    for number, (firm, ours, same_of) in enumerate(zip(firms, own, alike, strict=True)):
        firm.missing, firm.with_ids, firm.splits, firm.minimum = 0, with_ids, {}, 5
        staff = [firm.member() for _ in range(ours + same_of)]
        same = dict.fromkeys(staff[0].answers, 3)
        firm.staff = [
            replace(one, who=f"{number}-{n}", answers=same if n < same_of else one.answers)
            for n, one in enumerate(staff)
        ]
    terms = Terms(measure="full")
    told = [deliver(session, one.delivered("wave", quick=False), terms) for one in firms]
    people = [one.release.total.value("overall").people for one in told]
    assert people == [People.SOME, People.FEW]
    for firm, first in zip(firms, told, strict=True):
        renamed = [replace(one, who=f"again {n}") for n, one in enumerate(firm.staff)]
        firm.staff = [firm.member(), *renamed]
        later = deliver(session, firm.delivered("wave", quick=False), terms)
        assert later.held_back
        assert later.release == first.release


def test_who_answers_all_anew_on_the_same_day_is_no_other_person() -> None:
    """Two who do and one who comes are three, and not five."""
    signer = Signer(b"k" * 32)

    def row(name: str, who: int, answer: int, day: str = "2026-11-01") -> Row:
        return Row(name, f"id {who}", f"{answer}" * 20, day, f"{answer}" * 20)

    def told(now: Sequence[Row], before: Sequence[Row]) -> tuple[int, int]:
        """How many are somebody new, and how many are known by what they answered."""
        known = signer.known(before)
        found = pair(signer, now, signer.known(now), known, [True] * len(now))
        return len({*found.names.values()} - {one.person for one in known}), found.found

    rows = [row(f"row {n}", n, n) for n in range(6)]
    now = [row("row 0", 0, 6), row("row 1", 1, 7), *rows[2:], row("row 9", 9, 8)]
    assert told(now, rows) == (1, 4)
    numbered_anew = [row(f"row {n + 1}", n + 1, n) for n in range(6)]
    assert told([row("row 0", 0, 8), *numbered_anew], rows) == (1, 6), "that was another one's id"
    undated = [[one._replace(stamp="") for one in some] for some in (now, rows)]
    assert told(*undated) == (3, 4)


def test_who_was_shown_with_these_answers_is_not_new_because_the_wave_is_called_otherwise() -> None:
    firm = RandomFirm(3)
    firm.missing, firm.with_ids, firm.splits, firm.minimum = 0, True, {}, 5
    session = Session(None, Path(), Signer(b"k" * 32))
    terms = Terms(measure="full")
    first = deliver(session, firm.delivered("spring", quick=False), terms)
    firm.join(1)
    later = deliver(session, firm.delivered("summer", quick=False), terms)
    assert first.release.total.shown
    assert later.held_back
    assert later.release.total == first.release.total


def test_sealed_answers_that_are_delivered_again_are_those_of_before() -> None:
    firm = RandomFirm(3)
    firm.missing, firm.with_ids, firm.splits, firm.minimum = 0, True, {}, 5
    session = Session(None, Path(), Signer(b"k" * 32))
    one = firm.delivered("wave", quick=False)
    sealed = replace(one, rows=tuple(row._replace(pad="pad") for row in one.rows))
    first, again = (deliver(session, sealed, Terms(measure="full")) for _ in range(2))
    assert first.release.total.shown
    assert again.ledger == first.ledger


def test_who_gave_all_of_the_answers_goes_before_a_newcomer_who_gave_the_quick_ones_alike() -> None:
    signer, core = Signer(b"k" * 32), "012340123401"
    [known] = signer.known([Row("old", "", core + "00", core=core)])
    rows = [Row("new", "", core + "11", core=core), Row("old", "", core + "00", core=core)]
    now = signer.known(rows)
    found = pair(signer, rows, now, [known], [True] * len(rows))
    assert found.names == {"new": now[0].person, "old": known.person}
    assert found.found == 1


def test_an_answer_is_read_at_its_place_or_behind_its_name() -> None:
    places = {"H1": 0, "H2": 1}
    signs = [sign_at("34|D1=2|R1=?", places, item) for item in ("H1", "H2", "D1", "R1", "R2")]
    assert signs == ["3", "4", "2", NOT_KNOWN, NOT_GIVEN]
    assert sign_at("3", places, "H2") == NOT_GIVEN
    assert sign_at("|D1=2", {}, "D1") == "2"


def test_few_answers_are_not_enough_to_know_somebody_without_their_id() -> None:
    signer = Signer(b"k" * 32)
    for answers, known in (("0123401234", False), ("012340123401", True), ("0123401234??", False)):
        before = signer.known([Row("a", "one", answers, core=answers)])
        rows = [Row("b", "two", answers, core=answers)]
        assert bool(pair(signer, rows, signer.known(rows), before, [True]).found) == known


def test_the_quick_questions_of_people_who_were_shown_by_all_do_not_stand_beside_a_newcomer(
    base: Instrument, tmp_path: Path
) -> None:
    """A whole batch, another folder, the firm spelled otherwise, and one person more."""
    items = [item.id for item in base.questionnaire.items]
    draw = random.Random(5)
    people = [[str(draw.randint(1, 5)) for _ in items] for _ in range(13)]

    def told(
        name: str, rows: Sequence[Sequence[str]], ids: bool, *more: str
    ) -> set[tuple[str, str]]:
        lines = [
            (f"r{n}" if ids else "", name, "employee", "AB"[n % 2], *answers)
            for n, answers in enumerate(rows)
        ]
        file, out = tmp_path / f"{name}.csv", tmp_path / name
        header = ("respondent", "organisation", "role", "group", *items)
        file.write_text(table(header, lines), encoding="utf-8")
        order = ("batch", file, "--output", out, "--jobs", "1", "--yes", *more)
        done = CliRunner().invoke(app, [str(one) for one in order])
        assert done.exit_code == 0, done.output
        with (out / "organisations.csv").open(encoding="utf-8", newline="") as lines_of:
            return {(row["group"], row["scale"]) for row in csv.DictReader(lines_of)}

    for ids in (True, False):
        firm = f"Firm {ids}"
        shown = told(firm, people[:12], ids)
        assert ("A", "overall") in shown
        assert ("", "vitality") in shown
        assert told(f"{firm} BV", people, ids, "--quick") == set()
        levers = {("", one.id) for one in base.questionnaire.levers} | {("", "overall")}
        assert told(f"{firm} again", people[:12], ids, "--quick") <= levers
        people = [[str(draw.randint(1, 5)) for _ in items] for _ in range(13)]


def test_what_is_kept_of_sealed_answers_does_not_follow_from_the_answers() -> None:
    """Whoever has this home, and not the key of the form, could try the answers one by one."""
    signer, answers = Signer(b"k" * 32), "012340123401"
    for own in ("", "id"):
        rows = [Row("a", own, answers, core=answers, pad=pad) for pad in ("", "one", "other")]
        plain, one, other = (signer.known([row])[0] for row in rows)
        assert one.core
        assert len({plain.core, one.core, other.core}) == 3
        assert own or not {*plain.keys} & {*one.keys}
        assert pair(signer, rows[1:2], [one], [one], [True]).found == 1, (
            "the same key knows them again"
        )
