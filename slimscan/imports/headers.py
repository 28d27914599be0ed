"""Headers and labels as they are compared: survey tools and people write one text in many ways."""

from __future__ import annotations

import html
import re

from slimscan.text import clean_line

LONGEST_HEADER = 1000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060]")


def shown(header: object) -> str:
    """A header as it stands in the file, cleaned, on one line."""
    return clean_line("" if header is None else str(header), LONGEST_HEADER)


def plain(text: str) -> str:
    """The text with entities read, invisible marks out and single spaces."""
    return " ".join(_INVISIBLE.sub("", html.unescape(text)).split())


def fold(text: str) -> str:
    """The text as it is compared: `plain`, without case and with one kind of apostrophe."""
    return plain(text).casefold().replace("\u2019", "'")


def bare(text: str) -> str:
    """The text as it is compared when closing marks may differ, such as `*` at what is required."""
    return fold(text).rstrip(" .:;?!*")
