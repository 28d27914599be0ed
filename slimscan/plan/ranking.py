"""The rule by which actions are ranked, as data and small functions (method 5).

What is computed from answers elsewhere (the page that is a whole scan) is made from these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slimscan.questionnaire.half_rule import HALF
from slimscan.shown import whole, without_noise

LAST = 101
"""Beyond every score: what has none comes last."""
MOST_PRECONDITIONS = 3
NEXT_ALONE = 3
"""So many next actions are proposed where nothing is low."""
FILLED_UP_TO = 5
"""One to four start actions are filled up with next actions to so many together."""
MEETING_FROM = 3
"""From so many conversations on they become one meeting."""

TIES = ("module", "lever_score", "aspect_score", "number")
"""What decides between equals, in this order: a sector's own last, then the lower shown scores."""
START_ORDER = ("-priority", *TIES)
NEXT_ORDER = ("-done", "-leverage", "value", *TIES)
"""A minus stands before what goes from high to low."""


def priority_of(value: float, leverage: float) -> float:
    """How high an item of this value (0 to 100) ranks (method 5)."""
    return without_noise((100 - value) / 100 * leverage)


def is_low_value(value: float, low: float) -> bool:
    """Whether a value is low as it is shown."""
    return whole(value) <= low


def is_too_few(with_value: float, applicable: float) -> bool:
    """Whether too little of what applies has a value to advise."""
    return with_value < HALF * applicable


def in_order_of(keys: Mapping[str, float], order: Sequence[str]) -> tuple[float, ...]:
    """What to sort by: the named numbers, turned round where a minus stands before the name."""
    return tuple(-keys[name[1:]] if name.startswith("-") else keys[name] for name in order)
