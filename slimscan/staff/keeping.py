"""What is kept of a scan's staff: which answers can be read, and what may be shown beside them.

Answers that are sealed wait: what may be shown of them is settled when it is first asked for and
the key is at hand. So files that come one by one are shown as those that came in one go. What was
settled stands beside the sealed answers, and is shown to whoever has no key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slimscan.disk.places import home_folder
from slimscan.errors import Fault, InputError, input_error
from slimscan.privacy import has_book, open_book, release_document, release_from, remarks_from
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.scan.store import Shelf
from slimscan.scoring.scales import Scales, scales_of
from slimscan.staff.answers import StaffAnswers, staff_respondents
from slimscan.staff.gaps import low_response
from slimscan.staff.released import (
    OpenedStaff,
    ReleasedStaff,
    ScanStaff,
    StaffWave,
    release_opened,
    staff_wave,
    workshop_respondents,
)
from slimscan.staff.staff_file import HeldStaff, OpenKey, StaffFile, TryKey, staff_file


def released_staff(
    place: ScanStaff,
    instrument: Instrument,
    new_ledger: bool = False,
    try_key: TryKey | None = None,
) -> ReleasedStaff | None:
    """What may be shown of the staff now; nothing when no staff answered.

    Of sealed answers it is settled here when some came in since it last was and the key is at hand
    (`try_key`), else it is what was settled before. Of forgotten ones it is what was kept. With
    `new_ledger`, what was shown under a ledger that is not there any more is let go of.
    Raises `InputError` for a damaged file or a missing ledger, `MachineError` when the ledger
    cannot be kept.
    """
    held, file = held_staff(place.shelf, place.scan), staff_file(place.shelf, place.scan)
    if held.answers is not None:
        return _open_staff(place, instrument, held.answers, new_ledger)
    secret = try_key(file) if held.waiting and try_key else None
    if secret is None:
        return _kept(held, place.scan, place.scales)
    staff = file.load(lambda _: secret)
    released = _released(place, instrument, staff, secret.pad, new_ledger)
    _keep_settled(place, held, _document(released))
    return released


@dataclass(frozen=True)
class Keeping:
    """How answers are to be kept."""

    until: str | None = None
    """The last day on which they are."""
    settle_now: bool = False
    """Whether what may be shown is settled at once, and not when it is first asked for."""
    new_ledger: bool = False


def keep_staff(
    place: ScanStaff,
    instrument: Instrument,
    staff: StaffAnswers,
    open_key: OpenKey | None = None,
    manner: Keeping | None = None,
) -> None:
    """Write the answers, sealed where the scan has a key; hold the scan's lock.

    What may be shown of sealed ones is settled when it is first asked for. It is settled here where
    that is wanted, where the key will not be at hand then, and where there is a day after which the
    answers go: on that day nobody may be there with the key.
    Raises as `released_staff` does, and `InputError` when the key is needed and cannot be had.
    """
    manner = manner or Keeping()
    file = staff_file(place.shelf, place.scan)
    key, before = file.key, file.held()
    until = manner.until or before.forget_after
    if key is None and until is None:
        file.save(staff)
    elif key and key.is_here and until is None and not manner.settle_now:
        file.save(staff, before.released, waiting=True)
    else:
        pad = file.secret(open_key).pad if key else ""
        released = _released(place, instrument, staff, pad, manner.new_ledger)
        file.save(staff, _document(released), until)


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


def forget_staff(scan_id: str) -> int:
    """Take the answers of a deleted scan's staff out of the ledger of people in the home.

    Hashes stay, so that what was shown counts in every later run. Gives of how many people.
    """
    home = home_folder()
    return open_book(home).forget_answers(scan_id) if has_book(home) else 0


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
        scan = opened.scan
        people = _with_key(instrument, opened, try_key)
        if people is None or not people.respondents:
            continue
        module = instrument.sector(scan.profile.sector)
        beside = (module.aspect,) if module else ()
        scales = scales_of(instrument.questionnaire, scan.quick, beside)
        waves[scan.id] = staff_wave(ScanStaff(opened.kept_in, scan, scales), people, new_ledger)
    return waves


def _with_key(
    instrument: Instrument, opened: OpenedScan, try_key: TryKey | None
) -> OpenedStaff | None:
    """The staff of a scan; nothing when their answers are gone, or cannot be opened."""
    if opened.shelf is None:
        return None
    held, file = held_staff(opened.shelf, opened.scan), staff_file(opened.shelf, opened.scan)
    if held.answers is not None:
        return OpenedStaff(staff_respondents(instrument, held.answers))
    secret = try_key(file) if held.sealed and try_key else None
    if secret is None:
        return None
    respondents = staff_respondents(instrument, file.load(lambda _: secret))
    return OpenedStaff(respondents, pad=secret.pad)


def _open_staff(
    place: ScanStaff, instrument: Instrument, staff: StaffAnswers, new_ledger: bool
) -> ReleasedStaff | None:
    """Staff whose answers are open; where there are none, the hands of a workshop count."""
    workshop = place.scan.workshop
    if not staff.respondents and workshop and workshop.counts_as == "group":
        table = OpenedStaff(workshop_respondents(instrument, place.scan), staff.remarks)
        return release_opened(place, table, around_table=True, new_ledger=new_ledger)
    return _released(place, instrument, staff, "", new_ledger)


def _released(
    place: ScanStaff,
    instrument: Instrument,
    staff: StaffAnswers,
    pad: str,
    new_ledger: bool = False,
) -> ReleasedStaff | None:
    opened = OpenedStaff(staff_respondents(instrument, staff), staff.remarks, pad)
    return release_opened(place, opened, new_ledger=new_ledger)


def _keep_settled(place: ScanStaff, held: HeldStaff, released: dict[str, Any] | None) -> None:
    """Keep what was settled, unless another window is changing the scan: then a later run does.

    The ledger knows already what was shown, so settling it once more gives the same.
    """
    file = staff_file(place.shelf, place.scan)
    try:
        with place.file.lock():
            now = file.held()
            if now.sealed == held.sealed:
                file.keep(now.settled(released))
    except InputError as error:
        if error.problems[0].fault is not Fault.SCAN_LOCKED:
            raise


def _document(released: ReleasedStaff | None) -> dict[str, Any] | None:
    if released is None:
        return None
    return {
        "release": release_document(released.release),
        "items": [item.id for item in released.scales.items],
        "held_back": released.held_back,
        "second": released.second,
        "remarks": list(released.remarks.texts),
    }


def _kept(held: HeldStaff, scan: Scan, scales: Scales) -> ReleasedStaff | None:
    """What may be shown of answers that are sealed or gone, as it was kept beside them."""
    if held.released is None:
        return None
    try:
        kept: Mapping[str, Any] = held.released
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
