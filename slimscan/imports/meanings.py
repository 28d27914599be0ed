"""What the words in a table stand for, as its tool writes them and as the user settled them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slimscan.errors import InputError
from slimscan.imports.answer_values import AnswerReader
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.matcher import Match
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.tools.tool import AnswerTable
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import SKIPPED


def answer_reader(
    table: AnswerTable,
    places: Mapping[str, int],
    questionnaire: Questionnaire,
    mapping: AnswerMapping,
) -> AnswerReader:
    """The reader for the answers in a table; `places` as far as they count in it."""
    return AnswerReader(
        questionnaire, table.missing, table.codes or {}, places, mapping.labels, mapping.items
    )


@dataclass(frozen=True)
class Meanings:
    """Tells whether two texts below a header mean the same."""

    questionnaire: Questionnaire
    mapping: AnswerMapping
    table: AnswerTable

    def stands_for(self, match: Match, text: str) -> object:
        """The answer, or what is said of a person; nothing for what is none of the choices."""
        if not match.question:
            return self._of_person(match.name, text)
        try:
            if isinstance(match.question, Item):
                answer = self._answers.answer(match.question, text)
            else:
                answer = self._answers.change(match.question.id, text)
        except InputError:
            return None
        return None if answer == SKIPPED else answer

    @cached_property
    def _answers(self) -> AnswerReader:
        places = self.table.places or {}
        return answer_reader(self.table, places, self.questionnaire, self.mapping)

    def _of_person(self, name: str, text: str) -> object:
        profile = self.questionnaire.profile
        reader = PersonReader(profile, places=self.table.places or {})
        said = reader.person(name, text)
        known = {choice.id for choice in profile.choices.get(name, ())}
        return said if said and (not known or said in known) else None
