"""What a document begins with: the panel with its title, and the table of contents as a field."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from slimscan.report.word.manuscript import Manuscript, bookmark
from slimscan.report.word.page import Element, children, classes, said
from slimscan.report.word.paragraphs import GAP, Paragraph
from slimscan.report.word.runs import Format
from slimscan.report.word.tables import Writer, cell, grid

_IN_PANEL = ("kind", "firm", "date", "when")
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_ASKED = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r>'


def colour_of(named: frozenset[str], book: Manuscript) -> str:
    """The colour that a class such as `c1` stands for, as Word writes it; empty without one."""
    found = next((one for one in sorted(named) if re.fullmatch(r"c\d", one)), None)
    return book.palette[f"lever-{found[1:]}"] if found else ""


def write_panel(element: Element, book: Manuscript, write: Writer) -> str:
    """The panel of a cover, as high as half a page, with the colours of the levers under it."""
    stripe = element.getnext()
    colours = [colour_of(classes(one), book) for one in stripe]
    inside = write.inside(element, book, Paragraph(letters=Format(colour="FFFFFF")))
    return _panel(inside, book, [one for one in colours if one], high=5600)


def write_title_panel(element: Element, book: Manuscript, write: Writer) -> str:
    """The head of a short report: its title in a panel, and the rest under it."""
    shape = Paragraph(letters=Format(colour="FFFFFF"))
    told = [one for one in children(element) if one.tag == "h1" or one.get("class") in _IN_PANEL]
    inside = "".join(write.whole(one, book, shape) for one in told)
    for one in told:
        element.remove(one)
    return _panel(inside, book, [], high=0) + write.inside(element, book)


def _panel(inside: str, book: Manuscript, colours: list[str], high: int) -> str:
    across = max(1, len(colours))
    widths = [book.width / across] * across
    rows = [
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{max(high, 300)}"/></w:trPr>'
        + cell(inside, book.width, span=across, fill=book.palette["panel"], margin=340)
        + "</w:tr>"
    ]
    if colours:
        thin = Paragraph("Gap").made()
        cells = "".join(cell(thin, book.width / across, fill=one, margin=0) for one in colours)
        rows.append(
            f'<w:tr><w:trPr><w:trHeight w:val="220" w:hRule="exact"/></w:trPr>{cells}</w:tr>'
        )
    return grid(rows, widths, "Bare") + GAP


def write_contents(element: Element, _book: Manuscript) -> str:
    """The table of contents: a field that Word renews, with the chapters as they are now."""
    heading = Paragraph("TOCHeading").made(
        f'<w:r><w:t xml:space="preserve">{escape(said(next(element.iter("h2"))))}</w:t></w:r>'
    )
    entries = [
        f'<w:hyperlink w:anchor="{bookmark(one.get("href")[1:])}" w:history="1"><w:r>'
        f'<w:t xml:space="preserve">{escape(said(one))}</w:t></w:r></w:hyperlink>'
        for one in element.iter("a")
    ]
    begin = _FIELD.format("begin") + _ASKED + _FIELD.format("separate")
    entries[0] = begin + entries[0]
    entries[-1] += _FIELD.format("end")
    lines = "".join(Paragraph("TOC1").made(one) for one in entries)
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{heading}{lines}"
        "</w:sdtContent></w:sdt>"
    )
