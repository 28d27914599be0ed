"""The report as a workbook: what the page holds, as numbers, days and texts that open everywhere."""

from __future__ import annotations

import io
import json
import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from office import converted, findings, text_of_pdf
from openpyxl import load_workbook
from printed import result as printed_result
from report_examples import answered, low, named
from test_doors import FIRMS, LANGUAGES, NONE, Told, in_json, names_in, result_of

from slimscan import pipeline
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.look import PLAIN
from slimscan.report.scan.context import anonymised, report_context
from slimscan.report.scan.document import result_json
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.plan_document import plan_json
from slimscan.report.scan.report_workbook import report_xlsx
from slimscan.result import Result
from slimscan.scan.model import PlannedAction

HOSTILE = (
    "=1+1",
    "+31 6",
    "-2",
    "@SUM(A1)",
    "NA",
    "00123",
    "5-9",
    "1,5",
    "https://a.example",
    "_x0041_",
    "tab\tand\x0bcontrol\x00\ufffe\x1b[31m",
    "\u202eשלום עולם",
    "👩‍🔧 Bakkerij 🥐",
    "long " * 800,
)


def book_of(result: Result, language: str) -> Any:
    content = report_xlsx(ToReport(result, language, PLAIN, None))
    return opened(content)


def opened(content: bytes) -> Any:
    with warnings.catch_warnings():
        # Bars in cells are younger than this reader.
        warnings.filterwarnings("ignore", ".*extension is not supported", UserWarning)
        return load_workbook(io.BytesIO(content))


def rows_of(book: Any, name: str, language: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the names of their columns."""
    head, *rows = book[words(language, "workbook")[f"sheet.{name}"]].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@FIRMS
@LANGUAGES
def test_every_score_is_the_number_that_the_other_formats_have(firm: str, language: str) -> None:
    own, names = words(language, "workbook"), names_in(language)
    told = {}
    for row in rows_of(book_of(result_of(firm), language), "scores", language):
        name = row[own["column.topic"]] or row[own["column.lever"]]
        score, lowest = (row[own[f"column.{key}"]] for key in ("score", "lowest"))
        counts = row[own["column.answered"]], row[own["column.applicable"]]
        shown = [NONE if one is None else str(one) for one in (score, lowest)]
        told[names[name] if name else "overall"] = Told(shown[0], counts, shown[1])
    assert told == in_json(json.loads(result_json(result_of(firm))))


@FIRMS
@LANGUAGES
def test_every_answer_is_there_with_its_value(firm: str, language: str) -> None:
    own = words(language, "workbook")
    rows = rows_of(book_of(result_of(firm), language), "items", language)
    told = {
        row[own["column.code"]]: (row[own["column.answer"]], row[own["column.value"]])
        for row in rows
    }
    context = report_context(result_of(firm), language)
    aspects = [*(one for lever in context.levers for one in lever.aspects), *context.module]
    assert told == {
        item.id: (item.answer, item.value) for aspect in aspects for item in aspect.items
    }
    assert len(told) >= 48


@FIRMS
@LANGUAGES
def test_the_plan_has_the_actions_and_days_of_the_working_list(firm: str, language: str) -> None:
    own, result = words(language, "workbook"), result_of(firm)
    rows = rows_of(book_of(result, language), "plan", language)
    document = json.loads(plan_json(result.plan, result.scan, date.today(), language))
    told = [
        (row[own["column.place"]], row[own["column.action"]], row[own["column.starts"]].date())
        for row in rows
    ]
    assert told == [
        (one["number"], one["title"], date.fromisoformat(one["start"]))
        for one in document["actions"]
    ]


def test_of_staff_it_tells_what_was_released_and_as_it_was() -> None:
    result = printed_result("staff")
    book, own, say = book_of(result, "nl"), words("nl", "workbook"), words("nl", "report")
    staff = report_context(result, "nl").staff
    assert staff is not None
    shown = [row for lever in staff.levers for row in (lever.whole, *lever.aspects)]
    rows = rows_of(book, "staff", "nl")
    assert [str(row[say["staff.staff"]]) for row in rows] == [row.staff for row in shown]
    assert any(row.staff.startswith(("hoogstens", "minstens")) for row in shown) or all(
        isinstance(row[say["staff.staff"]], int) for row in rows
    )
    gaps = [row[say["staff.gap"]] for row in rows]
    assert gaps == [int(row.gap.replace("\N{MINUS SIGN}", "-")) for row in shown]
    assert any(gap < 0 for gap in gaps)
    teams = rows_of(book, "teams", "nl")
    assert [(row[own["column.team"]], row[own["column.people"]]) for row in teams] == [
        (one.name, one.people) for one in staff.groups
    ]
    assert "Kantoor" not in [row[own["column.team"]] for row in teams], "too few to be shown"


def hostile(base: Instrument) -> Result:
    scan = answered(base)
    items = [item.id for item in base.questionnaire.items]
    notes = dict(zip(items, HOSTILE, strict=False))
    first = base.advice.actions[0].id
    plan = (
        PlannedAction(action=first, owner="00123", result="=HYPERLINK(1)", start=date(2027, 1, 5)),
    )
    scan = named(scan, "=cmd|' /C calc'!A0 " + "Ω" * 100).changed(
        notes=notes, evidence=notes, plan=plan, advisor="-1+1"
    )
    return pipeline.score(base, scan)


def test_no_text_becomes_a_formula_a_number_a_day_or_a_link(base: Instrument) -> None:
    book = book_of(hostile(base), "nl")
    own = words("nl", "workbook")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    notes = [row[own["column.note"]] for row in rows_of(book, "items", "nl")]
    assert notes[: len(HOSTILE)] == [
        text.replace("\x0b", "").replace("\x00", "").replace("\ufffe", "").replace("\x1b", "")
        for text in HOSTILE
    ]
    [row] = [one for one in rows_of(book, "plan", "nl") if one["Eigenaar"]]
    assert (row["Eigenaar"], row[own["column.result"]]) == ("00123", "=HYPERLINK(1)")
    marked = {cell.value: cell.number_format for cell in cells}
    assert marked["00123"] == marked["5-9"] == "@", "it stays a text when somebody edits it"


def test_days_are_shown_in_the_way_of_the_country(base: Instrument) -> None:
    book = book_of(hostile(base), "nl")
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    short_date_of_the_country = "mm-dd-yy"  # the reader's name for format number 14
    assert {cell.number_format for cell in cells if isinstance(cell.value, date)} == {
        short_date_of_the_country
    }


def test_the_overview_says_what_the_page_says_beside_the_numbers() -> None:
    result = printed_result("staff")
    context = report_context(result, "nl")
    told = [cell for row in book_of(result, "nl").worksheets[0].values for cell in row if cell]
    assert context.staff is not None
    assert context.bring is not None
    said = (
        context.summary.reading,
        context.staff.people,
        *context.staff.notes,
        *context.staff.topics,
        *context.staff.remarks,
        context.plan.standing,
        context.plan.effort,
        context.bring.text,
    )
    assert not [text for text in said if text not in told]
    for strength in context.summary.strengths:
        assert f"{strength.name} ({strength.score}). {strength.description}" in told


@FIRMS
@LANGUAGES
def test_the_conversation_guide_is_there_text_for_text(firm: str, language: str) -> None:
    own, context = words(language, "workbook"), report_context(result_of(firm), language)
    guide = context.guide
    assert guide is not None
    rows = rows_of(book_of(result_of(firm), language), "guide", language)
    told = [(row[own["column.with"]] or "", row[own["column.say"]]) for row in rows]
    levers = [(one.name, text) for one in guide.levers for text in one.questions]
    plain = (guide.purpose, guide.opening, *guide.strong, *guide.weak, *guide.different)
    said = [*guide.agenda, *levers, *(("", text) for text in (*plain, *guide.avoid, guide.closing))]
    assert sorted(told) == sorted(said)
    assert len(told) > 15
    page = page_text(result_of(firm), language)
    assert not [text for _, text in told if text not in page]
    assert not [row for row in rows if row[own["column.part"]] not in page]


def test_where_people_may_not_dare_to_speak_the_sheet_has_only_what_to_do_instead(
    base: Instrument,
) -> None:
    result = pipeline.score(base, answered(base, low))
    guide = report_context(result, "en").guide
    assert guide is not None
    assert guide.unsafe
    rows = rows_of(book_of(result, "en"), "guide", "en")
    said = [row[words("en", "workbook")["column.say"]] for row in rows]
    assert said == [*guide.unsafe, *guide.avoid]


@FIRMS
@LANGUAGES
def test_the_cases_of_the_page_are_there_in_full(firm: str, language: str) -> None:
    context = report_context(result_of(firm), language)
    rows = rows_of(book_of(result_of(firm), language), "cases", language)
    told = [[value for value in row.values() if value is not None] for row in rows]
    assert told == [
        [
            value
            for value in (
                *(one.name, one.about, one.year, one.done, one.brought),
                *(one.hard, one.limits, one.changed_later, one.sources, one.link),
            )
            if value
        ]
        for one in context.cases
    ]
    page = page_text(result_of(firm), language)
    names = re.findall(
        r'<article class="case" id="case-([^"]+)"', page_of(result_of(firm), language)
    )
    assert [one.id for one in context.cases] == names
    assert not [value for row in told for value in row if str(value) not in page]


def page_of(result: Result, language: str) -> str:
    return render_html(report_context(result, language), for_pdf=True)


def page_text(result: Result, language: str) -> str:
    whole = lxml_html.document_fromstring(page_of(result, language)).text_content()
    return " ".join(whole.split())


def test_every_table_has_a_filter_and_a_head_that_stays(base: Instrument) -> None:
    book = book_of(printed_result("staff"), "en")
    overview, *tables = book.worksheets
    assert len(tables) == 9
    for sheet in tables:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        # A sheet of more than one page across tells on each of them of what its rows are.
        wide = {"plan": ("C2", "$A:$B"), "cases": ("B2", "$A:$A")}
        name = next(
            (one for one in wide if sheet.title == words("en", "workbook")[f"sheet.{one}"]), ""
        )
        assert (sheet.freeze_panes, sheet.print_title_cols) == wide.get(name, ("A2", None))
        columns = [[cell.value for cell in column] for column in sheet.iter_cols(min_row=2)]
        assert all(any(value not in (None, "") for value in column) for column in columns[1:])
    [chart] = overview._charts
    assert len(chart.series) == 2, "the leader's bars and those of the staff"


def test_the_same_report_is_the_same_file() -> None:
    told = ToReport(printed_result("staff"), "nl", PLAIN, None)
    assert report_xlsx(told) == report_xlsx(told)


def test_an_anonymous_workbook_names_nobody(base: Instrument) -> None:
    scan = named(answered(base), "Bakkerij Jansen").changed(
        notes={"MAN01": "Piet zegt dat"}, advisor="Anna"
    )
    content = report_xlsx(ToReport(anonymised(pipeline.score(base, scan)), "nl", PLAIN, None))
    book = opened(content)
    told = " ".join(
        str(value) for sheet in book.worksheets for row in sheet.values for value in row if value
    ) + str(book.properties.title)
    assert "MAN01" in told
    assert not [name for name in ("Jansen", "Piet", "Anna") if name in told]


def test_every_workbook_opens_in_another_program_with_nothing_findings(
    base: Instrument, tmp_path: Path
) -> None:
    paths = {}
    for firm in ("builder-12", "care-home-60", "machine-factory-200"):
        for language in ("nl", "en"):
            output = tmp_path / f"{firm}-{language}.xlsx"
            paths[firm, language] = pipeline.write(
                result_of(firm), output, language=language, format="xlsx"
            )
    paths["hostile", "nl"] = pipeline.write(hostile(base), tmp_path / "hostile.xlsx", "xlsx")
    paths["staff", "nl"] = pipeline.write(printed_result("staff"), tmp_path / "staff.xlsx", "xlsx")
    assert {path.name: findings(path) for path in paths.values() if findings(path)} == {}
    pages = converted(list(paths.values()), "pdf", tmp_path)
    for (firm, language), page in zip(paths, pages, strict=True):
        told = " ".join(text_of_pdf(page).split())
        say = words(language, "report")
        assert say["summary.strengths"] in told, firm
        assert words(language, "workbook")["sheet.sources"] in told, firm
        assert "###" not in told, f"{firm}: a column is too narrow"
