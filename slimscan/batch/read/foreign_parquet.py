"""Parquet from others: its columns matched as those of any table, its values as texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import (
    FILE_NAME,
    PEOPLE,
    item_columns,
    kept_among,
    modules_among,
    read_stamp,
    stamp,
)
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.plain_table import ROWS_AT_ONCE
from slimscan.errors import Fault, input_error
from slimscan.imports.answer_values import AnswerReader
from slimscan.imports.code_set import CodeCheck
from slimscan.imports.columns import Columns, match_columns
from slimscan.imports.dates import day_order
from slimscan.imports.export import OWN, Export
from slimscan.imports.headers import shown
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.matcher import Matcher
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.tools.tool import Header, SheetRow, check_width
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change
from slimscan.scoring.responses import Answer

if TYPE_CHECKING:
    import polars as pl


def is_parquet(path: Path) -> bool:
    """Whether the file says that it is Parquet."""
    try:
        with path.open("rb") as content:
            return content.read(4) == b"PAR1"
    except OSError:
        return False


def is_ours(path: Path, instrument: Instrument) -> bool:
    """Whether slimscan wrote the answers in this file, for this very questionnaire.

    Raises `InputError` when it wrote them for another one: their cells mean something else.
    """
    schema, written = _schema(path), read_stamp(path)
    if not written:
        return False
    modules = modules_among(instrument, schema)
    known = [*PEOPLE, *item_columns(instrument, modules)]
    beside = {FILE_NAME, *kept_among(schema)}
    if written != stamp(instrument) or [name for name in schema if name not in beside] != known:
        given = " ".join(written.get(key, "") for key in ("questionnaire", "version"))
        expected = instrument.questionnaire
        values = {"given": given, "expected": f"{expected.id} {expected.version}"}
        raise input_error(Fault.ANSWERS_OTHER_QUESTIONNAIRE, path, **values)
    return True


@dataclass(frozen=True)
class GivenParquet:
    """A Parquet file with its columns matched; the rows of `export` can be gone through, too."""

    path: Path
    export: Export

    def batches(self) -> Iterator[pl.DataFrame]:
        """The rows in chunks, every value as text; rows count from 1, for there is no header."""
        return _batches(self.path)


def open_parquet(path: Path, instrument: Instrument, mapping: AnswerMapping) -> GivenParquet:
    """Match the columns; raises `InputError` for a file that cannot be read or has no items."""
    file, questionnaire = str(path), instrument.questionnaire
    names = [Header(shown(name)) for name in _schema(path)]
    check_width(file, len(names))
    answers = AnswerReader(questionnaire, labels=mapping.labels, item_labels=mapping.items)
    columns = match_columns(file, Matcher(instrument), names, mapping.columns)
    rows = _ParquetRows(path)
    people = PersonReader(questionnaire.profile, _day_first(columns, rows))
    export = Export(
        file=file,
        tool=OWN,
        columns=columns,
        rows=rows,
        answer=answers.answer,
        person=people.person,
        moment=people.moment,
        change=partial(_change, answers),
        code_check=CodeCheck(file, columns, questionnaire, answers.answer),
    )
    return GivenParquet(path, export)


def _day_first(columns: Columns, rows: _ParquetRows) -> bool | None:
    place = columns.people.get("measured_on")
    return None if place is None else day_order(row[place] for _, row in rows)


@dataclass(frozen=True)
class _ParquetRows:
    """The rows one by one; they can be gone through more than once."""

    path: Path

    def __iter__(self) -> Iterator[SheetRow]:
        for batch in _batches(self.path):
            for number, *cells in batch.iter_rows():
                yield number, cells


def _batches(path: Path) -> Iterator[pl.DataFrame]:
    import polars as pl

    frame = pl.scan_parquet(path, glob=False, row_index_name=ROW, row_index_offset=1)
    texts = [_text(name, kind) for name, kind in _schema(path).items()]
    typed = frame.select(pl.col(ROW).cast(pl.Int64), *texts)
    yield from typed.collect_batches(chunk_size=ROWS_AT_ONCE)


def _change(answers: AnswerReader, change: Change, cell: object) -> Answer:
    return answers.change(change.id, cell)


def _schema(path: Path) -> pl.Schema:
    import polars as pl

    try:
        return pl.scan_parquet(path, glob=False).collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = type(error).__name__
        raise input_error(Fault.PARQUET_UNREADABLE, path, reason=reason) from None


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column of any kind as text; what has no text of its own is empty."""
    import polars as pl

    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Null):
        return pl.lit(None, pl.String).alias(name)
    return pl.col(name).cast(pl.String)
