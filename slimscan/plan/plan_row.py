"""One line of a plan: an action with what was decided about it, or what is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from slimscan.plan.advised import Advised
from slimscan.plan.schedule import Dates, dates_from
from slimscan.questionnaire.actions import Action
from slimscan.scan.model import PlannedAction
from slimscan.shown import text_in

OWN_TERM = 90
"""Days that an action of the firm's own is reckoned with."""


class Overdue(StrEnum):
    """Which date of an action has passed without what it was for."""

    START = "start"
    CHECK = "check"


@dataclass(frozen=True)
class PlanRow:
    """One line of the list. `chosen` tells a decision from a proposal."""

    number: int
    planned: PlannedAction
    chosen: bool
    action: Action | None
    """Nothing for an own action, and when the questionnaire no longer has it."""
    advised: Advised | None = None
    """Why it is proposed; nothing for what the firm added."""
    dates: Dates | None = None
    """Nothing when no work is left in it, and for what starts after the next measurement."""

    @property
    def id(self) -> str:
        """The id of the action."""
        return self.planned.action

    @property
    def alive(self) -> bool:
        """Whether it was decided on and there is still work in it."""
        return self.chosen and (self.planned.status in ("open", "busy") or self.is_talk)

    @property
    def is_talk(self) -> bool:
        """Whether the firm does it already and the staff do not see that: to be talked about."""
        return self.planned.status == "have" and self.advised is not None

    @property
    def in_plan(self) -> bool:
        """Whether the plan holds it, to do or done: not left out, and not there before."""
        return self.planned.status not in ("dropped", "have") or self.is_talk

    @property
    def later(self) -> bool:
        """Whether it has no date, because the places are taken until the next measurement."""
        return self.in_plan and self.planned.status != "done" and self.dates is None

    @property
    def term(self) -> int:
        """Its days: from its start to its check where these were decided, else what it takes."""
        planned = self.planned
        if not self.chosen or not planned.start or not planned.check or self.follows_its_start:
            return self._usual_term
        return max((planned.check - planned.start).days, 1)

    @property
    def follows_its_start(self) -> bool:
        """Whether nobody chose its check, so that it moves along with the start."""
        start, check = self.planned.start, self.planned.check
        if start is None or check is None:
            return start is check
        return check == self.checked_after(start)

    def checked_after(self, start: date) -> date:
        """When it should be in place, if it starts on this day."""
        return dates_from(start, self._usual_term).in_place_by

    @property
    def _usual_term(self) -> int:
        return self.action.term if self.action else OWN_TERM

    @property
    def standing(self) -> str:
        """How far it is, as it is told: its status, `proposed` or `talk`."""
        if not self.chosen:
            return "proposed"
        return "talk" if self.is_talk else self.planned.status

    def title(self, language: str) -> str:
        """What it is called; its id when the questionnaire no longer has it."""
        if self.planned.own:
            return self.planned.own.title
        return text_in(self.action.title, language) if self.action else self.id

    def who(self, language: str) -> str:
        """Who leads it, as far as that is known."""
        if self.planned.own:
            return self.planned.own.who
        return text_in(self.action.who, language) if self.action else ""

    def overdue(self, today: date) -> Overdue | None:
        """The check that passed and is not done, else the start that passed and is still open."""
        planned = self.planned
        if not self.alive:
            return None
        if planned.check and planned.check < today:
            return Overdue.CHECK
        if planned.status == "open" and planned.start and planned.start < today:
            return Overdue.START
        return None

    def is_doubtful(self, today: date) -> bool:
        """Whether it is overdue for the second time: it may not be wanted any more."""
        if self.overdue(today) is None:
            return False
        never_begun = self.planned.status == "open" and bool(self.planned.start)
        return self.planned.put_off > 0 or (never_begun and self.overdue(today) is Overdue.CHECK)
