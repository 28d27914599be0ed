"""How good the answers of a batch are, held against R and against numpy written from the formulas.

The values of R (4.2.2) are of `staff_values()`, five options worth 0 to 100, computed once with

    v <- 25 * d[, c("a", "b", "c")]; score <- rowMeans(v)
    t <- summary(aov(score ~ factor(d$firm)))[[1]]
    msb <- t[1, "Mean Sq"]; msw <- t[2, "Mean Sq"]; k <- nrow(d) / length(unique(d$firm))
    icc1 <- (msb - msw) / (msb + (k - 1) * msw); icc2 <- (msb - msw) / msb
    r_wg <- sapply(split(v, d$firm), function(g) { r <- mean(sapply(g, var)) / 1250
        if (r >= 1) 0 else 3 * (1 - r) / (3 * (1 - r) + r) })
    r <- cor(v$a, v$b); spearman_brown <- 2 * r / (1 + r)
    alpha <- 3 / 2 * (1 - sum(sapply(v, var)) / var(rowSums(v)))
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from batch_examples import Person, leader, staff
from test_batch_statistics import by_scale, scales_for, told_of
from test_batch_summary import document_of

from slimscan.batch.summary.agreement import (
    agreement_of,
    agreement_within,
    by_organisation,
    group_sums,
    intraclass,
)
from slimscan.batch.summary.answer_sums import item_counts, told_column
from slimscan.batch.summary.scale_staff import staff_part
from slimscan.batch.summary.statistics import item_figures
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import OVERALL
from slimscan.scoring.scores import score_responses

ITEMS = ("A1", "B1", "C1")
R_WG = (0.250000000, 0.796875000, 0.656250000, 0.462962963, 0.857142857, 0.453488372,
        0.591346154, 0.809589041, 0.774193548, 0.838235294, 0.318750000, 0.763157895)  # fmt: skip


def staff_values() -> list[tuple[int, ...]]:
    """Firm and the places of three answers, of five to eight staff in each of twelve firms."""
    draw = random.Random(20091)
    rows = []
    for firm in range(12):
        level = draw.gauss(2, 0.8)
        for _ in range(5 + firm % 4):
            own = level + draw.gauss(0, 0.7)
            places = (max(0, min(4, round(own + draw.gauss(0, 0.8)))) for _ in ITEMS)
            rows.append((firm, *places))
    return rows


def frame() -> pl.DataFrame:
    """The same as a responses frame."""
    schema = {"firm": pl.Int64(), **dict.fromkeys(ITEMS, pl.Int8())}
    rows = pl.DataFrame(staff_values(), schema=schema, orient="row")
    return rows.with_columns(
        pl.format("firm {}", "firm").alias("organisation_key"), audience=pl.lit("employee")
    )


def test_agreement_and_differences_of_organisations_are_those_of_r(mini: Instrument) -> None:
    groups = defaultdict(list)
    for firm, *places in staff_values():
        groups[firm].append([25 * place for place in places])
    variances = [float(np.var(one, axis=0, ddof=1).sum()) for one in groups.values()]
    within = agreement_within(pl.Series("variance", variances), [1250] * 3)
    assert within.to_list() == pytest.approx(R_WG, abs=1e-9)
    scored = [np.mean(one, axis=1) for one in groups.values()]
    groups_of_it = sums(
        [len(one) for one in scored],
        [float(one.sum()) for one in scored],
        [float((one**2).sum()) for one in scored],
    )
    assert intraclass(groups_of_it) == pytest.approx((0.3325269877, 0.7640519699), abs=1e-9)

    scales = scales_for(mini, {"trio": ITEMS}, 5)
    answers = frame().lazy()
    scores = score_responses(nw.from_native(answers), scales).to_native()
    staff = answers.collect().hstack(scores.select("trio").collect())
    items = [one for one in scales.practices if one.id in ITEMS]
    told = agreement_of(
        "trio", group_sums(by_organisation(staff, "trio", items, scales), items, scales)
    )
    assert told is not None
    assert (told.organisations, told.icc1, told.icc2, told.r_wg) == (12, 0.35, 0.75, 0.7)
    assert median(R_WG) == pytest.approx(0.7097039474)
    few = staff.filter(pl.col("organisation_key").rank("dense") < 10)
    assert (
        agreement_of("trio", group_sums(by_organisation(few, "trio", items, scales), items, scales))
        is None
    )


def sums(n: list[int], total: list[float], squares: list[float]) -> pl.DataFrame:
    return pl.DataFrame({"n": n, "total": total, "squares": squares})


def test_groups_that_are_all_alike_and_groups_that_differ_in_nothing_have_their_ends() -> None:
    apart = sums([5] * 3, [0.0, 250.0, 500.0], [0.0, 12_500.0, 50_000.0])
    assert intraclass(apart) == (1.0, 1.0)
    assert intraclass(sums([5] * 3, [250.0] * 3, [12_500.0] * 3)) == (None, None)
    icc1, icc2 = intraclass(sums([2] * 3, [100.0] * 3, [10_000.0] * 3))
    assert icc1 is not None
    assert icc1 < 0
    assert icc2 == 0.0
    variances = pl.Series("variance", [0.0, 5000.0])
    within = agreement_within(variances, [1250, 1250]).to_list()
    assert within == [1, 0], "less than by chance counts as none"


def test_two_items_have_the_spearman_brown_coefficient_and_three_have_alpha(
    mini: Instrument,
) -> None:
    rows = [dict(zip(ITEMS, places, strict=True)) for _, *places in staff_values()]
    pair = by_scale(told_of(scales_for(mini, {"pair": ITEMS[:2]}, 5), rows))["pair"]
    trio = by_scale(told_of(scales_for(mini, {"trio": ITEMS}, 5), rows))["trio"]
    assert pair.spearman_brown == pytest.approx(0.760184659, abs=1e-9)
    assert trio.spearman_brown is None
    assert trio.alpha == pytest.approx(0.7985347371, abs=1e-9)
    assert [value for _, value in trio.item_rest] == pytest.approx(
        [0.6357291065, 0.6871598177, 0.6104070268], abs=1e-9
    )


def test_the_ends_of_an_item_are_counted_by_its_values_after_reversal(mini: Instrument) -> None:
    scales = scales_for(mini, {"trio": ("A1", "-B1", "C1")}, 5)
    told = {one.id: one for one in item_figures([item_counts(frame(), scales)], scales)}
    sds = (32.95447369, 30.55057276, 29.7218345)
    assert [told[item].sd for item in ITEMS] == pytest.approx(sds, abs=1e-8)
    assert [told[item].lowest / 78 for item in ITEMS] == pytest.approx(
        [0.141025641, 0.141025641, 0.07692307692]
    )
    assert [told[item].highest / 78 for item in ITEMS] == pytest.approx(
        [0.1666666667, 0.1153846154, 0.1666666667]
    )


def firms(count: int) -> list[Person]:
    """Firms of a leader, who sometimes does not know, and six staff."""
    people = []
    for number in range(count):
        led = leader(f"Firm {number}", number % 5)
        places = led.places if number % 6 else {**led.places, "D1": DONT_KNOW}
        people += [replace(led, places=places), *staff(f"Firm {number}", 6)]
    return people


def test_the_summary_tells_both_ends_and_dont_know_by_audience_in_its_steps(
    tmp_path: Path, mini: Instrument
) -> None:
    people = firms(12)
    told = document_of(tmp_path / "out", mini, people)["audiences"]
    [item] = [one for one in told["leader"]["items"] if one["id"] == "H1"]
    values = np.array([25 * one.places["H1"] for one in people if one.audience == "leader"])
    assert item == {
        "id": "H1",
        "n": 12,
        "mean": int(values.mean() + 0.5),
        "sd": int(values.std(ddof=1) + 0.5),
        "lowest_percent": int(100 * (values == 0).mean() + 0.5),
        "highest_percent": int(100 * (values == 100).mean() + 0.5),
        "dont_know_percent": 0,
    }
    [unknown] = [one for one in told["leader"]["items"] if one["id"] == "D1"]
    assert (unknown["n"], unknown["dont_know_percent"]) == (10, 17)
    [of_staff] = [one for one in told["employee"]["items"] if one["id"] == "H1"]
    values = np.array([25 * one.places["H1"] for one in people if one.audience == "employee"])
    assert of_staff["n"] == "50-99"
    assert of_staff["sd"] == 5 * int(values.std(ddof=1) / 5 + 0.5)
    assert of_staff["lowest_percent"] == 20 * int(100 * (values == 0).mean() / 20 + 0.5)
    assert of_staff["highest_percent"] == 20 * int(100 * (values == 100).mean() / 20 + 0.5)
    agreement = {one["scale"]: one for one in told["employee"]["agreement"]}
    assert agreement["heat"]["organisations"] == 12
    assert told["leader"]["agreement"] == []
    few = document_of(tmp_path / "few", mini, [one for one in firms(21) if one not in people])
    assert few["audiences"]["employee"]["agreement"] == [], "nine firms are too few"
    assert few["audiences"]["leader"]["items"] == []


@pytest.mark.parametrize("open_share", [0.02, 0.3, 0.7])
def test_those_who_answered_other_questions_than_most_of_their_firm_are_counted(
    mini: Instrument, open_share: float
) -> None:
    draw, scales = random.Random(7), scales_for(mini, {"trio": ITEMS}, 5)
    states = (None, DONT_KNOW, NOT_APPLICABLE)
    rows = [
        [
            f"firm {firm}",
            *(
                draw.choice(states) if draw.random() < open_share else draw.randrange(5)
                for _ in ITEMS
            ),
        ]
        for firm in range(40)
        for _ in range(draw.randint(1, 9))
    ]
    schema = {"organisation_key": pl.String(), **dict.fromkeys(ITEMS, pl.Int8())}
    answers = pl.DataFrame(rows, schema=schema, orient="row")
    scores = score_responses(nw.from_native(answers.lazy()), scales).to_native().collect()
    staff = answers.hstack(scores.select("trio", "trio__answered")).with_columns(
        pl.lit(True).alias(told_column(OVERALL))
    )
    answered: dict[str, Counter[tuple[bool, ...]]] = defaultdict(Counter)
    having = staff.drop_nulls("trio")
    for firm, *places in having.select("organisation_key", *ITEMS).iter_rows():
        answered[firm][tuple(place is not None and place >= 0 for place in places)] += 1
    apart = sum(one.total() - max(one.values()) for one in answered.values())
    assert staff_part(staff, having, "trio", scales, None).unlike == apart > 0
