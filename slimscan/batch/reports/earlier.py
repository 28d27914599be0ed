"""Reports of an earlier delivery: whoever sends the folder should find those of this one alone.

Only what slimscan made there, by its journal, is moved; a file of the user's own stays.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from itertools import count
from pathlib import Path

from slimscan.batch.reports.jobs import report_ids
from slimscan.batch.reports.journal import Journal, has_journal, open_journal
from slimscan.disk.durable import cannot_write
from slimscan.errors import Fault, Problem

_EARLIER = "earlier"
"""The folder in that of the reports for those that are of no answers of this delivery."""


def lay_others_aside(journal: Journal, ids: Collection[str]) -> int:
    """Lay aside the reports of nobody in this delivery, by the ids of its reports; how many."""
    return lay_aside(journal, [name for name in journal.here() if _id(name) not in ids])


def lay_aside(journal: Journal, names: Iterable[str]) -> int:
    """Move these reports out of the way, as far as slimscan made them and they are there; how many.

    Raises `MachineError` when one cannot be moved.
    """
    folder, moved = journal.folder / _EARLIER, 0
    try:
        for name in journal.here(names):
            folder.mkdir(mode=0o700, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # another shard was first
                (journal.folder / name).rename(_unused(folder / name))
                moved += 1
    except OSError as error:
        raise cannot_write(folder, error) from None
    return moved


def told_aside(folder: Path, moved: int) -> list[Problem]:
    """What is to be said of so many reports that were laid aside in the folder of reports."""
    if not moved:
        return []
    return [Problem(Fault.REPORTS_EARLIER, {"folder": folder / _EARLIER, "count": moved})]


def tell_earlier(folder: Path, answers: Path, questionnaire: str) -> list[Problem]:
    """Lay aside what is of another delivery when no reports are made, and say what stays."""
    if not has_journal(folder):
        return []
    with open_journal(folder) as journal:
        moved = 0
        if journal.here() and answers.exists():
            moved = lay_others_aside(journal, report_ids(answers, questionnaire))
        told = told_aside(folder, moved)
        if left := journal.here():
            told.append(Problem(Fault.REPORTS_UNMADE, {"folder": folder, "count": len(left)}))
    return told


def _id(name: str) -> str:
    return name.partition(".")[0].rpartition("-")[2]


def _unused(path: Path) -> Path:
    """A name that no file has yet: what was laid aside before stays as well."""
    if not path.exists():
        return path
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(other for other in others if not other.exists())
