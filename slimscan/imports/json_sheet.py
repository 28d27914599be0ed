"""Answers as JSON or YAML: answer files, lists of them, and JSON lines, as one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.imports.text_file import LongLineError, TextFile, file_text
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow, check_width
from slimscan.questionnaire.json_text import parse_json

LARGEST_DOCUMENT = 32 * 1024 * 1024
"""In bytes; a document is kept in memory as a whole, JSON lines are not."""

_RESPONSES = "responses"
_LINES = re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)

Record = tuple[int, object]
"""The number of a record, by its place in the list or by its line, and what it holds."""


@dataclass(frozen=True)
class Records:
    """The records of a file; a line that is not JSON costs itself."""

    file: str
    lines: TextFile | None = None
    """The file when every line is a record."""
    document: Any = None
    broken: list[Problem] = field(default_factory=list)
    damaged: int = 0
    """How many letters are of another encoding than the rest."""

    @property
    def listed(self) -> list[Any]:
        """The records of a document: it, its list, or the list of records in it."""
        if isinstance(self.document, list):
            return self.document
        inside = _only_list(self.document)
        return [self.document] if inside is None else inside

    @property
    def single(self) -> bool:
        """Whether the file is one record, and no list of them."""
        whole = isinstance(self.document, list) or _only_list(self.document) is not None
        return self.lines is None and not whole

    def __iter__(self) -> Iterator[Record]:
        self.broken.clear()
        if self.lines:
            yield from self._by_line(self.lines)
        else:
            yield from enumerate(self.listed, start=1)

    def _by_line(self, text: TextFile) -> Iterator[Record]:
        number = 0
        try:
            for number, line in enumerate(text.lines(), start=1):
                if line.strip():
                    try:
                        yield number, parse_json(line, self.file)
                    except InputError as error:
                        self.broken.append(replace(error.problems[0], line=number))
        except LongLineError:
            problem = Problem(Fault.TABLE_BROKEN, {}, self.file, number + 1)
            raise InputError([problem]) from None


@dataclass(frozen=True)
class _Rows:
    """Every record as a row below the names; nested names are joined with a full stop."""

    records: Records
    names: tuple[str, ...]

    def __iter__(self) -> Iterator[SheetRow]:
        yield 0, self.names
        for number, record in self.records:
            pairs = list(_pairs(record, ""))
            cells = dict(pairs)
            if cells and len(cells) == len(pairs):
                yield number, [cells.get(name) for name in self.names]
            else:
                problem = Problem(Fault.ANSWERS_SHAPE, {}, self.records.file, number)
                self.records.broken.append(problem)


def json_records(path: Path) -> Records:
    """The records in a file; raises `InputError` when it is neither JSON nor JSON lines."""
    text = file_text(path)
    if _LINES.search(path.name) or _starts_with_record(text):
        return Records(str(path), text, damaged=text.damaged)
    if path.stat().st_size > LARGEST_DOCUMENT:
        raise input_error(Fault.FILE_TOO_LARGE, path, largest=LARGEST_DOCUMENT // 1024)
    document = parse_json(text.whole(), str(path))
    return Records(str(path), document=document, damaged=text.damaged)


def json_sheet(path: Path) -> Sheet:
    """The table in a JSON file; raises `InputError` when there is none."""
    return _sheet(path, json_records(path))


def yaml_sheet(path: Path) -> Sheet:
    """One answer file, or a list of them, in YAML; raises `InputError` when there is none."""
    from slimscan.questionnaire.nodes import read_document  # most tables are no YAML

    return _sheet(path, Records(str(path), document=read_document(path).data))


def _sheet(path: Path, records: Records) -> Sheet:
    names: dict[str, None] = {}
    for _, record in records:
        names |= dict.fromkeys(name for name, _ in _pairs(record, ""))
        check_width(str(path), len(names))
    if not names:
        raise input_error(Fault.ANSWERS_SHAPE, path)
    rows = _Rows(records, tuple(names))
    first = tuple(islice(rows, SHOWN_FIRST))
    remarks = []
    if records.damaged:
        remarks.append(Problem(Fault.LETTERS_DAMAGED, {"count": records.damaged}, str(path)))
    return Sheet(str(path), "json", "", first, rows, records.broken, remarks)


def _only_list(document: object) -> list[Any] | None:
    """The records in LimeSurvey's `{"responses": [...]}`; nothing for any other document.

    Older ones have each record under its number: `[{"1": {...}}]`. Lists of other tools stand
    beside marks that are not known here, such as what was rejected on review.
    """
    if not isinstance(document, dict) or document.keys() != {_RESPONSES}:
        return None
    records = document[_RESPONSES]
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        return None
    return [_numbered_record(one) for one in records]


def _numbered_record(record: dict[str, Any]) -> dict[str, Any]:
    [(name, value), *others] = record.items() if record else [("", None)]
    return value if not others and name.isdecimal() and isinstance(value, dict) else record


def _pairs(record: object, above: str) -> Iterator[tuple[str, object]]:
    if isinstance(record, dict):
        for name, value in record.items():
            if isinstance(value, dict):
                yield from _pairs(value, f"{above}{name}.")
            else:
                yield f"{above}{name}", _cell(value)


def _cell(value: object) -> object:
    """A value as a cell: lists and truth values as text, for Python takes the truth for 1."""
    if isinstance(value, list | bool):
        return json.dumps(value, ensure_ascii=False)
    return value


def _starts_with_record(text: TextFile) -> bool:
    """Whether the first line is a record of its own, and not the whole document."""
    try:
        first = next((line for line in text.lines() if line.strip()), "")
        record = parse_json(first, "")
        return isinstance(record, dict) and _only_list(record) is None
    except (InputError, LongLineError):
        return False
