"""Whether a row belongs to the scan that it is collected for, as far as it says whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from slimscan.errors import Fault
from slimscan.imports.delivery import LONGEST_VALUE, FileSource, Refusal
from slimscan.imports.export import OWN, Export
from slimscan.text import clean_line, fold

_SCAN, _QUESTIONNAIRE, _AUDIENCE = "scan", "questionnaire.id", "audience"
"""The columns of slimscan's own tables and files that say what they were made for."""


@dataclass(frozen=True)
class RowGuard:
    """Refuses the rows of one export that are another scan's, or another firm's."""

    source: FileSource
    export: Export

    def refusal(self, number: int, cells: Sequence[object]) -> Refusal | None:
        """Why a row does not belong here; nothing when it says nothing of the kind."""
        return next(self._refusals(number, cells), None)

    def _refusals(self, number: int, cells: Sequence[object]) -> Iterator[Refusal]:
        expected = self.source.scan
        if (given := self._own(_SCAN, cells)) and given != expected:
            yield self.source.refusal(number, Fault.FORM_SCAN, given=given, expected=expected)
        expected = self.source.instrument.questionnaire.id
        if (given := self._own(_QUESTIONNAIRE, cells)) and given != expected:
            yield self.source.refusal(number, Fault.FORM_QUESTIONNAIRE, id=given, expected=expected)
        if self._own(_AUDIENCE, cells) not in ("", "employee"):
            yield self.source.refusal(number, Fault.FORM_AUDIENCE)
        expected = self.source.organisation
        given = _text(cells, self.export.columns.people.get("organisation"))
        if given and expected and _letters(given) != _letters(expected):
            values = {"given": given, "expected": expected}
            yield self.source.refusal(number, Fault.ROW_ORGANISATION, **values)

    def _own(self, name: str, cells: Sequence[object]) -> str:
        return _text(cells, self._places.get(name))

    @cached_property
    def _places(self) -> dict[str, int]:
        if self.export.tool != OWN:
            return {}
        headers = [header.casefold() for header in self.export.columns.headers]
        names = (_SCAN, _QUESTIONNAIRE, _AUDIENCE)
        return {name: headers.index(name) for name in names if name in headers}


def _text(cells: Sequence[object], place: int | None) -> str:
    if place is None or place >= len(cells) or cells[place] is None:
        return ""
    return clean_line(str(cells[place]), LONGEST_VALUE)


def _letters(name: str) -> str:
    """A name as it is compared: without case, blanks and punctuation."""
    return "".join(filter(str.isalnum, fold(name)))
