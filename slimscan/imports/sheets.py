"""The sheets in a file, whatever it is made of, before anything in them is interpreted."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from slimscan.errors import Fault, input_error
from slimscan.imports.csv_sheet import csv_sheet
from slimscan.imports.file_kinds import check_kind
from slimscan.imports.json_sheet import json_sheet, yaml_sheet
from slimscan.imports.text_file import PACKED, file_text, text_file
from slimscan.imports.tools.tool import Sheet
from slimscan.imports.zip_check import tables_in
from slimscan.text import clean_line


def open_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets in a file; raises `InputError` when it cannot be read at all."""
    with opening(path):
        reader = READERS.get(ending(path))
        check_kind(path)
        if reader is None:
            raise input_error(Fault.ANSWERS_KIND_UNKNOWN, path, known=", ".join(READERS))
        return reader(path)


def ending(path: Path) -> str:
    """The ending of a file's name in small letters, with the one before it when it is packed."""
    last = path.suffix.lower()
    return Path(path.stem).suffix.lower() + last if last == PACKED else last


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Says of a file that cannot be opened why, as an `InputError`."""
    try:
        yield
    except FileNotFoundError:
        raise input_error(Fault.FILE_MISSING, path) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise input_error(Fault.ARCHIVE_UNREADABLE, path, reason=type(error).__name__) from None
    except OSError as error:
        raise input_error(Fault.FILE_UNREADABLE, path, reason=error.strerror or error) from None


def _csv(path: Path) -> tuple[Sheet, ...]:
    return (csv_sheet(str(path), file_text(path)),)


def _json(path: Path) -> tuple[Sheet, ...]:
    return (json_sheet(path),)


def _yaml(path: Path) -> tuple[Sheet, ...]:
    return (yaml_sheet(path),)


def _workbook(path: Path) -> tuple[Sheet, ...]:
    from slimscan.imports.workbook import workbook_sheets  # most tables are plain text

    return workbook_sheets(path)


def _ods(path: Path) -> tuple[Sheet, ...]:
    from slimscan.imports.ods import spreadsheet_sheets

    return spreadsheet_sheets(path)


def _zip(path: Path) -> tuple[Sheet, ...]:
    """The CSV files in a zip; nothing is unpacked to a folder, so their names are only shown."""
    sheets = []
    for member in tables_in(path):
        name = clean_line(member)
        sheets.append(csv_sheet(f"{path}/{name}", text_file(partial(_member, path, member)), name))
    return tuple(sheets)


def _member(path: Path, member: str) -> IO[bytes]:
    # Closing the archive leaves the member that was opened from it readable.
    with zipfile.ZipFile(path) as archive:
        return archive.open(member)


READERS: Mapping[str, Callable[[Path], tuple[Sheet, ...]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".ods": _ods,
    ".zip": _zip,
    ".json": _json,
    ".jsonl": _json,
    ".ndjson": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".csv.gz": _csv,
    ".tsv.gz": _csv,
    ".txt.gz": _csv,
    ".jsonl.gz": _json,
    ".ndjson.gz": _json,
}
"""How a file is read, by the ending of its name."""
