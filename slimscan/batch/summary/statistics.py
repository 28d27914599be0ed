"""How well the scales measure (method 7).

Written as expressions over the responses frame, so that every engine can work them out in one pass.
Item values are counted in whole steps of a common unit: sums of whole numbers are the same in
whatever order they are added up, and one division at the end makes the figure.

Reliability is over complete cases, scale by scale: the respondents who answered every item of that
scale. Nothing is filled in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from slimscan.batch.summary.flags import FLAGGED, FLAGS, flag_column
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE, option_values
from slimscan.scoring.scales import Scales, chosen

if TYPE_CHECKING:
    import narwhals as nw

LEAST_COMPLETE = 30
"""The fewest complete respondents that a statistic is about."""

_DECIMALS = 9
"""Sums of broken numbers differ in their last digits from run to run, so these are left out."""

_FINEST = 10_000


@dataclass(frozen=True)
class Reliability:
    """How the items of a scale hang together, over `n` respondents who answered all of them.

    `alpha` is None for a scale of one item, or when everybody answered alike; an item's figure in
    `item_rest` (its correlation with the sum of the others) likewise. Of two items it is the
    Spearman-Brown coefficient that tells how reliable they are together (Eisinga, te Grotenhuis and
    Pelzer 2013); it is None for any other number. `mean` and `sd` are of their scores, 0 to 100.
    `scored` respondents have a score on it, with all of its items or not.
    """

    scale: str
    n: int
    scored: int
    mean: float
    sd: float
    alpha: float | None
    item_rest: tuple[tuple[str, float | None], ...]
    spearman_brown: float | None = None


@dataclass(frozen=True)
class ItemFigures:
    """How an item was answered: numbers of respondents, and mean and spread of its values.

    Values run from 0 to 100; so many respondents have the `lowest` of them, and the `highest`. `sd`
    is None for fewer than two who answered.
    """

    id: str
    answered: int
    dont_know: int
    not_applicable: int
    skipped: int
    mean: float | None
    sd: float | None
    lowest: int
    highest: int

    @property
    def applicable(self) -> int:
        """To how many it applies."""
        return self.answered + self.dont_know + self.skipped


@dataclass(frozen=True)
class Statistics:
    """The statistics of the respondents of one audience."""

    respondents: int
    items: tuple[ItemFigures, ...]
    scales: tuple[Reliability, ...]
    flags: Mapping[str, int]


def told_column(scale: str) -> str:
    """The column that says whether a row counts in the reliability of a scale."""
    return f"{scale}__told"


def statistics_by(
    answers: Any, scores: Any, scales: Scales, by: str = "audience", only_told: bool = False
) -> dict[str, Statistics]:
    """The statistics of every group of respondents that column `by` makes.

    With `only_told` both frames have a `told_column` for every scale, and how well a scale measures
    is over the rows that have it.

    Takes the responses frame and the scores frame of the same respondents as narwhals frames, eager
    or lazy, on any engine, and reads each once.
    """
    sums = answer_sums(answers, scales, by, only_told)
    return statistics_of(sums, score_moments(scores, scales, by, only_told), scales)


Sums = Mapping[str, Any]
"""What statistics are made of: how often items were answered in every way, sums and products."""


def answer_sums(
    answers: Any, scales: Scales, by: str = "audience", only_told: bool = False
) -> dict[str, Sums]:
    """The sums of every group of respondents, of what they answered; sums of frames add up."""
    import narwhals as nw

    items = _with_items(scales)
    unit = _unit(scales.questionnaire, scales.practices)
    steps = answers.with_columns(*_steps(scales, unit), flag_column(scales, nw)).with_columns(
        *_totals(items, only_told)
    )
    sums = steps.group_by(by).agg(
        nw.len().alias("respondents"),
        *_flag_sums(),
        *(each for item in scales.practices for each in _item_sums(scales, item, unit)),
        *(each for scale, its in items.items() for each in _scale_sums(scale, its)),
    )
    return {str(row[by]): row for row in _rows(sums)}


def score_moments(
    scores: Any, scales: Scales, by: str = "audience", only_told: bool = False
) -> dict[str, Sums]:
    """Mean and spread of the scores of every group of respondents."""
    items = _with_items(scales)
    moments = scores.group_by(by).agg(
        *(m for one, its in items.items() for m in _moments(one, its, only_told))
    )
    return {str(row[by]): row for row in _rows(moments)}


def statistics_of(
    sums: Mapping[str, Sums], moments: Mapping[str, Sums], scales: Scales
) -> dict[str, Statistics]:
    """The statistics of the groups that these are of."""
    items = _with_items(scales)
    unit = _unit(scales.questionnaire, scales.practices)
    return {one: _read({**its, **moments[one]}, items, scales, unit) for one, its in sums.items()}


def added_up(parts: Iterable[Mapping[str, Sums]]) -> dict[str, Sums]:
    """The sums of every group, of all parts together."""
    whole: dict[str, Counter[str]] = {}
    for part in parts:
        for group, sums in part.items():
            counts = {name: n or 0 for name, n in sums.items() if not isinstance(n, str)}
            whole.setdefault(group, Counter()).update(counts)
    return dict(whole)


ItemSums = Mapping[str, int | None]
"""How often every item was answered in every way, and sums of its values in whole units."""


def item_sums(answers: Any, scales: Scales) -> ItemSums:
    """What `item_figures` is made of, of the respondents in a frame; sums of frames add up."""
    import narwhals as nw

    unit = _unit(scales.questionnaire, scales.practices)
    sums = answers.with_columns(*_steps(scales, unit)).select(
        nw.len().alias("respondents"),
        *(each for item in scales.practices for each in _item_sums(scales, item, unit)),
    )
    [row] = _rows(sums)
    return row


def item_figures(sums: Iterable[ItemSums], scales: Scales) -> list[ItemFigures]:
    """How the items of these scales were answered by the respondents of these sums together."""
    unit = _unit(scales.questionnaire, scales.practices)
    whole = added_up({"": one} for one in sums).get("", Counter())
    return [_read_item(whole, item.id, whole["respondents"], unit) for item in scales.practices]


def _rows(frame: Any) -> list[dict[str, Any]]:
    import narwhals as nw

    if isinstance(frame, nw.LazyFrame):
        # Polars holds whole columns unless it is told to stream; other engines know no such choice.
        how: dict[str, Any] = {"engine": "streaming"} if frame.implementation.is_polars() else {}
        rows = frame.collect(**how)
    else:
        rows = frame
    return list(rows.iter_rows(named=True))


def _with_items(scales: Scales) -> dict[str, list[str]]:
    """Every lever and aspect with its items in this scan."""
    levers = {
        lever.id: [item.id for aspect in lever.aspects for item in aspect.items]
        for lever in scales.levers
    }
    aspects = {aspect.id: [item.id for item in aspect.items] for aspect in scales.aspects}
    return {scale: items for scale, items in (levers | aspects).items() if items}


def _unit(questionnaire: Questionnaire, items: Iterable[Item]) -> Fraction:
    """The largest unit that every item value is a whole number of."""
    values = {value for item in items for value in option_values(questionnaire, item)}
    fractions = [Fraction(value).limit_denominator(_FINEST) for value in sorted(values)]
    scale = math.lcm(*(one.denominator for one in fractions))
    return Fraction(math.gcd(*(int(one * scale) for one in fractions)) or 1, scale)


def _steps(scales: Scales, unit: Fraction) -> list[nw.Expr]:
    """For every item its value after reversal in whole units; null unless it was answered."""
    import narwhals as nw

    return [
        chosen(
            item.id, _whole(option_values(scales.questionnaire, item), unit), nw.Int64(), nw
        ).alias(f"{item.id}__steps")
        for item in scales.practices
    ]


def _whole(values: Iterable[float], unit: Fraction) -> list[int]:
    return [round(Fraction(value).limit_denominator(_FINEST) / unit) for value in values]


def _totals(items: Mapping[str, Sequence[str]], only_told: bool) -> list[nw.Expr]:
    """For every scale the sum of its items, null unless all were answered."""
    import narwhals as nw

    sums = {
        scale: reduce(add, (nw.col(f"{item}__steps") for item in its))
        for scale, its in items.items()
    }
    return [_told(one, scale, only_told).alias(f"{scale}__total") for scale, one in sums.items()]


def _told(value: nw.Expr, scale: str, only_told: bool) -> nw.Expr:
    """The value, null where the row does not count for the scale."""
    import narwhals as nw

    return nw.when(nw.col(told_column(scale))).then(value) if only_told else value


def _flag_sums() -> list[nw.Expr]:
    import narwhals as nw

    return [(nw.col(FLAGGED) == flag).cast(nw.Int32()).sum().alias(flag) for flag in FLAGS]


def _item_sums(scales: Scales, asked: Item, unit: Fraction) -> list[nw.Expr]:
    import narwhals as nw

    item = asked.id
    steps, cell = nw.col(f"{item}__steps"), nw.col(item)
    values = _whole(option_values(scales.questionnaire, asked), unit)
    return [
        steps.count().alias(f"{item}__answered"),
        steps.sum().alias(f"{item}__sum"),
        (steps * steps).sum().alias(f"{item}__squares"),
        (steps == min(values)).cast(nw.Int32()).sum().alias(f"{item}__lowest"),
        (steps == max(values)).cast(nw.Int32()).sum().alias(f"{item}__highest"),
        (cell == DONT_KNOW).cast(nw.Int32()).sum().alias(f"{item}__dont_know"),
        (cell == NOT_APPLICABLE).cast(nw.Int32()).sum().alias(f"{item}__not_applicable"),
    ]


def _scale_sums(scale: str, items: Sequence[str]) -> list[nw.Expr]:
    """What alpha is made of: sums, squares and products over the complete cases."""
    import narwhals as nw

    total = nw.col(f"{scale}__total")
    sums = [
        total.count().alias(f"{scale}__n"),
        total.sum().alias(f"{scale}__sum"),
        (total * total).sum().alias(f"{scale}__squares"),
    ]
    for item in items:
        steps = nw.when(~total.is_null()).then(nw.col(f"{item}__steps"))
        sums += [
            steps.sum().alias(f"{scale}__{item}__sum"),
            (steps * steps).sum().alias(f"{scale}__{item}__squares"),
            (steps * total).sum().alias(f"{scale}__{item}__products"),
        ]
    return sums


def _moments(scale: str, items: Sequence[str], only_told: bool) -> list[nw.Expr]:
    """Mean and spread of the scores of the complete cases."""
    import narwhals as nw

    complete = nw.col(f"{scale}__answered") == len(items)
    own = _told(nw.col(scale), scale, only_told)
    score = nw.when(complete).then(own)
    return [
        score.mean().alias(f"{scale}__mean"),
        score.std().alias(f"{scale}__sd"),
        own.count().alias(f"{scale}__scored"),
    ]


def _read(
    row: Mapping[str, Any], items: Mapping[str, Sequence[str]], scales: Scales, unit: Fraction
) -> Statistics:
    everyone = row["respondents"]
    return Statistics(
        respondents=everyone,
        items=tuple(_read_item(row, item.id, everyone, unit) for item in scales.practices),
        scales=tuple(
            _read_scale(row, scale, its)
            for scale, its in items.items()
            if row[f"{scale}__n"] >= LEAST_COMPLETE
        ),
        flags={flag: row[flag] or 0 for flag in FLAGS},
    )


def _read_item(row: Mapping[str, Any], item: str, everyone: int, unit: Fraction) -> ItemFigures:
    answered = row[f"{item}__answered"]
    dont_know, not_applicable = row[f"{item}__dont_know"] or 0, row[f"{item}__not_applicable"] or 0
    return ItemFigures(
        id=item,
        answered=answered,
        dont_know=dont_know,
        not_applicable=not_applicable,
        skipped=everyone - answered - dont_know - not_applicable,
        mean=float(row[f"{item}__sum"] * unit / answered) if answered else None,
        sd=_deviation(answered, row[f"{item}__sum"], row[f"{item}__squares"], unit),
        lowest=row[f"{item}__lowest"] or 0,
        highest=row[f"{item}__highest"] or 0,
    )


def _deviation(n: int, total: int, squares: int, unit: Fraction) -> float | None:
    if n < 2:
        return None
    return math.sqrt(_scatter(n, squares, total, total) / (n * (n - 1))) * float(unit)


def _read_scale(row: Mapping[str, Any], scale: str, items: Sequence[str]) -> Reliability:
    n, total, squares = (row[f"{scale}__{part}"] for part in ("n", "sum", "squares"))
    spread = _scatter(n, squares, total, total)
    scatters, rests = [], []
    for item in items:
        own, its_squares, products = (
            row[f"{scale}__{item}__{part}"] for part in ("sum", "squares", "products")
        )
        within = _scatter(n, its_squares, own, own)
        joint = _scatter(n, products, own, total) - within
        rest = spread - within - 2 * joint
        scatters.append(within)
        rests.append((item, joint / math.sqrt(within * rest) if within and rest else None))
    k = len(items)
    pair = rests[0][1] if k == 2 else None
    return Reliability(
        scale=scale,
        n=n,
        scored=row[f"{scale}__scored"],
        mean=round(row[f"{scale}__mean"], _DECIMALS),
        sd=round(row[f"{scale}__sd"], _DECIMALS),
        alpha=k / (k - 1) * (1 - sum(scatters) / spread) if k > 1 and spread else None,
        item_rest=tuple(rests) if k > 1 else (),
        spearman_brown=2 * pair / (1 + pair) if pair is not None and pair > -1 else None,
    )


def _scatter(n: int, products: int, first: int, second: int) -> int:
    """n times the sum of products of deviations: whole, so that nothing is lost by cancelling."""
    return n * products - first * second
