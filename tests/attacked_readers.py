"""How the attacker opens a written file: one reader a file ending, and nowhere else.

A new kind of output is taken in by three steps:

1. Its file ending stands in `READERS`; for a new one a function from its path to all that is in the
   file: hidden sheets, properties, alternative texts, pictures, files within it. What is not shown
   on paper is read too.
2. A line in `KINDS` (or `BATCH_FILES`) of `test_attacked_kinds.py` names the test that reads it.
   A format of a report or comparison (`formats.py`) is read by `SAME` without a line of code: two
   firms that show the same of their staff must have the same file. So is an option that stands in
   `WAYS` of `test_told_from_shown.py`: one line with the command as users type it. A file of a batch
   is read by `HERE_BATCH`: every number printed in it stands in the summary's or table's own.
3. An output about no staff at all says so (`NO_STAFF`), and why it is sure.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

_SAVED_AT = re.compile(
    r"^(?:DTSTAMP|LAST-MODIFIED):.*$|(?<=W3CDTF\">)[^<]*(?=</dcterms)", re.MULTILINE
)
"""The moment of saving, which differs between two runs and tells of nobody."""


def read_whole(path: Path) -> str:
    """All that is in a file, to be compared with another; raises `KeyError` for an unknown ending."""
    return READERS[path.suffix.removeprefix(".")](path.read_bytes())


def read_printed(path: Path) -> str:
    """What people see of a file, as text: for its numbers."""
    return PRINTED[path.suffix.removeprefix(".")](path)


# All that is in it


def _text(content: bytes) -> str:
    return _SAVED_AT.sub("", content.decode("utf-8").replace("\r\n ", ""))


def _bytes(content: bytes) -> str:
    """The same input gives the same bytes, so these stand for all that is in it."""
    return hashlib.sha256(content).hexdigest()


def _parts(content: bytes) -> str:
    """Every part of an office file, and of the files within it."""
    told = []
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for name in sorted(whole.namelist()):
            part = whole.read(name)
            if part.startswith(b"PK\x03\x04"):
                told.append(f"{name}\n{_parts(part)}")
            elif name.endswith((".xml", ".rels", "mimetype")):
                told.append(f"{name}\n{_text(part)}")
            else:
                told.append(f"{name}\n{_bytes(part)}")
    return "\n".join(told)


READERS: dict[str, Callable[[bytes], str]] = {
    "html": _text,
    "json": _text,
    "csv": _text,
    "ics": _text,
    "md": _text,
    "txt": _text,
    "pdf": _bytes,
    "png": _bytes,
    "docx": _parts,
    "pptx": _parts,
    "xlsx": _parts,
    "odt": _parts,
    "ods": _parts,
}


# What people see


def _of_html(path: Path) -> str:
    page = re.sub(r"<style.*?</style>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def _of_pdf(path: Path) -> str:
    command = ["pdftotext", "-layout", path, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _of_workbook(path: Path) -> str:
    """Every cell of every sheet, hidden ones too, with its remarks; and the numbers of charts."""
    with warnings.catch_warnings():
        # Bars in cells are younger than this reader.
        warnings.filterwarnings("ignore", ".*extension is not supported", UserWarning)
        book = openpyxl.load_workbook(path, data_only=True)
    told = [
        f"{'' if cell.value is None else cell.value} {cell.comment.text if cell.comment else ''}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.comment
    ]
    return "\n".join([*told, *_words(path, "chart")])


def _of_office(path: Path) -> str:
    return "\n".join(_words(path, ""))


def _words(path: Path, among: str) -> Iterator[str]:
    """The text of paragraphs, and the values that charts hold, in parts with this in their name."""
    with zipfile.ZipFile(path) as whole:
        for name in sorted(whole.namelist()):
            if name.endswith(".xml") and among in name and "docProps" not in name:
                for block in ElementTree.fromstring(whole.read(name)).iter():
                    kind = block.tag.rpartition("}")[2]
                    if kind == "p":
                        yield "".join(one.text or " " for one in block.iter() if _is_text(one))
                    elif kind == "v" or "descr" in block.attrib:
                        yield f"{block.text or ''} {block.attrib.get('descr', '')}"


def _is_text(one: ElementTree.Element) -> bool:
    """A text, or a tab or line end, which has none and parts two numbers."""
    return one.tag.rpartition("}")[2] in {"t", "tab", "br"}


def _as_it_is(path: Path) -> str:
    return path.read_text(encoding="utf-8")


PRINTED: dict[str, Callable[[Path], str]] = {
    "html": _of_html,
    "pdf": _of_pdf,
    "xlsx": _of_workbook,
    "docx": _of_office,
    "pptx": _of_office,
    "json": _as_it_is,
    "csv": _as_it_is,
    "md": _as_it_is,
    "txt": _as_it_is,
}
