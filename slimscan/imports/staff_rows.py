"""An export of a team's answers, whatever tool it came from: one row a respondent of the staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from slimscan.errors import Fault, InputError, Problem, Unreadable
from slimscan.imports.code_set import is_number
from slimscan.imports.delivery import LONGEST_VALUE, FileDelivery, FileSource, Handed, Refusal
from slimscan.imports.export import Export
from slimscan.imports.row_guard import RowGuard
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import AnswerValue, State, accepted_codes, answer_value
from slimscan.staff.answers import (
    StaffRespondent,
    former_respondent,
    made_respondent,
    table_respondent,
)
from slimscan.text import clean_line


def read_export(source: FileSource, export: Export) -> FileDelivery:
    """The answers in an export; raises `InputError` where the file stops being a table."""
    reader = _RowReader(source, export)
    for number, cells in export.rows:
        reader.read(number, cells)
    reader.delivery.refuse_rows(export.broken)
    passed = export.passed
    if any(is_number(one.value) for row in reader.delivery.refused for one in row):
        export.check_codes()
    return replace(
        reader.delivery,
        ignored=export.columns.ignored,
        tool=export.tool,
        ids_within_file=export.ids_within_file,
        passed=passed,
        remarks=list(reader.remarks()),
    )


@dataclass
class _RowReader:
    """Reads rows one by one; rows without a name of their own are named by what they hold."""

    source: FileSource
    export: Export
    delivery: FileDelivery = field(default_factory=FileDelivery)
    short: int = 0
    """How many rows have fewer cells than there are columns."""
    _seen: Counter[str] = field(default_factory=Counter)

    def remarks(self) -> Iterator[Problem]:
        """What was found out about the export, its rows included."""
        yield from self.export.remarks
        unsettled = self.export.unsettled
        yield from (unsettled[name] for name in unsettled if name == "organisation")
        if self.short:
            yield Problem(Fault.ROWS_SHORT, {"rows": self.short}, self.export.file)

    def read(self, number: int, cells: Sequence[object]) -> None:
        """Hand over, refuse or pass over one row."""
        columns = self.export.columns
        self.short += self.export.short_rows_count and len(cells) < len(columns.headers)
        if another := self._guard.refusal(number, cells):
            self.delivery.refuse([another])
            return
        if columns.overflown(cells):
            given = {"given": len(cells), "expected": len(columns.headers)}
            self.delivery.refuse([self._placed(number, Fault.TABLE_ROW_LONG, **given)])
            return
        answers, refused = self._answers(number, cells)
        name, group = (self._person(key, number, cells, refused) for key in ("respondent", "group"))
        if refused:
            self.delivery.refuse(refused)
        elif not answers:
            self.delivery.blank += 1
        else:
            made = "" if name else self._made_name(group, answers)
            person = StaffRespondent(
                respondent=table_respondent(name) if name else made_respondent(made),
                group=group,
                kind="table",
                answers=answers,
            )
            formerly = former_respondent(self.source.scan, name or made)
            handed = Handed(number, name, person, formerly=formerly, basis=name or made)
            self.delivery.handed.append(handed)

    @cached_property
    def _guard(self) -> RowGuard:
        return RowGuard(self.source, self.export)

    def _answers(
        self, number: int, cells: Sequence[object]
    ) -> tuple[dict[str, AnswerValue], list[Refusal]]:
        questionnaire = self.source.instrument.questionnaire
        answers: dict[str, AnswerValue] = {}
        refused: list[Refusal] = []
        for place, item in self.export.columns.items.items():
            value = cells[place] if place < len(cells) else None
            try:
                answer = self.export.answer(item, value)
            except InputError:
                refused.append(self._refusal(place, item, number, value))
                continue
            if answer.state is not State.SKIPPED:
                answers[item.id] = answer_value(questionnaire, item, answer)
        return answers, refused

    def _person(
        self, key: str, number: int, cells: Sequence[object], refused: list[Refusal]
    ) -> str:
        place = self.export.columns.people.get(key)
        value = cells[place] if place is not None and place < len(cells) else None
        if isinstance(value, Unreadable):
            refused.append(self._unreadable(key, number, value))
            return ""
        return self.export.person(key, value)

    def _refusal(self, place: int, item: Item, number: int, value: object) -> Refusal:
        header = self.export.columns.headers[place]
        column = header if len(header) <= LONGEST_VALUE else item.id
        if isinstance(value, Unreadable):
            return self._unreadable(column, number, value)
        shown = clean_line(str(value), LONGEST_VALUE)
        accepted = accepted_codes(self.source.instrument.questionnaire, item)
        values = {"column": column, "value": shown, "accepted": accepted}
        problem = Problem(Fault.CELL_REFUSED, values, self.export.file, number)
        return Refusal(problem, column, shown, accepted)

    def _unreadable(self, column: str, number: int, value: Unreadable) -> Refusal:
        shown = clean_line(value.text, LONGEST_VALUE)
        return replace(
            self._placed(number, value.fault, column=column, value=shown),
            column=column,
            value=shown,
        )

    def _placed(self, number: int, fault: Fault, **values: object) -> Refusal:
        return Refusal(Problem(fault, values, self.export.file, number))

    def _made_name(self, group: str, answers: dict[str, AnswerValue]) -> str:
        """The same file read again gives the same names; two people in it who agree stay two."""
        content = f"{group}|{sorted(answers.items())}"
        self._seen[content] += 1
        return f"|{content}|{self._seen[content]}"
