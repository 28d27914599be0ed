"""The rows of the monitor's tables: each with its chart, and what the chart says in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from slimscan.batch.files import ARM
from slimscan.batch.monitor.monitor import AudienceMonitor, Monitor
from slimscan.batch.summary.words import in_thousands
from slimscan.language import PROFILE_WORDS, Words, words
from slimscan.privacy import Verdict
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.report.charts import IntervalMarks, interval_marks
from slimscan.scoring.scales import OVERALL
from slimscan.shown import Wording, minus, signed

_STEP = 5


class TellsPoints(Protocol):
    """A difference in whole points with its interval."""

    @property
    def points(self) -> int:
        """The difference."""

    @property
    def low(self) -> int:
        """The lower end of the interval."""

    @property
    def high(self) -> int:
        """The upper end of the interval."""


@dataclass(frozen=True)
class ChangeRow:
    """One difference in a table. `is_whole`: overall or a lever. `lever`: 0 for what is in none."""

    name: str
    lever: int
    is_whole: bool
    n: str
    before: str
    points: str
    interval: str
    verdict: str
    is_clear: bool
    chart: IntervalMarks
    alt: str


@dataclass(frozen=True)
class FirmGroupRow:
    """One group: its overall change, and the change of every lever with whether it is clear."""

    overall: ChangeRow
    levers: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class GroupTable:
    """The groups of one field under each other, with a sentence on what changed most."""

    title: str
    column: str
    told: str
    rows: tuple[FirmGroupRow, ...]
    reach: int


@dataclass(frozen=True)
class BesideRow:
    """Participants beside others on one scale."""

    joined: str
    others: str
    row: ChangeRow


@dataclass(frozen=True)
class LeftRow:
    """Who left beside who stayed on one scale, at the first measurement."""

    name: str
    left: str
    stayed: str
    points: str
    interval: str


@dataclass(frozen=True)
class MonitorTeller:
    """The monitor with the words to tell it in."""

    monitor: Monitor
    say: Wording
    own: Words

    def number(self, value: int) -> str:
        """A count with a thin gap at the thousands."""
        return in_thousands(value)

    @cached_property
    def scales(self) -> Mapping[str, tuple[str, int, bool]]:
        """By id what a scale is called, the number of its lever, and whether it is a whole one."""
        instrument = self.monitor.instrument
        levers = instrument.questionnaire.levers
        numbers = {
            scale: number
            for number, lever in enumerate(levers, start=1)
            for scale in (lever.id, *(aspect.id for aspect in lever.aspects))
        }
        whole = {lever.id for lever in levers}
        return {OVERALL: (self.own["overall"], 0, True)} | {
            scale: (self.say.text(name), numbers.get(scale, 0), scale in whole)
            for scale, name in instrument.scale_names.items()
        }

    def field(self, field: str) -> str:
        """What the groups of a field are told under."""
        if field == ARM:
            return self.own["groups.arm"]
        if field in DIVIDED_BY:
            return words(self.own.language, PROFILE_WORDS)[f"{field}.table"]
        return self.own("groups.column", name=field)

    def group(self, field: str, name: str) -> str:
        """What one group is called."""
        if field == ARM:
            return self.own[f"arm.{name}"]
        choices = self.monitor.instrument.questionnaire.profile.choices
        return self.say.choice(choices.get(field, ()), name) or name

    def order(self, field: str, name: str) -> int:
        """Where a group stands: as the questionnaire has it, where it does."""
        choices = self.monitor.instrument.questionnaire.profile.choices.get(field, ())
        return next((place for place, one in enumerate(choices) if one.id == name), 0)

    def interval(self, told: TellsPoints) -> str:
        """An interval in words."""
        return self.own("change.interval_told", **ends_of(told))

    def row(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        place: tuple[int, bool],
        told: TellsPoints,
        verdict: Verdict,
        reach: int,
        n: int = 0,
        before: str = "",
        called_by: str = "verdict",
    ) -> ChangeRow:
        """One difference as a row."""
        called = self.own[f"{called_by}.{verdict.value}"]
        interval = self.interval(told)
        values = {"name": name, "points": signed(told.points), "verdict": called}
        return ChangeRow(
            name=name,
            lever=place[0],
            is_whole=place[1],
            n=self.number(n) if n else "",
            before=before,
            points=signed(told.points),
            interval=interval,
            verdict=called,
            is_clear=verdict is not Verdict.NO_CLEAR_CHANGE,
            chart=interval_marks(reach, told.low, told.points, told.high),
            alt=self.own("change.alt", **values, **ends_of(told)),
        )


def ends_of(told: TellsPoints) -> dict[str, str]:
    """The ends of an interval as a sentence has them."""
    return {"low": minus(told.low), "high": minus(told.high)}


def reach_of(some: Iterable[TellsPoints]) -> int:
    """How far a scale has to run to both sides, in steps of 5 points."""
    widest = max((max(abs(one.low), abs(one.high)) for one in some), default=_STEP)
    return max(_STEP, -(-widest // _STEP) * _STEP)


def change_rows(tell: MonitorTeller, told: AudienceMonitor) -> tuple[ChangeRow, ...]:
    """Every scale of all organisations together, in the order of the questionnaire."""
    changes = [(scale, told.change(scale)) for scale in tell.scales]
    reach = reach_of(one for _, one in changes if one)
    return tuple(
        tell.row(
            tell.scales[scale][0],
            tell.scales[scale][1:],
            one,
            one.verdict,
            reach,
            one.n,
            str(one.before),
        )
        for scale, one in changes
        if one
    )


def group_tables(tell: MonitorTeller, told: AudienceMonitor) -> tuple[GroupTable, ...]:
    """The groups of every field of which two or more may be told."""
    fields = ((ARM,) if tell.monitor.participation else ()) + tell.monitor.fields
    tables = (_group_table(tell, told, field) for field in fields)
    return tuple(table for table in tables if table)


def _group_table(tell: MonitorTeller, told: AudienceMonitor, field: str) -> GroupTable | None:
    its = [one for one in told.changes if one.field == field and one.scale == OVERALL]
    if not its:
        return None
    reach = reach_of(its)
    rows = []
    for one in its:
        called = tell.group(field, one.name)
        overall = tell.row(called, (0, False), one, one.verdict, reach, one.n, str(one.before))
        levers = tuple(_lever(tell, told, field, one.name, lever) for lever in _levers(tell))
        rows.append((one, FirmGroupRow(overall, levers)))
    rows.sort(key=lambda one: tell.order(field, one[0].name))
    most, drawn = max(rows, key=lambda one: abs(one[0].points))  # of equals the first in the table
    values = {"points": drawn.overall.points, "verdict": drawn.overall.verdict}
    return GroupTable(
        title=tell.field(field),
        column=tell.own["groups.group"],
        told=tell.own("groups.told", name=drawn.overall.name, **values, **ends_of(most)),
        rows=tuple(row for _, row in rows),
        reach=reach,
    )


def _levers(tell: MonitorTeller) -> Sequence[str]:
    return [lever.id for lever in tell.monitor.instrument.questionnaire.levers]


def _lever(
    tell: MonitorTeller, told: AudienceMonitor, field: str, name: str, lever: str
) -> tuple[str, bool]:
    one = told.change(lever, field, name)
    if one is None:
        return tell.own["hidden"], False
    return signed(one.points), one.verdict is not Verdict.NO_CLEAR_CHANGE


def beside_rows(tell: MonitorTeller, told: AudienceMonitor) -> tuple[BesideRow, ...]:
    """Participants beside others on every scale of which both are told."""
    reach = reach_of(told.arms)
    by_scale = {one.scale: one for one in told.arms}
    return tuple(
        BesideRow(
            joined=_arm(tell, told, scale, "participants"),
            others=_arm(tell, told, scale, "others"),
            row=tell.row(
                tell.scales[scale][0],
                tell.scales[scale][1:],
                by_scale[scale],
                by_scale[scale].verdict,
                reach,
                called_by="beside_verdict",
            ),
        )
        for scale in tell.scales
        if scale in by_scale
    )


def _arm(tell: MonitorTeller, told: AudienceMonitor, scale: str, arm: str) -> str:
    one = told.change(scale, ARM, arm)
    return signed(one.points) if one else tell.own["hidden"]


def left_rows(tell: MonitorTeller, told: AudienceMonitor) -> tuple[LeftRow, ...]:
    """Who left beside who stayed."""
    return tuple(
        LeftRow(
            name=tell.scales[one.scale][0],
            left=str(one.mean),
            stayed=str(one.stayed_mean),
            points=signed(one.points),
            interval=tell.interval(one),
        )
        for one in told.left
    )
