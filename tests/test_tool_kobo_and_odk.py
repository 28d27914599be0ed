"""KoboToolbox and ODK Central: submissions to slimscan's own XLSForm, as both export them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from mini import write_mini
from pyxform.xls2xform import convert
from tool_files import csv_text, taken, workbook, written, zipped

from slimscan.errors import Fault, InputError
from slimscan.forms.form import FormChoices
from slimscan.forms.xlsform import xlsform
from slimscan.questionnaire.loading import Instrument, load_instrument

KOBO = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"]
KOBO_MORE = ["_submitted_by", "__version__", "_tags", "_index"]
ODK = ["SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"]
ODK_MORE = ["ReviewState", "DeviceID", "Edits", "FormVersion"]
GIVEN = {"organisation": "De Korst", "sector": "bakery", "H1": "4", "D1": "1", "R1": "dont_know"}
ANSWERS = {"H1": 4, "D1": 1, "R1": "dont_know"}


@dataclass(frozen=True)
class Asked:
    """A question of the form: its names from the outermost group inwards, and its labels."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    options: dict[str, str]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, ...]:
    """The questions of the form that slimscan makes, as pyxform reads it."""
    instrument = load_instrument(write_mini(tmp_path_factory.mktemp("form")))
    book = xlsform(instrument, FormChoices("nl", audience="leader"))[".xlsx"]
    return tuple(_asked(convert(io.BytesIO(book), file_type=".xlsx")._pyxform, (), ()))


def _asked(part: Any, names: tuple[str, ...], labels: tuple[str, ...]) -> Iterator[Asked]:
    for child in part["children"]:
        inner = (*names, child["name"])
        shown = (*labels, child.get("label", {}).get("Nederlands (nl)", child["name"]))
        if child["type"] == "group":
            yield from _asked(child, inner, shown)
        else:
            options = child.get("choices", ())
            said = {one["name"]: one["label"]["Nederlands (nl)"] for one in options}
            yield Asked(inner, shown, said)


def cells(asked: tuple[Asked, ...], labelled: bool = False, **given: str) -> list[str]:
    """What somebody who answered this has in the columns of the questions."""
    values = [(one, given.get(one.names[-1], "")) for one in asked]
    return [one.options.get(value, value) if labelled else value for one, value in values]


def kobo(number: int, review: str = "", moment: str = "2026-09-01T12:20:31") -> list[object]:
    """What Kobo puts behind a submission."""
    before = [3000 + number, f"uuid-{number}", moment, review, "", "submitted_via_web"]
    return [*before, "jan@firm.nl", "v1", "", number]


def kobo_rows(headers: list[str], *answers: list[str]) -> list[list[object]]:
    """A Kobo export with the moments that it writes before the answers."""
    rows = [["start", "end", *headers, *KOBO, *KOBO_MORE]]
    moments = ["2026-09-01T14:10:00.000+02:00", "2026-09-01T14:20:00.000+02:00"]
    return rows + [[*moments, *one, *kobo(number)] for number, one in enumerate(answers, start=1)]


@pytest.mark.parametrize("grouped", [True, False])
def test_kobo_csv_with_xml_names_is_read_with_and_without_groups(
    mini: Instrument, tmp_path: Path, asked: tuple[Asked, ...], grouped: bool
) -> None:
    headers = ["/".join(one.names) if grouped else one.names[-1] for one in asked]
    rows = kobo_rows(headers, cells(asked, **GIVEN), cells(asked, H1="not_applicable"))
    path = written(tmp_path / "a.csv", csv_text(rows, ";", quoted=True))
    found = taken(mini, path)
    assert found.tool == "kobo"
    assert found.answers == [ANSWERS, {"H1": "not_applicable"}]
    first = {"organisation": "De Korst", "sector": "bakery", "measured_on": "2026-09-01"}
    assert first.items() <= found.people[0].items()
    assert [one["respondent"] for one in found.people] == ["uuid-1", "uuid-2"]
    assert found.ignored == {}
    assert "jan@firm.nl" not in str(found)


def test_kobo_with_labels_is_read_with_the_labels_of_groups_before_them(
    mini: Instrument, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    headers = ["/".join(one.labels) for one in asked]
    rows = kobo_rows(headers, cells(asked, labelled=True, **GIVEN))
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, ";", quoted=True)))
    assert found.answers == [ANSWERS]
    assert found.people[0]["sector"] == "bakery"


def test_kobo_xlsx_holds_texts_and_its_repeats_are_not_answers(
    mini: Instrument, tmp_path: Path, asked: tuple[Asked, ...]
) -> None:
    headers = ["/".join(one.names) for one in asked]
    rows = kobo_rows(headers, cells(asked, **GIVEN))
    texts = [[str(cell) for cell in row] for row in rows]
    repeat = [["H1", "_index", "_parent_table_name", "_parent_index"], ["2", "1", "data", "1"]]
    found = taken(mini, workbook(tmp_path / "a.xlsx", people=repeat, data=texts))
    assert (found.tool, found.answers) == ("kobo", [ANSWERS])


@pytest.mark.parametrize("review", ["Not approved", "validation_status_not_approved"])
def test_submissions_that_kobo_says_were_not_approved_are_passed_over(
    mini: Instrument, tmp_path: Path, review: str
) -> None:
    headers: list[object] = ["oven/H1", *KOBO, *KOBO_MORE]
    rows = [headers, ["3", *kobo(1, review)], ["4", *kobo(2, "Approved")], ["5", *kobo(3)]]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, ";", quoted=True)))
    assert (found.answers, found.passed) == ([{"H1": 4}, {"H1": 5}], 1)


def odk(asked: tuple[Asked, ...], review: str = "", status: str = "", **given: str) -> list[str]:
    """A submission as Central writes it."""
    after = ["uuid:1", "4", "An", "0", "0", status, review, "device", "0", "1.0.0"]
    return ["2026-09-01T12:20:31.123Z", *cells(asked, **given), *after]


@pytest.mark.parametrize("grouped", [True, False])
def test_the_main_table_in_the_zip_of_odk_central_is_read(
    mini: Instrument, tmp_path: Path, asked: tuple[Asked, ...], grouped: bool
) -> None:
    questions = ["-".join(one.names) if grouped else one.names[-1] for one in asked]
    headers = ["SubmissionDate", *questions, "KEY", *ODK, *ODK_MORE]
    rows = [
        headers,
        odk(asked, **GIVEN),
        odk(asked, review="rejected", H1="1"),
        odk(asked, status="not decrypted"),
        odk(asked, review="approved", H1="2"),
    ]
    repeat = [["oven-H1", "PARENT_KEY", "KEY"], ["5", "uuid:1", "uuid:1/people[1]"]]
    members = {"form-people__csv": csv_text(repeat), "form__csv": csv_text(rows)}
    path = zipped(tmp_path / "form.zip", **members, media__photo__jpg="no table")
    found = taken(mini, path)
    assert (found.tool, found.passed) == ("odk", 2)
    assert found.answers == [ANSWERS, {"H1": 2}]
    assert found.people[0]["respondent"] == "uuid:1"
    assert found.people[0]["measured_on"] == "2026-09-01"
    assert found.people[0]["organisation"] == "De Korst"
    assert found.ignored == {}
    assert taken(mini, written(tmp_path / "form.csv", csv_text(rows))).answers == found.answers


@pytest.mark.parametrize("tool", ["kobo", "odk"])
def test_a_table_without_the_columns_of_the_tool_is_refused(
    mini: Instrument, tmp_path: Path, tool: str
) -> None:
    path = written(tmp_path / "a.csv", csv_text([["H1", "D1"], [1, 2]]))
    with pytest.raises(InputError) as refused:
        taken(mini, path, tool)
    assert [one.fault for one in refused.value.problems] == [Fault.EXPORT_OTHER_TOOL]


@pytest.mark.parametrize("headers", [["H1", "_index", "_id"], ["SubmissionDate", "H1", "KEY"]])
def test_a_few_names_alike_do_not_make_a_table_an_export(
    mini: Instrument, tmp_path: Path, headers: list[str]
) -> None:
    path = written(tmp_path / "a.csv", csv_text([headers, ["1", "2", "3"]]))
    assert taken(mini, path).tool == "slimscan"
