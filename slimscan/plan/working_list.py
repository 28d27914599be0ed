"""The improvement plan as a working list: what the firm chose to do, by when, and what came of it.

The list holds the advised actions by rank, so that a number in the list is the number in the
report, then what the firm chose itself. An advised action that nobody chose is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from slimscan.errors import Fault, input_error
from slimscan.plan.advice import Advised
from slimscan.plan.fields import PlanChanges
from slimscan.questionnaire.library import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest
from slimscan.scan.model import PlannedAction, PlanStatus, Scan
from slimscan.shown import text_in
from slimscan.text import clean_line

FIRST_STEP_DAYS = 14
STARTED_TOGETHER = 3
DAYS_BETWEEN = 30
LAST_START = 60


@dataclass(frozen=True)
class Dates:
    """When an action starts, has its first step behind it, and should be in place."""

    start: date
    first_step_by: date
    in_place_by: date


def dates_of(rank: int, action: Action, measured_on: date) -> Dates:
    """The dates of an advised action: three begin together, the next three a month later."""
    days = min((rank - 1) // STARTED_TOGETHER * DAYS_BETWEEN, LAST_START)
    return _dates_from(measured_on + timedelta(days), action)


def _dates_from(start: date, action: Action) -> Dates:
    return Dates(
        start=start,
        first_step_by=start + timedelta(FIRST_STEP_DAYS),
        in_place_by=start + timedelta(action.term),
    )


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
    """Nothing when the questionnaire no longer has it."""

    @property
    def id(self) -> str:
        """The id of the action."""
        return self.planned.action

    @property
    def alive(self) -> bool:
        """Whether there is still work in it."""
        return self.chosen and self.planned.status in ("open", "busy")

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


@dataclass(frozen=True)
class Upcoming:
    """The first date ahead: `kind` is `start`, `check` or `remeasure`."""

    day: date
    kind: str
    rows: tuple[PlanRow, ...]


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
    def plan(self) -> tuple[PlannedAction, ...]:
        """What the scan keeps."""
        return tuple(row.planned for row in self.chosen)

    def find(self, name: str) -> PlanRow:
        """The row with this number or id; raises `InputError` with the nearest id."""
        by_name = {row.id.casefold(): row for row in self.rows}
        by_name |= {str(row.number): row for row in self.rows}
        found = by_name.get(name.strip().rstrip(".").casefold())
        if found is None:
            raise self._unknown(name, [row.id for row in self.rows])
        return found

    def taken(self, name: str) -> WorkingList:
        """The list with this action chosen; one that was dropped is open again."""
        row = self.find(name)
        again = {"status": "open"} if row.planned.status == "dropped" else {}
        return self._with(row, row.planned.model_copy(update=again))

    def all_taken(self) -> WorkingList:
        """The list with every proposal chosen; what was dropped stays dropped."""
        return replace(self, rows=tuple(replace(row, chosen=True) for row in self.rows))

    def dropped(self, name: str) -> WorkingList:
        """The list with this action set aside; what was noted about it stays."""
        row = self.find(name)
        return self._with(row, row.planned.model_copy(update={"status": "dropped"}))

    def added(self, name: str, today: date) -> WorkingList:
        """The list with any action of the questionnaire, to start today; raises as `find` does."""
        known = {action.id.casefold(): action for action in every_action(self.instrument)}
        listed = [row for row in self.rows if name.strip() == str(row.number)]
        if listed or name.strip().casefold() in (row.id.casefold() for row in self.rows):
            return self.taken(name)
        action = known.get(name.strip().casefold())
        if action is None:
            raise self._unknown(name, [action.id for action in known.values()])
        planned = _proposed(action, _dates_from(today, action), self.measured_on, added=True)
        return replace(self, rows=(*self.rows, PlanRow(len(self.rows) + 1, planned, True, action)))

    def changed(self, name: str, changes: PlanChanges) -> WorkingList:
        """The list with these fields of one action changed, which chooses it too; raises as
        `find` and `PlanChanges.applied_to` do."""
        row = self.find(name)
        return self._with(row, changes.applied_to(row.planned))

    def upcoming(self, today: date) -> Upcoming | None:
        """What comes next: the first date from today on, with the actions it is for."""
        ahead = [(day, kind, row) for day, kind, row in dated_steps(self.rows) if day >= today]
        if not ahead:
            return None
        first, kind, _ = min(ahead, key=lambda step: step[0])
        same = tuple(row for day, which, row in ahead if (day, which) == (first, kind))
        return Upcoming(first, kind, same)

    def _with(self, row: PlanRow, planned: PlannedAction) -> WorkingList:
        after = replace(row, chosen=True, planned=planned)
        return replace(self, rows=tuple(after if one is row else one for one in self.rows))

    def _unknown(self, name: str, ids: Sequence[str]) -> Exception:
        shown = clean_line(name, 40)
        return input_error(
            Fault.PLAN_ACTION_UNKNOWN, id=shown, nearest=closest(name, ids), last=len(self.rows)
        )


def working_list(instrument: Instrument, scan: Scan, advised: Sequence[Advised]) -> WorkingList:
    """The plan of a scan: its advised actions by rank, then what else the firm chose."""
    chosen = {planned.action: planned for planned in scan.plan}
    known = {action.id: action for action in every_action(instrument)}
    proposed = {
        one.action.id: _proposed(
            one.action, dates_of(one.rank, one.action, scan.measured_on), scan.measured_on
        )
        for one in sorted(advised, key=lambda one: one.rank)
    }
    rows = tuple(
        PlanRow(number, planned, name in chosen, known.get(name))
        for number, (name, planned) in enumerate((proposed | chosen).items(), start=1)
    )
    return WorkingList(instrument, scan.measured_on, rows)


def every_action(instrument: Instrument) -> tuple[Action, ...]:
    """The actions of a questionnaire and of all its sectors."""
    modules = (action for module in instrument.sectors for action in module.actions)
    return (*instrument.advice.actions, *modules)


def dated_steps(rows: Sequence[PlanRow]) -> Iterator[tuple[date, str, PlanRow]]:
    """Every date that still asks for something: day, kind (`start`, `check`, `remeasure`), row."""
    for row in rows:
        planned = row.planned
        if not row.chosen or planned.status == "dropped":
            continue
        if planned.start and planned.status == "open":
            yield planned.start, "start", row
        if planned.check and row.alive:
            yield planned.check, "check", row
        if planned.remeasure:
            yield planned.remeasure, "remeasure", row


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


def what_we_did(instrument: Instrument, scan: Scan, language: str) -> tuple[Deed, ...]:
    """The actions that the firm chose, in `language`: done first, then busy, open and dropped."""
    known = {action.id: action for action in every_action(instrument)}
    order = ("done", "busy", "open", "dropped")
    deeds = [_deed(planned, known.get(planned.action), language) for planned in scan.plan]
    return tuple(sorted(deeds, key=lambda deed: order.index(deed.status)))


def title_of(action: Action | None, name: str, language: str) -> str:
    """The title of an action; its id when the questionnaire no longer has it."""
    return text_in(action.title, language) if action else name


def _deed(planned: PlannedAction, action: Action | None, language: str) -> Deed:
    fields = planned.model_dump()
    return Deed(
        item=action.item if action else "",
        title=title_of(action, planned.action, language),
        **fields,
    )


def _proposed(
    action: Action, dates: Dates, measured_on: date, added: bool = False
) -> PlannedAction:
    """An action with its dates: the check when it should be in place, a new scan after a year."""
    return PlannedAction(
        action=action.id,
        added=added,
        start=dates.start,
        check=dates.in_place_by,
        remeasure=max(_a_year_after(measured_on), dates.in_place_by),
    )


def _a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
