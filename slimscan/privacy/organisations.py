"""Figures about organisations: of ten or more, in cells of which no small one can be computed.

A cell is about enough organisations, or it is hidden; and what is hidden in a row, a column or the
whole table is together about enough of them too, so that subtracting what is shown from a total
tells of no small set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from slimscan.privacy.values import COARSENESS, Kind, in_steps

LEAST_ORGANISATIONS = 10
"""The fewest organisations (or respondents, where none has a name) that a cell is about."""

CellPlace = tuple[str, str]
"""Sector and size; an empty text stands for all of them."""


LEAST_FLAGGED = 5
_BANDS = (5, 10, 20, 50, 100, 200, 500, 1000)


def count_band(count: int) -> str | None:
    """A count of people as a band, from 5 on; None for fewer."""
    if count < LEAST_FLAGGED:
        return None
    lower = max(edge for edge in _BANDS if edge <= count)
    upper = next((edge for edge in _BANDS if edge > count), None)
    return f"{lower}-{upper - 1}" if upper else f"{lower}+"


def may_be_apart(some: int, least: int = LEAST_FLAGGED) -> bool:
    """Whether so many people, known by subtraction, are nobody or enough."""
    return some == 0 or some >= least


def coarse_mean(mean: float, n: int, kind: Kind) -> int:
    """The mean of staff of many organisations together, in the steps of their scale."""
    return in_steps(mean, COARSENESS[kind].step(n))


def shown_cells(
    counts: Mapping[CellPlace, int], least: int = LEAST_ORGANISATIONS
) -> frozenset[CellPlace]:
    """The cells that may be shown of a table.

    `counts` is the number of organisations by sector and size; an empty text there means that it is
    not known, which is never shown.
    """
    total = sum(counts.values())
    if total < least:
        return frozenset()
    sectors, sizes = _margin(counts, 0), _margin(counts, 1)
    shown_sectors = _shown(sectors, total, least)
    shown_sizes = _shown(sizes, total, least)
    inner = {
        place
        for place, count in counts.items()
        if count >= least and place[0] in shown_sectors and place[1] in shown_sizes
    }
    _hide_beside(inner, counts, least)
    return frozenset(
        {("", "")}
        | {(sector, "") for sector in shown_sectors}
        | {("", size) for size in shown_sizes}
        | inner
    )


def _margin(counts: Mapping[CellPlace, int], side: int) -> dict[str, int]:
    margin: Counter[str] = Counter()
    for place, count in counts.items():
        margin[place[side]] += count
    return dict(margin)


def _shown(counts: Mapping[str, int], total: int, least: int) -> set[str]:
    shown = {name for name, count in counts.items() if name and count >= least}
    while shown and 0 < total - sum(counts[name] for name in shown) < least:
        shown.remove(min(shown, key=lambda name: (counts[name], name)))
    return shown


def _hide_beside(inner: set[CellPlace], counts: Mapping[CellPlace, int], least: int) -> None:
    """Hide until what is hidden in every row and column is nothing or enough."""
    while True:
        weak = _weak_line(inner, counts, least)
        if not weak:
            return
        inner.remove(min(weak, key=lambda place: (counts[place], place)))


def _weak_line(
    inner: Set[CellPlace], counts: Mapping[CellPlace, int], least: int
) -> list[CellPlace]:
    """The shown cells of a row or column in which too little is hidden."""
    for side in (0, 1):
        for name in sorted({place[side] for place in inner}):
            line = [place for place in inner if place[side] == name]
            if 0 < _sum(counts, _line(counts, side, name)) - _sum(counts, line) < least:
                return line
    return []


def _line(counts: Mapping[CellPlace, int], side: int, name: str) -> Iterable[CellPlace]:
    return (place for place in counts if place[side] == name)


def _sum(counts: Mapping[CellPlace, int], places: Iterable[CellPlace]) -> int:
    return sum(counts[place] for place in places)
