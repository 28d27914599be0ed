"""Random answer sheets for the scan page, and what the command makes of them, to compare with.

A sheet is what the page hands to its interpreter: `{quick, sector, size, measured_on, answers}`.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from limits import PATIENCE

from slimscan.disk.places import reports_folder
from slimscan.plan.effort import days_of, people_in, quarters
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report.scan.plan import plan_view
from slimscan.report.scan_page.page import INTERPRETER
from slimscan.result import Result, result_of, scales_for
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import OrganisationProfile, Scan, new_scan
from slimscan.scan.questions import QuestionKind, questions_of
from slimscan.scan.record import answers_of
from slimscan.scoring.responses import Respondent, responses_frame
from slimscan.scoring.scorecard import Score, lowest_first, read_scorecard
from slimscan.scoring.scores import score_responses
from slimscan.shown import wording_of

Sheet = dict[str, Any]

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "content-guide.md"

_RUN = """
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean);
const program = JSON.parse(lines.shift());
for (const line of lines) console.log(JSON.stringify(told(resultOf(program, JSON.parse(line)))));
"""

TOLD = """
function told(result) {
  const { scan, plan } = result;
  const score = ({ id, score, shown, band, answered, applicable, lowest, low, high, why }) =>
    ({ id, score, shown, band, answered, applicable, lowest, low, high, why });
  return {
    scores: everyScore(scan).map(score),
    contradicting: scan.contradicting,
    strengths: result.strengths.map((one) => one.id),
    lowest: lowestFirst(scan.levers).map((one) => one.id),
    preconditions: result.preconditions,
    group: result.group,
    plan: {
      actions: plan.actions.map(({ kind, action, item, value, priority, dates, case: story, law }) =>
        ({ kind, action, item, value, priority, case: story, law,
           dates: dates && [dates.start, dates.firstStepBy, dates.inPlaceBy].map(dayText) })),
      leftOut: plan.leftOut, waiting: plan.waiting, tooFew: plan.tooFew, unsafe: plan.unsafe, strong: plan.strong,
      quarters: plan.quarters,
    },
  };
}
"""


def interpreter() -> str:
    """The page's interpreter as it stands in the page."""
    folder = reports_folder() / "templates"
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in INTERPRETER)


def guide_instrument(folder: Path) -> Instrument:
    """The invented questionnaire of the content guide, as it stands there."""
    blocks = re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)
    for name, text in blocks:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    return load_instrument(folder / "bike-shop")


def run_in_node(program: Mapping[str, Any], sheets: Sequence[Sheet], folder: Path) -> list[Any]:
    """What the interpreter makes of the sheets, in node."""
    script = folder / "interpreter.js"
    script.write_text('"use strict";\n' + interpreter() + TOLD + _RUN, encoding="utf-8")
    lines = "\n".join(json.dumps(one) for one in (program, *sheets))
    run = subprocess.run(
        ["node", script], input=lines, capture_output=True, text=True, timeout=20 * PATIENCE
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def random_sheets(instrument: Instrument, count: int, seed: int) -> list[Sheet]:
    """Sheets of every kind: sure and unsure firms, weak and strong ones, both scopes, all sizes."""
    draw = random.Random(seed)
    return [_sheet(instrument, draw) for _ in range(count)]


def _sheet(instrument: Instrument, draw: random.Random) -> Sheet:
    profile = instrument.questionnaire.profile
    quick = draw.random() < 0.3
    sector = draw.choice([None, *(one.id for one in profile.sectors)])
    missing = draw.choice([0, 0.02, 0.1, 0.3, 0.6])
    states = {
        "dont_know": missing,
        "not_applicable": draw.choice([0, 0.05, 0.3]),
        "skipped": missing,
    }
    strong = draw.random() < 0.2
    levels = {
        lever.id: 1 if strong else draw.choice([0, 0.2, 0.5, 0.8, 1])
        for lever in instrument.questionnaire.levers
    }
    sharp = draw.choice([1, 1, 4, 12])
    same = draw.randrange(5) if draw.random() < 0.06 else None
    if same is not None:
        states = {}
    answers: dict[str, Any] = {}
    for question in questions_of(instrument, quick, sector):
        if question.kind is QuestionKind.YES_NO:
            answers[question.id] = draw.choice([1, 2, 2, "dont_know", "skipped"])
        if question.item is None:
            continue
        state = next((name for name, chance in states.items() if draw.random() < chance), None)
        if state is None:
            values = instrument.questionnaire.option_values(question.item)
            codes = instrument.questionnaire.answer_set_of(question.item).codes
            level = 100 * levels.get(question.section.id, 1 if strong else 0.5)
            near = [(100.1 - min(abs(value - level), 100)) ** sharp for value in values]
            state = codes[same % len(codes)] if same is not None else draw.choices(codes, near)[0]
        if state != "skipped":
            answers[question.id] = state
    if same is not None and draw.random() < 0.5:
        answers = dict(list(answers.items())[: draw.randrange(9, 12)])
    leap = draw.random() < 0.03
    day = date(2028, 2, 29) if leap else date(2026, 1, 1) + timedelta(draw.randrange(2200))
    return {
        "quick": quick,
        "sector": sector,
        "size": draw.choice([None, *(one.id for one in profile.sizes)]),
        "measured_on": day.isoformat(),
        "answers": {name: value for name, value in answers.items() if value != "skipped"},
    }


def scan_of(instrument: Instrument, sheet: Sheet) -> Scan:
    """The scan that a sheet stands for."""
    scan = new_scan(
        stamp_of(instrument), "en", sheet["quick"], date.fromisoformat(sheet["measured_on"])
    )
    profile = OrganisationProfile(sector=sheet["sector"], size=sheet["size"])
    return scan.changed(profile=profile, answers=sheet["answers"], finished=True)


def results_of(instrument: Instrument, sheets: Sequence[Sheet]) -> Iterator[Result]:
    """The results of the sheets, those of the same questions scored in one frame."""
    scans = [scan_of(instrument, sheet) for sheet in sheets]
    groups: dict[tuple[bool, str | None], list[int]] = {}
    for place, scan in enumerate(scans):
        groups.setdefault((scan.quick, scan.profile.sector), []).append(place)
    cards = {}
    for places in groups.values():
        scales = scales_for(instrument, scans[places[0]])
        people = [Respondent(answers_of(instrument, scans[place])) for place in places]
        frame = score_responses(responses_frame(scales.items, people), scales)
        for place, row in zip(places, frame.rows(named=True), strict=True):
            cards[place] = read_scorecard(row, scales)
    for place, scan in enumerate(scans):
        yield result_of(instrument, scan, scorecard=cards[place])


def told_of(result: Result) -> dict[str, Any]:
    """A result as `told` of the page gives it."""
    card = result.scorecard
    scores = [card.overall, *card.levers, *card.aspects, *card.beside]
    view = plan_view(result, wording_of("en", result.instrument.questionnaire.languages))
    laws = {action.id: action.law for action in (row.action for row in result.plan.rows) if action}
    return {
        "scores": [_score(result, one) for one in scores],
        "contradicting": result.contradicting,
        "strengths": [one.id for one in result.strengths],
        "lowest": [one.id for one in sorted_levers(result)],
        "preconditions": [
            {"item": one.item.id, "value": one.value, "inOrder": one.in_order}
            for one in result.preconditions
        ],
        "group": result.target_group,
        "plan": {
            "actions": [
                {
                    "kind": advised.kind.value,
                    "action": advised.action.id,
                    "item": advised.item.id,
                    "value": advised.value,
                    "priority": advised.priority,
                    "dates": row.dates
                    and [
                        day.isoformat()
                        for day in (row.dates.start, row.dates.first_step_by, row.dates.in_place_by)
                    ],
                    "case": shown.case.id if shown.case else None,
                    "law": _law(result, advised.action.id, laws),
                }
                for advised, row, shown in zip(
                    result.actions, result.plan.rows, view.actions, strict=True
                )
            ],
            "waiting": [one.id for one in result.proposal.waiting],
            "leftOut": [one.item.id for one in result.proposal.left_out],
            "tooFew": result.proposal.too_few,
            "unsafe": result.proposal.unsafe,
            "strong": result.proposal.strong,
            "quarters": _quarters(result),
        },
    }


def sorted_levers(result: Result) -> list[Score]:
    """The levers from low to high, as every page sorts them."""
    return lowest_first(result.scorecard.levers)


def _score(result: Result, one: Score) -> dict[str, Any]:
    starts = [band.start for band in result.instrument.questionnaire.bands]
    low, high = one.range or (None, None)
    return {
        "id": one.id,
        "score": one.score,
        "shown": one.shown,
        "band": starts.index(one.band.start) if one.band else None,
        "answered": one.answered,
        "applicable": one.applicable,
        "lowest": one.lowest_item,
        "low": low,
        "high": high,
        "why": one.why.value if one.why else None,
    }


def _law(result: Result, action: str, laws: Mapping[str, Sequence[str]]) -> list[str]:
    size, sector = result.scan.profile.size, result.scan.profile.sector
    row = next(row for row in result.plan.rows if row.id == action)
    assert row.action is not None
    found = [entry.id for entry in result.instrument.law_of(row.action, size, sector)]
    assert set(found) <= set(laws[action])
    return found


def _quarters(result: Result) -> list[list[float]]:
    sizes = result.instrument.questionnaire.profile.sizes
    size = next((one for one in sizes if one.id == result.scan.profile.size), None)
    if size is None:
        return []
    work = [
        (row.dates.start, row.action.term, days_of(row.action.effort, people_in(size)))
        for row in result.plan.in_plan
        if row.dates and row.action
    ]
    found = quarters(work, result.scan.measured_on)
    return [[days.all, days.leader] for days in found]
