"""How organisations stand beside each other: the values that summary and benchmark are made of.

Every organisation counts once. Its value for leaders is the mean of its leaders; its value for
staff is the mean that `organisations.csv` shows, so that nothing about staff is told here that is
not told there. Where no organisation has a name, every respondent counts once instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.cells import CellPlace, divisions, place_of, shown_cells
from slimscan.batch.organisations.organisations_csv import ORGANISATIONS_FILE
from slimscan.batch.organisations.staff import KEY, scores_of
from slimscan.privacy import MINIMUM
from slimscan.questionnaire.models import DIVIDED_BY, Audience
from slimscan.shown import percent, whole, whole_column

if TYPE_CHECKING:
    import polars as pl

PERCENTILES = (10, 25, 50, 75, 90)
LEAST_STAFF = 30
"""The fewest respondents that staff without an organisation's name are shown of, all together."""

_DECIMALS = 6
"""Sums of broken numbers differ in their last digits from run to run, so these are left out."""

_VALUE = "value"


@dataclass(frozen=True)
class Spread:
    """How the values of one scale are spread over `n` organisations: whole numbers, 0 to 100.

    `bands` is the share in each band of the questionnaire, in whole percents.
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

    `values` gives sector, size and value of a scale. It reads them when it is asked: the values of
    all scales at once would take as much memory as there are organisations.
    """

    by_name: bool
    values: Callable[[str], pl.LazyFrame]

    def spreads(self, scale: str, edges: Sequence[float]) -> dict[CellPlace, Spread]:
        """The spread of one scale in every cell that may be shown; `edges` start the bands."""
        values = self.values(scale).drop_nulls(_VALUE).collect(engine="streaming")
        counts = {tuple(place): n for *place, n in values.group_by(DIVIDED_BY).len().rows()}
        shown = shown_cells(counts)
        spreads: dict[CellPlace, Spread] = {}
        for names in divisions():
            for row in _aggregate(values, names, edges):
                place = place_of(row)
                if place in shown:
                    spreads[place] = _spread(row, edges)
        return spreads


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


def scale_columns(scores: pl.LazyFrame) -> tuple[str, ...]:
    """The scales in a scores frame, in order."""
    names = scores.collect_schema().names()
    return tuple(name for name in names if f"{name}__answered" in names)


def standings_of(folder: Path) -> dict[Audience, Standings]:
    """The values of leaders and of staff in a batch's folder, as far as there are any."""
    import polars as pl

    scores = scores_of(folder)
    named = scores.filter(pl.col(KEY) != "")
    nameless = scores.filter(pl.col(KEY) == "")
    profiles = (
        named.group_by(KEY)
        .agg(*map(_profile, DIVIDED_BY), _is_leader().any().alias("led"))
        .collect(engine="streaming")
    )
    standings: dict[Audience, Standings] = {}
    leaders = nameless.filter(_is_leader())
    if profiles["led"].any():
        standings["leader"] = Standings(True, partial(_of_leaders, named, profiles, leaders))
    elif not leaders.head(1).collect().is_empty():
        standings["leader"] = Standings(False, partial(_of_respondents, leaders))
    shown = _shown(folder)
    if shown is not None:
        standings["employee"] = Standings(True, partial(_of_staff, shown, profiles))
    elif profiles.is_empty():
        pooled = _pooled(nameless.filter(pl.col(AUDIENCE) == "employee"))
        if pooled is not None:
            standings["employee"] = Standings(False, partial(_of_respondents, pooled))
    return standings


def _of_leaders(
    named: pl.LazyFrame, profiles: pl.DataFrame, nameless: pl.LazyFrame, scale: str
) -> pl.LazyFrame:
    """The mean of every organisation's leaders, and leaders whose organisation has no name."""
    import polars as pl

    means = (
        named.filter(_is_leader())
        .group_by(KEY)
        .agg(pl.col(scale).mean().round(_DECIMALS).alias(_VALUE))
    )
    return pl.concat([_placed(means, profiles), _of_respondents(nameless, scale)])


def _of_staff(shown: pl.LazyFrame, profiles: pl.DataFrame, scale: str) -> pl.LazyFrame:
    """The mean of every organisation's staff, where `organisations.csv` shows it."""
    import polars as pl

    mean = pl.col("mean").str.strip_chars("<>").cast(pl.Float64)
    name = pl.col("organisation").str.strip_prefix("'").str.to_lowercase()
    means = shown.filter(pl.col("scale") == scale).select(name.alias(KEY), mean.alias(_VALUE))
    return _placed(means, profiles)


def _of_respondents(people: pl.LazyFrame, scale: str) -> pl.LazyFrame:
    import polars as pl

    return people.select(*DIVIDED_BY, pl.col(scale).alias(_VALUE))


def _placed(means: pl.LazyFrame, profiles: pl.DataFrame) -> pl.LazyFrame:
    """The means of organisations, with their sector and size."""
    import polars as pl

    places = pl.col(*DIVIDED_BY).fill_null("")
    return means.join(profiles.lazy(), on=KEY, how="left").select(places, _VALUE)


def _pooled(staff: pl.LazyFrame) -> pl.LazyFrame | None:
    """Staff without an organisation's name, all together and in fives: the last 1 to 4 wait."""
    import polars as pl

    people = staff.select(pl.len()).collect(engine="streaming").item()
    if people < LEAST_STAFF:
        return None
    nowhere = [pl.lit("").alias(name) for name in DIVIDED_BY]
    return staff.head(people - people % MINIMUM).with_columns(nowhere)


def _is_leader() -> pl.Expr:
    import polars as pl

    return pl.col(AUDIENCE) == "leader"


def _profile(name: str) -> pl.Expr:
    """An organisation's sector or size: what its leaders say, else what its staff say."""
    import polars as pl

    value = pl.when(pl.col(name) != "").then(pl.col(name))
    of_leaders = pl.when(_is_leader()).then(value).max()
    return pl.coalesce(of_leaders, value.max(), pl.lit("")).alias(name)


def _shown(folder: Path) -> pl.LazyFrame | None:
    """The lines of `organisations.csv` about all staff of an organisation."""
    import polars as pl

    path = folder / ORGANISATIONS_FILE
    if not path.is_file():
        return None
    lines = pl.scan_csv(path, infer_schema=False, empty_string_is_null=False)
    lines = lines.filter(pl.col("group") == "")
    return None if lines.head(1).collect().is_empty() else lines
