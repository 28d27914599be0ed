"""Text of the page as runs: bold, slanted, small, in another language, or a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from slimscan.report.word.manuscript import Manuscript, bookmark
from slimscan.report.word.page import Element, children, classes, culture_of

INLINE = frozenset(["a", "b", "br", "code", "em", "i", "img", "span", "strong", "time"])
_SYMBOLS = {
    "k-score": "■",
    "k-lowest": "▼",
    "k-range": "├─┤",
    "k-bands": "▒",
    "k-middle": "▬",
    "k-median": "┃",
}
"""Signs that stand for what the style draws in the key of a chart."""

_STATES = {"not_in_order": "○ ", "in_order": "● ", "unknown": "? "}
"""Signs that the style puts before a state, by the class of what the state is of."""

BREAK, TAB = "\x1e", "\x1f"
"""Stand for a line end and a tab that are meant; no text of a page holds them."""

_RIGHT_TO_LEFT = re.compile("([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ENDS = f" {BREAK}{TAB}"
_CHART, _MEASURE = 42.0, 58.0
_WIDTHS = {"radar": 54.0, "period": 58.0}
"""Millimetres that a chart is wide: usually, in the summary, and those of another width."""


@dataclass(frozen=True)
class Format:
    """How a run looks: a style of letters, and what comes on top of it."""

    style: str = ""
    bold: bool = False
    slanted: bool = False
    colour: str = ""
    language: str = ""
    link: str = ""
    """Where it leads: an address, or `#` and a place on the page."""


NO_FORMAT = Format()


@dataclass(frozen=True)
class Piece:
    """A part of a line: text, or a picture that is made already."""

    text: str
    format: Format = NO_FORMAT
    picture: str = ""


def pieces(
    element: Element,
    book: Manuscript,
    format: Format = NO_FORMAT,  # noqa: A002
) -> Iterator[Piece]:
    """The text and the pictures in an element, in order."""
    yield from piece_of(element.text, format)
    for child in children(element):
        yield from inline(child, book, format)
        yield from piece_of(child.tail, format)


def piece_of(text: str | None, format: Format) -> Iterator[Piece]:  # noqa: A002
    """The text as a piece, when there is any."""
    if text:
        yield Piece(text, format)


def inline(element: Element, book: Manuscript, format: Format) -> Iterator[Piece]:  # noqa: A002
    """An element within a line."""
    named = classes(element)
    if element.tag == "br":
        yield Piece(BREAK, format)
    elif element.tag == "img":
        yield Piece("", format, _picture(element, book))
    elif element.tag == "i" and not len(element) and not element.text:
        yield from _symbol(element, named, format)
    elif "chip" in named or "value" in named:
        style = _badge(named)
        padded = f"\xa0{element.text_content().strip()}\xa0"
        yield Piece(padded, replace(format, style=style, bold=False, colour=""))
    else:
        if "state" in named:
            yield from piece_of(_sign_of(element), format)
        yield from pieces(element, book, _format(element, named, book, format))
        if "code" in named:
            yield Piece(" ", format)


def _picture(element: Element, book: Manuscript) -> str:
    if (number := element.get("data-drawing")) is not None:
        return book.chart(book.page.drawings[int(number)], chart_width(element, book))
    return book.logo(element.get("src", ""), element.get("alt", ""))


def chart_width(element: Element, book: Manuscript) -> float:
    """Millimetres that a chart takes."""
    if any("measure" in classes(one) for one in element.iterancestors()):
        return _MEASURE
    return _WIDTHS.get(book.page.drawings[int(element.get("data-drawing"))].kind, _CHART)


def _symbol(element: Element, named: frozenset[str], format: Format) -> Iterator[Piece]:  # noqa: A002
    for name in named & _SYMBOLS.keys():
        yield Piece(_SYMBOLS[name], format)
    if found := re.search(r"opacity: ([\d.]+)", element.get("style", "")):
        grey = f"{round(255 - (255 - 0x44) * float(found[1])):02X}"
        yield Piece("■", replace(format, style="", colour=grey * 3))


def _badge(named: frozenset[str]) -> str:
    kind = "Chip" if "chip" in named else "Value"
    found = re.search(r"\b[cv](\d)\b", " ".join(named))
    return f"{kind}{found[1]}" if found else "ValueNone"


def _sign_of(element: Element) -> str:
    above = (classes(one) & _STATES.keys() for one in element.iterancestors())
    found: frozenset[str] = next((names for names in above if names), frozenset())
    return _STATES[next(iter(found))] if found else ""


def _format(
    element: Element,
    named: frozenset[str],
    book: Manuscript,
    format: Format,  # noqa: A002
) -> Format:
    if element.tag in ("b", "strong") or "change" in named:
        format = replace(format, bold=True)  # noqa: A001
    if element.tag in ("code", "em", "i"):
        format = replace(format, slanted=True)  # noqa: A001
    if named & {"code", "small", "tag"} and not format.colour:
        format = replace(format, style="Code")  # noqa: A001
    if (spoken := element.get("lang")) and spoken != book.page.language:
        format = replace(format, language=culture_of(spoken))  # noqa: A001
    address = element.get("href", "")
    if element.tag == "a" and (
        address.startswith(("https:", "mailto:")) or address[1:] in book.ids
    ):
        format = replace(format, link=address)  # noqa: A001
    return format


def set_line(line: Iterable[Piece], book: Manuscript, keep_lines: bool = False) -> str:
    """Pieces as runs; white space becomes one space, or a line end when lines are kept."""
    made = ""
    for link, within in groupby(_spaced(line, keep_lines), key=lambda piece: piece.format.link):
        runs = "".join(_run(piece) for piece in within)
        made += _linked(runs, link, book) if link else runs
    return made


def _linked(runs: str, link: str, book: Manuscript) -> str:
    if link.startswith("#"):
        return f'<w:hyperlink w:anchor="{bookmark(link[1:])}" w:history="1">{runs}</w:hyperlink>'
    return f'<w:hyperlink r:id="{book.link_to(link)}" w:history="1">{runs}</w:hyperlink>'


def _spaced(line: Iterable[Piece], keep_lines: bool) -> Iterator[Piece]:
    spaced: list[Piece] = []
    for piece in line:
        text = piece.text
        if keep_lines:
            text = re.sub(r"\s*\n\s*", BREAK, text)
        text = _SPACES.sub(" ", text)
        after = spaced[-1].text[-1:] if spaced else " "
        if text.startswith(" ") and after in (" ", BREAK, TAB):
            text = text[1:]
        if text or piece.picture:
            spaced.append(replace(piece, text=text))
    while spaced and not spaced[-1].picture and not spaced[-1].text.rstrip(_ENDS):
        spaced.pop()
    if spaced:
        spaced[-1] = replace(spaced[-1], text=spaced[-1].text.rstrip(_ENDS))
    return iter(spaced)


def _run(piece: Piece) -> str:
    if piece.picture:
        return f"<w:r><w:drawing>{piece.picture}</w:drawing></w:r>"
    parts = _RIGHT_TO_LEFT.split(piece.text)
    return "".join(
        f"<w:r>{_look(piece.format, bool(odd % 2))}{_text(part)}</w:r>"
        for odd, part in enumerate(parts)
        if part
    )


def _text(text: str) -> str:
    """Text with its line ends and tabs."""
    lines = [
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split(TAB)
        )
        for line in text.split(BREAK)
    ]
    return "<w:br/>".join(lines)


def _look(format: Format, to_left: bool) -> str:  # noqa: A002
    style = "Hyperlink" if format.link and not format.style else format.style
    made = [
        f"<w:rStyle w:val={quoteattr(style)}/>" if style else "",
        "<w:b/><w:bCs/>" if format.bold else "",
        "<w:i/><w:iCs/>" if format.slanted else "",
        f'<w:color w:val="{format.colour}"/>' if format.colour else "",
        "<w:rtl/>" if to_left else "",
        f"<w:lang w:val={quoteattr(format.language)}/>" if format.language else "",
    ]
    inside = "".join(made)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""
