"""The first sheet of a report's workbook: the summary, with the levers as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slimscan.language import Words
from slimscan.report.edition import Edition
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookTable,
    CellValue,
    ToldNumber,
)
from slimscan.report.office.workbook import BookChart, Overview
from slimscan.report.scan.context import BandView, ReportContext
from slimscan.report.scan.levers import ScoreView
from slimscan.report.scan.staff import StaffRow, StaffView


def report_overview(
    context: ReportContext, edition: Edition, own: Words, palette: Mapping[str, str]
) -> Overview:
    """The first sheet of a report's workbook: levers beside the staff, and what the page says.

    Of whom the report is, is always there; the rest as far as its chapter is asked for.
    """
    cover, say, summary = context.cover, context.words, context.summary
    staff = _beside_leader(context) if edition.has("staff") else {}
    columns = [
        BookColumn("", 34),
        BookColumn(say["staff.leader"] if staff else own["column.score"], 13, "whole"),
        BookColumn(own["column.band"], 16),
        BookColumn(own["column.lowest"], 13, "whole"),
        BookColumn(own["column.answered"], 13, "whole"),
        BookColumn(own["column.applicable"], 13, "whole"),
    ]
    rows: list[BookRow] = [
        (own["level.overall"], *_short(summary.overall)),
        *((lever.name, *_short(lever.score)) for lever in context.levers),
    ]
    if staff:
        columns.append(BookColumn(say["staff.staff"], 13, "whole"))
        means = [None, *(_mean(staff.get(lever.number)) for lever in context.levers)]
        rows = [(*row, mean) for row, mean in zip(rows, means, strict=True)]
    if not edition.has("summary") and not edition.has("picture"):
        rows = []
    foreword = context.foreword
    colours = (palette["accent"], *(palette[f"lever-{one.number}"] for one in context.levers))
    return Overview(
        name=own["sheet.overview"],
        title=cover.organisation,
        lead=filled_lines(summary.reading) if edition.has("summary") else (),
        facts=(
            (say["cover.questionnaire"], cover.questionnaire),
            (say["cover.facts"], cover.date),
            (say["cover.scope"], cover.scope),
            *cover.profile,
        ),
        table=BookTable(own["sheet.overview"], tuple(columns), tuple(rows)),
        chart=BookChart(
            own["chart.levers"], own["chart.about"], (1, 6) if staff else (1,), colours
        ),
        told=tuple(_told(context, edition, own)),
        before=((say["chapter.foreword"], foreword.signed),) if foreword else (),
    )


def _short(score: ScoreView) -> BookRow:
    return score.number, score.band, score.lowest, score.answered, score.applicable


def _beside_leader(context: ReportContext) -> Mapping[int, StaffRow]:
    """The staff's row of every lever, where it stands beside a leader's."""
    staff = context.staff
    if staff is None or not staff.shown or staff.alone:
        return {}
    return {lever.whole.number: lever.whole for lever in staff.levers}


def _mean(row: StaffRow | None) -> CellValue:
    if row is None or row.mean is None:
        return None
    return row.mean if row.staff == str(row.mean) else ToldNumber(row.mean, row.staff)


def _told(
    context: ReportContext, edition: Edition, own: Words
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the page says beside the numbers, under its heads."""
    say, closing = context.words, context.closing
    if edition.has("summary"):
        yield from _summary(context)
    staff = context.staff
    if staff and edition.has("staff"):
        yield say["chapter.staff"], _staff(staff)
    if staff and staff.remarks and edition.has("remarks"):
        yield say["chapter.remarks"], (say["staff.remarks_lead"], *staff.remarks)
    if edition.has("plan"):
        yield from _plan(context)
    bring = context.bring
    if bring and edition.has("evidence"):
        source = f"{say['evidence.source']} {bring.sources}"
        yield say["chapter.evidence"], (bring.name, bring.text, source)
    if edition.has("help"):
        advisers = (f"{one.name}. {one.about} {one.link_text}" for one in context.advisers)
        yield say["chapter.help"], tuple(advisers)
    if closing:
        yield say["chapter.closing"], closing.signed
    if edition.has("method"):
        yield own["bands"], tuple(_band(band, own) for band in context.method.bands)


def _summary(context: ReportContext) -> Iterator[tuple[str, tuple[str, ...]]]:
    summary, benchmark = context.summary, context.benchmark
    yield "", filled_lines(summary.overall.why, summary.meaning)
    strengths = (f"{one.name} ({one.score}). {one.description}" for one in summary.strengths)
    yield context.words["summary.strengths"], tuple(strengths)
    if benchmark:
        yield "", filled_lines(benchmark.overall, benchmark.about)


def _staff(staff: StaffView) -> tuple[str, ...]:
    outcomes = (f"{one.name}: {one.sentence}" for one in staff.outcomes)
    return filled_lines(staff.people, *staff.notes, *staff.topics, *outcomes)


def _plan(context: ReportContext) -> Iterator[tuple[str, tuple[str, ...]]]:
    say, plan = context.words, context.plan
    too_few = say["plan.too_few"] if plan.too_few else plan.strong
    told = (plan.unsafe, too_few, plan.standing, plan.effort, plan.meeting)
    yield say["chapter.plan"], filled_lines(*told)
    yield say["plan.waiting"], plan.waiting


def _band(band: BandView, own: Words) -> str:
    return own("band_line", band=band.label, range=f"{band.start}–{band.end}", meaning=band.meaning)


def filled_lines(*texts: str) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(filter(None, texts))
