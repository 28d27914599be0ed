"""How organisations score by the columns that the branch keeps of its own.

A split is told of a pool of organisations once: later runs about the same ones tell the same. A
further column is added to what was told of them only while every organisation still has the value
by which it was split then; otherwise groups of now and of then would be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.organisation_field import OrganisationField
from slimscan.batch.organisations.standings import Spread, Standings, standings_of
from slimscan.batch.summary.spread_figures import leader_spreads, scale_figure, with_groups
from slimscan.batch.summary.summary import Batch, GroupSpreads
from slimscan.privacy import Signer

if TYPE_CHECKING:
    import polars as pl

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class SplitFigures:
    """The figures of a batch by its own columns, added to what is told of its organisations."""

    batch: Batch
    field: OrganisationField
    signer: Signer

    def added(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """The document with the splits that it lacks; itself when nothing can be added."""
        told = document.get("splits", {})
        asked = [one for one in self.batch.splits if one not in told]
        if not asked or any(self._mark(name) != one["mark"] for name, one in told.items()):
            return document
        names = (*told, *asked)
        figures = dict(document.get("figures", {}))
        added: dict[str, Any] = {
            name: {"mark": self._mark(name), "audiences": {}} for name in asked
        }
        scales = self.batch.scales.ids
        both = standings_of(self.batch.folder, self.field, scales, names)
        for audience, standings in both.items():
            for scale in scales:
                known = [_told_groups(document, name, audience, scale) for name in names]
                groups = standings.groups(scale, self._edges(scale), known)
                for name in asked:
                    found = groups[place := names.index(name)]
                    if found and audience == "leader":
                        self._add_to(figures, scale, name, found, standings, place)
                    elif found:
                        its = added[name]["audiences"].setdefault(audience, {})
                        its[scale] = [_row(value, one) for value, one in sorted(found.items())]
        return {**document, "figures": figures, "splits": {**told, **added}}

    def _add_to(  # noqa: PLR0913, PLR0917
        self,
        figures: dict[str, Any],
        scale: str,
        name: str,
        found: Mapping[str, Spread],
        standings: Standings,
        place: int,
    ) -> None:
        """Tell the groups of leaders with the scale's other figures.

        Not where these are of before, and not of a scale that is one question.
        """
        own = scale_figure(figures, scale)
        if own and not (figures[own].get("of_before") or figures[own].get("made_of")):
            tallies = standings.group_tallies(scale, place)
            shown = {value: tallies[value] for value in found}
            figures[own] = with_groups(figures[own], name, found, shown)

    def _edges(self, scale: str) -> Sequence[float]:
        without = {outcome.id for outcome in self.batch.scales.outcomes}
        bands = self.batch.instrument.questionnaire.bands
        return () if scale in without else [band.start for band in bands]

    def _mark(self, name: str) -> int | None:
        """Which organisation has which value, under the key of this home; None when not kept."""
        import polars as pl

        if name not in self.field.kept:
            return None
        named = self.field.profiles.select(KEY, name)
        alone = self.field.scores.filter((pl.col(KEY) == "") & (pl.col(AUDIENCE) == "leader"))
        nameless = alone.select(KEY, name).collect(engine="streaming")
        return self.signer.number("split", name, *_sorted_rows(pl.concat([named, nameless])))


def _sorted_rows(frame: pl.DataFrame) -> list[str]:
    return sorted(_BETWEEN.join(row) for row in frame.iter_rows())


def _told_groups(
    document: Mapping[str, Any], name: str, audience: str, scale: str
) -> frozenset[str] | None:
    """The groups that were told before; None for a column that was not."""
    if name not in document.get("splits", {}):
        return None
    return frozenset(row[0] for row in _rows_of(document, name, audience).get(scale, ()))


def _rows_of(
    document: Mapping[str, Any], name: str, audience: str
) -> Mapping[str, Sequence[Sequence[Any]]]:
    """By scale what is told of an audience by a column: of leaders it stands in their figures."""
    rows = dict(document["splits"][name]["audiences"].get(audience, {}))
    for told in leader_spreads(document) if audience == "leader" else ():
        if name in told["splits"]:
            rows[told["scale"]] = told["splits"][name]
    return rows


def _row(value: str, spread: Spread) -> list[Any]:
    return [value, spread.n, list(spread.percentiles), list(spread.bands)]


def splits_told(
    document: Mapping[str, Any], asked: Sequence[str], audience: str
) -> dict[str, GroupSpreads]:
    """The splits that were asked for and may be told of an audience, by column and scale."""
    splits = document.get("splits", {})
    return {
        name: {
            scale: {
                value: Spread(n, tuple(percentiles), tuple(bands))
                for value, n, percentiles, bands in rows
            }
            for scale, rows in _rows_of(document, name, audience).items()
        }
        for name in asked
        if name in splits
    }
