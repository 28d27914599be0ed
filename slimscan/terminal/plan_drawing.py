"""The improvement plan as it is drawn on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.language import Words
from slimscan.plan.working_list import WorkingList
from slimscan.scan.open_scan import OpenedScan
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.terminal.plan_words import (
    late_words,
    plan_agenda,
    plan_day,
    plan_doubts,
    plan_hint,
    plan_title,
    row_details,
    row_outcome,
    row_status,
)

_LATE = "bold red"


def draw_plan(
    plan: WorkingList, opened: OpenedScan, notes: Sequence[str], today: date, texts: Words
) -> Group:
    """The working list, what is overdue standing out."""
    parts: list[RenderableType] = [plain_text(plan_title(opened.scan, texts), "bold")]
    if not plan.rows:
        return Group(*parts, Text(), *map(plain_text, notes or [texts("empty")]))
    late = late_words(plan, today, texts)
    if late:
        parts.append(Text(late, _LATE))
    if not plan.chosen:
        parts.append(Text(texts("proposal"), "dim"))
    for note in notes:
        parts += [Text(), plain_text(note)]
    if plan.chosen:
        heading, lines = plan_agenda(plan, today, texts)
        parts += [Text(), Text(heading, f"bold {ACCENT}"), *map(plain_text, lines)]
    for question in plan_doubts(plan, opened, today, texts):
        parts += [Text(), plain_text(question, _LATE)]
    parts += [Text(), _table(plan, today, texts), Text()]
    parts.append(Text(plan_hint(plan, opened, texts), "dim"))
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
        body.append("\n").append_text(
            plain_text(" · ".join(row_details(row, texts)), "not bold dim")
        )
        if overdue:
            day = plan_day(getattr(row.planned, overdue.value), texts)
            body.append("\n").append(texts(f"overdue.{overdue}", date=day), _LATE)
        for line in row_outcome(plan, row, texts):
            body.append("\n").append_text(plain_text(line, "not bold"))
        style = _LATE if overdue else "dim" if quiet else ACCENT
        number = Text(str(row.number), f"bold {ACCENT}")
        table.add_row(number, Padding(body, (0, 0, 1, 0)), Text(row_status(row, texts), style))
    return table
