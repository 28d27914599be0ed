"""The scan program of the page: its answers are those of the command, for any sheet of answers.

`SLIMSCAN_SHEETS=10000` compares that many sheets of both questionnaires; the usual run a sample.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from limits import PATIENCE
from scan_sheets import (
    Sheet,
    guide_instrument,
    interpreter,
    random_sheets,
    results_of,
    run_in_node,
    told_of,
)

from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan_page.program import PROGRAM_FORMAT, scan_program
from slimscan.scoring.program import NoteMaker, note_down
from slimscan.scoring.scales import scales_of
from slimscan.shown import decimal, shade, whole, wording_of

SHEETS = int(os.environ.get("SLIMSCAN_SHEETS", "250"))
MADE_ON = date(2026, 1, 1)


NOISY = [62.49999999999999, 39.99999999999999, 59.5, 59.50000000000001, 62.499999, 12.5, 0.0, 100.0]
"""Scores as sums of broken numbers give them: a half less its last digit is shown as a half is."""


def is_same(mine: Any, other: Any) -> bool:
    """Whether two answers are the same, numbers to 1e-9."""
    if isinstance(mine, dict) and isinstance(other, dict):
        return mine.keys() == other.keys() and all(is_same(mine[k], other[k]) for k in mine)
    if isinstance(mine, list | tuple) and isinstance(other, list | tuple):
        return len(mine) == len(other) and all(map(is_same, mine, other))
    if isinstance(mine, float) and isinstance(other, int | float):
        return abs(mine - other) < 1e-9
    return bool(mine == other)


def differences(instrument: Instrument, sheets: list[Sheet], found: list[Any]) -> list[str]:
    """What the page says otherwise than the command, by sheet and part."""
    return [
        f"sheet {number}: {part}: {expected[part]} but {told[part]}"
        for number, (told, result) in enumerate(
            zip(found, results_of(instrument, sheets), strict=True)
        )
        for expected in [told_of(result)]
        for part in expected
        if not is_same(expected[part], told[part])
    ]


@pytest.fixture(params=["shipped", "guide"])
def asked(request: pytest.FixtureRequest, base: Instrument, tmp_path: Path) -> Instrument:
    """The questionnaire that ships with slimscan, and the invented one of the content guide."""
    return base if request.param == "shipped" else guide_instrument(tmp_path)


def test_scores_plan_and_dates_of_the_page_are_those_of_the_command(
    asked: Instrument, tmp_path: Path
) -> None:
    sheets = random_sheets(asked, SHEETS, seed=2026)
    found = run_in_node(scan_program(asked, None, MADE_ON), sheets, tmp_path)
    assert differences(asked, sheets, found)[:3] == []


def test_the_sheets_of_the_comparison_are_of_every_kind(base: Instrument) -> None:
    seen: Counter[str] = Counter()
    for result in results_of(base, random_sheets(base, 250, seed=2026)):
        told = told_of(result)
        seen.update(action["kind"] for action in told["plan"]["actions"])
        seen.update(name for name in ("tooFew", "unsafe", "strong") if told["plan"][name])
        seen.update(score["why"] or "score" for score in told["scores"])
        seen.update(["contradicting"] if told["contradicting"] else [])
        seen.update(f"group {told['group']}" for _ in [0])
    wanted = {"precondition", "find_out", "safety", "start", "next", "tooFew", "unsafe", "strong"}
    wanted |= {"too_few_answers", "lever_missing", "not_applicable", "contradicting"}
    assert wanted | {f"group {group}" for group in (1, 2, 3, None)} <= seen.keys()


def test_a_page_with_the_quick_scan_alone_computes_as_one_with_both(
    base: Instrument, tmp_path: Path
) -> None:
    sheets = [one for one in random_sheets(base, 60, seed=5) if one["quick"]]
    both = run_in_node(scan_program(base, None, MADE_ON), sheets, tmp_path)
    assert run_in_node(scan_program(base, True, MADE_ON), sheets, tmp_path) == both


def test_the_quick_formulas_take_the_place_of_formulas_that_are_there(base: Instrument) -> None:
    program = scan_program(base, None, MADE_ON)
    assert program["quick"].keys() <= {name for name, _ in program["columns"]}
    assert program["format"] == PROGRAM_FORMAT


def test_a_scale_that_asks_for_more_than_half_is_computed_so(
    base: Instrument, tmp_path: Path
) -> None:
    strict = replace(base, questionnaire=base.questionnaire.model_copy(update={"valid_from": 0.7}))
    sheets = random_sheets(strict, 60, seed=9)
    found = run_in_node(scan_program(strict, None, MADE_ON), sheets, tmp_path)
    assert differences(strict, sheets, found)[:3] == []


def test_a_column_uses_answers_and_columns_before_it_alone(base: Instrument) -> None:
    scales = scales_of(base.questionnaire)
    known = {item.id for item in scales.items}
    for name, formula in note_down(scales):
        assert columns_in(formula) <= known, name
        known.add(name)


def test_a_formula_is_never_taken_for_true_or_false() -> None:
    """Else a short cut for numbers would decide once for all values of the page."""
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(NoteMaker.col("value") > 0)


def columns_in(formula: Any) -> set[str]:
    if isinstance(formula, str):
        return {formula}
    parts = formula[1:] if isinstance(formula, list) else []
    return set().union(*map(columns_in, parts)) if parts else set()


def test_numbers_and_days_are_written_as_on_the_report(base: Instrument, tmp_path: Path) -> None:
    values = [0.0, 0.125, 0.375, 0.625, 1.25, 2.5, 0.5, 1.5, 33.335, 66.66666666666667, 0.2]
    values += [1e-9, 9.995, 99.5, 1.005, -0.625, -0.001, 1234.5]
    days = [date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31)]
    say = wording_of("nl", base.questionnaire.languages)
    expected = [[decimal(value, "nl", places) for places in (0, 1, 2)] for value in values]
    expected += [[say.short_day(day), say.dated(day), say.day(day)] for day in days]
    expected += [[str(shade(value)) for value in (0, 12.4, 12.5, 62.5, 100)]]
    expected += [[str(whole(value)) for value in NOISY]]
    text = json.dumps({"values": values, "days": [day.isoformat() for day in days]})
    script = tmp_path / "numbers.js"
    script.write_text(numbers_script(base, text), encoding="utf-8")
    run = subprocess.run(
        ["node", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert json.loads(run.stdout) == expected


def numbers_script(instrument: Instrument, given: str) -> str:
    """The page's own way of writing numbers, with the page's words around it."""
    from slimscan.disk.places import reports_folder
    from slimscan.report.scan_page.texts import scan_texts

    numbers = (reports_folder() / "templates" / "scan_numbers.js").read_text(encoding="utf-8")
    words = json.dumps(scan_texts(instrument, "nl")["words"])
    program = json.dumps({"whole": scan_program(instrument, None, MADE_ON)["whole"]})
    return f"""
{interpreter()}
const program = {program};
const words = {words};
const say = (key, values = {{}}) => words[key].replace(/\\{{(\\w+)\\}}/g, (whole, name) => values[name] ?? whole);
{numbers}
const given = {given};
const told = given.values.map((value) => [0, 1, 2].map((places) => decimal(value, places)));
for (const day of given.days.map(dayNumber)) told.push([shortDay(day), dated(day), longDay(day)]);
told.push([0, 12.4, 12.5, 62.5, 100].map((value) => String(shade(value))));
told.push({json.dumps(NOISY)}.map((value) => String(shown(value))));
console.log(JSON.stringify(told));
"""
