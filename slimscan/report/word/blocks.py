"""Blocks of the page as paragraphs of Word: headings, lists, terms, and lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, groupby, pairwise

from slimscan.report.word import front, tables
from slimscan.report.word.manuscript import BOXES, BULLETS, NUMBERS, Manuscript
from slimscan.report.word.page import Element, children, classes
from slimscan.report.word.paragraphs import GAP, Paragraph
from slimscan.report.word.runs import INLINE, TAB, Format, Piece, inline, piece_of, pieces, set_line

_HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
_STYLES = {
    "lead": "Lead",
    "remark": "Remark",
    "step": "Step",
    "note": "Note",
    "example": "Note",
    "small": "Small",
    "legend": "Caption",
    "basis": "Small",
    "why": "Small",
    "counts": "Counts",
    "about": "Small",
    "privacy": "Small",
    "trail": "Small",
    "kind": "Kind",
    "firm": "Subtitle",
    "big": "Big",
    "from": "Big",
    "band": "Mark",
    "told": "Told",
    "of": "Told",
    "status": "Told",
    "line": "Line",
    "text": "Question",
}
"""The style of a paragraph by its class, or by the class of what it stands in."""

_AROUND = frozenset(["remark", "trail"])
"""Classes that say how every paragraph looks in what has them."""

_BOLD = frozenset(["name", "of", "reading", "thanks", "author"])
_FLOWS_ON = frozenset(
    ["picture", "levers", "closing", "evidence", "help", "basis", "answers", "method"]
)
"""Chapters that do not begin on a new page."""

_NOT_READ = frozenset(["skip", "stripe"])
"""What only a screen uses, and what is only colour."""

_PLAIN = Paragraph()


def write_blocks(element: Element, book: Manuscript, shape: Paragraph = _PLAIN) -> str:
    """All that stands in an element, as paragraphs and tables of Word."""
    return "".join(_parts(element, book, lambda _place: shape))


def _parts(
    element: Element, book: Manuscript, shape_at: Callable[[int], Paragraph]
) -> Iterator[str]:
    """What stands in an element, each part in the shape for its place."""
    place = 0
    for in_line, within in groupby(_content(element), key=_is_in_line):
        for parts in [list(within)] if in_line else ([one] for one in within):
            shape = shape_at(place)
            made = _line(parts, book, shape) if in_line else _block(parts[0], book, shape)
            place += bool(made)
            yield made


def _content(element: Element) -> Iterator[Element | str]:
    if element.text:
        yield element.text
    for child in children(element):
        yield child
        if child.tail:
            yield child.tail


def _is_in_line(part: Element | str) -> bool:
    if isinstance(part, str):
        return True
    return part.tag in INLINE and all(below.tag in INLINE for below in part.iterdescendants())


def write_element(element: Element, book: Manuscript, shape: Paragraph = _PLAIN) -> str:
    """An element as paragraphs and tables, also when it is only words."""
    return _line([element], book, shape) if _is_in_line(element) else _block(element, book, shape)


def _line(parts: list[Element | str], book: Manuscript, shape: Paragraph) -> str:
    line = chain.from_iterable(
        piece_of(part, shape.letters)
        if isinstance(part, str)
        else inline(part, book, shape.letters)
        for part in parts
    )
    return shape.set(set_line(line, book), book)


def _block(element: Element, book: Manuscript, shape: Paragraph) -> str:
    """One element as paragraphs and tables: its class decides as what, and else its tag."""
    named = classes(element)
    if named & _NOT_READ:
        return ""
    if place := element.get("id"):
        book.arrive(place)
    for name, make in _SHAPES.items():
        if name in (element.tag, *(f"{element.tag}.{one}" for one in named)):
            return make(element, book)
    if element.tag in _HEADINGS:
        return _heading(element, book, shape)
    if element.tag == "p":
        return _paragraph(element, named, book, shape)
    inside = write_blocks(element, book, _within(element, named, shape))
    return inside + Paragraph("Line").made() if named >= {"question", "written"} else inside


def _within(element: Element, named: frozenset[str], shape: Paragraph) -> Paragraph:
    """How paragraphs look within an element."""
    if around := named & _AROUND:
        return replace(shape, style=_STYLES[next(iter(around))])
    if "side" in named:
        return replace(shape, keep=True)
    by_tag = {"blockquote": "Quote", "figcaption": "Caption", "footer": "Small"}
    return replace(shape, style=by_tag.get(element.tag, shape.style))


def _paragraph(element: Element, named: frozenset[str], book: Manuscript, shape: Paragraph) -> str:
    letters = shape.letters
    if named & _BOLD:
        letters = replace(letters, bold=True)
    if shape.style and "small" in named:
        letters = replace(letters, style="Code")
    style = shape.style or next((_STYLES[one] for one in _STYLES if one in named), "")
    if "note" in named and shape.style == "TableText":
        style = "TableNote"
    line = pieces(element, book, letters)
    shape = replace(shape, style=style, keep=shape.keep or _leads_in(element))
    return shape.set(set_line(line, book, "note" in named), book)


def _leads_in(element: Element) -> bool:
    """Whether it tells of the table or the question under it, and stays on their page."""
    below = element.getnext()
    return below is not None and (below.tag == "table" or "question" in classes(below))


def _heading(
    element: Element, book: Manuscript, shape: Paragraph = _PLAIN, before: str = ""
) -> str:
    chapter = element.getparent()
    is_chapter = element.tag == "h2" and "chapter" in classes(chapter)
    begins = is_chapter and not classes(chapter) & _FLOWS_ON
    line = [Piece(before, shape.letters), *pieces(element, book, shape.letters)]
    on_cover = any("cover" in classes(one) for one in element.iterancestors())
    style = "TOCHeading" if on_cover and element.tag == "h2" else _HEADINGS[element.tag]
    shape = replace(shape, style=style, new_page=begins)
    return shape.set(set_line(line, book), book)


def _head(element: Element, book: Manuscript) -> str:
    """What a part begins with: its heading comes first, whatever stands beside it on the page."""
    heading = next(one for one in element.iter("h2", "h3", "h4"))
    rank = next((one for one in element.iter("p") if "rank" in classes(one)), None)
    colour = front.colour_of(classes(element), book)
    shape = Paragraph(fill=colour, letters=Format(colour="FFFFFF")) if colour else _PLAIN
    made = _heading(heading, book, shape, "" if rank is None else f"{rank.text}. ")
    for told in (heading, rank):
        if told is not None:
            told.getparent().remove(told)
    # What stands beside a heading on the page stays with what comes under it.
    return made + write_blocks(element, book, Paragraph(keep=True))


def _side_by_side(style: str, between: str) -> Callable[[Element, Manuscript], str]:
    """What stands beside each other on the page, in one line."""

    def made(element: Element, book: Manuscript) -> str:
        line: list[Piece] = []
        for child in children(element):
            found = list(pieces(child, book))
            line += [Piece(between), *found] if line and found else found
        return Paragraph(style).set(set_line(line, book), book)

    return made


def _list(element: Element, book: Manuscript) -> str:
    boxes = any("checklist" in classes(one) for one in element.iterancestors())
    kind = NUMBERS if element.tag == "ol" else BOXES if boxes else BULLETS
    style = "ListNumber" if kind == NUMBERS else "ListBullet"
    number, place = book.new_list(kind), 0
    depth = sum(1 for one in element.iterancestors() if one.tag in ("ul", "ol"))
    made = ""
    for item in children(element):
        place, expected = int(item.get("value", place + 1)), place + 1
        if place != expected:  # a number of its own: Word counts on from where a list begins
            number = book.new_list(kind, place)
        line_to = book.width if "open" in classes(item) else 0
        first = Paragraph(style, list=number, depth=depth, line_to=line_to)
        rest = Paragraph("ListContinue")
        _join_small(item)
        made += "".join(_parts(item, book, lambda place: rest if place else first))  # noqa: B023
    return made


def _join_small(item: Element) -> None:
    """Make one line of small lines under each other: a page of Word has no columns to fill."""
    for later, earlier in pairwise([*item.iterchildren("p")][::-1]):
        if "small" in classes(later) & classes(earlier):
            later.tag = "span"
            earlier.extend([_span(" · "), later])


def _span(text: str) -> Element:
    from lxml.html import Element as Made

    made: Element = Made("span")
    made.text = text
    return made


def _terms(element: Element, book: Manuscript) -> str:
    """Terms with what they mean, each on a line with its term before it."""
    made = ""
    line: list[Piece] = []
    for told in element.iter("dt", "dd"):
        if told.tag == "dt":
            line = [*pieces(told, book, Format(bold=True)), Piece(TAB)]
        else:
            line += pieces(told, book)
            made += Paragraph("Term").set(set_line(line, book), book)
    return made


def _sheet(element: Element, book: Manuscript) -> str:
    """A worksheet begins on a page of its own, which may lie."""
    return book.turn(landscape="landscape" in classes(element)) + write_blocks(element, book)


def _writing_line(_element: Element, _book: Manuscript) -> str:
    return Paragraph("Line").made()


def _lines(element: Element, book: Manuscript) -> str:
    """Fields with a line each; the gap keeps the last one free of a table under it."""
    return write_blocks(element, book, Paragraph("Line")) + GAP


def _questions_with_lines(element: Element, book: Manuscript) -> str:
    return write_blocks(element, book) + GAP


def _rows(*widths: float) -> Callable[[Element, Manuscript], str]:
    """A list in columns of so many millimetres."""
    return lambda element, book: tables.write_rows(element, book, _WRITER, widths)


_WRITER = tables.Writer(write_blocks, write_element)

_SHAPES: Mapping[str, Callable[[Element, Manuscript], str]] = {
    "article.sheet": _sheet,
    "div.panel": lambda element, book: front.write_panel(element, book, _WRITER),
    "header.head": lambda element, book: front.write_title_panel(element, book, _WRITER),
    "nav.contents": front.write_contents,
    "div.head": _head,
    "div.mark": _side_by_side("Mark", "  "),
    "div.ticks": _side_by_side("Ticks", TAB),
    "div.line": _writing_line,
    "div.fields": _lines,
    "section.lines": _questions_with_lines,
    "ul.key": _side_by_side("Small", "   "),
    "ul.lines": _rows(58, 64, 50),
    "ul.items": _rows(112, 60),
    "ul.conditions": _rows(32, 85, 55),
    "ol.agenda": _rows(16, 156),
    "ul.fields": tables.write_fields,
    "ul.boxes": tables.write_boxes,
    "ul": _list,
    "ol": _list,
    "dl": _terms,
    "table": lambda element, book: tables.write_page_table(element, book, _WRITER),
}
"""What makes an element that is more than its text, by its tag and class; the first that fits."""
