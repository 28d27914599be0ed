"""A small file beside results that were shown: it names the ledger that knows of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, input_error

if TYPE_CHECKING:
    from slimscan.privacy.book import Book

_FORMAT = 2


@dataclass(frozen=True)
class Witness:
    """A small file beside results that were shown: it names the ledger that knows of them."""

    path: Path

    def check(self, book: Book, renew: bool) -> None:
        """Raise `InputError` when another ledger knows of these results and `renew` is not said."""
        if self.path.exists() and self._content.get("ledger") != book.id and not renew:
            raise input_error(Fault.LEDGER_MISSING, self.path)

    def remarks(self, book: Book) -> tuple[str, ...]:
        """The marks of the remarks that were shown with these results, of this ledger."""
        content = self._content
        marks = content.get("remarks", []) if content.get("ledger") == book.id else []
        return tuple(map(str, marks)) if isinstance(marks, list) else ()

    def testify(self, book: Book, remarks: Sequence[str] | None = None) -> None:
        """Say that this ledger knows of these results, and the marks of the remarks shown.

        Without `remarks` those stay that were noted. Writes nothing when all is said already.
        """
        marks = self.remarks(book) if remarks is None else tuple(remarks)
        content = {"format": _FORMAT, "ledger": book.id}
        content |= {"remarks": sorted(marks)} if marks else {}
        if content != self._content:
            write_durably(self.path, json.dumps(content) + "\n")

    @property
    def _content(self) -> dict[str, Any]:
        """What the file says; nothing of one that is not there or not readable."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}
