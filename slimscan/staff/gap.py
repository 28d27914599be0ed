"""Leader beside staff on one scale, and what is worth talking about: of shown values alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most scans have no staff, and need nothing of what looks after theirs
    from slimscan.privacy import ReleasedValue

TOPIC_FROM = 20
"""A gap of so many points is a topic for conversation, not a mistake of either side."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Leader beside staff on one scale.

    `points` is the leader's score minus the staff mean, both as they are shown: so it tells no more
    than these and a reader can redo it; at the end of the scale it is the least it can be.
    Nothing is there when either is missing.
    """

    scale: str
    leader: float | None
    staff: ReleasedValue
    points: int | None

    @property
    def topic(self) -> bool:
        """Whether the two see it so differently that it is worth a conversation."""
        return self.points is not None and abs(self.points) >= TOPIC_FROM


def staff_far_lower(gaps: Iterable[Gap]) -> frozenset[str]:
    """The scales that are a topic because the staff score so much lower than the leader."""
    return frozenset(gap.scale for gap in gaps if gap.topic and (gap.points or 0) > 0)


def widest_first(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The topics for conversation, widest first."""
    topics = [gap for gap in gaps if gap.topic]
    return tuple(sorted(topics, key=lambda gap: -abs(gap.points or 0)))
