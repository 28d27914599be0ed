"""A workshop: from hands to an answer, how far the table is apart, and what may be told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mini import QUESTIONNAIRE, write_mini

from slimscan import pipeline
from slimscan.errors import Fault, InputError
from slimscan.privacy import People
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report.scan.document import result_document
from slimscan.result import result_of
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import Interview, begin
from slimscan.scan.model import Scan, Workshop, new_scan
from slimscan.scan.store import Shelf
from slimscan.scan.workshop import (
    Agreement,
    TableVote,
    parse_hands,
    people_band,
    table_vote,
    talk_first,
)


def held(
    instrument: Instrument,
    votes: dict[str, tuple[int, ...]],
    people: int = 8,
    counts_as: Literal["group", "leader"] = "group",
) -> Scan:
    """The scan of a workshop with these votes."""
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    interview = begin(
        instrument, scan.changed(workshop=Workshop(people=people, counts_as=counts_as))
    )
    for name, hands in votes.items():
        interview = at(interview, name).voted(hands)
    return interview.scan


def at(interview: Interview, name: str) -> Interview:
    places = [question.id for question in interview.questions]
    return replace(interview, position=places.index(name))


def vote_at(instrument: Instrument, name: str, *hands: int) -> TableVote:
    items = {item.id: item for item in instrument.questionnaire.items}
    return table_vote(instrument.questionnaire, items[name], hands)


@pytest.mark.parametrize("typed", ["0 2 3 4 1", "0, 2,3;4/1", "  0 2\t3 4 1 ", "00 2 3 4 1"])
def test_hands_are_typed_as_numbers_apart(typed: str) -> None:
    assert parse_hands(typed, 5, 10) == (0, 2, 3, 4, 1)


def test_up_to_nine_people_may_be_a_row_of_digits_and_more_may_not() -> None:
    assert parse_hands("01231", 5, 9) == (0, 1, 2, 3, 1)
    with pytest.raises(InputError) as caught:
        parse_hands("01231", 5, 10)
    assert caught.value.problems[0].fault is Fault.VOTES_UNCLEAR


@pytest.mark.parametrize(
    "typed", ["", "3", "1 2 3 4", "1 2 3 4 5 6", "1 2 x 4 5", "-1 2 3 1 1", "١٢٣١١"]
)
def test_anything_but_one_number_an_option_is_refused(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_hands(typed, 5, 9)
    assert caught.value.problems[0].fault is Fault.VOTES_UNCLEAR


def test_more_hands_than_people_are_refused() -> None:
    assert parse_hands("2 2 2 1 1", 5, 8) == (2, 2, 2, 1, 1)
    with pytest.raises(InputError) as caught:
        parse_hands("2 2 2 2 1", 5, 8)
    assert caught.value.problems[0].fault is Fault.VOTES_TOO_MANY


@given(hands=st.lists(st.integers(0, 60), min_size=2, max_size=9), people=st.integers(2, 60))
def test_what_is_typed_is_read_back_whenever_it_fits_the_table(
    hands: list[int], people: int
) -> None:
    typed = " ".join(str(number) for number in hands)
    if sum(hands) <= people:
        assert parse_hands(typed, len(hands), people) == tuple(hands)
        if people <= 9:
            assert parse_hands(typed.replace(" ", ""), len(hands), people) == tuple(hands)
    else:
        with pytest.raises(InputError):
            parse_hands(typed, len(hands), people)


@given(typed=st.text(max_size=30), people=st.integers(2, 60))
def test_no_text_at_all_gives_more_hands_than_people(typed: str, people: int) -> None:
    try:
        hands = parse_hands(typed, 5, people)
    except InputError:
        return
    assert len(hands) == 5
    assert sum(hands) <= people


def test_the_spread_is_the_mean_distance_to_the_middle_vote(mini: Instrument) -> None:
    vote = vote_at(mini, "H1", 2, 0, 1, 0, 2)
    assert vote.voters == 5
    assert vote.mean == 50
    assert vote.spread == (50 + 50 + 0 + 50 + 50) / 5
    assert vote.agreement is Agreement.APART


@pytest.mark.parametrize(
    ("hands", "agreement"),
    [
        ((0, 0, 8, 0, 0), Agreement.CLOSE),
        ((0, 1, 6, 1, 0), Agreement.CLOSE),
        ((0, 3, 2, 3, 0), Agreement.SOME),
        ((0, 4, 0, 4, 0), Agreement.APART),
        ((2, 1, 2, 1, 2), Agreement.APART),
        ((0, 0, 0, 0, 0), None),
    ],
)
def test_up_to_a_sixth_of_the_options_counts_as_agreement(
    mini: Instrument, hands: tuple[int, ...], agreement: Agreement | None
) -> None:
    assert vote_at(mini, "H1", *hands).agreement is agreement


def test_of_two_options_as_near_the_lower_value_counts_also_when_reversed(mini: Instrument) -> None:
    assert vote_at(mini, "H1", 0, 0, 0, 1, 1).nearest == 3
    assert vote_at(mini, "H2", 0, 0, 0, 1, 1).nearest == 4
    assert vote_at(mini, "H2", 0, 0, 0, 1, 1).mean == 12.5


@given(hands=st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_no_option_is_nearer_to_the_mean_than_the_one_that_counts(
    hands: list[int], base: Instrument
) -> None:
    vote = table_vote(base.questionnaire, base.questionnaire.items[0], hands)
    if vote.mean is None or vote.nearest is None:
        assert sum(hands) == 0
        return
    distances = [abs(value - vote.mean) for value in vote.values]
    assert distances[vote.nearest] == min(distances)
    assert 0 <= (vote.spread or 0) <= 50


def test_a_vote_gives_the_answer_and_is_kept(mini: Instrument) -> None:
    scan = held(mini, {"H1": (0, 0, 2, 5, 0), "H2": (0, 0, 0, 0, 0)})
    assert scan.answers == {"H1": 4, "H2": "dont_know"}
    assert scan.workshop is not None
    assert scan.workshop.votes == {"H1": (0, 0, 2, 5, 0), "H2": (0, 0, 0, 0, 0)}


def test_another_answer_keeps_the_vote_and_a_state_takes_it_away(mini: Instrument) -> None:
    scan = held(mini, {"H1": (0, 0, 2, 5, 0)}, counts_as="leader")
    interview = at(begin(mini, scan), "H1")
    adjusted = interview.answered_with("2").scan
    assert adjusted.answers["H1"] == 2
    assert adjusted.workshop == scan.workshop
    unvoted = interview.unvoted().answered_with("not_applicable").scan
    assert unvoted.workshop is not None
    assert unvoted.workshop.votes == {}


def test_votes_survive_saving(mini: Instrument, home: Path) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scan = held(mini, {"H1": (0, 0, 2, 5, 0)})
    file = shelf.file_for(scan)
    file.save(scan)
    assert file.load().workshop == scan.workshop


def test_a_vote_on_options_that_changed_is_set_aside_with_its_hands(
    mini: Instrument, tmp_path: Path
) -> None:
    scan = held(mini, {"H1": (0, 2, 2, 0, 0), "D1": (1, 1, 1, 0, 0)})
    changed = load_instrument(
        write_mini(
            tmp_path / "changed",
            QUESTIONNAIRE.replace("      - label: {nl: overal, en: everywhere}\n", ""),
        )
    )
    again = begin(changed, scan).scan
    assert again.set_aside == {"H1": "0 2 2 0 0", "D1": "1 1 1 0 0"}
    assert again.answers == {}
    assert again.workshop is not None
    assert again.workshop.votes == {}
    assert again.workshop.people == 8


def test_the_widest_spread_is_talked_about_first_and_agreement_not_at_all(mini: Instrument) -> None:
    scan = held(
        mini,
        {
            "H1": (0, 0, 8, 0, 0),
            "H2": (0, 3, 2, 3, 0),
            "D1": (4, 0, 0, 0, 4),
            "R1": (2, 1, 2, 1, 2),
            "PRE1": (8, 0, 0, 0, 0),
        },
    )
    assert [vote.item.id for vote in talk_first(mini, scan)] == ["D1", "R1", "H2"]
    assert talk_first(mini, scan.changed(workshop=None)) == ()


def test_at_most_five_items_are_named(base: Instrument) -> None:
    split = {item.id: (4, 0, 0, 0, 4) for item in base.questionnaire.items[:9]}
    named = [vote.item.id for vote in talk_first(base, held(base, split))]
    assert named == list(split)[:5]


def test_the_json_document_tells_no_hands_and_no_spread_of_few(mini: Instrument) -> None:
    votes = {"H1": (10, 0, 0, 0, 10), "H2": (0, 20, 0, 0, 0), "D1": (2, 0, 0, 0, 2)}
    scan = held(mini, votes, people=22).changed(advisor="Anna", targets={"heat": 70.0})
    document = result_document(pipeline.score(mini, scan))
    assert document["workshop"] == {
        "people": "20+",
        "counts_as": "group",
        "talk_first": ["H1", "D1"],
        "spread": {"H1": 50, "H2": 10},
    }
    assert document["advisor"] == "Anna"
    assert document["targets"] == {"heat": 70.0}


def test_a_plain_scan_has_no_such_keys(mini: Instrument) -> None:
    scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21))
    document = result_document(pipeline.score(mini, scan))
    assert document.keys() & {"advisor", "targets", "workshop"} == set()


def test_the_number_of_people_is_told_as_a_band() -> None:
    assert [people_band(number) for number in (5, 9, 10, 19, 20, 60)] == [
        *[People.FEW] * 2,
        *[People.SOME] * 2,
        *[People.MANY] * 2,
    ]
    assert people_band(4) == "2-4"


def test_the_score_of_a_table_is_that_of_its_hands_and_not_of_the_nearest_options(
    mini: Instrument,
) -> None:
    # Eight people; of each item seven raise their hand for the best option, one for the next.
    best, reversed_best = (0, 0, 0, 1, 7), (7, 1, 0, 0, 0)
    hands = {"H1": best, "H2": reversed_best, "D1": best, "D2": best, "R1": best}
    result = result_of(mini, held(mini, hands, people=8))
    assert result.scorecard.overall.score == pytest.approx(100 - 25 / 8), "96.875, not 100"
    assert result.scorecard.overall.shown == 97
    alone = result_of(mini, held(mini, hands, people=8, counts_as="leader"))
    assert alone.scorecard.overall.score == 100, "one leader's sheet has the agreed answers"
