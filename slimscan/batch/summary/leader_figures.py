"""The figures of a summary about leaders: every one may have to wait by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import answers_in
from slimscan.batch.organisations.standings import Standings
from slimscan.batch.summary.item_shares import exact_shares
from slimscan.batch.summary.spread_figures import band_starts, figure_name, spread_figure
from slimscan.batch.summary.statistics import ItemFigures, Statistics
from slimscan.batch.summary.summary import Batch
from slimscan.batch.summary.told_figures import (
    CLOSING,
    QUALITY,
    in_hundredths,
    item_figure,
    reliability_figure,
)
from slimscan.privacy import LEAST_ORGANISATIONS, may_be_apart
from slimscan.questionnaire.models import Item
from slimscan.shown import percent, whole

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class LeaderFigures:
    """What is told of the leaders of a batch, where enough organisations have one."""

    batch: Batch
    told: Statistics
    standings: Standings

    def figures(self) -> dict[str, dict[str, Any]]:
        """What leaders answered to every question, and how often: each may have to wait by itself.

        A question is told of where ten or more answered it.
        """
        means = {one.id: one for one in self.told.items}
        questionnaire = self.batch.instrument.questionnaire
        asked = {item.id: len(questionnaire.option_values(item)) for item in self._practices}
        closing = {one.id: len(one.options) for one in questionnaire.closing}
        figures: dict[str, dict[str, Any]] = {}
        for one, tally in self._tallies(asked | closing).items():
            n = sum(tally)
            row: list[Any] | None = None
            if n >= LEAST_ORGANISATIONS and one in closing:
                row = [one, n, [percent(count / n) for count in tally]]
            elif n >= LEAST_ORGANISATIONS:
                row = [one, n, whole(means[one].mean or 0)]
            if one in closing:
                figures[f"{CLOSING} {one}"] = {"tally": tally, "told": row}
            else:
                known = _asked_tally(tally, means[one])
                told = [one, *exact_shares(means[one])] if row else None
                figures[item_figure(one)] = {"tally": known, "told": row}
                figures[f"{QUALITY} {one}"] = {"tally": known, "told": told}
        return figures | self._spreads() | self._reliability()

    def _spreads(self) -> dict[str, dict[str, Any]]:
        """How leaders score, a figure a scale; a scale of one question tells of that question."""
        figures: dict[str, dict[str, Any]] = {}
        met = {one.id for one in self.told.items if one.answered}
        for one in self.batch.scales.ids:
            items = self.batch.scales.items_of(one)
            answered = [item_figure(item) for item in items if item in met]
            made_of = answered if len(answered) == 1 else []
            edges = band_starts(self.batch, one)
            figures[figure_name(one, len(items))] = spread_figure(
                self.standings, one, edges, made_of
            )
        return figures

    def _reliability(self) -> dict[str, dict[str, Any]]:
        """How well the scales measure leaders, a figure a scale."""
        import polars as pl

        told = self.told
        asked = {item for one in told.scales for item in self.batch.scales.items_of(one.scale)}
        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "leader")
        leaders = answers.select(sorted(asked)).collect(engine="streaming")
        answered = {one.id: one.answered for one in told.items}
        figures: dict[str, dict[str, Any]] = {}
        for one in told.scales:
            items = self.batch.scales.items_of(one.scale)
            # Few who answered some of them would be told beside the questions' own figures.
            if all(may_be_apart(answered[item] - one.n) for item in items):
                rests = [[item, in_hundredths(value)] for item, value in one.item_rest]
                numbers = (one.n, whole(one.mean), whole(one.sd), in_hundredths(one.alpha))
                row = [one.scale, *numbers, rests, in_hundredths(one.spearman_brown)]
                name = reliability_figure(one.scale, len(items))
                tally = complete_tally(leaders, items)
                made_of = list(map(item_figure, items))
                figures[name] = {"tally": tally, "told": row, "made_of": made_of}
        return figures

    @property
    def _practices(self) -> list[Item]:
        there = {one.id for one in self.told.items}
        return [item for item in self.batch.scales.practices if item.id in there]

    def _tallies(self, options: Mapping[str, int]) -> dict[str, list[int]]:
        """How often leaders chose every option of these questions, as far as they were asked."""
        import polars as pl

        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "leader")
        there = set(answers.collect_schema().names())
        asked = {one: count for one, count in options.items() if one in there}
        counts = (
            answers.select(
                (pl.col(one) == place).sum().alias(f"{one} {place}")
                for one, count in asked.items()
                for place in range(count)
            )
            .collect(engine="streaming")
            .row(0, named=True)
        )
        return {
            one: [counts[f"{one} {place}"] for place in range(count)]
            for one, count in asked.items()
        }


def _asked_tally(tally: Sequence[int], one: ItemFigures) -> dict[str, dict[str, dict[str, int]]]:
    """How often every answer was given, and the same with those who left the question open."""
    answers = {str(place): count for place, count in enumerate(tally)}
    asked = {**answers, "dont_know": one.dont_know, "skipped": one.skipped}
    return {"": {"": answers, "asked": asked}}


def complete_tally(
    leaders: pl.DataFrame, items: Sequence[str]
) -> dict[str, dict[str, dict[str, int]]]:
    """How often leaders who answered all of these gave every answer."""
    import polars as pl

    complete = leaders.select(items).filter(pl.all_horizontal(pl.col(items) >= 0))
    tally = {"": {"": {"": len(complete)}}}
    for item in items:
        counts = complete.group_by(item).len().rows()
        tally[item] = {"": {str(place): count for place, count in counts}}
    return tally
