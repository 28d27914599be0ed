"""One input file as clean pieces: read by the fastest way that is right for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import Progress
from slimscan.batch.read.careful_reader import RowReader, RowTally
from slimscan.batch.read.foreign_parquet import is_ours, is_parquet, open_parquet
from slimscan.batch.read.frame_answers import FrameReader, Spellings
from slimscan.batch.read.inputs import SourceFile
from slimscan.batch.read.pieces import PIECE, scan_pieces, write_pieces
from slimscan.batch.read.plain_table import PlainTable, is_own, plain_header
from slimscan.batch.read.rejects import PassedFile, RejectFile
from slimscan.batch.read.respondent_names import needs_names
from slimscan.batch.read.text_table import text_table
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.export import OWN, Export
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument
from slimscan.text import clean_line

if TYPE_CHECKING:
    import polars as pl

_LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class Order:
    """How input files are to be read, the same for all."""

    instrument: Instrument
    work: Path
    language: str
    tool: str | None = None
    mapping: AnswerMapping = field(default_factory=AnswerMapping)
    passed_taken: bool = False
    """Whether rows count that a tool marks as no answers."""
    settled: frozenset[str] = frozenset()
    """What the user told of all rows, so that no column has to say it."""


@dataclass(frozen=True)
class CleanPart:
    """An input file that was read: its rows in `pieces`, what was refused in `rejects`."""

    number: int
    """The place of the file on the command line, from 1."""
    source: SourceFile
    tool: str
    pieces: tuple[Path, ...]
    rejects: Path
    passed: Path
    tally: RowTally
    ignored: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    """What has to be said of it before anything is scored."""
    ids_within_file: bool = False
    """Whether its tool numbers people anew in every survey."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What the folders that it lies in say of all of its rows, by column."""


def read_part(order: Order, number: int, source: SourceFile, progress: Progress) -> CleanPart:
    """Read one file; raises `InputError` when it is no table of answers."""
    readable = source.readable(order.work, number)
    try:
        return _PartReader(order, number, readable.path, readable, progress).read()
    except InputError as error:
        raise InputError(map(readable.shown_in, error.problems)) from None


def read_plain_part(order: Order, number: int, source: SourceFile) -> CleanPart | None:
    """Read one file that needs no care; nothing when it does."""
    return _PartReader(order, number, source.path, source, lambda _: None).read_plain()


@dataclass(frozen=True)
class _PartReader:
    order: Order
    number: int
    path: Path
    source: SourceFile
    progress: Progress

    def read(self) -> CleanPart:
        self._reject_path.touch(mode=0o600)
        self._passed_path.touch(mode=0o600)
        if is_parquet(self.path):
            if is_ours(self.path, self.order.instrument):
                return self._taken()
            return self._from_parquet()
        return self._from_plain() or self._from_export()

    def read_plain(self) -> CleanPart | None:
        """Read it the fast way, or not at all."""
        self._reject_path.touch(mode=0o600)
        self._passed_path.touch(mode=0o600)
        return self._from_plain()

    def _taken(self) -> CleanPart:
        """What slimscan wrote itself stands as it is."""
        import polars as pl

        rows = pl.scan_parquet(self.path, glob=False).select(pl.len()).collect().item()
        self.progress(rows)
        return CleanPart(
            self.number,
            self.source,
            OWN,
            (self.path,),
            self._reject_path,
            self._passed_path,
            RowTally(read=rows),
        )

    def _from_parquet(self) -> CleanPart:
        table = open_parquet(self.path, self.order.instrument, self.order.mapping)
        self._check_settled(table.export)
        spellings = Spellings(table.export, self.order.instrument.questionnaire)
        with self._rejects() as rejects:
            reader = FrameReader(spellings, RowReader(table.export, rejects))
            pieces = self._write(map(reader.frame, table.batches()), reader.tally)
        if reader.tally.numbered:
            table.export.check_codes()
        return self._part(table.export, pieces, reader.tally)

    def _from_plain(self) -> CleanPart | None:
        """The fast way; nothing when the file needs the careful one."""
        import polars as pl

        headers = plain_header(self.path)
        export = self._export_of_head() if headers else None
        if not headers or export is None or not is_own(export, headers):
            return None
        spellings = Spellings(export, self.order.instrument.questionnaire)
        table = PlainTable(self.path, tuple(headers), spellings)
        if not table.dates_are_plain():
            return None
        target = self._piece(0)
        with self._rejects() as rejects:
            if tally := table.write_codes(target):
                self.progress(tally.read)
                return self._part(export, self._named(target), tally)
            reader = FrameReader(spellings, RowReader(export, rejects))
            try:
                pieces = self._write(table.frames(reader), reader.tally)
            except pl.exceptions.PolarsError:
                return None
        if reader.tally.numbered:
            self._opened().check_codes()
        return self._part(export, pieces, reader.tally)

    def _export_of_head(self) -> Export | None:
        """How the importer understands the header; the rest of the file is verified already."""
        if self.order.tool not in (None, "slimscan"):
            return None
        head = self.order.work / f"{self.number:06}-head.csv"
        with self.path.open("rb") as content:
            head.write_bytes(b"".join(content.readline(1 << 20) for _ in range(10)))
        try:
            return open_export(head, self.order.instrument, self.order.tool, self.order.mapping)
        except InputError:
            return None
        finally:
            head.unlink()

    def _from_export(self) -> CleanPart:
        export = self._opened()
        passed = PassedFile(self._passed_path, self.source.file, self.order.language)
        with self._rejects() as rejects, passed:
            export.tell_passed(passed.add)
            reader = RowReader(export, rejects)
            table = text_table(reader)
            frames = table.frames() if table else reader.frames(export.rows)
            pieces = self._write(frames, reader.tally)
            reader.finish()
        if reader.tally.numbered:
            export.check_codes()
        return self._part(export, pieces, reader.tally)

    def _opened(self) -> Export:
        order = self.order
        export = open_export(
            self.path, order.instrument, order.tool, order.mapping, order.passed_taken
        )
        self._check_settled(export)
        return export

    def _check_settled(self, export: Export) -> None:
        """Refuse a file with a column that may decide who is who, and is not sure."""
        unsure = [
            problem for held, problem in export.unsettled.items() if held not in self.order.settled
        ]
        if unsure:
            raise InputError(unsure)

    def _named(self, piece: Path) -> list[Path]:
        """The piece itself, or those with the names that it lacks."""
        if not needs_names(scan_pieces([piece])):
            return [piece]
        whole = piece.rename(piece.with_suffix(".nameless"))
        named = scan_pieces([whole]).collect_batches(chunk_size=PIECE)
        pieces = self._write(named, RowTally())
        whole.unlink()
        return pieces

    def _write(self, frames: Iterable[pl.DataFrame], tally: RowTally) -> list[Path]:
        return write_pieces(frames, tally, self._piece, self.progress)

    def _part(self, export: Export, pieces: list[Path], tally: RowTally) -> CleanPart:
        return CleanPart(
            self.number,
            self.source,
            export.tool,
            tuple(pieces),
            self._reject_path,
            self._passed_path,
            tally,
            export.columns.ignored,
            tuple(self._remarks(export, tally)),
            export.ids_within_file,
        )

    def _piece(self, number: int) -> Path:
        return self.order.work / f"{self.number:06}-{number:06}.arrow"

    @property
    def _reject_path(self) -> Path:
        return self.order.work / f"{self.number:06}-rejects.csv"

    @property
    def _passed_path(self) -> Path:
        return self.order.work / f"{self.number:06}-passed.csv"

    def _rejects(self) -> RejectFile:
        return RejectFile(self._reject_path, self.source.file, self.order.language)

    def _remarks(self, export: Export, tally: RowTally) -> Iterator[Problem]:
        """What was found out about an export while its rows were read."""
        yield from map(self.source.shown_in, export.remarks)
        if tally.short:
            yield Problem(Fault.ROWS_SHORT, {"rows": tally.short}, self.source.file)
        if tally.undated:
            example = clean_line(tally.no_date, _LONGEST_EXAMPLE)
            undated = {"rows": tally.undated, "value": example}
            yield Problem(Fault.DATES_UNREAD, undated, self.source.file)
        if tally.numbered:
            values = {"rows": tally.numbered, "numbers": ", ".join(sorted(tally.numbers))}
            yield Problem(Fault.CODES_OUTSIDE, values, self.source.file)
