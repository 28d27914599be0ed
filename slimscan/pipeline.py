"""The page to read first: the way of the data, from files to a report.

    questionnaire folder       -> Instrument      load()
    what the user named        -> OpenedScan      open_scan()
    answer file                -> Scan            scan_from_file()
    Scan, staff beside it      -> Result          score()
    two opened scans           -> Comparison      follow_up()
    Result or Comparison       -> a file          write()

An interview takes the same way: it gives a `Scan` where `scan_from_file` gives one. Scores are
computed in `scoring` alone, actions in `plan.advice` alone; what a page may show is in `report`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.disk.places import DEFAULT_QUESTIONNAIRE, questionnaires_folder
from slimscan.questionnaire.finding import find_folder
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.result import Result, result_of, scales_for
from slimscan.scan.earlier import done_before
from slimscan.scan.model import PlannedAction, Scan
from slimscan.scan.open_scan import OpenedScan, open_scan
from slimscan.scan.questionnaire_of import check_fits, instrument_of
from slimscan.staff.presence import has_staff

if TYPE_CHECKING:
    from slimscan.comparison.comparison import Comparison
    from slimscan.report.edition import Edition
    from slimscan.report.look import Look
    from slimscan.staff.released import ReleasedStaff
    from slimscan.staff.staff_file import TryKey

__all__ = [
    "Comparison",
    "Instrument",
    "OpenedScan",
    "Result",
    "Scan",
    "follow_up",
    "load",
    "load_for",
    "open_scan",
    "scan_from_file",
    "score",
    "write",
]


def __getattr__(name: str) -> Any:
    """`Comparison`, loaded when it is asked for: most commands compare nothing."""
    if name == "Comparison":
        from slimscan.comparison.comparison import Comparison

        return Comparison
    raise AttributeError(name)


def load(name_or_path: str = DEFAULT_QUESTIONNAIRE) -> Instrument:
    """The questionnaire with all that stands beside it, by its id or by a path to its folder."""
    return load_instrument(find_folder(name_or_path, questionnaires_folder()))


def load_for(scan: Scan, own: str | None = None) -> Instrument:
    """The questionnaire that a scan was made with; `own` says where it is now."""
    return instrument_of(scan, own)


def scan_from_file(
    path: Path,
    instrument: Instrument,
    *,
    language: str | None = None,
    quick: bool = False,
    sector: str | None = None,
) -> Scan:
    """The scan that an answer file stands for; `InputError` lists every problem in it."""
    from slimscan.scan.answer_file import Choices, read_answer_file

    return read_answer_file(path, instrument, Choices(date.today(), language, quick, sector))


def score(
    instrument: Instrument,
    scan: Scan | OpenedScan,
    new_ledger: bool = False,
    try_key: TryKey | None = None,
) -> Result:
    """A scan with its scores, its plan and all that a report shows.

    With an opened scan comes what may be shown of the staff whose answers are beside its file (with
    `new_ledger` also when the ledger is gone that knew what was shown of them before), and what the
    firm has done since an earlier scan beside it. Sealed answers that came in since are counted in
    when the key can be had (`try_key`).
    Raises `InputError` when answers no longer fit the questionnaire.
    """
    opened = scan if isinstance(scan, OpenedScan) else OpenedScan(scan)
    check_fits(instrument, opened.scan, opened.called)
    done: tuple[PlannedAction, ...] = ()
    if opened.shelf:
        done = done_before(opened.shelf, opened.scan)
    staff = _staff_of(instrument, opened, new_ledger, try_key)
    return result_of(instrument, opened.scan, staff, done=done)


def _staff_of(
    instrument: Instrument, opened: OpenedScan, new_ledger: bool, try_key: TryKey | None
) -> ReleasedStaff | None:
    if opened.file is None or not has_staff(opened.own_shelf, opened.scan):
        return None
    from slimscan.staff.keeping import released_staff
    from slimscan.staff.released import ScanStaff

    place = ScanStaff(opened.file, opened.scan, scales_for(instrument, opened.scan))
    return released_staff(place, instrument, new_ledger, try_key)


def follow_up(
    instrument: Instrument,
    baseline: OpenedScan,
    followup: OpenedScan,
    new_ledger: bool = False,
    try_key: TryKey | None = None,
) -> Comparison:
    """What changed between two scans; the staff of both waves as far as they may be shown.

    Staff whose answers are sealed are left out when no key is given (`try_key`).
    """
    from slimscan.comparison.comparison import compare_scans
    from slimscan.staff.keeping import staff_waves

    waves = staff_waves(instrument, (baseline, followup), new_ledger, try_key)
    return compare_scans(instrument, baseline.scan, followup.scan, waves)


def write(  # noqa: PLR0913
    document: Result | Comparison,
    output: Path | None = None,
    format: str = "pdf",  # noqa: A002
    *,
    language: str | None = None,
    anonymous: bool = False,
    overwrite: bool = False,
    look: Look | None = None,
    edition: Edition | None = None,
) -> Path:
    """Write a report or a comparison and give its path; raises as `write_report` does."""
    from slimscan.report.edition import WHOLE
    from slimscan.report.look import PLAIN
    from slimscan.report.scan.files import write_report

    look, edition = look or PLAIN, edition or WHOLE
    if isinstance(document, Result):
        return write_report(
            document,
            format,
            output,
            overwrite,
            language,
            anonymous=anonymous,
            look=look,
            edition=edition,
        )
    from slimscan.report.comparison.files import write_comparison

    spoken = language or document.followup.language
    return write_comparison(document, spoken, format, output, overwrite, anonymous, look, edition)
