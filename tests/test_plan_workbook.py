"""The plan as a workbook: what people fill in comes back, and what they break is named by its cell."""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import converted, findings
from openpyxl import Workbook, load_workbook
from test_planning import list_of, scan_of
from typer.testing import CliRunner

from slimscan import language
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError, UsageError
from slimscan.imports.workbook import workbook_sheets
from slimscan.language import problem_text
from slimscan.plan.fields import STATUSES, PlanChanges
from slimscan.plan.plan_edit import EditedPlan, edited_plan
from slimscan.plan.plan_lines import PLAN_COLUMNS
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.plan_sheet import read_plan_sheet
from slimscan.plan.working_list import WorkingList
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.plan_workbook import plan_xlsx
from slimscan.scan.model import OwnAction, PlannedAction
from slimscan.scan.store import Shelf
from slimscan.text import clean_line

DECIDED = (
    PlannedAction(action="H2a", owner="Piet", start=date(2027, 1, 4), check=date(2027, 3, 1)),
    PlannedAction(
        action="own1", added=True, status="busy", own=OwnAction(title="Own", effort_days=2)
    ),
)
COLUMN = {name: number for number, name in enumerate(PLAN_COLUMNS, start=1)}
Edit = Callable[[Any], None]


def written(plan: WorkingList, instrument: Instrument, folder: Path, edit: Edit) -> Path:
    """The workbook of a plan after somebody changed its first sheet and saved it."""
    content = plan_xlsx(plan, scan_of(instrument).changed(id="aaaa1111"), "en", "aaaa1111")
    book = load_workbook(io.BytesIO(content))
    edit(book.worksheets[0])
    path = folder / "plan.xlsx"
    book.save(path)
    return path


def read_back(
    plan: WorkingList, path: Path, scan_id: str = "aaaa1111", today: date | None = None
) -> EditedPlan:
    sheets = ((sheet.name, sheet.rows) for sheet in workbook_sheets(path))
    read = read_plan_sheet(sheets, scan_id, "plan.xlsx")
    return edited_plan(plan, read, "en", "plan.xlsx", today or plan.measured_on)


def type_into(sheet: Any, row: int, column: str, value: object) -> None:
    """Type a value as somebody does into a cell that is marked as text: it stays a text."""
    cell = sheet.cell(row, COLUMN[column])
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def refused(plan: WorkingList, path: Path) -> list[tuple[Fault, str | None]]:
    with pytest.raises(InputError) as error:
        read_back(plan, path)
    return [(one.fault, one.file) for one in error.value.problems]


def row_of(sheet: Any, name: str) -> int:
    return next(row for row in range(2, 40) if sheet.cell(row, COLUMN["id"]).value == name)


def test_the_same_plan_is_the_same_file_with_no_date_of_today(mini: Instrument) -> None:
    scan = scan_of(mini, *DECIDED).changed(id="aaaa1111")
    content = plan_xlsx(list_of(mini, *DECIDED), scan, "en", "aaaa1111")
    assert content == plan_xlsx(list_of(mini, *DECIDED), scan, "en", "aaaa1111")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {one.date_time[0] for one in file.infolist()} == {1980}
    made = load_workbook(io.BytesIO(content)).properties.created
    assert made.date() == scan.measured_on


def test_a_workbook_that_nobody_touched_changes_nothing(mini: Instrument, tmp_path: Path) -> None:
    plan = list_of(mini, *DECIDED)
    read = read_back(plan, written(plan, mini, tmp_path, lambda _: None))
    assert read == EditedPlan(plan, ())


# Whatever people fill in comes back

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60),
    st.sampled_from(["=1+1", "00123", "NA", "5-9", "1,5", "TRUE", "👩‍🔧", "שלום", "@x", "#N/A"]),
)
DATES = st.tuples(
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    st.dates(date(2028, 1, 1), date(2028, 12, 31)),
    st.one_of(st.none(), st.dates(date(2029, 1, 1), date(2029, 12, 31))),
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "owner": TEXTS,
        "result": TEXTS,
        "status": st.sampled_from(STATUSES),
        "days": DATES,
    },
)
OWN_ROWS = st.lists(
    st.tuples(TEXTS.filter(lambda text: clean_line(text) not in ("", "Own")), EDITS),
    max_size=3,
    unique_by=lambda own: clean_line(own[0]).casefold(),
)
DAYS = ("start", "check", "remeasure")
STATUS_WORDS = {
    "open": "open",
    "busy": "busy",
    "done": "klaar",
    "dropped": "Dropped",
    "have": "is er al",
}


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(["H1a", "H2a", "D1a", "D2a", "own1"]), EDITS),
    OWN_ROWS,
    st.booleans(),
)
def test_any_edit_comes_back(
    mini: Instrument,
    tmp_path: Path,
    edits: dict[str, dict[str, Any]],
    own: list[tuple[str, dict[str, Any]]],
    as_texts: bool,
) -> None:
    plan = list_of(mini, *DECIDED)

    def edit_all(sheet: Any) -> None:
        for name, edit in edits.items():
            fill_in(sheet, row_of(sheet, name), edit, as_texts)
        for row, (title, edit) in enumerate(own, start=len(plan.rows) + 3):
            type_into(sheet, row, "title", title)
            fill_in(sheet, row, edit, as_texts)

    after = read_back(plan, written(plan, mini, tmp_path, edit_all)).plan
    old, new = after.rows[: len(plan.rows)], after.rows[len(plan.rows) :]
    for row, before in zip(old, plan.rows, strict=True):
        edit = edits.get(row.id, {})
        assert row.planned == with_its_check(before, filled(before.planned, edit))
        is_edited = row.planned != before.planned or "status" in edit
        assert row.chosen == (before.chosen or is_edited), "what was filled in is decided on"
    assert [row.planned.own for row in new] == [OwnAction(title=clean_line(one)) for one, _ in own]
    for row, (_, edit) in zip(new, own, strict=True):
        begin = {} if "days" in edit else dict(zip(DAYS, days_of(row.planned), strict=True))
        assert "days" in edit or all(begin.values()), "what has no days starts when it can"
        bare = PlannedAction(action=row.id, added=True, own=row.planned.own, **begin)
        empty = PlanRow(0, bare, True, None)
        assert row.planned == with_its_check(empty, filled(bare, edit))


def with_its_check(row: PlanRow, after: PlannedAction) -> PlannedAction:
    """What an action should be with the check that moves along with its start."""
    before = row.planned
    moves = after.start not in (None, before.start) and after.check == before.check
    if not moves or not row.follows_its_start or after.start is None:
        return after
    return after.model_copy(update={"check": row.checked_after(after.start)})


def fill_in(sheet: Any, row: int, edit: dict[str, Any], as_texts: bool) -> None:
    """Fill in a row as somebody does: days as such or as texts, a status in any language."""
    for name, day in zip(DAYS, edit.get("days", ()), strict=False):
        typed = f"{day.day}-{day.month}-{day.year}" if as_texts and day else day
        type_into(sheet, row, name, typed)
    for column in edit.keys() - {"days"}:
        value = edit[column]
        type_into(sheet, row, column, STATUS_WORDS[value] if column == "status" else value)


def days_of(planned: PlannedAction) -> tuple[date | None, ...]:
    return planned.start, planned.check, planned.remeasure


def test_what_is_begun_or_done_in_a_workbook_has_the_days_of_today(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini)
    read_on = plan.measured_on + timedelta(60)

    def edit(sheet: Any) -> None:
        for name, status in (("H1a", "open"), ("H2a", "busy"), ("D1a", "done"), ("D2a", "busy")):
            type_into(sheet, row_of(sheet, name), "status", status)
        type_into(sheet, row_of(sheet, "D2a"), "owner", "Piet")
        type_into(sheet, row_of(sheet, "D2a"), "check", date(2027, 9, 1))

    after = read_back(plan, written(plan, mini, tmp_path, edit), today=read_on).plan
    for name in ("H2a", "D1a"):
        typed = plan.as_of(read_on).changed(
            name, PlanChanges(status=after.find(name).planned.status)
        )
        assert after.find(name).planned == typed.find(name).planned, "as it is by --set"
        assert after.find(name).planned.start >= read_on
    assert days_of(after.find("H1a").planned) == days_of(plan.find("H1a").planned), "as it is shown"
    assert after.find("D2a").planned.start == plan.find("D2a").planned.start, (
        "days were gone through"
    )


def filled(planned: PlannedAction, edit: dict[str, Any]) -> PlannedAction:
    """What the plan should hold after that."""
    days = dict(zip(DAYS, edit.get("days", ()), strict=False))
    texts = {name: clean_line(edit[name]) for name in ("owner", "result") if name in edit}
    status = {name: edit[name] for name in ("status",) if name in edit}
    return planned.model_copy(update={**days, **texts, **status})


def test_an_own_action_is_changed_and_a_new_one_added_with_its_days(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini, *DECIDED)

    def edit(sheet: Any) -> None:
        own = row_of(sheet, "own1")
        for column, value in (("title", "Ours"), ("first_step", "Ask\nall"), ("days", 2.5)):
            type_into(sheet, own, column, value)
        new = (("title", "00123"), ("days", "1,5"), ("first_step", "=1+1"), ("owner", "Ria"))
        for column, value in new:
            type_into(sheet, own + 4, column, value)

    read = read_back(plan, written(plan, mini, tmp_path, edit))
    assert [row.planned.own for row in read.plan.rows if row.planned.own] == [
        OwnAction(title="Ours", first_step="Ask\nall", effort_days=2.5),
        OwnAction(title="00123", first_step="=1+1", effort_days=1.5),
    ]
    assert [(one.title, one.column, one.after) for one in read.edits] == [
        ("Own", "title", "Ours"),
        ("Own", "first_step", "Ask\nall"),
        ("Own", "days", "2.5"),
        ("00123", "", "00123"),
        ("00123", "owner", "Ria"),
        ("00123", "first_step", "=1+1"),
        ("00123", "days", "1.5"),
    ]
    assert read.plan.rows[-1].planned.owner == "Ria"


def test_sorted_rows_and_moved_columns_are_read_by_their_names(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini, *DECIDED)

    def edit(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=7)]
        for place, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column).value = value
        sheet.insert_cols(3)
        sheet.cell(1, 3).value = "Remarks"
        sheet.cell(2, 3).value = "mine"
        owner = COLUMN["owner"] + 1
        sheet.cell(
            next(r for r in range(2, 9) if sheet.cell(r, 2).value == "D1a"), owner
        ).value = "Jo"

    read = read_back(plan, written(plan, mini, tmp_path, edit))
    assert [(one.title, one.column, one.after) for one in read.edits] == [
        (plan.find("D1a").title("en"), "owner", "Jo")
    ]


# What cannot be taken is named, all of it, and nothing changes


def test_every_broken_cell_is_named_together(mini: Instrument, tmp_path: Path) -> None:
    plan = list_of(mini, *DECIDED)

    def edit(sheet: Any) -> None:
        sheet.cell(2, COLUMN["id"]).value = "H1b"
        sheet.cell(3, COLUMN["start"]).value = "31-6-2027"
        sheet.cell(4, COLUMN["status"]).value = "nearly"
        sheet.cell(5, COLUMN["title"]).value = "Another title"
        sheet.cell(6, COLUMN["owner"]).value = "=1+1"
        sheet.cell(7, COLUMN["days"]).value = -1
        sheet.cell(10, COLUMN["owner"]).value = "nobody's action"

    assert sorted(
        refused(plan, written(plan, mini, tmp_path, edit)), key=lambda one: one[1] or ""
    ) == [
        (Fault.PLAN_ROW_GONE, "plan.xlsx:A2"),
        (Fault.PLAN_ID_CHANGED, "plan.xlsx:B2"),
        (Fault.PLAN_ROW_TITLE, "plan.xlsx:C10"),
        (Fault.PLAN_CELL_FIXED, "plan.xlsx:C5"),
        (Fault.PLAN_STATUS, "plan.xlsx:D4"),
        (Fault.CELL_FORMULA, "plan.xlsx:E6"),
        (Fault.PLAN_DATE, "plan.xlsx:F3"),
        (Fault.PLAN_OWN_DAYS, "plan.xlsx:K7"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "value", "fault", "cell"),
    [
        (3, "check", "4-1-2020", Fault.PLAN_DATES_ORDER, "G3"),
        (3, "status", "proposal", Fault.PLAN_UNDECIDED, "D3"),
        (3, "status", None, Fault.PLAN_UNDECIDED, "D3"),
        (3, "number", 1, Fault.PLAN_CELL_FIXED, "A3"),
        (3, "start", "46000", Fault.PLAN_DATE, "F3"),
        (3, "owner", "x" * 301, Fault.PLAN_TEXT_LONG, "E3"),
        (9, "title", "own", Fault.PLAN_ROW_KNOWN, "C9"),
    ],
)
def test_one_broken_cell_is_named(
    mini: Instrument, tmp_path: Path, row: int, column: str, value: object, fault: Fault, cell: str
) -> None:
    plan = list_of(mini, *DECIDED)
    path = written(plan, mini, tmp_path, lambda sheet: type_into(sheet, row, column, value))
    assert refused(plan, path) == [(fault, f"plan.xlsx:{cell}")]


def test_problems_speak_of_what_stands_in_the_sheet(mini: Instrument, tmp_path: Path) -> None:
    plan = list_of(mini, *DECIDED)

    def edit(sheet: Any) -> None:
        type_into(sheet, 3, "owner", "x" * 301)
        type_into(sheet, 4, "status", "later")
        sheet.cell(5, COLUMN["result"]).value = "=1+1"
        type_into(sheet, 6, "number", "9")
        sheet.cell(1, COLUMN["check"]).value = "When"

    with pytest.raises(InputError) as error:
        read_back(plan, written(plan, mini, tmp_path, edit))
    told = {one.fault: problem_text(one, "en") for one in error.value.problems}
    assert "the column Check is gone" in told[Fault.PLAN_COLUMN_GONE].replace("The", "the")
    assert "This text for Owner has 301" in told[Fault.PLAN_TEXT_LONG]
    assert (
        "Choose one of: proposal, open, busy, done, dropped, already there."
        in told[Fault.PLAN_STATUS]
    )
    assert "Column Result holds a formula" in told[Fault.CELL_FORMULA]
    assert "This said ‘5’" in told[Fault.PLAN_CELL_FIXED]
    decided = DECIDED[0].model_copy(update={"status": "dropped"})
    path = written(plan, mini, tmp_path, lambda sheet: type_into(sheet, 3, "status", "busy"))
    with pytest.raises(InputError) as moved:
        read_back(list_of(mini, decided, DECIDED[1]), path)
    assert "This said ‘open’, and in the plan it is ‘dropped’ now" in problem_text(
        moved.value.problems[0], "en"
    )


def test_a_row_that_was_removed_or_copied_is_named(mini: Instrument, tmp_path: Path) -> None:
    plan = list_of(mini, *DECIDED)
    removed = written(plan, mini, tmp_path, lambda sheet: sheet.delete_rows(4))
    assert refused(plan, removed) == [(Fault.PLAN_ROW_GONE, "plan.xlsx:A4")]

    def copy(sheet: Any) -> None:
        for column in range(1, len(COLUMN) + 1):
            sheet.cell(12, column).value = sheet.cell(3, column).value

    assert refused(plan, written(plan, mini, tmp_path, copy)) == [
        (Fault.PLAN_ROW_TWICE, "plan.xlsx:B12")
    ]


def test_a_plan_that_moved_on_is_named_by_its_cell_and_the_rest_is_kept(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini, *DECIDED)

    def edit(sheet: Any) -> None:
        type_into(sheet, 3, "owner", "Jo")
        type_into(sheet, 4, "owner", "Ann")

    path = written(plan, mini, tmp_path, edit)
    by_jo, by_kim = (
        list_of(mini, DECIDED[0].model_copy(update={"owner": owner}), DECIDED[1])
        for owner in ("Jo", "Kim")
    )
    assert refused(by_kim, path) == [(Fault.PLAN_MOVED_ON, "plan.xlsx:E3")]
    assert len(read_back(by_jo, path).edits) == 1, "the same change made twice is no quarrel"
    elsewhere = list_of(mini, DECIDED[0].model_copy(update={"result": "It works"}), DECIDED[1])
    after = read_back(elsewhere, path).plan.find("H2a").planned
    assert (after.owner, after.result) == ("Jo", "It works")
    gone = list_of(mini, DECIDED[0])
    path = written(plan, mini, tmp_path, lambda sheet: type_into(sheet, 7, "owner", "Jo"))
    assert refused(gone, path) == [(Fault.PLAN_MOVED_ON, "plan.xlsx:E7")]


def test_a_problem_is_named_at_the_cell_that_was_typed_also_another_day(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini)

    def edit(sheet: Any) -> None:
        type_into(sheet, 2, "owner", "x" * 301)
        type_into(sheet, 3, "check", "2020-01-01")
        type_into(sheet, 12, "title", "Mine")
        type_into(sheet, 12, "result", "x" * 301)

    path = written(plan, mini, tmp_path, edit)
    with pytest.raises(InputError) as error:
        read_back(plan, path, today=plan.measured_on + timedelta(60))
    assert [(one.fault, one.file) for one in error.value.problems] == [
        (Fault.PLAN_TEXT_LONG, "plan.xlsx:E2"),
        (Fault.PLAN_DATES_ORDER, "plan.xlsx:G3"),
        (Fault.PLAN_TEXT_LONG, "plan.xlsx:I12"),
    ]


def test_days_of_a_proposal_are_those_of_the_workbook_when_somebody_decides_on_it(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini)

    def edit(sheet: Any) -> None:
        type_into(sheet, 2, "owner", "Jo")
        type_into(sheet, 3, "start", date(2026, 12, 1))

    path = written(plan, mini, tmp_path, edit)
    later = {"start": date(2026, 12, 7), "check": date(2027, 3, 1)}
    rows = tuple(replace(row, planned=row.planned.model_copy(update=later)) for row in plan.rows)
    after = read_back(replace(plan, rows=rows), path).plan
    first, second, *_ = plan.rows
    decided = after.find(first.id).planned
    assert (decided.owner, decided.start) == ("Jo", first.planned.start)
    assert decided.check == first.planned.check
    assert after.find(second.id).planned.start == date(2026, 12, 1)
    assert [row.id for row in after.chosen] == [first.id, second.id]


def test_another_workbook_or_the_plan_of_another_scan_is_refused(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini, *DECIDED)
    path = written(plan, mini, tmp_path, lambda _: None)
    with pytest.raises(InputError) as other:
        read_back(plan, path, "bbbb2222")
    assert other.value.problems[0].fault is Fault.PLAN_BOOK_OTHER
    Workbook().save(path)
    assert refused(plan, path) == [(Fault.PLAN_BOOK_NONE, "plan.xlsx")]

    def no_heads(sheet: Any) -> None:
        sheet.delete_rows(1)

    assert refused(plan, written(plan, mini, tmp_path, no_heads)) == [
        (Fault.PLAN_BOOK_NONE, "plan.xlsx")
    ]

    def one_head_gone(sheet: Any) -> None:
        sheet.cell(1, COLUMN["owner"]).value = "Boss"

    assert refused(plan, written(plan, mini, tmp_path, one_head_gone)) == [
        (Fault.PLAN_COLUMN_GONE, "plan.xlsx")
    ]


def test_it_comes_back_from_libreoffice_with_nothing_findings(
    mini: Instrument, tmp_path: Path
) -> None:
    plan = list_of(mini, *DECIDED)
    scan = scan_of(mini).changed(id="aaaa1111")
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_xlsx(plan, scan, "en", "aaaa1111"))
    assert findings(path) == []
    folder = tmp_path / "saved"
    folder.mkdir()
    [saved] = converted([path], "xlsx", folder)
    assert read_back(plan, saved) == EditedPlan(plan, ())
    book = load_workbook(saved)
    type_into(book.worksheets[0], 3, "owner", "Jo")
    book.save(saved)
    assert [(one.column, one.after) for one in read_back(plan, saved).edits] == [("owner", "Jo")]


# The command


@pytest.fixture
def kept(mini: Instrument, home: Path) -> Shelf:
    shelf = Shelf(home)
    shelf.prepare()
    scan = scan_of(mini, *DECIDED).changed(id="aaaa1111")
    folder = str(mini.folder.resolve())
    stamp = scan.questionnaire.model_copy(update={"folder": folder})
    shelf.file_for(scan).save(scan.changed(questionnaire=stamp))
    return shelf


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def filled_in(path: Path, owner: str) -> None:
    book = load_workbook(path)
    type_into(book.worksheets[0], 3, "owner", owner)
    book.save(path)


def docx_with(text: str) -> bytes:
    made, file = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(file)
    return file.getvalue()


def owner_kept(shelf: Shelf) -> str:
    [file] = shelf.files()
    return next(one.owner for one in file.load().plan if one.action == "H2a")


def test_the_command_lists_what_changes_and_saves_it_after_a_yes(
    kept: Shelf, tmp_path: Path
) -> None:
    path = tmp_path / "p.xlsx"
    assert run("plan", "aaaa1111", "--xlsx", path).stdout.strip() == str(path)
    filled_in(path, "Jo")
    asked = run("plan", "aaaa1111", "--read", path)
    assert isinstance(asked.exception, UsageError)
    assert asked.exception.problems[0].fault is Fault.PLAN_BOOK_UNASKED
    assert "Owner: Piet → Jo" in asked.output
    assert owner_kept(kept) == "Piet", "nobody said yes"
    done = run("plan", "aaaa1111", "--read", path, "--yes")
    assert done.exit_code == 0, done.output
    assert owner_kept(kept) == "Jo"
    assert "Nothing has changed" in run("plan", "aaaa1111", "--read", path, "--yes").output


def test_how_to_read_it_back_can_be_typed_as_it_stands(
    kept: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "program", lambda: "./slimscan")
    path = tmp_path / "my plan.xlsx"
    told = run("plan", "aaaa1111", "--xlsx", path).stderr
    assert f"./slimscan plan aaaa1111 --read {shlex.quote(str(path))}" in told


def test_nothing_is_half_saved(kept: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    run("plan", "aaaa1111", "--xlsx", path)
    filled_in(path, "Jo")
    book = load_workbook(path)
    type_into(book.worksheets[0], 4, "start", "soon")
    book.save(path)
    [file] = kept.files()
    before = file.path.read_bytes()
    done = run("plan", "aaaa1111", "--read", path, "--yes")
    assert isinstance(done.exception, InputError)
    assert file.path.read_bytes() == before


def test_what_was_filled_in_and_not_read_is_never_overwritten(kept: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    run("plan", "aaaa1111", "--xlsx", path)
    assert run("plan", "aaaa1111", "--xlsx", path).exit_code == 0, "nothing was filled in"
    filled_in(path, "Jo")
    content = path.read_bytes()
    done = run("plan", "aaaa1111", "--xlsx", path)
    assert isinstance(done.exception, InputError)
    assert done.exception.problems[0].fault is Fault.PLAN_BOOK_UNREAD
    assert path.read_bytes() == content
    assert run("plan", "aaaa1111", "--read", path, "--xlsx", path, "--yes").exit_code == 0
    assert owner_kept(kept) == "Jo"
    assert run("plan", "aaaa1111", "--xlsx", path).exit_code == 0


def test_the_dates_are_those_that_the_plan_shows_today(kept: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    run("plan", "aaaa1111", "--xlsx", path)
    sheet = load_workbook(path).worksheets[0]
    told = {
        sheet.cell(row, COLUMN["id"]).value: sheet.cell(row, COLUMN["start"]).value
        for row in range(2, 7)
    }
    shown = json.loads(run("plan", "aaaa1111", "--json").stdout)["actions"]
    assert {one["id"]: one["start"] for one in shown if one["id"] in told} == {
        name: day.date().isoformat() if day else None for name, day in told.items()
    }
    assert len(told) == 5
    filled_in(path, "Jo")
    assert "Start" not in run("plan", "aaaa1111", "--read", path, "--yes").stderr


def test_it_comes_back_as_open_document_and_another_kind_says_what_to_do(
    kept: Shelf, tmp_path: Path
) -> None:
    path = tmp_path / "p.xlsx"
    run("plan", "aaaa1111", "--xlsx", path)
    filled_in(path, "Jo")
    [saved] = converted([path], "ods", tmp_path / "saved")
    table = tmp_path / "p.csv"
    table.write_text("Code,Action\nH2a,x\n", encoding="utf-8")
    refused_table = run("plan", "aaaa1111", "--read", table).exception
    assert refused_table.problems[0].fault is Fault.PLAN_BOOK_NONE
    assert ".xlsx or .ods" in problem_text(refused_table.problems[0], "en")
    word = tmp_path / "p.docx"
    word.write_bytes(docx_with("text"))
    assert run("plan", "aaaa1111", "--read", word).exception.problems == (
        replace(refused_table.problems[0], file=str(word)),
    )
    other = run("plan", "aaaa1111", "--xlsx", word).exception
    assert other.problems[0].fault is Fault.OUTPUT_OTHER_KIND
    done = run("plan", "aaaa1111", "--read", saved, "--yes")
    assert done.exit_code == 0, done.output
    assert done.stderr.count("→") == 1, "nothing but what was filled in has changed"
    assert owner_kept(kept) == "Jo"


def test_reading_goes_with_no_other_change(kept: Shelf, tmp_path: Path) -> None:
    done = run("plan", "aaaa1111", "--read", tmp_path / "p.xlsx", "--take", "1")
    assert done.exit_code == 2
    missing = run("plan", "aaaa1111", "--read", tmp_path / "p.xlsx")
    assert missing.exception.problems[0].fault is Fault.FILE_MISSING


def test_what_is_advised_after_the_plan_moved_on_or_a_strange_file_works(
    kept: Shelf, tmp_path: Path
) -> None:
    path = tmp_path / "p.xlsx"
    Workbook().save(path)
    strange = run("plan", "aaaa1111", "--read", path)
    assert strange.exception.problems[0].fault is Fault.PLAN_BOOK_NONE
    in_the_way = run("plan", "aaaa1111", "--xlsx", path)
    assert in_the_way.exception.problems[0].fault is Fault.FILE_EXISTS
    run("plan", "aaaa1111", "--xlsx", path, "--yes")
    filled_in(path, "Jo")
    run("plan", "aaaa1111", "--set", "H2a", "--owner", "Kim")
    moved = run("plan", "aaaa1111", "--read", path)
    assert moved.exception.problems[0].fault is Fault.PLAN_MOVED_ON
    run("plan", "aaaa1111", "--xlsx", path, "--yes")
    filled_in(path, "Jo")
    assert run("plan", "aaaa1111", "--read", path, "--yes").exit_code == 0
    assert owner_kept(kept) == "Jo"
