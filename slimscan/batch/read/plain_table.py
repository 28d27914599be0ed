"""The fast way for a table that needs no care: verified first, then read by the engine itself.

A data-frame reader damages dirty files in silence, so it only gets what cannot be misread: commas,
line feeds, no quotation marks, one code or id a header. Whatever else turns up, the careful way
reads the file; both give the same.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.read.careful_reader import REFUSED, ROW, RowTally, is_free
from slimscan.batch.read.frame_answers import FrameReader, Spellings, cell_of_code, is_plain
from slimscan.batch.read.pieces import COMPRESSION, scan_pieces
from slimscan.imports.export import OWN, Export

if TYPE_CHECKING:
    import polars as pl

FIRST_ROW = 2
"""The row of the first respondent as a person counts: the header is row 1."""

ROWS_AT_ONCE = 50_000
LONGEST_HEADER_LINE = 64 * 1024
LONGEST_CELL = 100_000
_MOST_DISTINCT = 10_000
_CHUNK = 8 * 1024 * 1024
_DATE = "measured_on"
_PLAIN_DATE = r"^(\d{4}-\d{2}-\d{2})?$"
_NEVER = (b'"', b"\r", b"\0", b"\n\n")


def plain_header(path: Path) -> list[str] | None:
    """The columns of a table that may be read the fast way; nothing when it may not."""
    with path.open("rb") as content:
        line = content.readline(LONGEST_HEADER_LINE)
        if not line.endswith(b"\n") or not line.isascii():
            return None
        if line.count(b";") or line.count(b"\t") or not _sound(content, line[:-1]):
            return None
    names = line[:-1].decode().split(",")
    unique = len(set(names)) == len(names)
    return names if unique and all(name.isidentifier() for name in names) else None


def _sound(content: Any, before: bytes) -> bool:
    """Whether nothing in it has to be interpreted: UTF-8, no quotation marks, no short rows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    between = before.count(b",")
    chunk = before + b"\n"
    last = b""
    commas = lines = 0
    while chunk:
        commas += chunk.count(b",")
        lines += chunk.count(b"\n")
        if any(mark in last + chunk[:1] or mark in chunk for mark in _NEVER):
            return False
        if not chunk.isascii():
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
        elif decoder.getstate()[0]:
            return False
        last = chunk[-1:]
        chunk = content.read(_CHUNK)
    lines += last != b"\n"
    return not decoder.getstate()[0] and commas == between * lines


def is_own(export: Export, headers: Sequence[str]) -> bool:
    """Whether every header is the very code of a question or name of a person column."""
    columns = export.columns
    named = {place: name for name, place in columns.people.items()}
    named |= {place: item.id for place, item in columns.items.items()}
    named |= {place: change.id for place, change in columns.changes.items()}
    return export.tool == OWN and named == dict(enumerate(headers))


@dataclass(frozen=True)
class PlainTable:
    """A verified table: every column is named by a question's code or a person column."""

    path: Path
    headers: tuple[str, ...]
    spellings: Spellings

    @property
    def people(self) -> list[str]:
        """The columns beside the answers that the table has."""
        return [name for name in self.headers if name in self.spellings.export.columns.people]

    @property
    def items(self) -> list[str]:
        """The columns of answers."""
        return [name for name in self.headers if name not in self.people]

    def dates_are_plain(self) -> bool:
        """Whether every date is written year-month-day; else the whole column has to be seen."""
        import polars as pl

        if _DATE not in self.headers:
            return True
        plain = pl.col(_DATE).str.contains(_PLAIN_DATE).fill_null(True).all()
        schema = dict.fromkeys(self.headers, pl.String())
        try:
            return bool(self._scan(schema).select(plain).collect(engine="streaming").item())
        except pl.exceptions.PolarsError:
            return False

    def write_codes(self, target: Path) -> RowTally | None:
        """Read a table of nothing but codes in one go; nothing when it is not that."""
        import polars as pl

        try:
            self._typed().sink_ipc(target, compression=COMPRESSION)
            return self._tally(scan_pieces([target]))
        except pl.exceptions.PolarsError:
            return None

    def frames(self, reader: FrameReader) -> Iterator[pl.DataFrame]:
        """Read a table with words among its answers in chunks.

        Raises `PolarsError` when it is no table after all.
        """
        import polars as pl

        schema = dict.fromkeys(self.headers, pl.String())
        longest = pl.max_horizontal(pl.col(self.people).str.len_bytes()).max()
        for batch in self._scan(schema).collect_batches(chunk_size=ROWS_AT_ONCE):
            if self.people and (batch.select(longest).item() or 0) > LONGEST_CELL:
                raise pl.exceptions.ComputeError
            yield reader.frame(batch)

    def _scan(self, schema: dict[str, Any]) -> pl.LazyFrame:
        import polars as pl

        return pl.scan_csv(
            self.path,
            schema=schema,
            quote_char=None,
            glob=False,
            row_index_name=ROW,
            row_index_offset=FIRST_ROW,
        ).with_columns(pl.col(ROW).cast(pl.Int64))

    def _typed(self) -> pl.LazyFrame:
        import polars as pl

        schema = {name: pl.String() if name in self.people else pl.Int8() for name in self.headers}
        cells = [
            cell_of_code(pl.col(name), table, REFUSED).alias(name)
            for table, names in self.spellings.codes().items()
            for name in names
        ]
        return self._scan(schema).with_columns(pl.col(self.people).fill_null(""), *cells)

    def _tally(self, frame: pl.LazyFrame) -> RowTally | None:
        """The rows read; nothing when a text has to be cleaned or a row holds no answer."""
        import polars as pl

        empty = pl.all_horizontal(pl.col(self.items).is_null()).any()
        free = [is_plain(name).all().alias(name) for name in self.people if is_free(name)]
        refused = pl.any_horizontal(pl.col(self.items) == REFUSED).any()
        odd = (empty.alias("empty"), refused.alias("refused"))
        counted = frame.select(pl.len().alias(ROW), *odd, *free)
        [found] = counted.collect(engine="streaming").to_dicts()
        read = int(found.pop(ROW))
        if found.pop("empty") or found.pop("refused") or not all(found.values()):
            return None
        if any(self._changes(frame, name) for name in self.people if not is_free(name)):
            return None
        return RowTally(read=read)

    def _changes(self, frame: pl.LazyFrame, name: str) -> bool:
        """Whether a column of few values has one that stands for another, or is of many."""
        import polars as pl

        texts = frame.select(pl.col(name).unique()).collect(engine="streaming").to_series()
        person = self.spellings.export.person_cell
        return len(texts) > _MOST_DISTINCT or any(person(name, text) != text for text in texts)
