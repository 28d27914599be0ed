"""A scan that travels inside its own report: put in by the report, read back from the PDF.

What was agreed to stay behind stays behind: where files were, when it was saved, and how hands were
raised around a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, input_error
from slimscan.json_text import parse_json
from slimscan.scan.model import Scan
from slimscan.scan.store import Shelf, scan_from
from slimscan.text import clean

ATTACHMENT_NAME = "slimscan-scan.json"
LARGEST_PDF = 32 * 1024 * 1024
LARGEST_SCAN = 4 * 1024 * 1024

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def attachment_of(scan: Scan) -> str:
    """The scan as the JSON that goes with its report; the same scan gives the same text."""
    travelling = scan.changed(
        questionnaire=scan.questionnaire.model_copy(update={"folder": None}),
        saved_at=datetime.combine(scan.measured_on, time(), UTC),
        workshop=None,
    )
    return travelling.model_dump_json(indent=1) + "\n"


@dataclass(frozen=True)
class FoundScan:
    """A scan with the shelf that it is kept on; one inside a report is on none."""

    scan: Scan
    shelf: Shelf | None


def find_scan(shelf: Shelf, name: str | None) -> FoundScan:
    """A scan by what names it on the shelf, or the one inside a report; raises `InputError`.

    What is inside a report says of itself which scan it is, so no staff answers are put beside it.
    """
    path = Path(name or "")
    if path.suffix.lower() == ".pdf" and path.is_file():
        return FoundScan(read_attached(path), None)
    return FoundScan(shelf.find(name).load(), shelf)


def read_attached(path: Path) -> Scan:
    """The scan inside a PDF report; raises `InputError` when there is none, or not a whole one."""
    content = parse_json(_attached_text(path), str(path))
    scan = scan_from(_cleaned(content), path)
    whole = {
        "id": _NAME.fullmatch(scan.id),
        "questionnaire": _NAME.fullmatch(scan.questionnaire.id),
        "targets": all(0 <= target <= 100 for target in scan.targets.values()),
    }
    for part, good in whole.items():
        if not good:
            raise input_error(Fault.SCAN_DAMAGED, path, reason=part)
    stamp = scan.questionnaire.model_copy(update={"folder": None})
    return scan.changed(questionnaire=stamp)


def _attached_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_PDF:
            raise input_error(Fault.FILE_TOO_LARGE, path, largest=LARGEST_PDF // 1024)
        found = _attachments(path)
    except InputError:
        raise
    except OSError as error:
        raise input_error(Fault.FILE_UNREADABLE, path, reason=error.strerror or error) from None
    except Exception as error:  # a PDF from a stranger can be wrong in any way
        raise input_error(Fault.PDF_UNREADABLE, path, reason=type(error).__name__) from None
    if found is None:
        raise input_error(Fault.PDF_NO_SCAN, path)
    if len(found) > LARGEST_SCAN:
        raise input_error(Fault.FILE_TOO_LARGE, path, largest=LARGEST_SCAN // 1024)
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        raise input_error(Fault.SCAN_DAMAGED, path, reason="UTF-8") from None


def _attachments(path: Path) -> bytes | None:
    """The bytes of the scan in the PDF, when it is there."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    with PdfReader(path) as reader:
        for attachment in reader.attachment_list:
            if attachment.name == ATTACHMENT_NAME:
                content: bytes = attachment.content
                return content
    return None


def _cleaned(content: Any) -> Any:
    """The same document with every text clean: it may come from anybody."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, list):
        return [_cleaned(one) for one in content]
    if isinstance(content, dict):
        return {clean(key): _cleaned(value) for key, value in content.items()}
    return content
