"""A report as a file: which name it gets, and writing it whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from slimscan.disk.durable import PRIVATE
from slimscan.errors import Fault, input_error
from slimscan.language import words
from slimscan.report.edition import WHOLE, Edition, check_format
from slimscan.report.formats import REPORT, write_document
from slimscan.report.html import render_html
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import Attached, write_pdf
from slimscan.report.scan.context import ReportContext, anonymised, report_context
from slimscan.report.scan.document import result_json
from slimscan.result import Result
from slimscan.scan.attached import ATTACHMENT_NAME, attachment_of
from slimscan.scan.model import Scan
from slimscan.scan.store import check_output, report_stem
from slimscan.staff.answers import other_id


@dataclass(frozen=True)
class ToReport:
    """What a report tells, in which language and look; `inside` is the scan that a PDF carries."""

    result: Result
    language: str
    look: Look
    inside: str | None
    edition: Edition = WHOLE

    @property
    def context(self) -> ReportContext:
        """What a page shows of it."""
        return report_context(self.result, self.language, edition=self.edition)


def write_report(  # noqa: PLR0913, PLR0917
    result: Result,
    format: str = "pdf",  # noqa: A002
    output: Path | None = None,
    overwrite: bool = False,
    language: str | None = None,
    anonymous: bool = False,
    folder: Path | None = None,
    look: Look = PLAIN,
    edition: Edition = WHOLE,
    page_instead: bool = True,
) -> Path:
    """Write the report and give its path; the language is the interview's unless another is asked.

    Without `output` it gets a name of its own in `folder` (the current one by default), and a file
    that is already there stays unless `overwrite`. A PDF carries the scan inside it, unless it is
    anonymous; where none can be made, a page takes its place (`page_instead`).

    Raises `UsageError` for a format that there is not or that has no chapters to choose,
    `MachineError` when it cannot be written, and `InputError` when a file is in the way or the PDF
    would not be right.
    """
    REPORT.check(format)
    check_format(edition, format, REPORT)
    told = anonymised(result) if anonymous else result
    # Another id in the name: without one two anonymous reports would have the same name.
    told_id = other_id(result.scan.id) if anonymous else result.scan.id
    name = f"{report_stem(told.scan.changed(id=told_id))}.{format}"
    path = place_for(name, output, folder, overwrite)
    inside = None if anonymous else attachment_of(result.scan)
    shown = look.anonymised() if anonymous else look
    report = ToReport(told, language or result.scan.language, shown, inside, edition)
    return write_document(
        REPORT, format, path, report, mode=PRIVATE, overwrite=overwrite, page_instead=page_instead
    )


def report_json(told: ToReport) -> str:
    """The report for programs."""
    return result_json(told.result) + "\n"


def report_html(told: ToReport) -> str:
    """The report as one page for a browser."""
    return render_html(told.context, look=told.look)


def report_docx(told: ToReport) -> bytes:
    """The report as a Word file to go on writing in; it carries no scan."""
    from slimscan.report.word.document import write_word

    html = render_html(told.context, for_pdf=True, look=told.look)
    return write_word(html, told.result.scan.measured_on, told.look)


def report_pdf(told: ToReport) -> bytes:
    """The report to print, with the scan inside unless there is none to carry."""
    html = render_html(
        replace(told.context, carries_answers=told.inside is not None), for_pdf=True, look=told.look
    )
    about = words(told.language, "report")("pdf.attachment")
    attached = Attached(ATTACHMENT_NAME, told.inside, about) if told.inside else None
    scan = told.result.scan
    own = {"--foreword": told.edition.foreword, "--closing": told.edition.closing}
    texts = texts_of_people(scan) | own
    return write_pdf(html, scan.measured_on, told.look.pictures, attached, texts)


def texts_of_people(scan: Scan) -> dict[str, str]:
    """The texts of people in a report, by the key and the question that an answer file has them."""
    named = {"organisation": scan.profile.organisation, "advisor": scan.advisor}
    for key, kept in (("notes", scan.notes), ("evidence", scan.evidence)):
        named |= {f"{key}: {item}": text for item, text in kept.items()}
    return named | {f"plan: {one.action}": f"{one.owner} {one.result}" for one in scan.plan}


def place_for(
    name: str, output: Path | None, folder: Path | None = None, overwrite: bool = False
) -> Path:
    """Where a file called `name` goes; raises `InputError` when another is in the way there."""
    if output is None:
        path = (folder or Path()) / name
    else:
        path = output / name if output.is_dir() else output
    check_output(path)
    if path.exists() and not overwrite and path != output:
        raise input_error(Fault.FILE_EXISTS, path)
    return path
