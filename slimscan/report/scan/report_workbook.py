"""The report as a workbook: an overview, then scores, questions, staff, plan, basics and sources.

Made of the same context as the page. A number of the page is a number here, a day is a day, and
what is told of staff is what the page tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slimscan.language import Words, words
from slimscan.report.look import palette_of
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookTable,
    CellValue,
    shown_number,
)
from slimscan.report.office.workbook import WholeBook, workbook_bytes
from slimscan.report.scan.context import ReportContext
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.levers import AspectView, ItemView, ScoreView
from slimscan.report.scan.plan import ActionView
from slimscan.report.scan.report_overview import filled_lines, report_overview
from slimscan.report.scan.staff import StaffView


def report_xlsx(told: ToReport) -> bytes:
    """The report as a workbook."""
    context = told.context
    measured_on = told.result.scan.measured_on
    return workbook_bytes(report_book(context, measured_on, palette_of(told.look)))


def report_book(context: ReportContext, made_on: date, palette: Mapping[str, str]) -> WholeBook:
    """What stands in the workbook of a report."""
    own = words(context.language, "workbook")
    tables = (
        _scores(context, own),
        _items(context, own),
        *_staff(context, own),
        _plan(context, own),
        _basis(context, own),
        _sources(context, own),
    )
    cover = context.cover
    return WholeBook(
        title=context.words("page.title", title=cover.title, organisation=cover.organisation),
        made_on=made_on,
        overview=report_overview(context, own, palette),
        tables=tuple(table for table in tables if table.rows),
        palette=palette,
    )


def _scores(context: ReportContext, own: Words) -> BookTable:
    benchmark = context.benchmark is not None
    head = [
        BookColumn(own["column.level"], 12),
        BookColumn(own["column.lever"], 28),
        BookColumn(own["column.topic"], 34),
        BookColumn(own["column.score"], 9, "whole", bar=True),
        BookColumn(own["column.band"], 18),
        BookColumn(own["column.lowest"], 11, "whole"),
        BookColumn(own["column.answered"], 12, "whole"),
        BookColumn(own["column.applicable"], 12, "whole"),
        BookColumn(own["column.from"], 11, "whole"),
        BookColumn(own["column.to"], 11, "whole"),
        BookColumn(own["column.aim"], 9, "whole"),
    ]
    if benchmark:
        head += [BookColumn(own[f"column.others_{one}"], 11, "whole") for one in _OTHERS]
    rows = (
        (*places, *_scored(score, aim), *(_others(score) if benchmark else ()), score.why)
        for places, score, aim in _all_scores(context, own)
    )
    return BookTable(
        own["sheet.scores"], (*head, BookColumn(own["column.remark"], 44)), tuple(rows)
    )


_OTHERS = ("low", "median", "high")


def _all_scores(
    context: ReportContext, own: Words
) -> Iterator[tuple[tuple[str, str, str], ScoreView, int | None]]:
    yield (own["level.overall"], "", ""), context.summary.overall, None
    for lever in context.levers:
        yield (own["level.lever"], lever.name, ""), lever.score, None
        for aspect in lever.aspects:
            yield (own["level.topic"], lever.name, aspect.name), aspect.score, aspect.aim
    for aspect in context.module:
        yield (own["level.sector"], "", aspect.name), aspect.score, aspect.aim


def _scored(score: ScoreView, aim: int | None) -> BookRow:
    return (
        score.number,
        score.band,
        score.lowest,
        score.answered,
        score.applicable,
        *(score.ends or (None, None)),
        aim,
    )


def _others(score: ScoreView) -> BookRow:
    if score.others is None:
        return None, None, None
    low, high = score.others.middle
    return low, score.others.median, high


def _items(context: ReportContext, own: Words) -> BookTable:
    head = (
        BookColumn(own["column.lever"], 24),
        BookColumn(own["column.topic"], 28),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.question"], 60),
        BookColumn(own["column.answer"], 28),
        BookColumn(own["column.value"], 9, "whole", bar=True),
        BookColumn(own["column.state"], 18),
        BookColumn(own["column.reversed"], 12),
        BookColumn(own["column.note"], 40),
        BookColumn(own["column.evidence"], 40),
    )
    groups: list[tuple[str, tuple[AspectView, ...]]] = [
        *((lever.name, lever.aspects) for lever in context.levers),
        (own["level.sector"], context.module),
    ]
    rows = (
        (name, aspect.name, *_item(item, context, own), item.note, item.evidence)
        for name, aspects in groups
        for aspect in aspects
        for item in aspect.items
    )
    return BookTable(own["sheet.items"], head, tuple(rows))


def _item(item: ItemView, context: ReportContext, own: Words) -> BookRow:
    return (
        item.id,
        item.statement,
        item.answer,
        item.value,
        context.words[f"state.{item.state}"],
        own["marked"] if item.reversed else "",
    )


def _staff(context: ReportContext, own: Words) -> Iterator[BookTable]:
    """Leader and staff side by side, and the teams: as released, a side of a mean as its words."""
    staff, say = context.staff, context.words
    if staff is None or not staff.shown:
        return
    mean = say["staff.table_mean" if staff.around_table else "staff.staff"]
    head = [BookColumn(own["column.lever"], 28), BookColumn(own["column.topic"], 34)]
    if not staff.alone:
        head.append(BookColumn(say["staff.leader"], 12, "whole", bar=True))
    head.append(BookColumn(mean, 14, "whole", bar=True))
    if not staff.alone:
        head.append(BookColumn(say["staff.gap"], 11, "signed"))
        head.append(BookColumn(own["column.talk"], 16))
    yield BookTable(own["sheet.staff"], tuple(head), tuple(_staff_rows(staff, say, own)))
    if staff.groups:
        means = (BookColumn(one.whole.name, 24, "whole") for one in staff.levers)
        team = (BookColumn(own["column.team"], 30), BookColumn(own["column.people"], 12))
        rows = tuple((one.name, one.people, *map(shown_number, one.means)) for one in staff.groups)
        yield BookTable(own["sheet.teams"], (*team, *means), rows)


def _staff_rows(staff: StaffView, say: Words, own: Words) -> Iterator[BookRow]:
    for lever in staff.levers:
        for row in (lever.whole, *lever.aspects):
            topic = say["staff.whole"] if row is lever.whole else row.name
            told = shown_number(row.staff)
            marked = own["marked"] if row.topic else ""
            beside = (shown_number(row.leader), told, shown_number(row.gap), marked)
            yield (lever.whole.name, topic, *((told,) if staff.alone else beside))


def _plan(context: ReportContext, own: Words) -> BookTable:
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
    aside = [(one, say["plan.status.have"]) for one in context.plan.there]
    aside += [(one, say["plan.status.dropped"]) for one in context.plan.dropped]
    rows = [_action(action, levers.get(action.lever, "")) for action in context.plan.actions]
    for one, status in aside:
        cells: list[CellValue] = [None] * len(head)
        cells[1], cells[4], cells[11] = one.title, status, one.reason
        rows.append(tuple(cells))
    return BookTable(own["sheet.plan"], head, tuple(rows))


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


def _basis(context: ReportContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.kind"], 18),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.subject"], 60),
        BookColumn(own["column.answer"], 28),
        BookColumn(own["column.value"], 11, "number"),
        BookColumn(own["column.unit"], 16),
        BookColumn(own["column.state"], 22),
        BookColumn(own["column.note"], 40),
        BookColumn(own["column.evidence"], 40),
    )
    rows: list[BookRow] = [
        (
            own["kind.precondition"],
            one.item.id,
            one.item.statement,
            one.item.answer,
            one.item.value,
            "",
            one.words,
            one.item.note,
            one.item.evidence,
        )
        for one in context.preconditions
    ]
    better = say["basis.better"]
    rows += [
        (own["kind.figure"], "", one.name, one.figure, one.number, one.unit,
         f"{better}: {one.better}", "", "")
        for one in context.figures
    ]  # fmt: skip
    rows += [
        (own["kind.change"], "", one.text, one.answer, None, "", "", one.note, "")
        for one in context.changes
    ]
    return BookTable(own["sheet.basis"], head, tuple(rows))


def _sources(context: ReportContext, own: Words) -> BookTable:
    head = (
        BookColumn(own["column.source"], 18),
        BookColumn(own["column.title"], 60),
        BookColumn(own["column.year"], 8, "whole"),
        BookColumn(own["column.limits"], 60),
        BookColumn(own["column.link"], 50),
    )
    rows = tuple(
        (one.id, one.title, one.year, one.limits, one.link) for one in context.method.sources
    )
    return BookTable(own["sheet.sources"], head, rows)
