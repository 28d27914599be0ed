"""What a firm did with its plan, as a comparison tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slimscan.plan.plan_row import PlanRow
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import PlannedAction, PlanStatus, Scan


@dataclass(frozen=True)
class Deed:
    """An action that the firm decided about, as a report tells it."""

    action: str
    item: str
    """The item that the action is about; empty when the questionnaire no longer has the action."""
    title: str
    added: bool
    owner: str
    start: date | None
    check: date | None
    remeasure: date | None
    status: PlanStatus
    result: str
    reason: str
    """Why it was left out, where the firm tells that."""

    @property
    def told(self) -> str:
        """What came of it, else why nothing did."""
        return self.result or self.reason


def what_we_did(instrument: Instrument, scan: Scan, language: str) -> tuple[Deed, ...]:
    """The actions that the firm chose, in `language`: done first, then busy, open and dropped."""
    order = ("done", "have", "busy", "open", "dropped")
    deeds = deeds_of(instrument, scan.plan, language)
    return tuple(sorted(deeds, key=lambda deed: order.index(deed.status)))


def deeds_of(
    instrument: Instrument, decided: Iterable[PlannedAction], language: str
) -> tuple[Deed, ...]:
    """What was decided about these actions, in `language`, in their order."""
    known = {action.id: action for action in instrument.actions}
    return tuple(_deed(planned, known.get(planned.action), language) for planned in decided)


def _deed(planned: PlannedAction, action: Action | None, language: str) -> Deed:
    return Deed(
        action=planned.action,
        item=action.item if action else "",
        title=PlanRow(0, planned, True, action).title(language),
        added=planned.added,
        owner=planned.owner,
        start=planned.start,
        check=planned.check,
        remeasure=planned.remeasure,
        status=planned.status,
        result=planned.result,
        reason=planned.reason if planned.reason_printed else "",
    )
