"""Looking at a zip before any reader does: small files can ask for endless memory."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.tools.tool import MOST_COLUMNS

MOST_ENTRIES = 500
MOST_UNPACKED = 256 * 1024 * 1024
MOST_TEXTS = 64 * 1024 * 1024
"""The part with a workbook's texts is kept in memory as a whole."""
MOST_TABLES = 2 * 1024 * 1024 * 1024
"""Tables in a zip are read row by row, so only time limits them."""
MOST_RATIO = 200
MOST_ROWS = 200_000

_TEXTS = "sharedStrings.xml"
_CHUNK = 1024 * 1024
_ADDRESS = re.compile(r"^([A-Z]{0,7})([0-9]{0,9})$")


class PartLimitError(Exception):
    """A file asks for too much. Says which limit was passed, or what is wrong."""


@dataclass
class WorkbookParts:
    """What the parts of a workbook hold that its reader has to know."""

    formulas: bool = False
    strict: bool = False
    """Whether it is a Strict Open XML workbook, whose parts carry other names."""
    merged: set[str] = field(default_factory=set)
    """The parts in which cells are merged: all but the first of them are empty."""


STRICT = "http://purl.oclc.org/ooxml/"
"""What the names in a Strict Open XML workbook begin with."""


def check_workbook(path: Path) -> WorkbookParts:
    """What a workbook holds beside values.

    Raises `InputError` unless it is sound and of a size that can be read.
    """
    found = WorkbookParts()
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive, MOST_UNPACKED)
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    _check_part(archive, name, found)
            return found
    except PartLimitError as refused:
        raise _problem(Fault.WORKBOOK_TOO_LARGE, path, str(refused)) from None
    except OSError:
        raise
    except Exception as error:
        # A damaged zip or its XML breaks their readers in a dozen ways; none of them is our fault.
        raise _problem(Fault.WORKBOOK_UNREADABLE, path, type(error).__name__) from None


def tables_in(path: Path) -> list[str]:
    """The CSV files in a zip; raises `InputError` unless all are sound and can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive, MOST_TABLES)
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            for name in names:
                with archive.open(name) as member:
                    while member.read(_CHUNK):
                        pass
            return names
    except PartLimitError as refused:
        raise _problem(Fault.ARCHIVE_TOO_LARGE, path, str(refused)) from None
    except OSError:
        raise
    except Exception as error:
        raise _problem(Fault.ARCHIVE_UNREADABLE, path, type(error).__name__) from None


def _problem(fault: Fault, path: Path, reason: str) -> InputError:
    return InputError([Problem(fault, {"reason": reason}, str(path))])


def check_sizes(archive: zipfile.ZipFile, most: int) -> None:
    """Raise `PartLimitError` for a zip that unpacks to more than can be read."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise PartLimitError(f"{len(entries)} files")
    unpacked = sum(entry.file_size for entry in entries)
    texts = sum(entry.file_size for entry in entries if entry.filename.endswith(_TEXTS))
    if unpacked > most or texts > MOST_TEXTS:
        raise PartLimitError(f"{unpacked // 1024**2} MiB")
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_RATIO * max(packed, 1):
        raise PartLimitError(f"{unpacked // max(packed, 1)} : 1")


def _check_part(archive: zipfile.ZipFile, part: str, found: WorkbookParts) -> None:
    """Refuse entities, and cells far away: readers fill the space up to them."""
    parser = expat.ParserCreate()

    def element(name: str, attributes: dict[str, str]) -> None:
        bare = name.rpartition(":")[2]
        if bare in {"c", "row"} and "r" in attributes:
            _check_address(attributes["r"])
        found.formulas = found.formulas or bare == "f"
        if bare == "mergeCell":
            found.merged.add(part)
        if bare in {"worksheet", "workbook"}:
            found.strict = found.strict or any(
                key.startswith("xmlns") and space.startswith(STRICT)
                for key, space in attributes.items()
            )

    def doctype(*_: object) -> None:
        raise PartLimitError("DOCTYPE")

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    with archive.open(part) as content:
        parser.ParseFile(content)


def _check_address(address: str) -> None:
    match = _ADDRESS.match(address)
    if not match:
        raise PartLimitError(address[:20])
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    if column > MOST_COLUMNS or int(match[2] or 0) > MOST_ROWS:
        raise PartLimitError(address)
