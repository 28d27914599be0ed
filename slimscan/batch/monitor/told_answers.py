"""How leaders answered whom a monitor tells of, as the summaries of a wave know it.

A mean of a scale beside a summary's questions, of which one to four leaders gave another answer in
between, would tell of these. So what a monitor tells is held against summaries and monitors of
before, and what follows against it: by how often every answer was given, of all and of each group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.monitor.cells import EVERYONE, FirmGroup, groups_of
from slimscan.batch.monitor.waves import BatchWave
from slimscan.batch.organisations.keyed_rows import KEY, answers_in
from slimscan.batch.summary.leader_figures import complete_tally
from slimscan.batch.summary.told_figures import item_figure, reliability_figure
from slimscan.privacy import PoolDocument, Signer

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class ToldAnswers:
    """The leaders of one wave whom a monitor tells of: a row an organisation, with its fields."""

    wave: BatchWave
    frame: pl.DataFrame
    fields: Sequence[str]

    def document(self, scales: Mapping[str, Sequence[str]], signer: Signer) -> PoolDocument:
        """What is known of these scales, by their items, once they are told."""
        items = list(dict.fromkeys(one for its in scales.values() for one in its))
        tallies = {item_figure(one): self._tally(one) for one in items}
        tallies |= {
            reliability_figure(scale, len(its)): self._complete_tally(its)
            for scale, its in scales.items()
        }
        return {
            **self.wave.leaders_known(signer),
            "figures": {
                name: {"tally": tally, "told": None, "known": True}
                for name, tally in tallies.items()
            },
        }

    @cached_property
    def _answers(self) -> pl.DataFrame:
        import polars as pl

        answers = answers_in(self.wave.folder).filter(pl.col(AUDIENCE) == "leader")
        return answers.join(self.frame.lazy(), on=KEY).collect(engine="streaming")

    @cached_property
    def _groups(self) -> Sequence[FirmGroup]:
        return [one for one in groups_of(self.frame, self.fields) if one != EVERYONE]

    def _tally(self, item: str) -> dict[str, dict[str, dict[str, int]]]:
        """How often every answer was given to an item: of all, and of each group."""
        tally = {"": {"": _counts(self._answers, item)}}
        for group in self._groups:
            counts = _counts(group.among(self._answers), item)
            tally.setdefault(group.field, {})[group.name] = counts
        return tally

    def _complete_tally(self, items: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
        return complete_tally(self._answers, items)


def figures_of_scale(scale: str, items: Sequence[str]) -> frozenset[str]:
    """The names of the figures that are known of a scale once it is told."""
    return frozenset((*map(item_figure, items), reliability_figure(scale, len(items))))


def _counts(answers: pl.DataFrame, item: str) -> dict[str, int]:
    import polars as pl

    given = answers.filter(pl.col(item) >= 0).group_by(item).len()
    return {str(place): count for place, count in given.sort(item).rows()}
