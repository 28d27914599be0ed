"""How an export would be read, before anything is taken from it, and what is left to settle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import matches_of
from slimscan.imports.export import Export, Found
from slimscan.imports.headers import column_keys
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.matcher import Matcher
from slimscan.imports.sheets import open_sheets
from slimscan.imports.tools.headed import own_headers, rows_below
from slimscan.imports.tools.tool import Sheet, SheetRow, sheet_below
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import answer_value
from slimscan.text import clean_line, fold

LONGEST_LABEL = 80
_MOST_LABELS = 500
"""So many different texts of one answer set are looked at; more are no labels."""
_CHUNK = 2_000
_EXAMPLES = 2
_LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class ColumnUse:
    """What a column is taken for: a question, a person column, or nothing."""

    key: str
    """Its header, with its place before it where another one has the same."""
    target: str
    """A question's code or a person column; empty when it fits nothing."""
    nearest: str = ""
    """The code that a column that fits nothing is most like."""
    examples: tuple[str, ...] = ()
    """Some of what stands in a column that fits nothing."""


@dataclass(frozen=True)
class LabelUse:
    """What a text in the columns of one answer set is taken for."""

    answer_set: str
    text: str
    value: str
    """An option's code or the name of a state; empty when it is refused."""
    count: int
    """In how many cells it stands."""
    nearest: str = ""
    """The code and label that a refused text is most like."""


@dataclass(frozen=True)
class Description:
    """How one file would be read."""

    file: str
    tool: str
    found: Found
    rows: int
    columns: tuple[ColumnUse, ...]
    labels: tuple[LabelUse, ...]


def describe_export(export: Export, instrument: Instrument) -> Description:
    """Go through an export; raises `InputError` where the file stops being a table."""
    counts, rows = _counted(export, instrument.questionnaire)
    first = [cells for _, cells in islice(export.rows, _CHUNK)]
    return Description(
        file=export.file,
        tool=export.tool,
        found=export.found,
        rows=rows,
        columns=tuple(_columns(export, first)),
        labels=tuple(_labels(instrument.questionnaire, counts)),
    )


def describe_unread(path: Path, instrument: Instrument, mapping: AnswerMapping) -> Description:
    """The columns of a file that cannot be read as it is, and what each of them is most like.

    Of its sheets the one with most columns, below the first row with most of them.

    Raises `InputError` for a file that is no table.
    """
    sheets = [sheet for sheet in open_sheets(path) if sheet.first]
    if not sheets:
        raise InputError([Problem(Fault.TABLE_EMPTY, {}, str(path))])
    widest = max(sheets, key=lambda sheet: max(map(_width, sheet.first)))
    sheet = sheet_below(widest, _header_row(widest))
    matcher, headers = Matcher(instrument), own_headers(sheet)
    matches = matches_of(matcher, headers, mapping.columns)
    names = column_keys([one.shown for one in headers])
    rows = [cells for _, cells in rows_below(sheet)]
    uses = (
        ColumnUse(
            names[place],
            match.name if match else "",
            "" if match else matcher.nearest(headers[place]),
            _examples(rows, place),
        )
        for place, match in enumerate(matches)
        if headers[place].shown or _examples(rows, place)
    )
    return Description(sheet.file, "", Found.NOT_READ, len(rows), tuple(uses), ())


def _header_row(sheet: Sheet) -> int:
    """The place of the first row that has something in most columns."""
    most = max(map(_width, sheet.first))
    return next(place for place, row in enumerate(sheet.first) if 2 * _width(row) >= most)


def _width(row: SheetRow) -> int:
    return sum(map(_holds, row[1]))


def _examples(rows: Iterable[Sequence[object]], place: int) -> tuple[str, ...]:
    """Two values that stand in a column."""
    found: dict[str, None] = {}
    for cells in rows:
        if place < len(cells) and _holds(cells[place]):
            found[clean_line(str(cells[place]), _LONGEST_EXAMPLE)] = None
            if len(found) == _EXAMPLES:
                break
    return tuple(found)


def _holds(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _columns(export: Export, rows: Sequence[Sequence[object]]) -> Iterator[ColumnUse]:
    columns = export.columns
    names = column_keys(columns.headers)
    targets = {place: name for name, place in columns.people.items()}
    targets |= {place: one.id for place, one in (columns.items | columns.changes).items()}
    for place in sorted(targets):
        yield ColumnUse(names[place], targets[place])
    places = {name: place for place, name in enumerate(names)}
    for key, nearest in columns.ignored.items():
        yield ColumnUse(key, "", nearest, _examples(rows, places[key]))


_Key = tuple[str, str, str]
"""An answer set, a text, and what it is taken for."""


def _counted(export: Export, questionnaire: Questionnaire) -> tuple[Counter[_Key], int]:
    counts: dict[int, Counter[object]] = {place: Counter() for place in export.columns.items}
    rows = 0
    waiting = iter(export.rows)
    while chunk := list(islice(waiting, _CHUNK)):
        rows += len(chunk)
        for place, counter in counts.items():
            if len(counter) < _MOST_LABELS:
                counter.update(str(row[place]) for _, row in chunk if _filled(row, place))
    read: Counter[_Key] = Counter()
    for place, item in export.columns.items.items():
        for text, count in counts[place].items():
            key = (
                item.answer_set or questionnaire.default_answer_set,
                clean_line(str(text), LONGEST_LABEL),
                _value(export, questionnaire, item, text),
            )
            read[key] += count
    return read, rows


def _filled(row: Sequence[object], place: int) -> bool:
    return place < len(row) and row[place] is not None and row[place] != ""


def _value(export: Export, questionnaire: Questionnaire, item: Item, text: object) -> str:
    try:
        return str(answer_value(questionnaire, item, export.answer(item, text)))
    except InputError:
        return ""


def _labels(questionnaire: Questionnaire, counts: Counter[_Key]) -> Iterator[LabelUse]:
    for (answer_set, text, value), count in sorted(counts.items(), key=lambda one: one[0]):
        nearest = "" if value else _nearest(questionnaire, answer_set, text)
        yield LabelUse(answer_set, text, value, count, nearest)


def _nearest(questionnaire: Questionnaire, answer_set: str, text: str) -> str:
    options = next(one for one in questionnaire.answer_sets if one.id == answer_set)
    codes = {
        fold(label): f"{code}, {label}"
        for code, option in zip(options.codes, options.options, strict=True)
        for label in option.label.values()
    }
    return codes.get(closest(fold(text), codes), "")
