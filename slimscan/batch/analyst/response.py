"""Who answered of every organisation, and what is still missing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.organisation_field import field_of
from slimscan.batch.organisations.released import read_released
from slimscan.batch.summary.summary import Batch
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import OVERALL

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Responded:
    """One organisation with what is known of it.

    `profile` has its sector, its size and the columns of the branch's own. `leader` are the means
    of its leaders by scale, 0 to 100, `staff` those that may be shown of its staff. `given` is the
    share, 0 to 1, of the questions that apply which have an answer, over all of its people.
    """

    name: str
    profile: Mapping[str, str]
    leaders: int
    people: int
    given: float | None
    leader: Mapping[str, float] = field(default_factory=dict)
    staff: Mapping[str, int] = field(default_factory=dict)

    def lacks(self, names: Sequence[str]) -> list[str]:
        """Which of these columns are not known of it."""
        return [name for name in names if not self.profile.get(name)]


def organisations_of(batch: Batch, kept: Sequence[str]) -> list[Responded]:
    """The organisations with a name, in the order of the alphabet."""
    known = field_of(batch.folder)
    scales = list(batch.scales.ids)
    named = known.scores.filter(_named())
    counted = {row[KEY]: row for row in _counts(named).iter_rows(named=True)}
    leaders = {row[KEY]: row for row in _leaders(named, scales).iter_rows(named=True)}
    staff: dict[str, dict[str, int]] = {}
    for key, scale, mean in (
        read_released(batch.folder).select(KEY, "scale", "mean").collect().rows()
    ):
        staff.setdefault(key, {})[scale] = mean
    return [
        Responded(
            name=counted[row[KEY]]["__name"],
            profile={name: row[name] for name in (*DIVIDED_BY, *kept)},
            leaders=counted[row[KEY]]["__leaders"],
            people=counted[row[KEY]]["__people"],
            given=counted[row[KEY]]["__given"],
            leader=_filled(leaders.get(row[KEY], {}), scales),
            staff=staff.get(row[KEY], {}),
        )
        for row in known.profiles.iter_rows(named=True)
    ]


def _named() -> pl.Expr:
    import polars as pl

    return pl.col(KEY) != ""


def _counts(named: pl.LazyFrame) -> pl.DataFrame:
    """How many answered of each organisation, and how it is spelled most often."""
    import polars as pl

    leads = pl.col(AUDIENCE) == "leader"
    answered, applicable = (pl.col(f"{OVERALL}__{one}").sum() for one in ("answered", "applicable"))
    return (
        named.group_by(KEY)
        .agg(
            pl.col("organisation").mode().sort().last().alias("__name"),
            leads.sum().alias("__leaders"),
            (~leads).sum().alias("__people"),
            pl.when(applicable > 0).then(answered / applicable).alias("__given"),
        )
        .collect(engine="streaming")
    )


def _leaders(named: pl.LazyFrame, scales: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    led = named.filter(pl.col(AUDIENCE) == "leader").group_by(KEY).agg(pl.col(scales).mean())
    return led.collect(engine="streaming")


def _filled(row: Mapping[str, Any], scales: Sequence[str]) -> dict[str, float]:
    return {scale: row[scale] for scale in scales if row.get(scale) is not None}
