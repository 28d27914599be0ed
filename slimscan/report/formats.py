"""Which documents there are, and the formats that each can really be written in.

Help, completion, the check of `--format` and the writer all read this one table. To add a format
is to add a line here: its name, which is also the file's ending, and the function that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from slimscan.errors import Fault, usage_error

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
            return self.check(name)
        ending = output.suffix.removeprefix(".").lower() if output and not output.is_dir() else ""
        return self.check(ending) if ending in _DOCUMENT_ENDINGS else self.formats[0]

    def maker(self, name: str) -> Maker:
        """The function that makes this format."""
        module, function = self.makers[self.check(name)].split(":")
        made: Maker = getattr(import_module(module), function)
        return made


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
WORKSHEETS = DocumentKind(
    {
        "pdf": "slimscan.report.worksheets.worksheets:worksheets_pdf",
        "html": "slimscan.report.worksheets.worksheets:worksheets_html",
        "docx": "slimscan.report.worksheets.worksheets:worksheets_docx",
    }
)

PAGES = ("pdf", "html", "docx")
"""Formats with chapters, and with room for a text of one's own."""

BATCH_REPORTS: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "html": ("html",),
    "both": ("pdf", "html"),
}
"""What the reports of a batch may be asked for as, with the formats that are then written."""
