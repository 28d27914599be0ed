"""From a responses frame to a scores frame (method, section 2), written once for every engine.

A scale is one aspect, one lever, or the overall score. For every scale the scores frame has six
columns, so that one respondent and ten million are read the same way:

* `<scale>`: the score, 0 to 100, unrounded; null when it is not valid
* `<scale>__answered`, `<scale>__applicable`: number of items
* `<scale>__lowest`: the value of the lowest answered item, 0 to 100
* `<scale>__low`, `<scale>__high`: what the score would be if every missing item were 0 or 100

Everything is an expression over columns: nothing is collected, so a lazy frame stays lazy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slimscan.questionnaire.models import Aspect, Item, Questionnaire
from slimscan.responses import DONT_KNOW, NOT_APPLICABLE

if TYPE_CHECKING:
    import narwhals as nw

OVERALL = "overall"
COUNTS = ("answered", "applicable")
PARTS = (*COUNTS, "lowest", "low", "high")


@dataclass(frozen=True)
class AspectScale:
    """An aspect with the items that belong to it in this scan; the leaf of all scoring."""

    id: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class LeverScale:
    """A lever with its aspects."""

    id: str
    aspects: tuple[AspectScale, ...]


@dataclass(frozen=True)
class Scales:
    """What is scored: the levers, and aspects beside them (a sector module's)."""

    questionnaire: Questionnaire
    levers: tuple[LeverScale, ...]
    beside: tuple[AspectScale, ...] = ()

    @property
    def aspects(self) -> tuple[AspectScale, ...]:
        """Every aspect, within the levers first."""
        within = tuple(aspect for lever in self.levers for aspect in lever.aspects)
        return within + self.beside

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item that belongs to a scale, in order."""
        return tuple(item for aspect in self.aspects for item in aspect.items)

    @property
    def ids(self) -> tuple[str, ...]:
        """The columns of scores, overall first."""
        levers = tuple(lever.id for lever in self.levers)
        return (OVERALL, *levers, *(aspect.id for aspect in self.aspects))


def scales_of(
    questionnaire: Questionnaire, quick: bool = False, beside: Sequence[Aspect] = ()
) -> Scales:
    """The scales of a scan. In a quick scan only the quick items belong to them (method 2.1)."""
    return Scales(
        questionnaire,
        tuple(
            LeverScale(lever.id, tuple(_scale(aspect, quick) for aspect in lever.aspects))
            for lever in questionnaire.levers
        ),
        tuple(_scale(aspect, quick) for aspect in beside),
    )


def _scale(aspect: Aspect, quick: bool) -> AspectScale:
    return AspectScale(aspect.id, tuple(i for i in aspect.items if i.quick or not quick))


def score(responses: Any, scales: Scales) -> Any:
    """The scores frame of a responses frame: its other columns, then six for every scale.

    Takes and gives a narwhals frame, eager or lazy, on any engine. It goes up in steps, each from
    the columns of the step before, which keeps every expression short: items, aspects, levers, all.
    """
    items = {item.id for item in scales.items}
    others = [name for name in responses.collect_schema().names() if name not in items]
    columns = [
        f"{scale}{part}" for scale in scales.ids for part in ("", *(f"__{p}" for p in PARTS))
    ]
    return (
        responses.with_columns(*_items(scales))
        .with_columns(*(column for aspect in scales.aspects for column in _sums(aspect)))
        .with_columns(*(column for aspect in scales.aspects for column in _aspect(aspect)))
        .with_columns(*(column for lever in scales.levers for column in _lever(lever)))
        .with_columns(*_overall(scales))
        .select(*others, *columns)
    )


def _items(scales: Scales) -> list[nw.Expr]:
    """For every item: its value after reversal, and 1 or 0 for answered and for applicable."""
    import narwhals as nw

    names = [item.id for item in scales.items]
    code = nw.col(*names).fill_null(DONT_KNOW)
    return [
        *(_values(group, values) for values, group in _by_values(scales).items()),
        (code >= 0).cast(nw.Int32()).name.suffix("__answered"),
        (code != NOT_APPLICABLE).cast(nw.Int32()).name.suffix("__applicable"),
    ]


def _by_values(scales: Scales) -> dict[tuple[float, ...], list[str]]:
    """The items that share one list of values, so that one expression serves them all."""
    groups: dict[tuple[float, ...], list[str]] = {}
    for item in scales.items:
        values = scales.questionnaire.answer_set_of(item).values
        final = tuple(100 - value for value in values) if item.reversed else values
        groups.setdefault(final, []).append(item.id)
    return groups


def _values(names: list[str], values: tuple[float, ...]) -> nw.Expr:
    import narwhals as nw

    places = list(range(len(values)))
    value = nw.col(*names).replace_strict(
        places, list(values), default=None, return_dtype=nw.Float64()
    )
    return value.name.suffix("__value")


def _sums(aspect: AspectScale) -> list[nw.Expr]:
    """What an aspect's score is made of: counts, lowest value, and weighted sums."""
    import narwhals as nw

    if not aspect.items:
        return []

    def total(part: str, weighted: bool) -> nw.Expr:
        return nw.sum_horizontal(
            *(
                nw.col(f"{item.id}__{part}") * item.weight
                if weighted and item.weight != 1
                else nw.col(f"{item.id}__{part}")
                for item in aspect.items
            )
        )

    return [
        total("answered", weighted=False).alias(f"{aspect.id}__answered"),
        total("applicable", weighted=False).alias(f"{aspect.id}__applicable"),
        nw.min_horizontal(*(nw.col(f"{item.id}__value") for item in aspect.items)).alias(
            f"{aspect.id}__lowest"
        ),
        total("value", weighted=True).alias(f"{aspect.id}__points"),
        total("answered", weighted=True).alias(f"{aspect.id}__weight"),
        total("applicable", weighted=True).alias(f"{aspect.id}__whole"),
    ]


def _aspect(aspect: AspectScale) -> list[nw.Expr]:
    """Weighted mean of the answered items, valid if at least half of the applicable is answered."""
    import narwhals as nw

    if not aspect.items:
        return _empty(aspect.id)

    def column(part: str) -> nw.Expr:
        return nw.col(f"{aspect.id}__{part}")

    valid = (column("answered") > 0) & (2 * column("answered") >= column("applicable"))
    applies = column("applicable") > 0
    missing = 100 * (column("whole") - column("weight"))
    return [
        nw.when(valid).then(column("points") / column("weight")).alias(aspect.id),
        nw.when(applies).then(column("points") / column("whole")).alias(f"{aspect.id}__low"),
        nw.when(applies)
        .then((column("points") + missing) / column("whole"))
        .alias(f"{aspect.id}__high"),
    ]


def _lever(lever: LeverScale) -> list[nw.Expr]:
    """Mean of the valid aspects, valid if at least half of the applicable aspects is valid."""
    import narwhals as nw

    ids = [aspect.id for aspect in lever.aspects]
    valid = _how_many(ids)
    applicable = _how_many([f"{name}__low" for name in ids])
    return [
        nw.when((valid > 0) & (2 * valid >= applicable)).then(_sum(ids) / valid).alias(lever.id),
        *_counts(lever.id, ids),
        *_range(lever.id, ids, applicable),
    ]


def _overall(scales: Scales) -> list[nw.Expr]:
    """Mean of the lever scores, only if all of them are valid."""
    import narwhals as nw

    ids = [lever.id for lever in scales.levers]
    return [
        nw.when(_how_many(ids) == len(ids)).then(_sum(ids) / len(ids)).alias(OVERALL),
        *_counts(OVERALL, ids),
        *_range(OVERALL, ids, _how_many([f"{name}__low" for name in ids])),
    ]


def _counts(scale: str, ids: Sequence[str]) -> list[nw.Expr]:
    import narwhals as nw

    return [
        *(_sum([f"{name}__{part}" for name in ids]).alias(f"{scale}__{part}") for part in COUNTS),
        nw.min_horizontal(*(f"{name}__lowest" for name in ids)).alias(f"{scale}__lowest"),
    ]


def _range(scale: str, ids: Sequence[str], count: nw.Expr) -> list[nw.Expr]:
    """The mean of the parts' bounds over the parts that apply."""
    import narwhals as nw

    return [
        nw.when(count > 0)
        .then(_sum([f"{name}__{bound}" for name in ids]) / count)
        .alias(f"{scale}__{bound}")
        for bound in ("low", "high")
    ]


def _empty(scale: str) -> list[nw.Expr]:
    """The columns of an aspect that has no item in this scan."""
    import narwhals as nw

    scores = [scale, *(f"{scale}__{part}" for part in ("lowest", "low", "high"))]
    return [
        *(nw.lit(0, nw.Int32()).alias(f"{scale}__{part}") for part in COUNTS),
        *(nw.lit(None, nw.Float64()).alias(name) for name in scores),
    ]


def _how_many(columns: Sequence[str]) -> nw.Expr:
    """How many of the columns have a value: engines differ in adding up truth values."""
    import narwhals as nw

    return nw.sum_horizontal(*((~nw.col(name).is_null()).cast(nw.Int32()) for name in columns))


def _sum(columns: Sequence[str]) -> nw.Expr:
    """The sum of the columns, counting what is missing as 0."""
    import narwhals as nw

    return nw.sum_horizontal(*columns)
