"""The sheets of `results.xlsx` that the summary's page has too: scores, questions, quality."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.batch.summary.summary import ItemMean
from slimscan.batch.summary.views import AudienceView, SpreadView, SummaryContext
from slimscan.batch.summary.words import ItemRow
from slimscan.language import Words
from slimscan.report.office.tables import BookColumn, BookRow, BookTable, CellValue, shown_number


def results_tables(context: SummaryContext, own: Words) -> tuple[BookTable, ...]:
    """The sheets after that of the organisations; one without rows is left out by who writes it."""
    quality = _of_quality(context, own) if "quality" in context.shown else ()
    return _scores(context, own), _cells(context, own), _items(context, own), *quality


def _scores(context: SummaryContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.audience"], 18),
        BookColumn(own["column.lever"], 28),
        BookColumn(own["column.topic"], 36),
        BookColumn(own["column.number"], 10, "whole"),
        BookColumn(say["spread.median"], 10, "whole", bar=True),
        BookColumn(say["spread.middle"], 16),
        *(BookColumn(f"{name} (%)", 17, "whole") for name, _ in context.bands),
    )
    rows = tuple(
        (audience.title, *row)
        for audience in context.audiences
        for row in _of(audience, own, len(context.bands))
    )
    return BookTable(own["sheet.scores"], head, rows)


def _of(audience: AudienceView, own: Words, bands: int) -> Iterator[BookRow]:
    """Every scale that the page has: an outcome has a middle as others do, and no bands."""
    for lever, topic, one in _spreads(audience, own):
        yield lever, topic, one.n, shown_number(one.median), one.middle, *one.shares
    for outcome in audience.outcomes:
        told = outcome.n, shown_number(outcome.median), outcome.middle
        yield own["level.outcome"], outcome.name, *told, *[None] * bands


def _spreads(audience: AudienceView, own: Words) -> Iterator[tuple[str, str, SpreadView]]:
    if audience.overall:
        yield own["level.overall"], "", audience.overall
    for lever in audience.levers:
        if lever.whole:
            yield lever.name, "", lever.whole
        yield from ((lever.name, one.name, one) for one in lever.aspects)
    yield from ((own["level.sector"], one.name, one) for one in audience.beside)


def _cells(context: SummaryContext, own: Words) -> BookTable:
    head = (
        BookColumn(own["column.audience"], 18),
        BookColumn(own["column.kind"], 16),
        BookColumn(own["column.group"], 34),
        BookColumn(context.words["by.n"], 18, "whole"),
        *(BookColumn(name, 24, "whole") for name in context.scales),
    )
    rows = tuple(
        (audience.title, table.title, row.name, shown_count(row.n), *map(shown_number, row.medians))
        for audience in context.audiences
        for table in audience.tables
        for row in table.rows
    )
    return BookTable(own["sheet.cells"], head, rows)


def shown_count(told: str) -> CellValue:
    """A count as people see it, with a gap at the thousands, as a number; else as it is."""
    return shown_number(told.replace("\N{NARROW NO-BREAK SPACE}", ""))


def _items(context: SummaryContext, own: Words) -> BookTable:
    say = context.words
    head = (
        BookColumn(own["column.audience"], 18),
        BookColumn(own["column.kind"], 34),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.question"], 70),
        BookColumn(say["items.mean"], 11, "whole"),
        BookColumn(f"{say['quality.share']} (%)", 11, "whole"),
    )
    rows: list[BookRow] = [
        (
            audience.title,
            title,
            one.id,
            one.statement,
            one.value,
            None,
        )
        for audience in context.audiences
        for title, some in (
            (say["items.strongest"], audience.strongest),
            (say["items.weakest"], audience.weakest),
        )
        for one in some
    ]
    if "quality" in context.shown:
        rows += [_missed(one, say) for one in context.quality.missed]
    return BookTable(own["sheet.items"], head, tuple(rows))


def _missed(one: ItemRow, say: Words) -> BookRow:
    return "", say["quality.missed"], one.id, one.statement, None, one.value


def _of_quality(context: SummaryContext, own: Words) -> tuple[BookTable, ...]:
    """The sheets about how good the answers are."""
    answers, agreement = _answered(context, own), _agreement(context, own)
    return answers, _quality(context, own), agreement, _files(context, own)


def quality_notes(context: SummaryContext) -> Iterator[str]:
    """What these sheets say, a sentence or two each."""
    say, quality = context.words, context.quality
    told = {"answered": quality.answered, "alpha": quality.alphas, "agreement": quality.agreement}
    yield from (say[f"quality.{name}_note"] for name, rows in told.items() if rows)
    if any(told.values()):
        yield say["quality.dash"]


def _answered(context: SummaryContext, own: Words) -> BookTable:
    """Every question with its mean, its spread, and the shares at both ends and of don't know."""
    say, quality = context.words, context.quality
    head = (
        BookColumn(own["column.audience"], 18),
        BookColumn(own["column.code"], 10),
        BookColumn(own["column.question"], 70),
        BookColumn(say["quality.n"], 12, "whole"),
        BookColumn(say["items.mean"], 12, "whole"),
        BookColumn(say["quality.deviation"], 12, "whole"),
        *(
            BookColumn(f"{say[f'quality.{end}']} (%)", 14, "whole")
            for end in ("lowest", "highest", "dont_know")
        ),
    )
    rows = tuple(
        (audience, row.id, row.statement, one.n, one.mean, one.sd, *_ends(one))
        for row in quality.answered
        for audience, one in zip(quality.answered_audiences, row.numbers, strict=True)
        if one
    )
    return BookTable(own["sheet.answered"], head, rows)


def _ends(one: ItemMean) -> BookRow:
    return one.lowest, one.highest, one.dont_know


def _agreement(context: SummaryContext, own: Words) -> BookTable:
    """How alike the staff of one organisation see every lever and topic."""
    say = context.words
    head = (
        BookColumn(own["column.level"], 14),
        BookColumn(own["column.scale"], 40),
        BookColumn(own["sheet.organisations"], 16, "whole"),
        *(BookColumn(say[f"quality.{one}"], 12, "number") for one in ("icc1", "icc2", "r_wg")),
    )
    rows = tuple(
        (
            own["level.lever" if row.lever else "level.topic"],
            row.name,
            row.told.organisations,
            row.told.icc1,
            row.told.icc2,
            row.told.r_wg,
        )
        for row in context.quality.agreement
    )
    return BookTable(own["sheet.agreement"], head, rows)


def _quality(context: SummaryContext, own: Words) -> BookTable:
    say, quality = context.words, context.quality
    head = (
        BookColumn(own["column.level"], 14),
        BookColumn(own["column.scale"], 40),
        BookColumn(own["column.audience"], 18),
        BookColumn(say["quality.n"], 10, "whole"),
        BookColumn(say["quality.a"], 10, "ratio"),
        BookColumn(say["quality.rest"], 10, "ratio"),
    )
    rows = tuple(
        (own["level.lever" if row.lever else "level.topic"], row.name, audience, *numbers)
        for row in quality.alphas
        for audience, numbers in zip(quality.alpha_audiences, row.numbers, strict=True)
        if any(number is not None for number in numbers)
    )
    return BookTable(own["sheet.quality"], head, rows)


def _files(context: SummaryContext, own: Words) -> BookTable:
    say, quality = context.words, context.quality
    head = (
        BookColumn(say["quality.file"], 44),
        BookColumn(say["quality.tool"], 18),
        *(BookColumn(name, 14, "whole") for name in quality.columns),
    )
    rows: list[BookRow] = [
        (file, tool, *map(shown_count, counts)) for file, tool, counts in quality.files
    ]
    rows.append((say["quality.total"], "", *map(shown_count, quality.total)))
    rows += [(flag, "", *[None] * len(quality.columns)) for flag in quality.flags]
    return BookTable(own["sheet.files"], head, tuple(rows))
