"""The page to read first: the way of the data, from files to a report.

    questionnaire folder -> Instrument            load()
    answer file          -> Scan                  scan_from_file()
    Scan, staff answers  -> Result                score()
    Result               -> PDF, HTML or JSON     write()

An interview takes the same way: it gives a `Scan` where `scan_from_file` gives one. Scores are
computed in `scoring` alone, actions in `advice` alone; what a page may show is in `report.context`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from slimscan.places import questionnaires_folder
from slimscan.questionnaire.finding import find_folder
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.result import Result, result_of, scales_for
from slimscan.scan.answer_file import Choices, read_answer_file
from slimscan.scan.model import Scan
from slimscan.scan.questionnaire_of import instrument_of
from slimscan.scan.store import Shelf
from slimscan.staff.released import released_staff

_DEFAULT_QUESTIONNAIRE = "slimmer-werken"


def load(name_or_path: str = _DEFAULT_QUESTIONNAIRE) -> Instrument:
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
    return read_answer_file(path, instrument, Choices(date.today(), language, quick, sector)).scan


def score(
    instrument: Instrument, scan: Scan, shelf: Shelf | None = None, new_ledger: bool = False
) -> Result:
    """A scan with its scores, its plan and all that a report shows.

    With the shelf that it is kept on, what may be shown of its staff comes with it; with
    `new_ledger` also when the ledger is gone that knew what was shown of them before.
    """
    scales = scales_for(instrument, scan)
    staff = released_staff(shelf, instrument, scan, scales, new_ledger) if shelf else None
    return result_of(instrument, scan, staff)


def write(result: Result, output: Path | None = None, format: str = "pdf") -> Path:  # noqa: A002
    """Write the report of a result and give its path."""
    from slimscan.report.scan.files import write_report

    return write_report(result, format=format, output=output)
