"""What publications of many firms have in common: the measure, its scales and their items."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from operator import is_
from typing import NamedTuple

from slimscan.privacy.ledger import Publication
from slimscan.privacy.values import ScaleKind


class Outline(NamedTuple):
    """What is asked, and of how many at least it is shown."""

    measure: str
    minimum: int
    scales: tuple[str, ...]
    kinds: tuple[ScaleKind, ...]
    items: tuple[tuple[str, str], ...]


@dataclass
class Outlines:
    """The outlines that stand in a ledger, once each, by a number that follows from them."""

    book: sqlite3.Connection | None
    noted: dict[int, str] = field(default_factory=dict)
    _known: dict[int, Outline] = field(default_factory=dict)
    _last: tuple[Outline | None, int] = (None, 0)
    """Of many firms it is the very same one."""

    def note(self, one: Publication) -> int:
        """The number of a publication's outline, which is written with it."""
        last, number = self._last
        if last is None or not _is_alike(last, one):
            asked = Outline(one.measure, one.minimum, one.scales, one.kinds, one.items)
            number, text = _as_text(asked)
            self.noted[number] = text
            self._last = asked, number
        return number

    def find(self, number: int) -> Outline:
        """The outline of a number; raises `ValueError` when it is not there or damaged."""
        if number not in self._known:
            self._known[number] = _read(self.noted.get(number) or self._text(number))
        return self._known[number]

    def _text(self, number: int) -> str:
        rows: Iterable[tuple[str]] = ()
        if self.book:
            rows = self.book.execute("select content from outline where number = ?", (number,))
        for (text,) in rows:
            return text
        raise ValueError(f"no outline {number}")


def _is_alike(outline: Outline, one: Publication) -> bool:
    """Whether a publication has the very things of an outline: quicker than to compare them."""
    measure, minimum, *things = outline
    return (measure, minimum) == (one.measure, one.minimum) and all(
        map(is_, things, (one.scales, one.kinds, one.items))
    )


def write_outlines(book: sqlite3.Connection, noted: Mapping[int, str]) -> None:
    """Write them; what stands there already stays."""
    book.executemany("insert or ignore into outline values (?, ?)", noted.items())


@lru_cache(maxsize=256)
def _as_text(one: Outline) -> tuple[int, str]:
    text = json.dumps(one, separators=(",", ":"))
    digest = blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True), text


def _read(text: str) -> Outline:
    try:
        measure, minimum, scales, kinds, items = json.loads(text)
        return Outline(
            str(measure),
            int(minimum),
            tuple(map(str, scales)),
            tuple(map(ScaleKind, kinds)),
            tuple((str(scale), str(its)) for scale, its in items),
        )
    except TypeError as error:
        raise ValueError("damaged") from error
