"""What of a programme monitor stands on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slimscan.batch.monitor.context import AudienceChanges, MonitorContext
    from slimscan.batch.monitor.monitor import Monitor
    from slimscan.batch.monitor.rows import ChangeRow
    from slimscan.language import Words
    from slimscan.terminal.monitor_screen import ScreenRow, ScreenSection

_MOST_NAMES = 10


def show_monitor(monitor: Monitor, language: str, plain: bool) -> None:
    """The monitor on stdout."""
    from slimscan.batch.monitor.context import monitor_context
    from slimscan.terminal.monitor_screen import print_sections

    context = monitor_context(monitor, language)
    title = context.words("page.title", title=context.title, date=context.date)
    print_sections(title, list(_sections(monitor, context)), language, plain)


def _sections(monitor: Monitor, context: MonitorContext) -> Iterator[ScreenSection]:
    from slimscan.language import as_typed
    from slimscan.terminal.monitor_screen import ScreenSection

    own = context.words
    facts = tuple(f"{label}: {value}" for label, value in context.facts)
    yield ScreenSection("", facts)
    yield ScreenSection(own["short.title"], context.short)
    for audience in context.audiences:
        yield from _audience(audience, context)
    if context.participation:
        why = dict.fromkeys(one.beside_none for one in context.audiences if one.beside_none)
        told = (context.participation.counts, *why, context.participation.warning)
        yield ScreenSection(own["beside.title"], told)
    if names := tuple(_names(monitor, own)):
        yield ScreenSection(own["missing.title"], names)
    first, second = (str(wave.folder) for wave in monitor.waves)
    more = as_typed(own("terminal.more", baseline=first, followup=second))
    held = (own["method.held"],) if monitor.held else ()
    verdict = (own("method.verdict", n=monitor.family),) if monitor.family else ()
    yield ScreenSection("", (*held, *verdict, *context.not_split, more))


def _audience(audience: AudienceChanges, context: MonitorContext) -> Iterator[ScreenSection]:
    from slimscan.terminal.monitor_screen import ScreenSection

    own = context.words
    rows = tuple(_row(one, one.name, own) for one in audience.rows)
    yield ScreenSection(audience.title, (audience.basis, *audience.notes), rows)
    if audience.beside:
        rows = tuple(_row(one.row, one.row.name, own) for one in audience.beside)
        yield ScreenSection(f"{audience.title}: {own['beside.difference']}", (), rows)
    for table in audience.tables:
        groups = [one.overall for one in table.rows]
        rows = tuple(
            _row(one, own("terminal.group", name=one.name, n=one.n), own) for one in groups
        )
        yield ScreenSection(f"{audience.title}: {table.title}", (), rows)


def _row(one: ChangeRow, name: str, own: Words) -> ScreenRow:
    from slimscan.terminal.monitor_screen import ScreenRow

    values = {"name": name, "points": one.points, "verdict": one.verdict}
    line = own("terminal.line", **values, interval=one.interval)
    return ScreenRow(name, one.points, one.interval, one.verdict, line, one.is_whole, one.is_clear)


def _names(monitor: Monitor, own: Words) -> Iterator[str]:
    """Who could not be matched; those with a near name first, for these may be the same."""
    unmatched = monitor.matching.unmatched
    if not unmatched:
        return
    left, new = (monitor.matching.counted(is_new=one) for one in (False, True))
    near = sorted(
        (one for one in unmatched if one.nearest and not one.is_new),
        key=lambda one: -SequenceMatcher(None, one.name.lower(), one.nearest.lower()).ratio(),
    )
    yield own("terminal.unmatched", left=left, new=new)
    if near:
        yield own["terminal.nearest"]
    for one in near[:_MOST_NAMES]:
        yield own("terminal.near", name=one.name, nearest=one.nearest)
    if len(unmatched) > len(near[:_MOST_NAMES]):
        key = "terminal.near_more" if near else "terminal.near_none"
        yield own(key, n=len(unmatched) - len(near[:_MOST_NAMES]))
