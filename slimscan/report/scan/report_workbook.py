"""The report as a workbook: an overview, then scores, questions, staff, plan, guide and the rest.

Made of the same context as the page. A number of the page is a number here, a day is a day, and
what is told of staff is what the page tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slimscan.language import Words, words
from slimscan.report.edition import Edition
from slimscan.report.look import palette_of
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookTable,
    shown_number,
)
from slimscan.report.office.workbook import WholeBook, workbook_bytes
from slimscan.report.scan.beside import PreconditionView
from slimscan.report.scan.context import ReportContext
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.levers import AspectView, ItemView, ScoreView
from slimscan.report.scan.report_overview import report_overview
from slimscan.report.scan.staff import StaffView
from slimscan.report.scan.workbook_plan import plan_table
from slimscan.report.scan.workbook_stories import cases_table, guide_table


def report_xlsx(told: ToReport) -> bytes:
    """The report as a workbook."""
    context = told.context
    measured_on = told.result.scan.measured_on
    book = report_book(context, told.edition, measured_on, palette_of(told.look))
    return workbook_bytes(book)


def report_book(
    context: ReportContext, edition: Edition, made_on: date, palette: Mapping[str, str]
) -> WholeBook:
    """What stands in the workbook of a report: of the chapters that the edition asks for."""
    own = words(context.language, "workbook")
    cover = context.cover
    return WholeBook(
        title=context.words("page.title", title=cover.title, organisation=cover.organisation),
        made_on=made_on,
        overview=report_overview(context, edition, own, palette),
        tables=tuple(table for table in _tables(context, edition, own) if table.rows),
        palette=palette,
    )


def _tables(context: ReportContext, edition: Edition, own: Words) -> Iterator[BookTable]:
    """The sheets of the chapters that are asked for, in the order of the report."""
    if edition.has("levers"):
        yield _scores(context, own)
    if edition.has("levers") or edition.has("answers"):
        yield _items(context, own)
    if edition.has("staff"):
        yield from _staff(context, own)
    if edition.has("plan"):
        yield plan_table(context, own)
    if edition.has("guide"):
        yield guide_table(context, own)
    if edition.has("evidence"):
        yield cases_table(context, own)
    yield _basis(context, edition, own)
    if edition.has("method"):
        yield _sources(context, own)


def _scores(context: ReportContext, own: Words) -> BookTable:
    benchmark = context.benchmark is not None
    head = [
        BookColumn(own["column.level"], 12),
        BookColumn(own["column.lever"], 28),
        BookColumn(own["column.topic"], 40),
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
    head = [BookColumn(own["column.lever"], 28), BookColumn(own["column.topic"], 40)]
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


def _basis(context: ReportContext, edition: Edition, own: Words) -> BookTable:
    """The preconditions and figures, and the changes, which the page tells as evidence."""
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
    rows: list[BookRow] = []
    if edition.has("basis"):
        rows += [(own["kind.precondition"], *_precondition(one)) for one in context.preconditions]
        better = say["basis.better"]
        rows += [
            (own["kind.figure"], "", one.name, one.figure, one.number, one.unit,
             f"{better}: {one.better}", "", "")
            for one in context.figures
        ]  # fmt: skip
    if edition.has("evidence"):
        rows += [
            (own["kind.change"], "", one.text, one.answer, None, "", "", one.note, "")
            for one in context.changes
        ]
    return BookTable(own["sheet.basis"], head, tuple(rows))


def _precondition(view: PreconditionView) -> BookRow:
    item = view.item
    answered = (item.id, item.statement, item.answer, item.value, "", view.words)
    return (*answered, item.note, item.evidence)


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
