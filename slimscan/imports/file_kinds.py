"""What a file is by its first bytes, whatever its name says: a workbook may be called `.csv`."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from slimscan.errors import Fault, input_error

_LOOKED_AT = 4096
_MAGIC = (
    (b"%PDF", Fault.FILE_IS_PDF),
    (b"\x1f\x8b", Fault.FILE_IS_GZIP),
    (b"\xd0\xcf\x11\xe0", Fault.FILE_IS_OLD_WORKBOOK),
    (b"PAR1", Fault.FILE_IS_PARQUET),
    (b"\x89PNG", Fault.FILE_IS_IMAGE),
    (b"\xff\xd8\xff", Fault.FILE_IS_IMAGE),
    (b"GIF8", Fault.FILE_IS_IMAGE),
    (b"{\\rtf", Fault.FILE_IS_DOCUMENT),
)
_PAGE = re.compile(
    rb"^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html|head|script)", re.I | re.S
)
_ZIP = b"PK\x03\x04"

_OLD_PARTS = frozenset({"xl/workbook.bin", "Index/Document.iwa"})
"""What is in workbooks that no reader of ours knows: .xlsb and .numbers."""
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_ENDINGS = {
    # With a password a workbook is of the old kind inside; its reader says so.
    ".xlsx": (Fault.FILE_IS_WORKBOOK, Fault.FILE_IS_OLD_WORKBOOK),
    ".xlsm": (Fault.FILE_IS_WORKBOOK, Fault.FILE_IS_OLD_WORKBOOK),
    ".ods": (Fault.FILE_IS_OPEN_SPREADSHEET,),
    ".zip": (Fault.FILE_IS_ARCHIVE,),
    ".gz": (Fault.FILE_IS_GZIP,),
}
"""The endings that promise something other than text."""


def check_kind(path: Path) -> None:
    """Raise `InputError` when a file is clearly something else than the ending of its name says."""
    with path.open("rb") as content:
        start = content.read(_LOOKED_AT)
    kind = _kind(path, start)
    if kind and kind not in _ENDINGS.get(path.suffix.lower(), ()):
        raise input_error(kind, path)


def _kind(path: Path, start: bytes) -> Fault | None:
    if start.startswith(_ZIP):
        return _packed_kind(path)
    if _PAGE.match(start):
        return Fault.FILE_IS_PAGE
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)


def _packed_kind(path: Path) -> Fault | None:
    """What a zip is: a workbook, another office file, or an archive of files."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return None if path.suffix.lower() in _ENDINGS else Fault.FILE_IS_ARCHIVE
    if "xl/workbook.xml" in names:
        return Fault.FILE_IS_WORKBOOK
    if "content.xml" in names and "mimetype" in names:
        return Fault.FILE_IS_OPEN_SPREADSHEET if _is_spreadsheet(path) else Fault.FILE_IS_DOCUMENT
    if names & _OLD_PARTS:
        return Fault.FILE_IS_OLD_WORKBOOK
    if "word/document.xml" in names:
        return Fault.FILE_IS_DOCUMENT
    return None if path.suffix.lower() in _WORKBOOKS else Fault.FILE_IS_ARCHIVE


def _is_spreadsheet(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open("mimetype") as kind:
        return b"spreadsheet" in kind.read(_LOOKED_AT)
