"""The report as a workbook: an overview, then scores, questions, staff, plan, basics and sources.

Made of the same context as the page. A number of the page is a number here, a day is a day, and
what is told of staff is what the page tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from slimscan.language import Words, words
from slimscan.report.look import palette_of
from slimscan.report.scan.context import BandView, ReportContext, report_context
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.levers import AspectView, ItemView, ScoreView
from slimscan.report.scan.plan import ActionView
from slimscan.report.scan.staff import StaffRow, StaffView
from slimscan.report.workbook import (
    Book,
    BookChart,
    BookTable,
    CellValue,
    Column,
    Overview,
    ToldNumber,
    shown_number,
    workbook_bytes,
)

Row = tuple[CellValue, ...]


def report_xlsx(told: ToReport) -> bytes:
    """The report as a workbook."""
    context = report_context(told.result, told.language)
    measured_on = told.result.scan.measured_on
    return workbook_bytes(report_book(context, measured_on, palette_of(told.look)))


def report_book(context: ReportContext, made_on: date, palette: Mapping[str, str]) -> Book:
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
    return Book(
        title=context.words("page.title", title=cover.title, organisation=cover.organisation),
        made_on=made_on,
        overview=_overview(context, own, palette),
        tables=tuple(table for table in tables if table.rows),
        palette=palette,
    )


def _overview(context: ReportContext, own: Words, palette: Mapping[str, str]) -> Overview:
    cover, say, summary = context.cover, context.words, context.summary
    staff = _beside_leader(context)
    columns = [
        Column("", 34),
        Column(say["staff.leader"] if staff else own["column.score"], 13, "whole"),
        Column(own["column.band"], 16),
        Column(own["column.lowest"], 13, "whole"),
        Column(own["column.answered"], 13, "whole"),
        Column(own["column.applicable"], 13, "whole"),
    ]
    rows: list[Row] = [
        (own["level.overall"], *_short(summary.overall)),
        *((lever.name, *_short(lever.score)) for lever in context.levers),
    ]
    if staff:
        columns.append(Column(say["staff.staff"], 13, "whole"))
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


def _short(score: ScoreView) -> Row:
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
    yield "", _lines(summary.overall.why, summary.meaning)
    yield say["summary.strengths"], strengths
    if benchmark:
        yield "", _lines(benchmark.overall, benchmark.about)
    if staff:
        outcomes = (f"{one.name}: {one.sentence}" for one in staff.outcomes)
        yield say["chapter.staff"], _lines(staff.people, *staff.notes, *staff.topics, *outcomes)
    too_few = say["plan.too_few"] if plan.too_few else say["plan.strong"] if plan.strong else ""
    yield say["chapter.plan"], _lines(too_few, plan.standing, plan.effort, plan.meeting)
    yield own["bands"], tuple(_band(band, own) for band in context.method.bands)


def _band(band: BandView, own: Words) -> str:
    return own("band_line", band=band.label, range=f"{band.start}–{band.end}", meaning=band.meaning)


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(filter(None, texts))


def _scores(context: ReportContext, own: Words) -> BookTable:
    benchmark = context.benchmark is not None
    head = [
        Column(own["column.level"], 12),
        Column(own["column.lever"], 28),
        Column(own["column.topic"], 34),
        Column(own["column.score"], 9, "whole", bar=True),
        Column(own["column.band"], 18),
        Column(own["column.lowest"], 11, "whole"),
        Column(own["column.answered"], 12, "whole"),
        Column(own["column.applicable"], 12, "whole"),
        Column(own["column.from"], 11, "whole"),
        Column(own["column.to"], 11, "whole"),
        Column(own["column.aim"], 9, "whole"),
    ]
    if benchmark:
        head += [Column(own[f"column.others_{one}"], 11, "whole") for one in _OTHERS]
    rows = (
        (*places, *_scored(score, aim), *(_others(score) if benchmark else ()), score.why)
        for places, score, aim in _all_scores(context, own)
    )
    return BookTable(own["sheet.scores"], (*head, Column(own["column.remark"], 44)), tuple(rows))


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


def _scored(score: ScoreView, aim: int | None) -> Row:
    return (
        score.number,
        score.band,
        score.lowest,
        score.answered,
        score.applicable,
        *(score.ends or (None, None)),
        aim,
    )


def _others(score: ScoreView) -> Row:
    if score.others is None:
        return None, None, None
    low, high = score.others.middle
    return low, score.others.median, high


def _items(context: ReportContext, own: Words) -> BookTable:
    head = (
        Column(own["column.lever"], 24),
        Column(own["column.topic"], 28),
        Column(own["column.code"], 10),
        Column(own["column.question"], 60),
        Column(own["column.answer"], 28),
        Column(own["column.value"], 9, "whole", bar=True),
        Column(own["column.state"], 18),
        Column(own["column.reversed"], 12),
        Column(own["column.note"], 40),
        Column(own["column.evidence"], 40),
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


def _item(item: ItemView, context: ReportContext, own: Words) -> Row:
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
    head = [Column(own["column.lever"], 28), Column(own["column.topic"], 34)]
    if not staff.alone:
        head.append(Column(say["staff.leader"], 12, "whole", bar=True))
    head.append(Column(mean, 14, "whole", bar=True))
    if not staff.alone:
        head.append(Column(say["staff.gap"], 11, "signed"))
        head.append(Column(own["column.talk"], 16))
    yield BookTable(own["sheet.staff"], tuple(head), tuple(_staff_rows(staff, say, own)))
    if staff.groups:
        means = (Column(one.whole.name, 24, "whole") for one in staff.levers)
        team = (Column(own["column.team"], 30), Column(own["column.people"], 12))
        rows = tuple((one.name, one.people, *map(shown_number, one.means)) for one in staff.groups)
        yield BookTable(own["sheet.teams"], (*team, *means), rows)


def _staff_rows(staff: StaffView, say: Words, own: Words) -> Iterator[Row]:
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
        Column(own["column.place"], 6, "whole"),
        Column(own["column.action"], 40),
        Column(own["column.lever"], 22),
        Column(own["column.topic"], 26),
        Column(own["column.status"], 14),
        Column(say["plan.owner"], 20),
        Column(own["column.starts"], 13, "day"),
        Column(own["column.first_step_by"], 13, "day"),
        Column(own["column.in_place_by"], 13, "day"),
        Column(own["column.check"], 13, "day"),
        Column(own["column.again"], 13, "day"),
        Column(own["column.result"], 40),
        Column(own["column.first_step"], 50),
        Column(own["column.what"], 60),
        Column(say["plan.who"], 24),
        Column(say["plan.involve"], 30),
        Column(own["column.effort"], 18),
        Column(say["plan.sign"], 44),
        Column(say["plan.worksheet"], 24),
        Column(own["column.code"], 10),
        Column(own["column.why"], 44),
        Column(own["column.law"], 44),
        Column(own["column.case"], 34),
        Column(own["column.source"], 22),
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


def _action(action: ActionView, lever: str) -> Row:
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
        "\n".join(_lines(*trail)),
        law,
        action.case.name if action.case else "",
        action.sources,
    )


def _basis(context: ReportContext, own: Words) -> BookTable:
    say = context.words
    head = (
        Column(own["column.kind"], 18),
        Column(own["column.code"], 10),
        Column(own["column.subject"], 60),
        Column(own["column.answer"], 28),
        Column(own["column.value"], 11, "number"),
        Column(own["column.unit"], 16),
        Column(own["column.state"], 22),
        Column(own["column.note"], 40),
        Column(own["column.evidence"], 40),
    )
    rows: list[Row] = [
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
        Column(own["column.source"], 18),
        Column(own["column.title"], 60),
        Column(own["column.year"], 8, "whole"),
        Column(own["column.limits"], 60),
        Column(own["column.link"], 50),
    )
    rows = tuple(
        (one.id, one.title, one.year, one.limits, one.link) for one in context.method.sources
    )
    return BookTable(own["sheet.sources"], head, rows)
