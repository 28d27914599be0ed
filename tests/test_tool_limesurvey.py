"""LimeSurvey's exports as JSON, and the settings of its exports that tell too little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tool_files import csv_text, taken, written

from slimscan.errors import Fault, InputError
from slimscan.imports.importing import open_export
from slimscan.questionnaire.loading import Instrument

OWN = ["id", "submitdate", "lastpage", "startlanguage", "seed"]


def responses(heads: list[str], *rows: list[object]) -> list[dict[str, object]]:
    """What `{"responses": ...}` holds: the second was not sent in."""
    dates = ["2026-09-01 10:00:00", None, "2026-09-02 10:00:00"]
    return [
        dict(zip([*OWN, *heads], [str(n), dates[n - 1], "3", "nl", "9", *row], strict=True))
        for n, row in enumerate(rows, start=1)
    ]


HEADS = {
    "codes": (["Q1[H1]", "Q1[D1]", "organisation"], ["A5", "A2", "Zon"]),
    "texts": (["De oven is warm.", "De deur sluit.", "Hoe heet uw bedrijf?"], ["overal", "een paar", "Zon"]),
}  # fmt: skip


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("shape", ["list", "by number", "on many lines"])
def test_the_export_as_json_is_recognised_and_read(
    mini: Instrument, tmp_path: Path, heads: str, shape: str
) -> None:
    names, row = HEADS[heads]
    records: list[object] = list(responses(names, row, row, ["", "", "Maan"]))
    if shape == "by number":
        records = [{str(n): record} for n, record in enumerate(records, start=1)]
    indent = 1 if shape == "on many lines" else None
    text = json.dumps({"responses": records}, indent=indent)
    found = taken(mini, written(tmp_path / "results-survey1.json", text))
    assert (found.tool, found.passed) == ("limesurvey", 1)
    assert found.answers == [{"H1": 5, "D1": 2}, {}]
    assert found.people[0] == {
        "respondent": "1", "measured_on": "2026-09-01", "organisation": "Zon",
    }  # fmt: skip


def test_an_answer_file_with_a_list_in_it_is_no_list_of_answers(
    mini: Instrument, tmp_path: Path
) -> None:
    record = {"organisation": "Zon", "answers": {"H1": 4}, "tags": [{"a": 1}]}
    assert taken(mini, written(tmp_path / "a.json", json.dumps(record))).answers == [{"H1": 4}]


def test_spaces_as_underscores_are_read(mini: Instrument, tmp_path: Path) -> None:
    heads = ["De_oven_is_warm.", "Kies_[De_deur_sluit.]", "Hoe_heet_uw_bedrijf?"]
    rows = [[*OWN, *heads], [1, "2026-09-01", 2, "nl", 9, "overal", "een paar", "Zon"]]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows)))
    assert found.answers == [{"H1": 5, "D1": 2}]
    assert found.people[0]["organisation"] == "Zon"


def test_a_code_between_brackets_goes_before_a_column_that_mentions_it(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [[*OWN, "Q1[H1]", "Waarom: H1"], [1, "2026-09-01", 2, "nl", 9, "A5", "omdat"]]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows)))
    assert found.answers == [{"H1": 5}]


@pytest.mark.parametrize("text", ["De oven is warm.", "Kies [De oven is warm.]"])
def test_codes_of_answers_below_texts_are_refused_with_the_export_to_choose(
    mini: Instrument, tmp_path: Path, text: str
) -> None:
    rows = [[*OWN, text], [1, "2026-09-01", 2, "nl", 9, "A5"]]
    path = written(tmp_path / "a.csv", csv_text(rows))
    with pytest.raises(InputError) as refused:
        open_export(path, mini)
    [problem] = refused.value.problems
    assert (problem.fault, problem.line) == (Fault.CODES_WITHOUT_QUESTIONS, 2)
    rows[0][-1] = "Q1[H1]"
    assert taken(mini, written(path, csv_text(rows))).answers == [{"H1": 5}]
    rows = [[*OWN, text], [1, "2026-09-01", 2, "nl", 9, "overal"]]
    assert taken(mini, written(path, csv_text(rows))).answers == [{"H1": 5}]
