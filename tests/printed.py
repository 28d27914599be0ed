"""Reports that several test files look at, each made once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kept import kept_on
from report_examples import Rule, answered, in_turn

from slimscan import pipeline
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.files import write_report
from slimscan.result import Result, result_of
from slimscan.scan.questions import Question
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file


@cache
def instrument() -> Instrument:
    """The questionnaire that ships with slimscan."""
    return pipeline.load()


def only_the_first(question: Question, number: int) -> object:
    """An answer to the first item and to what cannot be passed over."""
    first_item = instrument().questionnaire.levers[0].aspects[0].items[0]
    return {"organisation": "Bakkerij Jansen", first_item.id: 2}.get(question.id)


REPORTS: dict[str, tuple[Rule, bool, str]] = {
    "full": (in_turn, False, "nl"),
    "quick": (in_turn, True, "nl"),
    "one-answer": (only_the_first, False, "nl"),
    "english": (in_turn, False, "en"),
    "staff": (in_turn, False, "nl"),
}
"""Which answers, quick or full, and the language of the report."""


@cache
def result(name: str) -> Result:
    """The result that a report tells."""
    rule, quick, _ = REPORTS[name]
    scan = answered(instrument(), rule, quick)
    if name != "staff":
        return result_of(instrument(), scan)
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        shelf.file_for(scan).save(scan)
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=staff()))
        return pipeline.score(instrument(), kept_on(shelf, scan))


def staff() -> tuple[StaffRespondent, ...]:
    """Fourteen people in three teams, one of them too small to be shown."""
    items = [item.id for item in instrument().questionnaire.items]
    teams = ["Ploeg A"] * 6 + ["Ploeg B"] * 5 + ["Kantoor"] * 3
    return tuple(
        StaffRespondent(
            respondent=f"{number:08d}",
            group=team,
            answers={item: 1 + (number + place) % 4 for place, item in enumerate(items)},
        )
        for number, team in enumerate(teams)
    )


@cache
def page(name: str) -> str:
    """The report as HTML."""
    return render_html(report_context(result(name), REPORTS[name][2]))


@cache
def document(name: str) -> bytes:
    """The report as PDF, as users get it."""
    with TemporaryDirectory() as folder:
        language = REPORTS[name][2]
        return write_report(result(name), folder=Path(folder), language=language).read_bytes()
