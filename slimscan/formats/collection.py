"""Collecting: read the files that staff handed in, and add to a scan's staff what may be added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.formats.answer_json import read_json_file, read_json_lines
from slimscan.formats.answer_table import read_csv
from slimscan.formats.delivery import Delivery, Handed, Source
from slimscan.formats.workbook import read_workbook
from slimscan.questionnaire.loading import Instrument
from slimscan.staff import Gathering, StaffAnswers, Standing

LARGEST_FILE = 16 * 1024 * 1024

AnswerReader = Callable[[Source, bytes], Delivery]

READERS: Mapping[str, AnswerReader] = {
    ".json": read_json_file,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".xlsx": read_workbook,
}
"""How a file is read, by the ending of its name."""


@dataclass(frozen=True)
class Duplicate:
    """One respondent who was there already."""

    file: str
    row: int | None
    name: str
    standing: Standing


@dataclass
class Collected:
    """What became of everything that was handed in."""

    staff: StaffAnswers
    taken: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    """What each file held, by its name."""
    unreadable: list[Problem] = field(default_factory=list)
    """Why files could not be read at all."""

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return sum(len(delivery.refused) for delivery in self.deliveries.values())

    @property
    def blank(self) -> int:
        """How many rows had no answer at all."""
        return sum(delivery.blank for delivery in self.deliveries.values())

    @property
    def read(self) -> int:
        """How many rows there were: every one is taken, a duplicate, refused or blank."""
        return self.taken + len(self.duplicates) + self.refused + self.blank

    @property
    def conflicts(self) -> list[Duplicate]:
        """The duplicates whose answers are not the ones that were collected."""
        return [one for one in self.duplicates if one.standing is Standing.OTHER_ANSWERS]


def collect(instrument: Instrument, staff: StaffAnswers, paths: Iterable[Path]) -> Collected:
    """Read every file and add what passes the check; a file that cannot be read costs itself."""
    gathering = Gathering(staff)
    collected = Collected(staff)
    for path in dict.fromkeys(paths):
        source = Source(str(path), instrument, staff.scan)
        try:
            delivery = read_answers(source, path)
        except InputError as error:
            collected.unreadable += error.problems
            continue
        collected.deliveries[source.file] = delivery
        for handed in delivery.handed:
            _add(collected, gathering, source, handed)
    return replace(collected, staff=gathering.gathered())


def read_answers(source: Source, path: Path) -> Delivery:
    """What one file holds; raises `InputError` when it cannot be read at all."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise input_error(Fault.ANSWERS_KIND_UNKNOWN, path, known=known)
    return reader(source, _content(path))


def _add(collected: Collected, gathering: Gathering, source: Source, handed: Handed) -> None:
    standing = gathering.add(handed.person, handed.remark)
    if standing is Standing.TAKEN:
        collected.taken += 1
    else:
        duplicate = Duplicate(source.file, handed.row, handed.name, standing)
        collected.duplicates.append(duplicate)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise input_error(Fault.FILE_MISSING, path) from None
    except OSError as error:
        raise input_error(Fault.FILE_UNREADABLE, path, reason=error.strerror or error) from None
    if len(content) > LARGEST_FILE:
        raise input_error(Fault.FILE_TOO_LARGE, path, largest=LARGEST_FILE // 1024)
    return content
