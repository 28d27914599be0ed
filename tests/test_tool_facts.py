"""Whether a response was sent in, as survey tools and spreadsheet programs say it in their languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from mini import QUESTIONNAIRE, write_mini
from tool_files import csv_text, taken, workbook, written

from slimscan.errors import Fault
from slimscan.imports.importing import open_export
from slimscan.imports.tools import tools
from slimscan.imports.tools.facts import truths
from slimscan.questionnaire.loading import Instrument, load_instrument

GERMAN = ["Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache"]
UNKNOWN = ["Svar", "Innsendt", "Side", "Sprog"]
SENT, OPEN = "2026-09-01 10:00:00", ""


def lime(own: list[str], *sent: str, beside: str = "Email") -> str:
    header = [*own, beside, "Kies [De oven is warm.]", "Kies [De deur sluit.]"]
    rows = [[str(n), moment, "3", "nl", "x", "4", "2"] for n, moment in enumerate(sent, start=1)]
    return csv_text([header, *rows], quoted=True)


@pytest.mark.parametrize("own", [GERMAN, UNKNOWN])
@pytest.mark.parametrize("beside", ["Email", "Language", "Tevreden?", "ID", "Last page"])
def test_a_question_with_a_name_of_limesurveys_own_does_not_hide_its_columns(
    mini: Instrument, tmp_path: Path, own: list[str], beside: str
) -> None:
    path = written(tmp_path / "a.csv", lime(own, SENT, OPEN, SENT, SENT, beside=beside))
    found = taken(mini, path)
    assert (found.tool, len(found.answers), found.passed) == ("limesurvey", 3, 1)
    assert [one["respondent"] for one in found.people] == ["1", "3", "4"]


def test_the_first_rows_may_all_be_unfinished(mini: Instrument, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", lime(UNKNOWN, *[OPEN] * 30, SENT))
    found = taken(mini, path)
    assert (found.tool, len(found.answers), found.passed) == ("limesurvey", 1, 30)


def test_what_a_dutch_excel_made_of_the_moments_is_known(mini: Instrument, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", lime(UNKNOWN, "1-9-2026 10:00", OPEN))
    assert taken(mini, path).passed == 1


def test_with_the_tool_named_a_file_of_unfinished_responses_has_none_that_counts(
    mini: Instrument, tmp_path: Path
) -> None:
    found = taken(mini, written(tmp_path / "a.csv", lime(UNKNOWN, OPEN, OPEN)), "limesurvey")
    assert (found.answers, found.passed) == ([], 2)


def test_an_export_that_cannot_tell_what_was_sent_in_says_so(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", 'nr,"Kies [De oven is warm.]"\n1,4\n')
    [remark] = open_export(path, mini, "limesurvey").remarks
    assert remark.fault is Fault.SUBMITTED_UNKNOWN


@pytest.mark.parametrize(
    ("yes", "no"), [("True", "False"), ("WAAR", "ONWAAR"), ("WAHR", "FALSCH"), ("VRAI", "FAUX"),
                    ("VERDADERO", "FALSO"), ("VERO", "FALSO"), ("1", "0"), ("1.0", "0.0")]
)  # fmt: skip
def test_finished_is_true_in_the_language_of_the_spreadsheet(
    mini: Instrument, tmp_path: Path, yes: str, no: str
) -> None:
    rows = [
        ["ResponseId", "Status", "Finished", "H1", "D1"],
        ["Response ID", "Response Type", "Finished", "De oven is warm.", "De deur sluit."],
        ["R_1", "IP Address", yes, "4", "2"],
        ["R_2", "IP Address", no, "4", "2"],
        ["R_3", "IP Address", "who knows", "4", "2"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows, ";")), "qualtrics")
    assert (len(found.answers), found.passed) == (1, 2)


def test_true_and_false_answer_a_question_of_yes_or_no(mini: Instrument, tmp_path: Path) -> None:
    words = [word for word, value in truths().items() if value]
    others = [word for word, value in truths().items() if not value]
    rows = [["H1", "CHG1"], *([1, word] for word in (*words, *others)), [1, True], [1, False]]
    export = open_export(workbook(tmp_path / "a.xlsx", A=rows), mini)
    [(place, change)] = export.columns.changes.items()
    read = [export.change(change, cells[place]).cell for _, cells in export.rows]
    assert read == [*[0] * len(words), *[1] * len(others), 0, 1]


def test_true_and_false_answer_an_item_whose_options_are_yes_and_no(tmp_path: Path) -> None:
    text = QUESTIONNAIRE.replace(
        "default_answer_set: coverage",
        """\
  - id: yes_no
    options: [{label: {nl: Nee, en: "No"}}, {label: {nl: Ja, en: "Yes"}}]
  - id: partly
    options:
      - label: {nl: Nee, en: "No"}
      - label: {nl: Deels, en: Partly}
      - label: {nl: Ja, en: "Yes"}
default_answer_set: coverage""",
    )
    for item, answer_set in (("D1", "yes_no"), ("D2", "partly")):
        text = text.replace(f"id: {item}\n", f"id: {item}\n            answer_set: {answer_set}\n")
    instrument = load_instrument(write_mini(tmp_path / "other", text))
    rows = "1,WAAR,Ja\n2,ONWAAR,Nee\nWAAR,Ja,Ja\n3,Ja,WAAR\n"
    found = taken(instrument, written(tmp_path / "a.csv", f"H1,D1,D2\n{rows}"))
    assert found.answers == [{"H1": 1, "D1": 2, "D2": 3}, {"H1": 2, "D1": 1, "D2": 1}]
    assert found.refused == [(4, "H1"), (5, "D2")]


@pytest.mark.parametrize(
    ("tool", "within"), [("limesurvey", True), ("microsoft-forms", True), ("google-forms", True),
                         ("kobo", False), ("odk", False), ("qualtrics", False), ("slimscan", False)]
)  # fmt: skip
def test_it_is_known_whose_numbers_are_names_within_a_file(tool: str, within: bool) -> None:
    assert tools()[tool].ids_within_file is within


def test_rows_that_were_passed_over_can_be_taken_in(mini: Instrument, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", lime(GERMAN, SENT, OPEN))
    told: list[tuple[int, Fault]] = []
    left = open_export(path, mini)
    left.tell_passed(lambda row, reason: told.append((row, reason)))
    assert [number for number, _ in left.rows] == [2]
    assert told == [(3, Fault.PASSED_UNFINISHED)]
    taken_in = open_export(path, mini, passed_taken=True)
    assert [number for number, _ in taken_in.rows] == [2, 3]
