"""How files would be read: which column is which question, which label which answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slimscan.batch.read.foreign_parquet import is_parquet, open_parquet
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.described import (
    ColumnUse,
    Description,
    LabelUse,
    describe_export,
    describe_unread,
)
from slimscan.imports.export import Export
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.mapping_start import mapping_start
from slimscan.language import problem_text, words
from slimscan.questionnaire.loading import Instrument

_TO_SETTLE = frozenset(
    {
        Fault.COLUMNS_MORE,
        Fault.EXPORT_OTHER_TOOL,
        Fault.HEADERS_FROM_TWO_ROWS,
        Fault.HEADER_BELOW,
        Fault.HEADERS_IN_TWO_ROWS,
        Fault.HEADINGS_CUT,
        Fault.OPTION_UNKNOWN,
        Fault.PROFILE_NUMBERS,
        Fault.TABLE_COLUMN_TORN,
        Fault.TABLE_COLUMN_TWICE,
        Fault.TABLE_NO_ITEMS,
        Fault.TOOL_OTHER_KIND,
        Fault.TOOL_UNCLEAR,
    }
)
"""What may be wrong with the columns of a table; all of it can be settled with a mapping."""


@dataclass(frozen=True)
class DryRun:
    """How files would be read."""

    descriptions: tuple[Description, ...]
    remarks: tuple[Problem, ...]
    """What has to be said of files that can be read."""
    problems: tuple[Problem, ...]
    """What has to be settled before the files can be read."""

    def lines(self, language: str) -> Iterator[str]:
        """In words, and a mapping to start from for what is not clear."""
        for one in self.descriptions:
            yield from _lines(one, language)
        for remark in self.remarks:
            yield problem_text(remark, language)
        if self.problems or any(map(_unsettled, self.descriptions)):
            yield words(language, "batch")["dry.start"]
            yield self.mapping(language)

    def mapping(self, language: str, whole: bool = False) -> str:
        """A mapping to start from; with `whole` every column is in it."""
        return mapping_start(self.descriptions, language, whole)


def dry_run(
    paths: Sequence[Path], instrument: Instrument, tool: str | None, mapping: AnswerMapping
) -> DryRun:
    """How these files would be read; raises `InputError` for one that is no table."""
    descriptions: list[Description] = []
    remarks: list[Problem] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            export = _export(path, instrument, tool, mapping)
        except InputError as error:
            if not all(one.fault in _TO_SETTLE for one in error.problems) or is_parquet(path):
                raise
            problems += error.problems
            descriptions.append(describe_unread(path, instrument, mapping))
            continue
        descriptions.append(describe_export(export, instrument))
        remarks += export.remarks
        problems += export.unsettled.values()
    return DryRun(tuple(descriptions), tuple(remarks), tuple(problems))


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
    if one.tool:
        yield say("dry.file", file=one.file, tool=one.tool, found=found, rows=one.rows)
    else:
        yield say("dry.unread", file=one.file, found=found, rows=one.rows)
    for column in one.columns:
        yield say(
            f"dry.{_column_key(column)}",
            column=column.key,
            target=column.target,
            nearest=column.nearest,
            examples="; ".join(column.examples),
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
