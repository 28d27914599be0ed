"""Tables and answer files of slimscan's own making: columns are named by the codes of the items."""

from __future__ import annotations

from slimscan.errors import Fault, input_error
from slimscan.imports.headers import shown
from slimscan.imports.tools.headed import rows_below
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

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
    header = _key if sheet.kind == "json" else _column
    return AnswerTable(tuple(header(str(name or "")) for name in names), rows_below(sheet))


def _column(name: str) -> Header:
    return Header(shown(name))


def _key(name: str) -> Header:
    """Answers may stand one level down: `answers: {ITEM: VALUE}`."""
    above, _, last = name.rpartition(".")
    ignored = above in _BESIDE or (not above and last in _SILENT)
    person = "measured_on" if name == "given_on" else None
    return Header(shown(name), (shown(last),), person, ignored)


def _not_clear(sheet: Sheet) -> bool:  # noqa: ARG001
    """Any table may be ours: it shows by the codes of the items, which a sheet does not know."""
    return False


TOOL = Tool("slimscan", "slimscan", ("csv", "xlsx", "json"), _not_clear, _read)
