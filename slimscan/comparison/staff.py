"""The staff of two waves side by side, through the release rule (method 3 and 4).

People of two waves are not paired, so the shared items are those that staff were asked in both.
"""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.privacy import (
    TOTAL,
    Cell,
    Delivery,
    Release,
    ReleasedChange,
    ReleasedValue,
    Session,
    release_changes,
    without_groups,
)
from slimscan.scoring.scales import Scales
from slimscan.staff.released import StaffWave, settle
from slimscan.staff.rows import shared_measure


@dataclass(frozen=True)
class StaffChange:
    """What may be shown of the staff in both waves and of the difference, together and a team."""

    before: Release
    after: Release
    changes: tuple[ReleasedChange, ...]

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

    def without_teams(self) -> StaffChange:
        """The change of everyone together, which names no team."""
        total = tuple(one for one in self.changes if one.cell == TOTAL)
        return StaffChange(without_groups(self.before), without_groups(self.after), total)

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

    `scales` are those that the two scans share. What it shows is in the ledger when this returns.
    """
    if not before.respondents or not after.respondents:
        return None
    shared = scales.only(before.met & after.met)
    if not shared.items:
        return None

    apart = _asked_otherwise(before, after)

    def compared(session: Session) -> StaffChange:
        first = _released(session, before, shared)
        second = _released(session, after, shared, first)
        changes = release_changes(first, second)
        alike = tuple(one for one in changes if one.scale not in apart)
        return StaffChange(first.release, second.release, alike)

    return settle((before, after), compared)


def _asked_otherwise(before: StaffWave, after: StaffWave) -> frozenset[str]:
    """The outcomes of which the two waves met other items: they cannot be compared."""
    pairs = zip(before.measure.asked.outcomes, after.measure.asked.outcomes, strict=True)
    return frozenset(first.id for first, second in pairs if first.items != second.items)


def _released(
    session: Session, wave: StaffWave, shared: Scales, baseline: Delivery | None = None
) -> Delivery:
    """A wave by the shared items. Its own measure goes first: that is how it is told itself."""
    asked = {item.id for item in wave.measure.asked.practices}
    if asked == {item.id for item in shared.practices}:
        return wave.release(session, baseline=baseline)
    wave.release(session)
    return wave.release(session, shared_measure(shared), baseline)
