"""Headers and labels as they are compared: survey tools and people write one text in many ways."""

from __future__ import annotations

from slimscan.text import clean_line, fold

LONGEST_HEADER = 1000


def shown(header: object) -> str:
    """A header as it stands in the file, cleaned, on one line."""
    return clean_line("" if header is None else str(header), LONGEST_HEADER)


def bare(text: str) -> str:
    """The text as it is compared when closing marks may differ, such as `*` at what is required."""
    return fold(text).rstrip(" .:;?!*")
