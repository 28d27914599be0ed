"""The dates of the plan as an iCalendar file: all-day events with a reminder on the day before.

A calendar that took an earlier file must be able to follow: an event keeps its name (UID) for good,
a changed one has a higher SEQUENCE, and one that is no longer needed is cancelled, not left out. So
the last calendar is kept beside the scan. There is no METHOD: these are nobody's invitations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, input_error
from slimscan.language import Words, words
from slimscan.plan.agenda import dated_steps
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.working_list import WorkingList
from slimscan.scan.model import Scan
from slimscan.scan.store import CALENDAR_ENDING, Shelf
from slimscan.shown import text_in

if TYPE_CHECKING:
    from icalendar import Event

REMINDER = timedelta(hours=-15)
"""Nine in the morning of the day before, counted from the midnight an all-day event begins at."""


@dataclass(frozen=True)
class CalendarEntry:
    """One event: `key` names it for good, so that a later file replaces it in the calendar."""

    key: str
    day: date
    summary: str
    description: str


@dataclass(frozen=True)
class LastCalendar:
    """Where the calendar that was written last is kept."""

    path: Path

    def events(self) -> dict[str, Event]:
        """Its events by name, none when there is no such file; `InputError` when damaged."""
        from icalendar import Calendar

        try:
            calendar = Calendar.from_ical(self.path.read_bytes())
            return {str(event["UID"]): event for event in calendar.events}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError):
            raise input_error(Fault.SCAN_DAMAGED, self.path, reason="iCalendar") from None

    def keep(self, content: bytes) -> None:
        """Keep a calendar that is about to be given away, unless it is the last one still."""
        if not self.path.exists() or self.path.read_bytes() != content:
            write_durably(self.path, content)


def last_calendar(shelf: Shelf, scan: Scan) -> LastCalendar:
    """The calendar of a scan that was written last."""
    return LastCalendar(shelf.place_of(scan.id, CALENDAR_ENDING))


def calendar_file(  # noqa: PLR0913, PLR0917
    plan: WorkingList,
    scan: Scan,
    language: str,
    today: date,
    earlier: Mapping[str, Event] | None = None,
    called: str | None = None,
) -> bytes:
    """The calendar of a plan, as a successor of the `earlier` events.

    What is past stays as it was; a date ahead that asks for nothing any more is cancelled. Raises
    `InputError` when no chosen action has a date left, and none ever had; `called` is what names
    the scan in the command that it advises.
    """
    from icalendar import Calendar

    texts = words(language, "plan")
    events = dict(earlier or {})
    entries = {_name(scan, one.key): one for one in _entries(plan, scan, texts, language)}
    for name, event in events.items():
        if name not in entries and event.start >= today and not _cancelled(event):
            events[name] = _cancellation(name, event, scan, texts)
    for name, entry in entries.items():
        events[name] = _event(name, entry, scan, events.get(name))
    if not events:
        raise input_error(Fault.PLAN_NOTHING_CHOSEN, scan=called or scan.id)
    calendar = Calendar.new(
        name=texts("title", organisation=scan.profile.organisation or texts("nameless")),
        prodid="-//slimscan//plan//EN",
        uid=f"{scan.id}-plan@slimscan",
        subcomponents=list(events.values()),
    )
    content: bytes = calendar.to_ical()
    return content


def _name(scan: Scan, key: str) -> str:
    return f"{scan.id}-{key}@slimscan"


def _entries(plan: WorkingList, scan: Scan, texts: Words, language: str) -> Iterator[CalendarEntry]:
    """A start and a check an action; one measurement for all actions that share its date."""
    again: dict[date, list[PlanRow]] = {}
    for day, kind, row in dated_steps(plan.rows):
        if kind == "remeasure":
            again.setdefault(day, []).append(row)
            continue
        title = row.title(language)
        told = [scan.profile.organisation, *_about(row, kind, texts, language)]
        yield CalendarEntry(
            key=f"{row.id}-{kind}",
            day=day,
            summary=texts(f"calendar.{kind}", title=title),
            description="\n".join(line for line in told if line),
        )
    for number, day in enumerate(sorted(again), start=1):
        titles = [f"- {row.title(language)}" for row in again[day]]
        told = [scan.profile.organisation, texts("calendar.remeasure_about"), *titles]
        yield CalendarEntry(
            key=f"remeasure-{number}",
            day=day,
            summary=texts("calendar.remeasure"),
            description="\n".join(line for line in told if line),
        )


def _about(row: PlanRow, kind: str, texts: Words, language: str) -> list[str]:
    """What to do on the day: the first step at a start, how to see that it works at a check."""
    told = [texts("owner", owner=row.planned.owner)] if row.planned.owner else []
    own, text = row.planned.own, ""
    if row.action is not None:
        text = text_in(row.action.first_step if kind == "start" else row.action.sign, language)
    elif own and kind == "start":
        text = own.first_step or own.what
    return [*told, texts(f"calendar.{kind}_about", text=text)] if text else told


def _event(name: str, entry: CalendarEntry, scan: Scan, before: Event | None) -> Event:
    """The event of an entry; the one that was there before, when nothing about it changed."""
    from icalendar import Alarm, Event
    from icalendar.enums import STATUS, TRANSP

    told = (entry.day, entry.summary, entry.description)
    if before is not None and told == _told(before) and not _cancelled(before):
        return before
    alarm = Alarm.new(description=entry.summary)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = REMINDER
    return Event.new(
        uid=name,
        stamp=scan.saved_at,
        last_modified=scan.saved_at,
        sequence=_next(before),
        status=STATUS.CONFIRMED,
        start=entry.day,
        end=entry.day + timedelta(days=1),
        summary=entry.summary,
        description=entry.description,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )


def _cancellation(name: str, before: Event, scan: Scan, texts: Words) -> Event:
    """What takes an event out of a calendar; its summary says so where a calendar keeps it."""
    from icalendar import Event
    from icalendar.enums import STATUS, TRANSP

    return Event.new(
        uid=name,
        stamp=scan.saved_at,
        last_modified=scan.saved_at,
        sequence=_next(before),
        status=STATUS.CANCELLED,
        start=before.start,
        end=before.end,
        summary=texts("calendar.cancelled", summary=str(before["SUMMARY"])),
        transparency=TRANSP.TRANSPARENT,
    )


def _told(event: Event) -> tuple[date, str, str]:
    return event.start, str(event.get("SUMMARY", "")), str(event.get("DESCRIPTION", ""))


def _cancelled(event: Event) -> bool:
    return str(event.get("STATUS", "")) == "CANCELLED"


def _next(before: Event | None) -> int:
    return 0 if before is None else int(before.get("SEQUENCE", 0)) + 1
