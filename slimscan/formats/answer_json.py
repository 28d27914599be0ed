"""Answers as JSON: forms of our own, answer files, lists of them, and JSON lines."""

from __future__ import annotations

from typing import Any

from slimscan.errors import Fault, InputError, Problem
from slimscan.formats.answer_table import decoded
from slimscan.formats.columns import Columns, match_columns
from slimscan.formats.delivery import Delivery, Refusal, Source
from slimscan.formats.own_form import is_form, read_form
from slimscan.formats.rows import TableReader
from slimscan.json_text import parse_json
from slimscan.responses import PERSON_COLUMNS

_BESIDE = frozenset({"notes", "figures"})
"""Parts of an answer file that hold no answers of staff: free text stays out."""


def read_json_file(source: Source, content: bytes) -> Delivery:
    """The answers in a JSON document, or in JSON lines; raises `InputError` when it is neither."""
    text = decoded(content)
    try:
        document = parse_json(text, source.file)
    except InputError:
        if not text.lstrip().startswith("{") or "\n" not in text.strip():
            raise
        try:
            return read_json_lines(source, content)
        except InputError:
            pass
        raise
    if isinstance(document, list):
        return _read_all(source, list(enumerate(document, start=1)))
    return _read_all(source, [(None, document)])


def read_json_lines(source: Source, content: bytes) -> Delivery:
    """One respondent a line; a line that is not JSON costs itself."""
    delivery = Delivery()
    records: list[tuple[int | None, Any]] = []
    for number, line in enumerate(decoded(content).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append((number, parse_json(line, source.file)))
        except InputError as error:
            problem = error.problems[0]
            placed = Problem(problem.fault, problem.values, source.file, number)
            delivery.refuse([Refusal(placed)])
    if not records:
        raise InputError([Problem(Fault.ANSWERS_SHAPE, {}, source.file)])
    delivery.extend(_read_all(source, records))
    return delivery


def _read_all(source: Source, records: list[tuple[int | None, Any]]) -> Delivery:
    reader = TableReader(source)
    known: dict[tuple[str, ...], Columns] = {}
    for row, record in records:
        if is_form(record):
            reader.delivery.extend(read_form(source, record, row))
            continue
        pairs = _pairs(record)
        if not pairs:
            reader.delivery.refuse([source.refusal(row, Fault.ANSWERS_SHAPE)])
            continue
        headers = tuple(name for name, _ in pairs)
        try:
            columns = known.get(headers) or match_columns(source, headers)
        except InputError as error:
            places = [Problem(p.fault, p.values, source.file, row) for p in error.problems]
            reader.delivery.refuse(Refusal(problem) for problem in places)
            continue
        known[headers] = columns
        reader.delivery.ignored |= columns.ignored
        reader.read(columns, row, [value for _, value in pairs])
    return reader.delivery


def _pairs(record: object) -> list[tuple[str, object]]:
    """Names with values; answers may stand one level down (`answers: {ITEM: VALUE}`)."""
    if not isinstance(record, dict):
        return []
    pairs: list[tuple[str, object]] = []
    for name, value in record.items():
        if isinstance(value, dict):
            pairs += value.items() if name not in _BESIDE else []
        elif name in PERSON_COLUMNS or not _of_an_answer_file(name):
            pairs.append((name, value))
    return pairs


def _of_an_answer_file(name: str) -> bool:
    """Keys that an answer file has beside the answers and that say nothing about staff."""
    return name in {"language", "quick", "head_count", "format"}
