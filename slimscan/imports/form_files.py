"""The files that slimscan's own forms give: one respondent's JSON, or many; sealed ones are opened.

What was sealed is opened in memory and never written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, input_error
from slimscan.imports.delivery import LONGEST_VALUE, FileDelivery, FileSource, Refusal
from slimscan.imports.json_sheet import Record, Records, json_records
from slimscan.imports.own_form import is_form, read_form
from slimscan.imports.passed_on import NO_TABLES, passed_on
from slimscan.imports.sheets import opening
from slimscan.questionnaire.json_text import parse_json
from slimscan.scan.sealing import (
    SEALED_KIND,
    PublicKey,
    SealBrokenError,
    SealedAnswers,
    SecretKey,
    is_sealed,
)
from slimscan.text import clean_line


@dataclass(frozen=True)
class Unsealer:
    """Opens answers that were sealed for one scan."""

    key: PublicKey | None = None
    secret: Callable[[], SecretKey] | None = None
    """Raises `InputError` when the key cannot be had: then no file can be opened."""

    def opened(self, source: FileSource, document: dict[str, Any], row: int | None) -> object:
        """What was sealed, or the reason why it stays closed, as a `Refusal`."""
        try:
            answers = SealedAnswers.from_document(document)
            if self.key is None or self.secret is None:
                return source.refusal(row, Fault.SEALED_NO_KEY)
            expected = self.key.fingerprint
            if answers.key != expected:
                given = clean_line(answers.key, LONGEST_VALUE)
                return source.refusal(row, Fault.SEALED_OTHER_KEY, given=given, expected=expected)
            return parse_json(answers.open(self.secret()).decode(), source.file)
        except (SealBrokenError, UnicodeDecodeError, InputError) as error:
            if isinstance(error, InputError) and not _is_json(error):
                raise
            return source.refusal(row, Fault.SEALED_CHANGED)


def _is_json(error: InputError) -> bool:
    return error.problems[0].fault.startswith("json_")


def read_forms(source: FileSource, path: Path, unsealer: Unsealer) -> FileDelivery | None:
    """The answers in a file with forms; nothing when there is no form in it.

    Raises `InputError` when it is no JSON, or when the key of sealed answers cannot be had.
    """
    with opening(path):
        try:
            records = json_records(path)
        except InputError:
            if delivery := read_passed_on(source, path, unsealer):  # a file that was cut off
                return delivery
            raise
        forms = any(is_form(record) or is_sealed(record) for _, record in records)
    if not forms:
        return None
    delivery = _read(source, records, unsealer, single=records.single)
    delivery.refuse_rows(records.broken)
    return delivery


def read_passed_on(source: FileSource, path: Path, unsealer: Unsealer) -> FileDelivery | None:
    """The forms in a mail, an archive or a document; nothing when there are none in it.

    Raises `InputError` when the file cannot be opened, or is of a kind that holds nothing else.
    """
    with opening(path):
        found = passed_on(path)
    if not found:
        if path.suffix.lower() in NO_TABLES:
            raise input_error(Fault.SEALED_NOT_FOUND, path)
        return None
    records = [(number, _document(text)) for number, text in enumerate(found, start=1)]
    return _read(source, records, unsealer, single=len(found) == 1)


def _document(text: str) -> object:
    try:
        return parse_json(text, "")
    except InputError:
        return {"kind": SEALED_KIND}


def _read(
    source: FileSource, records: Records | Iterable[Record], unsealer: Unsealer, single: bool
) -> FileDelivery:
    delivery = FileDelivery()
    for number, record in records:
        row = None if single else number
        content = record
        if isinstance(record, dict) and is_sealed(record):
            content = unsealer.opened(source, record, row)
        if isinstance(content, Refusal):
            delivery.refuse([content])
        elif isinstance(content, dict) and is_form(content):
            delivery.extend(read_form(source, content, row))
        else:
            delivery.refuse([source.refusal(row, Fault.ANSWERS_SHAPE)])
    return delivery
