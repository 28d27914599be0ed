"""The list of scans on this computer: an adviser's clients at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slimscan.errors import Fault
from slimscan.language import Words, words
from slimscan.scan_list import ListedScan
from slimscan.shown import as_shown, day, day_in_numbers
from slimscan.terminal.display import open_display
from slimscan.terminal.problems import print_problems
from slimscan.text import clean


def print_scans(scans: Sequence[ListedScan], language: str, plain: bool) -> None:
    """The scans on stdout, as a table on a terminal and one a line elsewhere."""
    texts = words(language, "terminal")
    screen = open_display(language, plain)
    if not scans:
        print(texts("scans.none"))  # noqa: T201 plain output is the purpose
    elif screen.plain:
        for scan in scans:
            print(_line(scan, texts))  # noqa: T201
    else:
        from slimscan.terminal.scan_table import scan_table

        screen.console.print(scan_table(scans, texts, screen.width))
    print_problems([scan.told for scan in scans if scan.told], language)


def _line(scan: ListedScan, texts: Words) -> str:
    """Organisation, date, progress, score, what staff said and what comes next, and the id."""
    next_check = " ".join(check_words(scan, texts))
    parts = (
        scan.organisation or texts("scans.no_name"),
        measured_words(scan, texts),
        progress_words(scan, texts).replace("\n", " "),
        f"{texts('scans.score')} {as_shown(scan.overall)}",
        texts("scans.responded", response=scan.response) if scan.response else "",
        f"{texts('scans.next_check')} {next_check}" if scan.next_check else "",
        scan.id,
    )
    return ", ".join(clean(part) for part in parts if part)


def measured_words(scan: ListedScan, texts: Words) -> str:
    """The day of the measurement; empty when it cannot be read."""
    return day(date.fromisoformat(scan.measured_on), texts.language) if scan.measured_on else ""


def progress_words(scan: ListedScan, texts: Words) -> str:
    """How far the interview is, or why that cannot be told."""
    if scan.problem == Fault.SCAN_QUESTIONNAIRE_VERSION:
        return texts("scans.other_version")
    if scan.problem and not scan.measured_on:
        return texts("scans.unreadable")
    progress = texts("scans.asked", asked=scan.asked, questions=scan.questions)
    if scan.finished:
        progress = texts("scans.finished")
    return f"{progress}\n({texts('scans.quick')})" if scan.quick else progress


def check_words(scan: ListedScan, texts: Words) -> tuple[str, ...]:
    """The next date; one that has passed says so in a word, not in a colour alone."""
    if scan.next_check is None:
        return (as_shown(None),)
    written = day_in_numbers(date.fromisoformat(scan.next_check), texts.language)
    return (f"! {written}", texts("scans.overdue")) if scan.overdue else (written,)
