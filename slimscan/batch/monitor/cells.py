"""The cells of a monitor: which groups of organisations a change is told of.

A group is all of them, or those with one value in one field: whether they took part, sector, size,
or a column that the branch kept. Ten organisations or more in a group, and no combination of the
groups that are told speaks of fewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slimscan.privacy import EVERYWHERE, LEAST_ORGANISATIONS, Estimate, Moments, shown_groups
from slimscan.privacy import mean_estimate as estimate_of

if TYPE_CHECKING:
    import polars as pl

MOST_VALUES = 60
"""A column with more different values than this is no way to split organisations."""


@dataclass(frozen=True)
class FirmGroup:
    """Organisations with one value in one field; all of them without a field."""

    field: str = ""
    name: str = ""

    def among(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Its rows."""
        import polars as pl

        return frame.filter(pl.col(self.field) == self.name) if self.field else frame


EVERYONE = FirmGroup()


@dataclass(frozen=True)
class CellFigures:
    """The exact figures of one scale in one group; they stay in this room."""

    group: FirmGroup
    scale: str
    before: float
    """The mean at the baseline."""
    change: Moments

    @property
    def estimate(self) -> Estimate:
        """The mean change with how sure it is."""
        return estimate_of(self.change)


def before_column(scale: str) -> str:
    """The column of a scale at the baseline."""
    return f"before {scale}"


def change_column(scale: str) -> str:
    """The column of a scale's change; null where either measurement has no score."""
    return f"change {scale}"


def groups_of(frame: pl.DataFrame, fields: Sequence[str]) -> Iterator[FirmGroup]:
    """The groups that may be told of, all first, then field by field from large to small."""
    if len(frame) < LEAST_ORGANISATIONS:
        return
    yield EVERYONE
    split = [one for one in fields if frame[one].n_unique() <= MOST_VALUES]
    counts: Counter[tuple[str, ...]] = Counter(frame.select(split).rows())
    # All fields stand beside the place of everybody: who took part goes before sector and size.
    shown = shown_groups(
        {(*EVERYWHERE, *names): n for names, n in counts.items()}, [None] * len(split)
    )
    for side, field in enumerate(split):
        sizes: Counter[str] = Counter()
        for names, n in counts.items():
            sizes[names[side]] += n
        for name in sorted(shown[side], key=lambda one: (-sizes[one], one)):
            yield FirmGroup(field, name)


def figures_of(
    frame: pl.DataFrame, group: FirmGroup, scales: Sequence[str]
) -> dict[str, CellFigures]:
    """The figures of every scale in a group, of the organisations that have a change on it."""
    import polars as pl

    if not scales:
        return {}
    own = group.among(frame)
    columns = [
        column
        for scale in scales
        for column in (
            pl.col(change_column(scale)).count().alias(f"n {scale}"),
            pl.col(change_column(scale)).mean().alias(f"mean {scale}"),
            pl.col(change_column(scale)).std().alias(f"sd {scale}"),
            pl.col(before_column(scale)).filter(pl.col(change_column(scale)).is_not_null()).mean(),
        )
    ]
    row = own.select(columns).row(0, named=True)
    found = {}
    for scale in scales:
        n = row[f"n {scale}"]
        if n >= LEAST_ORGANISATIONS:
            moments = Moments(n, row[f"mean {scale}"], row[f"sd {scale}"])
            found[scale] = CellFigures(group, scale, row[before_column(scale)], moments)
    return found
