"""OpenDocument spreadsheets: read as any workbook, what they repeat counted before they are opened."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from limits import PATIENCE
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S
from tool_files import csv_text, taken, workbook, written

from slimscan.errors import Fault, InputError, Unreadable
from slimscan.imports.importing import open_export
from slimscan.imports.sheets import open_sheets
from slimscan.questionnaire.loading import Instrument

Cell = Any


def text(content: str, **attributes: object) -> Cell:
    cell = TableCell(valuetype="string", **attributes)
    cell.addElement(P(text=content))
    return cell


def number(value: float, **attributes: object) -> Cell:
    return TableCell(valuetype="float", value=str(value), **attributes)


def row(*cells: Cell, repeated: int = 1) -> Any:
    made = TableRow(numberrowsrepeated=repeated)
    for cell in cells:
        made.addElement(cell)
    return made


def spaces(count: int) -> Any:
    cell = TableCell(valuetype="string")
    paragraph = P(text="a")
    paragraph.addElement(S(c=count))
    cell.addElement(paragraph)
    return cell


def saved(path: Path, **sheets: Sequence[Any]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        sheet = Table(name=name)
        for one in rows:
            sheet.addElement(one)
        document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


HEADER = row(text("respondent"), text("H1"), text("D1"))
EMPTY = row(TableCell(numbercolumnsrepeated=16384), repeated=1_048_000)


def test_values_repeated_cells_and_rows_are_read_with_the_rows_of_the_sheet(
    mini: Instrument, tmp_path: Path
) -> None:
    path = saved(
        tmp_path / "a.ods",
        Leeg=[EMPTY],
        Blad=[
            row(TableCell(), repeated=3),
            HEADER,
            row(text("a"), number(4, numbercolumnsrepeated=2), repeated=2),
            row(text("b"), text("overal"), text("een paar")),
            EMPTY,
        ],
    )
    found = taken(mini, path)
    assert found.answers == [{"H1": 4, "D1": 4}] * 2 + [{"H1": 5, "D1": 2}]
    export = open_export(path, mini)
    assert [at for at, _ in export.rows] == [5, 6, 7]


def test_dates_truths_notes_and_merged_cells_are_what_they_are_in_a_workbook(
    tmp_path: Path,
) -> None:
    noted = text("overal")
    note = Annotation()
    note.addElement(P(text="een noot"))
    noted.insertBefore(note, noted.childNodes[0])
    path = saved(
        tmp_path / "a.ods",
        Blad=[
            row(TableCell(valuetype="date", datevalue="2026-09-01T10:00:00"), noted),
            row(TableCell(valuetype="boolean", booleanvalue="true"), number(0.5)),
            row(text("samen", numbercolumnsspanned=2), CoveredTableCell()),
            row(spaces(3), spaces(1)),
        ],
    )
    [sheet] = open_sheets(path)
    assert [list(cells) for _, cells in sheet.rows] == [
        [datetime(2026, 9, 1, 10, 0), "overal"], ["TRUE", 0.5], ["samen", None], ["a   ", "a "],
    ]  # fmt: skip
    assert [one.fault for one in sheet.remarks] == [Fault.CELLS_MERGED]


def test_only_the_sheet_with_merged_cells_is_told_of(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.ods",
        Uitleg=[row(text("samen", numbercolumnsspanned=2), CoveredTableCell())],
        Blad=[row(text("een"), text("twee"))],
    )
    told = [[one.fault for one in sheet.remarks] for sheet in open_sheets(path)]
    assert told == [[Fault.CELLS_MERGED], []]


def test_errors_and_formulas_without_a_result_are_refused_and_not_empty(
    mini: Instrument, tmp_path: Path
) -> None:
    error = TableCell(formula="of:=NA()", valuetype="string", stringvalue="")
    error.addElement(P(text="#N/A"))
    path = saved(
        tmp_path / "a.ods",
        Blad=[
            HEADER,
            row(text("a"), error, number(2)),
            row(text("b"), number(1), TableCell(formula="of:=1+1")),
            row(text("c"), number(5), number(5, formula="of:=2+3")),
        ],
    )
    found = taken(mini, path)
    assert (found.answers, found.refused) == ([{"H1": 5, "D1": 5}], [(2, "H1"), (3, "D1")])
    [sheet] = open_sheets(path)
    held = {cell.text for _, cells in sheet.rows for cell in cells if isinstance(cell, Unreadable)}
    assert held == {"#N/A", "of:=1+1"}


def test_what_libreoffice_saves_is_read_as_the_table_that_it_was(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        ["respondent", "H1", "D1"], ["a", "overal", 2], ["b", "=NA()", 1], ["00123", 4, "=1+1"],
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", Blad=rows)
    convert = ["soffice", "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(path)]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([*convert, profile], check=True, capture_output=True, timeout=PATIENCE)
    found = taken(mini, tmp_path / "a.ods")
    assert found.answers == [{"H1": 5, "D1": 2}, {"H1": 4, "D1": 2}]
    assert found.people[1] == {"respondent": "00123"}
    assert found.refused == [(3, "H1")]


@pytest.mark.parametrize(
    "rows",
    [
        [row(number(1, numbercolumnsrepeated=16384))],
        [row(number(1), repeated=1_048_576)],
        [row(TableCell(), repeated=1_000_000), row(number(1))],
        [row(TableCell(numbercolumnsrepeated=16000), number(1))],
        [row(number(1, numbercolumnsrepeated=4000), repeated=100_000)],
        [row(spaces(400_000_000))],
    ],
)
def test_what_asks_for_endless_room_is_refused_before_it_is_opened(
    mini: Instrument, tmp_path: Path, rows: list[Any]
) -> None:
    path = saved(tmp_path / "a.ods", Blad=[HEADER, *rows])
    assert path.stat().st_size < 10_000
    with pytest.raises(InputError) as refused:
        open_export(path, mini)
    assert [one.fault for one in refused.value.problems] == [Fault.WORKBOOK_TOO_LARGE]


@pytest.mark.parametrize("damage", ["cut", "empty", "doctype", "no content"])
def test_a_damaged_one_is_refused_and_breaks_nothing(
    mini: Instrument, tmp_path: Path, damage: str
) -> None:
    path = saved(tmp_path / "a.ods", Blad=[HEADER, row(text("a"), number(1), number(2))])
    if damage in ("cut", "empty"):
        path.write_bytes(path.read_bytes()[: 900 if damage == "cut" else 0])
    else:
        with zipfile.ZipFile(path) as given:
            content = {name: given.read(name) for name in given.namelist()}
        with zipfile.ZipFile(path, "w") as made:
            for name, part in content.items():
                if name != "content.xml":
                    made.writestr(name, part)
                elif damage == "doctype":
                    made.writestr(name, part.replace(b"<office", b"<!DOCTYPE a><office", 1))
    with pytest.raises(InputError):
        open_export(path, mini)


def test_under_another_name_it_is_named_for_what_it_is(mini: Instrument, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.ods", Blad=[HEADER]).rename(tmp_path / "a.xlsx")
    letter = tmp_path / "letter.ods"
    OpenDocumentText().save(str(letter))
    for file, fault in ((path, Fault.FILE_IS_OPEN_SPREADSHEET), (letter, Fault.FILE_IS_DOCUMENT)):
        with pytest.raises(InputError) as refused:
            open_export(file, mini)
        assert [one.fault for one in refused.value.problems] == [fault]


def test_an_old_workbook_is_refused_with_what_to_save_it_as(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    with pytest.raises(InputError) as refused:
        open_export(path, mini)
    assert [one.fault for one in refused.value.problems] == [Fault.FILE_IS_OLD_WORKBOOK]


def test_a_form_of_a_survey_tool_saved_by_a_spreadsheet_program_is_recognised(
    mini: Instrument, tmp_path: Path
) -> None:
    head = ["id", "submitdate", "lastpage", "startlanguage", "Q[H1]"]
    source = written(tmp_path / "a.csv", csv_text([head, [1, "x", 2, "nl", 4]]))
    cells = [row(*map(text, head)), row(number(1), text("x"), number(2), text("nl"), number(4))]
    found = taken(mini, saved(tmp_path / "a.ods", Blad=cells))
    assert (found.tool, found.answers) == ("limesurvey", taken(mini, source).answers)
