"""How organisations stand beside each other: the values that summary and benchmark are made of.

Every organisation counts once. Its value for leaders is the mean of its leaders; its value for
staff is the mean that may be shown of them (`released.py`), so that nothing about staff is told
here that is not told there. Where no organisation has a name, every respondent counts once instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import KEY, is_leader
from slimscan.batch.organisations.organisation_field import LED, OrganisationField
from slimscan.batch.organisations.released import read_released
from slimscan.privacy import CellPlace, divisions, place_of, shown_cells, shown_groups
from slimscan.questionnaire.models import Audience
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.shown import percent, stored_column, whole, whole_column

if TYPE_CHECKING:
    import polars as pl

PERCENTILES = (10, 25, 50, 75, 90)
LEAST_STAFF = 30
"""The fewest respondents that staff without an organisation's name are shown of, all together."""

_VALUE = "value"
_SCALES_AT_ONCE = 3
"""So many scales are read together: looking for those who count takes longer than reading one."""


@dataclass(frozen=True)
class Spread:
    """How the values of one scale are spread over `n` organisations: whole numbers, 0 to 100.

    `bands` is the share in each band of the questionnaire, in whole percents; an outcome has none.
    """

    n: int
    percentiles: tuple[int, ...]
    bands: tuple[int, ...]

    @property
    def median(self) -> int:
        """Half of the organisations are at or over it."""
        return self.percentiles[PERCENTILES.index(50)]

    @property
    def middle(self) -> tuple[int, int]:
        """Between these lies the middle half."""
        return self.percentiles[PERCENTILES.index(25)], self.percentiles[PERCENTILES.index(75)]


@dataclass(frozen=True)
class Standings:
    """The values of one audience. `by_name`: one row an organisation, else one a respondent.

    `values` gives sector, size, the value of every column that is split by, and those of some of
    the `scales`, each by its name. It reads them when it is asked: the values of all scales at once
    would take as much memory as there are organisations.
    """

    by_name: bool
    scales: Sequence[str]
    values: Callable[[Sequence[str]], pl.LazyFrame]
    splits: int = 0
    """How many further columns there are to split by."""
    _last: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def _had(self, scale: str) -> pl.DataFrame:
        """The values of a scale that are there: read with those that are asked for after it."""
        import polars as pl

        if scale not in self._last:
            place = self.scales.index(scale)
            some = self.scales[place : place + _SCALES_AT_ONCE]
            self._last.clear()
            self._last.update(dict.fromkeys(some, self.values(some).collect(engine="streaming")))
        places = (*DIVIDED_BY, *split_columns(self.splits))
        value = pl.col(_value_of(scale)).alias(_VALUE)
        return self._last[scale].select(*places, value).drop_nulls(_VALUE)

    def spreads(self, scale: str, edges: Sequence[float]) -> dict[CellPlace, Spread]:
        """The spread of one scale in every cell that may be shown; `edges` start the bands."""
        values = self._had(scale)
        counts = {tuple(place): n for *place, n in values.group_by(DIVIDED_BY).len().rows()}
        shown = shown_cells(counts)
        spreads: dict[CellPlace, Spread] = {}
        for names in divisions():
            for row in _aggregate(values, names, edges):
                place = place_of(row)
                if place in shown:
                    spreads[place] = _spread(row, edges)
        return spreads

    def tallies(self, scale: str, places: Collection[CellPlace]) -> dict[CellPlace, dict[str, int]]:
        """How often every value of a scale is had in each of these cells."""
        values = self._had(scale)
        found: dict[CellPlace, dict[str, int]] = {}
        for names in divisions():
            for row in _counted(values, names):
                if (place := place_of(row)) in places:
                    found.setdefault(place, {})[row[_VALUE]] = row["len"]
        return found

    def group_tallies(self, scale: str, place: int) -> dict[str, dict[str, int]]:
        """The same for the groups by one of the columns to split by."""
        values = self._had(scale)
        name = split_columns(self.splits)[place]
        found: dict[str, dict[str, int]] = {}
        for row in _counted(values, [name]):
            found.setdefault(row[name], {})[row[_VALUE]] = row["len"]
        return found

    def groups(
        self, scale: str, edges: Sequence[float], told: Sequence[frozenset[str] | None]
    ) -> list[dict[str, Spread]]:
        """The spread of one scale in every group that may be shown, for each column to split by.

        `told` are the groups of each that were shown before, as `shown_groups` has it.
        """
        values = self._had(scale)
        names = split_columns(self.splits)
        rows = values.group_by(*DIVIDED_BY, *names).len().rows()
        shown = shown_groups({tuple(place): n for *place, n in rows}, told)
        return [
            {
                row[name]: _spread(row, edges)
                for row in _aggregate(values, [name], edges)
                if row[name] in its
            }
            for name, its in zip(names, shown, strict=True)
        ]


def _value_of(scale: str) -> str:
    """The column of a scale's values: a scale may be called as what organisations are split by."""
    return f"__value {scale}"


def split_columns(count: int) -> list[str]:
    """The columns of a frame of values that hold what is split by."""
    return [f"__split{place}" for place in range(count)]


def _counted(values: pl.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """How often every value is had, as text, by the names that are known."""
    import polars as pl

    known = values.filter([pl.col(name) != "" for name in names]) if names else values
    text = stored_column(pl.col(_VALUE)).cast(pl.String)
    return known.group_by(*names, text).len().rows(named=True)


def _aggregate(
    values: pl.DataFrame, names: Sequence[str], edges: Sequence[float]
) -> list[dict[str, Any]]:
    import polars as pl

    value = pl.col(_VALUE)
    seen = whole_column(value)
    figures = [
        pl.len().alias("n"),
        *(value.quantile(p / 100, "linear").alias(f"p{p}") for p in PERCENTILES),
        *((seen >= edge).sum().alias(f"from{place}") for place, edge in enumerate(edges)),
    ]
    if not names:
        return values.select(figures).rows(named=True)
    known = [pl.col(name) != "" for name in names]
    return values.filter(known).group_by(names).agg(figures).rows(named=True)


def _spread(row: Mapping[str, Any], edges: Sequence[float]) -> Spread:
    starts = [*(row[f"from{place}"] for place in range(len(edges))), 0]
    return Spread(
        n=row["n"],
        percentiles=tuple(whole(row[f"p{p}"]) for p in PERCENTILES),
        bands=tuple(percent((start - end) / row["n"]) for start, end in pairwise(starts)),
    )


def standings_of(
    folder: Path, field: OrganisationField, scales: Sequence[str], splits: Sequence[str] = ()
) -> dict[Audience, Standings]:
    """The values of leaders and of staff in a batch's folder, as far as there are any.

    `splits` are columns of the branch's own to split them by.
    """
    import polars as pl

    places = _places(splits)
    profiles = field.profiles.select(KEY, LED, *places)
    named = field.scores.filter(pl.col(KEY) != "")
    nameless = field.scores.filter(pl.col(KEY) == "").with_columns(places)
    count = len(splits)
    leaders = nameless.filter(is_leader())
    of_leaders = partial(_of_leaders, named, profiles, leaders)
    standings: dict[Audience, Standings] = {}
    if profiles[LED].any():
        standings["leader"] = Standings(True, scales, of_leaders, count)
    elif field.nameless_leaders:
        nobodys = partial(_of_respondents, leaders, count)
        standings["leader"] = Standings(False, scales, nobodys, count)
    released = read_released(folder)
    if not released.head(1).collect().is_empty():
        of_staff = partial(_of_staff, released, profiles)
        standings["employee"] = Standings(True, scales, of_staff, count)
    elif profiles.is_empty() and field.nameless_staff >= LEAST_STAFF:
        nowhere = [pl.lit("").alias(name) for name in (*DIVIDED_BY, *split_columns(count))]
        pooled = nameless.filter(pl.col(AUDIENCE) == "employee").with_columns(nowhere)
        of_pool = partial(_of_respondents, pooled, count)
        standings["employee"] = Standings(False, scales, of_pool, count)
    return standings


def _places(splits: Sequence[str]) -> list[pl.Expr]:
    """What organisations are set apart by; columns of the branch's own under names of ours."""
    import polars as pl

    named = zip((*DIVIDED_BY, *splits), (*DIVIDED_BY, *split_columns(len(splits))), strict=True)
    return [pl.col(name).fill_null("").alias(place) for name, place in named]


def _of_leaders(
    named: pl.LazyFrame, profiles: pl.DataFrame, nameless: pl.LazyFrame, scales: Sequence[str]
) -> pl.LazyFrame:
    """The mean of every organisation's leaders, and leaders whose organisation has no name."""
    import polars as pl

    means = (pl.col(one).mean().alias(_value_of(one)) for one in scales)
    led = named.filter(is_leader()).group_by(KEY).agg(means)
    splits = len(profiles.columns) - len((KEY, LED, *DIVIDED_BY))
    return pl.concat([_placed(led, profiles), _of_respondents(nameless, splits, scales)])


def _of_staff(
    released: pl.LazyFrame, profiles: pl.DataFrame, scales: Sequence[str]
) -> pl.LazyFrame:
    """The mean of every organisation's staff, where it may be shown."""
    import polars as pl

    mean, scale = pl.col("mean").cast(pl.Float64), pl.col("scale")
    means = (mean.filter(scale == one).first().alias(_value_of(one)) for one in scales)
    return _placed(released.filter(scale.is_in(scales)).group_by(KEY).agg(means), profiles)


def _of_respondents(people: pl.LazyFrame, splits: int, scales: Sequence[str]) -> pl.LazyFrame:
    import polars as pl

    values = (pl.col(one).alias(_value_of(one)) for one in scales)
    return people.select(*DIVIDED_BY, *split_columns(splits), *values)


def _placed(means: pl.LazyFrame, profiles: pl.DataFrame) -> pl.LazyFrame:
    """The means of organisations, with what they are set apart by."""
    import polars as pl

    places = pl.col(*(name for name in profiles.columns if name not in (KEY, LED))).fill_null("")
    values = pl.exclude(KEY, *profiles.columns)
    return means.join(profiles.lazy(), on=KEY, how="left").select(places, values)
