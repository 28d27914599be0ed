"""The monitor as a file: HTML, PDF, Word or JSON, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from slimscan.batch.monitor.context import monitor_context
from slimscan.batch.monitor.monitor import Monitor, monitor_json
from slimscan.disk.durable import PASSED_ON, PRIVATE
from slimscan.report.formats import MONITOR, write_document
from slimscan.report.html import render_page, themed
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.files import place_for
from slimscan.report.word.document import write_word

_TEMPLATE = "monitor.html.j2"
_PAPER = ("base", "pages", "batch", "monitor")
_SCREEN = ("base", "charts", "screen", "pages", "batch", "batch-screen", "monitor")
STEM = "monitor"
_WITH_NAMES = frozenset({"xlsx", "json"})
"""These list the names that could not be matched, and are the branch's own."""


def write_monitor(  # noqa: PLR0913, PLR0917
    monitor: Monitor,
    language: str,
    format: str = "pdf",  # noqa: A002
    output: Path | None = None,
    overwrite: bool = False,
    look: Look = PLAIN,
) -> Path:
    """Write the monitor and give its path.

    Raises `UsageError` for an unknown format, `InputError` when a file is in the way, and
    `MachineError` when it cannot be written.
    """
    MONITOR.check(format)
    path = place_for(f"{STEM}.{format}", output, overwrite=overwrite)
    mode = PRIVATE if format in _WITH_NAMES else PASSED_ON
    return write_document(
        MONITOR, format, path, monitor, language, look, mode=mode, overwrite=overwrite
    )


def render_monitor(
    monitor: Monitor, language: str, for_pdf: bool = False, look: Look = PLAIN
) -> str:
    """The monitor as one page of HTML."""
    context = monitor_context(monitor, language)
    styles = themed(_PAPER if for_pdf else _SCREEN, look)
    return render_page(_TEMPLATE, styles, for_pdf, look, monitor=context, words=context.words)


def monitor_html(monitor: Monitor, language: str, look: Look) -> str:
    """The monitor as one page for a browser."""
    return render_monitor(monitor, language, look=look)


def monitor_pdf(monitor: Monitor, language: str, look: Look) -> bytes:
    """The monitor to print."""
    html = render_monitor(monitor, language, for_pdf=True, look=look)
    kept = {one: one for one in monitor.fields}
    return write_pdf(html, monitor.made_on, look.pictures, texts=kept)


def monitor_docx(monitor: Monitor, language: str, look: Look) -> bytes:
    """The monitor as a Word file to go on writing in."""
    html = render_monitor(monitor, language, for_pdf=True, look=look)
    return write_word(html, monitor.made_on, look)


def monitor_file_json(monitor: Monitor, _language: str, _look: Look) -> str:
    """The monitor for programs."""
    return monitor_json(monitor)
