"""From a responses frame to a scores frame (method, section 2), written once for every engine.

A scale is one aspect, one lever, the overall score, or an outcome of the staff, which is scored as
an aspect is. For every scale the scores frame has six columns, so that one respondent and ten
million are read the same way:

* `<scale>`: the score, 0 to 100, unrounded; null when it is not valid
* `<scale>__answered`, `<scale>__applicable`: number of items
* `<scale>__lowest`: the value of the lowest answered item, 0 to 100
* `<scale>__low`, `<scale>__high`: what the score would be if every missing item of the aspects that
  carry it were 0 or 100

Everything is an expression over columns: nothing is collected, so a lazy frame stays lazy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import OVERALL, AspectScale, LeverScale, Scales

ANSWERED, APPLICABLE = COUNTS = ("answered", "applicable")
BOUNDS = ("low", "high")
PARTS = (*COUNTS, "lowest", *BOUNDS)


def answered_column(scale: str) -> str:
    """The column of a scores frame that says how many items of a scale somebody answered."""
    return f"{scale}__{ANSWERED}"


def applicable_column(scale: str) -> str:
    """The column that says to how many items of it anything could be answered."""
    return f"{scale}__{APPLICABLE}"


def score_responses(responses: Any, scales: Scales, nw: Any = None) -> Any:
    """The scores frame of a responses frame: its other columns, then six for every scale.

    Takes and gives a narwhals frame, eager or lazy, on any engine; with polars as `nw` a frame of
    polars itself, whose expressions are made in a tenth of the time. It goes up in steps, each from
    the columns of the step before, which keeps every expression short: items, aspects, levers, all.
    """
    if nw is None:
        import narwhals as nw

    items = {item.id for item in scales.items}
    others = [name for name in responses.collect_schema().names() if name not in items]
    for step in scoring_steps(scales, nw):
        responses = responses.with_columns(*step)
    columns = [
        f"{scale}{part}" for scale in scales.ids for part in ("", *(f"__{p}" for p in PARTS))
    ]
    return responses.select(*others, *columns)


def scoring_steps(scales: Scales, nw: Any) -> Iterator[list[Any]]:
    """The expressions of all scoring, step by step: each over columns of the steps before it.

    `nw` makes them: narwhals or polars for a frame, or what notes them down as a program
    (`scoring/program.py`), so that no second way of scoring exists.
    """
    leaves, levers = scales.leaves, scales.levers
    share = scales.questionnaire.valid_share
    yield _items(scales, nw)
    yield [column for leaf in leaves for column in _sums(leaf, nw)]
    yield [column for leaf in leaves for column in _aspect(leaf, share, nw)]
    yield _there([name for lever in levers for name in lever.parts], nw)
    yield [column for lever in levers for column in _totals(lever.id, lever.parts, nw)]
    yield [column for lever in levers for column in _carried(lever, nw)]
    yield [column for lever in levers for column in _lever(lever, share, nw)]
    yield _there([lever.id for lever in levers], nw)
    yield _totals(OVERALL, [lever.id for lever in levers], nw)
    yield _overall(len(levers), nw)


def _items(scales: Scales, nw: Any) -> list[Any]:
    """For every item: its value after reversal, and 1 or 0 for answered and for applicable."""
    names = [item.id for item in scales.items]
    if not names:
        return []
    code = nw.col(*names).fill_null(DONT_KNOW)
    return [
        *(
            _value(name, values, nw)
            for values, group in _by_values(scales).items()
            for name in group
        ),
        (code >= 0).cast(nw.Int32()).name.suffix("__answered"),
        (code != NOT_APPLICABLE).cast(nw.Int32()).name.suffix("__applicable"),
    ]


def _by_values(scales: Scales) -> dict[tuple[float, ...], list[str]]:
    """The items that share one list of values, so that one expression serves them all."""
    groups: dict[tuple[float, ...], list[str]] = {}
    for item in scales.items:
        groups.setdefault(scales.questionnaire.option_values(item), []).append(item.id)
    return groups


def _value(name: str, values: Sequence[float], nw: Any) -> Any:
    return chosen(name, values, nw.Float64(), nw).alias(f"{name}__value")


def chosen(name: str, numbers: Sequence[float], kind: Any, nw: Any) -> Any:
    """The number that belongs to the chosen option of an item, by its place; null for none.

    Options at even distances, the usual case, are worked out; others go choice by choice. A look-up
    table would make polars hold the whole column.
    """
    place = nw.col(name)
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 0
    if all(numbers[0] + step * at == number for at, number in enumerate(numbers)):
        return nw.when(place >= 0).then(place.cast(kind) * step + numbers[0])
    found: Any = nw.lit(None, kind)
    for at, number in reversed(list(enumerate(numbers))):
        found = nw.when(place == at).then(nw.lit(number, kind)).otherwise(found)
    return found


def _sums(aspect: AspectScale, nw: Any) -> list[Any]:
    """What an aspect's score is made of: counts, lowest value, and weighted sums."""
    if not aspect.items:
        return []

    def total(part: str, weighted: bool = False) -> Any:
        return nw.sum_horizontal(
            *(
                nw.col(f"{item.id}__{part}") * item.weight
                if weighted and item.weight != 1
                else nw.col(f"{item.id}__{part}")
                for item in aspect.items
            )
        )

    sums = [
        total("answered").alias(answered_column(aspect.id)),
        total("applicable").alias(applicable_column(aspect.id)),
        _lowest([f"{item.id}__value" for item in aspect.items], nw).alias(f"{aspect.id}__lowest"),
        total("value", weighted=True).alias(f"{aspect.id}__points"),
    ]
    if not aspect.weighted:
        return sums
    return [
        *sums,
        total("answered", weighted=True).alias(f"{aspect.id}__weight"),
        total("applicable", weighted=True).alias(f"{aspect.id}__whole"),
    ]


def _lowest(names: Sequence[str], nw: Any) -> Any:
    """The lowest of these columns; Spark finds none among a single one."""
    return nw.min_horizontal(*names) if len(names) > 1 else nw.col(*names)


def _enough(there: Any, of: Any, share: Fraction) -> Any:
    """Whether at least this share of what applies is there, and at least one; in whole numbers."""
    return (there > 0) & (there * share.denominator >= of * share.numerator)


def _aspect(aspect: AspectScale, share: Fraction, nw: Any) -> list[Any]:
    """Weighted mean of the answered items, valid if enough of the applicable ones is answered."""
    if not aspect.items:
        return _empty(aspect.id, nw)

    weights = ("weight", "whole") if aspect.weighted else COUNTS
    answered, applicable, points, weight, whole = (
        nw.col(f"{aspect.id}__{part}") for part in (*COUNTS, "points", *weights)
    )
    valid = _enough(answered, applicable, share)
    applies = applicable > 0
    return [
        nw.when(valid).then(points / weight).alias(aspect.id),
        nw.when(applies).then(points / whole).alias(f"{aspect.id}__low"),
        nw.when(applies)
        .then((points + 100 * (whole - weight)) / whole)
        .alias(f"{aspect.id}__high"),
    ]


def _there(ids: Sequence[str], nw: Any) -> list[Any]:
    """For every scale 1 or 0: has it a score, and does it apply.

    Whole numbers, because engines differ in adding up truth values; and columns of their own,
    because an expression that is used three times is worked out three times.
    """
    return [
        (~nw.col(*names).is_null()).cast(nw.Int32()).name.suffix("__there")
        for names in (ids, [f"{name}__low" for name in ids])
    ]


def _totals(scale: str, ids: Sequence[str], nw: Any) -> list[Any]:
    """What a scale's score is made of: sums over its parts, counting what is missing as 0."""

    def total(part: str) -> Any:
        return nw.sum_horizontal(*(f"{name}{part}" for name in ids))

    return [
        *(total(f"__{part}").alias(f"{scale}__{part}") for part in COUNTS),
        _lowest([f"{name}__lowest" for name in ids], nw).alias(f"{scale}__lowest"),
        total("").alias(f"{scale}__points"),
        total("__there").alias(f"{scale}__valid"),
        total("__low__there").alias(f"{scale}__parts"),
        *(total(f"__{bound}").alias(f"{scale}__{bound}_points") for bound in BOUNDS),
    ]


def _lever(lever: LeverScale, share: Fraction, nw: Any) -> list[Any]:
    """Mean of the valid aspects, if enough of the aspects and of all their items is there.

    Its range is that of the aspects that carry it, so that the score lies within; without a score
    it is that of all that apply.
    """
    names = ("points", "valid", "parts", *COUNTS)
    points, valid, parts, answered, applicable = (nw.col(f"{lever.id}__{name}") for name in names)
    enough = _enough(valid, parts, share) & _enough(answered, applicable, share)
    return [
        nw.when(enough).then(points / valid).alias(lever.id),
        *(
            nw.when(enough)
            .then(nw.col(f"{lever.id}__{bound}_carried") / valid)
            .otherwise(_mean_bound(lever.id, bound, nw))
            .alias(f"{lever.id}__{bound}")
            for bound in BOUNDS
        ),
    ]


def _overall(levers: int, nw: Any) -> list[Any]:
    """Mean of the lever scores, only if all of them are valid."""
    points, valid = (nw.col(f"{OVERALL}__{name}") for name in ("points", "valid"))
    bounds = [_mean_bound(OVERALL, bound, nw).alias(f"{OVERALL}__{bound}") for bound in BOUNDS]
    return [nw.when(valid == levers).then(points / levers).alias(OVERALL), *bounds]


def _mean_bound(scale: str, bound: str, nw: Any) -> Any:
    """The mean of the parts' bounds over the parts that apply."""
    parts = nw.col(f"{scale}__parts")
    return nw.when(parts > 0).then(nw.col(f"{scale}__{bound}_points") / parts)


def _carried(lever: LeverScale, nw: Any) -> list[Any]:
    """The sums of the bounds of the aspects that have a score."""
    return [
        nw.sum_horizontal(
            *(
                nw.when(nw.col(f"{name}__there") == 1).then(nw.col(f"{name}__{bound}"))
                for name in lever.parts
            )
        ).alias(f"{lever.id}__{bound}_carried")
        for bound in BOUNDS
    ]


def _empty(scale: str, nw: Any) -> list[Any]:
    """The columns of an aspect that has no item in this scan."""
    scores = [scale, *(f"{scale}__{part}" for part in ("lowest", "low", "high"))]
    return [
        *(nw.lit(0, nw.Int32()).alias(f"{scale}__{part}") for part in COUNTS),
        *(nw.lit(None, nw.Float64()).alias(name) for name in scores),
    ]
