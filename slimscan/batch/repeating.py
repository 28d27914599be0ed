"""Whether a batch is the one whose results stand in a folder: that one may go on there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from slimscan.batch.files import BatchFolder
from slimscan.batch.placing import read_run
from slimscan.errors import Fault, input_error
from slimscan.questionnaire.loading import Instrument


def mark_of(instrument: Instrument, files: Iterable[str], *chosen: object) -> str:
    """What tells a batch from others: its files as they are now, the questionnaire, the choices."""
    told = [instrument.content_hash, repr(chosen)]
    for name in files:
        path = Path(name)
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        told += [f"{one.resolve()}|{_state(one)}" for one in inside]
    return hashlib.sha256("\n".join(told).encode(errors="surrogateescape")).hexdigest()


def check_free(folder: BatchFolder, mark: str) -> None:
    """Raise `InputError` when the results of another batch stand in the folder."""
    run = read_run(folder)
    if folder.scores.exists() and (run is None or run.mark != mark):
        raise input_error(Fault.BATCH_RESULTS_EXIST, folder.path)


def _state(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "-"
    return f"{status.st_size}|{status.st_mtime_ns}"
