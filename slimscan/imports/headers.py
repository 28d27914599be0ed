"""Headers and labels as they are compared: survey tools and people write one text in many ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slimscan.text import clean_line, fold

LONGEST_HEADER = 1000
LONGEST_TOLD = 80
"""Of a header in a message; what is left out stands in the middle."""

_NAMES_TOLD = 5

_MARKS = " .,:;?!*_|/<>()[]{}\"'-\u2013\u2014\u2026\u201c\u201d\u201e\u2018\u00ab\u00bb"
"""What may stand around a text without changing it, such as `*` at what is required."""

_TAG = re.compile(r"</?[a-z][^<>]{0,200}>")
_BETWEEN = re.compile(r"\W+")
_SEPARATOR = re.compile(r"[^\s\w,'.\u2018-]|[.-]\s|\s-")
"""What divides a title from a row: a mark of its own, or a full stop or hyphen with a space."""


def shown(header: object) -> str:
    """A header as it stands in the file, cleaned, on one line."""
    return clean_line("" if header is None else str(header), LONGEST_HEADER)


def told(header: str) -> str:
    """A header in a message: of two long ones with one title the ends still differ."""
    if len(header) <= LONGEST_TOLD:
        return header
    half = (LONGEST_TOLD - 3) // 2
    return f"{header[:half].rstrip()} \N{HORIZONTAL ELLIPSIS} {header[-half:].lstrip()}"


def names_told(names: Iterable[str]) -> str:
    """The first of these names, and a mark when there are more."""
    listed = list(names)
    more = ", \N{HORIZONTAL ELLIPSIS}" if len(listed) > _NAMES_TOLD else ""
    return ", ".join(listed[:_NAMES_TOLD]) + more


def bare(text: str) -> str:
    """The text as it is compared where marks around it, and underscores in it, may differ."""
    return _spaced(text).strip(_MARKS)


def _spaced(text: str) -> str:
    """The text without case, with a space for underscores and for marks of HTML."""
    return " ".join(_TAG.sub(" ", fold(text)).replace("_", " ").split())


def column_name(place: int) -> str:
    """A column as a spreadsheet program calls it: A for the first, AA behind Z."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def column_keys(headers: Sequence[str]) -> tuple[str, ...]:
    """A name for every column that no other has: its header, else with its place before it."""
    folded = [fold(header) for header in headers]
    counted = Counter(folded)
    return tuple(
        header if key and counted[key] == 1 else f"{column_name(place)}: {header}".strip()
        for place, (header, key) in enumerate(zip(headers, folded, strict=True))
    )


@dataclass(frozen=True)
class HeaderEnd:
    """The beginning or the end of a header, and what it leaves; both as `bare` gives them."""

    text: str
    rest: str
    divided: bool
    """Whether a mark divides the two, and not just a space."""
    is_end: bool
    """Whether it is the end of the header."""


def header_ends(header: str) -> Iterator[HeaderEnd]:
    """The beginnings and ends of a header, the longest first: `title - row`, `row (title)`."""
    text = _spaced(header)
    found = []
    for between in _BETWEEN.finditer(text):
        before = text[: between.start()].strip(_MARKS)
        behind = text[between.end() :].strip(_MARKS)
        if before and behind:
            divided = bool(_SEPARATOR.search(between[0]))
            found.append(HeaderEnd(behind, before, divided, is_end=True))
            found.append(HeaderEnd(before, behind, divided, is_end=False))
    yield from sorted(found, key=lambda one: -len(one.text))


def parts(header: str) -> tuple[str, ...]:
    """What stands between the marks in a header, such as a title and a row."""
    text = _spaced(header)
    found = []
    start = 0
    for between in _BETWEEN.finditer(text):
        if _SEPARATOR.search(between[0]):
            found.append(text[start : between.start()].strip(_MARKS))
            start = between.end()
    return tuple(part for part in (*found, text[start:].strip(_MARKS)) if part)


def is_cut(header: str) -> str:
    """The beginning that is left of a header that a tool cut off with dots; else an empty text."""
    text = fold(header).rstrip(" ])")
    return bare(text) if text.endswith(("..", "\N{HORIZONTAL ELLIPSIS}")) else ""
