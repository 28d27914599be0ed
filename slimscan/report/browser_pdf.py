"""The PDF by a browser that is on this machine, where the libraries that weasyprint needs are not.

It prints the very page that weasyprint draws. What no browser knows is settled before: the texts in
the margins are written out, and the contents go without page numbers. Nothing leaves the machine:
the page may load nothing, and the browser knows no address.
"""

from __future__ import annotations

import base64
import html as html_text
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from slimscan.report.html import fonts_folder

SECONDS = 120.0
"""How long a browser may take; a report takes some two seconds."""

_ON_THE_PATH = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "chrome"),
)
_ON_WINDOWS = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
)
_ON_MACOS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; font-src data:; img-src data:\">"
)
_FONT = re.compile(r'url\("(file://[^"]+/([\w-]+\.ttf))"\)')
_NAMED_TEXT = re.compile(r"(\w+)\s+attr\(data-(\w+)\)")
_NAMED_STRING = re.compile(r"string\((\w+)\)")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_HEAD = re.compile(r"<head>", re.IGNORECASE)


@dataclass(frozen=True)
class Browser:
    """A browser that can print."""

    name: str
    path: str


class BrowserFailed(Exception):  # noqa: N818 as its opposite is no error either
    """The browser did not print the page; the message is its own last words."""


def find_browser() -> Browser | None:
    """The first browser that is here; nothing when there is none that can print."""
    path = next((one for one in _places() if one), None)
    return None if path is None else Browser(Path(path).stem, path)


def _places() -> Iterator[str | None]:
    for name in _ON_THE_PATH:
        yield shutil.which(name)
    if sys.platform == "darwin":
        folders = (Path("/Applications"), Path.home() / "Applications")
        paths = [folder / name for folder in folders for name in _ON_MACOS]
    else:
        named = ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA")
        folders = tuple(Path(os.environ[name]) for name in named if os.environ.get(name))
        paths = [folder / name for folder in folders for name in _ON_WINDOWS]
    yield from (str(path) for path in paths if path.is_file())


def printed_page(browser: Browser, page: str, made_at: datetime) -> bytes:
    """The page as PDF, tagged, dated `made_at`; raises `BrowserFailed`."""
    with tempfile.TemporaryDirectory(prefix="slimscan-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, printed = folder / "page.html", folder / "page.pdf"
        source.write_text(for_browser(page), encoding="utf-8")
        _run(browser, folder, source, printed)
        return _dated(printed.read_bytes(), made_at)


def _run(browser: Browser, folder: Path, source: Path, printed: Path) -> None:
    command = [
        browser.path,
        "--headless",
        f"--user-data-dir={folder / 'profile'}",
        *("--no-first-run", "--no-default-browser-check", "--disable-extensions"),
        *("--disable-background-networking", "--disable-sync", "--disable-gpu", "--no-pings"),
        "--host-resolver-rules=MAP * ~NOTFOUND",
        *("--no-pdf-header-footer", "--generate-pdf-document-outline"),
        # Browsers refuse their sandbox to root; the page has no scripts and loads nothing.
        *(("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()),
        f"--print-to-pdf={printed}",
        source.as_uri(),
    ]
    try:
        done = subprocess.run(  # noqa: S603 a browser at a place of its own
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BrowserFailed(f"> {SECONDS:g} s") from None
    except OSError as error:
        raise BrowserFailed(error.strerror or str(error)) from None
    if done.returncode or not printed.is_file():
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BrowserFailed(words[-1][:200] if words else f"{done.returncode}")


def for_browser(page: str) -> str:
    """The page as a browser can print it: its fonts inside it, its margins written out."""
    given = _given_texts(page)

    def settled(style: re.Match[str]) -> str:
        with_fonts = _FONT.sub(lambda found: f'url("{_font(found[2])}")', style[0])
        return _NAMED_STRING.sub(lambda found: css_string(given.get(found[1], "")), with_fonts)

    page = _STYLE.sub(settled, page)
    return _HEAD.sub(lambda found: found[0] + _POLICY, page, count=1)


def _given_texts(page: str) -> dict[str, str]:
    """The texts for the margins by their names; one that differs between sheets is left out."""
    given = {}
    styles = "".join(_STYLE.findall(page))
    for name, attribute in _NAMED_TEXT.findall(styles):
        found = {html_text.unescape(one) for one in _attributes(page, attribute)}
        given[name] = found.pop() if len(found) == 1 else ""
    return given


def _attributes(page: str, name: str) -> list[str]:
    return re.findall(rf'\sdata-{name}="([^"]*)"', page)


def css_string(text: str) -> str:
    """A text from outside as a string in a style: nothing in it is more than a character."""
    kept = (c if (c.isalnum() and c.isascii()) or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(kept)}"'


def _font(name: str) -> str:
    content = (fonts_folder() / name).read_bytes()
    return "data:font/ttf;base64," + base64.b64encode(content).decode("ascii")


def _dated(content: bytes, made_at: datetime) -> bytes:
    """The PDF with the date of the report in place of that of the browser."""
    from pypdf import PdfWriter

    date = made_at.strftime("D:%Y%m%d%H%M%SZ")
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.add_metadata({"/CreationDate": date, "/ModDate": date, "/Producer": "slimscan"})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def with_attachment(content: bytes, name: str, text: str) -> bytes:
    """The PDF with a file inside it, found again as the one that weasyprint puts in."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.add_attachment(name, text.encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
