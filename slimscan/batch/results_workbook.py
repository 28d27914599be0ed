"""`results.xlsx`: what may be passed on of a batch, as a workbook.

Organisations come first, a row an organisation or team, written as they are read, so that memory
does not grow with them. Groups, scores, questions and quality are those of the summary's page.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from slimscan.batch.summary.context import (
    AudienceView,
    ClosingView,
    SpreadView,
    SummaryContext,
)
from slimscan.batch.summary.summary import ItemMean
from slimscan.batch.summary.words import ItemRow
from slimscan.disk.durable import cannot_write
from slimscan.language import Words, words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import PLAIN, Look, palette_of
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookStyles,
    BookTable,
    CellValue,
    begin_book,
    begin_table,
    end_table,
    name_book,
    shown_number,
    write_row,
    write_table,
)
from slimscan.report.office.workbook import BookChart, Overview, write_overview
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.shown import mean_in_words, wording_of

RESULTS_FILE = "results.xlsx"
MOST_LINES = 1_000_000
"""A sheet holds hardly more."""


class ResultsBook:
    """The workbook while it is made: first the organisations, then the summary."""

    def __init__(
        self,
        instrument: Instrument,
        scales: Scales,
        language: str,
        folder: Path,
        look: Look = PLAIN,
    ) -> None:
        self._own = words(language, "workbook")
        self._language = language
        self._names = scale_names(instrument, scales, language)
        self.kept: Sequence[str] = ()
        """The columns that the branch keeps of its own."""
        self._file, self._folder = io.BytesIO(), folder
        # Rows go to disk at once, to a folder beside the results.
        self._book = begin_book(self._file, constant_memory=True, tmpdir=str(folder))
        self._palette = palette_of(look)
        self._styles = BookStyles(self._book, self._palette)
        self._overview = self._book.add_worksheet(self._own["sheet.overview"])
        self._cut = self._named = False

    def add_organisations(self, values: Iterable[Sequence[str]]) -> None:
        """Write what may be shown of every organisation and its teams, as they come.

        A value is: organisation, team (empty for everyone), scale, people, mean, end of the scale,
        and what stands in every column that the branch keeps of its own.
        """
        own = self._own
        columns = (
            BookColumn(own["column.organisation"], 36),
            BookColumn(own["column.team"], 22),
            BookColumn(own["column.people"], 10),
            *(BookColumn(name, 18) for name in self.kept),
            *(BookColumn(name, 19, "whole") for name in self._names.values()),
        )
        table = BookTable(own["sheet.organisations"], columns, (), naming=2)
        sheet, written = None, 0
        for (organisation, team), some in groupby(values, key=lambda one: (one[0], one[1])):
            if sheet is None:
                sheet, self._named = self._book.add_worksheet(table.name), True
                begin_table(sheet, table, self._styles)
            if written == MOST_LINES:
                self._cut = True
                break
            written += 1
            row = self._row(organisation, team, list(some))
            write_row(sheet, written, columns, row, self._styles)
        if sheet is not None:
            end_table(sheet, table, written, self._styles)

    def _row(self, organisation: str, team: str, some: Sequence[Sequence[str]]) -> BookRow:
        means = {scale: _mean(mean, end, self._language) for _, _, scale, _, mean, end, *_ in some}
        _, _, _, people, _, _, *kept = some[0]
        return (organisation, team, people, *kept, *(means.get(scale) for scale in self._names))

    def finished(self, context: SummaryContext, made_on: date) -> bytes:
        """The whole workbook, with what the summary tells."""
        own = self._own
        title = context.words("page.title", title=context.title, date=context.date)
        name_book(self._book, title, made_on)
        quality = "quality" in context.shown
        tables = (
            _scores(context, own),
            _cells(context, own),
            _items(context, own),
            *(_of_quality(context, own) if quality else ()),
        )
        groups = own["named"] if self._named else context.words["method.groups"]
        notes = _quality_notes(context) if quality else ()
        cut = own("rest", most=MOST_LINES) if self._cut else ""
        method = (groups, *notes, context.staff_note, cut)
        overview = _overview(context, own, method, self._palette)
        write_overview(self._book, self._overview, overview, self._styles)
        for table in tables:
            if table.rows:
                write_table(self._book.add_worksheet(table.name), table, self._styles)
        self._close()
        return self._file.getvalue()

    def _close(self) -> None:
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        try:
            self._book.close()
        except FileCreateError as error:
            reason = error.args[0]
            raise cannot_write(self._folder, reason) from None


@lru_cache(maxsize=1024)
def _mean(mean: str, end: str, language: str) -> CellValue:
    return shown_number(mean_in_words(int(mean), end or None, language))


def scale_names(instrument: Instrument, scales: Scales, language: str) -> Mapping[str, str]:
    """The names of the scales that are scored, by id, in the order of the questionnaire."""
    questionnaire, own = instrument.questionnaire, words(language, "workbook")
    say = wording_of(language, questionnaire.languages)
    names = {OVERALL: own["level.overall"]}
    names |= {lever.id: say.text(lever.name) for lever in questionnaire.levers}
    names |= {aspect.id: say.text(aspect.name) for aspect in questionnaire.aspects}
    names |= {one.aspect.id: say.text(one.aspect.name) for one in instrument.sectors}
    names |= {one.id: say.text(one.name) for one in questionnaire.outcome_scales}
    return {scale: names[scale] for scale in scales.ids if scale in names}


def _overview(
    context: SummaryContext, own: Words, method: Sequence[str], palette: Mapping[str, str]
) -> Overview:
    say, titles = context.words, context.report_words
    foreword, after = context.foreword, context.afterword
    told = [one for one in context.audiences if one.overall]
    columns = (
        BookColumn("", 34),
        *(BookColumn(one.title, 19, "whole") for one in told),
    )
    middles = [{"": one.overall, **_by_lever(one)} for one in told]
    names = ["", *dict.fromkeys(name for some in middles for name in some if name)]
    rows = tuple(
        (name or say["overall"], *(_middle(some.get(name)) for some in middles)) for name in names
    )
    colours = (palette["accent"], *(palette[f"lever-{n}"] for n in range(1, len(names))))
    places = tuple(range(1, len(columns)))
    return Overview(
        name=own["sheet.overview"],
        title=context.title,
        lead=tuple(f"{one.title}: {one.lead}" for one in context.audiences if one.lead),
        facts=((own["column.answered"], context.date), *context.facts),
        table=BookTable(own["sheet.overview"], columns, rows if told else ()),
        chart=BookChart(own["chart.levers"], own["chart.about"], places, colours) if told else None,
        before=((titles["chapter.foreword"], foreword.signed),) if foreword else (),
        told=(
            *((one.title, (one.basis, *one.outcomes)) for one in context.audiences),
            (say["closing.title"], tuple(map(_closing, context.closing))),
            *(((titles["chapter.closing"], after.signed),) if after else ()),
            (
                say["method.title"],
                tuple(filter(None, (say["method.scores"], say["method.middle"], *method)))
                if "method" in context.shown
                else (),
            ),
        ),
    )


def _closing(one: ClosingView) -> str:
    """A question about the scan itself, with the share of each answer."""
    shares = ", ".join(f"{option} {share}" for option, share in one.options)
    return f"{one.text} {shares} ({one.basis})"


def _by_lever(audience: AudienceView) -> dict[str, SpreadView]:
    return {lever.whole.name: lever.whole for lever in audience.levers}


def _middle(view: SpreadView | None) -> CellValue:
    return shown_number(view.median) if view else None


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
        (audience.title, lever, topic, view.n, shown_number(view.median), view.middle, *view.shares)
        for audience in context.audiences
        for lever, topic, view in _spreads(audience, own)
    )
    return BookTable(own["sheet.scores"], head, rows)


def _spreads(audience: AudienceView, own: Words) -> Iterator[tuple[str, str, SpreadView]]:
    if audience.overall:
        yield own["level.overall"], "", audience.overall
    for lever in audience.levers:
        yield lever.whole.name, "", lever.whole
        yield from ((lever.whole.name, one.name, one) for one in lever.aspects)
    yield from ((own["level.sector"], one.name, one) for one in audience.beside)


def _cells(context: SummaryContext, own: Words) -> BookTable:
    head = (
        BookColumn(own["column.audience"], 18),
        BookColumn(own["column.kind"], 16),
        BookColumn(own["column.group"], 34),
        BookColumn(own["column.number"], 10, "whole"),
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
            shown_number(one.number),
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
    share = shown_number(one.number.removesuffix("%"))
    return "", say["quality.missed"], one.id, one.statement, None, share


def _of_quality(context: SummaryContext, own: Words) -> tuple[BookTable, ...]:
    """The sheets about how good the answers are."""
    answers, agreement = _answered(context, own), _agreement(context, own)
    return answers, _quality(context, own), agreement, _files(context, own)


def _quality_notes(context: SummaryContext) -> Iterator[str]:
    """What these sheets say, a sentence or two each."""
    say, quality = context.words, context.quality
    told = {"answered": quality.answered, "alpha": quality.alphas, "agreement": quality.agreement}
    yield from (say[f"quality.{name}_note"] for name, rows in told.items() if rows)


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
