"""What the text of a Word file refers to: pictures, links, lists and places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from slimscan.report.office.drawing import svg_png
from slimscan.report.word.page import DrawnChart, WebPage

BULLETS, NUMBERS, BOXES = 0, 1, 2
"""Kinds of list, as `numbering.xml.j2` numbers them."""

_SHORT_SIDE, _LONG_SIDE = 210.0, 297.0
_MARGIN, _NARROW_MARGIN = 19.0, 15.0
"""Millimetres of a page, and of what stays free beside the text."""

_WIDEST_LOGO, _HIGHEST_LOGO, _LOW_LOGO = 60.0, 15.0, 9.0
"""Millimetres; the last one on a page to write on."""

_EMU = 36000
"""Units of Word's drawings in a millimetre."""


@dataclass
class Manuscript:
    """A Word file in the making: what was referred to so far, in the order of the text."""

    page: WebPage
    logos: dict[str, bytes]
    """The pictures that the page may show, by their addresses, as PNG."""
    palette: Mapping[str, str]
    """The colours of the page by their names, as Word writes them."""
    pictures: list[bytes] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    lists: list[tuple[int, int]] = field(default_factory=list)
    """Of what kind each list is, and with which number it begins."""
    _drawn: int = 0
    _places: list[str] = field(default_factory=list)
    _marked: int = 0
    _lies: bool | None = None
    """Whether the sheet that was begun lies; nothing before the first one."""

    @property
    def width(self) -> float:
        """Millimetres that the text may take here."""
        return (_LONG_SIDE if self._lies else _SHORT_SIDE) - 2 * self._margin

    @property
    def _margin(self) -> float:
        return _NARROW_MARGIN if self.page.compact else _MARGIN

    @property
    def ids(self) -> frozenset[str]:
        """The places on the page that something can link to."""
        return frozenset(self.page.root.xpath("//body//*/@id"))

    def new_list(self, kind: int, start: int = 1) -> int:
        """A list that begins here, by its number."""
        self.lists.append((kind, start))
        return len(self.lists)

    def turn(self, landscape: bool) -> str:
        """Begin a sheet, that stands or lies; gives what ends the one before."""
        ended = "" if self._lies is None else f"<w:p><w:pPr>{self.section()}</w:pPr></w:p>"
        self._lies = landscape
        return ended

    def section(self) -> str:
        """What Word says of the pages up to here: their size, margins and running lines."""
        across, down = (16838, 11906) if self._lies else (11906, 16838)
        lies = ' w:orient="landscape"' if self._lies else ""
        titled = "" if self.page.compact else "<w:titlePg/>"
        side = twips(self._margin)
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
            '<w:footerReference w:type="default" r:id="footer"/>'
            f'<w:pgSz w:w="{across}" w:h="{down}"{lies}/>'
            f'<w:pgMar w:top="{1247 if self.page.header else side}" w:right="{side}" '
            f'w:bottom="1077" w:left="{side}" w:header="567" w:footer="510" w:gutter="0"/>'
            f"{titled}</w:sectPr>"
        )

    def link_to(self, address: str) -> str:
        """What a link to elsewhere is called in the text."""
        return self.links.setdefault(address, f"link{len(self.links) + 1}")

    def arrive(self, place: str) -> None:
        """A place to link to begins with the next paragraph."""
        self._places.append(place)

    def marks(self) -> str:
        """The places that begin here, as bookmarks."""
        made = ""
        for place in self._places:
            self._marked += 1
            made += (
                f'<w:bookmarkStart w:id="{self._marked}" w:name={quoteattr(bookmark(place))}/>'
                f'<w:bookmarkEnd w:id="{self._marked}"/>'
            )
        self._places.clear()
        return made

    def chart(self, drawing: DrawnChart, millimetres: float) -> str:
        """A chart of the page, so wide."""
        return self.picture(
            svg_png(drawing.svg),
            millimetres,
            millimetres * drawing.height / drawing.width,
            drawing.alt,
        )

    def logo(self, address: str, alt: str) -> str:
        """A logo that the page may show, as large as fits; nothing for any other picture."""
        if address not in self.logos:
            return ""
        png = self.logos[address]
        across, down = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
        high = _LOW_LOGO if self.page.compact else _HIGHEST_LOGO
        width = min(_WIDEST_LOGO, high * across / down)
        return self.picture(png, width, width * down / across, alt)

    def picture(self, png: bytes, width: float, height: float, alt: str) -> str:
        """A picture in a line of text, of so many millimetres."""
        if png not in self.pictures:
            self.pictures.append(png)
        self._drawn += 1
        name = f"picture{self.pictures.index(png) + 1}"
        size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
        told = f'name="{name}" descr={quoteattr(alt)}'
        return (
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{self._drawn}" {told}/><wp:cNvGraphicFramePr>'
            '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{self._drawn}" {told}/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline>"
        )


def twips(millimetres: float) -> int:
    """Twentieths of a point, in which Word measures pages and tables."""
    return round(millimetres * 1440 / 25.4)


def bookmark(place: str) -> str:
    """The name of a place as Word wants it: letters, digits and `_`, 40 at most."""
    return "at_" + re.sub(r"\W", "_", place)[:37]
