"""Microsoft Forms: its workbook, in English and Dutch, with what quizzes and matrices add."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tool_files import csv_text, taken, workbook, written

from slimscan.errors import Fault, InputError
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument

ENGLISH = ["ID", "Start time", "Completion time", "Email", "Name"]
DUTCH = [
    *("Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"),
    "Tijd van laatste wijziging",
]
MOMENT = datetime(2026, 9, 1, 14, 20, 31)


@pytest.mark.parametrize(
    ("own", "values"),
    [
        (ENGLISH, [1, MOMENT, MOMENT, "jan@firm.nl", "Jan Jansen"]),
        (DUTCH, [1, MOMENT, MOMENT, "anonymous", "Jan Jansen", MOMENT]),
    ],
)
def test_labels_are_read_and_names_and_addresses_are_not_kept(
    mini: Instrument, tmp_path: Path, own: list[str], values: list[object]
) -> None:
    rows = [
        [*own, "De oven is warm.", "The door closes."],
        [*values, "de meeste", "everywhere"],
        [2, *values[1:], "", "half"],
    ]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Form1=rows))
    assert found.tool == "microsoft-forms"
    assert found.answers == [{"H1": 4, "D1": 5}, {"D1": 3}]
    first, second = ({"respondent": str(one), "measured_on": "2026-09-01"} for one in (1, 2))
    assert found.people == [first, second]
    assert found.ignored == {}


def test_one_choice_of_several_is_that_choice_and_two_are_refused(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        [*ENGLISH, "The oven is hot."],
        [1, MOMENT, MOMENT, "", "", "most;"],
        [2, MOMENT, MOMENT, "", "", "half;most;"],
        [3, MOMENT, MOMENT, "", "", "half"],
    ]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Form1=rows))
    assert found.answers == [{"H1": 4}, {"H1": 3}]
    assert found.refused == [(3, "The oven is hot.")]


def test_the_sheet_is_picked_by_its_header(mini: Instrument, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        Draaitabel=[["De oven is warm.", "Aantal"], ["de helft", 7], ["overal", 1]],
        Form1=[[*DUTCH, "De oven is warm."], [1, MOMENT, MOMENT, "", "", "", "nergens"]],
    )
    assert taken(mini, path).answers == [{"H1": 1}]


def test_hard_spaces_and_soft_hyphens_in_headers_do_not_matter(
    mini: Instrument, tmp_path: Path
) -> None:
    own = ["ID", "Start\u00a0time", "Completion\u00a0time", "Email", "Name"]
    rows = [
        [*own, "The\u00a0oven is  hot.\u00a0", "The oven smo\u00adkes.", "The door\ncloses."],
        [1, MOMENT, MOMENT, "", "", "half\u00a0", "no\u00adwhere", "most"],
    ]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Form1=rows))
    assert found.answers == [{"H1": 3, "H2": 1, "D1": 4}]


def test_untitled_questions_and_what_a_quiz_adds_are_passed_over(
    mini: Instrument, tmp_path: Path
) -> None:
    quiz = ["Total points", "Quiz feedback", "The oven is hot.", "Points - The oven is hot."]
    more = ["Feedback - The oven is hot.", "Column", "Column2", "Kolom3", "Remarks"]
    rows = [
        [*ENGLISH, *quiz, *more],
        [1, MOMENT, MOMENT, "", "", 1, "good", "most", 1, "well done", "x", "y", "z", "secret"],
    ]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Form1=rows))
    assert found.answers == [{"H1": 4}]
    assert list(found.ignored) == ["Remarks"]


def test_a_statement_that_is_repeated_is_settled_by_the_user(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        [*ENGLISH, "The oven is hot.", "The oven is hot.2", "The door closes.7"],
        [1, MOMENT, MOMENT, "", "", "most", "half", "half"],
    ]
    path = workbook(tmp_path / "a.xlsx", Form1=rows)
    with pytest.raises(InputError) as refused:
        taken(mini, path)
    [problem] = refused.value.problems
    assert problem.fault is Fault.TABLE_COLUMN_TWICE
    assert problem.values["column"] == "The oven is hot.2"
    found = taken(mini, path, mapping=AnswerMapping({"the oven is hot.2": "ignore"}))
    assert found.answers == [{"H1": 4}]
    assert list(found.ignored) == ["The door closes.7"]


def test_the_workbook_saved_as_csv_is_recognised_too(mini: Instrument, tmp_path: Path) -> None:
    rows = [
        [*DUTCH, "De oven is warm."],
        [1, "1-9-2026 14:20", "13-9-2026 14:25", "", "", "", "overal"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, ";")))
    assert (found.tool, found.answers) == ("microsoft-forms", [{"H1": 5}])
    assert found.people == [{"respondent": "1", "measured_on": "2026-09-13"}]
