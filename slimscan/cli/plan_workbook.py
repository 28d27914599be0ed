"""The workbook of `slimscan plan`: written to work in, and read back after a yes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from slimscan.disk.places import typed
from slimscan.language import as_typed, words

if TYPE_CHECKING:
    from slimscan.plan.plan_edit import EditedPlan, PlanEdit
    from slimscan.plan.working_list import WorkingList
    from slimscan.scan.open_scan import OpenedScan


_READ = frozenset({".xlsx", ".xlsm", ".ods"})
"""How the names of files end that keep all sheets of a workbook."""


def write_plan_workbook(
    opened: OpenedScan, plan: WorkingList, path: Path, language: str, yes: bool
) -> None:
    """Write the plan as a workbook.

    Raises `InputError` when the file has changes that were not read back, unless `yes`.
    """
    from slimscan.disk.durable import write_durably
    from slimscan.report.formats import check_ending
    from slimscan.report.scan.plan_workbook import plan_xlsx
    from slimscan.scan.store import check_output

    check_output(path)
    check_ending(path, "xlsx")
    if path.is_file() and not yes:
        _check_read(opened, plan, path, language)
    scan_id = opened.scan.id
    called = scan_id if opened.report else opened.called
    write_durably(path, plan_xlsx(plan, opened.scan, language, called))
    say = words(language, "plan")
    file = typed(str(path))
    told = say("book.written", scan=called, file=file)
    if opened.report:
        told = say("book.written_report", report=opened.called, scan=scan_id, file=file)
    typer.echo(as_typed(told), err=True)
    typer.echo(path)


def _check_read(opened: OpenedScan, plan: WorkingList, path: Path, language: str) -> None:
    """Raise `InputError` when something else, or what people filled in, would be lost."""
    from slimscan.errors import Fault, InputError, input_error

    strange = {Fault.PLAN_BOOK_NONE, Fault.WORKBOOK_UNREADABLE, Fault.WORKBOOK_TOO_LARGE}
    try:
        unread = bool(edited_by(opened, plan, path, language).edits)
    except InputError as error:
        if error.problems[0].fault in strange:
            raise input_error(Fault.FILE_EXISTS, path) from None
        unread = True
    if unread:
        raise input_error(Fault.PLAN_BOOK_UNREAD, path)


def edited_by(opened: OpenedScan, plan: WorkingList, path: Path, language: str) -> EditedPlan:
    """The plan with what was changed in a workbook; raises `InputError` with every problem."""
    from datetime import date

    from slimscan.imports.sheets import ending, open_sheets
    from slimscan.plan.plan_edit import edited_plan
    from slimscan.plan.plan_sheet import read_plan_sheet

    if ending(path) not in _READ:
        _say_why_not(path)
    sheets = ((sheet.name, sheet.rows) for sheet in open_sheets(path))
    read = read_plan_sheet(sheets, opened.scan.id, str(path))
    return edited_plan(plan, read, language, str(path), date.today())


def _say_why_not(path: Path) -> NoReturn:
    """Raise `InputError`: a workbook under another name, or no workbook with a plan at all."""
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.imports.file_kinds import check_kind
    from slimscan.imports.sheets import opening

    try:
        with opening(path):
            check_kind(path)
    except InputError as error:
        others = {Fault.FILE_IS_DOCUMENT, Fault.FILE_IS_PAGE, Fault.FILE_IS_ARCHIVE}
        if error.problems[0].fault not in others:
            raise
    raise input_error(Fault.PLAN_BOOK_NONE, path)


def agreed_plan(
    opened: OpenedScan, plan: WorkingList, path: Path, language: str, yes: bool
) -> WorkingList | None:
    """The plan to save after a workbook was read: what changes is listed, and asked.

    Nothing when nothing changed, or after a no. Raises `InputError` with every problem in the
    workbook, and `UsageError` when nobody can be asked.
    """
    from slimscan.errors import Fault, usage_error
    from slimscan.terminal.ask import confirm, is_interactive

    say = words(language, "plan")
    edited = edited_by(opened, plan, path, language)
    if not edited.edits:
        typer.echo(say("book.none"), err=True)
        return None
    for line in _told(edited.edits, language):
        typer.echo(line, err=True)
    if yes:
        return edited.plan
    if not is_interactive():
        raise usage_error(Fault.PLAN_BOOK_UNASKED)
    number = len(edited.edits)
    question = say("book.question_one") if number == 1 else say("book.question", n=number)
    if confirm(question, language):
        return edited.plan
    typer.echo(say("book.refused"), err=True)
    return None


def _told(edits: tuple[PlanEdit, ...], language: str) -> Iterator[str]:
    """What changes, a line each."""
    from slimscan.plan.plan_lines import told_text
    from slimscan.text import clean

    say = words(language, "plan")
    for edit in edits:
        if not edit.column:
            yield clean(say("book.new", title=edit.title))
            continue
        before, after = (
            told_text(edit.column, text, language) for text in (edit.before, edit.after)
        )
        column = say[f"book.column.{edit.column}"]
        told = say("book.edit", title=edit.title, column=column, before=before, after=after)
        yield clean(told)
