"""The scans of a firm that were made before this one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from slimscan.errors import InputError
from slimscan.scan.model import PlannedAction, Scan
from slimscan.scan.store import Shelf


def is_of_same(other: Scan, scan: Scan) -> bool:
    """Whether another finished scan is of the same organisation, with the same questionnaire."""
    named = not scan.profile.is_named("")
    same = named and other.profile.is_named(scan.profile.organisation)
    return same and other.questionnaire.id == scan.questionnaire.id and other.finished


def earlier_scans(shelf: Shelf, scan: Scan, holding: str = "") -> Iterator[Scan]:
    """The finished scans on a shelf of the same organisation that are of an earlier day.

    Only files with the text `holding` in them are opened; what cannot be read is passed over.
    """
    if scan.profile.is_named(""):
        return
    for file in shelf.files():
        with contextlib.suppress(InputError, OSError):
            if holding.encode() in file.path.read_bytes():
                other = file.load()
                if is_of_same(other, scan) and other.measured_on < scan.measured_on:
                    yield other


def done_before(shelf: Shelf, scan: Scan) -> tuple[PlannedAction, ...]:
    """The actions that this organisation has done since an earlier scan, each once."""
    scans = sorted(earlier_scans(shelf, scan, holding='"done"'), key=lambda one: one.measured_on)
    done = (one for earlier in scans for one in earlier.plan if one.status == "done")
    return tuple({(one.action, one.own): one for one in done}.values())
