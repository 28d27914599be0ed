"""A logo from outside: a small picture that does nothing but show.

A PNG is drawn anew, so that nothing but its dots is left. Of an SVG only shapes are let in, without
scripts, styles that fetch, text, or links to elsewhere.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_LOGO = 512 * 1024
MOST_DOTS = 4000
KEPT_DOTS = 1200
MOST_ELEMENTS = 3000
DEEPEST_ELEMENT = 40
MOST_DRAWN = 10_000
"""Shapes that are drawn in all: `<use>` and masks draw what they refer to once more."""

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_SHAPES = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "clipPath", "mask"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop"),
}
_REFERENCE = re.compile(r"""url\(\s*["']?#([^)"'\s]+)""", re.IGNORECASE)
_OTHER_KINDS = (
    (b"\xff\xd8\xff", "JPG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WebP"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\x1f\x8b", "SVGZ"),
)
"""What is often taken for a logo, by how it begins."""

_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
_FETCHES = re.compile(r"""\\|@|expression|javascript|url\(\s*["']?\s*(?!["'#])""", re.IGNORECASE)


class LogoError(Exception):
    """The logo cannot be used; the message names what is in it."""


@dataclass(frozen=True)
class Picture:
    """A picture that may be shown in a page."""

    content: bytes
    kind: str
    """Its media type."""

    @property
    def address(self) -> str:
        """The picture itself as an address, so that a page with it asks for nothing."""
        return f"data:{self.kind};base64," + base64.b64encode(self.content).decode("ascii")


def read_logo(path: Path) -> Picture:
    """The logo in a PNG or SVG file; raises `LogoError` when it is neither, or not harmless."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise LogoError(error.strerror or str(error)) from None
    if len(content) > LARGEST_LOGO:
        raise LogoError(f"> {LARGEST_LOGO // 1024} KiB")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture(_drawn_anew(content), "image/png")
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            raise LogoError(kind)
    return Picture(_only_shapes(content), "image/svg+xml")


def _drawn_anew(content: bytes) -> bytes:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            if max(image.size) > MOST_DOTS:
                raise LogoError(f"> {MOST_DOTS} x {MOST_DOTS}")
            dots = image.convert("RGBA")
    except Image.DecompressionBombError:
        raise LogoError(f"PNG: > {MOST_DOTS} x {MOST_DOTS}") from None
    except (OSError, SyntaxError, ValueError):
        raise LogoError("PNG: ?") from None
    dots.thumbnail((KEPT_DOTS, KEPT_DOTS))
    kept = io.BytesIO()
    Image.frombytes(dots.mode, dots.size, dots.tobytes()).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _only_shapes(content: bytes) -> bytes:
    from xml.etree import ElementTree as Tree

    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LogoError("UTF-8") from None
    if found := _DECLARATION.search(content):
        raise LogoError(found[0].decode("ascii"))
    try:
        # Without a declaration there are no entities to unfold.
        root = Tree.fromstring(content)  # noqa: S314
    except Tree.ParseError as error:
        line, column = error.position
        raise LogoError(f"SVG {line}:{column + 1}") from None
    if root.tag != f"{_SVG}svg" or "viewBox" not in root.attrib:
        raise LogoError("<svg viewBox=…>")
    _measure(root)
    shapes = _copy(root)
    _check_drawn(shapes)
    shapes.set("xmlns", _SVG.strip("{}"))
    made: bytes = Tree.tostring(shapes, encoding="utf-8")
    return made


def _measure(root: Element) -> None:
    """Raise when there is more, or deeper, than a logo needs; looks level by level."""
    level, count, depth = [root], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_ELEMENTS or depth > DEEPEST_ELEMENT:
            raise LogoError(f"> {MOST_ELEMENTS} / {DEEPEST_ELEMENT}")
        level = [child for element in level for child in element]


def _check_drawn(root: Element) -> None:
    """Raise when drawing is more work than a logo needs: a reference draws its target once more."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counted: dict[Element, int] = {}

    def drawn(element: Element, above: tuple[Element, ...]) -> int:
        if element in above or len(above) > 2 * DEEPEST_ELEMENT:
            raise LogoError("<use> > <use>")
        if element not in counted:
            parts = (*element, *(by_id[name] for name in _references(element) if name in by_id))
            counted[element] = 1 + sum(drawn(part, (*above, element)) for part in parts)
            if counted[element] > MOST_DRAWN:
                raise LogoError(f"<use>: > {MOST_DRAWN}")
        return counted[element]

    drawn(root, ())


def _references(element: Element) -> Iterator[str]:
    """The ids that an element draws with, other than its own children."""
    for name, value in element.attrib.items():
        if name == "href":
            yield value.removeprefix("#")
        yield from _REFERENCE.findall(value)


def _copy(element: Element) -> Element:
    """The element with its shapes; what drawing programs note for themselves is left out."""
    from xml.etree.ElementTree import Element

    name = element.tag.removeprefix(_SVG)
    if name not in _SHAPES:
        raise LogoError(f"<{name}>")
    copy = Element(name, dict(_attributes(element)))
    if name in ("title", "desc"):
        copy.text = element.text
    copy.extend([_copy(child) for child in element if _counts(child)])
    return copy


def _counts(child: Element) -> bool:
    """Whether an element belongs to the picture, and is not a drawing program's own."""
    return child.tag.startswith(_SVG) and child.tag != f"{_SVG}metadata"


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name = key.removeprefix(_XLINK)
        if name.startswith("{"):
            continue
        if name.lower().startswith("on") or _FETCHES.search(value):
            raise LogoError(f"{name}=")
        if name == "href" and not value.startswith("#"):
            raise LogoError(f"{name}={value[:20]}")
        yield name, value
