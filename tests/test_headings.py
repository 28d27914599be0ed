"""What stands above the columns: a title and a statement in any style, and whom a row is of."""

from __future__ import annotations

from pathlib import Path

import pytest
from batches import Silent, table
from tool_files import csv_text, taken, workbook, written

from slimscan.batch.batch import Settings, score_files
from slimscan.batch.files import BatchFolder
from slimscan.batch.read.gather import Chosen
from slimscan.batch.read.inputs import input_files
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.importing import open_export
from slimscan.imports.known_texts import KnownTexts
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.matcher import Matcher
from slimscan.imports.tools.tool import Header
from slimscan.questionnaire.loading import Instrument

STATEMENT, OTHER = "De oven is warm.", "De deur sluit."


def faults(path: Path, mini: Instrument, tool: str | None = None, **mapped: str) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        open_export(path, mini, tool, AnswerMapping(columns=mapped))
    return list(refused.value.problems)


@pytest.mark.parametrize(
    "style",
    [
        "{title} - {row}", "{title} >> {row}", "{title} ({row})", "{row}:{title}", "{title}: {row}",
        "{title} [{row}]", "{title} | {row}", "{title}. {row}", "{title} \u2013 {row}", "{title}/{row}",
        "{row} ({title})", "{row} - {title}", "12. {row}", "Q12 {row}", "V3_1: {row}", "{title}\n{row} *",
        "<b>{title}</b>&nbsp;- {row}", "<p><strong>{row}</strong></p>", "&lt;div class='q'&gt;{row}&lt;/div&gt;",
        "{title} \u00bb {row}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", ["Hoe gaat het bij u, met de bakkerij", "Stap 1?"])
def test_a_statement_is_found_at_the_end_or_the_beginning_of_a_longer_heading(
    mini: Instrument, tmp_path: Path, style: str, title: str
) -> None:
    if style == "{title}\n{row} *":
        title += ":"
    headings = [style.format(title=title, row=row) for row in (STATEMENT, OTHER)]
    rows = [headings, ["overal", "een paar"], [1, 2]]
    path = written(tmp_path / "a.csv", csv_text(rows))
    assert taken(mini, path, "generic").answers == [{"H1": 5, "D1": 2}, {"H1": 1, "D1": 2}]


@pytest.mark.parametrize("between", [". ", " - ", ": ", " ", " | "])
def test_a_code_with_its_text_is_read_whatever_divides_them(
    mini: Instrument, tmp_path: Path, between: str
) -> None:
    heads = {
        "organisation": "Hoe heet uw bedrijf?",
        "role": "Wat is uw rol?",
        "sector": "In welke sector werkt uw bedrijf?",
        "H1": STATEMENT,
        "D1": OTHER,
    }
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    rows = [
        [*own, *(f"{code}{between}{text}" for code, text in heads.items())],
        [1, "2026-09-01 10:00:00", 2, "nl", "Zon", "Eigenaar", "Bakkerij", "A5", "A2"],
    ]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows)))
    assert found.tool == "limesurvey"
    assert found.answers == [{"H1": 5, "D1": 2}]
    assert found.people[0].items() >= {"organisation": "Zon", "role": "owner"}.items()


@pytest.mark.parametrize(
    "heading",
    ["Nooit de deur sluit.", "De deur sluit niet", "Ik vind niet dat de deur sluit.", "De deur sluit goed."],
)  # fmt: skip
def test_a_sentence_around_a_statement_is_another_statement(
    mini: Instrument, tmp_path: Path, heading: str
) -> None:
    path = written(tmp_path / "a.csv", csv_text([[STATEMENT, heading], [4, 5]]))
    found = taken(mini, path, "generic")
    assert (found.answers, list(found.ignored)) == ([{"H1": 4}], [heading])


def test_what_stands_beside_a_question_under_its_text_is_no_second_column_of_it(
    mini: Instrument, tmp_path: Path
) -> None:
    heads = [STATEMENT, f"{STATEMENT} [Commentaar]", f"Punten - {STATEMENT}", OTHER]
    path = written(tmp_path / "a.csv", csv_text([heads, [4, "zie boven", 1, 2]]))
    found = taken(mini, path, "generic")
    assert found.answers == [{"H1": 4, "D1": 2}]
    assert list(found.ignored) == heads[1:3]


def test_the_code_of_one_question_with_the_text_of_another_is_settled_by_the_user(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", csv_text([[f"H1 - {OTHER}"], [4]]))
    [problem] = faults(path, mini, "generic")
    assert problem.fault is Fault.TABLE_COLUMN_TORN


def decided(mini: Instrument, folder: Path, rows: list[list[object]], **others: object) -> object:
    folder.mkdir(exist_ok=True)
    path = folder / "a.csv"
    path.write_text(table(rows[0], rows[1:]))
    asked = Settings("en", tool="generic", **others)  # type: ignore[arg-type]
    return score_files(mini, input_files([path]), BatchFolder(folder / "out"), asked, Silent())


@pytest.mark.parametrize(
    ("heading", "cell", "held"),
    [
        ("Hoe heet uw onderneming eigenlijk?", "Zon", "organisation"),
        ("Vraag 2 - Organisatie", "Zon", "organisation"),
        ("Uw bedrijf", "Zon", "organisation"),
        ("Functie bij ons", "x", "role"),
        ("Ik ben hier", "Eigenaar", "role"),
        ("Wat is uw rol eigenlijk?", "baas", "role"),
        ("Bij welk bedrijf werkt u op dit moment?", "Zon", "organisation"),
        ("Which organisation do you work for?", "Zon", "organisation"),
    ],
)
def test_a_column_that_may_decide_who_is_who_is_settled_before_anything_is_scored(
    mini: Instrument, tmp_path: Path, heading: str, cell: str, held: str
) -> None:
    rows: list[list[object]] = [[heading, STATEMENT, OTHER], [cell, 4, 2], [cell, 1, 1]]
    with pytest.raises(InputError) as refused:
        decided(mini, tmp_path, rows)
    [problem] = refused.value.problems
    assert (problem.fault, problem.values["held"]) == (Fault.COLUMN_DECISIVE, held)
    for answer in (held, "ignore"):
        mapping = AnswerMapping(columns={heading.casefold(): answer})
        decided(mini, tmp_path / answer, rows, mapping=mapping)
    chosen = Chosen(audience="employee", organisation_from_file=True)
    decided(mini, tmp_path / "told", rows, chosen=chosen)


@pytest.mark.parametrize(
    "heading", ["Wat wilt u verder kwijt over uw bedrijf, team of rol?", "Opmerkingen", "E-mail"]
)
def test_a_free_question_that_names_the_firm_is_not_taken_for_it(
    mini: Instrument, tmp_path: Path, heading: str
) -> None:
    rows: list[list[object]] = [[heading, STATEMENT, OTHER], ["", 4, 2], ["leuk", 1, 1]]
    decided(mini, tmp_path, rows)


def test_headings_that_were_cut_off_are_refused_whole(mini: Instrument, tmp_path: Path) -> None:
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    rows = [[*own, "De oven is.. ", OTHER], [1, "2026-09-01", 2, "nl", 4, 2]]
    path = written(tmp_path / "a.csv", csv_text(rows))
    [problem] = faults(path, mini)
    assert (problem.fault, problem.values["count"]) == (Fault.HEADINGS_CUT, 1)
    settled = AnswerMapping(columns={"de oven is..": "H1"})
    assert taken(mini, path, mapping=settled).answers == [{"H1": 4, "D1": 2}]


class TestTwoRows:
    TITLES = ("Respondent", "Hoe heet uw bedrijf?", "Wat is uw rol?", "Hoe is het?", "", "En nu?")
    ROWS = ("", "Open-Ended Response", "Response", STATEMENT, OTHER, "De oven rookt.")
    PEOPLE = ("1", "Zon", "Eigenaar", "overal", "een paar", 2)
    READ = {"H1": 5, "D1": 2, "H2": 2}  # noqa: RUF012

    def test_titles_and_rows_of_any_tool_are_read_on_demand(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = written(tmp_path / "a.csv", csv_text([self.TITLES, self.ROWS, self.PEOPLE]))
        for tool in ("surveymonkey", "generic"):
            found = taken(mini, path, tool)
            assert found.answers == [self.READ]
            assert found.people == [{"respondent": "1", "organisation": "Zon", "role": "owner"}]
            assert found.ignored == {}

    def test_a_row_of_titles_without_words_below_the_profile_keeps_the_profile(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        rows = ("", "", "", *self.ROWS[3:])
        path = written(tmp_path / "a.csv", csv_text([self.TITLES, rows, self.PEOPLE]))
        found = taken(mini, path, "generic")
        assert found.people == [{"respondent": "1", "organisation": "Zon", "role": "owner"}]
        remarks = [one.fault for one in open_export(path, mini, "generic").remarks]
        assert remarks == [Fault.HEADERS_FROM_TWO_ROWS]

    def test_without_a_tool_it_is_not_guessed_and_qualtrics_is_not_named(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = written(tmp_path / "a.csv", csv_text([self.TITLES, self.ROWS, self.PEOPLE]))
        [unclear, *_] = faults(path, mini)
        assert unclear.fault is Fault.TOOL_UNCLEAR
        assert "qualtrics" not in str(unclear.values["tools"])
        assert [one.fault for one in faults(path, mini, "qualtrics")] == [Fault.EXPORT_OTHER_TOOL]

    def test_a_second_row_of_questions_is_not_read_as_a_respondent(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        titles = ("De oven rookt.", "Hoe is het?", "")
        rows = ("Response", STATEMENT, OTHER)
        path = written(tmp_path / "a.csv", csv_text([titles, rows, (2, 4, 5)]))
        [problem] = faults(path, mini, "generic")
        assert (problem.fault, problem.line) == (Fault.HEADERS_IN_TWO_ROWS, 2)
        assert taken(mini, path, "surveymonkey").answers == [{"H2": 2, "H1": 4, "D1": 5}]


class TestSurveyMonkey:
    OWN = ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address")
    ROW = (118, 44, "09/13/2026 10:20:31 AM", "09/13/2026 10:31:00 AM", "1.2.3.4")

    def test_the_condensed_form_is_recognised(self, mini: Instrument, tmp_path: Path) -> None:
        titles = (*self.OWN, "De oven rookt.", "Hoe is het?", "")
        rows = (*[""] * 5, "Response", STATEMENT, OTHER)
        path = workbook(
            tmp_path / "a.xlsx", Sheet=[titles, rows, (*self.ROW, "nergens", "overal", "")]
        )
        found = taken(mini, path)
        assert found.tool == "surveymonkey"
        assert found.answers == [{"H2": 1, "H1": 5}]
        assert found.people == [{"respondent": "118", "measured_on": "2026-09-13"}]
        assert found.ignored == {}

    def test_in_the_expanded_form_an_option_has_a_column(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        options = ["nergens", "een paar", "de helft", "de meeste", "overal", "Weet ik niet"]
        titles = (*self.OWN, "De oven rookt.", *[""] * 6, STATEMENT, *[""] * 5)
        rows = (*[""] * 5, *options, "Toelichting:", *options)
        first = ("", "", "", "de meeste", "", "", "want", "", "een paar", "", "", "", "")
        second = ("", "", "", "", "", 1, "", 1, "", "", "", "", "")
        path = written(
            tmp_path / "a.csv",
            csv_text([titles, rows, (*self.ROW, *first), (119, *self.ROW[1:], *second)]),
        )
        found = taken(mini, path)
        assert found.answers == [{"H2": 4, "H1": 2}, {"H2": "dont_know", "H1": 1}]

    def test_two_options_of_one_question_are_no_answer(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        titles = (*self.OWN, STATEMENT, "")
        path = written(
            tmp_path / "a.csv",
            csv_text([titles, (*[""] * 5, "nergens", "overal"), (*self.ROW, "nergens", "overal")]),
        )
        assert [row for row, _ in taken(mini, path).refused] == [3]

    def test_numbers_are_said_to_be_by_the_order_of_making_and_others_refuse_the_file(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        titles, rows = (*self.OWN, "Hoe is het?", ""), (*[""] * 5, STATEMENT, OTHER)
        path = written(tmp_path / "a.csv", csv_text([titles, rows, (*self.ROW, 1, 4)]))
        assert [one.fault for one in open_export(path, mini).remarks] == [Fault.NUMBERS_BY_ORDER]
        written(path, csv_text([titles, rows, (*self.ROW, 1, 6)]))
        assert [one.fault for one in faults(path, mini)] == [Fault.EXPORT_NUMBERS]


@pytest.mark.parametrize(
    ("heading", "cells", "refused"),
    [
        ("Wat is uw rol?", (1, 1), True),
        ("In welke sector werkt uw bedrijf?", (2, 1), True),
        ("Hoeveel mensen werken er?", (2, 1), True),
        ("Hoeveel mensen werken er?", (2, 40), False),
        ("Wat is uw rol?", ("Eigenaar", "owner"), False),
    ],
)
def test_numbers_that_a_tool_gave_choices_about_a_person_are_not_guessed(
    mini: Instrument, tmp_path: Path, heading: str, cells: tuple[object, object], refused: bool
) -> None:
    titles, rows = (*TestSurveyMonkey.OWN, heading, STATEMENT), (*[""] * 5, "Response", "Response")
    people = [(*TestSurveyMonkey.ROW, cell, 4) for cell in cells]
    path = written(tmp_path / "a.csv", csv_text([titles, rows, *people]))
    if refused:
        assert [one.fault for one in faults(path, mini)] == [Fault.PROFILE_NUMBERS]
        settled = AnswerMapping(columns={heading.casefold(): "ignore"})
        assert taken(mini, path, mapping=settled).answers == [{"H1": 4}] * 2
    else:
        assert taken(mini, path).answers == [{"H1": 4}] * 2
    texts = written(tmp_path / "b.csv", path.read_text().replace(",4\n", ",overal\n"))
    assert taken(mini, texts).answers == [{"H1": 5}] * 2


def test_a_batch_whose_roles_are_numbers_is_refused(mini: Instrument, tmp_path: Path) -> None:
    rows: list[list[object]] = [["role", STATEMENT, OTHER], [1, 4, 2], [2, 1, 1]]
    with pytest.raises(InputError) as refused:
        decided(mini, tmp_path, rows)
    [problem] = refused.value.problems
    assert problem.fault is Fault.ROLES_ARE_NUMBERS
    assert (problem.values["rows"], problem.values["names"]) == (2, "1, 2")
    settled = AnswerMapping(columns={"role": "ignore"})
    decided(mini, tmp_path / "said", rows, mapping=settled, chosen=Chosen(audience="leader"))


def test_of_many_columns_with_something_wrong_three_are_told_and_the_others_counted(
    mini: Instrument, tmp_path: Path
) -> None:
    texts = {
        "H1": OTHER,
        "H2": "De deur glimt.",
        "D1": STATEMENT,
        "D2": "Het deeg rust.",
        "R1": OTHER,
    }
    heads = [f"{code}. {text}" for code, text in texts.items()]
    path = written(tmp_path / "a.csv", csv_text([heads, [1] * 5]))
    told = faults(path, mini, "generic")
    assert [one.fault for one in told] == [*[Fault.TABLE_COLUMN_TORN] * 3, Fault.COLUMNS_MORE]
    assert told[-1].values["count"] == 2


def test_a_statement_below_an_empty_first_heading_is_never_ignored(
    mini: Instrument, tmp_path: Path
) -> None:
    heads = ["ResponseId", "Status", "Finished", "Q1_1", ""]
    texts = ["Response ID", "Response Type", "Finished", f"Hoe is het? - {STATEMENT}", OTHER]
    ids = [f'{{"ImportId":"{n}"}}' for n in range(5)]
    rows = [heads, texts, ids, ["R_1", "IP Address", "True", "overal", "een paar"]]
    found = taken(mini, written(tmp_path / "a.csv", csv_text(rows)))
    assert (found.tool, found.answers) == ("qualtrics", [{"H1": 5, "D1": 2}])


def test_answers_below_an_empty_heading_are_said(mini: Instrument, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", csv_text([["H1", "", ""], [4, 2, ""]]))
    assert taken(mini, path).ignored == {"B:": ""}
    assert taken(mini, path, mapping=AnswerMapping(columns={"b:": "D1"})).answers == [
        {"H1": 4, "D1": 2}
    ]


class TestMapping:
    def test_it_goes_before_every_guess(self, mini: Instrument, tmp_path: Path) -> None:
        heads = [STATEMENT, "Onze eigen zin", f"Punten - {STATEMENT}"]
        path = written(tmp_path / "a.csv", csv_text([heads, [1, 4, 2]]))
        settled = AnswerMapping(columns={"onze eigen zin": "H1"})
        assert taken(mini, path, "generic", settled).answers == [{"H1": 4}]

    def test_a_complete_one_needs_no_tool(self, mini: Instrument, tmp_path: Path) -> None:
        path = written(tmp_path / "a.csv", csv_text([["eerste", "tweede", "x"], [1, 4, 2]]))
        settled = AnswerMapping(columns={"eerste": "H1", "tweede": "D1"})
        found = taken(mini, path, mapping=settled)
        assert (found.tool, found.answers) == ("generic", [{"H1": 1, "D1": 4}])

    def test_columns_with_one_heading_are_told_apart_by_their_place(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = written(tmp_path / "a.csv", csv_text([["vraag", "vraag", "H2"], [1, 4, 2]]))
        assert list(taken(mini, path).ignored) == ["A: vraag", "B: vraag"]
        settled = AnswerMapping(columns={"a: vraag": "H1", "b: vraag": "D1"})
        assert taken(mini, path, mapping=settled).answers == [{"H1": 1, "D1": 4, "H2": 2}]

    def test_what_it_names_that_is_not_there_is_said(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = written(tmp_path / "a.csv", csv_text([["H1"], [1]]))
        settled = AnswerMapping(columns={"h11": "D1"})
        [remark] = open_export(path, mini, None, settled).remarks
        assert (remark.fault, remark.values) == (
            Fault.MAPPING_UNUSED, {"count": 1, "columns": "h11"},
        )  # fmt: skip


def test_a_column_that_is_nearly_a_question_is_said_before_scoring_and_settled_by_a_mapping(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", csv_text([["H1", "De deur sluit goed."], [4, 2]]))
    [remark] = open_export(path, mini).remarks
    assert (remark.fault, remark.values) == (
        Fault.COLUMNS_NEAR, {"count": 1, "columns": "De deur sluit goed."},
    )  # fmt: skip
    settled = AnswerMapping(columns={"de deur sluit goed.": "D1"})
    assert open_export(path, mini, None, settled).remarks == ()
    assert taken(mini, path, mapping=settled).answers == [{"H1": 4, "D1": 2}]


@pytest.mark.parametrize(
    ("header", "cells", "held"),
    [
        ("Role (as you see it)", (), "role"),
        ("Group (as you see it)", (), ""),
        ("Which firm do you work for these days", ("Zon", "Maan"), "organisation"),
        ("Our firm is the one among many which counts", ("Zon", "Maan"), ""),
        ("Which firm do you work for these days", (), ""),
        ("Q7", ("owner", "somebody"), "role"),
        ("Q7", ("owner", "somebody", "else"), ""),
    ],
)
def test_a_column_that_decides_who_is_who_is_recognised_by_its_words_or_its_cells(
    mini: Instrument, header: str, cells: tuple[str, ...], held: str
) -> None:
    assert Matcher(mini).decisive(Header(header), cells) == held


def test_a_text_is_like_those_that_share_half_of_its_words() -> None:
    known = KnownTexts(("de oven is warm", "de deur sluit"))
    assert known.alike("de oven rookt altijd") == ["de oven is warm"]
    assert known.alike("onze oven rookt altijd") == []
