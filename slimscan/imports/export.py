"""An export: a table of answers with its columns matched, and the readers for its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum, auto

from slimscan.errors import Fault, Problem
from slimscan.imports.code_set import CodeCheck
from slimscan.imports.columns import Columns
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import Passed, SheetRow
from slimscan.questionnaire.models import Change, Item
from slimscan.scoring.responses import Answer

OWN = "slimscan"
"""What a table of slimscan's own making is read as."""


class Found(StrEnum):
    """How it was found out which tool made an export."""

    GIVEN = auto()
    RECOGNISED = auto()
    BY_CODES = auto()
    """Its columns are named by the codes of the items."""
    NOT_READ = auto()
    """It was not, and the file cannot be read yet."""
    BY_MAPPING = auto()
    """The user settled what every question's column holds."""


@dataclass(frozen=True)
class Export:
    """One table of answers as a tool exported it: its columns are matched, its rows wait.

    `rows` are the rows of respondents, each with its number as a person counts; cells stand in the
    order of `columns.headers`, and a row may be too short or too long. Going through them, as often
    as it is asked for, raises `InputError` where the file stops being a table.
    """

    file: str
    """The file as the user named it; in a zip `archive.zip/member.csv`."""
    tool: str
    columns: Columns
    rows: Iterable[SheetRow]
    answer: Callable[[Item, object], Answer]
    """What a cell stands for; raises `InputError` when it is none that is accepted."""
    person: Callable[[str, object], str]
    """What a cell of a person column stands for: ids of the questionnaire's profile, ISO dates.

    An empty text for a cell that is not empty: a date that is none or can be read in two ways.
    Raises `InputError` for a cell that holds an error.
    """
    moment: Callable[[object], str]
    """The day in a cell of `measured_on` as `person` gives it, with its time where it has one."""
    change: Callable[[Change, object], Answer]
    """What a cell of a question about changes stands for: its first place is yes, its second no."""
    found: Found = Found.GIVEN
    broken: list[Problem] = field(default_factory=list)
    """Rows that could not be read as rows, each with its place; filled while `rows` are read."""
    remarks: tuple[Problem, ...] = ()
    """What has to be said before anything is scored."""
    short_rows_count: bool = False
    """Whether a row that is too short lacks something; a workbook leaves out empty cells."""
    ids_within_file: bool = False
    """Whether the tool numbers answers anew in every file, so that ids are names within it."""
    code_check: CodeCheck | None = None
    passed_over: Passed = field(default_factory=Passed)

    @property
    def unsettled(self) -> dict[str, Problem]:
        """The columns that decide who is who and are not sure, by what they may hold.

        Whoever needs to know who is who has them settled before anything is read.
        """
        return {
            held: Problem(Fault.COLUMN_DECISIVE, {"column": told(key), "held": held}, self.file)
            for key, held in self.columns.decisive.items()
        }

    @property
    def passed(self) -> int:
        """How many rows the tool marks as no answers, as far as `rows` were read."""
        return self.passed_over.rows

    def tell_passed(self, tell: Callable[[int, Fault], None]) -> None:
        """Have every row that is passed over told, with the reason, while `rows` are read."""
        self.passed_over.tell = tell

    def person_cell(self, name: str, cell: object) -> str:
        """What a cell beside the answers stands for; the moment of an answer with its time."""
        return self.moment(cell) if name == "measured_on" else self.person(name, cell)

    def check_codes(self) -> None:
        """Raise `InputError` when the numbers in it are provably those of another scale.

        Goes through all rows once more.
        """
        self.passed_over.tell = None
        if self.code_check:
            self.code_check.check(self.rows)
