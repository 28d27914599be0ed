"""What may be shown of a scan's staff: their answers, through the release rule, with its ledger.

The ledger is saved before anything is given back: what was ever shown counts in every later run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from slimscan.disk.places import home_folder
from slimscan.privacy import (
    MINIMUM,
    NO_REMARKS,
    Book,
    Delivered,
    Delivery,
    Release,
    ReleasedRemarks,
    Row,
    Session,
    Terms,
    Witness,
    blank_session,
    deliver,
    has_book,
    open_book,
    read_old_ledger,
    release_remarks,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.scan.store import LEDGER_ENDING, Shelf
from slimscan.scan.workshop import table_votes
from slimscan.scoring.responses import Answer, Respondent, State, met_by
from slimscan.scoring.scales import Scales, scales_of
from slimscan.staff.answers import staff_file, staff_respondents
from slimscan.staff.gaps import low_response, staff_of
from slimscan.staff.rows import Measure, fixed_items, measure_of, staff_rows

_T = TypeVar("_T")


@dataclass(frozen=True)
class ReleasedStaff:
    """The staff of a scan, as far as they may be shown.

    `scales` are those that the staff were asked about: a quick form asks fewer. `around_table`: it
    is the outcome of a workshop that counts as a group, and no leader stands beside it. `second`:
    these people were shown before by other questions, so levers are shown at most.
    """

    release: Release
    scales: Scales
    low_response: bool = False
    held_back: bool = False
    around_table: bool = False
    second: bool = False
    remarks: ReleasedRemarks = NO_REMARKS
    """What staff wrote at the end of their form, as far as it may be shown."""


@dataclass(frozen=True)
class StaffWave:
    """What the staff answered in one wave, with the ledger that knows what was shown of them.

    `own` are the scales of its scan. Without a `book` nothing was shown before, and nothing is
    noted. `old`: a ledger of before there was one in the home.
    """

    wave: str
    respondents: Sequence[Respondent]
    own: Scales
    book: Book | None = None
    witness: Witness | None = None
    old: Mapping[str, Any] | None = None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Who they are."""
        return staff_rows(self.own.questionnaire, self.respondents)

    @cached_property
    def met(self) -> frozenset[str]:
        """The items that they met."""
        return frozenset(met_by(self.respondents))

    @cached_property
    def measure(self) -> Measure:
        """By which items they are scored."""
        return measure_of(self.own, self.met)

    def release(
        self, session: Session, measure: Measure | None = None, baseline: Delivery | None = None
    ) -> Delivery:
        """What may be shown of them by a measure, their own when none is said."""
        measure = measure or self.measure
        terms = Terms(
            minimum=self.own.questionnaire.release_minimum,
            measure=measure.name,
            baseline=baseline.coded if baseline else None,
        )
        staff = staff_of(self.respondents, measure.asked)
        places = fixed_items(self.own.questionnaire)
        one = Delivered(self.wave, self.rows, staff, places, is_scan=True, old=self.old)
        return deliver(session, one, terms)

    def remarks(self, delivery: Delivery, written: Sequence[str]) -> ReleasedRemarks:
        """What may be shown of what they wrote, noted before it is given back."""
        if self.book is None or self.witness is None:
            return NO_REMARKS
        before = self.witness.remarks(self.book)
        released = release_remarks(delivery, written, before, self.book.signer)
        if released.texts:
            self.witness.testify(self.book, released.marks)
        return released


def settle(waves: Sequence[StaffWave], work: Callable[[Session], _T]) -> _T:
    """Do work that shows something of these waves, with their ledger, which knows it afterwards."""
    book = next((wave.book for wave in waves if wave.book), None)
    if book is None:
        return work(blank_session())
    result = book.settle([wave.rows for wave in waves], work)
    for wave in waves:
        if wave.witness:
            wave.witness.testify(book)
    return result


def released_staff(
    shelf: Shelf, instrument: Instrument, scan: Scan, scales: Scales, new_ledger: bool = False
) -> ReleasedStaff | None:
    """What may be shown of the staff now; nothing when no staff answered.

    With `new_ledger`, what was shown under a ledger that is not there any more is let go of.
    Raises `InputError` for a damaged file or a missing ledger, `MachineError` when the ledger
    cannot be kept.
    """
    answers = staff_file(shelf, scan).load()
    respondents = staff_respondents(instrument, answers)
    around_table = False
    if not respondents and scan.workshop and scan.workshop.counts_as == "group":
        respondents = workshop_respondents(instrument, scan)
        around_table = True
    asked = scales.only(met_by(respondents))
    if not asked.items:
        return None
    wave = _wave(shelf, scan, respondents, scales, new_ledger)
    delivery = settle([wave], wave.release)
    return ReleasedStaff(
        release=delivery.release,
        scales=asked,
        low_response=not around_table and low_response(len(respondents), scan.profile.head_count),
        held_back=delivery.held_back,
        around_table=around_table,
        second=delivery.second,
        remarks=NO_REMARKS if around_table else wave.remarks(delivery, answers.remarks),
    )


def staff_waves(
    instrument: Instrument, scans: Sequence[OpenedScan], new_ledger: bool = False
) -> dict[str, StaffWave]:
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
            module = instrument.sector(scan.profile.sector)
            beside = (module.aspect,) if module else ()
            scales = scales_of(instrument.questionnaire, scan.quick, beside)
            waves[scan.id] = _wave(shelf, scan, respondents, scales, new_ledger)
    return waves


def forget_staff(scan_id: str) -> int:
    """Take the answers of a deleted scan's staff out of the ledger of people in the home.

    Hashes stay, so that what was shown counts in every later run. Gives of how many people.
    """
    home = home_folder()
    return open_book(home).forget_answers(scan_id) if has_book(home) else 0


def _wave(
    shelf: Shelf,
    scan: Scan,
    respondents: Sequence[Respondent],
    scales: Scales,
    new_ledger: bool,
) -> StaffWave:
    path = shelf.place_of(scan.id, LEDGER_ENDING)
    if len(respondents) < MINIMUM and not path.exists():
        return StaffWave(scan.id, respondents, scales)
    old = read_old_ledger(path)
    book, witness = open_book(home_folder(), new_ledger), Witness(path)
    if old is None:
        witness.check(book, new_ledger)
        if new_ledger and path.exists():
            witness.testify(book)
    return StaffWave(scan.id, respondents, scales, book, witness, old)


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
