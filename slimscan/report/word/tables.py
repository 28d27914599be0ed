"""Tables of the page as tables of Word, and lists that stand in columns on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from slimscan.report.word.book import Book, twips
from slimscan.report.word.page import Element, children, classes, said
from slimscan.report.word.paragraphs import GAP, Paragraph
from slimscan.report.word.runs import NARROW, Format, Piece, pieces, set_line


@dataclass(frozen=True)
class Writer:
    """Makes paragraphs and tables: of what stands in an element, or of it as a whole."""

    inside: Callable[..., str]
    whole: Callable[..., str]


_TEXT = Paragraph("TableText")
_LETTER = 1.62
"""Millimetres that a letter of a table takes, about."""

_PADDING = 3.0
_MOST = 80.0
"""No column asks for more millimetres than this; what does not fit goes on the next line."""

_TOGETHER = 9
"""A table of so many rows or fewer is not broken over pages."""

_ROOM_TO_WRITE = 440
"""How high a row is that is written in, in twentieths of a point."""


def grid(rows: Iterable[str], widths: Sequence[float], style: str, caption: str = "") -> str:
    """A table of rows with columns of so many millimetres."""
    told = f"<w:tblCaption w:val={quoteattr(caption)}/>" if caption else ""
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(twips(width) for width in widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>{told}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def cell(  # noqa: PLR0913
    inside: str,
    width: float,
    *,
    span: int = 1,
    goes_on: str = "",
    fill: str = "",
    margin: int | None = None,
) -> str:
    """A cell; `goes_on` is `restart` where a cell over several rows begins, `continue` under it."""
    sides = ("top", "left", "bottom", "right")
    looks = [
        f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>',
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
        f'<w:vMerge w:val="{goes_on}"/>' if goes_on else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "",
        ""
        if margin is None
        else "<w:tcMar>"
        + "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in sides)
        + "</w:tcMar>",
    ]
    return f"<w:tc><w:tcPr>{''.join(looks)}</w:tcPr>{inside or _TEXT.made()}</w:tc>"


def row(cells: Iterable[str], header: bool = False, height: int = 0) -> str:
    """A row; it is not broken over pages, and a header comes back on every page."""
    looks = [
        "<w:cantSplit/>",
        f'<w:trHeight w:val="{height}"/>' if height else "",
        "<w:tblHeader/>" if header else "",
    ]
    return f"<w:tr><w:trPr>{''.join(looks)}</w:trPr>{''.join(cells)}</w:tr>"


@dataclass(frozen=True)
class _Place:
    """A cell of the page and where it stands in the grid; without an element it goes on."""

    element: Element | None
    column: int
    across: int
    down: int


def table(element: Element, book: Book, write: Writer) -> str:
    """A table of the page, with its caption above it and its head on every page."""
    lines = list(element.iter("tr"))
    places = _places(lines)
    widths = _widths(element, book)
    caption = next(element.iter("caption"), None)
    above = "" if caption is None else Paragraph("Caption").set(_told(caption, book), book)
    to_write = any("sheet" in classes(one) for one in element.iterancestors())
    rows = [
        _row(line, found, widths, book, write, shape)
        for line, found in zip(lines, places, strict=True)
        for shape in [replace(_TEXT, keep=len(lines) <= _TOGETHER and line is not lines[-1])]
    ]
    has_head = any(line.getparent().tag == "thead" for line in lines)
    style = "Sheet" if to_write else "Scores" if has_head else "Rows"
    return above + grid(rows, widths, style, "" if caption is None else said(caption)) + GAP


def _told(element: Element, book: Book) -> str:
    return set_line(pieces(element, book), book)


def _row(  # noqa: PLR0913, PLR0917
    line: Element,
    places: Sequence[_Place],
    widths: Sequence[float],
    book: Book,
    write: Writer,
    shape: Paragraph,
) -> str:
    head = line.getparent().tag == "thead"
    to_write = any("sheet" in classes(one) for one in line.iterancestors())
    strong = bool(classes(line) & {"sum", "whole"})
    cells = []
    for place in places:
        width = sum(widths[place.column : place.column + place.across])
        if place.element is None:
            cells.append(cell("", width, span=place.across, goes_on="continue"))
            continue
        right = "n" in classes(place.element)
        begins = "restart" if place.down > 1 else ""
        told = replace(shape, letters=Format(bold=head or strong), right=right)
        inside = write.inside(place.element, book, told)
        cells.append(cell(inside, width, span=place.across, goes_on=begins))
    return row(cells, head, _ROOM_TO_WRITE if to_write and not head else 0)


def _places(lines: Sequence[Element]) -> list[list[_Place]]:
    """Every row with its cells in the columns of the grid."""
    found: list[list[_Place]] = []
    above: dict[int, _Place] = {}
    for line in lines:
        here: list[_Place] = []
        column = 0
        for one in children(line):
            while column in above:
                here.append(_gone_on(above, column))
                column += here[-1].across
            place = _Place(one, column, int(one.get("colspan", 1)), int(one.get("rowspan", 1)))
            here.append(place)
            if place.down > 1:
                above[column] = _Place(None, column, place.across, place.down - 1)
            column += place.across
        while column in above:
            here.append(_gone_on(above, column))
            column += here[-1].across
        found.append(here)
    return found


def _gone_on(above: dict[int, _Place], column: int) -> _Place:
    place = above.pop(column)
    if place.down > 1:
        above[column] = _Place(None, column, place.across, place.down - 1)
    return place


def _widths(element: Element, book: Book) -> list[float]:
    """Columns as wide as they need to be, and together as wide as the page.

    Tables of one kind beside each other have the same columns.
    """
    alike = [one for one in _beside(element) if one.get("class") == element.get("class")]
    places = [row for one in alike for row in _places(list(one.iter("tr")))]
    count = max((one.column + one.across for row in places for one in row), default=1)
    asked = [
        [one.element for row in places for one in row if one.column == column and one.across == 1]
        for column in range(count)
    ]
    shares = [_share(column) for column in asked]
    if all(shares):
        return [book.width * share / sum(shares) for share in shares]
    least = [max((_least(one) for one in column), default=10.0) for column in asked]
    wanted = [
        max(least[place], min(_MOST, max((_wanted(one) for one in column), default=10.0)))
        for place, column in enumerate(asked)
    ]
    spare = book.width - sum(least)
    longing = sum(wanted) - sum(least)
    if spare <= 0 or longing <= 0:
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


def _least(element: Element | None) -> float:
    """Millimetres for the longest word."""
    if element is None:
        return 0.0
    if next(element.iter("img"), None) is not None or next(element.iter("div"), None) is not None:
        return NARROW + _PADDING
    words = said(element).split()
    if "n" in classes(element):
        words = [said(element)] if element.tag == "td" else words
    longest = max((len(word) for word in words), default=0)
    return min(45.0, longest * (_LETTER + 0.25) + _PADDING)


def _wanted(element: Element | None) -> float:
    """Millimetres for all of it on one line."""
    if element is None:
        return 0.0
    badges = sum("value" in classes(one) for one in element.iter("span"))
    return max(_least(element), len(said(element)) * _LETTER + badges * 2.6 + _PADDING)


def rows(element: Element, book: Book, write: Writer, widths: Sequence[float]) -> str:
    """A list whose items stand in columns: each item a row, and what is more of it under it."""
    made = []
    for item in children(element):
        parts = list(children(item))
        first, rest = parts[: len(widths)], parts[len(widths) :]
        made.append(
            row(
                cell(write.whole(part, book, _TEXT), width)
                for part, width in zip(first, widths, strict=False)
            )
        )
        made += [
            row([cell(write.whole(part, book, _TEXT), sum(widths), span=len(widths))])
            for part in rest
        ]
    return grid(made, widths, "Rows") + GAP


def fields(element: Element, book: Book) -> str:
    """A list of fields to fill in: each with a line, and under it what is to be on it."""
    items = list(children(element))
    width = book.width / max(1, len(items))
    cells = []
    for item in items:
        told = next(item.iter("b"), None)
        label = next(item.iter("span"))
        line = "" if told is None else _told(told, book)
        under = Paragraph("TableText", letters=Format(style="Code"))
        made = Paragraph("Field").made(line) + under.set(
            set_line(pieces(label, book, under.letters), book), book
        )
        cells.append(cell(made, width))
    return grid([row(cells)], [width] * len(items), "Bare") + GAP


def boxes(element: Element, book: Book) -> str:
    """Boxes to tick, as many beside each other as on paper."""
    items = list(children(element))
    across = 3 if "by3" in classes(element) else 7
    width = book.width / across
    made = []
    for start in range(0, len(items), across):
        cells = [cell(_box(item, book), width) for item in items[start : start + across]]
        cells += [cell("", width)] * (across - len(cells))
        made.append(row(cells))
    return grid(made, [width] * across, "Bare") + GAP


def _box(item: Element, book: Book) -> str:
    box, label = children(item)
    number = said(box)
    before = f"☐ {number} " if number else "☐ "
    return _TEXT.made(set_line([Piece(before), *pieces(label, book)], book))
