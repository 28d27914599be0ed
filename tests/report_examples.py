"""Scans to make reports of: every question of a questionnaire answered by a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from slimscan.questionnaire.loading import Instrument
from slimscan.result import Result, result_of
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.questions import Question, QuestionKind

MEASURED_ON = date(2026, 11, 21)

Rule = Callable[[Question, int], object]
"""What is answered to a question, by its number; nothing means passed over."""


def in_turn(question: Question, number: int) -> object:
    """Low, middle and high answers in turn, with now and then one of the other states."""
    if question.kind is QuestionKind.ITEM and number % 13 == 0:
        return "dont_know"
    if question.kind is QuestionKind.ITEM and number % 17 == 0:
        return "not_applicable"
    if question.kind is QuestionKind.ITEM and number % 19 == 0:
        return None
    return _plain(question, 1 + number % 5)


def always(code: int) -> Rule:
    """The same answer to every item, so that reversed items get the opposite value."""
    return lambda question, _number: _plain(question, code)


def low(question: Question, number: int) -> object:
    """A firm where nearly nothing is there yet: the lowest option, but for the first question."""
    return _plain(question, 2 if question.id == "MAN01" else 1)


def _plain(question: Question, code: int) -> object:
    match question.kind:
        case QuestionKind.TEXT:
            return "Bakkerij Jansen"
        case QuestionKind.CHOICE:
            return question.choices[0].id
        case QuestionKind.YES_NO:
            return "ja"
        case QuestionKind.FIGURE:
            return "2,5"
        case QuestionKind.ITEM:
            return code


def answered(instrument: Instrument, rule: Rule = in_turn, quick: bool = False) -> Scan:
    """A finished scan with the answers of a rule, with an id that is always the same."""
    scan = new_scan(stamp_of(instrument), "nl", quick, MEASURED_ON).changed(id="0123abcd")
    interview = begin(instrument, scan)
    number = 0
    while interview.question and interview.second_round is None:
        number += 1
        value = rule(interview.question, number)
        interview = interview.passed_over() if value is None else interview.answered_with(value)
    return interview.scan.changed(finished=True)


def named(scan: Scan, name: str) -> Scan:
    """The scan of an organisation with this name."""
    return scan.changed(profile=scan.profile.model_copy(update={"organisation": name}))


def example(instrument: Instrument, rule: Rule = in_turn, quick: bool = False) -> Result:
    """The result of such a scan."""
    return result_of(instrument, answered(instrument, rule, quick))
