"""`analyst.xlsx`: a batch as one workbook for the analyst of the branch, for nobody else.

It holds what people answered, so only its owner can read it; `results.xlsx` is what may be passed
on. Rows are written as they are read, so that memory does not grow with them. Texts stay texts;
scores are numbers, unrounded, that a spreadsheet program shows in the way of its own country.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimscan.batch.analyst.codebook import codebook_table
from slimscan.batch.analyst.groups import groups_table
from slimscan.batch.analyst.organisations import organisations_table, response_table
from slimscan.batch.analyst.response import organisations_of
from slimscan.batch.analyst.scores import MOST_SCORES, ScoresSheet
from slimscan.batch.files import PASSED_COLUMNS, REJECT_COLUMNS, BatchFolder
from slimscan.batch.summary.context import summary_context
from slimscan.batch.summary.summary import Batch, Summary
from slimscan.batch.summary.views import SummaryContext
from slimscan.disk.durable import cannot_write
from slimscan.language import Words, words
from slimscan.report.look import PLAIN, palette_of
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookStyles,
    BookTable,
    begin_book,
    begin_table,
    end_table,
    name_book,
    write_row,
    write_table,
)
from slimscan.report.office.workbook import Overview, write_overview

ANALYST_FILE = "analyst.xlsx"
MOST_LISTED = 100_000
"""So many rows of a list stand in the workbook; all of them are in the file beside it."""


def analyst_files(batch: Batch, summary: Summary, language: str, folder: Path) -> dict[Path, bytes]:
    """The workbook of a batch's results by its path; half-done parts go to `folder`.

    Raises `MachineError` when the disk takes no more.
    """
    made = _AnalystBook(batch, summary, summary_context(summary, language), folder).made()
    return {batch.folder / ANALYST_FILE: made}


@dataclass(frozen=True)
class _AnalystBook:
    batch: Batch
    summary: Summary
    context: SummaryContext
    folder: Path

    def made(self) -> bytes:
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        own = words(self.context.language, "analyst")
        file = io.BytesIO()
        book = begin_book(file, constant_memory=True, tmpdir=str(self.folder))
        title = own("title", title=self.context.title, date=self.context.date)
        name_book(book, title, self.batch.made_on)
        styles = BookStyles(book, palette_of(PLAIN))
        scores = ScoresSheet(self.batch.folder, own)
        firms = organisations_of(self.batch, scores.kept)
        listed = [*self._listed(own)]
        write_overview(
            book, book.add_worksheet(own["sheet.overview"]), self._overview(own, scores), styles
        )
        if scores.fits:
            _write_streamed(book, scores.table, scores.rows(), styles)
        tables = (
            organisations_table(self.batch, firms, scores.kept_kinds, own),
            groups_table(self.summary, own),
            response_table(self.batch, firms, scores.kept_kinds, own),
        )
        for table in tables:
            write_table(book.add_worksheet(table.name), table, styles)
        for table, rows in listed:
            _write_streamed(book, table, rows, styles)
        table = codebook_table(self.batch, scores.kept, own)
        write_table(book.add_worksheet(table.name), table, styles)
        try:
            book.close()
        except FileCreateError as error:
            raise cannot_write(self.folder, error.args[0]) from None
        return file.getvalue()

    def _overview(self, own: Words, scores: ScoresSheet) -> Overview:
        names = ("scores", "organisations", "groups", "response", "passed", "rejects", "codebook")
        sheets = [f"{own[f'sheet.{one}']}: {own[f'about.{one}']}" for one in names]
        if not scores.fits:
            sheets[0] = own("about.many", rows=scores.count, most=MOST_SCORES)
        return Overview(
            name=own["sheet.overview"],
            title=own("title", title=self.context.title, date=self.context.date),
            lead=(own["lead"],),
            facts=self.context.facts,
            table=BookTable(own["sheet.overview"], (), ()),
            chart=None,
            told=((own["sheets"], tuple(sheets)), (own["reading"], (own["numbers"], own["staff"]))),
        )

    def _listed(self, own: Words) -> Iterator[tuple[BookTable, Iterator[BookRow]]]:
        """The rows that were passed over, and those that were rejected, as they were listed."""
        made = BatchFolder(self.batch.folder)
        for name, path, columns in (
            ("passed", made.passed, PASSED_COLUMNS),
            ("rejects", made.rejects, REJECT_COLUMNS),
        ):
            head = tuple(
                BookColumn(own[f"column.{one}"], _WIDTHS[one], "whole" if one == "row" else "text")
                for one in columns
            )
            yield BookTable(own[f"sheet.{name}"], head, ()), _listing(path, columns)


_WIDTHS = {"file": 40, "row": 10, "column": 40, "value": 24, "reason": 90}


def _listing(path: Path, columns: Sequence[str]) -> Iterator[BookRow]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(csv.DictReader(lines)):
            if number == MOST_LISTED:
                return
            yield tuple(_cell(name, line[name]) for name in columns)


def _cell(name: str, text: str) -> str | int:
    return int(text) if name == "row" and text.isdecimal() else text


def _write_streamed(
    book: Any, table: BookTable, rows: Iterable[BookRow], styles: BookStyles
) -> None:
    """Write a table whose rows come one by one."""
    sheet, written = book.add_worksheet(table.name), 0
    begin_table(sheet, table, styles)
    for written, row in enumerate(rows, start=1):
        write_row(sheet, written, table.columns, row, styles)
    end_table(sheet, table, written, styles)
