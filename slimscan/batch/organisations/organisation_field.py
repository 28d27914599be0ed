"""Who is in a batch: organisations with what is said of them, leaders and staff without a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE, kept_among
from slimscan.batch.organisations.keyed_rows import KEY, is_leader, scores_of
from slimscan.privacy import MINIMUM
from slimscan.questionnaire.profile_fields import DIVIDED_BY

if TYPE_CHECKING:
    import polars as pl

APART = "__apart"
LED = "__led"
"""The column that says whether somebody who leads the organisation answered."""


@dataclass(frozen=True)
class OrganisationField:
    """Who is in a batch's folder: organisations by name with sector and size, or people only.

    `profiles` has a row an organisation: its key, `sector`, `size` and the columns that the branch
    `kept` of its own (empty where not known), and whether it is `LED` by somebody who answered.
    `apart` counts the organisations whose people disagree on each of these columns.
    """

    scores: pl.LazyFrame
    profiles: pl.DataFrame
    apart: Mapping[str, int]
    nameless_leaders: int
    nameless_staff: int
    audiences: frozenset[str]
    kept: tuple[str, ...] = ()

    @property
    def led(self) -> int:
        """How many organisations have a leader who answered; one without a name is one too."""
        return int(self.profiles[LED].sum()) + self.nameless_leaders


def field_of(folder: Path) -> OrganisationField:
    """Who is in a batch's folder."""
    import polars as pl

    scores = scores_of(folder)
    named = scores.filter(pl.col(KEY) != "")
    leds = named.group_by(KEY).agg(is_leader().any().alias(LED))
    profiles = leds.collect(engine="streaming").sort(KEY)
    apart = {}
    kept = kept_among(scores.collect_schema())
    for name in (*DIVIDED_BY, *kept):
        said = _said(named, name)
        apart[name] = int(said[APART].sum())
        profiles = profiles.join(said.select(KEY, name), on=KEY, how="left")
    nameless = scores.filter(pl.col(KEY) == "").group_by(AUDIENCE).len()
    counts = dict(nameless.collect(engine="streaming").rows())
    return OrganisationField(
        scores,
        profiles.with_columns(pl.col(*DIVIDED_BY, *kept).fill_null("")),
        apart,
        counts.get("leader", 0),
        counts.get("employee", 0),
        frozenset(scores.select(AUDIENCE).unique().collect(engine="streaming")[AUDIENCE]),
        kept,
    )


def own_values(scores: pl.LazyFrame) -> pl.DataFrame:
    """The columns of the branch's own by organisation (`KEY`), as they may stand beside its staff.

    What is no leader's word is there only where as many people say it as a value of staff is of.
    """
    import polars as pl

    named = scores.filter(pl.col(KEY) != "")
    values = named.select(pl.col(KEY).unique()).collect(engine="streaming").sort(KEY)
    for name in kept_among(scores.collect_schema()):
        said = _said(named, name, MINIMUM).select(KEY, name)
        values = values.join(said, on=KEY, how="left")
    return values.fill_null("")


def _said(named: pl.LazyFrame, name: str, least: int = 1) -> pl.DataFrame:
    """An organisation's sector or size, or a column of the branch's own, as one value.

    It is the leader's word, else what most of its people say.

    Where two values are said as often, or not by the `least` of people, it is not known. `APART`:
    not all say the same.
    """
    import polars as pl

    said, leader, rows = (f"__{one}" for one in ("said", "leader", "rows"))
    counts = (
        named.filter(pl.col(name) != "")
        .group_by(KEY, is_leader().alias(leader), pl.col(name).alias(said))
        .agg(pl.len().alias(rows))
        .collect(engine="streaming")
    )
    apart = counts.group_by(KEY).agg((pl.col(said).n_unique() > 1).alias(APART))
    heard = counts.filter(pl.col(leader) == pl.col(leader).max().over(KEY))
    most = heard.filter(pl.col(rows) == pl.col(rows).max().over(KEY))
    word = most.group_by(KEY).agg(
        pl.when((pl.len() == 1) & (pl.col(leader) | (pl.col(rows) >= least)).any())
        .then(pl.col(said).first())
        .otherwise(pl.lit(""))
        .alias(name)
    )
    return word.join(apart, on=KEY)
