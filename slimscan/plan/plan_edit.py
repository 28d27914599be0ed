"""What people changed in a workbook with the plan, put into the plan: all of it, or nothing.

Three states meet: a line as it was written, as it stands in the workbook now, and as the plan has
it now. What people did not touch stays as the plan has it. What they changed is taken, unless the
plan itself says something else there by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from slimscan.errors import Fault, InputError, Problem
from slimscan.plan.fields import PlanChanges, read_own
from slimscan.plan.plan_lines import (
    DAY_COLUMNS,
    DECIDED_COLUMNS,
    OWN_COLUMNS,
    PLAN_COLUMNS,
    PROPOSED,
    PlanLine,
    column_heads,
    plan_lines,
    told_text,
)
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.plan_sheet import PlanSheet, ReadLine
from slimscan.plan.working_list import WorkingList
from slimscan.questionnaire.validation import closest
from slimscan.text import shortened

_FIRST_ROW = 2
"""The row that the first line was written in, under the heads."""


@dataclass(frozen=True)
class PlanEdit:
    """One thing that changes: a column of an action; an empty column stands for a new action."""

    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class EditedPlan:
    """The plan after a workbook was read, and what that changes."""

    plan: WorkingList
    edits: tuple[PlanEdit, ...]


@dataclass(frozen=True)
class _Merge:
    """The plan so far, with what changed and what is wrong."""

    plan: WorkingList
    language: str
    """In which what stands in a cell is told."""
    today: date
    edits: tuple[PlanEdit, ...] = ()
    problems: tuple[Problem, ...] = ()

    def wrong(self, *problems: Problem) -> _Merge:
        return replace(self, problems=(*self.problems, *problems))


def edited_plan(
    plan: WorkingList, sheet: PlanSheet, language: str, file: str, today: date
) -> EditedPlan:
    """The plan with all that was changed in the workbook.

    A proposal of which only the status was filled in gets the days that it has for whoever decides
    today. Raises `InputError` with every problem, each with its cell.
    """
    written = {line.id: line for line in sheet.written}
    plan = plan.as_of(today)
    now = {line.id: line for line in plan_lines(plan, language)}
    merge = _Merge(plan, language, today).wrong(*sheet.problems, *_gone(sheet, file))
    seen: set[str] = set()
    for read in sheet.lines:
        name = read.line.id
        if not name:
            merge = _with_new(merge, read, file)
        elif name in seen:
            merge = merge.wrong(_problem(Fault.PLAN_ROW_TWICE, read, "id", file, id=name))
        elif name not in written:
            near = closest(name, list(written))
            values = {"id": name, "nearest": near}
            merge = merge.wrong(_problem(Fault.PLAN_ID_CHANGED, read, "id", file, **values))
        else:
            merge = _with_line(merge, read, written[name], now.get(name), file)
        seen.add(name)
    if merge.problems:
        raise InputError(tuple(_named(one, language) for one in merge.problems))
    return EditedPlan(merge.plan, merge.edits)


_OPTIONS = {"--own": "title", "--first-step": "first_step"}
"""Columns by the option of the command that sets the same, where the two have other names."""


def _named(problem: Problem, language: str) -> Problem:
    """A problem that names an option of the command, with the head of the column instead."""
    column = _column_of(problem)
    if not column:
        return problem
    heads = dict(zip(PLAN_COLUMNS, column_heads(language), strict=True))
    return replace(problem, values={**problem.values, "option": heads[column]})


def _gone(sheet: PlanSheet, file: str) -> Iterator[Problem]:
    """The lines that were written and are not there any more, by the cell where they stood."""
    there = {read.line.id for read in sheet.lines}
    for row, line in enumerate(sheet.written, start=_FIRST_ROW):
        if line.id not in there:
            values = {"id": line.id, "title": line.texts["title"]}
            yield Problem(Fault.PLAN_ROW_GONE, values, f"{file}:A{row}")


def _problem(fault: Fault, read: ReadLine, column: str, file: str, **values: object) -> Problem:
    return Problem(fault, values, f"{file}:{read.cells.get(column, read.cells['id'])}")


def _with_line(
    merge: _Merge, read: ReadLine, before: PlanLine, now: PlanLine | None, file: str
) -> _Merge:
    """The plan with what was changed in one line."""
    changed = {
        column: text
        for column in PLAN_COLUMNS
        if (text := read.line.texts.get(column, before.texts[column])) != before.texts[column]
    }
    problems = [
        problem
        for column in changed
        if (problem := _refused(merge, column, changed[column], read, before, now, file))
    ]
    if problems:
        return merge.wrong(*problems)
    typed = tuple(changed)
    undecided = now is not None and now.texts["status"] == PROPOSED
    begun = changed.get("status", "open") != "open" and not changed.keys() & set(DAY_COLUMNS)
    if changed and undecided and not begun:
        # Who decides on a proposal decides on the days that the workbook shows; what has begun or
        # is over already has those of today, as it has by `--set`.
        changed = {**{day: read.line.texts.get(day, "") for day in DAY_COLUMNS}, **changed}
    taken = {column: text for column, text in changed.items() if now and now.texts[column] != text}
    return _applied(merge, read, now, taken, typed, file) if now and taken else merge


def _refused(  # noqa: PLR0913, PLR0917 three states of one cell
    merge: _Merge,
    column: str,
    text: str,
    read: ReadLine,
    before: PlanLine,
    now: PlanLine | None,
    file: str,
) -> Problem | None:
    """Why a changed cell cannot be taken."""
    old, current = before.texts[column], now.texts[column] if now else ""
    told, new = (shortened(told_text(column, one, merge.language)) for one in (old, current))
    if column == "number" or (column in OWN_COLUMNS and not before.own):
        return _problem(Fault.PLAN_CELL_FIXED, read, column, file, before=told)
    moved_on = current not in (old, text) and not (now and _is_proposed_day(column, before, now))
    if now is None or moved_on:
        return _problem(Fault.PLAN_MOVED_ON, read, column, file, before=told, now=new)
    if column == "status" and text in ("", PROPOSED):
        return _problem(Fault.PLAN_UNDECIDED, read, column, file)
    return None


def _is_proposed_day(column: str, before: PlanLine, now: PlanLine) -> bool:
    """Whether it is a day that nobody decided on: it moves with the calendar by itself."""
    statuses = {before.texts["status"], now.texts["status"]}
    return column in DAY_COLUMNS and statuses == {PROPOSED}


def _applied(  # noqa: PLR0913, PLR0917
    merge: _Merge,
    read: ReadLine,
    now: PlanLine,
    taken: Mapping[str, str],
    typed: Sequence[str],
    file: str,
) -> _Merge:
    """The plan with these columns of one line changed, of which some were typed."""
    name, plan = now.id, merge.plan
    decided = {column: text for column, text in taken.items() if column in DECIDED_COLUMNS}
    own = {column: text for column, text in taken.items() if column in OWN_COLUMNS}
    try:
        if own:
            kept = plan.find(name).planned.own
            whole = {**now.texts, **own}
            what, who = (kept.what, kept.who) if kept else ("", "")
            told = read_own(whole["title"], what, whole["first_step"], who, _number(whole["days"]))
            plan = plan.own_changed(name, told)
        if decided:
            plan = plan.changed(name, PlanChanges(**decided))
    except InputError as error:
        return merge.wrong(*_problems_of(error, read, typed, file))
    title = now.texts["title"]
    moved = _moved_check(merge.plan.find(name), plan.find(name)) if "check" not in taken else {}
    changed = {**taken, **moved}
    edits = (PlanEdit(title, one, now.texts[one], text) for one, text in changed.items())
    return replace(merge, plan=plan, edits=(*merge.edits, *edits))


def _moved_check(before: PlanRow, after: PlanRow) -> dict[str, str]:
    """The day of the check by its column, where it moved along with the start."""
    day = after.planned.check
    moved = before.chosen and day is not None and day != before.planned.check
    return {"check": day.isoformat()} if moved and day else {}


def _with_new(merge: _Merge, read: ReadLine, file: str) -> _Merge:
    """The plan with an action of the firm's own, from a line without an id."""
    texts = {"title": "", "first_step": "", "days": "", **read.line.texts}
    decided = {column: texts[column] for column in DECIDED_COLUMNS if texts.get(column)}
    if decided.get("status") == PROPOSED:
        del decided["status"]
    if not texts["title"]:
        return merge.wrong(_problem(Fault.PLAN_ROW_TITLE, read, "title", file))
    try:
        own = read_own(texts["title"], first_step=texts["first_step"], days=_number(texts["days"]))
        plan = merge.plan.with_own(own)
        if not decided.keys() & set(DAY_COLUMNS):
            plan = replace(plan, rows=(*plan.rows[:-1], plan.as_of(merge.today).rows[-1]))
    except InputError as error:
        [problem] = _problems_of(error, read, ("title",), file)
        if problem.fault is Fault.PLAN_OWN_TWICE:
            known = problem.values["action"]
            problem = _problem(Fault.PLAN_ROW_KNOWN, read, "title", file, action=known)
        return merge.wrong(problem)
    try:
        plan = plan.changed(plan.rows[-1].id, PlanChanges(**decided)) if decided else plan
    except InputError as error:
        return merge.wrong(*_problems_of(error, read, tuple(decided), file))
    edits = [PlanEdit(own.title, "", "", own.title)]
    told = [name for name in (*DECIDED_COLUMNS, "first_step", "days") if texts.get(name)]
    edits += [PlanEdit(own.title, name, "", texts[name]) for name in told if name != "status"]
    return replace(merge, plan=plan, edits=(*merge.edits, *edits))


def _problems_of(
    error: InputError, read: ReadLine, typed: Sequence[str], file: str
) -> Iterator[Problem]:
    """The problems of a line, each at the cell that it is about: the column that it names, else the
    day that was typed, else what else was."""
    days = [column for column in (*DAY_COLUMNS, *PLAN_COLUMNS) if column in typed]
    for problem in error.problems:
        column = _column_of(problem) or (days[0] if days else "id")
        yield replace(problem, file=f"{file}:{read.cells[column]}")


def _column_of(problem: Problem) -> str:
    """The column that a problem names as an option of the command; nothing when it names none."""
    option = str(problem.values.get("option", ""))
    return _OPTIONS.get(option, option.removeprefix("--"))


def _number(text: str) -> float | None:
    return float(text) if text else None
