"""Who took part in the programme: by a column that the branch kept, or by a list of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from slimscan.batch.monitor.matching import Matching, NearestNames
from slimscan.batch.monitor.waves import BatchWave
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.errors import Fault, Problem, input_error, usage_error
from slimscan.imports.headers import names_told
from slimscan.imports.sheets import open_sheets
from slimscan.questionnaire.validation import closest
from slimscan.text import clean_line, fold

_NO = frozenset({"no", "n", "nee", "neen", "false", "onwaar", "0", "-"})
_YES = frozenset({"yes", "y", "ja", "j", "true", "waar", "1", "x"})
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
    """Whoever is named took part, all others did not; organisations have a name and may have an id.

    Where a column behind the names says yes or no, whoever it says no of did not.
    """
    named = _names_in(path, matching.id_column)
    joined = [name for name, took_part in named if took_part]
    keys = _keys_by_name(matching)
    if not any(fold(name) in keys for name, _ in named):
        raise input_error(Fault.MONITOR_PARTICIPANTS_NONE, path, count=len(named))
    some = {keys[fold(name)] for name in joined if fold(name) in keys}
    arms = {key: Arm.PARTICIPANTS if key in some else Arm.OTHERS for key in matching.pairs}
    everyone = {fold(key) for wave in waves for key in wave.field.profiles[KEY].to_list()}
    everyone |= {one for ids in matching.ids for one in ids.values()}
    strange = [name for name, _ in named if fold(name) not in everyone]
    if not strange:
        return Participation(arms)
    near = NearestNames(matching.pairs)
    told = names_told([f"{one} ({near.find(one)}?)" if near.find(one) else one for one in strange])
    values = {"count": len(strange), "names": told}
    return Participation(arms, (Problem(Fault.MONITOR_PARTICIPANTS_STRANGE, values, str(path)),))


def _keys_by_name(matching: Matching) -> dict[str, str]:
    """The key of every pair in the baseline, by its ids and by its names in both waves."""
    keys = {}
    for first, second in matching.pairs.items():
        for place, key in enumerate((first, second)):
            keys[matching.ids[place].get(key, "")] = first
    keys |= {fold(second): first for first, second in matching.pairs.items()}
    return {name: key for name, key in keys.items() if name} | {
        fold(key): key for key in matching.pairs
    }


def _names_in(path: Path, id_column: str | None) -> list[tuple[str, bool]]:
    """Each name with whether it took part.

    Names are in the first column, or in the one that is headed as names or as the ids are.
    """
    sheets = open_sheets(path)
    rows = [[clean_line(str(cell or "")) for cell in cells] for sheet in sheets[:1]
            for _, cells in sheet.rows]  # fmt: skip
    if not any(any(row) for row in rows):
        raise input_error(Fault.MONITOR_PARTICIPANTS_EMPTY, path)
    heads = _HEADS | ({fold(id_column)} if id_column else set())
    head = next((place for place, one in enumerate(rows[0]) if fold(one) in heads), None)
    column, below = (0, rows) if head is None else (head, rows[1:])
    named = [row for row in below if len(row) > column and row[column]]
    answer = _answer_column(path, rows[0], named, column)
    return [(row[column], answer is None or _says_yes(row, answer)) for row in named]


def _answer_column(
    path: Path, heading: Sequence[str], named: Sequence[Sequence[str]], names: int
) -> int | None:
    """The one column beside the names that holds yes and no and nothing else, under any heading."""
    found = []
    for place in range(max(map(len, named), default=0)):
        told = {fold(row[place]) for row in named if len(row) > place} - {""}
        told -= {fold(heading[place])} if len(heading) > place else set()
        if place != names and told and told <= _NO | _YES:
            found.append(place)
    if len(found) > 1:
        columns = ", ".join(heading[place] for place in found if len(heading) > place)
        raise input_error(Fault.MONITOR_PARTICIPANTS_UNSURE, path, columns=columns)
    return found[0] if found else None


def _says_yes(row: Sequence[str], place: int) -> bool:
    return len(row) > place and fold(row[place]) in _YES
