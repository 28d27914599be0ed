"""Leader and staff side by side, as a template sees them: only what the release rule gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slimscan.language import Words
from slimscan.privacy import ReleasedGroup, ReleasedValue
from slimscan.questionnaire.models import Aspect, Lever
from slimscan.report import charts
from slimscan.result import Result
from slimscan.scoring.scales import OVERALL
from slimscan.shown import NONE, Wording, as_shown, signed, whole_or_none
from slimscan.staff.gap import Gap


@dataclass(frozen=True)
class StaffRow:
    """One scale: the leader's score beside the staff's mean."""

    name: str
    number: int
    """Which lever it belongs to, counted from 1; 0 beside the levers."""
    leader: str
    staff: str
    mean: int | None
    """The staff's mean as a number, also where only a side of it is told."""
    gap: str
    topic: bool
    dumbbell: charts.Dumbbell | None
    alt: str


@dataclass(frozen=True)
class StaffLever:
    """A lever with its aspects."""

    whole: StaffRow
    aspects: tuple[StaffRow, ...]


@dataclass(frozen=True)
class GroupRow:
    """One team: its people in a band, and its mean on each lever."""

    name: str
    people: str
    means: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeView:
    """A result that the staff were asked about: one mean over everyone, in a sentence."""

    name: str
    sentence: str


@dataclass(frozen=True)
class StaffView:
    """The staff chapter."""

    people: str
    notes: tuple[str, ...]
    topics: tuple[str, ...]
    """All that leader and staff see differently, in sentences, widest first."""
    topic_rows: tuple[StaffRow, ...]
    """The rows of these topics, in the same order."""
    around_table: bool
    alone: bool
    """Whether no leader's answers stand beside it."""
    shown: bool
    levers: tuple[StaffLever, ...]
    groups: tuple[GroupRow, ...]
    outcomes: tuple[OutcomeView, ...]
    remarks: tuple[str, ...]
    """What staff wrote, as far as it may be shown, in an order that tells nothing."""


def staff_view(result: Result, say: Wording) -> StaffView | None:
    """The staff beside the leader; nothing when no staff answered."""
    staff = result.staff
    if staff is None:
        return None
    total = staff.release.total
    people = total.people
    return StaffView(
        people=say("staff.people", people=people) if people else "",
        notes=_notes(result, say),
        topics=topic_sentences(result, say),
        topic_rows=_topic_rows(result, say),
        around_table=staff.around_table,
        alone=staff.around_table or result.scan.audience != "leader",
        shown=total.shown,
        levers=_levers(result, total, say),
        groups=_groups(result, say),
        outcomes=tuple(
            OutcomeView(
                say.text(scale.name),
                say(
                    "staff.outcome",
                    name=say.text(scale.name),
                    mean=_mean(value, say),
                    description=say.text(scale.description),
                ),
            )
            for scale, value in result.outcomes
        ),
        remarks=staff.remarks.texts,
    )


def staff_sentence(result: Result, say: Wording) -> str:
    """What the staff see of the whole, in one line; empty where that may not be shown.

    Beside it stands the topic that leader and staff see most differently.
    """
    staff = result.staff
    if staff is None or staff.around_table:
        return ""
    values = {value.scale: value for value in staff.release.total.values}
    overall = values.get(OVERALL)
    if overall is None or not overall.shown or overall.people is None:
        return ""
    told = say("staff.line_overall", people=overall.people.value, mean=_mean(overall, say))
    return " ".join([told, *topic_sentences(result, say)[:1]])


def topic_sentences(result: Result, say: Wording) -> tuple[str, ...]:
    """What leader and staff see differently, widest first."""
    return tuple(_topic(gap, result, say) for gap in result.topics)


def told_more(topics: Sequence[object], most: int, say: Words | Wording) -> tuple[str, ...]:
    """How many more topics there are than the most that are told, and where; nothing when none."""
    more = len(topics) - most
    chapter = say("chapter.staff")
    return (say("staff.topics_more", count=more, chapter=chapter),) if more > 0 else ()


def _topic_rows(result: Result, say: Wording) -> tuple[StaffRow, ...]:
    names = result.instrument.scale_names
    numbers = {
        scale: number
        for number, lever in enumerate(result.instrument.questionnaire.levers, start=1)
        for scale in (lever.id, *(aspect.id for aspect in lever.aspects))
    }
    return tuple(
        _row(result, gap, gap.staff, numbers.get(gap.scale, 0), say.text(names[gap.scale]), say)
        for gap in result.topics
    )


def _notes(result: Result, say: Wording) -> tuple[str, ...]:
    staff = result.staff
    if staff is None:
        return ()
    notes = {
        "staff.low_response": staff.low_response,
        "staff.held_back": staff.held_back,
        "staff.too_few": not staff.release.total.shown,
        "staff.table": staff.around_table,
    }
    least = staff.release.minimum
    return tuple(say(key, least=least) for key, holds in notes.items() if holds)


def _levers(result: Result, total: ReleasedGroup, say: Wording) -> tuple[StaffLever, ...]:
    gaps = {gap.scale: gap for gap in result.gaps}
    values = {value.scale: value for value in total.values}

    def row(number: int, scale: Lever | Aspect) -> StaffRow:
        value = values.get(scale.id)
        return _row(result, gaps.get(scale.id), value, number, say.text(scale.name), say)

    return tuple(
        StaffLever(
            row(number, lever),
            tuple(row(number, one) for one in lever.aspects if one.id in values),
        )
        for number, lever in enumerate(result.instrument.questionnaire.levers, start=1)
        if lever.id in values
    )


def _row(  # noqa: PLR0913, PLR0917 a row is made of this much
    result: Result,
    gap: Gap | None,
    value: ReleasedValue | None,
    number: int,
    name: str,
    say: Wording,
) -> StaffRow:
    edges = [band.start for band in result.instrument.questionnaire.bands]
    leader = gap.leader if gap else None
    mean = value.mean if value else None
    told_leader, told_staff = as_shown(leader), _mean(value, say)
    return StaffRow(
        name=name,
        number=number,
        leader=told_leader,
        staff=told_staff,
        mean=mean,
        gap=NONE if gap is None or gap.points is None else signed(gap.points),
        topic=bool(gap and gap.topic),
        dumbbell=charts.dumbbell(edges, mean, whole_or_none(leader)),
        alt=say("staff.alt", name=name, leader=told_leader, staff=told_staff),
    )


def _mean(value: ReleasedValue | None, say: Wording) -> str:
    return say.mean(value.mean, value.end) if value else NONE


def _topic(gap: Gap, result: Result, say: Wording) -> str:
    name = say.text(result.instrument.scale_names[gap.scale])
    higher = "leader" if (gap.points or 0) > 0 else "staff"
    return say(
        f"staff.topic_{higher}",
        name=name,
        leader=as_shown(gap.leader),
        staff=_mean(gap.staff, say),
    )


def _groups(result: Result, say: Wording) -> tuple[GroupRow, ...]:
    """Every team of which something may be shown; the others look as if they were not there."""
    if result.staff is None:
        return ()
    levers = [lever.id for lever in result.instrument.questionnaire.levers]
    rows = []
    for group in result.staff.release.groups:
        values = {value.scale: value for value in group.values}
        if group.cell.name and group.shown:
            people = group.people
            means = tuple(_mean(values.get(lever), say) for lever in levers)
            rows.append(GroupRow(group.cell.name, people, means))
    return tuple(rows)
