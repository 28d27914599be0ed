"""What may be shown of staff whose answers can be read: through the release rule, with its ledger.

The ledger is saved before anything is given back: what was ever shown counts in every later run.
Where the answers are, and whether they can be read, is `keeping.py`.
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
    open_book,
    read_old_ledger,
    release_remarks,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.store import LEDGER_ENDING, ScanFile, Shelf
from slimscan.scan.workshop import table_votes
from slimscan.scoring.responses import Answer, Respondent, State, met_by
from slimscan.scoring.scales import Scales
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


@dataclass(frozen=True)
class ScanStaff:
    """Whose staff it is: the scan, the file it is kept in, the scales it is scored on."""

    file: ScanFile
    scan: Scan
    scales: Scales

    @property
    def shelf(self) -> Shelf:
        """The folder in which all that belongs to the scan is kept."""
        return Shelf(self.file.path.parent)


@dataclass(frozen=True)
class OpenedStaff:
    """Staff whose answers can be read, with what follows from the key of sealed ones."""

    respondents: Sequence[Respondent]
    remarks: Sequence[str] = ()
    pad: str = ""


def release_opened(
    place: ScanStaff, opened: OpenedStaff, around_table: bool = False, new_ledger: bool = False
) -> ReleasedStaff | None:
    """What may be shown of them now, noted in the ledger; nothing when nobody answered.

    With `new_ledger`, what was shown under a ledger that is not there any more is let go of. Raises
    `InputError` for a missing ledger, `MachineError` when it cannot be kept.
    """
    respondents, scan = opened.respondents, place.scan
    asked = place.scales.only(met_by(respondents))
    if not asked.items:
        return None
    wave = staff_wave(place, opened, new_ledger)
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


def staff_wave(place: ScanStaff, opened: OpenedStaff, new_ledger: bool) -> StaffWave:
    """These staff as a wave, with the ledger that knows what was shown of them."""
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
