"""Answers: the one check that every answer passes, and the frame that all scoring starts from.

The responses frame has one row a respondent and one column an item. A cell holds the place of the
chosen option (0 for the first), `DONT_KNOW`, `NOT_APPLICABLE`, or nothing when it was skipped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.models import Item, Outcome, Questionnaire
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS

if TYPE_CHECKING:
    import narwhals as nw

DONT_KNOW = -1
NOT_APPLICABLE = -2

PERSON_COLUMNS = ("respondent", "organisation", "group", *sorted(PROFILE_FIELDS), "measured_on")
"""The columns beside the items, all text; the profile's by alphabet, wherever it is asked."""


class State(StrEnum):
    """The state of an item (method 2.2)."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Answer:
    """One respondent's answer to one item; `place` counts the options from 0."""

    state: State
    place: int | None = None

    @property
    def cell(self) -> int | None:
        """The answer as a cell of the responses frame."""
        return {
            State.ANSWERED: self.place,
            State.DONT_KNOW: DONT_KNOW,
            State.NOT_APPLICABLE: NOT_APPLICABLE,
            State.SKIPPED: None,
        }[self.state]


SKIPPED = Answer(State.SKIPPED)

AnswerValue = int | str
"""An answer as it is stored and exchanged: an option's code, or the name of a state."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """One respondent's answers with what identifies the row."""

    answers: Mapping[str, Answer]
    respondent: str = "leader"
    organisation: str = ""
    group: str = ""
    measured_on: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    """Ids of what was chosen, by the name of the field (`sector`)."""

    def told(self, column: str) -> str:
        """What stands in one of `PERSON_COLUMNS`."""
        if column in PROFILE_FIELDS:
            return self.profile.get(column, "")
        text: str = getattr(self, column)
        return text


def met_by(respondents: Iterable[Respondent]) -> set[str]:
    """The items that any of these respondents was asked and did not skip."""
    return {
        name for one in respondents for name, answer in one.answers.items() if answer != SKIPPED
    }


_CODE = re.compile(r"^\+?(\d{1,3})(?:[.,]0+)?$")


def check_answer(questionnaire: Questionnaire, item: Item, value: object) -> Answer:
    """The answer that a value stands for: an option's code or label, the name of a state, or empty.

    Labels count in every language of the questionnaire, whatever the case. Raises `InputError` for
    any other value: nothing is guessed.
    """
    text = "" if value is None else str(value).strip()
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise _refused(questionnaire, item, value)
    if text.casefold() in {"", State.SKIPPED.value}:
        return SKIPPED
    for state in (State.DONT_KNOW, State.NOT_APPLICABLE):
        if text.casefold() == state.value:
            return Answer(state)
    place = _place_of(questionnaire, item, text)
    if place is None:
        raise _refused(questionnaire, item, value)
    return Answer(State.ANSWERED, place)


def answer_value(questionnaire: Questionnaire, item: Item, answer: Answer) -> AnswerValue:
    """The answer as it is stored: the option's code, or the name of the state."""
    if answer.place is None:
        return answer.state.value
    return questionnaire.answer_set_of(item).codes[answer.place]


def item_value(questionnaire: Questionnaire, item: Item, answer: Answer) -> float | None:
    """The item's value, 0 to 100 after reversal (method 2.1); nothing unless it was answered."""
    return None if answer.place is None else questionnaire.option_values(item)[answer.place]


def _place_of(questionnaire: Questionnaire, item: Item, text: str) -> int | None:
    answer_set = questionnaire.answer_set_of(item)
    code = _CODE.match(text)
    if code:
        wanted = int(code[1])
        return answer_set.codes.index(wanted) if wanted in answer_set.codes else None
    for language in questionnaire.languages:
        for labels in questionnaire.spelled_options(item, language):
            folded = [label.casefold() for label in labels]
            if text.casefold() in folded:
                return folded.index(text.casefold())
    return None


def accepted_codes(questionnaire: Questionnaire, item: Item) -> str:
    """The codes an item accepts, for an error message."""
    codes = ", ".join(str(code) for code in questionnaire.answer_set_of(item).codes)
    return f"{codes}, dont_know, not_applicable"


def _refused(questionnaire: Questionnaire, item: Item, value: object) -> InputError:
    shown = str(value)[:40]
    accepted = accepted_codes(questionnaire, item)
    return InputError(
        [Problem(Fault.ANSWER_UNKNOWN, {"item": item.id, "value": shown, "accepted": accepted})]
    )


def check_figure(outcome: Outcome, value: object) -> float | None:
    """An outcome figure within its range; a decimal comma may be used, empty is none."""
    text = "" if value is None else str(value).strip().rstrip("%").strip()
    if not text:
        return None
    number = _number(text)
    if isinstance(value, bool) or not outcome.lowest <= number <= outcome.highest:
        values = {
            "item": outcome.id,
            "value": str(value)[:40],
            "lowest": f"{outcome.lowest:g}",
            "highest": f"{outcome.highest:g}",
        }
        raise InputError([Problem(Fault.ANSWER_NUMBER, values)])
    return number


def check_target(value: object) -> float:
    """A score to aim for, 0 to 100; a decimal comma may be used."""
    number = _number("" if value is None else str(value).strip())
    if isinstance(value, bool) or not 0 <= number <= 100:
        raise InputError([Problem(Fault.TARGET_RANGE, {"value": str(value)[:40]})])
    return number


_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e-?\d+)?", re.ASCII)
"""As people write it; a very small one that was read as a number has an exponent."""


def _number(text: str) -> float:
    """The number that a text is; no number where it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""What lies outside is a mark of a system: 0001-01-01 for "no date", 9999-12-31 for "no end"."""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def check_date(value: object) -> date:
    """A day from 2000 to 2099 written as year-month-day; raises `InputError` for anything else."""
    text = str(value).strip()
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else date.min
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InputError([Problem(Fault.ANSWER_DATE, {"value": str(value)[:40]})])
    return day


def responses_frame(items: Sequence[Item], respondents: Sequence[Respondent]) -> nw.DataFrame[Any]:
    """The responses frame of these respondents, on polars."""
    import narwhals as nw
    import polars as pl

    people = {name: [person.told(name) for person in respondents] for name in PERSON_COLUMNS}
    cells = {
        item.id: [person.answers.get(item.id, SKIPPED).cell for person in respondents]
        for item in items
    }
    schema = dict.fromkeys(people, pl.String()) | dict.fromkeys(cells, pl.Int8())
    return nw.from_native(pl.DataFrame(people | cells, schema=schema), eager_only=True)
