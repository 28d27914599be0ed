"""What may be shown of a scan's staff: their answers, through the release rule, with its ledger.

The ledger is saved before anything is given back: what was ever shown counts in every later run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from slimscan.disk.places import home_folder
from slimscan.errors import Fault, input_error
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
    release_document,
    release_from,
    release_remarks,
    remarks_from,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.scan.store import LEDGER_ENDING, Shelf
from slimscan.scan.workshop import table_votes
from slimscan.scoring.responses import Answer, Respondent, State, met_by
from slimscan.scoring.scales import Scales, scales_of
from slimscan.staff.answers import StaffAnswers, staff_respondents
from slimscan.staff.gaps import low_response, staff_of
from slimscan.staff.rows import Measure, fixed_items, measure_of, staff_rows
from slimscan.staff.staff_file import HeldStaff, StaffFile, TryKey, staff_file

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
    pad: str = ""
    """What follows from the key of sealed answers."""

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Who they are."""
        return staff_rows(self.own.questionnaire, self.respondents, self.pad)

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

    Of answers that are sealed or forgotten it is what was found when they were collected. With
    `new_ledger`, what was shown under a ledger that is not there any more is let go of.
    Raises `InputError` for a damaged file or a missing ledger, `MachineError` when the ledger
    cannot be kept.
    """
    held = held_staff(shelf, scan)
    if held.answers is None:
        return _kept(held, scan, scales)
    respondents = staff_respondents(instrument, held.answers)
    around_table = False
    if not respondents and scan.workshop and scan.workshop.counts_as == "group":
        respondents = workshop_respondents(instrument, scan)
        around_table = True
    place = ScanStaff(shelf, scan, scales)
    opened = _Opened(respondents, held.answers.remarks)
    return _released(place, opened, around_table, new_ledger)


@dataclass(frozen=True)
class ScanStaff:
    """Whose staff it is: the scan, where it is kept, and the scales that it is scored on."""

    shelf: Shelf
    scan: Scan
    scales: Scales


@dataclass(frozen=True)
class _Opened:
    """Staff whose answers can be read, with what follows from the key of sealed ones."""

    respondents: Sequence[Respondent]
    remarks: Sequence[str] = ()
    pad: str = ""


def _released(
    place: ScanStaff, opened: _Opened, around_table: bool = False, new_ledger: bool = False
) -> ReleasedStaff | None:
    respondents, scan = opened.respondents, place.scan
    asked = place.scales.only(met_by(respondents))
    if not asked.items:
        return None
    wave = _wave(place, opened, new_ledger)
    delivery = settle([wave], wave.release)
    return ReleasedStaff(
        release=delivery.release,
        scales=asked,
        low_response=not around_table and low_response(len(respondents), scan.profile.head_count),
        held_back=delivery.held_back,
        around_table=around_table,
        second=delivery.second,
        remarks=NO_REMARKS if around_table else wave.remarks(delivery, opened.remarks),
    )


def released_to_keep(
    place: ScanStaff, instrument: Instrument, staff: StaffAnswers, pad: str = ""
) -> dict[str, Any] | None:
    """What may be shown of these answers, to be kept beside them when they are sealed.

    Raises as `released_staff` does.
    """
    opened = _Opened(staff_respondents(instrument, staff), staff.remarks, pad)
    released = _released(place, opened)
    if released is None:
        return None
    return {
        "release": release_document(released.release),
        "items": [item.id for item in released.scales.items],
        "held_back": released.held_back,
        "second": released.second,
        "remarks": list(released.remarks.texts),
    }


def held_staff(shelf: Shelf, scan: Scan, today: date | None = None) -> HeldStaff:
    """What is kept of a scan's staff; answers whose day has come are forgotten here.

    Raises `InputError` for a damaged file, `MachineError` when nothing can be written.
    """
    file = staff_file(shelf, scan)
    held = file.held()
    day = today or date.today()
    return forget_now(file, held, day) if held.is_due(day) else held


def forget_now(file: StaffFile, held: HeldStaff, today: date) -> HeldStaff:
    """Take the answers out of the file and out of the ledger; what may be shown stays."""
    forgotten = held.forgotten(today)
    file.keep(forgotten)
    forget_staff(held.scan)
    return forgotten


def _kept(held: HeldStaff, scan: Scan, scales: Scales) -> ReleasedStaff | None:
    """What may be shown of answers that are sealed or gone, as it was kept beside them."""
    if held.released is None:
        return None
    try:
        kept = held.released
        return ReleasedStaff(
            release=release_from(kept["release"]),
            scales=scales.only(frozenset(map(str, kept["items"]))),
            low_response=low_response(held.count, scan.profile.head_count),
            held_back=bool(kept["held_back"]),
            second=bool(kept["second"]),
            remarks=remarks_from(kept["remarks"]),
        )
    except (KeyError, TypeError, ValueError):
        raise input_error(Fault.SCAN_DAMAGED, reason="released") from None


def staff_waves(
    instrument: Instrument,
    scans: Sequence[OpenedScan],
    new_ledger: bool = False,
    try_key: TryKey | None = None,
) -> dict[str, StaffWave]:
    """What the staff answered in each scan that has staff, with what was shown of it before.

    Two states of one scan (the report of then, the file of now) are no two waves: they have none.
    Nor has a scan whose answers are forgotten, or sealed when no key is given (`try_key`).
    """
    waves: dict[str, StaffWave] = {}
    if len({opened.scan.id for opened in scans}) < len({opened.file for opened in scans}):
        return waves
    for opened in scans:
        shelf, scan = opened.shelf, opened.scan
        people = _with_key(instrument, opened, try_key)
        if shelf is None or people is None or not people.respondents:
            continue
        module = instrument.sector(scan.profile.sector)
        beside = (module.aspect,) if module else ()
        scales = scales_of(instrument.questionnaire, scan.quick, beside)
        waves[scan.id] = _wave(ScanStaff(shelf, scan, scales), people, new_ledger)
    return waves


def _with_key(instrument: Instrument, opened: OpenedScan, try_key: TryKey | None) -> _Opened | None:
    """The staff of a scan; nothing when their answers are gone, or cannot be opened."""
    if opened.shelf is None:
        return None
    held, file = held_staff(opened.shelf, opened.scan), staff_file(opened.shelf, opened.scan)
    if held.answers is not None:
        return _Opened(staff_respondents(instrument, held.answers))
    key = file.key
    secret = try_key(key) if held.sealed and key and try_key else None
    if secret is None:
        return None
    respondents = staff_respondents(instrument, file.load(lambda _: secret))
    return _Opened(respondents, pad=secret.pad)


def forget_staff(scan_id: str) -> int:
    """Take the answers of a deleted scan's staff out of the ledger of people in the home.

    Hashes stay, so that what was shown counts in every later run. Gives of how many people.
    """
    home = home_folder()
    return open_book(home).forget_answers(scan_id) if has_book(home) else 0


def _wave(place: ScanStaff, opened: _Opened, new_ledger: bool) -> StaffWave:
    scan, respondents, scales = place.scan, opened.respondents, place.scales
    path = place.shelf.place_of(scan.id, LEDGER_ENDING)
    if len(respondents) < MINIMUM and not path.exists():
        return StaffWave(scan.id, respondents, scales, pad=opened.pad)
    old = read_old_ledger(path)
    book, witness = open_book(home_folder(), new_ledger), Witness(path)
    if old is None:
        witness.check(book, new_ledger)
        if new_ledger and path.exists():
            witness.testify(book)
    return StaffWave(scan.id, respondents, scales, book, witness, old, opened.pad)


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
