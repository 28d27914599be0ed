"""What a plan is computed from, and what comes of it: an action with the trail that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from slimscan.plan.advice import PreconditionState
from slimscan.plan.two_sided import NOT_SEEN, StaffSees, StaffSight, TwoSided
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item
from slimscan.scoring.responses import Answer, State, item_value
from slimscan.scoring.scales import Scales
from slimscan.scoring.scorecard import Scorecard


class Kind(StrEnum):
    """Why an action is in the plan."""

    SAFETY = "safety"
    """People may not dare to speak: this comes before everything else."""
    PRECONDITION = "precondition"
    """Something that must be in order first is not."""
    FIND_OUT = "find_out"
    """Whether a precondition is in order is not known."""
    START = "start"
    """A low value: begin with the practice."""
    NEXT = "next"
    """The practice is there: the step after it."""


@dataclass(frozen=True)
class Advised:
    """An action in the plan with the trail that led to it.

    `value` is the leader's own answer (0 to 100); `two_sided` the value that ranks. `priority` is
    (100 - two-sided value) / 100 x leverage; what comes first whatever its value has none.
    """

    rank: int
    kind: Kind
    action: Action
    item: Item
    aspect: Aspect | None
    value: float | None
    two_sided: TwoSided | None = None
    leverage: float = 1.0
    priority: float | None = None
    sees: StaffSees | None = None
    """What the staff see of the aspect, where that is shown."""
    conversation: bool = False
    """Leader and staff see it so differently that its first step is to ask."""


@dataclass(frozen=True)
class Proposal:
    """The plan as it follows from the answers, and what to say about it."""

    actions: tuple[Advised, ...]
    meeting: tuple[Aspect, ...] = ()
    """What to talk about in one meeting, first of all: three or more conversations."""
    left_out: tuple[PreconditionState, ...] = ()
    """Preconditions that are not in order and not among the actions."""
    there: tuple[Action, ...] = ()
    """What would have been proposed, had the firm not said that it does so already."""
    too_few: bool = False
    """Under half of what applies has a value: too little was answered to advise."""
    unsafe: bool = False
    """People may not dare to speak: what speaking up depends on is low everywhere."""
    waiting: tuple[Action, ...] = ()
    """What waits until people dare to speak, because it asks them to in a group."""

    @property
    def strong(self) -> bool:
        """Whether nothing was low, so that the plan is made of next steps."""
        return bool(self.actions) and all(one.kind is Kind.NEXT for one in self.actions)


@dataclass(frozen=True)
class Answered:
    """What the advice is computed from."""

    instrument: Instrument
    answers: Mapping[str, Answer]
    scorecard: Scorecard
    scales: Scales
    staff: StaffSight = NOT_SEEN
    size: str | None = None
    """The size class of the firm, an id of the profile."""
    have: frozenset[str] = frozenset()
    """Ids of actions that the firm says it does already."""
    done: frozenset[str] = frozenset()
    """Items of which the start action was done before this measurement."""

    @property
    def values(self) -> dict[str, float | None]:
        """The leader's value of every scored item that applies, nothing for a missing one."""
        return {
            item.id: item_value(self.instrument.questionnaire, item, answer) if answer else None
            for item in self.scales.practices
            for answer in [self.answers.get(item.id)]
            if not answer or answer.state is not State.NOT_APPLICABLE
        }
