"""What does the arithmetic: polars on this machine, or Spark on a cluster; the scores are one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slimscan.batch.batch import Scored, Settings, Watch, score_files
from slimscan.batch.files import BatchFolder
from slimscan.batch.read.inputs import input_files
from slimscan.errors import Fault, usage_error
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest

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


def score_batch(
    instrument: Instrument,
    files: Sequence[str],
    folder: BatchFolder,
    settings: Settings,
    watch: Watch,
) -> Scored:
    """Score these files on the engine of the settings.

    They are files and folders of this machine; for Spark also paths of any kind that it reads.
    """
    check_engine(settings.engine)
    if settings.engine == SPARK:
        from slimscan.batch.spark import score_on_spark

        return score_on_spark(instrument, files, folder, settings, watch)
    return score_files(instrument, input_files(map(Path, files)), folder, settings, watch)
