"""What an importer of a survey tool's export is: from the sheet as it is to a table of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from slimscan.errors import Fault, InputError, Problem

SheetRow = tuple[int, Sequence[object]]
"""The number of a row as a person counts in that file, and its cells."""

SHOWN_FIRST = 12

MOST_COLUMNS = 5_000
"""No table of answers is wider; matching more headers takes minutes."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of an export before anything in it is interpreted.

    `kind` is what the file is made of: csv, xlsx or json. In JSON every record is a row whose cells
    stand under the names of `rows`' first row; nested names are joined with a full stop.
    """

    file: str
    """The file as the user named it; in a zip `archive.zip/member.csv`."""
    kind: str
    name: str
    """The sheet's name in a workbook, the member's in a zip; else empty."""
    first: tuple[SheetRow, ...]
    """The first rows with anything in them, at most `SHOWN_FIRST`."""
    rows: Iterable[SheetRow]
    """Every row with anything in it, those of `first` included; read as they are asked for.

    They may be gone through more than once.
    """
    broken: list[Problem] = field(default_factory=list)
    """Rows that cannot be read as rows, each with its place; filled while `rows` are read."""
    remarks: list[Problem] = field(default_factory=list)
    """What has to be said of it before anything in it is scored."""
    above: int = 0
    """How many rows with anything in them stand above the header; they are not in `rows`."""
    titles: Sequence[object] = ()
    """The row above the header where it has titles of columns, and not of the table."""


def check_width(file: str, columns: int) -> None:
    """Raise `InputError` for a table that is wider than any of answers."""
    if columns > MOST_COLUMNS:
        values = {"columns": columns, "most": MOST_COLUMNS}
        raise InputError([Problem(Fault.TABLE_WIDE, values, file)])


@dataclass(frozen=True)
class RowsBelow:
    """The rows of a sheet less the first."""

    rows: Iterable[SheetRow]
    above: int

    def __iter__(self) -> Iterator[SheetRow]:
        return islice(self.rows, self.above, None)


def sheet_below(sheet: Sheet, above: int) -> Sheet:
    """The sheet without its first rows, such as a title or comments above the header."""
    if not above:
        return sheet
    rows = RowsBelow(sheet.rows, above)
    _, over = sheet.first[above - 1]
    titles = over if sum(map(_filled, over)) > 1 else ()
    return replace(sheet, first=sheet.first[above:], rows=rows, above=above, titles=titles)


def _filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


@dataclass(frozen=True)
class Header:
    """A column of an export."""

    shown: str
    """As it stands in the file, cleaned."""
    names: tuple[str, ...] = ()
    """Codes and texts that the column may be matched by, best first; none is its `shown` alone."""
    person: str | None = None
    """The column of `PERSON_COLUMNS` that this column of the tool's own stands for."""
    ignored: bool = False
    """A column of the tool's own that holds no answer; it is passed over in silence.

    One with the very code or text of a question in `names` is none of those.
    """
    option: str = ""
    """What may be an option that the tool gives a column of its own."""
    taken: bool = False
    """Whether what it holds stands in another column now."""


@dataclass
class Passed:
    """The rows that were passed over; rows are read late, so it grows while they are read."""

    rows: int = 0
    taken: bool = False
    """Whether such rows are read as any other."""
    tell: Callable[[int, Fault], None] | None = None
    """Is told the number of every such row, and the reason."""

    def add(self, row: int, reason: Fault) -> None:
        """Count one row, and tell it."""
        self.rows += 1
        if self.tell:
            self.tell(row, reason)


@dataclass(frozen=True)
class AnswerTable:
    """The answers in a sheet: its columns, and the rows of respondents only."""

    headers: tuple[Header, ...]
    rows: Iterable[SheetRow]
    missing: frozenset[str] = frozenset()
    """How this tool writes that nothing was answered, case-folded, beside what always counts."""
    codes: Mapping[str, str] | None = None
    """How this tool writes an answer that slimscan's form for it gave another code, case-folded."""
    passed: Passed = field(default_factory=Passed)
    """Rows with something in them that are not answers, as the tool itself marks them."""
    places: Mapping[str, int] | None = None
    """How this tool writes an option by its place in the set, counted from 0, case-folded."""
    numbered: bool = False
    """Whether this tool numbers options by itself, in the order in which they were made.

    Then one number that is no code shows that the others are none either.
    """
    own_names: str = ""
    """How the questions of slimscan's own form begin: its numbers are known, if all of them do."""
    day_first: bool | None = None
    """Whether this tool writes the day before the month; nothing when that is not known."""
    remarks: tuple[Fault, ...] = ()
    """What would change everything and has to be said before anything is scored."""


@dataclass(frozen=True)
class Tool:
    """A survey tool whose exports can be read."""

    name: str
    """What `--from` takes."""
    title: str
    kinds: tuple[str, ...]
    """What its exports are made of: csv, xlsx, json."""
    recognises: Callable[[Sheet], bool]
    """Whether only this tool can have made the sheet; when it is not clear, it is not."""
    read: Callable[[Sheet], AnswerTable]
    """Raises `InputError` when the sheet cannot be an export of this tool."""
    ids_within_file: bool = False
    """Whether it numbers answers anew in every survey, so that an id is a name within its file."""
