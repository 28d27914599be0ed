"""Collecting: read the files that staff handed in, and add to a scan's staff what may be added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.imports.delivery import FileDelivery, FileSource, Handed
from slimscan.imports.form_files import Unsealer, read_forms, read_passed_on
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.same_survey import placed
from slimscan.imports.staff_rows import read_export
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.sealing import PublicKey, SecretKey
from slimscan.staff.answers import Gathering, StaffAnswers, Taken

_LARGEST_FILE = 16 * 1024 * 1024

_JSON = (".json", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class Duplicate:
    """One respondent who was there already."""

    file: str
    row: int | None
    name: str
    standing: Taken


@dataclass
class Collected:
    """What became of everything that was handed in."""

    staff: StaffAnswers
    least: int
    """The fewest staff of whom anything is shown."""
    taken: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    deliveries: dict[str, FileDelivery] = field(default_factory=dict)
    """What each file held, by its name."""
    unreadable: list[Problem] = field(default_factory=list)
    """Why files could not be read at all: what holds for many of them once."""
    unread: int = 0
    """How many files could not be read at all."""
    closed: int = 0
    """How many people there are whose answers stayed closed; then `staff` is empty."""

    @property
    def total(self) -> int:
        """How many people's answers there are now."""
        return self.closed or len(self.staff.respondents)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return sum(len(delivery.refused) for delivery in self.deliveries.values())

    @property
    def blank(self) -> int:
        """How many rows had no answer at all."""
        return sum(delivery.blank for delivery in self.deliveries.values())

    @property
    def passed(self) -> int:
        """How many rows the tools themselves mark as no answers."""
        return sum(delivery.passed for delivery in self.deliveries.values())

    @property
    def read(self) -> int:
        """How many rows there were: taken, duplicates, refused, passed over or blank."""
        return self.taken + len(self.duplicates) + self.refused + self.passed + self.blank

    @property
    def repeats(self) -> int:
        """How many of the duplicates gave the answers that were collected."""
        return len(self.duplicates) - len(self.conflicts)

    @property
    def conflicts(self) -> list[Duplicate]:
        """The duplicates whose answers are not the ones that were collected."""
        return [one for one in self.duplicates if one.standing is Taken.OTHER_ANSWERS]


@dataclass(frozen=True)
class Told:
    """What the user told about the files: the tool they come from, and what is what in them."""

    tool: str | None = None
    mapping: AnswerMapping | None = None
    organisation: str = ""
    """The name of the scan's organisation: a row that names another is another firm's."""
    key: PublicKey | None = None
    """The key of the scan, when it has one."""
    secret: Callable[[], SecretKey] | None = None
    """Opens that key; raises `InputError` when it cannot."""


def collect_files(
    instrument: Instrument, staff: StaffAnswers, paths: Iterable[Path], told: Told | None = None
) -> Collected:
    """Read every file and add what passes the check; a file that cannot be read costs itself.

    Raises `UsageError` for a tool that is not known.
    """
    gathering = Gathering(staff)
    collected = Collected(staff, instrument.questionnaire.release_minimum)
    for path in dict.fromkeys(paths):
        told = told or Told()
        source = FileSource(str(path), instrument, staff.scan, told.organisation)
        try:
            delivery = read_answers(source, path, told)
        except InputError as error:
            new = [one for one in error.problems if one not in collected.unreadable]
            collected.unreadable += new
            collected.unread += 1
            continue
        collected.deliveries[source.file] = delivery
        alike = gathering.alike
        for handed in placed(delivery, gathering):
            _add(collected, gathering, source, handed)
        if rows := gathering.alike - alike:
            delivery.remarks.append(Problem(Fault.ANSWERS_ALIKE, {"rows": rows}, source.file))
    return replace(collected, staff=gathering.gathered())


def read_answers(source: FileSource, path: Path, told: Told) -> FileDelivery:
    """What one file holds; raises `InputError` when it cannot be read at all."""
    _check_size(path)
    forms = None
    unsealer = Unsealer(told.key, told.secret)
    if told.tool is None and path.suffix.lower() in _JSON:
        forms = read_forms(source, path, unsealer)
    elif told.tool is None:
        forms = read_passed_on(source, path, unsealer)
    if forms is not None:
        return forms
    export = open_export(path, source.instrument, told.tool, told.mapping)
    return read_export(source, export)


def _add(collected: Collected, gathering: Gathering, source: FileSource, handed: Handed) -> None:
    standing = gathering.add(handed.person, handed.remark, handed.formerly)
    if standing is Taken.TAKEN:
        collected.taken += 1
    else:
        duplicate = Duplicate(source.file, handed.row, handed.name, standing)
        collected.duplicates.append(duplicate)


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        return  # reading it says what is wrong
    if size > _LARGEST_FILE:
        raise input_error(Fault.FILE_TOO_LARGE, path, largest=_LARGEST_FILE // 1024)
