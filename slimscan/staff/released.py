"""What may be shown of a scan's staff: their answers, through the release rule, with its ledger.

The ledger is saved before anything is given back: what was ever shown counts in every later run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, input_error
from slimscan.privacy import Delivery, Ledger, Release, release
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.opened import OpenedScan
from slimscan.scan.store import LEDGER_ENDING, Shelf
from slimscan.scan.workshop import table_votes
from slimscan.scoring.responses import Answer, Respondent, State, met_by
from slimscan.scoring.scales import Scales
from slimscan.staff.answers import staff_file, staff_respondents
from slimscan.staff.gaps import low_response, staff_of


@dataclass(frozen=True)
class ReleasedStaff:
    """The staff of a scan, as far as they may be shown.

    `scales` are those that the staff were asked about: a quick form asks fewer. `around_table`: it
    is the outcome of a workshop that counts as a group, and no leader stands beside it.
    """

    release: Release
    scales: Scales
    low_response: bool = False
    held_back: bool = False
    around_table: bool = False


def released_staff(
    shelf: Shelf, instrument: Instrument, scan: Scan, scales: Scales
) -> ReleasedStaff | None:
    """What may be shown of the staff now; nothing when no staff answered.

    Raises `InputError` for a damaged file, `MachineError` when the ledger cannot be kept.
    """
    respondents = staff_respondents(instrument, staff_file(shelf, scan).load())
    around_table = False
    if not respondents and scan.workshop and scan.workshop.counts_as == "group":
        respondents = workshop_respondents(instrument, scan)
        around_table = True
    asked = scales.only(met_by(respondents))
    if not asked.items:
        return None
    kept = ledger_file(shelf, scan.id)
    delivery = release(staff_of(respondents, asked), kept.load(), wave=scan.id)
    kept.keep(delivery)
    return ReleasedStaff(
        release=delivery.release,
        scales=asked,
        low_response=not around_table and low_response(len(respondents), scan.profile.head_count),
        held_back=delivery.held_back,
        around_table=around_table,
    )


@dataclass(frozen=True)
class StaffWave:
    """What the staff answered in one wave, with the ledger of what was shown of it before."""

    wave: str
    respondents: Sequence[Respondent]
    ledger: Ledger | None = None


def staff_waves(instrument: Instrument, scans: Sequence[OpenedScan]) -> dict[str, StaffWave]:
    """What the staff answered in each scan that has staff, with what was shown of it before.

    Two states of one scan (the report of then, the file of now) are no two waves: they have none.
    """
    waves: dict[str, StaffWave] = {}
    if len({opened.scan.id for opened in scans}) < len({opened.file for opened in scans}):
        return waves
    for opened in scans:
        shelf, scan = opened.shelf, opened.scan
        if shelf is None:
            continue
        respondents = staff_respondents(instrument, staff_file(shelf, scan).load())
        if respondents:
            ledger = ledger_file(shelf, scan.id).load()
            waves[scan.id] = StaffWave(scan.id, respondents, ledger)
    return waves


def ledger_file(shelf: Shelf, scan_id: str) -> LedgerFile:
    """Where it is kept what was shown of the staff of this scan."""
    return LedgerFile(shelf.place_of(scan_id, LEDGER_ENDING))


@dataclass(frozen=True)
class LedgerFile:
    """Where it is kept what was ever shown of a scan's staff."""

    path: Path

    def load(self) -> Ledger:
        """The ledger, an empty one when nothing was shown yet; `InputError` when damaged."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Ledger()
        except (OSError, ValueError):
            raise input_error(Fault.SCAN_DAMAGED, self.path, reason="ledger") from None
        if not isinstance(content, dict):
            raise input_error(Fault.SCAN_DAMAGED, self.path, reason="ledger")
        return Ledger.from_document(content)

    def keep(self, delivery: Delivery) -> None:
        """Keep what is about to be shown; nothing is written when that was shown before."""
        if delivery.ledger != self.load():
            write_durably(self.path, json.dumps(delivery.ledger.document()) + "\n")


def workshop_respondents(instrument: Instrument, scan: Scan) -> tuple[Respondent, ...]:
    """As many respondents as sat around the table, with its hands dealt out among them.

    Nobody knows whose hand was whose, so the hands are dealt from low to high. The mean over all,
    which is all that is shown of a table, is the same however they are dealt.
    """
    people = scan.workshop.people if scan.workshop else 0
    dealt: list[dict[str, Answer]] = [{} for _ in range(people)]
    for vote in table_votes(instrument, scan):
        places = [place for place, hands in enumerate(vote.hands) for _ in range(hands)]
        for answers, place in zip(dealt, places, strict=False):
            answers[vote.item.id] = Answer(State.ANSWERED, place)
    return tuple(
        Respondent(answers, respondent=f"{scan.id}-{number}")
        for number, answers in enumerate(dealt, start=1)
    )
