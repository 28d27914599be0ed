"""Who took part in the programme: by a column that the branch kept, or by a list of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from slimscan.batch.monitor.matching import Matching, NearestNames
from slimscan.batch.monitor.waves import BatchWave
from slimscan.batch.organisations.staff import KEY
from slimscan.errors import Fault, Problem, input_error, usage_error
from slimscan.imports.headers import names_told
from slimscan.imports.sheets import open_sheets
from slimscan.questionnaire.validation import closest
from slimscan.text import clean_line, fold

_NO = frozenset({"no", "n", "nee", "neen", "false", "onwaar", "0", "-"})
_HEADS = frozenset({"organisation", "organisatie", "name", "naam", "firm", "bedrijf"})


class Arm(StrEnum):
    """On which side of the comparison an organisation stands."""

    PARTICIPANTS = "participants"
    OTHERS = "others"


@dataclass(frozen=True)
class Participation:
    """The arm of every pair, by its key in the baseline; those not known are in neither."""

    arms: Mapping[str, Arm]
    remarks: tuple[Problem, ...] = ()


def read_participation(asked: str, waves: Sequence[BatchWave], matching: Matching) -> Participation:
    """Who took part, by a kept column or a file.

    Raises `UsageError` for what is neither, `InputError` for a file that cannot be read or that
    names none of the organisations.
    """
    for place in (1, 0):
        if asked in waves[place].field.kept:
            return _by_column(asked, waves[place], matching, place)
    if not Path(asked).is_file():
        kept = list(dict.fromkeys(one for wave in waves for one in wave.field.kept))
        values = {"value": asked, "known": ", ".join(kept) or "–", "nearest": closest(asked, kept)}
        raise usage_error(Fault.MONITOR_PARTICIPANTS, **values)
    return _by_file(Path(asked), waves, matching)


def _by_column(column: str, wave: BatchWave, matching: Matching, place: int) -> Participation:
    """Filled is taking part, a no is not. Empty is not either, unless somebody wrote no."""
    told = {key: fold(value) for key, value in wave.field.profiles.select(KEY, column).iter_rows()}
    with_no = not _NO.isdisjoint(told.values())
    arms = {}
    for pair in matching.pairs.items():
        value = told.get(pair[place], "")
        if value or not with_no:
            arms[pair[0]] = Arm.OTHERS if value in _NO or not value else Arm.PARTICIPANTS
    return Participation(arms)


def _by_file(path: Path, waves: Sequence[BatchWave], matching: Matching) -> Participation:
    """Whoever is named took part, all others did not."""
    named = _names_in(path)
    keys = {fold(key): key for key in matching.pairs}
    keys |= {fold(key): first for first, key in matching.pairs.items()}
    joined = {keys[fold(name)] for name in named if fold(name) in keys}
    if not joined:
        raise input_error(Fault.MONITOR_PARTICIPANTS_NONE, path, count=len(named))
    arms = {key: Arm.PARTICIPANTS if key in joined else Arm.OTHERS for key in matching.pairs}
    everyone = {fold(key) for wave in waves for key in wave.field.profiles[KEY].to_list()}
    strange = [name for name in named if fold(name) not in everyone]
    if not strange:
        return Participation(arms)
    near = NearestNames(matching.pairs)
    told = names_told([f"{one} ({near.find(one)}?)" if near.find(one) else one for one in strange])
    values = {"count": len(strange), "names": told}
    return Participation(arms, (Problem(Fault.MONITOR_PARTICIPANTS_STRANGE, values, str(path)),))


def _names_in(path: Path) -> list[str]:
    """The names in the first column, or in the one that is headed as names are."""
    sheet = open_sheets(path)[0]
    rows = [[clean_line(str(cell or "")) for cell in cells] for _, cells in sheet.rows]
    head = next((place for place, one in enumerate(rows[0]) if fold(one) in _HEADS), None)
    column, below = (0, rows) if head is None else (head, rows[1:])
    return [row[column] for row in below if len(row) > column and row[column]]
