"""What people see of a value: whole numbers, differences, texts, days; and thresholds on them."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan.plan.advice import strengths
from slimscan.privacy import TOTAL, Staff, release
from slimscan.questionnaire.actions import Effort
from slimscan.questionnaire.loading import Instrument
from slimscan.report.charts import dumbbell, point
from slimscan.report.scan.effort import effort_text
from slimscan.report.scan.levers import lever_views
from slimscan.report.scan.summary import reading
from slimscan.result import Result, result_of
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import new_scan
from slimscan.scoring.scorecard import Score, Scorecard, highest_first, lowest_first
from slimscan.shown import (
    as_shown,
    day,
    day_in_numbers,
    decimal,
    mean_in_words,
    points_between,
    signed,
    text_in,
    two_decimals,
    whole,
    whole_column,
    wording_of,
)
from slimscan.staff.gaps import gaps_of

PACKAGE = Path(__file__).resolve().parent.parent / "slimscan"
JUST_UNDER_40 = 39.99999999999999


@pytest.mark.parametrize(
    ("score", "seen"),
    [(0, 0), (12.5, 13), (62.5, 63), (59.5, 60), (59.49, 59), (JUST_UNDER_40, 40), (100, 100)],
)
def test_a_score_is_shown_as_the_nearest_whole_number_with_a_half_upwards(
    score: float, seen: int
) -> None:
    assert whole(score) == seen
    assert as_shown(score) == str(seen)


@given(st.integers(0, 100_000), st.integers(1, 48), st.integers(1, 12))
def test_floating_noise_never_changes_what_is_shown(points: int, items: int, parts: int) -> None:
    exact = Fraction(points % (100 * items * parts + 1), items * parts)
    noisy = sum([float(exact) / parts] * parts)
    expected = math.floor(exact + Fraction(1, 2))
    assert whole(noisy) == whole(float(exact)) == expected


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_column_is_rounded_as_a_single_score_is(scores: list[float]) -> None:
    frame = pl.DataFrame({"score": scores})
    assert frame.select(whole_column(pl.col("score")))["score"].to_list() == list(
        map(whole, scores)
    )
    narrow = nw.from_native(frame).select(whole_column(nw.col("score")))
    assert narrow["score"].to_list() == list(map(whole, scores))


def test_a_difference_is_that_of_the_numbers_that_are_seen() -> None:
    assert points_between(12.4, 12.6) == 1
    assert points_between(12.5, 13.4) == 0
    assert points_between(None, 13.4) is None
    assert [signed(points) for points in (4, 0, -4)] == ["+4", "0", "\N{MINUS SIGN}4"]


def test_a_text_comes_in_the_language_asked_for_else_in_the_questionnaires_first() -> None:
    text = {"fr": "oui", "en": "yes"}
    assert text_in(text, "en", "fr") == "yes"
    assert text_in(text, "nl", "en", "fr") == "yes"
    assert text_in(text, "nl") == "oui"


def test_days_and_numbers_follow_the_language() -> None:
    when = date(2026, 3, 2)
    assert (day(when, "nl"), day(when, "en")) == ("2 maart 2026", "2 March 2026")
    assert (day_in_numbers(when, "nl"), day_in_numbers(when, "en")) == ("02-03-2026", "2026-03-02")
    assert (decimal(-1.50, "nl"), decimal(-0.001, "en")) == ("\N{MINUS SIGN}1,5", "0")
    assert (two_decimals(0.7, "nl"), two_decimals(-0.001, "nl")) == ("0,70", "0,00")
    assert wording_of("nl", ()).together(["a", "b", "c"]) == "a, b en c"


@pytest.mark.parametrize(("language", "mark"), [("en", "7.9"), ("nl", "7,9")])
def test_a_figure_is_written_with_its_percents_its_scale_or_its_unit(
    language: str, mark: str
) -> None:
    say = wording_of(language, ("nl", "en"))
    assert say.figure(7.9, "1-10") == f"{mark}\N{NO-BREAK SPACE}(1\N{EN DASH}10)"
    assert say.figure(6, "%") == say.in_percent(6) == "6%"
    assert say.figure(3, "days") == "3\N{NO-BREAK SPACE}days"


def test_percents_are_written_in_one_place() -> None:
    """A place for a value is followed by no sign of percent in any text, nor in the program."""
    words = PACKAGE.parent / "reports" / "languages"
    texts = [*words.rglob("*.yaml"), *PACKAGE.rglob("*.py")]
    own = [one for one in texts if one.name != "shown.yaml"]
    assert not [one for one in own if re.search(r"\}\s?%", one.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("days", "told"), [(99.5, "100"), (56.8, "57"), (10, "10"), (2.5, "2.5"), (0.25, "0.3")]
)
def test_days_of_work_are_whole_from_ten_on(days: float, told: str) -> None:
    effort = Effort(leader_days=days, other_days=0, hours_per_person=0)
    assert effort_text(effort, None, wording_of("en", ("en",))) == f"{told} days of work in all"


def test_a_mean_that_is_hidden_looks_like_one_that_is_not_there() -> None:
    assert mean_in_words(None, None, "en") == mean_in_words(None, "at_most", "en") == "–"
    assert mean_in_words(10, "at_most", "en") == "at most 10"
    assert mean_in_words(45, None, "nl") == "45"


@pytest.mark.parametrize(
    ("value", "written"), [(-0.5, "-0.5"), (-0.05, "-0.05"), (-0.001, "0"), (12.30, "12.3")]
)
def test_a_coordinate_never_changes_side(value: float, written: str) -> None:
    assert point(value) == written


def test_two_scores_that_look_equal_are_drawn_as_equal() -> None:
    assert dumbbell((0, 40), 13, 13) is not None
    drawn = dumbbell((0, 40), whole(12.5), whole(13.4))
    assert drawn is not None
    assert drawn.same


def score(name: str, value: float | None, aspects: tuple[Score, ...] = ()) -> Score:
    return Score(name, value, None, 1, 1, value, None, None, aspects)


def test_of_two_that_look_equal_the_first_of_the_questionnaire_is_lowest_and_highest() -> None:
    scores = [score("a", 40.3), score("b", None), score("c", 39.6), score("d", 39.4)]
    assert [one.id for one in lowest_first(scores)] == ["d", "a", "c"]
    assert [one.id for one in highest_first(scores)] == ["a", "c", "d"]


def test_a_strength_is_judged_by_the_number_that_is_seen() -> None:
    card = Scorecard(score("overall", 50), (score("l", 50, (score("a", 59.4), score("b", 59.6))),))
    assert [one.id for one in strengths(card)] == ["b"]


def answered(instrument: Instrument, codes: dict[str, int]) -> Result:
    """A scan of the base questionnaire: these answers, and the middle one everywhere else."""
    scan = new_scan(stamp_of(instrument), "nl", False, date(2026, 11, 21))
    interview = begin(instrument, scan)
    answers = {
        question.id: codes.get(question.id, 3)
        for question in interview.questions
        if question.scored
    }
    return result_of(instrument, scan.changed(answers=answers, finished=True))


def test_forty_computed_with_noise_is_in_development(base: Instrument) -> None:
    questionnaire = base.questionnaire
    assert questionnaire.band_of(whole(JUST_UNDER_40)).start == 40
    assert questionnaire.band_of(whole(59.5)).start == 60


def test_the_band_beside_a_score_is_never_that_of_a_lower_number(base: Instrument) -> None:
    """Two of three items at 50 and one at 25 make 41.7; levers of such aspects end in halves."""
    # A multiple of five is the same answer everywhere, which has no band.
    for codes in (number for number in range(1, 200, 7) if number % 5):
        items = [item.id for item in base.questionnaire.items]
        result = answered(base, {item: 1 + (codes * place) % 5 for place, item in enumerate(items)})
        for one in (*result.scorecard.levers, *result.scorecard.aspects):
            assert one.band == base.questionnaire.band_of(int(as_shown(one.score)))


def test_screen_summary_lever_chapter_and_guide_name_the_same_lowest(base: Instrument) -> None:
    """Every aspect of the first lever at 25, so that all of them tie for lowest."""
    lever = base.questionnaire.levers[0]
    codes = {item.id: 4 if item.reversed else 2 for item in lever.items}
    result = answered(base, codes)
    say = wording_of("nl", base.questionnaire.languages)
    first, second, *_, last = lever.aspects
    raised = answered(base, codes | {item.id: 2 if item.reversed else 4 for item in second.items})
    told = lever_views(raised, say)[0].reading
    assert say.text(first.name) in told
    assert say.text(last.name) not in told
    assert f"‘{say.text(first.name)}’" in reading(raised, say)
    assert lowest_first(result.scorecard.aspects)[0].id == first.id


def test_a_gap_of_20_points_is_one_between_the_numbers_that_are_seen() -> None:
    people = {str(number): 40.0 for number in range(6)}
    shown = release(Staff({"a": people, "b": people}, {}), None, wave="w").release
    staff = shown.group(TOTAL)
    assert staff is not None
    mean = staff.value("a").mean
    assert mean is not None
    card = Scorecard(score("overall", None), (), (score("a", mean + 19.6), score("b", mean + 19.4)))
    gaps = {gap.scale: gap for gap in gaps_of(card, shown)}
    assert (gaps["a"].points, gaps["a"].topic) == (20, True)
    assert (gaps["b"].points, gaps["b"].topic) == (19, False)


NO_SCORES = {
    "scan/interview.py": "minutes left of an interview",
    "terminal/progress.py": "rows a second",
    "batch/summary/answer_sums.py": "counts in whole units",
    "batch/summary/statistics.py": "the last digits of alpha",
    "batch/read/inputs.py": "an estimate of rows for a progress bar",
    "report/charts.py": "coordinates",
    "report/worksheets/worksheets.py": "widths of columns",
    "report/word/manuscript.py": "sizes on paper",
    "report/word/runs.py": "how strongly a colour is drawn",
    "report/look.py": "a contrast of colours",
    "batch/summary/context.py": "how strongly a colour is drawn",
}
"""Where a number that is no score is rounded or written with decimals, and what it is."""

NO_TEXTS = {
    "questionnaire/models.py": "labels in one of the questionnaire's own languages",
    "forms/surveyjs.py": "lines gathered by language",
}
"""Where something that is no text of a questionnaire stands under a language."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name != "shown.py":
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def is_allowed(name: str, places: dict[str, str]) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in places)


def rounds(node: ast.AST) -> bool:
    """`round(...)`, `.round(...)`, a floor or int of a sum with a half, or a format with decimals."""
    if isinstance(node, ast.Call):
        function = node.func
        called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        halves = any(
            isinstance(part, ast.Constant) and part.value == 0.5
            for argument in node.args
            for part in ast.walk(argument)
        )
        return called == "round" or (called in {"int", "floor"} and halves)
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        spec = ast.unparse(node.format_spec)
        return any(f".{digits}f" in spec for digits in (0, 1, 2)) or ".{" in spec
    return False


def picks_a_language(node: ast.AST) -> bool:
    """`text[language]` or `text.get(language)`, whatever holds the language."""
    if isinstance(node, ast.Subscript):
        key: ast.AST | None = node.slice
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and node.args:
        key = node.args[0]
    else:
        return False
    name = key.id if isinstance(key, ast.Name) else getattr(key, "attr", "")
    return name in {"language", "lang", "spoken"}


def test_a_score_becomes_a_whole_number_in_one_place_only() -> None:
    found = {
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not is_allowed(name, NO_SCORES)
        for node in ast.walk(tree)
        if rounds(node)
    }
    assert found == set()


def test_a_text_gets_its_language_in_one_place_only() -> None:
    found = {
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not is_allowed(name, NO_TEXTS)
        for node in ast.walk(tree)
        if picks_a_language(node)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("code", "guard"),
    [
        ("round(score)", rounds),
        ("frame.round(1)", rounds),
        ("f'{score:.0f}'", rounds),
        ("int(score + 0.5)", rounds),
        ("math.floor(score / 5 + 0.5)", rounds),
        ("item.help[language]", picks_a_language),
        ("item.help[scan.language]", picks_a_language),
        ("text.get(language)", picks_a_language),
    ],
)
def test_the_guards_see_what_they_are_for(code: str, guard: object) -> None:
    assert callable(guard)
    assert any(guard(node) for node in ast.walk(ast.parse(code)))


def test_what_is_allowed_is_still_needed() -> None:
    names = dict(modules())
    for places, guard in ((NO_SCORES, rounds), (NO_TEXTS, picks_a_language)):
        for place in places:
            trees = [tree for name, tree in names.items() if is_allowed(name, {place: ""})]
            assert any(guard(node) for tree in trees for node in ast.walk(tree)), place
