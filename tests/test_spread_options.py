"""A question of which a tool gives every option a column: marks are read as their option, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tool_files import csv_text, taken, written

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument

STATEMENTS = {"H1": "De oven is warm.", "D1": "De deur sluit."}
OPTIONS = ["nergens", "een paar", "de helft", "de meeste", "overal", "Weet ik niet"]
CHOSEN = [{"H1": "overal", "D1": "nergens"}, {"H1": "Weet ik niet", "D1": "de meeste"}]
READ = [{"H1": 5, "D1": 1}, {"H1": "dont_know", "D1": 4}]


def spread(
    path: Path,
    heading: str = "{statement} ({option})",
    mark: str = "1",
    empty: str = "",
    codes: bool = False,
) -> Path:
    """A column a question and option; `{place}` is that of the option, counted from 1."""
    listed = list(enumerate(OPTIONS, start=1))
    heads = [
        heading.format(statement=item if codes else text, option=option, place=place)
        for item, text in STATEMENTS.items()
        for place, option in listed
    ]
    rows = [
        [
            mark.format(option=option, place=place) if option == answers[item] else empty
            for item in STATEMENTS
            for place, option in listed
        ]
        for answers in CHOSEN
    ]
    return written(path, csv_text([heads, *rows]))


def problem_of(path: Path, mini: Instrument, tool: str = "generic") -> Problem:
    with pytest.raises(InputError) as refused:
        open_export(path, mini, tool)
    return refused.value.problems[0]


@pytest.mark.parametrize(
    "heading",
    ["{statement} ({option})", "{statement} - {option}", "{option}: {statement}", "{statement}/{option}"],
)  # fmt: skip
def test_a_mark_below_a_question_and_its_option_is_that_option(
    mini: Instrument, tmp_path: Path, heading: str
) -> None:
    marks = [("1", ""), ("1", "0"), ("x", ""), ("TRUE", "FALSE"), ("WAAR", "ONWAAR"), ("Ja", "Nee")]
    for mark, empty in [*marks, ("{option}", ""), ("{place}", "")]:
        path = spread(tmp_path / "a.csv", heading, mark, empty)
        assert taken(mini, path, "generic").answers == READ, (mark, empty)


def test_the_code_of_a_question_with_that_of_an_option_is_read_the_same(
    mini: Instrument, tmp_path: Path
) -> None:
    codes = ["1", "2", "3", "4", "5", "dont_know"]
    rows = [
        [f"{item}/{code}" for item in STATEMENTS for code in codes],
        *(
            [1 if str(answers[item]) == code else "" for item in STATEMENTS for code in codes]
            for answers in READ
        ),
    ]
    path = written(tmp_path / "a.csv", csv_text(rows))
    assert taken(mini, path, "generic").answers == READ


def test_qualtrics_and_limesurvey_write_the_option_behind_the_question(
    mini: Instrument, tmp_path: Path
) -> None:
    columns = [(item, text, option) for item, text in STATEMENTS.items() for option in OPTIONS]
    cells = [
        [1 if answers[item] == option else "-99" for item, _, option in columns]
        for answers in CHOSEN
    ]
    own = ["StartDate", "Status", "Finished", "ResponseId"]
    rows = [
        [*own, *(f"Q{place}" for place in range(len(columns)))],
        [*own, *(f"{text} - Selected Choice - {option}" for _, text, option in columns)],
        ['{"ImportId":"x"}'] * (len(own) + len(columns)),
        *(["2026-09-01", "IP Address", "True", f"R_{n}", *row] for n, row in enumerate(cells)),
    ]
    path = written(tmp_path / "q.csv", csv_text(rows))
    assert (taken(mini, path).tool, taken(mini, path).answers) == ("qualtrics", READ)
    lime = ["id", "submitdate", "lastpage", "startlanguage"]
    rows = [
        [*lime, *(f"{text} [{option}]" for _, text, option in columns)],
        *(
            [n, "2026-09-01 10:00:00", 3, "nl", *("Ja" if cell == 1 else "N/A" for cell in row)]
            for n, row in enumerate(cells)
        ),
    ]
    path = written(tmp_path / "l.csv", csv_text(rows))
    assert (taken(mini, path).tool, taken(mini, path).answers) == ("limesurvey", READ)


def test_marks_without_a_known_option_are_never_taken_for_the_code_1(
    mini: Instrument, tmp_path: Path
) -> None:
    path = spread(tmp_path / "a.csv", "{statement}[A{place}]", codes=True)
    assert problem_of(path, mini).fault is Fault.OPTION_MARKS


def test_people_who_were_asked_on_two_pages_are_taken_together_even_if_all_of_them_said_1(
    mini: Instrument, tmp_path: Path
) -> None:
    heads = [f"{page} - {text}" for page in ("Winkel", "Bakkerij") for text in STATEMENTS.values()]
    path = written(tmp_path / "a.csv", csv_text([heads, [1, 4, "", ""], ["", "", 1, 2]]))
    assert taken(mini, path, "generic").answers == [{"H1": 1, "D1": 4}, {"H1": 1, "D1": 2}]


def test_marks_below_an_option_that_was_renamed_are_refused_until_a_mapping_says_what_it_is(
    mini: Instrument, tmp_path: Path
) -> None:
    renamed = ["nergens", "een paar", "de helft", "de meeste", "zowat overal", "Weet ik niet"]
    heads = [f"{text} ({option})" for text in STATEMENTS.values() for option in renamed]
    first, second = [""] * 12, [""] * 12
    first[4] = first[6] = second[5] = second[9] = "1"
    path = written(tmp_path / "a.csv", csv_text([heads, first, second]))
    problem = problem_of(path, mini)
    assert (problem.fault, problem.line) == (Fault.OPTION_UNKNOWN, 2)
    assert problem.values["option"] == "zowat overal"
    settled = AnswerMapping(labels={"zowat overal": 5})
    assert taken(mini, path, "generic", settled).answers == READ


def test_a_column_of_an_option_that_holds_another_one_is_refused(
    mini: Instrument, tmp_path: Path
) -> None:
    path = spread(tmp_path / "a.csv", mark="een paar")
    problem = problem_of(path, mini)
    assert (problem.fault, problem.line) == (Fault.OPTION_COLUMN, 2)
    assert (problem.values["option"], problem.values["value"]) == ("overal", "een paar")


def test_parts_of_what_is_told_of_a_person_are_no_options(mini: Instrument, tmp_path: Path) -> None:
    titles = ["Hoe heet uw bedrijf?", "", "De oven is warm."]
    rows = [titles, ["Naam", "Plaats", "Response"], ["Zon", "Utrecht", 4]]
    path = written(tmp_path / "a.csv", csv_text(rows))
    assert problem_of(path, mini, "surveymonkey").fault is Fault.TABLE_COLUMN_TWICE
    settled = AnswerMapping(columns={"hoe heet uw bedrijf? - plaats": "ignore"})
    assert taken(mini, path, "surveymonkey", settled).people == [{"organisation": "Zon"}]


def test_a_remark_beside_a_question_is_left_out_and_said(mini: Instrument, tmp_path: Path) -> None:
    titles = ["Wat is uw rol?", "", "De oven is warm.", "", "De deur sluit."]
    rows = ["Response", "Other (please specify)", "Response", "Toelichting", "Response"]
    cells = [["Eigenaar", "", 4, "soms niet", 2], ["Eigenaar", "de baas", 2, "overal", 1]]
    path = written(tmp_path / "a.csv", csv_text([titles, rows, *cells]))
    found = taken(mini, path, "surveymonkey")
    assert found.answers == [{"H1": 4, "D1": 2}, {"H1": 2, "D1": 1}]
    assert [one["role"] for one in found.people] == ["owner", "owner"]
    assert list(found.ignored) == [
        "Wat is uw rol? - Other (please specify)", "De oven is warm. - Toelichting",
    ]  # fmt: skip
