"""Coordinates of the charts, as text ready for SVG; words and colours are the templates' work.

Values run from 0 to 100. A bar lies in a box of `BAR_WIDTH` by `BAR_HEIGHT`, the radar around
the point (0, 0).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BAR_WIDTH = 240
BAR_HEIGHT = 16
RADAR_RADIUS = 100
LABEL_RADIUS = 116


def point(value: float) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True)
class Stretch:
    """A horizontal stretch of a bar: where it starts and how long it is."""

    x: str
    width: str


@dataclass(frozen=True)
class Marks:
    """Where others stand on a bar: from where to where the middle half, and the middle one."""

    low: str
    high: str
    median: str


@dataclass(frozen=True)
class Bar:
    """A score on its scale: the bands behind it, the score, the lowest item, the possible range.

    `others` are the marks of a benchmark, when there is one.
    """

    width: int
    height: int
    bands: tuple[Stretch, ...]
    score: str | None
    lowest: str | None
    whisker: tuple[str, str] | None
    others: Marks | None = None


@dataclass(frozen=True)
class Dumbbell:
    """Two scores on one scale: the x of the first and of the second."""

    width: int
    bands: tuple[Stretch, ...]
    before: str
    after: str
    same: bool


@dataclass(frozen=True)
class IntervalMarks:
    """A difference with its interval, on a line with 0 in the middle."""

    width: int
    zero: str
    low: str
    high: str
    point: str


@dataclass(frozen=True)
class Spoke:
    """One axis of the radar."""

    x: str
    y: str
    label_x: str
    label_y: str
    score_x: str | None
    score_y: str | None


@dataclass(frozen=True)
class Radar:
    """Levers as axes from the middle; `outline` joins the scores that are there."""

    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    outline: str


def bar_marks(
    edges: Sequence[float],
    score: float | None,
    lowest: float | None,
    reach: tuple[float, float] | None,
) -> Bar:
    """The bar of one score; `edges` are the starts of the bands, `reach` the range of the score."""
    ends = [*edges[1:], 100.0]
    return Bar(
        width=BAR_WIDTH,
        height=BAR_HEIGHT,
        bands=tuple(
            Stretch(_across(start), _across(end - start))
            for start, end in zip(edges, ends, strict=True)
        ),
        score=None if score is None else _across(score),
        lowest=None if lowest is None else _across(lowest),
        whisker=None if reach is None else (_across(reach[0]), _across(reach[1])),
    )


def marks(middle: tuple[float, float], median: float) -> Marks:
    """The marks of a benchmark on a bar."""
    return Marks(_across(middle[0]), _across(middle[1]), _across(median))


def _across(value: float) -> str:
    return point(value / 100 * BAR_WIDTH)


def radar(edges: Sequence[float], scores: Sequence[float | None]) -> Radar | None:
    """The radar of three or more scores; nothing when fewer than three are there to join."""
    if sum(score is not None for score in scores) < 3:
        return None
    count = len(scores)
    joined = [_at(place, count, score) for place, score in enumerate(scores) if score is not None]
    return Radar(
        rings=tuple(point(edge / 100 * RADAR_RADIUS) for edge in (100.0, *reversed(edges[1:]))),
        spokes=tuple(_spoke(place, count, score) for place, score in enumerate(scores)),
        outline=" ".join(f"{x},{y}" for x, y in joined),
    )


def _spoke(place: int, count: int, score: float | None) -> Spoke:
    x, y = _at(place, count, 100)
    label_x, label_y = _at(place, count, LABEL_RADIUS)
    score_x, score_y = (None, None) if score is None else _at(place, count, score)
    return Spoke(x, y, label_x, label_y, score_x, score_y)


def _at(place: int, count: int, value: float) -> tuple[str, str]:
    """The point on axis `place` of `count` at this value; the first axis points up."""
    angle = 2 * math.pi * place / count - math.pi / 2
    distance = value / 100 * RADAR_RADIUS
    return point(distance * math.cos(angle)), point(distance * math.sin(angle))


@dataclass(frozen=True)
class Period:
    """An action on the timeline, as long as a bar; `open` when it runs on after the last day."""

    start: str
    first_step: str
    length: str
    open: bool


def period(start: int, first_step: int, term: int, days: int) -> Period:
    """An action from day `start`: its first step and its whole term, of a timeline of `days`."""
    end = min(start + term, days)
    return Period(
        start=point(start / days * BAR_WIDTH),
        first_step=point(min(first_step, days - start) / days * BAR_WIDTH),
        length=point((end - start) / days * BAR_WIDTH),
        open=start + term > days,
    )


def interval_marks(reach: int, low: int, point_at: int, high: int) -> IntervalMarks:
    """A difference with its interval on a bar from -`reach` to `reach`, cut off there."""

    def across(points: int) -> str:
        inside = min(max(points, -reach), reach)
        return point((inside + reach) / (2 * reach) * BAR_WIDTH)

    return IntervalMarks(BAR_WIDTH, across(0), across(low), across(high), across(point_at))


def dumbbell(edges: Sequence[float], first: int | None, second: int | None) -> Dumbbell | None:
    """Two shown scores on a bar with these bands behind; nothing when one of them is missing."""
    if first is None or second is None:
        return None
    empty = bar_marks(edges, None, None, None)
    return Dumbbell(
        width=empty.width,
        bands=empty.bands,
        before=point(first / 100 * empty.width),
        after=point(second / 100 * empty.width),
        same=first == second,
    )
