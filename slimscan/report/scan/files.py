"""A report as a file: which name it gets, and writing it whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimscan.durable import PRIVATE, write_durably
from slimscan.errors import Fault, input_error, usage_error
from slimscan.language import words
from slimscan.report.html import render_html
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import Attached, write_pdf
from slimscan.report.scan.context import anonymised, report_context
from slimscan.report.scan.document import result_json
from slimscan.result import Result
from slimscan.scan.attached import ATTACHMENT_NAME, attachment_of
from slimscan.scan.store import report_stem
from slimscan.staff.answers import other_id

REPORT_FORMATS = ("pdf", "html", "json")


def write_report(  # noqa: PLR0913, PLR0917
    result: Result,
    format: str = "pdf",  # noqa: A002
    output: Path | None = None,
    overwrite: bool = False,
    language: str | None = None,
    anonymous: bool = False,
    folder: Path | None = None,
    look: Look = PLAIN,
) -> Path:
    """Write the report and give its path; the language is the interview's unless another is asked.

    Without `output` it gets a name of its own in `folder` (the current one by default), and a file
    that is already there stays unless `overwrite`. A PDF carries the scan inside it, unless it is
    anonymous. Raises `MachineError` when it cannot be written,
    and `InputError` when a file is in the way or the PDF would not be right.
    """
    if format not in REPORT_FORMATS:
        raise usage_error(Fault.FORMAT_UNKNOWN, id=format, known=", ".join(REPORT_FORMATS))
    told = anonymised(result) if anonymous else result
    # Another id in the name: without one two anonymous reports would have the same name.
    told_id = other_id(result.scan.id) if anonymous else result.scan.id
    name = f"{report_stem(told.scan.changed(id=told_id))}.{format}"
    path = place_for(name, output, folder, overwrite)
    told_in = language or result.scan.language
    if format == "pdf":
        content = _pdf(told, told_in, look, None if anonymous else attachment_of(result.scan))
    else:
        content = _text(told, format, told_in, look)
    write_durably(path, content, PRIVATE)
    return path


def place_for(
    name: str, output: Path | None, folder: Path | None = None, overwrite: bool = False
) -> Path:
    """Where a file called `name` goes; raises `InputError` when another is in the way there."""
    if output is None:
        path = (folder or Path()) / name
    else:
        path = output / name if output.is_dir() else output
    if path.exists() and not overwrite and path != output:
        raise input_error(Fault.FILE_EXISTS, path)
    return path


def _text(result: Result, format: str, language: str, look: Look) -> str | bytes:  # noqa: A002
    if format == "json":
        return result_json(result) + "\n"
    return render_html(report_context(result, language), look=look)


def _pdf(result: Result, language: str, look: Look, attachment: str | None) -> str | bytes:
    context = replace(report_context(result, language), carries_answers=attachment is not None)
    html = render_html(context, for_pdf=True, look=look)
    about = words(language, "report")("pdf.attachment")
    attached = Attached(ATTACHMENT_NAME, attachment, about) if attachment else None
    return write_pdf(html, result.scan.measured_on, look.pictures, attached)
