"""A question that was made anew in its tool: two columns, filled by different people, are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import column_twice, few_told
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import AnswerTable, SheetRow
from slimscan.text import fold

_PAGES = 2
_ONES = frozenset({"1", "1.0"})

QuestionPlaces = Sequence[int]
"""Where the columns of one question stand."""


def with_columns_together(
    file: str, table: AnswerTable, questions: Iterable[QuestionPlaces]
) -> AnswerTable:
    """The table with one column a question, in the place of its first.

    Raises `InputError` when any row has something in two columns of one question: then it is not
    known which of the two is meant.
    """
    groups = [places for places in questions if len(places) > 1]
    if not groups:
        return table
    _check_apart(file, table, groups)
    _check_answers(file, table, groups)
    beside = {place for places in groups for place in places[1:]}
    headers = tuple(
        replace(header, taken=True) if place in beside else header
        for place, header in enumerate(table.headers)
    )
    return replace(table, headers=headers, rows=_Together(table.rows, groups))


@dataclass(frozen=True)
class _Together:
    """The rows with what stands in any column of a question in its first one."""

    rows: Iterable[SheetRow]
    groups: Sequence[QuestionPlaces]

    def __iter__(self) -> Iterator[SheetRow]:
        for number, cells in self.rows:
            moved = list(cells)
            for places in self.groups:
                filled = [place for place in places if _filled(cells, place)]
                if filled and filled[0] != places[0]:
                    moved[places[0]] = cells[filled[0]]
                    moved[filled[0]] = None
            yield number, moved


def _check_apart(file: str, table: AnswerTable, groups: Iterable[QuestionPlaces]) -> None:
    problems = {}
    for number, cells in table.rows:
        for places in groups:
            filled = [place for place in places if _filled(cells, place)]
            if len(filled) > 1 and places[0] not in problems:
                first, second = filled[:2]
                problems[places[0]] = column_twice(file, table.headers, first, second, number)
    if problems:
        raise InputError(few_told(list(problems.values())))


def _check_answers(file: str, table: AnswerTable, groups: Iterable[QuestionPlaces]) -> None:
    """Refuse columns with headers of their own in which nothing but ones stands: those are marks.

    A tool that gives every option a column marks so what was chosen.
    """
    apart = [
        places
        for places in groups
        if len({fold(table.headers[place].shown) for place in places}) == len(places)
    ]
    marked: set[int] = set()
    answered: set[int] = set()
    for _, cells in table.rows if apart else ():
        for group, places in enumerate(apart):
            if group not in answered:
                seen = {str(cells[one]).strip() for one in places if _filled(cells, one)}
                (marked if seen <= _ONES else answered).update({group} if seen else ())
    for group in sorted(marked - answered):
        # Two columns may well be of people who were asked on two pages, and all said 1.
        if len(apart[group]) > _PAGES or not answered:
            values = {"column": told(table.headers[apart[group][1]].shown)}
            raise InputError([Problem(Fault.OPTION_MARKS, values, file)])


def _filled(cells: Sequence[object], place: int) -> bool:
    return place < len(cells) and cells[place] is not None and bool(str(cells[place]).strip())
