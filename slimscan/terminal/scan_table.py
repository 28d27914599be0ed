"""The list of scans as a table on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from slimscan.language import Words
from slimscan.scan_list import ListedScan
from slimscan.shown import as_shown
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.terminal.scan_list import check_words, measured_words, progress_words
from slimscan.text import clean

_NARROW = 76
"""Under this width only what needs attention has a column of its own."""


def scan_table(scans: Sequence[ListedScan], texts: Words, width: int) -> Table:
    """The scans for a screen of so many columns."""
    narrow = width < _NARROW
    table = Table(box=None, pad_edge=True, padding=(0, 1), header_style="dim")
    table.add_column(texts("scans.organisation"), ratio=1, min_width=12)
    table.add_column(texts("scans.progress"))
    table.add_column(texts("scans.score"), justify="right")
    if not narrow:
        table.add_column(texts("scans.response"), justify="right")
    table.add_column(texts("scans.next_check"), no_wrap=True)
    table.add_column(texts("scans.id"), style=ACCENT, no_wrap=True)
    for scan in scans:
        name = plain_text(scan.organisation or texts("scans.no_name"), "bold")
        under = [measured_words(scan, texts)]
        if narrow and scan.response:
            under.append(texts("scans.responded", response=scan.response))
        name.append("\n" + "\n".join(part for part in under if part), "not bold dim")
        response = [] if narrow else [Text(scan.response or "–")]
        cells = (Text(progress_words(scan, texts)), Text(as_shown(scan.overall)), *response)
        table.add_row(name, *cells, _next(scan, texts), Text(clean(scan.id)))
    return table


def _next(scan: ListedScan, texts: Words) -> Text:
    return Text("\n".join(check_words(scan, texts)), "bold" if scan.overdue else "")
