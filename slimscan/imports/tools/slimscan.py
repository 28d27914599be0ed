"""Tables and answer files of slimscan's own making: columns are named by the codes of the items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slimscan.errors import Fault, Problem, input_error
from slimscan.imports.headers import shown
from slimscan.imports.tools.headed import cell_text, finished_below, own_headers, rows_below
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, SheetRow, Tool
from slimscan.scan.answer_file import FORM_KIND
from slimscan.scan.model import SCAN_FORMAT
from slimscan.text import clean_line

_BESIDE = frozenset({"notes", "figures", "evidence", "targets", "questionnaire"})
"""Parts of an answer file that hold no answers: free text stays out."""

_SILENT = frozenset(
    {
        "format",
        "kind",
        "language",
        "quick",
        "head_count",
        "audience",
        "scan",
        "remark",
        "adviser",
        "advisor",
    }
)
"""Keys of an answer file beside the answers that say nothing about a respondent."""


def _read(sheet: Sheet) -> AnswerTable:
    if not sheet.first:
        raise input_error(Fault.TABLE_EMPTY, sheet.file)
    _, names = sheet.first[0]
    if sheet.kind != "json":
        rows = finished_below(sheet)
        return AnswerTable(own_headers(sheet), rows, passed=rows.passed)
    return AnswerTable(tuple(_key(str(name or "")) for name in names), _KnownFormat(sheet))


@dataclass(frozen=True)
class _KnownFormat:
    """The records in a format that is known; what a newer slimscan wrote costs itself."""

    sheet: Sheet

    def __iter__(self) -> Iterator[SheetRow]:
        names = list(self.sheet.first[0][1])
        places = {name: names.index(name) for name in ("format", "kind") if name in names}
        for number, cells in rows_below(self.sheet):
            written = cell_text(cells, places.get("format"))
            of_form = cell_text(cells, places.get("kind")) == FORM_KIND
            known = {"1"} if of_form else {"", *map(str, range(1, SCAN_FORMAT + 1))}
            if written in known:
                yield number, cells
            else:
                values = {"format": clean_line(written, 20)}
                problem = Problem(Fault.ANSWERS_NEWER, values, self.sheet.file, number)
                self.sheet.broken.append(problem)


def _key(name: str) -> Header:
    """Answers may stand one level down: `answers: {ITEM: VALUE}`."""
    above, _, last = name.rpartition(".")
    ignored = above in _BESIDE or (not above and last in _SILENT)
    person = "measured_on" if name == "given_on" else None
    return Header(shown(name), () if ignored else (shown(last),), person, ignored)


def _not_clear(sheet: Sheet) -> bool:  # noqa: ARG001
    """Any table may be ours: it shows by the codes of the items, which a sheet does not know."""
    return False


TOOL = Tool("slimscan", "slimscan", ("csv", "xlsx", "json"), _not_clear, _read)
