"""Which documents there are, and the formats that each can really be written in.

Help, completion, the check of `--format` and the writer all read this one table. To add a format
is to add a line here: its name, which is also the file's ending, and the function that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, MachineError, Problem, input_error, remark, usage_error

Maker = Callable[..., str | bytes]
"""Makes the content of a document; what it is given is the same for all formats of a kind."""

_DOCUMENT_ENDINGS = frozenset(
    {"pdf", "html", "htm", "json", "docx", "doc", "odt", "xlsx", "xls", "ods", "pptx", "csv", "txt"}
)


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: for each format the function that makes it, as `module:name`.

    The functions are named, not imported: help must not load what a PDF needs.
    """

    makers: Mapping[str, str]

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats, the usual one first."""
        return tuple(self.makers)

    def check(self, name: str) -> str:
        """The format with this name; raises `UsageError` naming the known ones."""
        if name not in self.makers:
            raise usage_error(Fault.FORMAT_UNKNOWN, id=name, known=", ".join(self.formats))
        return name

    def choose(self, name: str | None, output: Path | None) -> str:
        """The format asked for, else the one that the file's name asks for, else the usual one.

        Raises `UsageError` for a name that asks for a document of another kind.
        """
        if name is not None:
            check_ending(output, self.check(name))
            return name
        ending = _ending(output)
        return self.check(ending) if ending in _DOCUMENT_ENDINGS else self.formats[0]

    def maker(self, name: str) -> Maker:
        """The function that makes this format."""
        module, function = self.makers[self.check(name)].split(":")
        made: Maker = getattr(import_module(module), function)
        return made


def check_ending(output: Path | None, form: str) -> None:
    """Raise `UsageError` when the name of a file promises another document than it is to be."""
    ending = _ending(output)
    if ending in _DOCUMENT_ENDINGS - {form} and (ending, form) != ("htm", "html"):
        raise usage_error(Fault.OUTPUT_OTHER_KIND, file=output, ending=ending, form=form)


def _ending(output: Path | None) -> str:
    return output.suffix.removeprefix(".").lower() if output and not output.is_dir() else ""


REPORT = DocumentKind(
    {
        "pdf": "slimscan.report.scan.files:report_pdf",
        "html": "slimscan.report.scan.files:report_html",
        "docx": "slimscan.report.scan.files:report_docx",
        "json": "slimscan.report.scan.files:report_json",
        "xlsx": "slimscan.report.scan.report_workbook:report_xlsx",
        "pptx": "slimscan.report.scan.report_slides:report_pptx",
    }
)
COMPARISON = DocumentKind(
    {
        "pdf": "slimscan.report.comparison.files:comparison_pdf",
        "html": "slimscan.report.comparison.files:comparison_html",
        "docx": "slimscan.report.comparison.files:comparison_docx",
        "json": "slimscan.report.comparison.files:comparison_file_json",
        "xlsx": "slimscan.report.comparison.comparison_workbook:comparison_xlsx",
    }
)
MONITOR = DocumentKind(
    {
        "pdf": "slimscan.batch.monitor.files:monitor_pdf",
        "html": "slimscan.batch.monitor.files:monitor_html",
        "docx": "slimscan.batch.monitor.files:monitor_docx",
        "json": "slimscan.batch.monitor.files:monitor_file_json",
        "xlsx": "slimscan.batch.monitor.workbook:monitor_xlsx",
    }
)
WORKSHEETS = DocumentKind(
    {
        "pdf": "slimscan.report.worksheets.worksheets:worksheets_pdf",
        "html": "slimscan.report.worksheets.worksheets:worksheets_html",
        "docx": "slimscan.report.worksheets.worksheets:worksheets_docx",
    }
)

WITH_OWN_TEXTS = ("pdf", "html", "docx", "xlsx")
"""Formats with room for a text of one's own; slides have none, for they are shown to others than
the text was written for."""
WITH_CHAPTERS = (*WITH_OWN_TEXTS, "pptx")
"""Formats with chapters to choose from."""

BATCH_REPORTS: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "html": ("html",),
    "both": ("pdf", "html"),
}
"""What the reports of a batch may be asked for as, with the formats that are then written."""


def write_document(  # noqa: PLR0913
    kind: DocumentKind,
    form: str,
    path: Path,
    *told: object,
    mode: int,
    overwrite: bool,
    page_instead: bool = True,
) -> Path:
    """Make a document of what is `told` and write it; gives where it is.

    Where no PDF can be made, the page for a browser is written beside it, unless `page_instead` is
    off. Raises `InputError` when a file is in the way there, and else as the maker does.
    """
    content: str | bytes | None
    if form == "pdf" and page_instead:
        page = path.with_suffix(".html")
        content = pdf_where_it_can(lambda: kind.maker(form)(*told), page)
        if content is None:
            if page.exists() and not overwrite:
                raise input_error(Fault.FILE_EXISTS, page)
            path, content = page, kind.maker("html")(*told)
    else:
        content = kind.maker(form)(*told)
    write_durably(path, content, mode)
    return path


def pdf_where_it_can(make: Callable[[], str | bytes], page: Path) -> str | bytes | None:
    """What `make` gives; nothing where this machine can make no PDF, after a remark that the
    `page` for a browser stands for it."""
    try:
        return make()
    except MachineError as error:
        problem = error.problems[0]
        if problem.fault is not Fault.PDF_LIBRARY:
            raise
    remark(Problem(Fault.PDF_AS_PAGE, {"install": problem.values["install"]}, str(page)))
    return None
