"""The interview without a screen: which question comes, what an answer changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mini import QUESTIONNAIRE, action, write_mini

from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import Interview, begin
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.questions import ScanPart, questions_of
from slimscan.scan.record import was_asked

ALL = [
    "organisation",
    "sector",
    "size",
    "role",
    *["H1", "H2", "D1", "D2", "R1"],
    *["PRE1", "CHG1", "CHG2", "OUT1"],
]
VALUES: dict[str, object] = {
    "organisation": "Jansen",
    "sector": "bakery",
    "size": "small",
    "role": "owner",
    "CHG1": "1",
    "CHG2": "2",
    "OUT1": "4,5",
}
MODULE = f"""\
format: 1
questionnaire: mini
id: bakery
name: {{nl: Bakkerij, en: Bakery}}
aspect:
  id: shop
  name: {{nl: Winkel, en: Shop}}
  description: {{nl: De winkel., en: The shop.}}
  items:
    - id: S1
      statement: {{leader: {{nl: De winkel is open., en: The shop is open.}}}}
      help: {{nl: Open is goed., en: Open is good.}}
      sources: [BOOK 9]
actions:
{action("S1a", "S1")}"""


def scan_of(instrument: Instrument, quick: bool = False) -> Scan:
    return new_scan(stamp_of(instrument), "nl", quick, date(2026, 11, 21))


def begun(instrument: Instrument, quick: bool = False) -> Interview:
    return begin(instrument, scan_of(instrument, quick))


def now(interview: Interview) -> str | None:
    return interview.question.id if interview.question else None


def answer(interview: Interview) -> Interview:
    return interview.answered_with(VALUES.get(now(interview) or "", "3"))


def answered_until(interview: Interview, stop: str | None) -> Interview:
    while now(interview) != stop:
        interview = answer(interview)
    return interview


def test_every_question_is_asked_once_in_order(mini: Instrument) -> None:
    interview, asked = begun(mini), []
    while interview.question:
        asked.append(now(interview))
        interview = answer(interview)
    assert asked == ALL
    assert interview.done


def test_a_quick_scan_asks_the_quick_items_and_what_its_plan_needs(mini: Instrument) -> None:
    ids = [question.id for question in begun(mini, quick=True).questions]
    left_out = ("H2", "D2", "CHG1", "CHG2", "OUT1")
    assert ids == [name for name in ALL if name not in left_out]


def test_an_answer_of_another_kind_changes_nothing_and_says_what_is_wrong(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "H1")
    with pytest.raises(InputError) as caught:
        interview.answered_with("6")
    assert caught.value.problems[0].fault is Fault.ANSWER_UNKNOWN
    assert now(interview) == "H1"


def test_the_organisation_cannot_be_passed_over_without_a_name(mini: Instrument) -> None:
    with pytest.raises(InputError):
        begun(mini).passed_over()


def test_back_goes_as_far_as_the_first_question_and_keeps_the_answers(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "D1")
    for _ in range(20):
        interview = interview.back()
    assert now(interview) == "organisation"
    assert interview.scan.answers == {"H1": 3, "H2": 3}


def test_after_going_back_an_answer_can_be_changed_and_others_kept(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "D1").back().back().answered_with("5").passed_over()
    assert now(interview) == "D1"
    assert interview.scan.answers == {"H1": 5, "H2": 3}


def test_skipped_items_are_offered_once_more_at_the_end(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "H2").passed_over().answered_with("4").passed_over()
    while interview.second_round is None:
        interview = answer(interview)
    assert now(interview) == "H2"
    interview = interview.answered_with("2")
    assert now(interview) == "D2"
    interview = interview.passed_over()
    assert interview.done
    assert interview.scan.answers["D2"] == "skipped"


def test_from_the_second_round_back_leads_to_the_last_question_and_again_to_the_round(
    mini: Instrument,
) -> None:
    interview = answered_until(begun(mini), "H2").passed_over()
    while interview.second_round is None:
        interview = answer(interview)
    assert now(interview.back()) == "OUT1"
    assert now(interview.back().passed_over()) == "H2"


def test_notes_are_kept_by_question_and_an_empty_one_goes(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "H1").noted("  alleen \x1b[31m's avonds ")
    assert interview.scan.notes == {"H1": "alleen 's avonds"}
    assert interview.noted("").scan.notes == {}


def test_a_resumed_interview_goes_on_at_the_first_question_that_was_not_asked(
    mini: Instrument,
) -> None:
    interview = answered_until(begun(mini), "D2")
    assert now(begin(mini, interview.scan)) == "D2"


def test_what_was_given_beforehand_is_not_asked(mini: Instrument) -> None:
    scan = scan_of(mini)
    scan = scan.changed(profile=scan.profile.model_copy(update={"sector": "bakery"}))
    interview = begin(mini, scan)
    assert now(interview) == "organisation"
    assert now(answer(interview)) == "size"


def test_a_finished_scan_stays_at_its_end(mini: Instrument) -> None:
    scan = answered_until(begun(mini), "H2").passed_over()
    while scan.second_round is None:
        scan = answer(scan)
    finished = scan.scan.changed(finished=True)
    assert begin(mini, finished).done
    assert now(begin(mini, finished.changed(finished=False))) == "H2"


def test_answers_that_no_longer_fit_are_set_aside_and_only_those_are_asked_again(
    mini: Instrument, tmp_path: Path
) -> None:
    scan = answered_until(begun(mini), None).scan.changed(finished=True)
    changed = load_instrument(
        write_mini(
            tmp_path / "changed",
            QUESTIONNAIRE.replace("- {id: bakery,", "- {id: baker,")
            .replace("      - label: {nl: overal, en: everywhere}\n", "")
            .replace("lowest: -100", "lowest: 10"),
        )
    )
    odd = scan.changed(answers=scan.answers | {"H2": 5, "GONE": 2})
    interview = begin(changed, odd)
    assert interview.scan.set_aside == {"sector": "bakery", "H2": 5, "GONE": 2, "OUT1": "4.5"}
    assert not interview.scan.finished
    assert interview.scan.answers["H1"] == 3
    asked = []
    while interview.question:
        asked.append(now(interview))
        value = {"sector": "baker", "OUT1": "20"}.get(asked[-1] or "", "1")
        interview = interview.answered_with(value)
    assert asked == ["sector", "H2", "OUT1"]


def test_a_sector_with_a_module_adds_its_questions_behind_the_levers(tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "mini")
    (folder / "sectors").mkdir()
    (folder / "sectors" / "bakery.yaml").write_text(MODULE, encoding="utf-8")
    instrument = load_instrument(folder)
    interview = answered_until(begun(instrument), "S1")
    assert interview.question is not None
    assert interview.question.section.part is ScanPart.MODULE
    assert (interview.scored_number, interview.scored_total) == (6, 6)
    done = answered_until(interview, None)
    while now(done) != "sector":
        done = done.back()
    elsewhere = done.answered_with("other")
    assert "S1" not in [question.id for question in elsewhere.questions]
    again = begin(instrument, elsewhere.scan)
    assert again.scan.set_aside == {}, "an answer to another sector's module is no misfit"


def test_the_place_counts_the_scored_questions_and_the_minutes_run_down(mini: Instrument) -> None:
    interview = answered_until(begun(mini), "D1")
    assert (interview.scored_number, interview.scored_total) == (3, 5)
    left = [replace(interview, position=place).minutes_left for place in range(len(ALL))]
    assert left == sorted(left, reverse=True)
    assert left[0] == mini.questionnaire.minutes.full
    assert left[-1] == 1


STEPS = st.lists(st.sampled_from(["answer", "skip", "back", "resume"]), max_size=60)


@given(steps=STEPS)
def test_whatever_the_way_nothing_is_lost_and_the_end_is_reached(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    instrument = _mini_once(tmp_path_factory)
    interview = begun(instrument)
    for step in steps:
        before = interview.scan
        if step == "back":
            interview = interview.back()
        elif step == "resume":
            interview = begin(instrument, interview.scan)
        elif interview.question and step == "answer":
            interview = answer(interview)
        elif interview.question and now(interview) != "organisation":
            interview = interview.passed_over()
        kept = {name for name, value in before.answers.items() if value != "skipped"}
        assert kept <= {n for n, value in interview.scan.answers.items() if value != "skipped"}
    for _ in range(3 * len(ALL)):
        interview = answer(interview) if interview.question else interview
    assert interview.done
    questions = questions_of(instrument, False, interview.scan.profile.sector)
    assert all(was_asked(interview.scan, question) for question in questions)


_loaded: list[Instrument] = []


def _mini_once(factory: pytest.TempPathFactory) -> Instrument:
    if not _loaded:
        _loaded.append(load_instrument(write_mini(factory.mktemp("once") / "mini")))
    return _loaded[0]
