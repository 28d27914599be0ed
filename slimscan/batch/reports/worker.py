"""What a worker does: one report after another, from a scan to its files."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import slimscan
from slimscan.batch.reports.jobs import ReportJob
from slimscan.errors import Fault, MachineError, Problem, SlimscanError, take_remarks
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import Look
from slimscan.result import beside_benchmark, result_of
from slimscan.scoring.benchmark import Benchmark


@dataclass(frozen=True)
class Trouble:
    """Why a report was not made; with `machine` no other one can be made either."""

    problem: Problem
    machine: bool = False


@dataclass(frozen=True)
class Attempt:
    """How one report went: the trouble that kept it from being made, and what there is to tell."""

    trouble: Trouble | None = None
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ReportMaker:
    """What a worker is sent when it starts: loading it from files takes ten times as long."""

    instrument: Instrument
    look: Look
    benchmark: Benchmark | None = None

    def __call__(self) -> Callable[[ReportJob], Attempt]:
        """Load what every report needs, and give what makes one after another."""
        # There are as many workers as cores already: more threads only cost memory.
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        import slimscan.report.scan.files  # noqa: F401

        # Looking for garbage in the middle of a report finds little and takes a tenth of the time.
        gc.disable()
        return self._make_and_clear

    def _make_and_clear(self, job: ReportJob) -> Attempt:
        """Make a report and give back its memory; what stays is not looked at again."""
        attempt = self.make(job)
        gc.collect()
        gc.freeze()
        return attempt

    def make(self, job: ReportJob) -> Attempt:
        """Write the files of one report."""
        try:
            self._write(job)
        except MachineError as error:
            return Attempt(Trouble(error.problems[0], machine=True))
        except SlimscanError as error:
            return Attempt(Trouble(error.problems[0]))
        except Exception as error:
            return Attempt(Trouble(Problem(Fault.REPORT_BROKE, _where(error))))
        return Attempt(remarks=take_remarks())

    def _write(self, job: ReportJob) -> None:
        from slimscan.report.scan.files import write_report

        result = result_of(self.instrument, job.scan, job.staff, job.scorecard)
        if self.benchmark:
            result = beside_benchmark(result, self.benchmark)
        for form, path in job.files:
            write_report(result, format=form, output=path, look=self.look, page_instead=False)


def _where(error: Exception) -> dict[str, object]:
    """The kind of an error and the last place in slimscan; its text may hold answers."""
    package = Path(slimscan.__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(package)]
    last = (own or frames)[-1]
    return {"kind": type(error).__name__, "place": f"{Path(last.filename).name}:{last.lineno}"}
