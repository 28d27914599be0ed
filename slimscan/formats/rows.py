"""A table of answers, whatever file it came from: one row a respondent, one column an item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from slimscan.errors import Fault, InputError, Problem
from slimscan.formats.columns import Columns, match_columns
from slimscan.formats.delivery import LONGEST_VALUE, Delivery, Handed, Refusal, Source
from slimscan.formats.form import LONGEST_GROUP
from slimscan.formats.values import Unreadable, read_answer
from slimscan.questionnaire.models import Item
from slimscan.responses import AnswerValue, State, accepted_codes, answer_value
from slimscan.staff import StaffRespondent, table_respondent
from slimscan.text import clean_line

Row = tuple[int, Sequence[object]]
"""The number of a row as a person counts, and its cells."""


def read_rows(source: Source, rows: Iterable[Row]) -> Delivery:
    """The answers in a table whose first row with anything in it names the columns.

    Raises `InputError` when the columns cannot be matched: then no row can be read.
    """
    filled = (row for row in rows if any(not _empty(cell) for cell in row[1]))
    header = next(filled, None)
    if header is None:
        raise InputError([Problem(Fault.TABLE_EMPTY, {}, source.file)])
    table = TableReader(source)
    columns = match_columns(source, header[1])
    for number, cells in filled:
        table.read(columns, number, cells)
    table.delivery.ignored |= columns.ignored
    return table.delivery


@dataclass
class TableReader:
    """Reads rows one by one; rows without a name of their own are named by what they hold."""

    source: Source
    delivery: Delivery = field(default_factory=Delivery)
    _seen: Counter[str] = field(default_factory=Counter)

    def read(self, columns: Columns, number: int | None, cells: Sequence[object]) -> None:
        """Hand over, refuse or pass over one row."""
        beyond = cells[len(columns.headers) :]
        if any(not _empty(cell) for cell in beyond):
            given = {"given": len(cells), "expected": len(columns.headers)}
            self.delivery.refuse([self.source.refusal(number, Fault.TABLE_ROW_LONG, **given)])
            return
        answers, refused = self._answers(columns, number, cells)
        name, group = (self._person(columns, key, cells) for key in ("respondent", "group"))
        if refused:
            self.delivery.refuse(refused)
        elif not answers:
            self.delivery.blank += 1
        else:
            identity = name or self._made_name(group, answers)
            person = StaffRespondent(
                respondent=table_respondent(self.source.scan, identity),
                group=group,
                kind="table",
                answers=answers,
            )
            self.delivery.handed.append(Handed(number, name, person))

    def _answers(
        self, columns: Columns, number: int | None, cells: Sequence[object]
    ) -> tuple[dict[str, AnswerValue], list[Refusal]]:
        questionnaire = self.source.instrument.questionnaire
        answers: dict[str, AnswerValue] = {}
        refused: list[Refusal] = []
        for place, item in columns.items.items():
            value = cells[place] if place < len(cells) else None
            try:
                answer = read_answer(questionnaire, item, value)
            except InputError:
                refused.append(self._refusal(columns.headers[place], item, number, value))
                continue
            if answer.state is not State.SKIPPED:
                answers[item.id] = answer_value(questionnaire, item, answer)
        for key in ("respondent", "group"):
            value = _cell(columns, key, cells)
            if isinstance(value, Unreadable):
                refused.append(self._unreadable(key, number, value))
        return answers, refused

    def _refusal(self, header: str, item: Item, number: int | None, value: object) -> Refusal:
        column = header if len(header) <= LONGEST_VALUE else item.id
        if isinstance(value, Unreadable):
            return self._unreadable(column, number, value)
        shown = clean_line(str(value), LONGEST_VALUE)
        accepted = accepted_codes(self.source.instrument.questionnaire, item)
        values = {"column": column, "value": shown, "accepted": accepted}
        problem = Problem(Fault.CELL_REFUSED, values, self.source.file, number)
        return Refusal(problem, column, shown, accepted)

    def _unreadable(self, column: str, number: int | None, value: Unreadable) -> Refusal:
        shown = clean_line(value.text, LONGEST_VALUE)
        values = {"column": column, "value": shown}
        return Refusal(Problem(value.fault, values, self.source.file, number), column, shown)

    def _person(self, columns: Columns, key: str, cells: Sequence[object]) -> str:
        value = _cell(columns, key, cells)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else clean_line(str(value), LONGEST_GROUP)

    def _made_name(self, group: str, answers: dict[str, AnswerValue]) -> str:
        """The same file read again gives the same names; two people in it who agree stay two."""
        content = f"{group}|{sorted(answers.items())}"
        self._seen[content] += 1
        return f"|{content}|{self._seen[content]}"


def _cell(columns: Columns, key: str, cells: Sequence[object]) -> object:
    place = columns.people.get(key)
    return cells[place] if place is not None and place < len(cells) else None


def _empty(cell: object) -> bool:
    return cell is None or (not isinstance(cell, Unreadable) and not clean_line(str(cell), 20))
