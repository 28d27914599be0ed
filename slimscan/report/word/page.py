"""The page of HTML that becomes a Word file, read as a tree, with its drawings beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from slimscan.disk.places import languages
from slimscan.language import words
from slimscan.report.office.package import xml_text

Element = Any
"""An element of the page as lxml gives it; its tag is a text."""

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_KIND = re.compile(r'class="(\w+)"')
_SIZE = re.compile(r'\swidth="(\d+)" height="(\d+)"')
_ALT = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class DrawnChart:
    """A chart of the page: its SVG, its size in units of drawing, and what it says in words."""

    svg: str
    width: int
    height: int
    alt: str
    kind: str
    """Its class on the page: `bar`, `radar`, `period`."""


@dataclass(frozen=True)
class WebPage:
    """A page with what its head and its running lines say."""

    root: Element
    drawings: tuple[DrawnChart, ...]
    language: str
    title: str
    author: str
    about: str
    header: str
    date: str
    footer: str
    compact: bool
    """Whether it is a page to write on, which has small headings and no page for its title."""

    @property
    def body(self) -> Element:
        """What is read."""
        return self.root.find("body")


def read_page(html: str) -> WebPage:
    """The page; drawings stand in it as `<img data-drawing="0">`, so that they stay as they are."""
    from lxml.html import document_fromstring

    drawings: list[DrawnChart] = []

    def taken_out(found: re.Match[str]) -> str:
        drawings.append(_drawing(found[0]))
        return f'<img data-drawing="{len(drawings) - 1}">'

    text = _DRAWING.sub(taken_out, xml_text(html))
    root = document_fromstring(text)
    running = next(iter(root.xpath("//body//*[@data-firm or @data-brand]")), None)
    told = {} if running is None else dict(running.attrib)
    return WebPage(
        root=root,
        drawings=tuple(drawings),
        language=root.get("lang", "en"),
        title=root.findtext("head/title", ""),
        author=_said(root, "author"),
        about=_said(root, "description"),
        header="" if "data-brand" in told else told.get("data-title", "") + told["data-firm"],
        date=told.get("data-date", ""),
        compact=running is None or not classes(running) & {"cover", "head"},
        footer=told.get("data-foot", told.get("data-brand", "")),
    )


def _said(root: Element, name: str) -> str:
    return next((str(one) for one in root.xpath(f"//meta[@name='{name}']/@content")), "")


def culture_of(language: str) -> str:
    """What Word calls a language, as `nl-NL`; one that slimscan does not speak is as it is."""
    return words(language, "report")["page.culture"] if language in languages() else language


def _drawing(svg: str) -> DrawnChart:
    size, alt, kind = _SIZE.search(svg), _ALT.search(svg), _KIND.search(svg)
    width, height = (int(size[1]), int(size[2])) if size else (100, 100)
    told = unescape(alt[1]).strip() if alt else ""
    return DrawnChart(svg, width, height, told, kind[1] if kind else "")


def classes(element: Element) -> frozenset[str]:
    """The classes of an element."""
    return frozenset(element.get("class", "").split())


def children(element: Element) -> Iterator[Element]:
    """The elements in an element; remarks are none."""
    return (one for one in element if isinstance(one.tag, str))


def said(element: Element) -> str:
    """All text in an element, on one line."""
    return " ".join(element.text_content().split())
