"""The staff of two waves side by side, through the release rule (method 3 and 4).

People of two waves are not paired, so the shared items are those that staff were asked in both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from slimscan.privacy import (
    TOTAL,
    Cell,
    Delivery,
    Release,
    ReleasedChange,
    ReleasedValue,
    Terms,
    release,
    release_changes,
)
from slimscan.scan.opened import OpenedScan
from slimscan.scoring.responses import Respondent, met_by
from slimscan.scoring.scales import Scales
from slimscan.staff.gaps import staff_of
from slimscan.staff.released import StaffWave, ledger_file


@dataclass(frozen=True)
class StaffChange:
    """What may be shown of the staff in both waves and of the difference, together and a team.

    The deliveries hold the ledgers, which must be saved before any of this is shown.
    """

    before: Release
    after: Release
    changes: tuple[ReleasedChange, ...]
    deliveries: tuple[Delivery, Delivery] = field(repr=False)

    def by_scale(self, cell: Cell = TOTAL) -> dict[str, ReleasedChange]:
        """The change of a group by scale; hidden ones are there and show nothing."""
        return {change.scale: change for change in self.changes if change.cell == cell}

    def values(self, cell: Cell, scale: str) -> tuple[ReleasedValue, ReleasedValue]:
        """What may be shown of a group that both waves know, in each; as `by_scale` has it."""
        first, second = (
            next(group.value(scale) for group in wave.groups if group.cell == cell)
            for wave in (self.before, self.after)
        )
        return first, second

    @property
    def teams(self) -> tuple[Cell, ...]:
        """The groups of which a change may be shown, by name; the others are not even named."""
        shown = {change.cell for change in self.changes if change.shown}
        return tuple(sorted(shown - {TOTAL}))

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return any(change.shown for change in self.changes)


def staff_change(before: StaffWave, after: StaffWave, scales: Scales) -> StaffChange | None:
    """The staff's change over the items asked in both waves; nothing when either has no staff.

    `scales` are those that the two scans share.
    """
    if not before.respondents or not after.respondents:
        return None
    shared = scales.only(met_by(before.respondents) & met_by(after.respondents))
    if not shared.items:
        return None
    measure = _measure(shared, before.respondents, after.respondents)
    first = release(
        staff_of(before.respondents, shared),
        before.ledger,
        wave=before.wave,
        terms=Terms(measure=measure),
    )
    second = release(
        staff_of(after.respondents, shared),
        after.ledger,
        wave=after.wave,
        terms=Terms(measure=measure, baseline=first.release),
    )
    changes = release_changes(first, second)
    return StaffChange(first.release, second.release, changes, (first, second))


def _measure(shared: Scales, *waves: Sequence[Respondent]) -> str:
    """The name of this way of measuring: the same items, the same name.

    All that each wave was asked is the usual way, which has no name: so it is seen when somebody
    changed an answer since a report.
    """
    names = {item.id for item in shared.items}
    scored = {item.id for item in shared.questionnaire.items} | names
    if all(met_by(wave) & scored == names for wave in waves):
        return ""
    return f"shared-{hashlib.sha256(' '.join(sorted(names)).encode()).hexdigest()[:12]}"


def keep_shown(scans: Sequence[OpenedScan], change: StaffChange | None) -> None:
    """Keep what a comparison of these scans is about to show of both waves, beside each scan."""
    shelves = {opened.scan.id: opened.shelf for opened in scans if opened.shelf}
    for delivery in change.deliveries if change else ():
        ledger_file(shelves[delivery.release.wave], delivery.release.wave).keep(delivery)
