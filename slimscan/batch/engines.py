"""What does the arithmetic: polars on this machine, or Spark on a cluster; the scores are one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slimscan.batch.batch import Scored, Settings, Watch, score_files
from slimscan.batch.files import BatchFolder
from slimscan.batch.read.inputs import input_files
from slimscan.batch.workers import spread
from slimscan.errors import Fault, usage_error
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest

if TYPE_CHECKING:
    from slimscan.batch.outcome import Reckoner
    from slimscan.batch.reports.reports import SpreadReports

POLARS, SPARK = "polars", "spark"
ENGINES = (POLARS, SPARK)


def check_engine(name: str) -> None:
    """Raise `UsageError` for an engine that is not known."""
    if name not in ENGINES:
        raise usage_error(
            Fault.ENGINE_UNKNOWN,
            id=name,
            known=", ".join(ENGINES),
            nearest=closest(name, ENGINES),
        )


class Engine(Protocol):
    """What does the arithmetic of one batch, from its files to what is told of it."""

    @property
    def reckoner(self) -> Reckoner | None:
        """Who works out what is told, where it is not this machine."""

    @property
    def spread_reports(self) -> SpreadReports:
        """What makes several reports at a time."""

    def score(
        self,
        instrument: Instrument,
        files: Sequence[str],
        folder: BatchFolder,
        settings: Settings,
        watch: Watch,
    ) -> Scored:
        """Score these files.

        They are files and folders of this machine; for Spark also paths of any kind that it reads.
        """


class _Polars:
    reckoner = None
    spread_reports = staticmethod(spread)

    @staticmethod
    def score(
        instrument: Instrument,
        files: Sequence[str],
        folder: BatchFolder,
        settings: Settings,
        watch: Watch,
    ) -> Scored:
        return score_files(instrument, input_files(map(Path, files)), folder, settings, watch)


@contextlib.contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """The engine of the settings, for as long as a batch is worked on."""
    check_engine(settings.engine)
    if settings.engine == SPARK:
        from slimscan.batch.spark.run import open_spark

        with open_spark(settings.master) as engine:
            yield engine
    else:
        yield _Polars()
