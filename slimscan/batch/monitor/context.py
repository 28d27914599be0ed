"""All that the monitor's page, screen and workbook may see: frozen, in words of its language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from slimscan.batch.monitor.monitor import AudienceMonitor, Monitor
from slimscan.batch.monitor.participants import Arm
from slimscan.batch.monitor.rows import (
    BesideRow,
    ChangeRow,
    GroupTable,
    LeftRow,
    MonitorTeller,
    beside_rows,
    change_rows,
    group_tables,
    left_rows,
    reach_of,
)
from slimscan.batch.monitor.sentences import (
    beside_sentence,
    clear_sentence,
    left_sentence,
    not_split_notes,
    notes_on,
    overall_sentence,
    start_sentence,
    why_not_beside,
)
from slimscan.batch.monitor.waves import BatchWave
from slimscan.language import Words, words
from slimscan.shown import percent, wording_of


@dataclass(frozen=True)
class AudienceChanges:
    """What is told of leaders, or of staff."""

    id: str
    title: str
    basis: str
    notes: tuple[str, ...]
    told: str
    """The overall change in a sentence, with what it is called."""
    clear: str
    rows: tuple[ChangeRow, ...]
    reach: int
    tables: tuple[GroupTable, ...]
    beside: tuple[BesideRow, ...]
    beside_told: str
    beside_start: str
    """Where both stood at the first measurement, and why that matters."""
    beside_reach: int
    beside_none: str
    """Why they are not set beside each other, where it is known who took part."""
    left: tuple[LeftRow, ...]
    left_title: str
    left_told: str


@dataclass(frozen=True)
class ParticipationView:
    """How many took part, and what has to be known of setting them beside the others."""

    counts: str
    warning: str


@dataclass(frozen=True)
class MissingView:
    """Who is in one measurement only."""

    told: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MonitorContext:
    """The whole page."""

    language: str
    words: Words
    title: str
    questionnaire: str
    date: str
    facts: tuple[tuple[str, str], ...]
    short: tuple[str, ...]
    levers: tuple[str, ...]
    audiences: tuple[AudienceChanges, ...]
    participation: ParticipationView | None
    missing: MissingView
    method: tuple[str, ...]
    not_split: tuple[str, ...]
    """Of which of the branch's own columns no group is told, and why."""
    nameless: str
    """That no organisation is named: true of a page, and not of the workbook."""


def monitor_context(monitor: Monitor, language: str) -> MonitorContext:
    """The monitor in the words of one language."""
    questionnaire = monitor.instrument.questionnaire
    tell = MonitorTeller(
        monitor, wording_of(language, questionnaire.languages), words(language, "monitor")
    )
    title = tell.say.text(questionnaire.title)
    audiences = tuple(_audience(tell, one) for one in monitor.audiences)
    return MonitorContext(
        language=language,
        words=tell.own,
        title=title,
        questionnaire=f"{title} {questionnaire.version}",
        date=tell.say.day(monitor.made_on),
        facts=_facts(tell),
        short=tuple(_short(tell, audiences)),
        levers=tuple(tell.say.text(lever.name) for lever in questionnaire.levers),
        audiences=audiences,
        participation=_participation(tell),
        missing=_missing(tell),
        method=tuple(_method(tell)),
        not_split=tuple(not_split_notes(tell)),
        nameless=tell.own["method.nameless"],
    )


def _facts(tell: MonitorTeller) -> tuple[tuple[str, str], ...]:
    first, second = tell.monitor.waves
    matching = tell.monitor.matching
    pairs = {"n": tell.number(len(matching.pairs)), "by_id": tell.number(matching.by_id)}
    key = "facts.pairs_by_id" if matching.by_id else "facts.pairs"
    return (
        (tell.own["facts.first"], _wave(tell, first)),
        (tell.own["facts.second"], _wave(tell, second)),
        (tell.own["facts.both"], tell.own(key, **pairs)),
    )


def _wave(tell: MonitorTeller, wave: BatchWave) -> str:
    n = tell.number(len(wave.field.profiles))
    first, last = wave.days
    if not first:
        return tell.own("facts.wave_undated", n=n)
    days = tell.say.day(date.fromisoformat(first))
    if last != first:
        days = tell.own("facts.days", first=days, last=tell.say.day(date.fromisoformat(last)))
    return tell.own("facts.wave", n=n, days=days)


def _short(tell: MonitorTeller, audiences: tuple[AudienceChanges, ...]) -> Iterator[str]:
    """What a reader in a hurry has to know, the caution among it."""
    told = [one for one in audiences if one.told]
    yield from (one.told for one in told)
    if not told:
        waits = any(one.waits for one in tell.monitor.audiences)
        yield tell.own["audience.waits" if waits else "short.none"]
    yield from (f"{one.title}: {one.beside_told}" for one in told if one.beside_told)
    yield _missing(tell).told
    yield tell.own["method.cause"]


def _audience(tell: MonitorTeller, told: AudienceMonitor) -> AudienceChanges:
    rows = change_rows(tell, told)
    whole = [one for one in told.changes if not one.field]
    return AudienceChanges(
        id=told.audience,
        title=tell.own[f"audience.{told.audience}.title"],
        basis=tell.own(f"audience.{told.audience}.basis", n=tell.number(told.n))
        if rows
        else tell.own["audience.waits" if told.waits else f"audience.{told.audience}.none"],
        notes=tuple(notes_on(tell, told)),
        told=overall_sentence(tell, told),
        clear=clear_sentence(tell, rows),
        rows=rows,
        reach=reach_of(whole),
        tables=group_tables(tell, told),
        beside=beside_rows(tell, told),
        beside_told=beside_sentence(tell, told),
        beside_start=start_sentence(tell, told),
        beside_reach=reach_of(told.arms),
        beside_none=why_not_beside(tell, told),
        left=left_rows(tell, told),
        left_title=tell.own(
            "missing.compared", audience=tell.own[f"audience.{told.audience}.title"]
        ),
        left_told=left_sentence(tell, told),
    )


def _participation(tell: MonitorTeller) -> ParticipationView | None:
    told = tell.monitor.participation
    if told is None:
        return None
    counts = {
        "joined": tell.number(tell.monitor.counted(Arm.PARTICIPANTS)),
        "others": tell.number(tell.monitor.counted(Arm.OTHERS)),
    }
    unknown = len(tell.monitor.matching.pairs) - len(told.arms)
    key = "beside.counts_unknown" if unknown else "beside.counts"
    counted = tell.own(key, **counts, unknown=tell.number(unknown))
    return ParticipationView(counted, tell.own["beside.warning"])


def _missing(tell: MonitorTeller) -> MissingView:
    matching = tell.monitor.matching
    left, new = (matching.counted(is_new=one) for one in (False, True))
    first = left + len(matching.pairs)
    told = tell.own["missing.none"]
    if left:
        values = {"left": tell.number(left), "first": tell.number(first)}
        told = tell.own("missing.told", **values, share=tell.say.in_percent(percent(left / first)))
    rows = (("both", len(matching.pairs)), ("baseline", left), ("new", new))
    return MissingView(
        told, tuple((tell.own[f"missing.{name}"], tell.number(n)) for name, n in rows)
    )


def _method(tell: MonitorTeller) -> Iterator[str]:
    if tell.monitor.held:
        yield tell.own["method.held"]
    yield tell.own["method.pairs"]
    yield tell.own("method.verdict", n=tell.number(tell.monitor.family))
    if any(one.arms for one in tell.monitor.audiences):
        yield tell.own["method.beside"]
    yield tell.own["method.cause"]
    yield tell.own["method.groups"]
    if any(one.audience == "employee" for one in tell.monitor.audiences):
        yield tell.own["method.staff"]
