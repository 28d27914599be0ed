"""The scans on a shelf at a glance: an adviser's client list, what needs attention first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from slimscan.errors import InputError
from slimscan.privacy import MINIMUM
from slimscan.questionnaire.loading import Instrument
from slimscan.result import result_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan
from slimscan.scan.questionnaire_of import check_version, instrument_of
from slimscan.scan.store import ScanFile, Shelf
from slimscan.scan.workshop import people_band
from slimscan.staff.answers import load_staff
from slimscan.text import slug


@dataclass(frozen=True)
class ListedScan:
    """One scan in the list; `overall` is its score, 0 to 100, when it has one."""

    id: str
    organisation: str = ""
    measured_on: str = ""
    saved_at: str = ""
    quick: bool = False
    asked: int = 0
    questions: int = 0
    finished: bool = False
    overall: float | None = None
    advisor: str = ""
    response: str | None = None
    """How many staff answered, as a band; nothing under 5, or when none were collected."""
    next_check: str | None = None
    """The earliest date of the plan at which something is still to be looked at or measured."""
    overdue: bool = False
    """Whether that date has passed."""
    problem: str | None = None
    """The fault that keeps the scan from being read."""


def list_scans(shelf: Shelf, today: date) -> tuple[ListedScan, ...]:
    """Every scan on the shelf: overdue checks first, then what cannot be read or is unfinished.

    The rest goes by its next date, and without one the scan saved last comes first.
    """
    kept = [(file, _loaded(file)) for file in shelf.files()]
    scans = [scan for _, scan in kept if isinstance(scan, Scan)]
    instruments: dict[str, Instrument] = {}
    listed = [
        _listed(shelf, scan, scans, instruments, today)
        if isinstance(scan, Scan)
        else _unreadable(file.path.name.split(".")[0], scan)
        for file, scan in kept
    ]
    return tuple(sorted(listed, key=_attention))


def scans_json(listed: tuple[ListedScan, ...]) -> str:
    """The list as a JSON document."""
    return json.dumps({"format": 1, "scans": [asdict(scan) for scan in listed]}, indent=2)


def next_check(scan: Scan, others: Sequence[Scan]) -> date | None:
    """The earliest check of an action that is still worked on, or date to measure again.

    A date to measure again is behind once another finished scan of the organisation is of later.
    """
    return min(_dates_ahead(scan, others), default=None)


def _dates_ahead(scan: Scan, others: Sequence[Scan]) -> Iterator[date]:
    measured_again = any(_follows(other, scan) for other in others)
    for planned in scan.plan:
        if planned.check and planned.status in ("open", "busy"):
            yield planned.check
        if planned.remeasure and planned.status != "dropped" and not measured_again:
            yield planned.remeasure


def _follows(other: Scan, scan: Scan) -> bool:
    same = slug(other.profile.organisation) == slug(scan.profile.organisation) != ""
    same_questions = other.questionnaire.id == scan.questionnaire.id
    return same and same_questions and other.finished and other.measured_on > scan.measured_on


def _attention(scan: ListedScan) -> tuple[int, str]:
    """What sorts the list; the order of saving decides between equals."""
    if scan.overdue:
        return 0, scan.next_check or ""
    if not scan.finished:
        return 1, ""
    return 2, scan.next_check or "9999"


def _loaded(file: ScanFile) -> Scan | InputError:
    try:
        return file.load()
    except InputError as error:
        return error


def _unreadable(name: str, error: InputError) -> ListedScan:
    return ListedScan(name, problem=error.problems[0].fault)


def _listed(
    shelf: Shelf,
    scan: Scan,
    others: Sequence[Scan],
    instruments: dict[str, Instrument],
    today: date,
) -> ListedScan:
    check = next_check(scan, others)
    try:
        instrument = _instrument(scan, instruments)
    except InputError as error:
        fault = error.problems[0].fault
        measured_on = scan.measured_on.isoformat()
        return ListedScan(scan.id, scan.profile.organisation, measured_on, problem=fault)
    interview = begin(instrument, scan)
    return ListedScan(
        id=scan.id,
        organisation=scan.profile.organisation,
        measured_on=scan.measured_on.isoformat(),
        saved_at=scan.saved_at.isoformat(),
        quick=scan.quick,
        asked=len(interview.questions) if interview.done else interview.position,
        questions=len(interview.questions),
        finished=scan.finished,
        overall=result_of(instrument, scan).scorecard.overall.score,
        advisor=scan.advisor,
        response=_response(shelf, scan),
        next_check=check.isoformat() if check else None,
        overdue=bool(check and check < today),
    )


def _response(shelf: Shelf, scan: Scan) -> str | None:
    try:
        number = len(load_staff(shelf, scan).respondents)
    except InputError:
        return None
    return None if number < MINIMUM else people_band(number)


def _instrument(scan: Scan, instruments: dict[str, Instrument]) -> Instrument:
    """Each questionnaire is read once, however many scans use it."""
    name = scan.questionnaire.folder or scan.questionnaire.id
    if name not in instruments:
        instruments[name] = instrument_of(scan)
    check_version(scan, instruments[name])
    return instruments[name]
