"""A report for every organisation among many answers: `make_reports` is the way in."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.reports.earlier import lay_aside, lay_others_aside, told_aside
from slimscan.batch.reports.jobs import (
    Leaders,
    ReportJob,
    ScanMaker,
    Scorecards,
    content_hash,
    digest_of,
    read_leaders,
    report_id,
    report_ids,
    report_name,
)
from slimscan.batch.reports.journal import Journal, open_journal
from slimscan.batch.reports.worker import Attempt, ReportMaker
from slimscan.batch.workers import Crew, JobOutcome, Loss, spread
from slimscan.errors import Fault, MachineError, Problem, usage_error
from slimscan.questionnaire.loading import Instrument
from slimscan.report.formats import BATCH_REPORTS
from slimscan.report.look import PLAIN, Look
from slimscan.scan.model import Scan
from slimscan.scoring.benchmark import Benchmark
from slimscan.staff.released import ReleasedStaff

if TYPE_CHECKING:
    import polars as pl

SLICE = 500
"""How many leaders are scored, and their staff released, at a time."""

_HALF_WRITTEN = re.compile(r"\.(?:[a-z0-9-]+-)?([0-9a-f]{16})(?:\.\w*)?-\w+")

ReportProgress = Callable[[int, int, int], None]
"""Is told how many reports are done, of how many, and how many failed; first before any is made."""

Released = Callable[[Sequence[str]], Mapping[str, ReleasedStaff]]
"""What may be shown of the staff of organisations, by their keys (`organisation_staff.keyed`)."""


SpreadReports = Callable[
    [ReportMaker, Iterable[ReportJob], Crew], Generator[JobOutcome[ReportJob, Attempt], None, None]
]
"""Makes the reports of all jobs, several at a time; what came of each, as they come."""


@dataclass(frozen=True)
class ReportOrder:
    """How the reports are wanted. `undated` is the date of answers that carry none."""

    language: str
    undated: date
    format: str = "pdf"
    """`pdf`, `html` or `both`."""
    processes: int | None = None
    """How many at a time; as many as there are cores when not said."""
    shard: tuple[int, int] = (1, 1)
    """Part I of N, counted from 1: together the N parts are all reports, and none twice."""
    seconds: float = 120
    """How long one report may take."""
    look: Look = PLAIN
    benchmark: Benchmark | None = None
    """Where other organisations stand, shown beside each report's scores."""


@dataclass(frozen=True)
class FailedReport:
    """A report that was not made; `name` is that of its files, without ending.

    The problem's place is the organisation.
    """

    organisation: str
    name: str
    problem: Problem


@dataclass(frozen=True)
class MadeReports:
    """What came of an order. `kept` reports were there already, made from the same answers."""

    made: int
    kept: int
    failed: tuple[FailedReport, ...]
    without_leader: tuple[str, ...]
    """Organisations with staff only: no report, because nobody answered for the organisation."""
    remarks: tuple[Problem, ...] = ()
    """What is to be told of reports that were made, at their organisation, and of those
    of an earlier delivery."""


def make_reports(  # noqa: PLR0913
    answers: Path,
    folder: Path,
    instrument: Instrument,
    order: ReportOrder,
    *,
    progress: ReportProgress | None = None,
    released: Released | None = None,
    spread_reports: SpreadReports = spread,
) -> MadeReports:
    """Make a report in `folder` for every leader in the Parquet file `answers`.

    What is in the folder already and made from the same answers is kept, so that the same order
    goes on where it stopped; a report made from other answers is laid aside. One report that fails
    costs no other. `released` is called in this process, for some hundreds of organisations at a
    time; `spread_reports` makes several reports at a time, in processes of this machine when not
    said. Raises `InputError` when another run has the folder, `MachineError` when nothing can be
    written; `KeyboardInterrupt` stops the workers at once.
    """
    if order.format not in BATCH_REPORTS:
        raise usage_error(Fault.FORMAT_UNKNOWN, id=order.format, known=", ".join(BATCH_REPORTS))
    leaders = read_leaders(answers, order.shard)
    with open_journal(folder, order.shard) as journal:
        others = 0
        if journal.here():
            others = lay_others_aside(journal, report_ids(answers, instrument.questionnaire.id))
        run = _Run(folder, instrument, order, leaders, journal, progress, released)
        made = run.make_all(spread_reports)
    return replace(made, remarks=(*made.remarks, *told_aside(folder, others + run.laid_aside)))


class _Run:
    """One order in the making, with what came of it so far."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        folder: Path,
        instrument: Instrument,
        order: ReportOrder,
        leaders: Leaders,
        journal: Journal,
        progress: ReportProgress | None,
        released: Released | None,
    ) -> None:
        self._folder = folder
        self._instrument = instrument
        self._order = order
        self._leaders = leaders
        self._journal = journal
        self._progress = progress
        self._released = released
        self._digest = digest_of(instrument, order.language, order.look, order.benchmark)
        self._made = self._kept = 0
        self.laid_aside = 0
        """Reports made from other answers that this run did not make anew."""
        self._failed: list[FailedReport] = []
        self._remarks: list[Problem] = []

    def make_all(self, spread_reports: SpreadReports) -> MadeReports:
        """Make what is not there yet."""
        total = self._leaders.frame.height
        crew = Crew(min(self._order.processes or _cores(), max(total, 1)), self._order.seconds)
        maker = ReportMaker(self._instrument, self._order.look, self._order.benchmark)
        self._tell()
        self._tidy()
        try:
            with contextlib.closing(spread_reports(maker, self._jobs(), crew)) as outcomes:
                for outcome in outcomes:
                    self._note(outcome)
        finally:
            self._tidy()
        alone = self._leaders.without_leader
        return MadeReports(self._made, self._kept, tuple(self._failed), alone, tuple(self._remarks))

    def _jobs(self) -> Iterator[ReportJob]:
        """What is to be made; what is there already, or cannot be tried, is noted on the way."""
        maker = ScanMaker(self._instrument, self._order.language, self._order.undated)
        for frame in self._leaders.frame.iter_slices(SLICE):
            rows = frame.rows(named=True)
            scans = [maker.scan(row) for row in rows]
            scorecards = Scorecards(self._instrument, frame, scans)
            released = self._staff(frame)
            for place, (row, scan) in enumerate(zip(rows, scans, strict=True)):
                staff = released.get(row[KEY])
                content = content_hash(self._digest, row, staff)
                files = self._missing(scan, content)
                self._lay_outdated_aside(scan, content)
                if files:
                    yield ReportJob(scan, scorecards.scorecard(place), staff, files, content)
                else:
                    self._kept += 1
                    self._tell()

    def _staff(self, frame: pl.DataFrame) -> Mapping[str, ReleasedStaff]:
        """Answers without an organisation may be about any: no staff stands beside them."""
        keys = [key for key in frame[KEY].unique(maintain_order=True) if key]
        return self._released(keys) if self._released else {}

    def _missing(self, scan: Scan, content: str) -> tuple[tuple[str, Path], ...]:
        name = _name(scan)
        files = [(form, f"{name}.{form}") for form in BATCH_REPORTS[self._order.format]]
        return tuple(
            (form, self._folder / file)
            for form, file in files
            if not self._journal.has(file, content)
        )

    def _lay_outdated_aside(self, scan: Scan, content: str) -> None:
        """What was made from other answers, in a format that nobody asked for this time."""
        others = set(BATCH_REPORTS["both"]) - set(BATCH_REPORTS[self._order.format])
        names = [f"{_name(scan)}.{form}" for form in others]
        outdated = [name for name in names if not self._journal.has(name, content)]
        self.laid_aside += lay_aside(self._journal, outdated)

    def _note(self, outcome: JobOutcome[ReportJob, Attempt]) -> None:
        job, attempt = outcome.job, outcome.value
        trouble = attempt.trouble if attempt else None
        if outcome.lost:
            self._fail(job, _loss(outcome.lost, self._order.seconds))
        elif trouble is None:
            self._remember(job.scan, attempt.remarks if attempt else ())
            for _, path in job.files:
                self._journal.add(path.name, job.content)
            self._made += 1
            self._tell()
        elif trouble.machine:
            raise MachineError([trouble.problem])
        else:
            self._fail(job, trouble.problem)

    def _remember(self, scan: Scan, remarks: Sequence[Problem]) -> None:
        for one in remarks:
            told = _placed(scan, one) if one.fault is Fault.PDF_GLYPH else one
            if told not in self._remarks:
                self._remarks.append(told)

    def _fail(self, job: ReportJob, problem: Problem) -> None:
        """Note it, and leave no earlier report where somebody would take it for this one."""
        scan, placed = job.scan, _placed(job.scan, problem)
        self.laid_aside += lay_aside(self._journal, [path.name for _, path in job.files])
        self._failed.append(FailedReport(scan.profile.organisation, _name(scan), placed))
        self._tell()

    def _tell(self) -> None:
        if self._progress:
            total = self._leaders.frame.height
            self._progress(self._made + self._kept, total, len(self._failed))

    def _tidy(self) -> None:
        """Remove what a killed worker left half written; other shards' files are theirs."""
        left = {path: match[1] for path in self._folder.iterdir() if (match := _half(path))}
        if not left:
            return
        people = self._leaders.frame.select("organisation", "respondent").iter_rows()
        questionnaire = self._instrument.questionnaire.id
        ours = {report_id(questionnaire, *person) for person in people}
        for path, scan_id in left.items():
            if scan_id in ours:
                path.unlink(missing_ok=True)


def _half(path: Path) -> re.Match[str] | None:
    return _HALF_WRITTEN.fullmatch(path.name)


def _name(scan: Scan) -> str:
    return report_name(scan.profile.organisation, scan.id)


def _placed(scan: Scan, problem: Problem) -> Problem:
    """The problem at its organisation, or at the report when that has no name."""
    return replace(problem, file=scan.profile.organisation or _name(scan), line=None, column=None)


def _loss(loss: Loss, seconds: float) -> Problem:
    if loss is Loss.TOO_SLOW:
        return Problem(Fault.REPORT_TOO_SLOW, {"seconds": f"{seconds:g}"})
    return Problem(Fault.REPORT_WORKER_DIED)


def _cores() -> int:
    """The cores that this process may use, which on a shared machine are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
