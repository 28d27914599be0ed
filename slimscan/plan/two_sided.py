"""The value that advice is ranked by: the leader's answer, with what the staff see (method 5).

Only what is shown of the staff enters, so the order of the plan tells no more than the page does.
A two-sided value ranks actions; it changes no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slimscan.questionnaire.models import Item
from slimscan.scoring.scales import AspectScale, LeverScale, Scales
from slimscan.shown import whole_or_none
from slimscan.staff.gap import TOPIC_FROM, Gap


@dataclass(frozen=True, slots=True)
class StaffSees:
    """What the staff see of an aspect, as shown: 10 for "at most 10", 90 for "at least 90"."""

    mean: int
    leader: int | None
    """The leader's score beside it, as it is shown."""

    @property
    def differs(self) -> bool:
        """Whether leader and staff see it so differently that a conversation comes first."""
        return self.leader is not None and abs(self.mean - self.leader) >= TOPIC_FROM

    @property
    def far_higher(self) -> bool:
        """Whether the staff see so much more of it than the leader."""
        return self.leader is not None and self.mean - self.leader >= TOPIC_FROM


@dataclass(frozen=True)
class StaffSight:
    """What the staff see, by aspect, and their shown mean by lever."""

    aspects: Mapping[str, StaffSees] = field(default_factory=dict)
    levers: Mapping[str, int] = field(default_factory=dict)


NOT_SEEN = StaffSight()
"""Nobody of the staff answered, or nothing of it may be shown."""


def see_staff(gaps: Iterable[Gap], scales: Scales) -> StaffSight:
    """What the staff see, from the shown values beside the leader's.

    Where the mean of an aspect is hidden, the shown mean of its lever stands in: for one of the
    hidden aspects, that with the lowest score of the leader.
    """
    by_scale = {gap.scale: gap for gap in gaps}
    levers = {
        lever.id: gap.staff.mean
        for lever in scales.levers
        if (gap := by_scale.get(lever.id)) and gap.staff.mean is not None
    }
    aspects = {
        gap.scale: StaffSees(gap.staff.mean, whole_or_none(gap.leader))
        for aspect in scales.aspects
        if (gap := by_scale.get(aspect.id)) and gap.staff.mean is not None
    }
    for lever in scales.levers:
        hidden = _lowest_hidden(lever, by_scale)
        if hidden and lever.id in levers:
            aspects[hidden.scale] = StaffSees(levers[lever.id], whole_or_none(hidden.leader))
    return StaffSight(aspects, levers)


def _lowest_hidden(lever: LeverScale, gaps: Mapping[str, Gap]) -> Gap | None:
    """Of the aspects whose staff mean is hidden, the one that the leader scores lowest."""
    hidden = [
        gap
        for aspect in lever.aspects
        if (gap := gaps.get(aspect.id)) and gap.staff.mean is None and gap.leader is not None
    ]
    return min(hidden, key=lambda gap: whole_or_none(gap.leader) or 0, default=None)


@dataclass(frozen=True, slots=True)
class TwoSided:
    """The value (0 to 100) of an item for the advice, and what it was made from.

    `staff` is nothing where the leader's answer alone counts.
    """

    value: float
    leader: float | None
    staff: int | None = None


def two_sided_values(
    aspect: AspectScale, leader: Mapping[str, float | None], sees: StaffSees | None
) -> dict[str, TwoSided]:
    """The value of every item of an aspect that has one.

    `leader` holds the leader's value by item, nothing for a missing one, and leaves out what does
    not apply. The staff's mean touches the item with the lowest leader value; where it is 20 or
    more above the leader's score, every item goes half-way.
    """
    items = [item for item in aspect.items if item.id in leader]
    touched = _lowest(items, leader) if sees and not sees.far_higher else None
    values = {}
    for item in items:
        own = leader[item.id]
        if sees and sees.far_higher and own is not None:
            values[item.id] = TwoSided((own + sees.mean) / 2, own, sees.mean)
        elif sees and item.id == touched:
            lower = own is None or sees.mean < own
            value = float(sees.mean) if own is None else min(own, float(sees.mean))
            values[item.id] = TwoSided(value, own, sees.mean if lower else None)
        elif own is not None:
            values[item.id] = TwoSided(own, own)
    return values


def _lowest(items: Sequence[Item], leader: Mapping[str, float | None]) -> str | None:
    """The item with the lowest answer of the leader; the first one where none was given."""
    answered = [item for item in items if leader[item.id] is not None]
    return min(answered or items, key=lambda item: leader[item.id] or 0.0).id if items else None
