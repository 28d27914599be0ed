"""The first sheet of a report's workbook: the summary, with the levers as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slimscan.language import Words
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
from slimscan.report.scan.staff import StaffRow


def report_overview(context: ReportContext, own: Words, palette: Mapping[str, str]) -> Overview:
    """The first sheet of a report's workbook: levers beside the staff, and what the page says."""
    cover, say, summary = context.cover, context.words, context.summary
    staff = _beside_leader(context)
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
    colours = (palette["accent"], *(palette[f"lever-{one.number}"] for one in context.levers))
    return Overview(
        name=own["sheet.overview"],
        title=cover.organisation,
        lead=summary.reading,
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
        told=tuple(_told(context, own)),
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


def _told(context: ReportContext, own: Words) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the page says beside the numbers, under its heads."""
    say, summary, plan, staff = context.words, context.summary, context.plan, context.staff
    benchmark = context.benchmark
    strengths = tuple(f"{one.name} ({one.score}). {one.description}" for one in summary.strengths)
    yield "", filled_lines(summary.overall.why, summary.meaning)
    yield say["summary.strengths"], strengths
    if benchmark:
        yield "", filled_lines(benchmark.overall, benchmark.about)
    if staff:
        outcomes = (f"{one.name}: {one.sentence}" for one in staff.outcomes)
        yield (
            say["chapter.staff"],
            filled_lines(staff.people, *staff.notes, *staff.topics, *outcomes),
        )
        if staff.remarks:
            yield say["chapter.remarks"], (say["staff.remarks_lead"], *staff.remarks)
    too_few = say["plan.too_few"] if plan.too_few else plan.strong
    told = (plan.unsafe, too_few, plan.standing, plan.effort, plan.meeting)
    yield say["chapter.plan"], filled_lines(*told)
    yield say["plan.waiting"], plan.waiting
    if context.bring:
        yield say["chapter.evidence"], (context.bring.text,)
    advisers = (f"{one.name}. {one.about} {one.link_text}" for one in context.advisers)
    yield say["chapter.help"], tuple(advisers)
    yield own["bands"], tuple(_band(band, own) for band in context.method.bands)


def _band(band: BandView, own: Words) -> str:
    return own("band_line", band=band.label, range=f"{band.start}–{band.end}", meaning=band.meaning)


def filled_lines(*texts: str) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(filter(None, texts))
