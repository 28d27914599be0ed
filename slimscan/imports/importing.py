"""The door for answers that another program wrote: its columns matched, its rows waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from functools import partial
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, usage_error
from slimscan.imports.answer_values import AnswerReader
from slimscan.imports.code_set import CodeCheck
from slimscan.imports.columns import Columns, Matcher, match_columns, questions_in
from slimscan.imports.dates import day_order, has_two_orders, is_day_number, read_date
from slimscan.imports.made_anew import with_columns_together
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.numbered_options import check_numbers
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.sheets import open_sheets
from slimscan.imports.tools import tools
from slimscan.imports.tools.tool import (
    AnswerTable,
    Passed,
    Sheet,
    SheetRow,
    Tool,
    sheet_below,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change, Item, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import Answer
from slimscan.text import clean_line

OWN = "slimscan"
_VERSION = "questionnaire.version"
"""Where a scan and a form of slimscan say which version of the questionnaire was answered."""

_MOST_ABOVE = 8
"""So many rows may stand above the header."""
_FEWEST_BELOW = 2
"""So many questions make a row further down a header; one may be there by chance."""
_NO_TABLE = frozenset({Fault.TABLE_NO_ITEMS, Fault.EXPORT_OTHER_TOOL, Fault.TOOL_OTHER_KIND})
"""What is wrong with a row that is no header."""


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
    order of `columns.headers`, and a row may be too short or too long. Going through them, as often
    as it is asked for, raises `InputError` where the file stops being a table.
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
    moment: Callable[[object], str]
    """The day in a cell of `measured_on` as `person` gives it, with its time where it has one."""
    change: Callable[[Change, object], Answer]
    """What a cell of a question about changes stands for: its first place is yes, its second no."""
    found: Found = Found.GIVEN
    broken: list[Problem] = field(default_factory=list)
    """Rows that could not be read as rows, each with its place; filled while `rows` are read."""
    remarks: tuple[Problem, ...] = ()
    """What has to be said before anything is scored."""
    short_rows_count: bool = False
    """Whether a row that is too short lacks something; a workbook leaves out empty cells."""
    ids_within_file: bool = False
    """Whether the tool numbers answers anew in every file, so that ids are names within it."""
    code_check: CodeCheck | None = None
    _passed: Passed = field(default_factory=Passed)

    @property
    def passed(self) -> int:
        """How many rows the tool marks as no answers, as far as `rows` were read."""
        return self._passed.rows

    def tell_passed(self, tell: Callable[[int, Fault], None]) -> None:
        """Have every row that is passed over told, with the reason, while `rows` are read."""
        self._passed.tell = tell

    def person_cell(self, name: str, cell: object) -> str:
        """What a cell beside the answers stands for; the moment of an answer with its time."""
        return self.moment(cell) if name == "measured_on" else self.person(name, cell)

    def check_codes(self) -> None:
        """Raise `InputError` when the numbers in it are provably those of another scale.

        Goes through all rows once more.
        """
        self._passed.tell = None
        if self.code_check:
            self.code_check.check(self.rows)


@dataclass(frozen=True)
class _Reading:
    """One way to read a sheet."""

    tool: Tool
    sheet: Sheet
    table: AnswerTable
    columns: Columns
    together: tuple[str, ...] = ()
    """The questions that stood in more than one column."""
    others: tuple[str, ...] = ()
    """The names of the other sheets that have items."""


def open_export(
    path: Path,
    instrument: Instrument,
    tool: str | None = None,
    mapping: AnswerMapping | None = None,
    passed_taken: bool = False,
) -> Export:
    """Find the table of answers in a file and match its columns.

    Without `tool` it is found out when it is clear. With `passed_taken` rows count that the tool
    marks as no answers. Raises `InputError` with every reason why the file cannot be read,
    `UsageError` for a tool that is not known.
    """
    settled = mapping or AnswerMapping()
    opener = _Opener(str(path), Matcher(instrument), settled)
    given = tool_named(tool) if tool else None
    sheets = open_sheets(path)
    if not any(sheet.first for sheet in sheets):
        raise InputError([Problem(Fault.TABLE_EMPTY, {}, str(path))])
    export = opener.export(*opener.find(given, sheets))
    export._passed.taken = passed_taken
    return export


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

    def find(self, given: Tool | None, sheets: Sequence[Sheet]) -> tuple[_Reading, Found]:
        """The table, also when a title, comments or a second header stand above its header."""
        refused: InputError | None = None
        for above in range(_MOST_ABOVE + 1):
            lower = [sheet_below(one, above) for one in sheets if _goes_on(one, above)]
            if not lower:
                break
            try:
                return self._found(given, lower)
            except InputError as error:
                if not all(one.fault in _NO_TABLE for one in error.problems):
                    raise
                refused = refused or error
        raise refused or InputError([Problem(Fault.TABLE_EMPTY, {}, self.file)])

    def _found(self, given: Tool | None, sheets: Sequence[Sheet]) -> tuple[_Reading, Found]:
        if given:
            return self.best(given, sheets), Found.GIVEN
        recognised = _recognised(sheets)
        if len(recognised) == 1:
            return self.best(recognised[0], sheets), Found.RECOGNISED
        if recognised:
            raise self.unclear(recognised, sheets)
        return self.own(sheets), Found.BY_CODES

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
        chosen = max(readings, key=lambda one: len(one.columns.items))
        others = tuple(one.sheet.name for one in readings if one is not chosen)
        return replace(chosen, others=others)

    def own(self, sheets: Sequence[Sheet]) -> _Reading:
        """A table by the codes of the items; raises `InputError` when only its texts fit."""
        try:
            reading = self.best(tools()[OWN], sheets)
        except InputError as error:
            fitting = self._fitting(sheets)
            if fitting and all(one.fault is Fault.TABLE_NO_ITEMS for one in error.problems):
                raise self.unclear(fitting, sheets) from None
            raise
        if not reading.columns.by_code:
            others = [tool for tool in self._fitting(sheets) if tool.name != OWN]
            raise self.unclear(others, sheets)
        return reading

    def unclear(self, tools_: Iterable[Tool], sheets: Sequence[Sheet]) -> InputError:
        """Says between which tools the user has to choose, and in which row the questions are."""
        names = ", ".join(tool.name for tool in tools_)
        problems = [Problem(Fault.TOOL_UNCLEAR, {"tools": names}, self.file)]
        if sheets[0].above:
            row = sheets[0].first[0][0]
            problems.append(Problem(Fault.HEADER_BELOW, {"row": row}, self.file))
        return InputError(problems)

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
        day_first = _day_first(reading) if table.day_first is None else table.day_first
        people = PersonReader(questionnaire.profile, day_first, places)
        if table.numbered:
            check_numbers(reading.sheet.file, reading.columns, table.rows, answers.answer)
        return Export(
            file=reading.sheet.file,
            tool=reading.tool.name,
            columns=reading.columns,
            rows=table.rows,
            answer=answers.answer,
            person=people.person,
            moment=people.moment,
            change=partial(_change, answers),
            found=found,
            broken=reading.sheet.broken,
            remarks=tuple(_remarks(reading)),
            short_rows_count=reading.sheet.kind == "csv",
            ids_within_file=reading.tool.ids_within_file,
            code_check=CodeCheck(
                reading.sheet.file, reading.columns, questionnaire, answers.answer
            ),
            _passed=table.passed,
        )

    def _fitting(self, sheets: Sequence[Sheet]) -> list[Tool]:
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
        _check_version(sheet, self.matcher.instrument.questionnaire)
        asked = questions_in(self.matcher, table.headers, self.mapping.columns)
        if sheet.above and len(asked) < _FEWEST_BELOW:
            raise InputError([Problem(Fault.TABLE_NO_ITEMS, {}, sheet.file)])
        table = with_columns_together(sheet.file, table, asked.values())
        columns = match_columns(sheet.file, self.matcher, table.headers, self.mapping.columns)
        together = tuple(name for name, places in asked.items() if len(places) > 1)
        return _Reading(tool, sheet, table, columns, together)


def _day_first(reading: _Reading) -> bool | None:
    """Whether the dates begin with the day, as far as their column tells; another look costs time.

    It is not taken where the first rows have dates of one meaning.
    """
    place = reading.columns.people.get("measured_on")
    if place is None:
        return None
    first = [row[place] for _, row in reading.sheet.first[1:] if place < len(row)]
    if any(map(read_date, first)) and not any(map(has_two_orders, first)):
        return None
    return day_order(row[place] for _, row in reading.table.rows if place < len(row))


def _check_version(sheet: Sheet, questionnaire: Questionnaire) -> None:
    """Refuse answers in JSON that say that they were given to other items under the same ids."""
    names = list(sheet.first[0][1]) if sheet.kind == "json" and sheet.first else []
    if _VERSION not in names:
        return
    place = names.index(_VERSION)
    for row, cells in sheet.first[1:]:
        given = str(cells[place]) if place < len(cells) and cells[place] else ""
        if given and not questionnaire.reads(given):
            shown = {"given": clean_line(given), "version": questionnaire.version}
            raise InputError([Problem(Fault.FORM_VERSION, shown, sheet.file, row)])


def _goes_on(sheet: Sheet, above: int) -> bool:
    """Whether a table may begin so far down."""
    return not above or (sheet.kind != "json" and len(sheet.first) > above)


def _remarks(reading: _Reading) -> Iterator[Problem]:
    """What has to be said of a table that was found."""
    sheet = reading.sheet
    yield from sheet.remarks
    if reading.others:
        others = clean_line(", ".join(reading.others))
        values = {"sheet": clean_line(sheet.name), "others": others}
        yield Problem(Fault.SHEET_CHOSEN, values, sheet.file)
    if sheet.above:
        yield Problem(Fault.HEADER_BELOW, {"row": sheet.first[0][0]}, sheet.file)
    if reading.together:
        items = clean_line(", ".join(reading.together))
        yield Problem(Fault.COLUMNS_TOGETHER, {"items": items}, sheet.file)
    yield from _day_numbers(reading)
    for fault in reading.table.remarks:
        yield Problem(fault, {}, sheet.file)


def _day_numbers(reading: _Reading) -> Iterator[Problem]:
    """Says that dates stand as the numbers of days, with one of them read."""
    place = reading.columns.people.get("measured_on")
    for _, row in reading.sheet.first[1:] if place is not None else ():
        if place is not None and place < len(row) and is_day_number(row[place]):
            number = str(row[place])
            values = {"number": number, "day": read_date(number)}
            yield Problem(Fault.DATES_AS_NUMBERS, values, reading.sheet.file)
            return


def _change(answers: AnswerReader, change: Change, cell: object) -> Answer:
    return answers.change(change.id, cell)
