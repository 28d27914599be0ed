"""How an export would be read, before anything is taken from it, and what is left to settle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from slimscan.errors import InputError
from slimscan.imports.columns import IGNORE, IMPORT_WORDS
from slimscan.imports.export import Export, Found
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import PERSON_COLUMNS, State, answer_value
from slimscan.text import clean_line, fold

LONGEST_LABEL = 80
_MOST_LABELS = 500
"""So many different texts of one answer set are looked at; more are no labels."""
_CHUNK = 2_000


@dataclass(frozen=True)
class ColumnUse:
    """What a column is taken for: a question, a person column, or nothing."""

    header: str
    target: str
    """A question's code or a person column; empty when it fits nothing."""
    nearest: str = ""
    """The code that a column that fits nothing is most like."""


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
    return Description(
        file=export.file,
        tool=export.tool,
        found=export.found,
        rows=rows,
        columns=tuple(_columns(export)),
        labels=tuple(_labels(instrument.questionnaire, counts)),
    )


def mapping_start(descriptions: Sequence[Description], language: str) -> str:
    """The text of a mapping to start from: what fits nothing, with nothing behind it yet."""
    say = words(language, IMPORT_WORDS)
    columns = {
        one.header: one.nearest for it in descriptions for one in it.columns if not one.target
    }
    labels = {one.text: one.nearest for it in descriptions for one in it.labels if not one.value}
    people = ", ".join(PERSON_COLUMNS)
    states = ", ".join(state.value for state in State if state is not State.ANSWERED)
    return "\n".join(
        [
            f"# {say('start.columns', people=people, ignore=IGNORE)}",
            *_unsettled("columns", columns),
            f"# {say('start.labels', states=states)}",
            *_unsettled("labels", labels),
            "",
        ]
    )


def _unsettled(part: str, names: Mapping[str, str]) -> Iterator[str]:
    if not names:
        yield f"{part}: {{}}"
        return
    yield f"{part}:"
    for name, nearest in names.items():
        hint = f"  # {nearest}?" if nearest else ""
        yield f"  {json.dumps(name, ensure_ascii=False)}:{hint}"


def _columns(export: Export) -> Iterator[ColumnUse]:
    columns = export.columns
    targets = {place: name for name, place in columns.people.items()}
    targets |= {place: one.id for place, one in (columns.items | columns.changes).items()}
    for place in sorted(targets):
        yield ColumnUse(columns.headers[place], targets[place])
    for header, nearest in columns.ignored.items():
        yield ColumnUse(header, "", nearest)


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
