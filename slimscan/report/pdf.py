"""The report as PDF: tagged, archivable, the same bytes for the same input, and never half right.

Everything that weasyprint complains about stops the PDF: a report that lost a picture on the way is
worse than none. Only a character that no font has does not: a box stands in its place.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from slimscan.disk.later_modules import loaded_when_used
from slimscan.errors import (
    Fault,
    MachineError,
    Problem,
    SlimscanError,
    input_error,
    machine_error,
    remark,
)
from slimscan.report.browser_pdf import (
    BrowserFailed,
    find_browser,
    printed_page,
    with_attachment,
)
from slimscan.report.html import fonts_folder
from slimscan.report.logo import Picture
from slimscan.report.moment import moment_made
from slimscan.report.own_page import OwnPage, given_to_weasyprint
from slimscan.report.pdf_finish import finish_pdf
from slimscan.report.surroundings import drawing_room, quiet
from slimscan.report.text_libraries import how_to_install, libraries_findable

VARIANT = "pdf/a-3a"
_SELDOM_USED = {
    "fontTools.subset": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""What weasyprint needs without HarfBuzz-Subset and for variable fonts, a third of its loading."""

_MISSING_GLYPH = re.compile(r'\.notdef glyph.*"(.*)" \((U\+[0-9A-F]+)\)', re.DOTALL)
BOX = "\N{WHITE SQUARE}"
"""Stands for a character that no font has; the symbols that come with slimscan have it."""

_MOST_MISSING = 500
_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
"""Colours the emoji before it; in black and white it would be a second picture."""


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the PDF, as what the report was made from."""

    name: str
    text: str
    about: str


def write_pdf(
    html: str,
    made_on: date,
    pictures: Iterable[Picture] = (),
    attached: Attached | None = None,
    texts: Mapping[str, str] | None = None,
) -> bytes:
    """The HTML as PDF/A-3a and PDF/UA-1; `made_on` is its date unless SOURCE_DATE_EPOCH is set.

    `pictures` are the only ones that the page may show. A character that no font has becomes a box,
    and a remark says in which of the `texts` (by their places) it stands. Raises `MachineError`
    when a library is missing and no browser can stand in for it, and `InputError` when anything
    could not be drawn as it should.
    """
    try:
        _weasyprint()
    except MachineError as error:
        return _by_browser(html, made_on, attached, error)
    drawing = _Drawing(made_on, tuple(pictures), attached, isinstance(html, OwnPage))
    html = _SKIN_TONE.sub("", html)
    content, missing = drawing.draw(html)
    if missing:
        found = dict(missing)
        while missing and len(found) <= _MOST_MISSING:
            content, missing = drawing.draw(_boxed(html, found))
            if missing.keys() <= found.keys():
                break
            found |= missing
        remark(_glyph_problem(found, texts or {}))
    return content


def _by_browser(
    html: str, made_on: date, attached: Attached | None, missing: MachineError
) -> bytes:
    """The same page, printed by a browser; raises what is `missing` when there is none."""
    browser = find_browser()
    if browser is None:
        raise missing
    try:
        content = printed_page(browser, html, moment_made(made_on))
    except BrowserFailed as error:
        remark(Problem(Fault.PDF_BROWSER, {"browser": browser.name, "reason": str(error)}))
        raise missing from None
    if attached:
        content = with_attachment(content, attached.name, attached.text)
    values = {"browser": browser.name, "install": how_to_install()}
    remark(Problem(Fault.PDF_BY_BROWSER, values))
    return content


@dataclass(frozen=True)
class _Drawing:
    """One document in the making, as often as it is drawn."""

    made_on: date
    pictures: tuple[Picture, ...]
    attached: Attached | None
    own: bool
    """Whether only our templates made the page."""

    def draw(self, html: str) -> tuple[bytes, dict[str, str]]:
        """The PDF, and what no font has: each character with its number."""
        fetcher = own_assets_fetcher(self.pictures)
        content, messages = _drawn(html, self, fetcher)
        glyphs = {message: _MISSING_GLYPH.search(message) for message in messages}
        problem = _problem(fetcher.blocked, [one for one, glyph in glyphs.items() if not glyph])
        if problem:
            raise problem
        return content, {glyph[1]: glyph[2] for glyph in glyphs.values() if glyph}


def _boxed(html: str, missing: Iterable[str]) -> str:
    """The page with a box for each of these characters; what only marks another one goes."""
    table = {
        ord(one): "" if unicodedata.category(one) in ("Mn", "Me", "Cf") else BOX
        for text in missing
        for one in text
    }
    return html.translate(table)


def _glyph_problem(missing: Mapping[str, str], texts: Mapping[str, str]) -> Problem:
    characters = ", ".join(f"{text} ({number})" for text, number in sorted(missing.items()))
    places = [place for place, text in texts.items() if any(one in text for one in missing)]
    return Problem(Fault.PDF_GLYPH, {"characters": characters, "places": ", ".join(places) or "-"})


def _drawn(html: str, drawing: _Drawing, fetcher: Any) -> tuple[bytes, list[str]]:
    """The PDF, and what weasyprint said of it."""
    weasyprint = _weasyprint()
    made_at = moment_made(drawing.made_on)
    with drawing_room(made_at) as messages:
        page = _page(weasyprint, html, drawing.own, fetcher)
        document = page.render(pdf_variant=VARIANT)
        document.metadata.created = document.metadata.modified = made_at.strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        if drawing.attached:
            document.metadata.attachments.append(_attachment(weasyprint, drawing.attached, made_at))
        content: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=_identifier(html),
            finisher=finish_pdf,
        )
    return content, list(dict.fromkeys(messages))


def _identifier(html: str) -> bytes:
    """The same for the same page, wherever slimscan is installed."""
    anywhere = html.replace(fonts_folder().as_uri(), "")
    return hashlib.sha256(anywhere.encode()).hexdigest()[:32].encode()


def _page(weasyprint: Any, html: str, own: bool, fetcher: Any) -> Any:
    """The page as weasyprint takes it; what others wrote is read as a browser would read it."""
    if own:
        empty = weasyprint.HTML(string="<html></html>", url_fetcher=fetcher)
        if page := given_to_weasyprint(empty, html):
            return page
    return weasyprint.HTML(string=html, url_fetcher=fetcher)


def _weasyprint() -> Any:
    try:
        with libraries_findable(), loaded_when_used(_SELDOM_USED), quiet():
            import weasyprint
    except (ImportError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise machine_error(Fault.PDF_LIBRARY, reason=reason, install=how_to_install()) from error
    return weasyprint


def draws_text() -> bool:
    """Whether the libraries that draw text can be loaded here; it loads them."""
    try:
        _weasyprint()
    except MachineError:
        return False
    return True


def _attachment(weasyprint: Any, attached: Attached, made_at: datetime) -> Any:
    return weasyprint.Attachment(
        file_obj=io.BytesIO(attached.text.encode()),
        name=attached.name,
        description=attached.about,
        created=made_at,
        modified=made_at,
        relationship="Source",
    )


def own_assets_fetcher(pictures: Iterable[Picture] = ()) -> Any:
    """A fetcher that gives the report's own files and blocks, and remembers, all else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAssetsFetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=("file",), allow_redirects=False)
            self.fonts = {path.as_uri(): path for path in fonts_folder().glob("*.ttf")}
            self.pictures = {picture.address: picture for picture in pictures}
            self.blocked: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if path := self.fonts.get(url):
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
            if picture := self.pictures.get(url):
                return URLFetcherResponse(url, picture.content, {"Content-Type": picture.kind})
            self.blocked.append(url[:100])
            raise ValueError("not an asset of this report")

    return OwnAssetsFetcher()


def _problem(blocked: list[str], messages: list[str]) -> SlimscanError | None:
    """The first reason why this PDF would not be right."""
    if blocked:
        return input_error(Fault.PDF_BLOCKED, address=", ".join(dict.fromkeys(blocked)))
    if messages:
        return input_error(Fault.PDF_WARNING, reason=messages[0])
    return None
