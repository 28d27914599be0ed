"""The improvement plan on the screen: a working list in which what is overdue stands out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slimscan.language import words
from slimscan.plan.working_list import WorkingList
from slimscan.scan.open_scan import OpenedScan
from slimscan.terminal.display import open_display
from slimscan.terminal.plan_words import plan_crowded, printed_plan


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
    screen = open_display(language, plain)
    texts = words(language, "plan")
    notes = (*notes, *plan_crowded(plan, texts))
    if screen.plain:
        for line in printed_plan(plan, opened, notes, today, texts):
            print(line)  # noqa: T201 plain output is the purpose
        return
    from slimscan.terminal.plan_drawing import draw_plan

    screen.print_within(lambda _: draw_plan(plan, opened, notes, today, texts))
