"""The plan as a sheet of a report's workbook: all that the page says of each action."""

from __future__ import annotations

from slimscan.language import Words
from slimscan.report.office.tables import BookColumn, BookRow, BookTable, CellValue
from slimscan.report.scan.action_view import ActionView
from slimscan.report.scan.context import ReportContext
from slimscan.report.scan.report_overview import filled_lines


def plan_table(context: ReportContext, own: Words) -> BookTable:
    """The actions in their order, then those that are there already or were dropped."""
    say = context.words
    head = (
        BookColumn(own["column.place"], 6, "whole"),
        BookColumn(own["column.action"], 40),
        BookColumn(own["column.lever"], 22),
        BookColumn(own["column.topic"], 26),
        BookColumn(own["column.status"], 14),
        BookColumn(say["plan.owner"], 20),
        BookColumn(own["column.starts"], 13, "day"),
        BookColumn(own["column.first_step_by"], 13, "day"),
        BookColumn(own["column.in_place_by"], 13, "day"),
        BookColumn(own["column.check"], 13, "day"),
        BookColumn(own["column.again"], 13, "day"),
        BookColumn(own["column.result"], 40),
        BookColumn(own["column.first_step"], 50),
        BookColumn(own["column.what"], 60),
        BookColumn(say["plan.who"], 24),
        BookColumn(say["plan.involve"], 30),
        BookColumn(own["column.effort"], 18),
        BookColumn(say["plan.sign"], 44),
        BookColumn(say["plan.worksheet"], 24),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.why"], 44),
        BookColumn(own["column.law"], 44),
        BookColumn(own["column.case"], 34),
        BookColumn(own["column.source"], 22),
    )
    levers = {lever.number: lever.name for lever in context.levers}
    aside = [(one, say["plan.done"]) for one in context.plan.done]
    aside += [(one, say["plan.status.have"]) for one in context.plan.there]
    aside += [(one, say["plan.status.dropped"]) for one in context.plan.dropped]
    rows = [_action(action, levers.get(action.lever, "")) for action in context.plan.actions]
    for one, status in aside:
        cells: list[CellValue] = [None] * len(head)
        cells[1], cells[4], cells[11] = one.title, status, one.reason
        rows.append(tuple(cells))
    return BookTable(own["sheet.plan"], head, tuple(rows), naming=2)


def _action(action: ActionView, lever: str) -> BookRow:
    days = action.days
    trail = (action.why, action.formula, action.value_from, action.conversation)
    law = "\n".join(f"{one.place}: {one.meaning} ({one.checked})" for one in action.law)
    return (
        action.rank,
        action.title,
        lever,
        action.topic,
        action.status,
        action.owner,
        days.starts or action.starts,
        days.first_step_by,
        days.in_place_by,
        days.check,
        days.again,
        action.result,
        action.first_step,
        action.what,
        action.who,
        action.involve,
        action.effort,
        action.sign,
        action.worksheet,
        action.item.id if action.item else "",
        "\n".join(filled_lines(*trail)),
        law,
        action.case.name if action.case else "",
        action.sources,
    )
