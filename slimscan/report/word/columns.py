"""Where the cells of a table stand, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slimscan.report.office.letters import ems
from slimscan.report.word.manuscript import Manuscript
from slimscan.report.word.page import Element, children, classes, said
from slimscan.report.word.runs import chart_width

_TEXT, _WORD, _HEAD = 3.0, 3.4, 3.0
"""Millimetres that letters of a table are high, about: in a text, in a word that may be bold, and
over numbers."""

_NARROWEST = 18.0
_PADDING, _LEAST_PADDING = 3.0, 2.2
_MOST = 80.0
"""No column asks for more millimetres than this; what does not fit goes on the next line."""


@dataclass(frozen=True)
class GridPlace:
    """A cell of the page and where it stands in the grid; without an element it goes on."""

    element: Element | None
    column: int
    across: int
    down: int


def grid_places(lines: Sequence[Element]) -> list[list[GridPlace]]:
    """Every row with its cells in the columns of the grid."""
    found: list[list[GridPlace]] = []
    above: dict[int, GridPlace] = {}
    for line in lines:
        here: list[GridPlace] = []
        column = 0
        for one in children(line):
            while column in above:
                here.append(_gone_on(above, column))
                column += here[-1].across
            place = GridPlace(one, column, int(one.get("colspan", 1)), int(one.get("rowspan", 1)))
            here.append(place)
            if place.down > 1:
                above[column] = GridPlace(None, column, place.across, place.down - 1)
            column += place.across
        while column in above:
            here.append(_gone_on(above, column))
            column += here[-1].across
        found.append(here)
    return found


def _gone_on(above: dict[int, GridPlace], column: int) -> GridPlace:
    place = above.pop(column)
    if place.down > 1:
        above[column] = GridPlace(None, column, place.across, place.down - 1)
    return place


def widths_of(element: Element, book: Manuscript) -> list[float]:
    """Columns as wide as they need to be, and together as wide as the page.

    Tables of one kind beside each other have the same columns.
    """
    alike = [one for one in _beside(element) if one.get("class") == element.get("class")]
    places = [row for one in alike for row in grid_places(list(one.iter("tr")))]
    count = max((one.column + one.across for row in places for one in row), default=1)
    asked = [
        [one.element for row in places for one in row if one.column == column and one.across == 1]
        for column in range(count)
    ]
    shares = [_share(column) for column in asked]
    if all(shares):
        return [book.width * share / sum(shares) for share in shares]
    least = [max((_least(one, book) for one in column), default=10.0) for column in asked]
    wanted = [
        max(least[place], min(_MOST, max((_wanted(one, book) for one in column), default=10.0)))
        for place, column in enumerate(asked)
    ]
    spare = book.width - sum(least)
    longing = sum(wanted) - sum(least)
    if spare <= 0 or longing <= 0:
        # The first column has words that may go on the next line; over numbers they would break.
        least[0] = max(_NARROWEST, least[0] + min(spare, 0))
        return [book.width * width / sum(least) for width in least]
    if longing > spare:
        part = spare / longing
        return [low + (high - low) * part for low, high in zip(least, wanted, strict=True)]
    return [wanted[0] + spare - longing, *wanted[1:]]


def _beside(element: Element) -> Iterable[Element]:
    around = element.getparent()
    return [element] if around is None else around.iterchildren("table")


def _share(column: Sequence[Element | None]) -> float:
    """The share of the width that the page itself gives a column, when it does."""
    style = next((one.get("style", "") for one in column if one is not None), "")
    return float(style.removeprefix("width: ").removesuffix("%")) if "width: " in style else 0.0


def _least(element: Element | None, book: Manuscript) -> float:
    """Millimetres for the longest word."""
    if element is None:
        return 0.0
    if (chart := next(element.iterfind(".//img[@data-drawing]"), None)) is not None:
        return chart_width(chart, book) + _PADDING
    words = said(element).split()
    if "n" in classes(element):
        words = [said(element)] if element.tag == "td" else words
    longest = max(map(ems, words), default=0.0)
    if "n" in classes(element) and element.tag == "th":
        return longest * _HEAD + _LEAST_PADDING
    return min(_MOST / 2, longest * _WORD + _PADDING)


def _wanted(element: Element | None, book: Manuscript) -> float:
    """Millimetres for all of it on one line."""
    if element is None:
        return 0.0
    if element.tag == "th" and "n" in classes(element):
        # A head over numbers may stand on two lines, so that the words beside them have room.
        return max(_least(element, book), ems(said(element)) * _HEAD / 2 + _LEAST_PADDING)
    badges = sum("value" in classes(one) for one in element.iter("span"))
    return max(_least(element, book), ems(said(element)) * _TEXT + badges * 2.6 + _PADDING)
