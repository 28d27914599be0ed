"""What one file of answers held: who answered, and what was refused and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.loading import Instrument
from slimscan.staff.answers import StaffRespondent

LONGEST_VALUE = 40


@dataclass(frozen=True)
class FileSource:
    """The file that is read, and the scan that it is read for."""

    file: str
    """The file as the user named it."""
    instrument: Instrument
    scan: str
    """The id of the scan."""
    organisation: str = ""
    """The name of the scan's organisation, as far as it is known."""

    def refusal(self, row: int | None, fault: Fault, **values: object) -> Refusal:
        """Why a row is refused, with its place."""
        return Refusal(Problem(fault, values, self.file, row))


@dataclass(frozen=True)
class Refusal:
    """One reason why a row was refused."""

    problem: Problem
    column: str = ""
    value: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Handed:
    """One respondent's answers that passed the check, with the row as a person counts."""

    row: int | None
    name: str
    """What the file calls the respondent."""
    person: StaffRespondent
    remark: str = ""
    formerly: str = ""
    """What an older slimscan called the respondent."""
    basis: str = ""
    """What the respondent's id in the scan was made from; empty where the id is the form's own."""


@dataclass
class FileDelivery:
    """What was read from one file: every row is handed, refused or blank."""

    handed: list[Handed] = field(default_factory=list)
    refused: list[tuple[Refusal, ...]] = field(default_factory=list)
    """For each refused row all reasons."""
    blank: int = 0
    """Rows without any answer."""
    tool: str = ""
    """The tool it was read as an export of; empty for files of slimscan's own forms."""
    passed: int = 0
    """Rows that the tool itself marks as no answers, such as those that were not finished."""
    ignored: dict[str, str] = field(default_factory=dict)
    """Columns that fit no question, with the nearest code or an empty text."""
    outdated: list[str] = field(default_factory=list)
    """Items of another version of the questionnaire whose answers no longer fit."""
    ids_within_file: bool = False
    """Whether the tool numbers people anew in every survey."""
    remarks: list[Problem] = field(default_factory=list)
    """What has to be said of the file beside its rows."""

    def refuse(self, reasons: Iterable[Refusal]) -> None:
        """Refuse one row."""
        self.refused.append(tuple(reasons))

    def refuse_rows(self, broken: Iterable[Problem]) -> None:
        """Refuse rows that could not be read as rows; all reasons come in the order of the rows."""
        for problem in broken:
            self.refuse([Refusal(problem)])
        self.refused.sort(key=lambda reasons: reasons[0].problem.line or 0)

    def extend(self, other: FileDelivery) -> None:
        """Add what another part of the same file held."""
        self.handed += other.handed
        self.refused += other.refused
        self.blank += other.blank
        self.passed += other.passed
        self.ignored |= other.ignored
        self.outdated += other.outdated
        self.remarks += other.remarks
