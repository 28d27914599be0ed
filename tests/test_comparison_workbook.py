"""The comparison as a workbook: what the page says, as numbers that open everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from office import converted, findings, text_of_pdf
from test_comparison import compared_staff
from test_doors import (
    FIRMS,
    LANGUAGES,
    changes_in_json,
    comparison_of,
    names_in,
)
from test_report_workbook import opened, rows_of

from slimscan.comparison.comparison import Comparison
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.comparison_workbook import comparison_xlsx
from slimscan.report.comparison.context import comparison_context
from slimscan.report.comparison.document import comparison_json
from slimscan.report.comparison.files import write_comparison
from slimscan.report.look import PLAIN


def book_of(comparison: Comparison, language: str) -> Any:
    return opened(comparison_xlsx(comparison, language, PLAIN))


@FIRMS
@LANGUAGES
def test_every_change_is_the_number_that_the_other_formats_have(firm: str, language: str) -> None:
    own, say, names = (
        words(language, "workbook"),
        words(language, "comparison"),
        names_in(language),
    )
    comparison = comparison_of(firm)
    told = {}
    for row in rows_of(book_of(comparison, language), "changes", language):
        name = row[own["column.topic"]] or row[own["column.lever"]]
        before, after = row[say["topics.before"]], row[say["topics.after"]]
        change = row[say["change.column"]]
        assert change == after - before
        told[names[name] if name else "overall"] = (str(before), str(after))
    document = changes_in_json(json.loads(comparison_json(comparison, language)), language)
    assert told == {name: (one.before, one.after) for name, one in document.items()}


@FIRMS
def test_every_answer_that_changed_and_every_question_left_out_is_there(firm: str) -> None:
    comparison = comparison_of(firm)
    document = json.loads(comparison_json(comparison, "nl"))
    book, own = book_of(comparison, "nl"), words("nl", "workbook")
    changed = {one["id"] for one in document["items"] if one["change"]}
    assert {row[own["column.code"]] for row in rows_of(book, "items", "nl")} == changed
    if document["left_out"]:
        left = {row[own["column.code"]] for row in rows_of(book, "left_out", "nl")}
        assert left == {one["id"] for one in document["left_out"]}


def test_of_staff_it_tells_what_the_page_tells(mini: Instrument) -> None:
    comparison = compared_staff(mini, [1, 2, 1, 2, 1, 2] * 3, [4, 5, 4, 5, 4, 5] * 3)
    staff = comparison_context(comparison, "en").staff
    assert staff is not None
    say = words("en", "comparison")
    rows = rows_of(book_of(comparison, "en"), "staff", "en")
    assert [
        (str(row[say["page.before"]]), str(row[say["page.after"]]), row[say["staff.verdict"]])
        for row in rows
    ] == [(row.before, row.after, row.verdict) for row in staff.rows]


def test_comparisons_open_in_another_program_with_nothing_to_repair(tmp_path: Path) -> None:
    paths = [
        write_comparison(comparison_of(firm), lang, "xlsx", output=tmp_path / f"{firm}-{lang}.xlsx")
        for firm in ("builder-12", "care-home-60", "machine-factory-200")
        for lang in ("nl", "en")
    ]
    assert {path.name: findings(path) for path in paths if findings(path)} == {}
    for page in converted(paths, "pdf", tmp_path / "pages"):
        told = text_of_pdf(page)
        assert "100" in told
        assert "###" not in told
    assert comparison_xlsx(comparison_of("builder-12"), "nl", PLAIN) == comparison_xlsx(
        comparison_of("builder-12"), "nl", PLAIN
    )
