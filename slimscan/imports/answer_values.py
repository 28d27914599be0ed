"""The import door: how an answer may be written in a file, before the one answer check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from slimscan.disk.places import languages
from slimscan.errors import InputError, Problem, Unreadable
from slimscan.imports.tools.facts import truths
from slimscan.language import every_word, words
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scan.questions import NO, YES
from slimscan.scan.record import check_change
from slimscan.scoring.responses import SKIPPED, Answer, AnswerValue, State, check_answer
from slimscan.text import clean_line, fold, plain

UNANSWERED = frozenset({"n/a", "na", "-99", "-oth-"})
"""How survey tools write that nothing was answered."""

_CODE_FIRST = re.compile(r"^\(?(\d{1,3})\)?\s*[-\u2013\u2014:.]?\s*(\D.*)$")
_CODE_LAST = re.compile(r"^(.*\S)\s*\((\d{1,3})\)$")


def unreadable(cell: Unreadable, column: str) -> InputError:
    """Why a cell of the column (a question's code, or what it tells of a person) is not read."""
    values = {"column": column, "value": clean_line(cell.text, 40)}
    return InputError([Problem(cell.fault, values)])


@dataclass(frozen=True)
class AnswerReader:
    """Reads the answers of one export: with the tool's own marks, and what the user settled."""

    questionnaire: Questionnaire
    missing: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, AnswerValue] = field(default_factory=dict)
    """What the user settled for every item, by folded label."""
    item_labels: Mapping[str, Mapping[str, AnswerValue]] = field(default_factory=dict)
    """What the user settled for one item, by its id and the folded label."""

    def answer(self, item: Item, cell: object) -> Answer:
        """The answer that a cell stands for; raises `InputError` when it is none that is accepted.

        Beside what the answer check takes: a code with its label (`4 - most`, `(4) most`,
        `most (4)`) when the two agree, the words for "don't know" and "not applicable" in
        slimscan's languages, and the survey tools' own marks.
        """
        if isinstance(cell, Unreadable):
            raise unreadable(cell, item.id)
        if isinstance(cell, bool):
            return check_answer(self.questionnaire, item, cell)
        text = plain(clean_line("" if cell is None else str(cell)))
        known = fold(text)
        settled = self.item_labels.get(item.id, {}).get(known, self.labels.get(known))
        if settled is not None:
            return check_answer(self.questionnaire, item, settled)
        if known in self.places:
            return self._at(item, self.places[known], text)
        return self._written(item, self.codes.get(known, text))

    def change(self, name: str, cell: object) -> Answer:
        """The answer to a question about changes: the first place is yes, the second no."""
        if isinstance(cell, Unreadable):
            raise unreadable(cell, name)
        text = plain(clean_line("" if cell is None else str(cell)))
        known = fold(text)
        settled = self.item_labels.get(name, {}).get(known, self.labels.get(known))
        written = self.codes.get(known, text) if settled is None else settled
        try:
            return check_change(name, written)
        except InputError:
            if known in truths():
                return check_change(name, YES if truths()[known] else NO)
            if (unanswered := self._unanswered(known)) is None:
                raise
            return unanswered

    def _at(self, item: Item, place: int, text: str) -> Answer:
        codes = self.questionnaire.answer_set_of(item).codes
        if place >= len(codes):
            return check_answer(self.questionnaire, item, text)
        return Answer(State.ANSWERED, place)

    def _written(self, item: Item, text: str) -> Answer:
        try:
            return check_answer(self.questionnaire, item, text)
        except InputError:
            known = fold(text)
            for other in (
                self._labelled(item, known),
                _code_and_label(self.questionnaire, item, text),
                self._truth(item, known),
                self._unanswered(known),
            ):
                if other is not None:
                    return other
            raise

    def _labelled(self, item: Item, known: str) -> Answer | None:
        """The option with this label, when marks that nobody sees are all that differs."""
        for language in self.questionnaire.languages:
            for spelled in self.questionnaire.spelled_options(item, language):
                labels = [fold(label) for label in spelled]
                if labels.count(known) == 1:
                    return Answer(State.ANSWERED, labels.index(known))
        return None

    def _truth(self, item: Item, known: str) -> Answer | None:
        """What true or false of a spreadsheet says where the only options are yes and no."""
        if known not in truths() or len(self.questionnaire.answer_set_of(item).codes) != 2:
            return None
        key = "answer.yes" if truths()[known] else "answer.no"
        for language in languages():
            answer = self._labelled(item, fold(words(language, "terminal")[key]))
            if answer:
                return answer
        return None

    def _unanswered(self, known: str) -> Answer | None:
        """What a mark or words say that stand for no answer."""
        if known in UNANSWERED or known in self.missing:
            return SKIPPED
        state = _state_words().get(known)
        return Answer(state) if state else None


def _code_and_label(questionnaire: Questionnaire, item: Item, text: str) -> Answer | None:
    for code, label in _pairs(text):
        if not any(map(str.isalpha, label)):
            continue  # two codes are no code with its label
        try:
            answer = check_answer(questionnaire, item, code)
            if answer == check_answer(questionnaire, item, label):
                return answer
        except InputError:
            continue
    return None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    first, last = _CODE_FIRST.match(text), _CODE_LAST.match(text)
    if first:
        yield first[1], first[2]
    if last:
        yield last[2], last[1]


@cache
def _state_words() -> Mapping[str, State]:
    return {
        fold(word): state
        for language in languages()
        for state in (State.DONT_KNOW, State.NOT_APPLICABLE)
        for word in (
            words(language, "form")[state.value],
            *every_word("importing", f"states.{state.value}"),
        )
    }
