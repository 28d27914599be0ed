"""The import door: how an answer may be written in a file, before the one answer check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from slimscan.errors import Fault, InputError
from slimscan.language import languages, words
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.responses import SKIPPED, Answer, State, check_answer
from slimscan.text import clean_line

_MISSING = frozenset({"n/a", "na", "-99", "-oth-"})
"""How survey tools write that nothing was answered."""

_CODE_FIRST = re.compile(r"^\(?(\d{1,3})\)?\s*[-\u2013\u2014:.]?\s*(\D.*)$")
_CODE_LAST = re.compile(r"^(.*\S)\s*\((\d{1,3})\)$")


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no value: an error, or a formula that was never worked out."""

    fault: Fault
    text: str

    def __str__(self) -> str:
        return self.text


def read_answer(questionnaire: Questionnaire, item: Item, value: object) -> Answer:
    """The answer that a cell stands for; raises `InputError` when it is none that is accepted.

    Beside what the answer check takes: a code with its label (`4 - most`, `(4) most`, `most (4)`)
    when the two agree, the words for "don't know" and "not applicable" in slimscan's languages, and
    the survey tools' own marks for nothing.
    """
    if isinstance(value, bool):
        return check_answer(questionnaire, item, value)
    text = clean_line("" if value is None else str(value))
    try:
        return check_answer(questionnaire, item, text)
    except InputError:
        if text.casefold() in _MISSING:
            return SKIPPED
        state = _state_words().get(text.casefold().replace("\u2019", "'"))
        if state:
            return Answer(state)
        both = _code_and_label(questionnaire, item, text)
        if both is None:
            raise
        return both


def _code_and_label(questionnaire: Questionnaire, item: Item, text: str) -> Answer | None:
    first, last = _CODE_FIRST.match(text), _CODE_LAST.match(text)
    for code, label in ([first.groups()] if first else []) + (
        [last.groups()[::-1]] if last else []
    ):
        try:
            answer = check_answer(questionnaire, item, code)
            if answer == check_answer(questionnaire, item, label):
                return answer
        except InputError:
            continue
    return None


@cache
def _state_words() -> dict[str, State]:
    return {
        words(language, "form")[state.value].casefold(): state
        for language in languages()
        for state in (State.DONT_KNOW, State.NOT_APPLICABLE)
    }
