"""The figures of the programme monitor: as R has them, right in 95 of 100 runs, and seldom wrong.

The expected figures are those of R 4.2.2; the lines that made them stand beside them.
"""

from __future__ import annotations

from statistics import fmean, stdev

import numpy as np
import pytest

from slimscan.batch.monitor.changes import (
    ShownChange,
    adjust_by_holm,
    judge_together,
    shown_change,
)
from slimscan.privacy import Estimate, Moments, Verdict, mean_estimate, welch_estimate

BEFORE = [52.5, 61.25, 47.9166666667, 70, 38.75, 55, 64.5833333333, 49.1666666667, 58.3333333333,
          44.1666666667, 66.25, 51.6666666667]  # fmt: skip
AFTER = [57.0833333333, 60, 55.4166666667, 73.3333333333, 45, 53.75, 70, 56.25, 62.9166666667,
         43.3333333333, 72.5, 59.5833333333]  # fmt: skip
JOINED = [6.25, 3.75, 8.3333333333, -1.25, 5, 10.4166666667, 2.0833333333, 7.5, 4.1666666667, 0,
          9.1666666667]  # fmt: skip
OTHERS = [1.25, -2.5, 3.3333333333, 0, 5.8333333333, -4.1666666667, 2.5, 1.6666666667,
          -0.8333333333, 4.5833333333, 0.4166666667, -1.25, 2.9166666667]  # fmt: skip


def moments(values: list[float]) -> Moments:
    return Moments(len(values), fmean(values), stdev(values))


def test_a_paired_change_is_that_of_r() -> None:
    """r <- t.test(after, before, paired = TRUE); r$estimate; r$conf.int; r$p.value"""
    changes = [after - before for before, after in zip(BEFORE, AFTER, strict=True)]
    found = mean_estimate(moments(changes))
    assert found.value == pytest.approx(4.13194444443, abs=1e-9)
    assert found.interval == pytest.approx((1.95922530952, 6.30466357934), abs=1e-8)
    assert found.probability == pytest.approx(0.00152184596995, abs=1e-10)
    assert shown_change(found) == ShownChange(4, 1, 7), "rounded outwards"


def test_participants_beside_others_are_those_of_r() -> None:
    """w <- t.test(joined, others); w$conf.int; w$p.value; w$parameter   (Welch)"""
    found = welch_estimate(moments(OTHERS), moments(JOINED))
    assert found.value == pytest.approx(5.03787878788 - 1.05769230769, abs=1e-9)
    assert found.interval == pytest.approx((1.09170532663, 6.86866763375), abs=1e-8)
    assert found.probability == pytest.approx(0.00958310296733, abs=1e-10)
    assert found.degrees == pytest.approx(18.4471567836, abs=1e-8)


def test_cells_are_adjusted_for_their_number_as_r_does() -> None:
    """p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2), "holm"); p.adjust(c(0.001, 0.011, 0.02, 0.04), "holm")"""
    assert adjust_by_holm([0.01, 0.04, 0.03, 0.005, 0.2]) == pytest.approx(
        [0.04, 0.09, 0.09, 0.025, 0.2]
    )
    assert adjust_by_holm([0.001, 0.011, 0.02, 0.04]) == pytest.approx([0.004, 0.033, 0.04, 0.04])
    assert adjust_by_holm([]) == []


def test_a_verdict_never_contradicts_the_interval_beside_it() -> None:
    """Of a million firms a change of a fifth of a point is sure, and shown as 0 (0 to 1): not clear."""
    tiny = Estimate(0.2, 0.01, 1e6)
    assert shown_change(tiny) == ShownChange(0, 0, 1)
    assert judge_together([tiny]) == [Verdict.NO_CLEAR_CHANGE]
    sure = [Estimate(4, 0.5, 200), Estimate(-4, 0.5, 200), Estimate(4, 0.5, 200)]
    assert judge_together(sure) == [Verdict.IMPROVEMENT, Verdict.DECLINE, Verdict.IMPROVEMENT]
    alone = Estimate(4, 1.5, 200)
    assert judge_together([alone]) == [Verdict.IMPROVEMENT]
    assert judge_together([alone] * 40) == [Verdict.NO_CLEAR_CHANGE] * 40, (
        "one of forty may be luck"
    )


def test_where_every_change_is_the_same_nothing_is_judged() -> None:
    alike = mean_estimate(moments([5.0] * 12))
    assert shown_change(alike) == ShownChange(5, 5, 5)
    assert judge_together([alike]) == [Verdict.NO_CLEAR_CHANGE]


# A simulated programme


def firms(draw: np.random.Generator, effect: float, runs: int, n: int) -> np.ndarray:
    """Changes of organisations: runs x n, of scores of 0 to 100 in the steps that 12 items give.

    Every firm has a level and drifts by itself; the effect is added before anything is rounded.
    """
    level = draw.normal(55, 14, (runs, n))
    waves = [
        np.clip(level + shift + draw.normal(0, 8, (runs, n)), 0, 100) for shift in (0.0, effect)
    ]
    before, after = (np.round(wave * 12 / 25) * 25 / 12 for wave in waves)
    return after - before


def shown_staff(draw: np.random.Generator, effect: float, runs: int, n: int) -> np.ndarray:
    """Changes of the staff's means as they are shown: of 5 to 19 people, in steps of 5, 10 to 90."""
    level = draw.normal(55, 10, (runs, n))
    waves = [level + shift + draw.normal(0, 6, (runs, n)) for shift in (0.0, effect)]
    before, after = (np.clip(np.floor(wave / 5 + 0.5) * 5, 10, 90) for wave in waves)
    return after - before


def estimates(changes: np.ndarray) -> list[Estimate]:
    n = changes.shape[1]
    found = zip(changes.mean(axis=1), changes.std(axis=1, ddof=1), strict=True)
    return [mean_estimate(Moments(n, float(mean), float(sd))) for mean, sd in found]


RUNS = 1000


@pytest.mark.parametrize(("made", "n"), [(firms, 10), (firms, 60), (shown_staff, 60)])
def test_the_interval_holds_a_known_effect_in_95_of_100_runs(made: object, n: int) -> None:
    draw = np.random.default_rng(20261127)
    effect = 3.0
    held = sum(
        low <= effect <= high
        for low, high in (one.interval for one in estimates(made(draw, effect, RUNS, n)))  # type: ignore[operator]
    )
    assert 0.93 * RUNS <= held <= 0.97 * RUNS


def test_participants_beside_others_hold_a_known_effect_in_95_of_100_runs() -> None:
    draw = np.random.default_rng(2027)
    joined, others = firms(draw, 4.0, RUNS, 25), firms(draw, 1.0, RUNS, 80)
    held = 0
    for first, second in zip(others, joined, strict=True):
        low, high = welch_estimate(moments(list(first)), moments(list(second))).interval
        held += low <= 3.0 <= high
    assert 0.93 * RUNS <= held <= 0.97 * RUNS


def test_without_an_effect_any_cell_is_called_changed_in_at_most_5_of_100_runs() -> None:
    """26 scales of a hundred firms, together and in eight groups of 10 to 30; scales hang together."""
    draw = np.random.default_rng(7)
    places = np.split(np.arange(150), np.cumsum([10, 10, 12, 15, 18, 25, 30]))
    called = better = 0
    for _ in range(RUNS):
        common = draw.normal(0, 6, (1, 150))
        changes = np.round((common + draw.normal(0, 8, (26, 150))) * 12 / 25) * 25 / 12
        family = [one for some in (np.arange(150), *places) for one in estimates(changes[:, some])]
        verdicts = set(judge_together(family))
        better += Verdict.IMPROVEMENT in verdicts
        called += verdicts != {Verdict.NO_CLEAR_CHANGE}
    assert better <= called <= 0.05 * RUNS
    assert called > 0, "the test can fail: chance does call a cell now and then"
