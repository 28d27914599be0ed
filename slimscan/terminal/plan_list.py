"""The improvement plan on the screen: a working list in which what is overdue stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.language import Words, as_typed, words
from slimscan.plan.agenda import due_this_week, upcoming
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.schedule import RUNNING_AT_ONCE
from slimscan.plan.working_list import WorkingList
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.shown import day_in_numbers, text_in
from slimscan.terminal.drawing import ACCENT, WIDEST, plain_text
from slimscan.terminal.screen import open_screen
from slimscan.text import clean

_LATE = "bold red"
_DATES = ("start", "check", "remeasure")


def print_plan(  # noqa: PLR0913, PLR0917
    plan: WorkingList,
    opened: OpenedScan,
    today: date,
    language: str,
    plain: bool,
    notes: Sequence[str] = (),
) -> None:
    """The working list on stdout: drawn on a terminal, one action a line elsewhere.

    `notes` say what holds for the plan as a whole.
    """
    screen = open_screen(language, plain)
    texts = words(language, "plan")
    notes = (*notes, *_crowded(plan, texts))
    if screen.plain:
        for line in _plain_lines(plan, opened, notes, today, texts):
            print(line)  # noqa: T201 plain output is the purpose
        return
    width = min(screen.width, WIDEST) - 4
    drawn = Padding(_drawn(plan, opened, notes, today, texts), (1, 2))
    screen.console.print(drawn, width=width + 4)


def _drawn(
    plan: WorkingList, opened: OpenedScan, notes: Sequence[str], today: date, texts: Words
) -> Group:
    parts: list[RenderableType] = [plain_text(_title(opened.scan, texts), "bold")]
    if not plan.rows:
        return Group(*parts, Text(), *map(plain_text, notes or [texts("empty")]))
    late = _late(plan, today, texts)
    if late:
        parts.append(Text(late, _LATE))
    if not plan.chosen:
        parts.append(Text(texts("proposal"), "dim"))
    for note in notes:
        parts += [Text(), plain_text(note)]
    if plan.chosen:
        heading, lines = _agenda(plan, today, texts)
        parts += [Text(), Text(heading, f"bold {ACCENT}"), *map(plain_text, lines)]
    for question in _doubts(plan, opened, today, texts):
        parts += [Text(), plain_text(question, _LATE)]
    parts += [Text(), _table(plan, today, texts), Text()]
    parts.append(Text(_hint(plan, opened, texts), "dim"))
    return Group(*parts)


def _table(plan: WorkingList, today: date, texts: Words) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for row in plan.rows:
        overdue = row.overdue(today)
        quiet = not row.chosen or row.planned.status == "dropped"
        body = plain_text(row.title(texts.language), "" if quiet else "bold")
        body.append("\n").append_text(plain_text(" · ".join(_details(row, texts)), "not bold dim"))
        if overdue:
            day = _day(getattr(row.planned, overdue.value), texts)
            body.append("\n").append(texts(f"overdue.{overdue}", date=day), _LATE)
        for line in _outcome(plan, row, texts):
            body.append("\n").append_text(plain_text(line, "not bold"))
        style = _LATE if overdue else "dim" if quiet else ACCENT
        number = Text(str(row.number), f"bold {ACCENT}")
        table.add_row(number, Padding(body, (0, 0, 1, 0)), Text(_status(row, texts), style))
    return table


def _details(row: PlanRow, texts: Words) -> Iterator[str]:
    """Owner and dates, each with what it is; of what is not in the plan only why."""
    if row.in_plan:
        yield row.planned.owner or texts("no_owner")
    for name in _DATES if row.in_plan else ():
        day = getattr(row.planned, name)
        if day:
            yield f"{texts(f'field.{name}')} {_day(day, texts)}"
    if row.later:
        yield texts("later")
    if row.planned.reason:
        yield texts("reason", reason=row.planned.reason)
    if row.planned.added:
        yield texts("added")


def _plain_lines(
    plan: WorkingList, opened: OpenedScan, notes: Sequence[str], today: date, texts: Words
) -> Iterator[str]:
    yield clean(_title(opened.scan, texts))
    if not plan.rows:
        yield from notes or [texts("empty")]
        return
    late = _late(plan, today, texts)
    if late:
        yield late
    if not plan.chosen:
        yield texts("proposal")
    yield from map(clean, notes)
    if plan.chosen:
        heading, lines = _agenda(plan, today, texts)
        yield f"{heading}:"
        yield from map(clean, lines)
    yield from map(clean, _doubts(plan, opened, today, texts))
    for row in plan.rows:
        yield _plain_row(plan, row, today, texts)
    yield _hint(plan, opened, texts)


def _plain_row(plan: WorkingList, row: PlanRow, today: date, texts: Words) -> str:
    overdue = row.overdue(today)
    sentences = [f"{row.number}. {row.title(texts.language)} ({row.id})"]
    if overdue:
        day = _day(getattr(row.planned, overdue.value), texts)
        sentences.append(texts(f"overdue.{overdue}", date=day).rstrip("."))
    details = ", ".join(_details(row, texts))
    sentences += [_status(row, texts), *([details] if details else []), *_outcome(plan, row, texts)]
    return clean(". ".join(sentences)).replace("\n", " ")


def _outcome(plan: WorkingList, row: PlanRow, texts: Words) -> Iterator[str]:
    """What came of it, and the step that can follow it."""
    if row.planned.result:
        yield texts("result", result=row.planned.result)
    following = plan.after_done(row)
    if following:
        title = text_in(following.title, texts.language)
        yield texts("after_done", id=following.id, title=title)


def _agenda(plan: WorkingList, today: date, texts: Words) -> tuple[str, list[str]]:
    """What is due this week; when nothing is, what comes next."""
    due = due_this_week(plan.rows, today)
    if due:
        return texts("week.heading"), [_step(one.day, one.kind, one.row, texts) for one in due]
    coming = upcoming(plan.rows, today)
    if coming is None:
        return texts("next.heading"), [texts("next.nothing")]
    rows = coming.rows[:1] if coming.kind == "remeasure" else coming.rows
    lines = [_step(coming.day, coming.kind, row, texts) for row in rows]
    return texts("next.heading"), lines


def _step(day: date, kind: str, row: PlanRow, texts: Words) -> str:
    title = row.title(texts.language)
    return texts(f"next.{kind}", date=_day(day, texts), number=row.number, title=title)


def _crowded(plan: WorkingList, texts: Words) -> Iterator[str]:
    """That more run at once than the scan advises, by the dates that were decided."""
    if plan.most_at_once > RUNNING_AT_ONCE:
        yield texts("crowded", most=plan.most_at_once)


def _doubts(plan: WorkingList, opened: OpenedScan, today: date, texts: Words) -> Iterator[str]:
    """Whether what is overdue for the second time is still wanted."""
    for row in plan.rows:
        if row.is_doubtful(today):
            title = row.title(texts.language)
            told = texts("doubtful", number=row.number, title=title, scan=opened.called)
            yield as_typed(told)


def _title(scan: Scan, texts: Words) -> str:
    return texts("title", organisation=scan.profile.organisation or texts("nameless"))


def _late(plan: WorkingList, today: date, texts: Words) -> str:
    number = sum(row.overdue(today) is not None for row in plan.rows)
    if not number:
        return ""
    return texts("late.one") if number == 1 else texts("late.many", n=number)


def _hint(plan: WorkingList, opened: OpenedScan, texts: Words) -> str:
    if not plan.chosen:
        return as_typed(texts("how_to_choose", scan=opened.called))
    number = plan.chosen[0].number
    return as_typed(texts("how_to_change", scan=opened.called, number=number))


def _status(row: PlanRow, texts: Words) -> str:
    return texts(f"status.{row.standing}")


def _day(day: date, texts: Words) -> str:
    return day_in_numbers(day, texts.language)
