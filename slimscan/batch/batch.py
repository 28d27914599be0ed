"""The way of many answers, from files to scores.

    FILE...         -> a CleanPart each       readers.read_files()
    CleanParts      -> one responses frame    gather.gather()
    responses frame -> scores frame           results.scored(), which is score_responses()
    all             -> DIR/answers.parquet, scores.parquet, scores.csv, rejects.csv, passed.csv,
                       columns.csv

On a cluster (`batch/spark/`) the same steps run there, with the same expressions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from slimscan.batch.files import (
    IGNORED_COLUMNS,
    PASSED_COLUMNS,
    REJECT_COLUMNS,
    BatchFolder,
    FileCount,
    stamp,
)
from slimscan.batch.read.gather import Chosen, Gathered, gather
from slimscan.batch.read.inputs import SourceFile, expected_rows, work_folder
from slimscan.batch.read.parts import CleanPart, Order
from slimscan.batch.read.readers import ReadFiles, read_files
from slimscan.batch.read.rejects import RejectFile, join_lines, write_listing
from slimscan.batch.read.repeated_rows import Repeated
from slimscan.batch.results import prove_polars, put_in_place, scored, write_answers, write_scores
from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.imports.code_set import is_number
from slimscan.imports.headers import names_told
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import Scales, scales_of

if TYPE_CHECKING:
    import polars as pl


PassedOver = Literal["leave", "take"]


class Watch(Protocol):
    """Shows how far long work is."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage of the work begins, of so many rows as far as that is known."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""

    def tell(self, remark: Problem) -> None:
        """Say what was found or decided, before anything is scored."""


@dataclass(frozen=True)
class Settings:
    """What the user asked for beside the files."""

    language: str
    tool: str | None = None
    mapping: AnswerMapping = field(default_factory=AnswerMapping)
    chosen: Chosen = field(default_factory=Chosen)
    strict: bool = False
    jobs: int | None = None
    engine: str = "polars"
    master: str | None = None
    """The Spark cluster; a local one when not said."""
    scores_url: str | None = None
    """Where Spark itself writes the scores, beside the files in the folder."""
    passed_over: PassedOver | None = None
    """What becomes of rows that a tool marks as no answers; left out when not chosen."""
    for_reports: bool = False
    """Whether reports are wanted: then somebody's view has to be a leader's."""
    rows_here: bool = True
    """Whether answers and scores are wanted on this machine, where a cluster has them."""

    def order(self, instrument: Instrument, work: Path) -> Order:
        """How the files are to be read."""
        taken = self.passed_over == "take"
        known = {
            "role": self.chosen.audience is not None,
            "organisation": self.chosen.organisation_from_file,
        }
        settled = frozenset(name for name, is_known in known.items() if is_known)
        return Order(instrument, work, self.language, self.tool, self.mapping, taken, settled)


@dataclass(frozen=True)
class Scored:
    """A batch that was scored."""

    folder: BatchFolder
    files: tuple[FileCount, ...]
    scales: Scales

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(one.rejected for one in self.files)


def score_files(
    instrument: Instrument,
    sources: Sequence[SourceFile],
    folder: BatchFolder,
    settings: Settings,
    watch: Watch,
) -> Scored:
    """Score all answers in these files.

    Raises `InputError` when a file cannot be read, when no row can be scored, or when rows are
    rejected and that is not allowed; of the last two `rejects.csv` says why. Raises `MachineError`
    when the results cannot be written.
    """
    with work_folder(folder.path) as work:
        order = settings.order(instrument, work)
        prepared = prepare(order, sources, folder, settings, watch)
        watch.begin("scoring")
        prove_polars(prepared.scales)
        write_scores(work, folder, scored(prepared.answers, prepared.scales))
        put_in_place(work, (folder.answers, folder.scores, folder.scores_csv))
    return Scored(folder, prepared.files, prepared.scales)


@dataclass(frozen=True)
class Prepared:
    """A batch that was read: everybody who is scored, and what became of the others."""

    answers: pl.LazyFrame
    """What `answers.parquet` in the work folder holds."""
    files: tuple[FileCount, ...]
    scales: Scales


def prepare(
    order: Order,
    sources: Sequence[SourceFile],
    folder: BatchFolder,
    settings: Settings,
    watch: Watch,
) -> Prepared:
    """Read the files, the same way for every engine, and say what would change everything.

    Writes `answers.parquet` in the work folder and what was left out in the batch's folder. Raises
    as `score_files`.
    """
    import polars as pl

    watch.begin("reading", expected_rows(sources))
    read = read_files(order, sources, settings.jobs, watch.advance)
    gathered = gather(order.instrument, read.parts, settings.chosen, order.mapping.kept)
    files = tell_read(order, folder, read, gathered, settings, watch)
    answers = order.work / folder.answers.name
    write_answers(answers, gathered.frame, stamp(order.instrument))
    scales = scales_of(order.instrument.questionnaire, beside=gathered.modules)
    return Prepared(pl.scan_parquet(answers, glob=False), files, scales)


def tell_read(  # noqa: PLR0913, PLR0917
    order: Order,
    folder: BatchFolder,
    read: ReadFiles,
    gathered: Gathered,
    settings: Settings,
    watch: Watch,
) -> tuple[FileCount, ...]:
    """Write down what was left out, say what would change everything, and count.

    Raises as `score_files`.
    """
    _check_roles(gathered)
    remarks = [*read.passed, *_remarks(read.parts, gathered, folder, settings)]
    files = _settle(order, folder, read.parts, gathered)
    _check(files, folder, remarks, settings)
    if settings.for_reports and gathered.roles.none_known:
        raise InputError(gathered.roles.remarks(folder.rejects))
    for remark in remarks:
        watch.tell(remark)
    return files


def _remarks(
    parts: Sequence[CleanPart], gathered: Gathered, folder: BatchFolder, settings: Settings
) -> Iterator[Problem]:
    """What was found out of the files and decided about their rows, one sentence each."""
    for part in parts:
        yield from part.remarks
        if part.tally.passed and not settings.passed_over:
            values = {"rows": part.tally.passed, "passed": folder.called(folder.passed)}
            yield Problem(Fault.ROWS_PASSED, values, part.source.file)
    yield from gathered.roles.remarks(folder.called(folder.rejects))
    if gathered.alike:
        yield Problem(Fault.ROWS_ALIKE, {"rows": gathered.alike})
    for name, found in gathered.unknown.items():
        said = names_told([one for one, _ in found])
        unknown = {"rows": sum(rows for _, rows in found), "names": said, "column": name}
        fault = Fault.ROLES_UNKNOWN if name == "role" else Fault.PROFILE_UNKNOWN
        yield Problem(fault, unknown)


def _check_roles(gathered: Gathered) -> None:
    """Refuse roles that are numbers: leaders would count as staff."""
    said = gathered.unknown.get("role", ())
    rows = sum(count for _, count in said)
    named = gathered.roles.of - gathered.roles.rows
    if said and all(is_number(one) for one, _ in said) and 2 * rows > named:
        names = names_told([one for one, _ in said])
        raise input_error(Fault.ROLES_ARE_NUMBERS, rows=rows, names=names)


def _settle(
    order: Order, folder: BatchFolder, parts: Sequence[CleanPart], gathered: Gathered
) -> tuple[FileCount, ...]:
    """Write down what is left out, and count."""
    work = order.work
    _write_rejects(order, folder, parts, gathered.repeated)
    join_lines(work / folder.passed.name, PASSED_COLUMNS, [part.passed for part in parts])
    write_columns(work / folder.columns.name, parts)
    put_in_place(work, [folder.rejects, folder.passed, folder.columns])
    return _counts(parts, gathered.repeated)


def write_columns(path: Path, parts: Sequence[CleanPart]) -> None:
    """Write down the columns that are left out, each with the question that it is most like."""
    lines = (
        (part.source.file, column, nearest)
        for part in parts
        for column, nearest in part.ignored.items()
    )
    write_listing(path, IGNORED_COLUMNS, lines)


def _counts(parts: Sequence[CleanPart], repeated: Sequence[Repeated]) -> tuple[FileCount, ...]:
    twice = Counter(one.file for one in repeated)
    people = Counter(one.file for one in repeated if one.column == "respondent")
    others = Counter(one.file for one in repeated if one.fault is Fault.RESPONDENT_TWICE_OTHER)
    return tuple(
        FileCount(
            file=part.source.file,
            tool=part.tool,
            read=part.tally.read,
            scored=part.tally.kept - twice[part.number],
            rejected=part.tally.rejected + twice[part.number],
            blank=part.tally.blank,
            duplicates=people[part.number],
            conflicts=others[part.number],
            passed=part.tally.passed,
            ignored=part.ignored,
        )
        for part in parts
    )


def _write_rejects(
    order: Order, folder: BatchFolder, parts: Sequence[CleanPart], repeated: Sequence[Repeated]
) -> None:
    """All reasons, file by file; what was found out of all files together comes behind."""
    names = {part.number: part.source.file for part in parts}
    paths = [part.rejects for part in parts]
    for number, group in groupby(sorted(repeated), key=lambda one: one.file):
        paths.append(order.work / f"{number:06}-repeated.csv")
        with RejectFile(paths[-1], names[number], order.language) as rejects:
            rejects.write(one.reject(names) for one in group)
    join_lines(order.work / folder.rejects.name, REJECT_COLUMNS, paths)


_HARMLESS = frozenset(
    {
        Fault.HEADER_BELOW,
        Fault.COLUMNS_TOGETHER,
        Fault.DATES_AS_NUMBERS,
        Fault.MAPPING_UNUSED,
        Fault.ROWS_ALIKE,
        Fault.HEADERS_FROM_TWO_ROWS,
    }
)
"""Remarks about what changes nothing in how answers count."""


def _check(
    files: Sequence[FileCount],
    folder: BatchFolder,
    remarks: Sequence[Problem],
    settings: Settings,
) -> None:
    """Refuse a batch of which nothing is left, or one with rejects or guesses that allows none."""
    rejected = sum(one.rejected for one in files)
    if settings.strict:
        problems = [one for one in remarks if one.fault not in _HARMLESS]
        if rejected:
            values = {"rejected": rejected, "rejects": folder.rejects}
            problems.insert(0, Problem(Fault.BATCH_STRICT, values))
        if problems:
            raise InputError(problems)
    if not any(one.scored for one in files):
        file = files[0].file if len(files) == 1 else None
        read = sum(one.read for one in files)
        passed = sum(one.passed for one in files)
        if not rejected:
            if passed and read == passed:
                raise input_error(Fault.BATCH_ALL_PASSED, file, passed=passed)
            rest = read - passed
            raise input_error(Fault.BATCH_NOTHING_ANSWERED, file, read=rest, passed=passed)
        raise input_error(
            Fault.BATCH_NOTHING_SCORED,
            file,
            read=read,
            rejected=rejected,
            passed=passed,
            rejects=folder.rejects,
        )
