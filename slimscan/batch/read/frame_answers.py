"""Answers that are a frame already: the spellings of an answer as one table, for every engine.

The table is made by running each usual spelling through the importer's own check, so that it can
say nothing else. A row with a cell that the table does not know goes the careful way, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from slimscan.batch.read.careful_reader import (
    LONGEST_PLAIN,
    PLAIN_TEXT,
    REFUSED,
    ROW,
    RowReader,
    RowTally,
    is_free,
)
from slimscan.errors import InputError
from slimscan.imports.dates import is_undated
from slimscan.questionnaire.models import Change, Item, Questionnaire
from slimscan.scan.questions import NO, YES
from slimscan.scoring.responses import Answer, State

if TYPE_CHECKING:
    import narwhals as nw
    import polars as pl

    from slimscan.imports.export import Export

SpellingTable = tuple[tuple[str, int], ...]
"""Every known spelling with the cell that it stands for."""


@dataclass(frozen=True)
class Spellings:
    """The usual spellings of the answers to the questions of one export."""

    export: Export
    questionnaire: Questionnaire

    @cached_property
    def questions(self) -> dict[int, Item | Change]:
        """What the columns of answers hold, by their place."""
        return {**self.export.columns.items, **self.export.columns.changes}

    @cached_property
    def tables(self) -> dict[SpellingTable, list[str]]:
        """Columns by the table that serves them, so that one expression does for many."""
        tables: dict[SpellingTable, list[str]] = {}
        for question in self.questions.values():
            table = self._table(question, self._spelled(question))
            tables.setdefault(table, []).append(question.id)
        return tables

    def cells(self) -> list[nw.Expr]:
        """For every column of answers, all text, its cells; `REFUSED` for unknown spellings."""
        import narwhals as nw

        return [
            nw.when(~nw.col(name).is_null() & (nw.col(name) != ""))
            .then(
                nw.col(name).replace_strict(
                    [text for text, _ in table],
                    [cell for _, cell in table],
                    default=REFUSED,
                    return_dtype=nw.Int8(),
                )
            )
            .alias(name)
            for table, names in self.tables.items()
            for name in names
        ]

    def codes(self) -> dict[tuple[tuple[int, int], ...], list[str]]:
        """The same for columns that hold nothing but codes, as numbers."""
        codes: dict[tuple[tuple[int, int], ...], list[str]] = {}
        for question in self.questions.values():
            spelled = self._table(question, filter(str.isdecimal, self._spelled(question)))
            numbers = tuple((int(text), cell) for text, cell in spelled)
            codes.setdefault(numbers, []).append(question.id)
        return codes

    def _table(self, question: Item | Change, spelled: Iterable[str]) -> SpellingTable:
        found = []
        for text in dict.fromkeys(spelled):
            try:
                cell = self._answer(question, text).cell
            except InputError:
                continue
            if cell is not None:
                found.append((text, cell))
        return tuple(found)

    def _answer(self, question: Item | Change, text: str) -> Answer:
        if isinstance(question, Change):
            return self.export.change(question, text)
        return self.export.answer(question, text)

    def _spelled(self, question: Item | Change) -> Iterator[str]:
        codes: Iterable[int] = (YES, NO)
        labels: list[str] = []
        if isinstance(question, Item):
            answer_set = self.questionnaire.answer_set_of(question)
            codes = answer_set.codes
            for language in self.questionnaire.languages:
                for spelled in self.questionnaire.spelled_options(question, language):
                    labels += spelled
        yield from map(str, codes)
        yield from (f"{code}.0" for code in codes)
        yield from (State.DONT_KNOW.value, State.NOT_APPLICABLE.value)
        for label in labels:
            yield from (label, label.lower(), label[:1].upper() + label[1:])


class FrameReader:
    """Reads chunks of a frame of texts; its columns are the headers of the export."""

    def __init__(self, spellings: Spellings, rows: RowReader) -> None:
        self.rows = rows
        self._spellings = spellings
        self._columns = spellings.export.columns

    @property
    def tally(self) -> RowTally:
        """What became of the rows, those of the careful way included."""
        return self.rows.tally

    def frame(self, raw: pl.DataFrame) -> pl.DataFrame:
        """One chunk as `RowReader.frame` gives it; `raw` has `__row` beside the headers."""
        import narwhals as nw
        import polars as pl

        named = raw.rename(self._names(raw))
        items = [one.id for one in self._spellings.questions.values()]
        typed = nw.from_native(named).with_columns(*self._spellings.cells()).to_native()
        odd = typed.select(pl.any_horizontal(pl.col(items) == REFUSED).fill_null(False)).to_series()
        easy = typed.filter(~odd)
        empty = easy.select(pl.all_horizontal(pl.col(items).is_null())).to_series()
        kept = self._with_people(easy.filter(~empty))
        blank = easy.filter(empty).drop(items).filter(pl.any_horizontal(_filled(ROW)))
        self.tally.read += kept.height + blank.height
        self.tally.blank += blank.height
        columns = [ROW, *self._columns.people, *items]
        if not odd.any():
            return kept.select(columns)
        careful = self.rows.frame(self._as_rows(raw.filter(odd)))
        return pl.concat([kept.select(columns), careful.select(columns)]).sort(ROW)

    def _with_people(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with its person columns as the importer reads them."""
        import polars as pl

        export = self._spellings.export
        for name in self._columns.people:
            distinct = frame.select(pl.col(name).drop_nulls().unique())
            texts = distinct.filter(~is_plain(name)) if is_free(name) else distinct
            read = {text: export.person_cell(name, text) for text in texts.to_series()}
            if name == "measured_on":
                self._count_undated(frame[name], read)
            changed = {text: value for text, value in read.items() if text != value}
            column = pl.col(name).replace(changed) if changed else pl.col(name)
            frame = frame.with_columns(column.fill_null(""))
        return frame

    def _count_undated(self, cells: pl.Series, read: Mapping[str, str]) -> None:
        none = [text for text, day in read.items() if not day and is_undated(text)]
        for text in cells.filter(cells.is_in(none)):
            self.tally.count_undated(text)

    def _names(self, raw: pl.DataFrame) -> dict[str, str]:
        """From headers to person columns and items; what holds nothing keeps its header."""
        headers = [name for name in raw.columns if name != ROW]
        people = {headers[place]: name for name, place in self._columns.people.items()}
        items = {headers[place]: one.id for place, one in self._spellings.questions.items()}
        taken = {*people.values(), *items.values()}
        others = {name: f"__{name}" for name in headers if name in taken}
        return {**others, **people, **items}

    def _as_rows(self, raw: pl.DataFrame) -> list[tuple[int, tuple[object, ...]]]:
        numbers = raw[ROW].to_list()
        return list(zip(numbers, raw.drop(ROW).iter_rows(), strict=True))


def cell_of_code(code: pl.Expr, table: Iterable[tuple[int, int | None]], others: int) -> pl.Expr:
    """What a code stands for, and `others` for what is in no table; nothing stays nothing.

    Codes that follow each other as their places do go together. A look-up table would hold the
    whole column.
    """
    import polars as pl

    found: pl.Expr = pl.when(code.is_not_null()).then(pl.lit(others, pl.Int8()))
    for first, last, cell in _runs(table):
        if first == last:
            here: pl.Expr = pl.lit(cell, pl.Int8())
        else:
            here = code + pl.lit((cell or 0) - first, pl.Int8())
        found = pl.when(code.is_between(first, last)).then(here).otherwise(found)
    return found


def _runs(table: Iterable[tuple[int, int | None]]) -> list[tuple[int, int, int | None]]:
    """The first and the last code of places that follow each other, and the cell of the first."""
    runs: list[tuple[int, int, int | None]] = []
    for number, cell in sorted(table, key=lambda one: one[0]):
        first, last, at = runs[-1] if runs else (0, 0, None)
        if (
            runs
            and at is not None
            and last == number - 1
            and cell == at + number - first >= 0 <= at
        ):
            runs[-1] = (first, number, at)
        else:
            runs.append((number, number, cell))
    return runs


def is_plain(name: str) -> pl.Expr:
    """Whether cleaning leaves the texts of a column as they are."""
    import polars as pl

    text = pl.col(name)
    return text.str.contains(PLAIN_TEXT) & (text.str.len_bytes() <= LONGEST_PLAIN) | (text == "")


def _filled(*others: str) -> pl.Expr:
    """Which of the columns, those named left out, have something in them."""
    import polars as pl

    return pl.exclude(*others).str.strip_chars().fill_null("") != ""
