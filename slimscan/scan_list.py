"""The scans on a shelf at a glance: an adviser's client list, what needs attention first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.earlier import earlier_scans, is_of_same
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan, open_file
from slimscan.scan.questionnaire_of import check_fitted, check_version, instrument_of
from slimscan.scan.record import answers_of
from slimscan.scan.store import ScanFile, Shelf
from slimscan.scan.workshop import people_band
from slimscan.scoring.responses import Answer, Respondent
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import overall_scores
from slimscan.staff.keeping import held_staff


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
    """How many staff answered, as a band; nothing under the fewest of whom anything is shown."""
    next_check: str | None = None
    """The earliest date of the plan at which something is still to be looked at or measured."""
    overdue: bool = False
    """Whether that date has passed."""
    problem: str | None = None
    """The fault that keeps the scan, or its staff answers, from being read."""
    told: Problem | None = field(default=None, repr=False)
    """That fault with its place and values: what is wrong and what to do."""


def list_scans(shelf: Shelf, today: date) -> tuple[ListedScan, ...]:
    """Every scan on the shelf: overdue checks first, then what cannot be read or is unfinished.

    The rest goes by its next date, and without one the scan saved last comes first. A scan that
    cannot be read, or no longer fits its questionnaire, stands in the list with what is wrong.
    """
    kept = [_opened(file) for file in shelf.files()]
    scans = [one.scan for one in kept if isinstance(one, OpenedScan)]
    instruments: dict[str, Instrument] = {}
    listed = [
        _listed(one, scans, instruments, today) if isinstance(one, OpenedScan) else one
        for one in kept
    ]
    readable = [one for one in listed if isinstance(one, _Readable)]
    overall = dict(zip(map(id, readable), _overall_scores(readable), strict=True))
    rows = [
        replace(one.listed, overall=overall[id(one)]) if isinstance(one, _Readable) else one
        for one in listed
    ]
    return tuple(sorted(rows, key=_attention))


@dataclass(frozen=True)
class _Readable:
    """A scan in the list that can be scored, with what that takes."""

    listed: ListedScan
    instrument: Instrument
    answers: Mapping[str, Answer]


def _overall_scores(scans: Sequence[_Readable]) -> list[float | None]:
    """The overall score of each, those with the same questions in one go: a list may be long."""
    alike: dict[tuple[int, bool], list[int]] = {}
    for place, one in enumerate(scans):
        alike.setdefault((id(one.instrument), one.listed.quick), []).append(place)
    overall: list[float | None] = [None] * len(scans)
    for (_, quick), places in alike.items():
        scales = scales_of(scans[places[0]].instrument.questionnaire, quick)
        people = [Respondent(scans[place].answers) for place in places]
        for place, score in zip(places, overall_scores(people, scales), strict=True):
            overall[place] = score
    return overall


def scans_json(listed: tuple[ListedScan, ...]) -> str:
    """The list as a JSON document."""
    rows = [asdict(scan) for scan in listed]
    scans = [{key: value for key, value in row.items() if key != "told"} for row in rows]
    return json.dumps({"format": 1, "scans": scans}, indent=2)


def next_check(scan: Scan, others: Sequence[Scan]) -> date | None:
    """The earliest check of an action that is still worked on, or date to measure again.

    A date to measure again is behind once another finished scan of the organisation is of later.
    """
    return min(_dates_ahead(scan, others), default=None)


def _dates_ahead(scan: Scan, others: Sequence[Scan]) -> Iterator[date]:
    for planned in scan.plan:
        if planned.check and planned.status in ("open", "busy"):
            yield planned.check
    again = [one.remeasure for one in scan.plan if one.remeasure and one.status != "dropped"]
    if again and not any(_follows(other, scan) for other in others):
        yield from again


def was_measured_before(shelf: Shelf, scan: Scan) -> bool:
    """Whether a finished scan of the same organisation, with the same questions, is of earlier."""
    return any(True for _ in earlier_scans(shelf, scan))


def _follows(other: Scan, scan: Scan) -> bool:
    return other.measured_on > scan.measured_on and is_of_same(other, scan)


def _attention(scan: ListedScan) -> tuple[int, str]:
    """What sorts the list; the order of saving decides between equals."""
    if scan.overdue:
        return 0, scan.next_check or ""
    if not scan.finished:
        return 1, ""
    return 2, scan.next_check or "9999"


def _opened(file: ScanFile) -> OpenedScan | ListedScan:
    """The scan in a file, or what stands in the list when it cannot be read."""
    try:
        return open_file(file)
    except InputError as error:
        problem = error.problems[0]
        return ListedScan(file.stem, problem=problem.fault, told=problem)


def _listed(
    opened: OpenedScan, others: Sequence[Scan], instruments: dict[str, Instrument], today: date
) -> ListedScan | _Readable:
    scan, check = opened.scan, next_check(opened.scan, others)
    try:
        instrument = _instrument(scan, instruments)
        interview = begin(instrument, scan)
        check_fitted(scan, interview.scan, opened.called)
        answers = answers_of(instrument, scan)
    except InputError as error:
        told = error.problems[0]
        is_older = told.fault is Fault.SCAN_QUESTIONNAIRE_VERSION
        measured_on = scan.measured_on.isoformat() if is_older else ""
        return ListedScan(
            scan.id, scan.profile.organisation, measured_on, problem=told.fault, told=told
        )
    response, problem = _response(opened, instrument.questionnaire.release_minimum)
    listed = ListedScan(
        id=scan.id,
        organisation=scan.profile.organisation,
        measured_on=scan.measured_on.isoformat(),
        saved_at=scan.saved_at.isoformat(),
        quick=scan.quick,
        asked=len(interview.questions) if interview.done else interview.position,
        questions=len(interview.questions),
        finished=scan.finished,
        advisor=scan.advisor,
        response=response,
        next_check=check.isoformat() if check else None,
        overdue=bool(check and check < today),
        problem=problem.fault if problem else None,
        told=problem,
    )
    return _Readable(listed, instrument, answers)


def _response(opened: OpenedScan, least: int) -> tuple[str | None, Problem | None]:
    """How many staff answered, as a band, and what is wrong when that cannot be read."""
    if opened.shelf is None:
        return None, None
    try:
        number = held_staff(opened.shelf, opened.scan).count
    except InputError as error:
        return None, error.problems[0]
    return (None if number < least else people_band(number)), None


def _instrument(scan: Scan, instruments: dict[str, Instrument]) -> Instrument:
    """Each questionnaire is read once, however many scans use it."""
    name = scan.questionnaire.folder or scan.questionnaire.id
    if name not in instruments:
        instruments[name] = instrument_of(scan)
    check_version(scan, instruments[name])
    return instruments[name]
