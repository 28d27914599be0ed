"""How files would be read: which column is which question, which label which answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from slimscan.batch.given import is_parquet, open_parquet
from slimscan.errors import InputError
from slimscan.formats.importing import Export, open_export
from slimscan.formats.mapping import AnswerMapping
from slimscan.language import Words
from slimscan.questionnaire.loading import Instrument
from slimscan.responses import State, answer_value
from slimscan.text import clean_line

ROWS = 1000
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Label:
    """One spelling of an answer, what it is taken for, and in how many columns it is that."""

    text: str
    value: str | None
    """Nothing when it is refused."""
    columns: int


@dataclass(frozen=True)
class DryRun:
    """How one file would be read."""

    export: Export
    rows: int
    labels: tuple[Label, ...]

    def lines(self, say: Words) -> Iterator[str]:
        """The same in words."""
        export, columns = self.export, self.export.columns
        found = say[f"dry.found.{export.found.value}"]
        yield say("dry.file", file=export.file, tool=export.tool, found=found)
        targets = {place: name for name, place in columns.people.items()}
        targets |= {place: item.id for place, item in columns.items.items()}
        targets |= {place: change.id for place, change in columns.changes.items()}
        for place in sorted(targets):
            header = columns.headers[place][:LONGEST_LABEL]
            yield say("dry.column", column=header, target=targets[place])
        for column, nearest in columns.ignored.items():
            key = "dry.ignored_near" if nearest else "dry.ignored"
            yield say(key, column=column, nearest=nearest)
        for one in self.labels:
            key = "dry.refused" if one.value is None else "dry.label"
            yield say(key, label=one.text, value=one.value, columns=one.columns)
        yield say("dry.rows", rows=self.rows)


def dry_run(path: Path, instrument: Instrument, tool: str | None, mapping: AnswerMapping) -> DryRun:
    """Look at the first rows of a file; raises `InputError` when it cannot be read."""
    if is_parquet(path):
        table = open_parquet(path, instrument, mapping)
        batch = next(table.batches(), None)
        cells = [] if batch is None else batch.head(ROWS).drop("__row").rows()
        return _of(table.export, cells, instrument)
    export = open_export(path, instrument, tool, mapping)
    return _of(export, [cells for _, cells in islice(export.rows, ROWS)], instrument)


def _of(export: Export, rows: Sequence[Sequence[object]], instrument: Instrument) -> DryRun:
    counted: Counter[tuple[str, str | None]] = Counter()
    for place, item in export.columns.items.items():
        seen = {str(cells[place]) for cells in rows if place < len(cells) and cells[place]}
        for text in seen:
            try:
                answer = export.answer(item, text)
            except InputError:
                value = None
            else:
                if answer.state is State.SKIPPED:
                    continue
                value = str(answer_value(instrument.questionnaire, item, answer))
            counted[clean_line(text, LONGEST_LABEL), value] += 1
    ordered = sorted(counted.items(), key=lambda one: (one[0][1] or "", one[0][0]))
    labels = tuple(Label(text, value, columns) for (text, value), columns in ordered)
    return DryRun(export, len(rows), labels)
