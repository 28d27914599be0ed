"""Tables of the page as tables of Word, and lists that stand in columns on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from slimscan.report.word.columns import GridPlace, grid_places, widths_of
from slimscan.report.word.manuscript import Manuscript, twips
from slimscan.report.word.page import Element, children, classes, said
from slimscan.report.word.paragraphs import GAP, Paragraph
from slimscan.report.word.runs import NO_FORMAT, Format, Piece, pieces, set_line


@dataclass(frozen=True)
class Writer:
    """Makes paragraphs and tables: of what stands in an element, or of it as a whole."""

    inside: Callable[..., str]
    whole: Callable[..., str]


_TEXT = Paragraph("TableText")
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


def write_page_table(element: Element, book: Manuscript, write: Writer) -> str:
    """A table of the page, with its caption above it and its head on every page."""
    lines = list(element.iter("tr"))
    places = grid_places(lines)
    widths = widths_of(element, book)
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


def _told(element: Element, book: Manuscript) -> str:
    return set_line(pieces(element, book), book)


def _row(  # noqa: PLR0913, PLR0917
    line: Element,
    places: Sequence[GridPlace],
    widths: Sequence[float],
    book: Manuscript,
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
        if head and right:
            told = replace(told, style="TableHead", letters=NO_FORMAT)
        inside = write.inside(place.element, book, told)
        cells.append(cell(inside, width, span=place.across, goes_on=begins))
    return row(cells, head, _ROOM_TO_WRITE if to_write and not head else 0)


def write_rows(element: Element, book: Manuscript, write: Writer, widths: Sequence[float]) -> str:
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


def write_fields(element: Element, book: Manuscript) -> str:
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


def write_boxes(element: Element, book: Manuscript) -> str:
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


def _box(item: Element, book: Manuscript) -> str:
    box, label = children(item)
    number = said(box)
    before = f"☐ {number} " if number else "☐ "
    return _TEXT.made(set_line([Piece(before), *pieces(label, book)], book))
