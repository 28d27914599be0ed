"""The door for answers that another program wrote: its columns matched, its rows waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import partial
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, usage_error
from slimscan.imports.answer_values import AnswerReader
from slimscan.imports.columns import Columns, Matcher, match_columns
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.numbered_options import check_numbers
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.sheets import open_sheets
from slimscan.imports.tools import tools
from slimscan.imports.tools.tool import AnswerTable, Passed, Sheet, SheetRow, Tool
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change, Item
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import Answer

OWN = "slimscan"


class Found(StrEnum):
    """How it was found out which tool made an export."""

    GIVEN = auto()
    RECOGNISED = auto()
    BY_CODES = auto()
    """Its columns are named by the codes of the items."""


@dataclass(frozen=True)
class Export:
    """One table of answers as a tool exported it: its columns are matched, its rows wait.

    `rows` are the rows of respondents, each with its number as a person counts; cells stand in the
    order of `columns.headers`, and a row may be too short or too long. They are gone through once.
    Going through them raises `InputError` where the file stops being a table.
    """

    file: str
    """The file as the user named it; in a zip `archive.zip/member.csv`."""
    tool: str
    columns: Columns
    rows: Iterable[SheetRow]
    answer: Callable[[Item, object], Answer]
    """What a cell stands for; raises `InputError` when it is none that is accepted."""
    person: Callable[[str, object], str]
    """What a cell of a person column stands for: ids of the questionnaire's profile, ISO dates.

    An empty text for a cell that is not empty: a date that is none or can be read in two ways.
    Raises `InputError` for a cell that holds an error.
    """
    change: Callable[[Change, object], Answer]
    """What a cell of a question about changes stands for: its first place is yes, its second no."""
    found: Found = Found.GIVEN
    broken: list[Problem] = field(default_factory=list)
    """Rows that could not be read as rows, each with its place; filled while `rows` are read."""
    _passed: Passed = field(default_factory=Passed)

    @property
    def passed(self) -> int:
        """How many rows the tool marks as no answers, as far as `rows` were read."""
        return self._passed.rows


@dataclass(frozen=True)
class _Reading:
    """One way to read a sheet."""

    tool: Tool
    sheet: Sheet
    table: AnswerTable
    columns: Columns


def open_export(
    path: Path,
    instrument: Instrument,
    tool: str | None = None,
    mapping: AnswerMapping | None = None,
) -> Export:
    """Find the table of answers in a file and match its columns.

    Without `tool` it is found out when it is clear. Raises `InputError` with every reason why the
    file cannot be read, `UsageError` for a tool that is not known.
    """
    settled = mapping or AnswerMapping()
    opener = _Opener(str(path), Matcher(instrument), settled)
    given = tool_named(tool) if tool else None
    sheets = open_sheets(path)
    if not any(sheet.first for sheet in sheets):
        raise InputError([Problem(Fault.TABLE_EMPTY, {}, str(path))])
    if given:
        return opener.export(opener.best(given, sheets), Found.GIVEN)
    recognised = _recognised(sheets)
    if len(recognised) == 1:
        return opener.export(opener.best(recognised[0], sheets), Found.RECOGNISED)
    if recognised:
        raise opener.unclear(recognised)
    return opener.export(opener.own(sheets), Found.BY_CODES)


def tool_named(name: str) -> Tool:
    """The tool that `--from` names; raises `UsageError` when there is none."""
    known = tools()
    if name not in known:
        nearest = closest(name, known)
        raise usage_error(Fault.TOOL_UNKNOWN, id=name, known=", ".join(known), nearest=nearest)
    return known[name]


def _recognised(sheets: Iterable[Sheet]) -> list[Tool]:
    """The tools of which it is clear that they made one of the sheets."""
    filled = [sheet for sheet in sheets if sheet.first]
    return [
        tool
        for tool in tools().values()
        if any(sheet.kind in tool.kinds and tool.recognises(sheet) for sheet in filled)
    ]


@dataclass(frozen=True)
class _Opener:
    """Reads the sheets of one file in one way or another."""

    file: str
    matcher: Matcher
    mapping: AnswerMapping

    def best(self, tool: Tool, sheets: Iterable[Sheet]) -> _Reading:
        """The sheet with most items in it as this tool's; raises `InputError` when none has any."""
        problems: list[Problem] = []
        readings = []
        for sheet in sheets:
            if sheet.kind not in tool.kinds:
                values = {"tool": tool.title, "kinds": ", ".join(tool.kinds)}
                problems.append(Problem(Fault.TOOL_OTHER_KIND, values, sheet.file))
            elif sheet.first:
                try:
                    readings.append(self._reading(tool, sheet))
                except InputError as error:
                    problems += error.problems
        if not readings:
            raise InputError(
                one for place, one in enumerate(problems) if one not in problems[:place]
            )
        return max(readings, key=lambda one: len(one.columns.items))

    def own(self, sheets: Iterable[Sheet]) -> _Reading:
        """A table by the codes of the items; raises `InputError` when only its texts fit."""
        try:
            reading = self.best(tools()[OWN], sheets)
        except InputError as error:
            fitting = self._fitting(sheets)
            if fitting and all(one.fault is Fault.TABLE_NO_ITEMS for one in error.problems):
                raise self.unclear(fitting) from None
            raise
        if not reading.columns.by_code:
            raise self.unclear([tool for tool in self._fitting(sheets) if tool.name != OWN])
        return reading

    def unclear(self, tools_: Iterable[Tool]) -> InputError:
        """Says between which tools the user has to choose."""
        names = ", ".join(tool.name for tool in tools_)
        return InputError([Problem(Fault.TOOL_UNCLEAR, {"tools": names}, self.file)])

    def export(self, reading: _Reading, found: Found) -> Export:
        """The sheet with the readers for its cells."""
        table = reading.table
        questionnaire = self.matcher.instrument.questionnaire
        # Only where every question has our code may its options be taken to have our order.
        places = (table.places or {}) if reading.columns.all_by_code else {}
        answers = AnswerReader(
            questionnaire,
            table.missing,
            table.codes or {},
            places,
            self.mapping.labels,
            self.mapping.items,
        )
        people = PersonReader(questionnaire.profile, table.day_first, places)
        if table.numbered:
            check_numbers(reading.sheet.file, reading.columns, table.rows, answers.answer)
        return Export(
            file=reading.sheet.file,
            tool=reading.tool.name,
            columns=reading.columns,
            rows=table.rows,
            answer=answers.answer,
            person=people.person,
            change=partial(_change, answers),
            found=found,
            broken=reading.sheet.broken,
            _passed=table.passed,
        )

    def _fitting(self, sheets: Iterable[Sheet]) -> list[Tool]:
        """The tools as whose export any sheet has items."""
        fitting = []
        for tool in tools().values():
            try:
                self.best(tool, sheets)
            except InputError:
                continue
            fitting.append(tool)
        return fitting

    def _reading(self, tool: Tool, sheet: Sheet) -> _Reading:
        table = tool.read(sheet)
        columns = match_columns(sheet.file, self.matcher, table.headers, self.mapping.columns)
        return _Reading(tool, sheet, table, columns)


def _change(answers: AnswerReader, change: Change, cell: object) -> Answer:
    return answers.change(change.id, cell)
