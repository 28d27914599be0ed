"""Looking at a workbook's zip before any reader does: small files can ask for endless memory."""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from slimscan.errors import Fault, InputError, Problem

MOST_ENTRIES = 500
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 200
MOST_COLUMNS = 2_000
MOST_ROWS = 50_000

_ADDRESS = re.compile(r"^([A-Z]{0,7})([0-9]{0,9})$")


class _LimitError(Exception):
    """Says which limit was passed, or what is wrong."""


def check_workbook(file: str, content: bytes) -> None:
    """Raise `InputError` unless the workbook is sound and of a size that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive)
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    _check_part(archive.read(name))
    except _LimitError as refused:
        values = {"reason": str(refused)}
        raise InputError([Problem(Fault.WORKBOOK_TOO_LARGE, values, file)]) from None
    except Exception as error:
        # A damaged zip or its XML breaks their readers in a dozen ways; none of them is our fault.
        values = {"reason": type(error).__name__}
        raise InputError([Problem(Fault.WORKBOOK_UNREADABLE, values, file)]) from None


def _check_sizes(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _LimitError(f"{len(entries)} files")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED:
        raise _LimitError(f"{unpacked // 1024**2} MiB")
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_RATIO * max(packed, 1):
        raise _LimitError(f"{unpacked // max(packed, 1)} : 1")


def _check_part(xml: bytes) -> None:
    """Refuse entities, and cells far away: readers fill the space up to them."""
    parser = expat.ParserCreate()

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in {"c", "row"} and "r" in attributes:
            _check_address(attributes["r"])

    def doctype(*_: object) -> None:
        raise _LimitError("DOCTYPE")

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(xml, True)


def _check_address(address: str) -> None:
    match = _ADDRESS.match(address)
    if not match:
        raise _LimitError(address[:20])
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    if column > MOST_COLUMNS or int(match[2] or 0) > MOST_ROWS:
        raise _LimitError(address)
