"""Figures about organisations: of ten or more, in cells of which no small one can be computed.

A cell is about enough organisations, or it is hidden; and what is hidden in a row, a column or the
whole table is together about enough of them too, so that subtracting what is shown from a total
tells of no small set. Groups by other columns cross and nest in those cells as they like, so a
linear audit (`audit.py`) stands behind them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations

from slimscan.privacy.audit import Audit
from slimscan.privacy.values import COARSENESS, Coarseness, ScaleKind, in_steps
from slimscan.questionnaire.profile_fields import DIVIDED_BY

LEAST_ORGANISATIONS = 10
"""The fewest organisations (or respondents, where none has a name) that a cell is about."""

CellPlace = tuple[str, ...]
"""A name for each field of `DIVIDED_BY`, as sector and size; an empty text stands for all."""

EVERYWHERE: CellPlace = ("",) * len(DIVIDED_BY)
"""The place of the whole table."""


def place_of(names: Mapping[str, str]) -> CellPlace:
    """The place with these names, by their fields; all of what has none."""
    return tuple(names.get(field, "") for field in DIVIDED_BY)


def names_of(place: CellPlace) -> dict[str, str | None]:
    """The name in every field; none stands for all."""
    return {field: name or None for field, name in zip(DIVIDED_BY, place, strict=True)}


def divisions() -> Iterator[tuple[str, ...]]:
    """The fields that a table can be divided by, together: by none first, by all of them last."""
    for size in range(len(DIVIDED_BY) + 1):
        yield from combinations(DIVIDED_BY, size)


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


def coarse_mean(mean: float, n: int, kind: ScaleKind) -> int:
    """The mean of staff of many organisations together, in the steps of their scale."""
    return in_steps(mean, COARSENESS[kind].step(n))


_SHARES = Coarseness(((100, 20), (200, 10), (10**9, 5)))
"""Coarser than a mean, of which one answer moves less: whoever knows all answers but one would find
from the shares at both ends and of don't know which of these the last one is."""


def coarse_share(percents: float, n: int) -> int:
    """A share of staff of many organisations together who answered in one way, in percent."""
    return in_steps(percents, _SHARES.step(n))


def shown_cells(
    counts: Mapping[CellPlace, int], least: int = LEAST_ORGANISATIONS
) -> frozenset[CellPlace]:
    """The cells that may be shown of a table and of its totals.

    `counts` is the number of organisations by place; an empty text there means that it is not
    known, which is never shown. Totals come first: what lies in a hidden one is hidden too.
    """
    totals = _totals(counts)
    shown: set[CellPlace] = set()
    for fields in divisions():
        cells = {
            place
            for place in totals
            if _fields(place) == fields
            and totals[place] >= least
            and shown.issuperset(_wider(place))
        }
        _hide_beside(cells, totals, least)
        shown |= cells
    return _audited(shown, counts, least)


def _audited(
    shown: Iterable[CellPlace], counts: Mapping[CellPlace, int], least: int
) -> frozenset[CellPlace]:
    """What stays shown of these: a size may nest in a sector, and be a few organisations less."""
    sets, audit = _OrganisationSets(counts, least), Audit(least - 1)
    return frozenset(
        place
        for place in sorted(shown, key=lambda one: (len(_fields(one)), -_count(one, counts), one))
        if audit.admit([sets.of(dict(enumerate(place)))])
    )


def _count(place: CellPlace, counts: Mapping[CellPlace, int]) -> int:
    return sum(
        count
        for names, count in counts.items()
        if all(one in ("", name) for one, name in zip(place, names, strict=True))
    )


def shown_groups(
    counts: Mapping[tuple[str, ...], int],
    told: Sequence[Collection[str] | None],
    least: int = LEAST_ORGANISATIONS,
) -> list[frozenset[str]]:
    """The groups that may be shown by each of some further columns, beside `shown_cells`.

    `counts` is the number of organisations by place and then by their value in each column; an
    empty text is not known, and never shown. `told` has an entry a column: the groups of it that
    were shown before, which stay, or None. The largest groups go first. One is shown only where
    nothing that is shown together tells of fewer than `least` organisations.
    """
    depth = len(DIVIDED_BY)
    by_place: Counter[CellPlace] = Counter()
    for names, count in counts.items():
        by_place[names[:depth]] += count
    sets = _OrganisationSets(counts, least)
    audit = Audit(least - 1)
    for place in sorted(shown_cells(by_place, least), key=lambda one: (len(_fields(one)), one)):
        audit.admit([sets.of(dict(enumerate(place)))])
    shown = [set(one or ()) for one in told]
    for known in (sets.of({depth + side: one}) for side, its in enumerate(shown) for one in its):
        audit.admit([known])
    for side, before in enumerate(told):
        if before is None:
            groups: Counter[str] = Counter()
            for names, count in counts.items():
                groups[names[depth + side]] += count
            for name in sorted(groups, key=lambda one: (-groups[one], one)):
                enough = name and groups[name] >= least
                if enough and audit.admit([sets.of({depth + side: name})]):
                    shown[side].add(name)
    return list(map(frozenset, shown))


class _OrganisationSets:
    """Sets of organisations for the audit, to which those that are always together are one.

    So many of these are in the sets as need no hiding: the audit asks no more.
    """

    def __init__(self, counts: Mapping[tuple[str, ...], int], least: int) -> None:
        self._bits: dict[tuple[str, ...], int] = {}
        place = 0
        for names in sorted(counts):
            few = min(counts[names], least)
            self._bits[names] = ((1 << few) - 1) << place
            place += few

    def of(self, wanted: Mapping[int, str]) -> int:
        """The organisations with these names, by the side that they stand on; "" stands for all."""
        return sum(
            bits
            for names, bits in self._bits.items()
            if all(name in ("", names[side]) for side, name in wanted.items())
        )


def _totals(counts: Mapping[CellPlace, int]) -> dict[CellPlace, int]:
    """How many organisations every place is about, that of all of them included.

    A name that is not known counts in the totals over its field alone.
    """
    totals: Counter[CellPlace] = Counter()
    for place, count in counts.items():
        for fields in divisions():
            names = dict(zip(DIVIDED_BY, place, strict=True))
            if all(names[field] for field in fields):
                totals[place_of({field: names[field] for field in fields})] += count
    return totals


def _fields(place: CellPlace) -> tuple[str, ...]:
    return tuple(field for field, name in zip(DIVIDED_BY, place, strict=True) if name)


def _wider(place: CellPlace) -> Iterator[CellPlace]:
    """The totals that a cell lies in: each leaves out one of its names."""
    for side, name in enumerate(place):
        if name:
            yield (*place[:side], "", *place[side + 1 :])


def _hide_beside(cells: set[CellPlace], totals: Mapping[CellPlace, int], least: int) -> None:
    """Hide until what is hidden beside the shown cells of every total is nothing or enough."""
    while weak := _weak_line(cells, totals, least):
        cells.remove(min(weak, key=lambda place: (totals[place], place)))


def _weak_line(
    cells: Set[CellPlace], totals: Mapping[CellPlace, int], least: int
) -> list[CellPlace]:
    """The shown cells of a total in which too little is hidden."""
    lines: dict[tuple[CellPlace, int], list[CellPlace]] = {}
    for place in sorted(cells):
        for side, total in _lines(place):
            lines.setdefault((total, side), []).append(place)
    for (total, _), line in lines.items():
        if 0 < totals[total] - _sum(totals, line) < least:
            return line
    return []


def _lines(place: CellPlace) -> Iterable[tuple[int, CellPlace]]:
    sides = [side for side, name in enumerate(place) if name]
    return zip(sides, _wider(place), strict=True)


def _sum(counts: Mapping[CellPlace, int], places: Iterable[CellPlace]) -> int:
    return sum(counts[place] for place in places)
