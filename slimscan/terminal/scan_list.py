"""The list of scans on this computer: an adviser's clients at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.table import Table
from rich.text import Text

from slimscan.errors import Fault
from slimscan.language import Words, words
from slimscan.scan_list import ListedScan
from slimscan.shown import as_shown, day, day_in_numbers
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.terminal.problems import print_problems
from slimscan.terminal.screen import open_screen
from slimscan.text import clean

_NARROW = 76
"""Under this width only what needs attention has a column of its own."""


def print_scans(scans: Sequence[ListedScan], language: str, plain: bool) -> None:
    """The scans on stdout, as a table on a terminal and one a line elsewhere."""
    texts = words(language, "terminal")
    screen = open_screen(language, plain)
    if not scans:
        print(texts("scans.none"))  # noqa: T201 plain output is the purpose
    elif screen.plain:
        for scan in scans:
            print(_line(scan, texts))  # noqa: T201
    else:
        screen.console.print(_table(scans, texts, screen.width < _NARROW))
    print_problems([scan.told for scan in scans if scan.told], language)


def _table(scans: Sequence[ListedScan], texts: Words, narrow: bool) -> Table:
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
        under = [_measured_on(scan, texts)]
        if narrow and scan.response:
            under.append(texts("scans.responded", response=scan.response))
        name.append("\n" + "\n".join(part for part in under if part), "not bold dim")
        response = [] if narrow else [Text(scan.response or "–")]
        cells = (Text(_progress(scan, texts)), Text(as_shown(scan.overall)), *response)
        table.add_row(name, *cells, _next(scan, texts), Text(clean(scan.id)))
    return table


def _line(scan: ListedScan, texts: Words) -> str:
    """Organisation, date, progress, score, what staff said and what comes next, and the id."""
    next_check = _next(scan, texts).plain.replace("\n", " ")
    parts = (
        scan.organisation or texts("scans.no_name"),
        _measured_on(scan, texts),
        _progress(scan, texts).replace("\n", " "),
        f"{texts('scans.score')} {as_shown(scan.overall)}",
        texts("scans.responded", response=scan.response) if scan.response else "",
        f"{texts('scans.next_check')} {next_check}" if scan.next_check else "",
        scan.id,
    )
    return ", ".join(clean(part) for part in parts if part)


def _measured_on(scan: ListedScan, texts: Words) -> str:
    return day(date.fromisoformat(scan.measured_on), texts.language) if scan.measured_on else ""


def _progress(scan: ListedScan, texts: Words) -> str:
    if scan.problem == Fault.SCAN_QUESTIONNAIRE_VERSION:
        return texts("scans.other_version")
    if scan.problem and not scan.measured_on:
        return texts("scans.unreadable")
    progress = texts("scans.asked", asked=scan.asked, questions=scan.questions)
    if scan.finished:
        progress = texts("scans.finished")
    return f"{progress}\n({texts('scans.quick')})" if scan.quick else progress


def _next(scan: ListedScan, texts: Words) -> Text:
    """The next date; one that has passed says so in a word, not in a colour alone."""
    if scan.next_check is None:
        return Text(as_shown(None))
    written = day_in_numbers(date.fromisoformat(scan.next_check), texts.language)
    if not scan.overdue:
        return Text(written)
    return Text.assemble((f"! {written}", "bold"), "\n", (texts("scans.overdue"), "bold"))
