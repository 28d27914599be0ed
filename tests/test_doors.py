"""Door against door: what the screen says is what the page, the paper and the JSON say.

Each door is read as a user gets it: the lines on the screen, the text of the page, the text that
is on the paper, and the document for programs.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pytest

from slimscan import pipeline
from slimscan.comparison.comparison import Comparison, compare_scans
from slimscan.disk.places import languages
from slimscan.language import words
from slimscan.plan.calendar import calendar_file
from slimscan.plan.working_list import WorkingList, working_list
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.document import comparison_json
from slimscan.report.comparison.files import render_comparison, write_comparison
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_json
from slimscan.report.scan.files import write_report
from slimscan.report.scan.plan_document import plan_json
from slimscan.result import Result
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.shown import text_in
from slimscan.terminal.comparison_screen import print_comparison
from slimscan.terminal.plan_list import print_plan
from slimscan.terminal.scorecard import print_scorecard

EXAMPLES = sorted((Path(__file__).parent.parent / "questionnaires" / "examples").glob("*.yaml"))
FIRMS = pytest.mark.parametrize("firm", [path.stem for path in EXAMPLES])
LANGUAGES = pytest.mark.parametrize("language", languages())
NONE = "–"


@dataclass(frozen=True)
class Told:
    """What a door says of one scale: its score, and how many of how many were answered."""

    score: str
    counted: tuple[int, int]
    lowest: str


@dataclass(frozen=True)
class Change:
    """What a door says of one scale in two waves."""

    before: str
    after: str
    change: str


@cache
def instrument() -> Instrument:
    return pipeline.load()


@cache
def result_of(firm: str) -> Result:
    [path] = [path for path in EXAMPLES if path.stem == firm]
    return pipeline.score(instrument(), pipeline.scan_from_file(path, instrument()))


@cache
def comparison_of(firm: str) -> Comparison:
    """The firm a year later, with one step more at every third question."""
    scan = result_of(firm).scan
    answers = {
        name: code % 5 + 1 if isinstance(code, int) and place % 3 == 0 else code
        for place, (name, code) in enumerate(scan.answers.items())
        if not name.startswith("CHG")
    }
    later = scan.measured_on.replace(year=scan.measured_on.year + 1)
    after = scan.changed(id="later", measured_on=later, answers=scan.answers | answers)
    return compare_scans(instrument(), scan, after)


def names_in(language: str) -> dict[str, str]:
    """Levers and aspects by their names."""
    modules = (module.aspect for module in instrument().sectors)
    questionnaire = instrument().questionnaire
    scales = (*questionnaire.levers, *questionnaire.aspects, *modules)
    return {text_in(one.name, language): one.id for one in scales}


def pattern_of(text: str) -> re.Pattern[str]:
    """A sentence with places as a pattern that reads what was put in them."""
    parts = re.split(r"\{(\w+)\}", text.strip())
    told = (f"(?P<{one}>.+?)" if at % 2 else re.escape(one) for at, one in enumerate(parts))
    return re.compile("^" + "".join(told) + "$")


def rows_of(page: str) -> Iterator[list[str]]:
    """The rows of all tables as text, without drawings."""
    page = re.sub(r"<(svg|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    for row in re.findall(r"<tr\b.*?</tr>", page, flags=re.DOTALL):
        cells = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
        yield [plain(cell) for cell in cells]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def chapter_of(page: str, name: str) -> str:
    """A part of a page, up to the next one of its kind."""
    start = page.index(f'id="{name}"')
    end = re.search(r'<section class="(chapter|part)', page[start:])
    return page[start : start + end.start()] if end else page[start:]


def paper_of(content: bytes) -> str:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


# The scan: screen, page, paper, JSON


def in_json(document: dict[str, Any]) -> dict[str, Told]:
    overall = {"id": "overall"} | document["overall"]
    aspects = (aspect for lever in document["levers"] for aspect in lever["aspects"])
    scales = (overall, *document["levers"], *aspects, *document["beside"])
    return {
        one["id"]: Told(
            NONE if one["shown"] is None else str(one["shown"]),
            (one["answered"], one["applicable"]),
            NONE if one["lowest_item"] is None else str(round(one["lowest_item"])),
        )
        for one in scales
    }


def on_screen(text: str, language: str) -> dict[str, Told]:
    texts = words(language, "terminal")
    line = pattern_of(texts["scorecard.line"])
    names = names_in(language) | {texts["scorecard.overall"]: "overall"}
    found = filter(None, map(line.match, text.splitlines()))
    return {
        names[one["name"]]: Told(
            one["score"], (int(one["answered"]), int(one["applicable"])), one["lowest"]
        )
        for one in found
    }


def on_page(page: str, language: str) -> dict[str, Told]:
    texts = words(language, "report")
    counted = pattern_of(texts["score.counted"])
    names = names_in(language) | {texts["score.overall"]: "overall"}
    told = {}
    for cells in rows_of(chapter_of(page, "picture")):
        if len(cells) >= 5 and (match := counted.match(cells[-1])):
            name = names[re.sub(r"^\d ", "", cells[0])]
            score = cells[-4] if name in LEVERS else cells[2]
            told[name] = Told(score, (int(match["answered"]), int(match["applicable"])), cells[-2])
    return told


LEVERS = {"overall", *(lever.id for lever in instrument().questionnaire.levers)}


def on_paper(text: str, language: str) -> list[Told]:
    """What the paper says in its tables of scores, in their order: names may be broken there."""
    of = words(language, "report")("score.counted", answered="", applicable="").strip()
    row = re.compile(
        rf"^.*\s(?P<score>\d{{1,3}}|–)\s{{2,}}[^\d\s].*?\s{{2,}}(?P<lowest>\d{{1,3}}|–)\s{{2,}}"
        rf"(?P<answered>\d+) {of} (?P<applicable>\d+)$"
    )
    found = filter(None, map(row.search, text.splitlines()))
    return [
        Told(one["score"], (int(one["answered"]), int(one["applicable"])), one["lowest"])
        for one in found
    ]


@FIRMS
@LANGUAGES
def test_every_score_and_count_is_the_same_on_screen_page_paper_and_in_json(
    firm: str, language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = result_of(firm)
    document = in_json(json.loads(result_json(result)))
    assert len(document) >= 1 + 4 + 20
    capsys.readouterr()
    print_scorecard(result, language, plain=True)
    assert on_screen(capsys.readouterr().out, language) == document

    beside = {score.id for score in result.scorecard.beside}
    told = {name: one for name, one in document.items() if name not in beside}
    page = render_html(report_context(result, language))
    assert on_page(page, language) == told

    path = write_report(result, folder=tmp_path, language=language)
    paper = paper_of(path.read_bytes())
    levers = [name for name in told if name in LEVERS and name != "overall"]
    aspects = [name for name in told if name not in LEVERS]
    assert on_paper(paper, language) == [told[name] for name in (*levers, "overall", *aspects)]

    names = {name: text for text, name in names_in(language).items()}
    for score in result.scorecard.beside:
        assert score.band is not None
        seen = f"{names[score.id]} {document[score.id].score} {text_in(score.band.label, language)}"
        assert seen in plain(chapter_of(page, "module"))
        assert seen in " ".join(paper.split())


# The comparison: screen, page, paper, JSON


def changes_in_json(document: dict[str, Any], language: str) -> dict[str, Change]:
    same = words(language, "comparison")["change.same"]
    overall = {"id": "overall"} | document["overall"]
    aspects = (aspect for lever in document["levers"] for aspect in lever["aspects"])
    scales = (overall, *document["levers"], *aspects, *document["beside"])
    return {
        one["id"]: Change(
            str(one["shown"]["before"]),
            str(one["shown"]["after"]),
            f"{one['shown']['change']:+d}".replace("-", "\N{MINUS SIGN}")
            if one["shown"]["change"]
            else same,
        )
        for one in scales
    }


def changes_on_screen(text: str, language: str) -> dict[str, Change]:
    texts = words(language, "comparison")
    line = pattern_of(texts["terminal.line"])
    names = names_in(language) | {texts["overall"]: "overall"}
    found = filter(None, map(line.match, text.splitlines()))
    return {
        names[one["name"]]: Change(one["before"], one["after"], one["change"])
        for one in found
        if one["name"] in names
    }


def changes_on_page(page: str, language: str) -> dict[str, Change]:
    names = names_in(language)
    told = {
        names[cells[0]]: Change(cells[2], cells[3], re.sub("^[▲▼] ", "", cells[4]))
        for cells in rows_of(chapter_of(page, "topics"))
        if len(cells) == 6 and cells[0] in names
    }
    summary = re.sub(r"<svg\b.*?</svg>", "", chapter_of(page, "summary"), flags=re.DOTALL)
    change = re.compile(r"^(\d+) → (\d+) (?:[▲▼] )?(.+)$")
    lines = re.findall(r'<p class="name">(.*?)</p>.*?<p class="told">(.*?)</p>', summary, re.DOTALL)
    for name, line in lines:
        if match := change.match(plain(line)):
            told[names[re.sub(r"^\d ", "", plain(name))]] = Change(*match.groups())
    total = summary[summary.index('class="total"') : summary.index('class="four"')]
    match = re.search(r"(\d+) → (\d+) (?:[▲▼] )?(.+)$", plain(re.sub("<div[^>]*$", "", total)))
    assert match
    return told | {"overall": Change(*match.groups())}


def changes_on_paper(text: str, language: str) -> list[Change]:
    same = words(language, "comparison")["change.same"]
    row = re.compile(rf"\s(\d+)\s+(\d+)\s+(?:[▲▼] )?([+\N{{MINUS SIGN}}]\d+|{same})\s+\d+$")
    return [Change(*one.groups()) for one in filter(None, map(row.search, text.splitlines()))]


@FIRMS
@LANGUAGES
def test_every_change_is_the_same_on_screen_page_paper_and_in_json(
    firm: str, language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    comparison = comparison_of(firm)
    document = changes_in_json(json.loads(comparison_json(comparison, language)), language)
    assert len({one.change for one in document.values()}) > 5
    capsys.readouterr()
    print_comparison(comparison, language, plain=True)
    assert changes_on_screen(capsys.readouterr().out, language) == document
    assert changes_on_page(render_comparison(comparison, language), language) == document
    path = write_comparison(comparison, language, output=tmp_path / "comparison.pdf")
    in_tables = [name for name in document if name not in LEVERS]
    paper = changes_on_paper(paper_of(path.read_bytes()), language)
    assert paper == [document[name] for name in in_tables]


# The plan: list on the screen, report, calendar, JSON


def plan_of(firm: str) -> tuple[Scan, WorkingList]:
    result = result_of(firm)
    plan = working_list(instrument(), result.scan, result.actions).all_taken()
    return result.scan.changed(plan=plan.plan), plan


@FIRMS
@LANGUAGES
def test_the_plan_has_the_same_actions_in_the_list_the_report_the_calendar_and_json(
    firm: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    scan, plan = plan_of(firm)
    today = scan.measured_on
    rows = json.loads(plan_json(plan, scan, today, language))["actions"]
    titles = [row["title"] for row in rows]
    assert len(titles) >= 5
    capsys.readouterr()
    print_plan(plan, OpenedScan(scan), today, language, plain=True)
    listed = re.findall(r"^\d+\. (.*) \(\w+\)\.", capsys.readouterr().out, re.MULTILINE)
    assert listed == titles

    page = chapter_of(render_html(report_context(result_of(firm), language)), "plan")
    headings = re.findall(r'<article class="action".*?<h3>(.*?)</h3>', page, re.DOTALL)
    assert [plain(one) for one in headings] == titles

    calendar = icalendar.Calendar.from_ical(calendar_file(plan, scan, language, date.min))
    told = {str(event["SUMMARY"]) for event in calendar.events}
    texts = words(language, "plan")
    assert {texts("calendar.check", title=title) for title in titles} <= told
    assert json.loads(result_json(result_of(firm)))["actions"][0]["id"] == rows[0]["id"]
