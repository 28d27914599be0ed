"""The comparison as a workbook: an overview, then changes, answers, staff, deeds and basics.

Made of the same context as the page, so every number in it is a number of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slimscan.comparison.comparison import Comparison
from slimscan.errors import Fault, input_error
from slimscan.language import Words, words
from slimscan.report.comparison.beside import DeedView
from slimscan.report.comparison.context import ComparisonContext, ScaleView, comparison_context
from slimscan.report.comparison.staff import StaffChangeRow
from slimscan.report.comparison.words import Direction, ValueView
from slimscan.report.edition import WHOLE, Edition
from slimscan.report.look import Look, palette_of
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookTable,
    CellValue,
    shown_number,
)
from slimscan.report.office.workbook import BookChart, Overview, WholeBook, workbook_bytes


def comparison_xlsx(
    comparison: Comparison, language: str, look: Look, edition: Edition = WHOLE
) -> bytes:
    """The comparison as a workbook."""
    context = comparison_context(comparison, language, edition)
    made_on = comparison.followup.measured_on
    return workbook_bytes(comparison_book(context, edition, made_on, palette_of(look)))


def comparison_book(
    context: ComparisonContext, edition: Edition, made_on: date, palette: Mapping[str, str]
) -> WholeBook:
    """What stands in the workbook of a comparison, of the chapters that the edition asks for.

    Raises `InputError` when a workbook has none of them.
    """
    own, head = words(context.language, "workbook"), context.head
    sheets = {
        "topics": _scales(context, own),
        "answers": _items(context, own),
        "staff": _staff(context, own),
        "plan": _deeds(context, own),
        "beside": _basis(context, own),
        "left-out": _left_out(context, own),
    }
    there = {name: table for name, table in sheets.items() if table.rows}
    tables = tuple(table for name, table in there.items() if edition.has(name))
    if not tables and not edition.has("summary"):
        raise input_error(Fault.CHAPTERS_NONE, known=", ".join(("summary", *there)))
    return WholeBook(
        title=context.words("page.title", title=head.title, organisation=head.organisation),
        made_on=made_on,
        overview=_overview(context, edition, own, palette),
        tables=tables,
        palette=palette,
    )


def _overview(
    context: ComparisonContext, edition: Edition, own: Words, palette: Mapping[str, str]
) -> Overview:
    """Of whom it is, and an adviser's own text; the rest when the summary is asked for."""
    say, head, told = context.words, context.head, context.report_words
    whole, foreword, closing = edition.has("summary"), context.foreword, context.closing
    columns = (
        BookColumn("", 34),
        BookColumn(say["page.before"], 13, "whole"),
        BookColumn(say["page.after"], 13, "whole"),
        BookColumn(say["change.column"], 13, "signed"),
        BookColumn(say["topics.items"], 13, "whole"),
    )
    scales = (context.overall, *context.levers)
    rows = tuple((one.name, *_numbers(one), one.items) for one in scales)
    colours = (palette["soft"],) * len(scales)
    return Overview(
        name=own["sheet.overview"],
        title=head.organisation,
        lead=tuple(context.lead) if whole else (),
        facts=(
            (say["page.before"], head.before),
            (say["page.after"], head.after),
            (told["cover.questionnaire"], head.questionnaire),
            ("", head.shared),
        ),
        table=BookTable(own["sheet.overview"], columns, rows if whole else ()),
        chart=BookChart(own["chart.levers"], own["chart.about"], (1, 2), colours),
        told=(
            *(_summary(context) if whole else ()),
            *(((told["chapter.closing"], closing.signed),) if closing else ()),
        ),
        before=((told["chapter.foreword"], foreword.signed),) if foreword else (),
    )


def _summary(context: ComparisonContext) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What rose and what fell most, after what has to be known of it."""
    say = context.words
    risen, fallen = (
        tuple(f"{one.name}: {say('scores', before=one.before, after=one.after)}" for one in some)
        for some in (context.risen, context.fallen)
    )
    yield "", (*context.notes, say["summary.in_answers"])
    yield say["summary.up"], risen or (say["summary.none_up"],)
    yield say["summary.down"], fallen or (say["summary.none_down"],)


def _numbers(view: ScaleView) -> BookRow:
    """Before, after, and the difference, 0 where it is the same."""
    change = 0 if view.direction is Direction.SAME else shown_number(view.change)
    return shown_number(view.before), shown_number(view.after), change


def _scales(context: ComparisonContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.level"], 12),
        BookColumn(own["column.lever"], 28),
        BookColumn(own["column.topic"], 40),
        BookColumn(say["topics.before"], 11, "whole", bar=True),
        BookColumn(say["topics.after"], 11, "whole", bar=True),
        BookColumn(say["change.column"], 16, "signed"),
        BookColumn(say["topics.items"], 11, "whole"),
    )
    rows: list[BookRow] = [(own["level.overall"], "", "", *_counted(context.overall))]
    for lever in context.levers:
        rows.append((own["level.lever"], lever.name, "", *_counted(lever)))
        rows += [
            (own["level.topic"], lever.name, one.name, *_counted(one)) for one in lever.aspects
        ]
    rows += [(own["level.sector"], "", one.name, *_counted(one)) for one in context.beside]
    return BookTable(own["sheet.changes"], head, tuple(rows))


def _counted(view: ScaleView) -> BookRow:
    return *_numbers(view), view.items


def _items(context: ComparisonContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.topic"], 30),
        BookColumn(own["column.question"], 60),
        BookColumn(say["topics.before"], 11, "whole", bar=True),
        BookColumn(own["column.answer_before"], 26),
        BookColumn(say["topics.after"], 11, "whole", bar=True),
        BookColumn(own["column.answer_after"], 26),
        BookColumn(say["change.column"], 11, "signed"),
        BookColumn(own["column.reversed"], 12),
    )
    rows = tuple(
        (
            one.id,
            one.topic,
            one.statement,
            *_valued(one.before),
            *_valued(one.after),
            shown_number(one.change),
            own["marked"] if one.reversed else "",
        )
        for one in context.items
    )
    return BookTable(own["sheet.items"], head, rows)


def _valued(value: ValueView | None) -> tuple[CellValue, CellValue]:
    return (value.value, value.words) if value else (None, None)


def _staff(context: ComparisonContext, own: Words) -> BookTable:
    """Everyone together and the teams, as released."""
    say = context.words
    head = (
        BookColumn(own["column.team"], 28),
        BookColumn(own["column.scale"], 36),
        BookColumn(say["page.before"], 14, "whole"),
        BookColumn(say["page.after"], 14, "whole"),
        BookColumn(say["staff.change"], 22),
        BookColumn(say["staff.verdict"], 44),
        BookColumn(own["column.people"], 60),
    )
    return BookTable(own["sheet.staff"], head, tuple(_staff_rows(context)))


def _staff_rows(context: ComparisonContext) -> Iterator[BookRow]:
    staff = context.staff
    if staff is None:
        return
    for team, rows, people in (
        ("", staff.rows, staff.people),
        *((one.name, one.rows, one.people) for one in staff.teams),
    ):
        yield from ((team, *_staff_row(row), people) for row in rows)


def _staff_row(row: StaffChangeRow) -> BookRow:
    return row.name, shown_number(row.before), shown_number(row.after), row.change, row.verdict


def _deeds(context: ComparisonContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(say["plan.action"], 44),
        BookColumn(say["plan.status"], 16),
        BookColumn(say["plan.owner"], 22),
        BookColumn(say["plan.result"], 44),
        BookColumn(say["topics.before"], 11, "whole", bar=True),
        BookColumn(say["topics.after"], 11, "whole", bar=True),
        BookColumn(own["column.remark"], 24),
    )
    rows = tuple((*_deed(one), say["plan.added"] if one.added else "") for one in context.deeds)
    return BookTable(own["sheet.did"], head, rows)


def _deed(deed: DeedView) -> BookRow:
    values = (one.value if one else None for one in (deed.before, deed.after))
    return deed.title, deed.status, deed.owner, deed.result, *values


def _basis(context: ComparisonContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.kind"], 18),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.subject"], 60),
        BookColumn(say["page.before"], 22, "number"),
        BookColumn(say["page.after"], 22, "number"),
        BookColumn(own["column.unit"], 16),
        BookColumn(say["beside.better"], 14),
    )
    rows: list[BookRow] = [
        (own["kind.precondition"], one.id, one.statement, one.before, one.after, "", "")
        for one in context.conditions
    ]
    rows += [
        (own["kind.figure"], "", one.name, *one.numbers, one.unit, one.better)
        for one in context.figures
    ]
    return BookTable(own["sheet.basis"], head, tuple(rows))


def _left_out(context: ComparisonContext, own: Words) -> BookTable:
    head = (
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.question"], 60),
        BookColumn(own["column.reason"], 60),
    )
    rows = tuple(
        (code, statement, group.why)
        for group in context.left_out
        for code, statement in group.items
    )
    return BookTable(own["sheet.left_out"], head, rows)
