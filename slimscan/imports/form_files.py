"""The files that slimscan's own forms give: one respondent's JSON, or many of them in one file."""

from __future__ import annotations

from pathlib import Path

from slimscan.errors import Fault
from slimscan.imports.delivery import FileDelivery, FileSource
from slimscan.imports.json_sheet import Records, json_records
from slimscan.imports.own_form import is_form, read_form
from slimscan.imports.sheets import opening


def read_forms(source: FileSource, path: Path) -> FileDelivery | None:
    """The answers in a file with forms; nothing when there is no form in it.

    Raises `InputError` when it is no JSON.
    """
    with opening(path):
        records = json_records(path)
        forms = any(is_form(record) for _, record in records)
    return _read(source, records) if forms else None


def _read(source: FileSource, records: Records) -> FileDelivery:
    delivery = FileDelivery()
    for number, record in records:
        row = None if records.single else number
        if isinstance(record, dict) and is_form(record):
            delivery.extend(read_form(source, record, row))
        else:
            delivery.refuse([source.refusal(row, Fault.ANSWERS_SHAPE)])
    delivery.refuse_rows(records.broken)
    return delivery
