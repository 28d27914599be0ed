"""The one plan of a firm: what it decided, and the proposal for what it did not decide yet.

`working_list` gives it, and report, screen, calendar, client list and JSON all show it. It holds
the proposed actions by rank, then what the firm chose itself, unless it moved them. A number in the
list is the number in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from slimscan.errors import Fault, input_error
from slimscan.plan.advised import Advised
from slimscan.plan.fields import PlanChanges
from slimscan.plan.plan_dates import DAYS, with_dates, work_of
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.schedule import most_at_once
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest
from slimscan.scan.model import OwnAction, PlannedAction, Scan
from slimscan.text import clean_line, fold

_OWN = "own"
"""Begins the id of an own action."""


@dataclass(frozen=True)
class WorkingList:
    """The plan of one scan; every change gives a new list, with the numbers as they were."""

    instrument: Instrument
    measured_on: date
    rows: tuple[PlanRow, ...]

    @property
    def chosen(self) -> tuple[PlanRow, ...]:
        """The rows that the firm decided about."""
        return tuple(row for row in self.rows if row.chosen)

    @property
    def in_plan(self) -> tuple[PlanRow, ...]:
        """The rows to show as the plan: decided and proposed, in their order."""
        return tuple(row for row in self.rows if row.in_plan)

    @property
    def ahead(self) -> tuple[PlanRow, ...]:
        """The rows of the plan that there is still work in, in their order."""
        return tuple(row for row in self.in_plan if row.planned.status != "done")

    @property
    def decided(self) -> tuple[PlanRow, ...]:
        """The rows of the plan that the firm decided to do, or did."""
        return tuple(row for row in self.in_plan if row.chosen)

    @property
    def most_at_once(self) -> int:
        """How many actions run at the most on one day: three, unless the firm decided otherwise."""
        held = [(row.dates.start, work_of(row)) for row in self.ahead if row.dates]
        return most_at_once(held)

    @property
    def plan(self) -> tuple[PlannedAction, ...]:
        """What the scan keeps."""
        return tuple(row.planned for row in self.chosen)

    def after_done(self, row: PlanRow) -> Action | None:
        """The next step after an action that is done, where the list does not have it yet."""
        if row.planned.status != "done" or row.action is None or row.action.level == "next":
            return None
        there = {one.id for one in self.rows}
        following = (
            one
            for one in self.instrument.actions
            if one.item == row.action.item and one.level == "next"
        )
        return next((one for one in following if one.id not in there), None)

    def find(self, name: str) -> PlanRow:
        """The row with this number or id; raises `InputError` with the nearest id."""
        by_name = {row.id.casefold(): row for row in self.rows}
        by_name |= {str(row.number): row for row in self.rows}
        found = by_name.get(name.strip().rstrip(".").casefold())
        if found is None:
            raise self._unknown(name, [row.id for row in self.rows])
        return found

    def as_of(self, today: date) -> WorkingList:
        """The list for whoever decides today: a proposal begins today at the earliest."""
        rows = with_dates(self.rows, self.measured_on, max(self.measured_on, today))
        return replace(self, rows=rows)

    def taken(self, name: str) -> WorkingList:
        """The list with this action chosen; one that was dropped is open again."""
        row = self.find(name)
        again = {"status": "open"} if row.planned.status == "dropped" else {}
        return self._with(row, row.planned.model_copy(update=again))

    def all_taken(self) -> WorkingList:
        """The list with every proposal chosen; what was dropped stays dropped."""
        return replace(self, rows=tuple(replace(row, chosen=True) for row in self.rows))

    def dropped(self, name: str, reason: str = "", *, printed: bool = False) -> WorkingList:
        """The list with this action set aside; what was noted about it stays."""
        row = self.find(name)
        told = {"reason": reason, "reason_printed": printed} if reason else {}
        return self._with(row, row.planned.model_copy(update={"status": "dropped", **told}))

    def had(self, name: str) -> WorkingList:
        """The list with this action as something that the firm does already."""
        row = self.find(name)
        why_not = row.planned.status == "dropped"
        forgotten = {"reason": "", "reason_printed": False} if why_not else {}
        return self._with(row, row.planned.model_copy(update={"status": "have", **forgotten}))

    def postponed(self, name: str) -> WorkingList:
        """The list with this action chosen for later: at the end, when the others have begun."""
        return self.moved(name, len(self.rows))

    def moved(self, name: str, place: int) -> WorkingList:
        """The list with this action at another place, counted from 1; it is chosen with that.

        A proposal gets its dates anew by its place; what was decided before keeps its own. Raises
        `InputError` for a place that the list does not have.
        """
        row = self.find(name)
        if not 1 <= place <= len(self.rows):
            raise input_error(Fault.PLAN_PLACE, place=place, last=len(self.rows))
        anew = {} if row.chosen else dict.fromkeys(DAYS)
        after = self._with(row, row.planned.model_copy(update={"position": place, **anew}))
        rows = [one for one in after.rows if one.id != row.id]
        rows.insert(place - 1, next(one for one in after.rows if one.id == row.id))
        return replace(
            after, rows=tuple(replace(one, number=n) for n, one in enumerate(rows, start=1))
        )

    def with_own(self, own: OwnAction) -> WorkingList:
        """The list with an action in words of the firm or its adviser; it starts when it can.

        Raises `InputError` when there is one with this title already.
        """
        titles = {fold(row.planned.own.title): row.id for row in self.rows if row.planned.own}
        if same := titles.get(fold(own.title)):
            raise input_error(Fault.PLAN_OWN_TWICE, action=same)
        taken = {row.id for row in self.rows}
        name = next(f"{_OWN}{n}" for n in count(1) if f"{_OWN}{n}" not in taken)
        planned = PlannedAction(action=name, added=True, own=own)
        row = PlanRow(len(self.rows) + 1, planned, True, None)
        return replace(self, rows=(*self.rows, row))

    def own_changed(self, name: str, own: OwnAction) -> WorkingList:
        """The list with another text for an action of the firm's own; raises as `find` does."""
        row = self.find(name)
        return self._with(row, row.planned.model_copy(update={"own": own}))

    def added(self, name: str, today: date) -> WorkingList:
        """The list with any action of the questionnaire; it starts when it can, from today on.

        Raises as `find` does.
        """
        known = {action.id.casefold(): action for action in self.instrument.actions}
        listed = [row for row in self.rows if name.strip() == str(row.number)]
        if listed or name.strip().casefold() in (row.id.casefold() for row in self.rows):
            return self.taken(name)
        action = known.get(name.strip().casefold())
        if action is None:
            raise self._unknown(name, [action.id for action in known.values()])
        planned = PlannedAction(action=action.id, added=True)
        row = PlanRow(len(self.rows) + 1, planned, True, action)
        return replace(self, rows=(*self.rows, row)).as_of(today)

    def changed(self, name: str, changes: PlanChanges, today: date | None = None) -> WorkingList:
        """The list with these fields of one action changed, which chooses it too; raises as
        `find` and `PlanChanges.applied_to` do.

        A check that nobody chose moves along with the start. With `today`, a date that had passed
        and is moved ahead counts as put off.
        """
        row = self.find(name)
        after = self._with(row, self._with_days(row, changes))
        now = after.find(row.id)
        if today is None or not row.overdue(today) or not now.alive or now.overdue(today):
            return after
        put_off = now.planned.model_copy(update={"put_off": row.planned.put_off + 1})
        return after._with(now, put_off)

    @staticmethod
    def _with_days(row: PlanRow, changes: PlanChanges) -> PlannedAction:
        """What was decided about an action, with the check that follows from its start."""
        moves = bool(changes.start) and changes.check is None and row.follows_its_start
        before = row.planned.model_copy(update={"check": None}) if moves else row.planned
        planned = changes.applied_to(before)
        if not moves or not planned.start:
            return planned
        return planned.model_copy(update={"check": row.checked_after(planned.start)})

    def _with(self, row: PlanRow, planned: PlannedAction) -> WorkingList:
        after = replace(row, chosen=True, planned=planned)
        return replace(self, rows=tuple(after if one is row else one for one in self.rows))

    def _unknown(self, name: str, ids: Sequence[str]) -> Exception:
        shown = clean_line(name, 40)
        return input_error(
            Fault.PLAN_ACTION_UNKNOWN, id=shown, nearest=closest(name, ids), last=len(self.rows)
        )


def check_one_way(plan: WorkingList, wishes: Mapping[str, Sequence[str]]) -> None:
    """Raises `InputError` when one run would do two things with an action, by number or id."""
    named: dict[str, str] = {}
    for option, names in wishes.items():
        for action in [plan.find(name).id for name in names]:
            before = named.setdefault(action, option)
            if before != option:
                values = {"action": action, "first": before, "second": option}
                raise input_error(Fault.PLAN_BOTH_WAYS, **values)


def working_list(instrument: Instrument, scan: Scan, advised: Sequence[Advised]) -> WorkingList:
    """The plan of a scan: what was decided, and what is proposed beside it, with dates."""
    size = scan.profile.chosen.get("size")
    sector = scan.profile.sector
    known = {one.id: instrument.worded_for(one, size, sector) for one in instrument.actions}
    decided = {planned.action: planned for planned in scan.plan}
    proposed = {one.action.id: one for one in sorted(advised, key=lambda one: one.rank)}
    names = _moved([*dict.fromkeys([*proposed, *decided])], decided)
    rows = tuple(
        PlanRow(
            number=number,
            planned=decided.get(name) or PlannedAction(action=name),
            chosen=name in decided,
            action=known.get(name),
            advised=proposed.get(name),
        )
        for number, name in enumerate(names, start=1)
    )
    dated = with_dates(rows, scan.measured_on, scan.planned_from)
    return WorkingList(instrument, scan.measured_on, dated)


def _moved(names: list[str], decided: Mapping[str, PlannedAction]) -> list[str]:
    """The names in their order, those that were moved at their new places."""
    moved = {
        name: planned.position for name, planned in decided.items() if planned.position is not None
    }
    kept = [name for name in names if name not in moved]
    for name, position in sorted(moved.items(), key=lambda one: one[1]):
        kept.insert(position - 1, name)
    return kept
