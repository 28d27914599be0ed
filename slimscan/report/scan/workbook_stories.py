"""The conversation guide and the cases in full, as sheets of a report's workbook."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.language import Words
from slimscan.report.office.tables import BookColumn, BookRow, BookTable
from slimscan.report.scan.context import ReportContext


def guide_table(context: ReportContext, own: Words) -> BookTable:
    """How to talk about the outcome: a text a row, with the part that it belongs to."""
    head = (
        BookColumn(own["column.part"], 40),
        BookColumn(own["column.with"], 28),
        BookColumn(own["column.say"], 100),
    )
    return BookTable(own["sheet.guide"], head, tuple(_guide_rows(context)))


def _guide_rows(context: ReportContext) -> Iterator[BookRow]:
    """What the page has; where people may not dare to speak, only what to do instead."""
    guide, say = context.guide, context.words
    if guide is None:
        return
    avoid = [(say["guide.avoid"], "", text) for text in guide.avoid]
    whole = say["chapter.guide"]
    if guide.unsafe:
        yield from ((whole, "", text) for text in guide.unsafe)
        yield from avoid
        return
    yield whole, "", guide.purpose
    yield from ((say["guide.agenda"], minutes, text) for minutes, text in guide.agenda)
    yield say["guide.opening"], "", guide.opening
    weak = "keep" if guide.keeps else "weak"
    for part, texts in (
        ("strong", guide.strong),
        (weak, guide.weak),
        ("different", guide.different),
    ):
        yield from ((say[f"guide.{part}"], "", text) for text in texts)
    for lever in guide.levers:
        yield from ((say["guide.levers"], lever.name, text) for text in lever.questions)
    yield from avoid
    yield say["guide.closing"], "", guide.closing


def cases_table(context: ReportContext, own: Words) -> BookTable:
    """The firms that the report tells of, a firm a row."""
    say = context.words
    head = (
        BookColumn(own["column.case"], 28),
        BookColumn(own["column.about"], 36),
        BookColumn(own["column.year"], 8, "whole"),
        BookColumn(own["column.done"], 60),
        BookColumn(say["evidence.brought"], 44),
        BookColumn(say["evidence.hard"], 44),
        BookColumn(say["evidence.limits"], 44),
        BookColumn(say["evidence.later"], 44),
        BookColumn(own["column.source"], 22),
        BookColumn(own["column.link"], 50),
    )
    rows = tuple(
        (
            one.name,
            one.about,
            one.year,
            one.done,
            one.brought,
            one.hard,
            one.limits,
            one.changed_later,
            one.sources,
            one.link,
        )
        for one in context.cases
    )
    return BookTable(own["sheet.cases"], head, rows)
