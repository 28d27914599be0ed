"""Charts and logos as PNG, for documents that hold no SVG: drawn from the very SVG of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slimscan.report.html import fonts_folder

if TYPE_CHECKING:
    from slimscan.report.logo import Picture

_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
_FONTS = ("Lato-Regular.ttf", "Lato-Bold.ttf", "Lato-Black.ttf")
SHARPNESS = 4
"""Dots to a unit of a drawing: 384 dots to an inch, so that print is sharp."""


def svg_png(svg: str, sharpness: int = SHARPNESS) -> bytes:
    """The drawing as PNG; its letters are of the fonts that come with slimscan alone."""
    import resvg_py

    if _NAMESPACE not in svg:
        svg = svg.replace("<svg ", f"<svg {_NAMESPACE} ", 1)
    svg = svg.replace("Report Text", "Lato")
    fonts = [str(fonts_folder() / name) for name in _FONTS] if "<text" in svg else None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=sharpness, skip_system_fonts=True, font_files=fonts
        )
    )


def picture_png(picture: Picture) -> bytes:
    """A logo as PNG."""
    if picture.kind == "image/png":
        return picture.content
    return svg_png(picture.content.decode("utf-8"))
