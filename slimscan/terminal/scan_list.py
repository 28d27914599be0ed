"""The list of scans on this computer: an adviser's clients at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.table import Table
from rich.text import Text

from slimscan.language import Words, words
from slimscan.scan_list import ListedScan
from slimscan.terminal.dates import day
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.terminal.screen import open_screen
from slimscan.text import clean


def print_scans(scans: Sequence[ListedScan], language: str, plain: bool) -> None:
    """The scans on stdout, as a table on a terminal and one a line elsewhere."""
    texts = words(language, "terminal")
    screen = open_screen(language, plain)
    if not scans:
        print(texts("scans.none"))  # noqa: T201 plain output is the purpose
    elif screen.plain:
        for scan in scans:
            print(", ".join(clean(cell) for cell in _cells(scan, texts)))  # noqa: T201
    else:
        screen.console.print(_table(scans, texts))


def _table(scans: Sequence[ListedScan], texts: Words) -> Table:
    table = Table(box=None, pad_edge=True, padding=(0, 1), header_style="dim")
    table.add_column(texts("scans.organisation"), ratio=1, min_width=12)
    table.add_column(texts("scans.date"))
    table.add_column(texts("scans.progress"))
    table.add_column(texts("scans.score"), justify="right")
    table.add_column(texts("scans.id"), style=ACCENT, no_wrap=True)
    for scan in scans:
        organisation, *rest = _cells(scan, texts)
        table.add_row(plain_text(organisation, "bold"), *(Text(clean(cell)) for cell in rest))
    return table


def _cells(scan: ListedScan, texts: Words) -> tuple[str, ...]:
    """Organisation, date, progress, score and id, in words."""
    if scan.problem:
        return (texts("scans.no_name"), "–", texts("scans.unreadable"), "–", scan.id)
    progress = texts("scans.asked", asked=scan.asked, questions=scan.questions)
    if scan.finished:
        progress = texts("scans.finished")
    if scan.quick:
        progress = f"{progress} ({texts('scans.quick')})"
    return (
        scan.organisation or texts("scans.no_name"),
        day(texts, date.fromisoformat(scan.measured_on)),
        progress,
        "–" if scan.overall is None else f"{scan.overall:.0f}",
        scan.id,
    )
