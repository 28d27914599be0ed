"""`results.xlsx`: what may be passed on of a batch, as a workbook.

Organisations come first, a row an organisation or team, written as they are read, so that memory
does not grow with them. Groups, scores, questions and quality are those of the summary's page.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from slimscan.batch.organisations.told import ShownGroup, read_mean
from slimscan.batch.results_tables import quality_notes, results_tables
from slimscan.batch.summary.views import AudienceView, ClosingView, SpreadView, SummaryContext
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


@dataclass(frozen=True)
class ResultsOrder:
    """What a workbook of results is made of. Half-done parts, and the whole, go to the folder."""

    instrument: Instrument
    scales: Scales
    language: str
    folder: Path
    look: Look = PLAIN
    kept: tuple[str, ...] = ()
    """The columns that the branch keeps of its own."""
    has_organisations: bool = True

    @property
    def shown(self) -> Path | None:
        """Where what may be shown of organisations is to be written, if it is wanted."""
        return self.folder / "shown.csv" if self.has_organisations else None

    @property
    def made(self) -> Path:
        """Where the whole workbook stands once it is made in another process."""
        return self.folder / RESULTS_FILE


class ResultsBook:
    """The workbook while it is made: first the organisations, then the summary."""

    def __init__(self, order: ResultsOrder) -> None:
        self._own = words(order.language, "workbook")
        self._language = order.language
        self._names = scale_names(order.instrument, order.scales, order.language)
        self._kept, self._scales = order.kept, order.scales.ids
        self._file, self._folder = io.BytesIO(), order.folder
        # Rows go to disk at once, to a folder beside the results.
        self._book = begin_book(self._file, constant_memory=True, tmpdir=str(order.folder))
        self._palette = palette_of(order.look)
        self._styles = BookStyles(self._book, self._palette)
        self._overview = self._book.add_worksheet(self._own["sheet.overview"])
        self._cut = self._named = False

    def add_organisations(self, groups: Iterable[ShownGroup]) -> None:
        """Write what may be shown of every organisation and its teams, as they come."""
        own = self._own
        columns = (
            BookColumn(own["column.organisation"], 36),
            BookColumn(own["column.team"], 22),
            BookColumn(own["column.people"], 10),
            *(BookColumn(name, 18) for name in self._kept),
            *(BookColumn(name, 19, "whole") for name in self._names.values()),
        )
        table = BookTable(own["sheet.organisations"], columns, (), naming=2)
        sheet, written = None, 0
        for one in groups:
            if sheet is None:
                sheet, self._named = self._book.add_worksheet(table.name), True
                begin_table(sheet, table, self._styles)
            if written == MOST_LINES:
                self._cut = True
                break
            written += 1
            write_row(sheet, written, columns, self._row(one), self._styles)
        if sheet is not None:
            end_table(sheet, table, written, self._styles)

    def _row(self, one: ShownGroup) -> BookRow:
        means = dict(zip(self._scales, one.means, strict=True))
        scales = (_mean(means[scale], self._language) for scale in self._names)
        return (one.organisation, one.team, one.people, *one.own, *scales)

    def finished(self, context: SummaryContext, made_on: date) -> bytes:
        """The whole workbook, with what the summary tells."""
        own = self._own
        title = context.words("page.title", title=context.title, date=context.date)
        name_book(self._book, title, made_on)
        groups = own["named"] if self._named else context.words["method.groups"]
        notes = quality_notes(context) if "quality" in context.shown else ()
        cut = own("rest", most=MOST_LINES) if self._cut else ""
        method = (groups, *notes, context.staff_note, cut)
        overview = _overview(context, own, method, self._palette)
        write_overview(self._book, self._overview, overview, self._styles)
        for table in results_tables(context, own):
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
def _mean(text: str, language: str) -> CellValue:
    mean = read_mean(text)
    return shown_number(mean_in_words(*mean, language)) if mean else None


def scale_names(instrument: Instrument, scales: Scales, language: str) -> Mapping[str, str]:
    """The names of the scales that are scored, by id, in the order of the questionnaire."""
    say = wording_of(language, instrument.questionnaire.languages)
    names = {OVERALL: words(language, "workbook")["level.overall"]}
    names |= {scale: say.text(name) for scale, name in instrument.scale_names.items()}
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
        facts=((own["column.made"], context.date), *context.facts),
        table=BookTable(own["sheet.overview"], columns, rows if told else ()),
        chart=BookChart(own["chart.levers"], own["chart.about"], places, colours) if told else None,
        before=((titles["chapter.foreword"], foreword.signed),) if foreword else (),
        told=(
            *((one.title, tuple(_said(one))) for one in context.audiences),
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


def _said(audience: AudienceView) -> Iterator[str]:
    """Whom the scores of an audience are about, and what is told of results."""
    yield audience.basis
    yield from (one.sentence for one in audience.outcomes)


def _closing(one: ClosingView) -> str:
    """A question about the scan itself, with the share of each answer."""
    shares = ", ".join(f"{option} {share}" for option, share in one.options)
    return f"{one.text} {shares} ({one.basis})"


def _by_lever(audience: AudienceView) -> dict[str, SpreadView]:
    return {lever.name: lever.whole for lever in audience.levers if lever.whole}


def _middle(view: SpreadView | None) -> CellValue:
    return shown_number(view.median) if view else None
