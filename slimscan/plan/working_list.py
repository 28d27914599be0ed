"""The one plan of a firm: what it decided, and the proposal for what it did not decide yet.

`working_list` gives it, and report, screen, calendar, client list and JSON all show it. It holds
the proposed actions by rank, then what the firm chose itself, unless it moved them. A number in the
list is the number in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import count

from slimscan.errors import Fault, input_error
from slimscan.plan.advised import Advised
from slimscan.plan.fields import PlanChanges
from slimscan.plan.schedule import Dates, Work, dates_from, most_at_once, schedule
from slimscan.plan.working_days import last_working_day
from slimscan.questionnaire.library import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest
from slimscan.scan.model import OwnAction, PlannedAction, Scan
from slimscan.scoring.responses import LAST_DAY
from slimscan.shown import text_in
from slimscan.text import clean_line, fold

_OWN = "own"
"""Begins the id of an own action."""
_DAYS = ("start", "check", "remeasure")
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
        held = [(row.dates.start, _work(row)) for row in self.ahead if row.dates]
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
        rows = _with_dates(self.rows, self.measured_on, max(self.measured_on, today))
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

        A proposal gets its dates anew by its place; what was decided before keeps its own.
        """
        row = self.find(name)
        place = min(max(place, 1), len(self.rows))
        anew = {} if row.chosen else dict.fromkeys(_DAYS)
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
    dated = _with_dates(rows, scan.measured_on, scan.planned_from)
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


def _with_dates(rows: Sequence[PlanRow], measured_on: date, begin: date) -> tuple[PlanRow, ...]:
    """The rows with their dates: settled starts stay, and what is open goes around them.

    What the firm added goes before what is only proposed, unless it was moved.
    """
    working = [row for row in rows if row.in_plan and row.planned.status != "done"]
    working.sort(key=lambda row: not row.chosen or row.planned.position is not None)
    again = _measured_again(measured_on, begin)
    found = schedule([_work(row) for row in working], begin, again)
    dates = {row.id: one for row, one in zip(working, found, strict=True)}
    return tuple(_dated(row, dates.get(row.id), again) for row in rows)


def _work(row: PlanRow) -> Work:
    start = row.planned.start if row.chosen else None
    return Work(
        term=row.term,
        precondition=row.advised is not None and row.advised.aspect is None,
        start=start,
        check=row.planned.check if start else None,
    )


def _dated(row: PlanRow, dates: Dates | None, again: date) -> PlanRow:
    settled = row.planned.status != "open" or any(getattr(row.planned, day) for day in _DAYS)
    if row.chosen and (settled or dates is None):
        return replace(row, dates=dates)
    if dates is None:
        undated = row.planned.model_copy(update=dict.fromkeys(_DAYS))
        return replace(row, dates=None, planned=undated)
    return replace(row, dates=dates, planned=_proposed(row.planned, dates, again))


def _proposed(planned: PlannedAction, dates: Dates, again: date) -> PlannedAction:
    """An action with its dates: the check when it should be in place, and the next measurement."""
    days = {"start": dates.start, "check": dates.in_place_by, "remeasure": again}
    return planned.model_copy(update=days)


def _measured_again(measured_on: date, begin: date) -> date:
    """When the firm is measured again; what would start after it has no date yet.

    A year after the measurement, or after the day from which the plan counts when that is later.
    """
    again = _a_year_after(measured_on)
    return again if begin <= again else _a_year_after(begin)


def _a_year_after(day: date) -> date:
    last = min(day.day, 28) if day.month == 2 else day.day
    return last_working_day(min(date(day.year + 1, day.month, last), LAST_DAY))
