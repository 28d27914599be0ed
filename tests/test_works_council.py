"""A works council's own edition: it is asked as employees are, and its report speaks to it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from kept import kept_on
from pypdf import PdfReader
from report_examples import answered, low
from test_command_line import slimscan

from slimscan import pipeline
from slimscan.disk.places import languages
from slimscan.errors import ExitCode
from slimscan.language import FOR_STAFF, words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.files import render_comparison
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.result import beside_benchmark, result_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan
from slimscan.scan.questions import questions_of
from slimscan.scan.record import record
from slimscan.scan.store import Shelf
from slimscan.scoring.benchmark import Benchmark
from slimscan.shown import wording_of
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file
from slimscan.terminal.between_pages import section_page
from slimscan.terminal.question_pages import View, question_page

TO_A_LEADER = re.compile(r"\buw medewerkers\b|\byour (employees|staff)\b", re.I)


def by(instrument: Instrument, role: str, scan: Scan) -> Scan:
    """The scan as somebody in this role makes it."""
    question = next(q for q in questions_of(instrument, False, None) if q.id == "role")
    return record(instrument, scan, question, role)


@pytest.fixture
def council(base: Instrument) -> Scan:
    return by(base, "works_council", answered(base))


@pytest.mark.parametrize(
    ("role", "audience"),
    [
        ("works_council", "employee"),
        ("employee", "employee"),
        ("director", "leader"),
        ("hr", "leader"),
    ],
)
def test_the_role_says_in_whose_words_is_asked(base: Instrument, role: str, audience: str) -> None:
    scan = by(base, role, answered(base))
    assert scan.audience == audience
    assert by(base, "director", scan).audience == "leader", "a corrected role is followed"


def test_a_questionnaire_without_words_for_employees_asks_everybody_as_a_leader(
    mini: Instrument,
) -> None:
    roles = [role.id for role in mini.questionnaire.profile.roles]
    assert {by(mini, role, answered(mini)).audience for role in roles} == {"leader"}


def test_the_interview_speaks_the_employees_wording(base: Instrument, council: Scan) -> None:
    item = base.questionnaire.items[0]
    told = {}
    for scan in (council, council.changed(audience="leader")):
        interview = begin(base, scan.changed(answers={}, finished=False))
        while interview.question is None or interview.question.id != item.id:
            interview = interview.passed_over()
        page = question_page(
            interview, wording_of("nl", base.questionnaire.languages, "terminal"), View()
        )
        told[scan.audience] = str(page)
    assert item.statement.employee is not None
    assert item.statement.employee["nl"] in told["employee"]
    assert item.statement.leader["nl"] in told["leader"]
    assert item.statement.employee["nl"] not in told["leader"]


def test_the_page_before_the_first_question_says_which_time_in_the_employees_words(
    base: Instrument, council: Scan
) -> None:
    told = {}
    for scan in (council, council.changed(audience="leader")):
        interview = begin(base, scan.changed(answers={}, finished=False))
        while interview.question is None or not interview.question.scored:
            interview = interview.passed_over()
        page = section_page(interview, wording_of("nl", base.questionnaire.languages, "terminal"))
        told[scan.audience] = page.paragraphs
    period = base.questionnaire.reference_period
    assert period is not None
    assert period.first.for_audience("employee")["nl"] in told["employee"]
    assert period.first.for_audience("leader")["nl"] not in told["leader"], "read on the first page"


def test_no_page_of_its_report_speaks_to_a_leader(
    base: Instrument, council: Scan, tmp_path: Path
) -> None:
    for language in languages():
        for scan in (council, council.changed(answers={}), by(base, "works_council", weak(base))):
            page = render_html(report_context(result_of(base, scan), language))
            assert TO_A_LEADER.findall(page) == []
        path = pipeline.write(
            result_of(base, council), tmp_path / f"{language}.pdf", language=language
        )
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]
        assert [page for page in pages if TO_A_LEADER.search(page)] == []
        leader = render_html(
            report_context(result_of(base, council.changed(audience="leader")), language)
        )
        assert TO_A_LEADER.search(leader), "a leader is spoken to as before"


def weak(base: Instrument) -> Scan:
    """A firm where nothing is there yet: a plan with as many actions as there can be."""
    return answered(base, low)


def test_its_plan_guide_and_method_are_its_own(base: Instrument, council: Scan) -> None:
    own = report_context(result_of(base, council), "en")
    assert own.words["chapter.plan"] == "Proposals to discuss"
    assert own.guide is not None
    assert "director" in own.guide.purpose
    assert sum(int(minutes.split()[0]) for minutes, _ in own.guide.agenda) == 60
    assert own.guide.levers == ()
    page = render_html(own)
    assert "no answer of management" in page


def test_a_right_is_told_as_theirs_and_a_duty_as_the_employers(base: Instrument) -> None:
    council = by(base, "works_council", weak(base))
    council = council.changed(profile=council.profile.model_copy(update={"size": "medium"}))
    plan = report_context(result_of(base, council), "en").plan
    titles = {one.place.split(", ")[1]: one.title for act in plan.actions for one in act.law}
    assert titles["article 27(1)(d)"] == "What the law says about your rights"
    assert titles["article 3(2)"] == "What the law says"
    assert "wetten.overheid.nl/BWBR0002747" in plan.law_notice, "also for a reader on paper"


def test_there_is_no_gap_and_no_benchmark_beside_it(
    base: Instrument, council: Scan, home: Path
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    council = council.changed(measured_on=date(2026, 11, 21))
    shelf.file_for(council).save(council)
    people = tuple(
        StaffRespondent(
            respondent=f"{n:09d}", group="", answers={i.id: 1 for i in base.questionnaire.items}
        )
        for n in range(12)
    )
    staff_file(shelf, council).save(StaffAnswers(scan=council.id, respondents=people))
    result = pipeline.score(base, kept_on(shelf, council))
    document = result_document(result)
    assert document["staff"]["gaps"] == []
    assert document["staff"]["scales"][0]["mean"] is not None
    assert {action["staff"] for action in document["actions"]} == {None}
    standing = {"organisations": 34, "percentiles": [20, 41, 52, 63, 80]}
    cell = {"sector": None, "size": None, "scales": {"overall": standing}}
    benchmark = Benchmark.model_validate(
        {
            "format": 1,
            "kind": "benchmark",
            "questionnaire": {"id": "slimmer-werken", "version": base.questionnaire.version},
            "made_on": "2026-11-22",
            "audiences": {"leader": (cell,), "employee": (cell,)},
        }
    )
    assert beside_benchmark(result, benchmark).reference is None
    for language in languages():
        page = render_html(report_context(result, language))
        assert TO_A_LEADER.findall(page) == []
        assert 'class="beside both"' not in page
        assert 'class="beside alone"' in page


def test_its_comparison_speaks_to_it_too(base: Instrument, council: Scan, home: Path) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    later = by(base, "works_council", answered(base)).changed(measured_on=date(2027, 11, 21))
    for scan in (council, later):
        shelf.file_for(scan).save(scan)
    told = pipeline.follow_up(base, kept_on(shelf, council), kept_on(shelf, later))
    for language in languages():
        assert TO_A_LEADER.findall(render_comparison(told, language)) == []


@pytest.mark.parametrize("room", ["report", "terminal", "comparison"])
def test_every_text_for_employees_stands_beside_one_for_the_leader(room: str) -> None:
    for language in languages():
        texts = words(language, room).texts
        own = {key for key in texts if key.endswith(FOR_STAFF)}
        assert own
        assert {key.removesuffix(FOR_STAFF) for key in own} <= texts.keys()
        assert not [key for key in own if TO_A_LEADER.search(texts[key])]


def test_a_benchmark_that_is_left_out_is_told(base: Instrument, council: Scan, home: Path) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    shelf.file_for(council).save(council)
    cell = {"sector": None, "size": None, "scales": {}}
    benchmark = {
        "format": 1,
        "kind": "benchmark",
        "questionnaire": {"id": "slimmer-werken", "version": base.questionnaire.version},
        "made_on": "2026-11-22",
        "audiences": {"leader": [cell], "employee": [cell]},
    }
    (home / "benchmark.json").write_text(json.dumps(benchmark), encoding="utf-8")
    done = slimscan(
        "report", "--benchmark", "benchmark.json", "--lang", "en", "-o", "council.html", cwd=home,
        SLIMSCAN_HOME=str(home),
    )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "no benchmark beside it" in done.stderr
