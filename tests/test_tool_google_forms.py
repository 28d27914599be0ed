"""Google Forms: the CSV of the form itself, and what its linked sheet is saved as."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tool_files import csv_text, taken, workbook, written, zipped

from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument

LATE = "2024/12/05 9:39:00 PM GMT+1"


def test_a_direct_download_is_read_with_numbers_and_with_labels(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        ["Timestamp", "Email Address", "The oven is hot.", "The door closes."],
        [LATE, "jan@firm.nl", "4", "Most"],
        ["2024/12/06 11:02:10 AM GMT+1", "an@firm.nl", "", "everywhere"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, quoted=True)))
    assert found.tool == "google-forms"
    assert found.answers == [{"H1": 4, "D1": 4}, {"D1": 5}]
    assert found.people == [{"measured_on": "2024-12-05"}, {"measured_on": "2024-12-06"}]
    assert (found.ignored, found.refused) == ({}, [])


def test_a_row_of_a_grid_stands_in_brackets_after_the_question_over_more_lines(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        [
            "Timestamp",
            "How is it\nnow? [The oven is hot.]",
            "How [really] is it?\r\n\r\n[ The oven\n smokes. ]",
            "How is it now? [Score]",
            "How is it now? [The weather]",
        ],
        [LATE, "most", "2", "1 / 1", "fine"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, quoted=True)))
    assert found.answers == [{"H1": 4, "H2": 2}]
    assert list(found.ignored) == ["How is it now? [The weather]"]


@pytest.mark.parametrize(
    ("header", "moment", "day"),
    [
        ("Tijdstempel", "1-9-2020 14:20:31", "2020-09-01"),
        ("Tijdstempel", "13-9-2020 14:20:31", "2020-09-13"),
        ("Timestamp", "9/13/2020 14:20:31", "2020-09-13"),
        ("Timestamp", "13/09/2020 14:20:31", "2020-09-13"),
        ("Timestamp", "9/1/2020 14:20:31", ""),
        ("Timestamp", "2020-09-01 14:20:31", "2020-09-01"),
    ],
)
def test_a_date_of_a_sheet_is_read_only_when_it_is_clear_which_day_it_is(
    mini: Instrument, tmp_path: Path, header: str, moment: str, day: str
) -> None:
    path = written(tmp_path / "a.csv", csv_text([[header, "De oven is warm."], [moment, 3]]))
    found = taken(mini, path)
    assert (found.tool, found.people) == ("google-forms", [{"measured_on": day}])


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_left_over_columns_are_passed_over_also_in_a_csv_with_tabs(
    mini: Instrument, tmp_path: Path, delimiter: str
) -> None:
    rows = [
        ["Tijdstempel", "De oven is warm.", "Kolom 8", "", "De deur sluit."],
        ["1-9-2020 14:20:31", "de helft", "x", "", "overal"],
        ["", "", "", "", ""],
        ["2-9-2020 14:20:31", "3", "", "", "1"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, delimiter)))
    assert found.answers == [{"H1": 3, "D1": 5}, {"H1": 3, "D1": 1}]
    assert found.ignored == {}


def test_the_zip_of_a_download_and_a_sheet_saved_as_a_workbook_are_read(
    mini: Instrument, tmp_path: Path
) -> None:
    table = csv_text([["Timestamp", "The oven is hot."], [LATE, "most"]], quoted=True)
    found = taken(mini, zipped(tmp_path / "form.csv.zip", form__csv=table))
    assert (found.tool, found.answers) == ("google-forms", [{"H1": 4}])
    rows = [["Tijdstempel", "De oven is warm."], [datetime(2026, 9, 1, 14, 20), "overal"]]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Antwoorden=rows))
    assert (found.tool, found.answers) == ("google-forms", [{"H1": 5}])
    assert found.people == [{"measured_on": "2026-09-01"}]


def test_more_than_one_choice_is_no_answer(mini: Instrument, tmp_path: Path) -> None:
    rows = [["Timestamp", "The oven is hot."], [LATE, "half, most"], [LATE, "half"]]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, quoted=True)))
    assert (found.refused, found.answers) == ([(2, "The oven is hot.")], [{"H1": 3}])


def test_another_table_with_a_timestamp_is_not_taken_for_one(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [["timestamp", "H1"], ["2020-09-01T14:20:31Z", "3"]]
    assert taken(mini, written(tmp_path / "a.csv", csv_text(rows))).tool == "slimscan"


def test_a_table_of_another_tool_is_refused_when_it_is_said_to_be_from_google(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", csv_text([["H1", "D1"], [1, 2]]))
    with pytest.raises(InputError) as refused:
        taken(mini, path, "google-forms")
    assert [one.fault for one in refused.value.problems] == [Fault.EXPORT_OTHER_TOOL]
