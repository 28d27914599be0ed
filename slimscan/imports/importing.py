"""The door for answers that another program wrote: its columns matched, its rows waiting."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, usage_error
from slimscan.imports.answer_values import AnswerReader
from slimscan.imports.code_set import CodeCheck
from slimscan.imports.columns import match_columns, matches_of, questions_in
from slimscan.imports.dates import day_order, has_two_orders, read_date
from slimscan.imports.export import OWN, Export, Found
from slimscan.imports.headers import told
from slimscan.imports.made_anew import with_columns_together
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.matcher import Matcher
from slimscan.imports.meanings import Meanings, answer_reader
from slimscan.imports.numbered_options import check_numbers, check_profile_numbers, with_own_numbers
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.reading import Reading, remarks_of
from slimscan.imports.sheets import open_sheets
from slimscan.imports.spread_options import with_options_together
from slimscan.imports.tools import tools
from slimscan.imports.tools.facts import OTHER, facts_of
from slimscan.imports.tools.generic import GENERIC, NOBODYS
from slimscan.imports.tools.headed import column_of, first_row
from slimscan.imports.tools.tool import (
    Sheet,
    SheetRow,
    Tool,
    sheet_below,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change, Profile, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import Answer
from slimscan.text import clean_line, fold

_VERSION = "questionnaire.version"
"""Where a scan and a form of slimscan say which version of the questionnaire was answered."""

_MOST_ABOVE = 8
"""So many rows may stand above the header."""
_ROWS_LOOKED_AT = 10
"""So many rows show what stands in a column."""
_FEWEST_BELOW = 2
"""So many questions make a row further down a header; one may be there by chance."""
_NO_TABLE = frozenset({Fault.TABLE_NO_ITEMS, Fault.EXPORT_OTHER_TOOL, Fault.TOOL_OTHER_KIND})
"""What is wrong with a row that is no header."""


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
    export.passed_over.taken = passed_taken
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

    def find(self, given: Tool | None, sheets: Sequence[Sheet]) -> tuple[Reading, Found]:
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

    def _found(self, given: Tool | None, sheets: Sequence[Sheet]) -> tuple[Reading, Found]:
        if given:
            return self.best(given, sheets), Found.GIVEN
        recognised = _recognised(sheets)
        if len(recognised) == 1:
            return self.best(recognised[0], sheets), Found.RECOGNISED
        if recognised:
            raise self.unclear(recognised, sheets)
        reading = self.own(sheets)
        by_codes = reading.columns.by_whole_code
        return reading, Found.BY_CODES if by_codes else Found.BY_MAPPING

    def best(self, tool: Tool, sheets: Iterable[Sheet]) -> Reading:
        """The sheet with most items in it as this tool's, and of those the one with most rows.

        Raises `InputError` when none has any.
        """
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
        most = max(len(one.columns.items) for one in readings)
        widest = [one for one in readings if len(one.columns.items) == most]
        chosen = widest[0] if len(widest) == 1 else max(widest, key=_rows_of)
        others = tuple(one.sheet.name for one in readings if one is not chosen)
        return replace(chosen, others=others)

    def own(self, sheets: Sequence[Sheet]) -> Reading:
        """A table by the codes of the items, or one that the user settled.

        Raises `InputError` when only its texts fit.
        """
        try:
            reading = self.best(tools()[OWN], sheets)
        except InputError as error:
            fitting = self._fitting(sheets)
            if fitting and all(one.fault is Fault.TABLE_NO_ITEMS for one in error.problems):
                raise self.unclear(fitting, sheets) from None
            raise
        columns = reading.columns
        if not columns.by_whole_code:
            if columns.mapped < columns.questions:
                raise self.unclear(self._fitting(sheets), sheets)
            return self.best(tools()[GENERIC], sheets)
        return reading

    def unclear(self, tools_: Iterable[Tool], sheets: Sequence[Sheet]) -> InputError:
        """Says between which tools the user has to choose, and in which row the questions are."""
        names = ", ".join(tool.name for tool in tools_)
        problems = [Problem(Fault.TOOL_UNCLEAR, {"tools": names}, self.file)]
        if sheets[0].above:
            row = sheets[0].first[0][0]
            fault = Fault.HEADERS_FROM_TWO_ROWS if sheets[0].titles else Fault.HEADER_BELOW
            problems.append(Problem(fault, {"row": row}, self.file))
        return InputError(problems)

    def export(self, reading: Reading, found: Found) -> Export:
        """The sheet with the readers for its cells."""
        table = reading.table
        questionnaire = self.matcher.instrument.questionnaire
        # Only where every question has our code may its options be taken to have our order.
        places = (table.places or {}) if reading.columns.all_by_code else {}
        answers = answer_reader(table, places, questionnaire, self.mapping)
        day_first = _day_first(reading) if table.day_first is None else table.day_first
        people = PersonReader(questionnaire.profile, day_first, places)
        if table.numbered:
            file, columns = reading.sheet.file, reading.columns
            check_numbers(file, columns, table.rows, answers.answer)
            check_profile_numbers(file, columns, table.rows, questionnaire.profile)
        if table.places and not places:
            _check_places(reading, answers, questionnaire.profile)
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
            remarks=tuple(remarks_of(reading)),
            short_rows_count=reading.sheet.kind == "csv",
            ids_within_file=reading.tool.ids_within_file,
            code_check=CodeCheck(
                reading.sheet.file, reading.columns, questionnaire, answers.answer
            ),
            passed_over=table.passed,
        )

    def _fitting(self, sheets: Sequence[Sheet]) -> list[Tool]:
        """The tools as whose export any sheet has items."""
        fitting = []
        for tool in tools().values():
            if tool.name == GENERIC or any(_leaves_traces(tool, sheet) for sheet in sheets):
                with contextlib.suppress(InputError):
                    self.best(tool, sheets)
                    fitting.append(tool)
        return fitting

    def _reading(self, tool: Tool, sheet: Sheet) -> Reading:
        table = tool.read(sheet)
        _check_version(sheet, self.matcher.instrument.questionnaire)
        mapped = self.mapping.columns
        matches = matches_of(self.matcher, table.headers, mapped)
        meanings = Meanings(self.matcher.instrument.questionnaire, self.mapping, table)
        table = with_options_together(sheet.file, table, matches, meanings.stands_for)
        asked = questions_in(self.matcher, table.headers, mapped)
        if sheet.above and len(asked) < _FEWEST_BELOW:
            raise InputError([Problem(Fault.TABLE_NO_ITEMS, {}, sheet.file)])
        table = with_columns_together(sheet.file, table, asked.values())
        first = list(islice(table.rows, _ROWS_LOOKED_AT))
        if asked:
            self._check_second_row(sheet, first)
        cells = [row for _, row in first]
        columns = match_columns(sheet.file, self.matcher, table.headers, mapped, cells)
        profile = self.matcher.instrument.questionnaire.profile
        table = with_own_numbers(table, columns, profile)
        together = tuple(name for name, places in asked.items() if len(places) > 1)
        return Reading(tool, sheet, table, columns, together)

    def _check_second_row(self, sheet: Sheet, first: Sequence[SheetRow]) -> None:
        """Refuse a table with questions among its answers: it has a second row of headers."""
        for number, cells in first[:1]:
            found = {one.id for one in map(self.matcher.text_of, cells) if one}
            if len(found) >= _FEWEST_BELOW:
                raise InputError([Problem(Fault.HEADERS_IN_TWO_ROWS, {}, sheet.file, number)])


def _rows_of(reading: Reading) -> int:
    return sum(1 for _ in reading.table.rows)


def _leaves_traces(tool: Tool, sheet: Sheet) -> bool:
    """Whether a sheet has so many of the tool's own columns that it may have made it."""
    if tool.name in NOBODYS or not sheet.first or sheet.kind not in tool.kinds:
        return False
    facts = facts_of(tool.name)
    own = [held for held in facts.places(first_row(sheet)) if held != OTHER]
    return len(own) >= facts.enough if facts.columns else sheet.kind == "json"


def _check_places(reading: Reading, answers: AnswerReader, profile: Profile) -> None:
    """Refuse the codes of options below the texts of questions: they say nothing of the order."""
    columns = reading.columns
    people = {columns.people[name]: None for name in profile.choices if name in columns.people}
    for number, cells in islice(reading.table.rows, _ROWS_LOOKED_AT):
        for place, item in (people | columns.items).items():
            text = str(cells[place]).strip() if place < len(cells) else ""
            if fold(text) in (reading.table.places or {}):
                with contextlib.suppress(InputError):
                    if item:
                        answers.answer(item, text)
                        continue
                values = {"column": told(columns.headers[place]), "value": text}
                problem = Problem(Fault.CODES_WITHOUT_QUESTIONS, values, reading.sheet.file, number)
                raise InputError([problem])


def _day_first(reading: Reading) -> bool | None:
    """Whether the dates begin with the day, as far as their column tells; another look costs time.

    It is not taken where the first rows have dates of one meaning.
    """
    place = reading.columns.people.get("measured_on")
    if place is None:
        return None
    first = [row[place] for _, row in reading.sheet.first[1:] if place < len(row)]
    if any(map(read_date, first)) and not any(map(has_two_orders, first)):
        return None
    return day_order(column_of(reading.table.rows, place))


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


def _change(answers: AnswerReader, change: Change, cell: object) -> Answer:
    return answers.change(change.id, cell)
