"""What the user settles about a file: which column is which question, which label which answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import IGNORE
from slimscan.imports.matcher import Matcher
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.mapping_file import MappingFile
from slimscan.questionnaire.models import Change, Item
from slimscan.questionnaire.validation import closest, validate
from slimscan.scan.questions import NO, YES
from slimscan.scoring.responses import (
    PERSON_COLUMNS,
    AnswerValue,
    State,
    accepted_codes,
    check_answer,
)
from slimscan.text import clean_line, fold

if TYPE_CHECKING:
    from slimscan.questionnaire.nodes import Document, NodePath

_KIND = "mapping"
_STATES = tuple(state.value for state in State if state is not State.ANSWERED)


@dataclass(frozen=True)
class AnswerMapping:
    """What the user settled with `--mapping`; headers and labels are folded."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """A question's code, a person column, `ignore` or one of `kept`, by header."""
    labels: Mapping[str, AnswerValue] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, AnswerValue]] = field(default_factory=dict)
    """Labels of one question, by its code."""
    kept: tuple[str, ...] = ()
    """The columns of the user's own that stay beside the answers, by their names in the results."""

    def keeping(self, columns: Mapping[str, str | None]) -> AnswerMapping:
        """The mapping with columns of the user's own, by header with the name to keep it under."""
        named = {fold(header): clean_line(name or header) for header, name in columns.items()}
        kept = dict.fromkeys((*self.kept, *named.values()))
        return replace(self, columns={**self.columns, **named}, kept=tuple(kept))

    def split_by(self, columns: Iterable[str]) -> tuple[AnswerMapping, tuple[str, ...]]:
        """The mapping that keeps these columns, too, and the names that they are kept under.

        A column is said by its header or by the name that it is kept under already.
        """
        named = {fold(name): name for name in self.kept}
        new = [one for one in columns if fold(one) not in named and fold(one) not in self.columns]
        settled = self.keeping(dict.fromkeys(new))
        found = (named.get(fold(one)) or settled.columns[fold(one)] for one in columns)
        return settled, tuple(dict.fromkeys(found))


def read_mapping(path: Path, instrument: Instrument) -> AnswerMapping:
    """The mapping in a YAML file; raises `InputError` with every problem in it and its place."""
    from slimscan.questionnaire.nodes import read_document  # most batches read no YAML

    document = read_document(path)
    content = validate(document, MappingFile, _KIND)
    if isinstance(content, list):
        raise InputError(content)
    check = _Check(document, Matcher(instrument))
    problems = [*check.columns(content), *check.labels(content), *check.items(content)]
    if problems:
        raise InputError(problems)
    settled = AnswerMapping(
        columns={fold(header): to for header, to in content.columns.items() if to is not None},
        labels=_settled(content.labels),
        items={name: _settled(labels) for name, labels in content.items.items()},
    )
    return settled.keeping(content.keep)


def _settled(labels: Mapping[str, AnswerValue | None]) -> dict[str, AnswerValue]:
    return {fold(label): value for label, value in labels.items() if value is not None}


@dataclass(frozen=True)
class _Check:
    """Finds what a mapping names that does not exist."""

    document: Document
    matcher: Matcher

    def columns(self, content: MappingFile) -> Iterator[Problem]:
        known = (*self.matcher.questions, *PERSON_COLUMNS, IGNORE)
        for header, target in content.columns.items():
            if target is not None and target not in known:
                values = {
                    "value": target,
                    "known": ", ".join(PERSON_COLUMNS),
                    "nearest": closest(target, known),
                }
                yield self._problem(Fault.MAPPING_TARGET, ("columns", header), values)

    def labels(self, content: MappingFile) -> Iterator[Problem]:
        """A label counts for every question, so that one that takes the answer is enough."""
        for label, value in content.labels.items():
            path = ("labels", label)
            yield from self._answer(path, value, self.matcher.questions.values())

    def items(self, content: MappingFile) -> Iterator[Problem]:
        for name, labels in content.items.items():
            question = self.matcher.questions.get(name)
            if question is None:
                values = {"id": name, "nearest": closest(name, self.matcher.questions)}
                yield self._problem(Fault.ITEM_UNKNOWN, ("items", name), values, of_key=True)
                continue
            for label, value in labels.items():
                yield from self._answer(("items", name, label), value, [question])

    def _answer(
        self, path: NodePath, value: AnswerValue | None, questions: Iterable[Item | Change]
    ) -> Iterator[Problem]:
        if value is None or value in _STATES:
            return
        accepted: dict[str, None] = {}
        for question in questions:
            if self._takes(question, value):
                return
            accepted |= dict.fromkeys(self._accepted(question).split(", "))
        values = {"value": value, "accepted": ", ".join(accepted)}
        yield self._problem(Fault.MAPPING_ANSWER, path, values)

    def _takes(self, question: Item | Change, value: AnswerValue) -> bool:
        if isinstance(question, Change):
            return value in (YES, NO)
        try:
            check_answer(self.matcher.instrument.questionnaire, question, value)
        except InputError:
            return False
        return True

    def _accepted(self, question: Item | Change) -> str:
        if isinstance(question, Change):
            return f"{YES}, {NO}, {State.DONT_KNOW.value}"
        return accepted_codes(self.matcher.instrument.questionnaire, question)

    def _problem(
        self, fault: Fault, path: NodePath, values: Mapping[str, object], of_key: bool = False
    ) -> Problem:
        return self.document.problem(fault, path, of_key, **values)
