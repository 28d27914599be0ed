"""The monitor as a workbook: an overview, every change, participants, who left, who is missing.

Made of the same context as the page where the page has it; it has more rows than the page: every
scale of every group. It lists the names that could not be matched, so it is the branch's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.batch.monitor.context import MonitorContext, monitor_context
from slimscan.batch.monitor.monitor import Monitor, TellChange, TellLeft
from slimscan.batch.monitor.rows import ChangeRow, MonitorTeller
from slimscan.language import words
from slimscan.report.look import Look, palette_of
from slimscan.report.office.tables import BookColumn, BookRow, BookTable, shown_number
from slimscan.report.office.workbook import Overview, WholeBook, workbook_bytes
from slimscan.shown import wording_of


def monitor_xlsx(monitor: Monitor, language: str, look: Look) -> bytes:
    """The monitor as a workbook."""
    return workbook_bytes(monitor_book(monitor, language, look))


def monitor_book(monitor: Monitor, language: str, look: Look) -> WholeBook:
    """What stands in the workbook."""
    context = monitor_context(monitor, language)
    known = monitor.instrument.questionnaire.languages
    tell = MonitorTeller(monitor, wording_of(language, known), context.words)
    tables = (_changes(tell), _beside(tell), _left(tell), _unmatched(tell))
    return WholeBook(
        title=context.words("page.title", title=context.title, date=context.date),
        made_on=monitor.made_on,
        overview=_overview(context),
        tables=tuple(table for table in tables if table.rows),
        palette=palette_of(look),
    )


def _overview(context: MonitorContext) -> Overview:
    own, told = words(context.language, "workbook"), context.words
    some = [one for one in context.audiences if one.rows]
    columns = (
        BookColumn(told["change.name"], 34),
        *(
            column
            for one in some
            for column in (
                BookColumn(f"{one.title}: {told['change.before']}", 15, "whole"),
                BookColumn(f"{one.title}: {told['change.points']}", 15, "signed"),
            )
        ),
    )
    names = dict.fromkeys(row.name for one in some for row in one.rows if row.is_whole)
    rows = tuple(
        (name, *(cell for one in some for cell in _middle(one.rows, name))) for name in names
    )
    return Overview(
        name=own["sheet.overview"],
        title=context.title,
        lead=tuple(context.short[:1]),
        facts=((told["book.made_on"], context.date), *context.facts),
        table=BookTable(own["sheet.overview"], columns, rows),
        chart=None,
        told=(
            (told["short.title"], context.short[1:]),
            *((one.title, (one.basis, *one.notes)) for one in context.audiences),
            *(
                (
                    (
                        told["beside.title"],
                        (context.participation.counts, context.participation.warning),
                    ),
                )
                if context.participation
                else ()
            ),
            (told["method.title"], (*context.method, *context.not_split, told["book.private"])),
        ),
    )


def _middle(rows: tuple[ChangeRow, ...], name: str) -> BookRow:
    row = next((one for one in rows if one.name == name), None)
    return (shown_number(row.before), shown_number(row.points)) if row else (None, None)


def _changes(tell: MonitorTeller) -> BookTable:
    """Every scale in every group, of leaders and of staff."""
    own, book = tell.own, words(tell.own.language, "workbook")
    columns = (
        BookColumn(book["column.audience"], 18),
        BookColumn(own["book.field"], 18),
        BookColumn(own["groups.group"], 28),
        BookColumn(own["change.name"], 36),
        BookColumn(own["change.n"], 10, "whole"),
        BookColumn(own["change.before"], 10, "whole", bar=True),
        BookColumn(own["change.points"], 10, "signed"),
        BookColumn(own["book.low"], 13, "signed"),
        BookColumn(own["book.high"], 13, "signed"),
        BookColumn(own["change.verdict"], 18),
    )
    rows = tuple(
        (own[f"audience.{told.audience}.title"], *_change(tell, one))
        for told in tell.monitor.audiences
        for one in told.changes
    )
    return BookTable(own["book.changes"], columns, rows)


def _change(tell: MonitorTeller, one: TellChange) -> BookRow:
    field = tell.field(one.field) if one.field else ""
    group = tell.group(one.field, one.name) if one.field else tell.own["book.everyone"]
    verdict = tell.own[f"verdict.{one.verdict.value}"]
    name = tell.scales[one.scale][0]
    return field, group, name, one.n, one.before, one.points, one.low, one.high, verdict


def _beside(tell: MonitorTeller) -> BookTable:
    own, book = tell.own, words(tell.own.language, "workbook")
    columns = (
        BookColumn(book["column.audience"], 18),
        BookColumn(own["change.name"], 36),
        BookColumn(own["beside.difference"], 12, "signed"),
        BookColumn(own["book.low"], 13, "signed"),
        BookColumn(own["book.high"], 13, "signed"),
        BookColumn(own["change.verdict"], 18),
    )
    rows = tuple(
        (
            own[f"audience.{told.audience}.title"],
            tell.scales[one.scale][0],
            one.points,
            one.low,
            one.high,
            own[f"beside_verdict.{one.verdict.value}"],
        )
        for told in tell.monitor.audiences
        for one in told.arms
    )
    return BookTable(own["book.beside"], columns, rows)


def _left(tell: MonitorTeller) -> BookTable:
    own, book = tell.own, words(tell.own.language, "workbook")
    columns = (
        BookColumn(book["column.audience"], 18),
        BookColumn(own["change.name"], 36),
        BookColumn(own["book.left_number"], 12, "whole"),
        BookColumn(own["missing.left"], 12, "whole"),
        BookColumn(own["book.stayed_number"], 12, "whole"),
        BookColumn(own["missing.stayed"], 12, "whole"),
        BookColumn(own["missing.difference"], 16, "signed"),
        BookColumn(own["book.low"], 13, "signed"),
        BookColumn(own["book.high"], 13, "signed"),
    )
    rows = tuple(
        (own[f"audience.{told.audience}.title"], *_who_left(tell, one))
        for told in tell.monitor.audiences
        for one in told.left
    )
    return BookTable(own["book.left"], columns, rows)


def _who_left(tell: MonitorTeller, one: TellLeft) -> BookRow:
    name = tell.scales[one.scale][0]
    return name, one.n, one.mean, one.stayed, one.stayed_mean, one.points, one.low, one.high


def _unmatched(tell: MonitorTeller) -> BookTable:
    own, book = tell.own, words(tell.own.language, "workbook")
    columns = (
        BookColumn(own["book.wave"], 30),
        BookColumn(book["column.organisation"], 40),
        BookColumn(own["book.nearest"], 40),
    )
    return BookTable(own["book.unmatched"], columns, tuple(_names(tell)))


def _names(tell: MonitorTeller) -> Iterator[BookRow]:
    for one in tell.monitor.matching.unmatched:
        yield tell.own["missing.new" if one.is_new else "missing.baseline"], one.name, one.nearest
