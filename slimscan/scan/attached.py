"""A scan that travels inside its own report: put in by the report, read back from the PDF.

What was agreed to stay behind stays behind: where files were, when it was saved, and how hands were
raised around a table.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from slimscan.errors import Fault, InputError, input_error
from slimscan.questionnaire.json_text import parse_json
from slimscan.scan.model import Scan
from slimscan.scan.scan_document import scan_from

ATTACHMENT_NAME = "slimscan-scan.json"
LARGEST_PDF = 32 * 1024 * 1024
LARGEST_SCAN = 4 * 1024 * 1024


def attachment_of(scan: Scan) -> str:
    """The scan as the JSON that goes with its report; the same scan gives the same text."""
    travelling = scan.changed(
        questionnaire=scan.questionnaire.model_copy(update={"folder": None}),
        saved_at=datetime.combine(scan.measured_on, time(), UTC),
        workshop=None,
    )
    return travelling.model_dump_json(indent=1) + "\n"


def read_attached(path: Path) -> Scan:
    """The scan inside a PDF report; raises `InputError` when there is none, or not a whole one."""
    scan = scan_from(parse_json(_attached_text(path), str(path)), path)
    return scan.changed(questionnaire=scan.questionnaire.model_copy(update={"folder": None}))


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
