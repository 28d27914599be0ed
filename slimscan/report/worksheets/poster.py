"""A poster for the canteen: A5 pages with a code to scan, one a language."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from slimscan.report.html import render_page
from slimscan.report.pdf import write_pdf

_TEMPLATE = "poster.html.j2"
_STYLES = ("base", "poster")


class PosterPage(Protocol):
    """What a poster says in one language."""

    @property
    def link(self) -> str:
        """The address of the form."""

    @property
    def organisation(self) -> str:
        """The firm that asks."""


def poster_pdf(told: Sequence[PosterPage], made_on: date) -> bytes:
    """The pages as a PDF; raises `MachineError` when a library is missing."""
    from markupsafe import Markup

    code = Markup(_code(told[0].link))  # noqa: S704 drawn by segno
    page = render_page(_TEMPLATE, _STYLES, for_pdf=True, told=told, code=code)
    texts = {"--organisation": told[0].organisation}
    return write_pdf(page, made_on, texts=texts)


def _code(link: str) -> str:
    """The address as a QR code that still reads with a quarter of it worn off."""
    import segno

    drawn = io.BytesIO()
    segno.make(link, error="q", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="code"
    )
    return drawn.getvalue().decode()
