"""The improvement plan on the screen: a working list in which what is overdue stands out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.language import Words, as_typed, words
from slimscan.plan.working_list import PlanRow, WorkingList
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.shown import day_in_numbers
from slimscan.terminal.drawing import ACCENT, WIDEST, plain_text
from slimscan.terminal.screen import open_screen
from slimscan.text import clean

_LATE = "bold red"
_DATES = ("start", "check", "remeasure")


def print_plan(
    plan: WorkingList, opened: OpenedScan, today: date, language: str, plain: bool
) -> None:
    """The working list on stdout: drawn on a terminal, one action a line elsewhere."""
    screen = open_screen(language, plain)
    texts = words(language, "plan")
    if screen.plain:
        for line in _plain_lines(plan, opened, today, texts):
            print(line)  # noqa: T201 plain output is the purpose
        return
    width = min(screen.width, WIDEST) - 4
    drawn = Padding(_drawn(plan, opened, today, texts), (1, 2))
    screen.console.print(drawn, width=width + 4)


def _drawn(plan: WorkingList, opened: OpenedScan, today: date, texts: Words) -> Group:
    parts: list[RenderableType] = [plain_text(_title(opened.scan, texts), "bold")]
    if not plan.rows:
        return Group(*parts, Text(), Text(texts("empty")))
    late = _late(plan, today, texts)
    if late:
        parts.append(Text(late, _LATE))
    if not plan.chosen:
        parts.append(Text(texts("proposal"), "dim"))
    parts += [Text(), _table(plan, today, texts), Text()]
    if plan.chosen:
        parts.append(Text(texts("next.heading"), f"bold {ACCENT}"))
        parts += [plain_text(line) for line in _next(plan, today, texts)]
        parts.append(Text())
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
        if row.planned.result:
            body.append("\n").append_text(
                plain_text(texts("result", result=row.planned.result), "not bold")
            )
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


def _plain_lines(plan: WorkingList, opened: OpenedScan, today: date, texts: Words) -> Iterator[str]:
    yield clean(_title(opened.scan, texts))
    if not plan.rows:
        yield texts("empty")
        return
    late = _late(plan, today, texts)
    if late:
        yield late
    if not plan.chosen:
        yield texts("proposal")
    for row in plan.rows:
        yield _plain_row(row, today, texts)
    if plan.chosen:
        yield f"{texts('next.heading')}:"
        yield from (clean(line) for line in _next(plan, today, texts))
    yield _hint(plan, opened, texts)


def _plain_row(row: PlanRow, today: date, texts: Words) -> str:
    overdue = row.overdue(today)
    sentences = [f"{row.number}. {row.title(texts.language)} ({row.id})"]
    if overdue:
        day = _day(getattr(row.planned, overdue.value), texts)
        sentences.append(texts(f"overdue.{overdue}", date=day).rstrip("."))
    sentences += [_status(row, texts), ", ".join(_details(row, texts))]
    if row.planned.result:
        sentences.append(texts("result", result=row.planned.result))
    return clean(". ".join(sentences)).replace("\n", " ")


def _next(plan: WorkingList, today: date, texts: Words) -> list[str]:
    coming = plan.upcoming(today)
    if coming is None:
        return [texts("next.nothing")]
    day = _day(coming.day, texts)
    if coming.kind == "remeasure":
        return [as_typed(texts("next.remeasure", date=day))]
    return [
        texts(
            f"next.{coming.kind}",
            date=day,
            number=row.number,
            title=row.title(texts.language),
        )
        for row in coming.rows
    ]


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
    return texts(f"status.{row.planned.status if row.chosen else 'proposed'}")


def _day(day: date, texts: Words) -> str:
    return day_in_numbers(day, texts.language)
