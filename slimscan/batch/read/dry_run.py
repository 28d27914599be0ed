"""How files would be read: which column is which question, which label which answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slimscan.batch.read.foreign_parquet import is_parquet, open_parquet
from slimscan.imports.described import (
    ColumnUse,
    Description,
    LabelUse,
    describe_export,
    mapping_start,
)
from slimscan.imports.export import Export
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.language import problem_text, words
from slimscan.questionnaire.loading import Instrument


def dry_run(
    paths: Sequence[Path],
    instrument: Instrument,
    tool: str | None,
    mapping: AnswerMapping,
    language: str,
) -> Iterator[str]:
    """In words how these files would be read, and a mapping to start from for what is not clear.

    Raises `InputError` when a file cannot be read.
    """
    exports = [_export(path, instrument, tool, mapping) for path in paths]
    descriptions = [describe_export(one, instrument) for one in exports]
    for export, one in zip(exports, descriptions, strict=True):
        yield from _lines(one, language)
        for remark in export.remarks:
            yield problem_text(remark, language)
    if any(_unsettled(one) for one in descriptions):
        yield words(language, "batch")["dry.start"]
        yield mapping_start(descriptions, language)


def _export(path: Path, instrument: Instrument, tool: str | None, mapping: AnswerMapping) -> Export:
    if not is_parquet(path):
        return open_export(path, instrument, tool, mapping)
    return open_parquet(path, instrument, mapping).export


def _unsettled(one: Description) -> bool:
    columns = any(not column.target for column in one.columns)
    return columns or any(not label.value for label in one.labels)


def _lines(one: Description, language: str) -> Iterator[str]:
    say = words(language, "batch")
    found = say[f"dry.found.{one.found.value}"]
    yield say("dry.file", file=one.file, tool=one.tool, found=found, rows=one.rows)
    for column in one.columns:
        yield say(
            f"dry.{_column_key(column)}",
            column=column.header,
            target=column.target,
            nearest=column.nearest,
        )
    for label in one.labels:
        yield say(
            f"dry.{_label_key(label)}",
            label=label.text,
            value=label.value,
            count=label.count,
            nearest=label.nearest,
        )


def _column_key(column: ColumnUse) -> str:
    if column.target:
        return "column"
    return "ignored_near" if column.nearest else "ignored"


def _label_key(label: LabelUse) -> str:
    if label.value:
        return "label"
    return "refused_near" if label.nearest else "refused"
