"""What a line of a table has to look like for a data-frame reader to have it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

MOST_CELLS = 1_000
"""Patterns of wider tables would be too large."""

_ODD = r"\x00-\x1f\x7f\x{feff}"
"""Control characters and marks of byte order: programs do not agree about them."""
_NUMBER = "(?:[1-9]?[0-9])?"


@dataclass(frozen=True)
class LinePatterns:
    """The lines of a table of so many columns that are one row each, in Rust's regular expressions.

    Every cell is within quotation marks, with no line end in it and every mark twice, or holds no
    mark and no delimiter. Where a row begins such a line means the same to every reader. Patterns
    are of lines without their ends, a carriage return before a line feed included.
    """

    delimiter: str
    width: int
    numbers: Collection[int]
    """The places of the columns that hold codes."""

    @property
    def plain(self) -> str:
        """A row of whatever it may be."""
        return self._of([self._text] * self.width)

    @property
    def coded(self) -> str:
        """A row with nothing but whole numbers below 100 in the columns of codes, or nothing."""
        number = f'(?:"{_NUMBER}"|{_NUMBER})'
        return self._of(
            [number if place in self.numbers else self._text for place in range(self.width)]
        )

    @property
    def _text(self) -> str:
        bare = f'[^"{re.escape(self.delimiter)}{_ODD}]*'
        return f'(?:"(?:[^"{_ODD}]|"")*"|{bare})'

    def _of(self, cells: list[str]) -> str:
        return f"^{re.escape(self.delimiter).join(cells)}$"
