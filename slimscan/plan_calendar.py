"""The dates of the plan as an iCalendar file: all-day events with a reminder on the day before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from slimscan.errors import Fault, input_error
from slimscan.language import Words, words
from slimscan.planning import PlanRow, WorkingList, dated_steps, title_of
from slimscan.scans import Scan

if TYPE_CHECKING:
    from icalendar import Event

REMINDER = timedelta(hours=-15)
"""Nine in the morning of the day before, counted from the midnight an all-day event begins at."""


@dataclass(frozen=True)
class Entry:
    """One event: `key` names it for good, so that a later file replaces it in the calendar."""

    key: str
    day: date
    summary: str
    description: str


def calendar_file(plan: WorkingList, scan: Scan, language: str) -> bytes:
    """The calendar of a plan; raises `InputError` when no chosen action has a date left."""
    from icalendar import Calendar

    texts = words(language, "plan")
    entries = list(_entries(plan, scan, texts, language))
    if not entries:
        raise input_error(Fault.PLAN_NOTHING_CHOSEN, scan=scan.id)
    calendar = Calendar.new(
        name=texts("title", organisation=scan.profile.organisation or texts("nameless")),
        prodid="-//slimscan//plan//EN",
        uid=f"{scan.id}-plan@slimscan",
        subcomponents=[_event(entry, scan) for entry in entries],
    )
    content: bytes = calendar.to_ical()
    return content


def _entries(plan: WorkingList, scan: Scan, texts: Words, language: str) -> Iterator[Entry]:
    """A start and a check an action; one measurement for all actions that share its date."""
    again: dict[date, list[PlanRow]] = {}
    for day, kind, row in dated_steps(plan.rows):
        if kind == "remeasure":
            again.setdefault(day, []).append(row)
            continue
        title = title_of(row.action, row.id, language)
        told = [scan.profile.organisation, *_about(row, kind, texts, language)]
        yield Entry(
            key=f"{row.id}-{kind}",
            day=day,
            summary=texts(f"calendar.{kind}", title=title),
            description="\n".join(line for line in told if line),
        )
    for number, day in enumerate(sorted(again), start=1):
        titles = [f"- {title_of(row.action, row.id, language)}" for row in again[day]]
        told = [scan.profile.organisation, texts("calendar.remeasure_about"), *titles]
        yield Entry(
            key=f"remeasure-{number}",
            day=day,
            summary=texts("calendar.remeasure"),
            description="\n".join(line for line in told if line),
        )


def _about(row: PlanRow, kind: str, texts: Words, language: str) -> list[str]:
    """What to do on the day: the first step at a start, how to see that it works at a check."""
    told = [texts("owner", owner=row.planned.owner)] if row.planned.owner else []
    if row.action is not None:
        about = row.action.first_step if kind == "start" else row.action.sign
        text = about.get(language) or next(iter(about.values()))
        told.append(texts(f"calendar.{kind}_about", text=text))
    return told


def _event(entry: Entry, scan: Scan) -> Event:
    from icalendar import Alarm, Event
    from icalendar.enums import TRANSP

    alarm = Alarm.new(description=entry.summary)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = REMINDER
    return Event.new(
        uid=f"{scan.id}-{entry.key}@slimscan",
        stamp=scan.saved_at,
        last_modified=scan.saved_at,
        start=entry.day,
        end=entry.day + timedelta(days=1),
        summary=entry.summary,
        description=entry.description,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )
