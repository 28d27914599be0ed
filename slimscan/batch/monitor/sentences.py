"""The sentences of a monitor: what its figures come to, who is left out of them, and why."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.batch.files import ARM
from slimscan.batch.monitor.cells import MOST_VALUES
from slimscan.batch.monitor.monitor import AudienceMonitor
from slimscan.batch.monitor.participants import Arm
from slimscan.batch.monitor.rows import ChangeRow, MonitorTeller, beside_rows, ends_of
from slimscan.privacy import LEAST_ORGANISATIONS
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import OVERALL
from slimscan.shown import signed


def notes_on(tell: MonitorTeller, told: AudienceMonitor) -> Iterator[str]:
    """Who is left out of the figures of an audience, and why."""
    if told.unsaid:
        yield tell.own("audience.unsaid", n=tell.number(told.unsaid))
    if told.incomplete:
        yield tell.own("audience.incomplete", n=tell.number(told.incomplete))
    if told.aside:
        yield tell.own("audience.aside", n=tell.number(told.aside))
    least = min((one.n for one in told.changes if not one.field), default=told.n)
    if least < told.n:
        yield tell.own("audience.fewer", least=tell.number(least), most=tell.number(told.n))
    items = tell.monitor.left_out.get(told.audience, ())
    if items:
        yield tell.own("audience.left_out", n=len(items), items=", ".join(items))


def overall_sentence(tell: MonitorTeller, told: AudienceMonitor) -> str:
    """The overall change of all, with what it is called; empty where it is not told."""
    one = told.change(OVERALL)
    if one is None:
        return ""
    values = {"n": tell.number(one.n), "before": one.before, "points": signed(one.points)}
    first = tell.own(f"audience.{told.audience}.told", **values, **ends_of(one))
    return f"{first} {tell.own[f'sentence.{one.verdict.value}']}"


def clear_sentence(tell: MonitorTeller, rows: tuple[ChangeRow, ...]) -> str:
    """Which scales changed clearly."""
    names = [f"{one.name} ({one.points})" for one in rows if one.is_clear]
    if not rows:
        return ""
    if not names:
        return tell.own["change.none"]
    return tell.own("change.some", names=tell.say.together(names))


def beside_sentence(tell: MonitorTeller, told: AudienceMonitor) -> str:
    """Participants beside others on the overall score; empty where it is not told."""
    one = next((one for one in told.arms if one.scale == OVERALL), None)
    row = next((row for row in beside_rows(tell, told)), None) if one else None
    if one is None or row is None:
        return ""
    values = {"joined": row.joined, "others": row.others, "points": signed(one.points)}
    first = tell.own("beside.told", **values, **ends_of(one))
    return f"{first} {tell.own[f'beside_sentence.{one.verdict.value}']}"


def start_sentence(tell: MonitorTeller, told: AudienceMonitor) -> str:
    """Where both stood at the first measurement, and why that matters."""
    joined, others = (told.change(OVERALL, ARM, arm.value) for arm in Arm)
    if joined is None or others is None:
        return ""
    return tell.own("beside.start", joined=joined.before, others=others.before)


def why_not_beside(tell: MonitorTeller, told: AudienceMonitor) -> str:
    """Too few on a side, or enough of them, and something that was told of others before."""
    if tell.monitor.participation is None or told.arms or not told.changes:
        return ""
    enough = min(map(tell.monitor.counted, Arm)) >= LEAST_ORGANISATIONS
    return tell.own["beside.hidden" if enough and told.audience == "leader" else "beside.few"]


def left_sentence(tell: MonitorTeller, told: AudienceMonitor) -> str:
    """Who left beside who stayed, at the first measurement; empty where it is not told."""
    one = next((one for one in told.left if one.scale == OVERALL), None)
    if one is None:
        return ""
    return tell.own("missing.compared_told", points=signed(one.points), **ends_of(one))


def not_split_notes(tell: MonitorTeller) -> Iterator[str]:
    """The kept columns of which no group is told, and why; what they hold is not named."""
    told = {one.field for audience in tell.monitor.audiences for one in audience.changes}
    if not told:
        return
    many = tell.monitor.many_valued
    other = [one for one in tell.monitor.fields if one not in {*told, *many, *DIVIDED_BY}]
    if many:
        columns = tell.say.together(many)
        yield tell.own("method.many_valued", columns=columns, most=MOST_VALUES)
    if other:
        yield tell.own("method.not_split", columns=tell.say.together(other))
