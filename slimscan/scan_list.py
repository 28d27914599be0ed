"""The scans on a shelf at a glance: what an adviser's client list is made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from slimscan.errors import InputError
from slimscan.interview import begin
from slimscan.places import questionnaires_folder
from slimscan.questionnaire.loading import Instrument, find_folder, load_instrument
from slimscan.result import result_of
from slimscan.scans import Scan, ScanFile, Shelf


@dataclass(frozen=True)
class ListedScan:
    """One scan in the list; `overall` is its score, 0 to 100, when it has one."""

    id: str
    organisation: str
    measured_on: str
    saved_at: str
    quick: bool
    asked: int
    questions: int
    finished: bool
    overall: float | None
    problem: str | None = None
    """The fault that keeps the scan from being read."""


def list_scans(shelf: Shelf) -> tuple[ListedScan, ...]:
    """Every scan on the shelf, the one saved last first; a damaged one is listed as such."""
    instruments: dict[str, Instrument] = {}
    return tuple(_listed(file, instruments) for file in shelf.files())


def scans_json(listed: tuple[ListedScan, ...]) -> str:
    """The list as a JSON document."""
    return json.dumps({"format": 1, "scans": [asdict(scan) for scan in listed]}, indent=2)


def _listed(file: ScanFile, instruments: dict[str, Instrument]) -> ListedScan:
    try:
        scan = file.load()
        instrument = _instrument(scan, instruments)
    except InputError as error:
        name = Path(file.path.name).name.split(".")[0]
        return ListedScan(name, "", "", "", False, 0, 0, False, None, error.problems[0].fault)
    interview = begin(instrument, scan)
    asked = len(interview.questions) if interview.done else interview.position
    return ListedScan(
        id=scan.id,
        organisation=scan.profile.organisation,
        measured_on=scan.measured_on.isoformat(),
        saved_at=scan.saved_at.isoformat(),
        quick=scan.quick,
        asked=asked,
        questions=len(interview.questions),
        finished=scan.finished,
        overall=result_of(instrument, scan).scorecard.overall.score,
    )


def _instrument(scan: Scan, instruments: dict[str, Instrument]) -> Instrument:
    """Each questionnaire is read once, however many scans use it."""
    name = scan.questionnaire.folder or scan.questionnaire.id
    if name not in instruments:
        instruments[name] = load_instrument(find_folder(name, questionnaires_folder()))
    return instruments[name]
