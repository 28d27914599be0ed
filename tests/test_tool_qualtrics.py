"""Qualtrics: exports of now, of 2016 and the legacy one, with what they hold beside responses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tool_files import csv_text, taken, workbook, written, zipped

from slimscan.errors import Fault, InputError
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument

OWN = {
    "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type",
    "IPAddress": "IP Address", "Progress": "Progress", "Duration (in seconds)": "Duration (in seconds)",
    "Finished": "Finished", "RecordedDate": "Recorded Date", "ResponseId": "Response ID",
    "RecipientLastName": "Recipient Last Name", "RecipientFirstName": "Recipient First Name",
    "RecipientEmail": "Recipient Email", "ExternalReference": "External Data Reference",
    "LocationLatitude": "Location Latitude", "LocationLongitude": "Location Longitude",
    "DistributionChannel": "Distribution Channel", "UserLanguage": "User Language",
}  # fmt: skip
VALUES = {
    "StartDate": "2026-09-01 14:10:00", "EndDate": "2026-09-01 14:20:31", "Status": "IP Address",
    "IPAddress": "192.0.2.7", "Progress": "100", "Duration (in seconds)": "631", "Finished": "True",
    "RecordedDate": "2026-09-02 00:00:31", "ResponseId": "R_3kZx0", "RecipientLastName": "Jansen",
    "RecipientFirstName": "Jan", "RecipientEmail": "jan@firm.nl", "ExternalReference": "",
    "LocationLatitude": "52.1", "LocationLongitude": "5.2", "DistributionChannel": "anonymous",
    "UserLanguage": "NL",
}  # fmt: skip


def export(questions: Mapping[str, str], *rows: Mapping[str, str]) -> list[list[str]]:
    """The three header rows and a row a response; what a row does not say is as usual."""
    texts = {**OWN, **questions}
    ids = [json.dumps({"ImportId": f"QID{place}"}) for place in range(len(texts))]
    lines = [[{**VALUES, **row}.get(tag, "") for tag in texts] for row in rows]
    return [list(texts), list(texts.values()), ids, *lines]


def qualtrics(folder: Path, rows: list[list[str]]) -> Path:
    """The export as a file."""
    return written(folder / "a.csv", csv_text(rows))


def test_three_header_rows_are_read_by_tag_by_text_and_by_row_of_a_matrix(
    mini: Instrument, tmp_path: Path
) -> None:
    questions = {
        "H1": "How hot?",
        "Q2_1": "How is it\nnow? - The oven smokes.",
        "Q2_2": "How is it - really - now? - The door closes.",
        "Q3": "The door shines. - Selected Choice",
        "Q3_4_TEXT": "The door shines. - Other - Text",
        "Q4_R1": "Loose text",
    }
    given = {"H1": "4", "Q2_1": "nowhere", "Q2_2": "Most", "Q3": "3", "Q4_R1": "overal"}
    rows = export(questions, given, {"H1": "", "Q2_1": "a few"})
    found = taken(mini, qualtrics(tmp_path, rows))
    assert found.tool == "qualtrics"
    assert found.answers == [{"H1": 4, "H2": 1, "D1": 4, "D2": 3, "R1": 5}, {"H2": 2}]
    assert found.people[0] == {"respondent": "R_3kZx0", "measured_on": "2026-09-02"}
    assert found.ignored == {}
    assert "jan@firm.nl" not in str(found)
    assert "192.0.2.7" not in str(found)


def test_clicks_browsers_and_the_order_on_screen_are_passed_over(
    mini: Instrument, tmp_path: Path
) -> None:
    own = [
        *("_First Click", "_Last Click", "_Page Submit", "_Click Count", "_Browser", "_Version"),
        *("_Operating System", "_Resolution", "_DO", "_DO_1"),
    ]
    questions = {"H1": "Hot?"} | {f"H1{one}": "Timing - First Click" for one in own}
    rows = export(questions, {"H1": "2"} | {f"H1{one}": "3.14" for one in own})
    found = taken(mini, qualtrics(tmp_path, rows))
    assert (found.answers, found.ignored) == ([{"H1": 2}], {})


@pytest.mark.parametrize(
    "row",
    [
        {"Status": "Survey Preview"}, {"Status": "1"}, {"Status": "Survey Test"}, {"Status": "2"},
        {"Status": "9"}, {"Status": "17"}, {"Status": "256"}, {"DistributionChannel": "preview"},
        {"DistributionChannel": "test"}, {"Finished": "False"}, {"Finished": "0"},
    ],
)  # fmt: skip
def test_previews_tests_and_unfinished_responses_are_passed_over_and_counted(
    mini: Instrument, tmp_path: Path, row: dict[str, str]
) -> None:
    rows = export({"H1": "Hot?"}, {"H1": "1", **row}, {"H1": "2"}, {"H1": "3", "Status": "0"})
    found = taken(mini, qualtrics(tmp_path, rows))
    assert (found.answers, found.passed) == ([{"H1": 2}, {"H1": 3}], 1)


def test_responses_from_one_address_that_are_marked_as_spam_are_kept(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = export({"H1": "Hot?"}, {"H1": "1", "Status": "Spam"}, {"H1": "2", "Status": "8"})
    assert len(taken(mini, qualtrics(tmp_path, rows)).answers) == 2


def test_the_third_row_of_2016_is_no_json(mini: Instrument, tmp_path: Path) -> None:
    rows = export({"H1": "Hot?"}, {"H1": "4"})
    rows[2] = [one.replace('"', "'") for one in rows[2]]
    found = taken(mini, qualtrics(tmp_path, rows))
    assert (found.tool, found.answers) == ("qualtrics", [{"H1": 4}])


def test_the_legacy_export_has_two_header_rows_with_its_own_names_in_the_second(
    mini: Instrument, tmp_path: Path
) -> None:
    own = [
        *("ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EMail", "IPAddress"),
        *("Status", "StartDate", "EndDate", "Finished"),
    ]
    rows = [
        [*(f"V{place}" for place in range(1, 11)), "Q1_1", "Q1_2", "LocationLatitude"],
        [*own, "How is it?-The oven is hot.", "How is it?-The door closes.", "LocationLatitude"],
    ]
    dates = ["2014-09-01 14:10:00", "2014-09-01 14:20:31"]
    for name, status, finished in (("R_1", "0", "1"), ("R_2", "1", "1"), ("R_3", "0", "0")):
        before = [name, "Default Response Set", "Anonymous", "", "jan@firm.nl", "192.0.2.7"]
        rows.append([*before, status, *dates, finished, "4", "2", "52.1"])
    found = taken(mini, qualtrics(tmp_path, rows))
    assert (found.tool, found.answers, found.passed) == ("qualtrics", [{"H1": 4, "D1": 2}], 2)
    assert found.people == [{"respondent": "R_1", "measured_on": "2014-09-01"}]
    assert found.ignored == {}
    assert "jan@firm.nl" not in str(found)


@pytest.mark.parametrize("kept", [(0, 3, 4), (0, 1, 3, 4), (0, 2, 3, 4)])
def test_no_response_is_lost_where_someone_took_header_rows_out(
    mini: Instrument, tmp_path: Path, kept: tuple[int, ...]
) -> None:
    rows = export({"H1": "Hot?"}, {"H1": "4"}, {"H1": "5"})
    path = qualtrics(tmp_path, [rows[place] for place in kept])
    assert taken(mini, path, "qualtrics").answers == [{"H1": 4}, {"H1": 5}]


def test_the_zip_and_the_utf_16_with_tabs_of_a_download_are_read(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = export({"Q1": "The oven is hot."}, {"Q1": "most"})
    tabs = written(tmp_path / "a.tsv", csv_text(rows, "\t").encode("utf-16"))
    for path in (zipped(tmp_path / "a.zip", survey__csv=csv_text(rows)), tabs):
        found = taken(mini, path)
        assert (found.tool, found.answers) == ("qualtrics", [{"H1": 4}])


def test_the_workbook_has_two_header_rows(mini: Instrument, tmp_path: Path) -> None:
    rows = export({"Q1": "The oven is hot."}, {"Q1": "most"})
    path = workbook(tmp_path / "a.xlsx", Sheet0=rows[:2] + rows[3:])
    assert taken(mini, path, "qualtrics").answers == [{"H1": 4}]


def test_numbers_that_are_not_all_codes_are_not_read_as_codes(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = export({"H1": "Hot?"}, *({"H1": one} for one in ("1", "3", "", "6", "2", "4")))
    path = qualtrics(tmp_path, rows)
    with pytest.raises(InputError) as refused:
        taken(mini, path)
    [problem] = refused.value.problems
    assert problem.fault is Fault.EXPORT_NUMBERS
    assert (problem.line, problem.values["column"], problem.values["value"]) == (7, "H1", "6")
    settled = AnswerMapping(labels={"1": 1, "6": 2, "2": 3, "3": 4, "4": 5})
    found = taken(mini, path, mapping=settled)
    assert [one.get("H1") for one in found.answers] == [1, 4, None, 2, 3, 5]


def test_a_number_that_qualtrics_gave_a_question_is_not_taken_for_the_code_of_another(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = export({"D1": "May we begin?", "H1": "The door closes."}, {"D1": "1", "H1": "4"})
    path = qualtrics(tmp_path, rows)
    with pytest.raises(InputError) as refused:
        taken(mini, path)
    [problem] = refused.value.problems
    assert problem.fault is Fault.TABLE_COLUMN_TORN
    assert dict(problem.values) == {"column": "H1", "code": "H1", "text": "D1"}
    found = taken(mini, path, mapping=AnswerMapping({"d1": "ignore", "h1": "D1"}))
    assert found.answers == [{"D1": 4}]


def test_a_label_that_is_not_known_costs_its_row_and_minus_99_is_no_answer(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = export({"H1": "Hot?"}, {"H1": "msot"}, {"H1": "-99"}, {"H1": "most"})
    found = taken(mini, qualtrics(tmp_path, rows))
    assert (found.refused, found.answers) == ([(4, "H1")], [{}, {"H1": 4}])
