"""Ledgers of before there was one in the home (format 1): one beside every scan, or in a batch."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, input_error
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.signer import Signer
from slimscan.privacy.staff import Staff
from slimscan.privacy.values import COARSENESS, TOTAL, Cell, Moments

OLD_FORMAT = 1


def read_old_ledger(path: Path) -> Mapping[str, Any] | None:
    """The old ledger beside a scan, None when there is none; raises `InputError` when damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise input_error(Fault.SCAN_DAMAGED, path, reason="ledger") from None
    if not isinstance(content, dict):
        raise input_error(Fault.SCAN_DAMAGED, path, reason="ledger")
    return content if content.get("format") == OLD_FORMAT and "people" in content else None


def is_old_book(path: Path) -> bool:
    """Whether a batch's folder holds a ledger of its own."""
    try:
        with path.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except OSError:
        return False


def read_old_book(path: Path, first: str, last: str) -> dict[str, Mapping[str, Any]]:
    """The old ledgers of the organisations from `first` to `last` in a batch's folder."""
    book = sqlite3.connect(path)
    try:
        rows = book.execute(
            "select organisation, document from ledger where organisation between ? and ?",
            (first, last),
        ).fetchall()
        return {name: json.loads(zlib.decompress(document)) for name, document in rows}
    except (sqlite3.DatabaseError, zlib.error, ValueError):
        raise input_error(Fault.LEDGER_DAMAGED, path) from None
    finally:
        book.close()


def migrated(
    document: Mapping[str, Any], names: Mapping[str, str], staff: Staff, signer: Signer, now: Now
) -> Ledger:
    """An old ledger under the names of this home.

    `names` and `staff` are of the people now, whose answers the old ledger knew by their scores.
    Raises `InputError` for one that is damaged.
    """
    try:
        return _Migration(names, staff, signer, now).ledger(document)
    except (KeyError, TypeError, ValueError, IndexError):
        raise input_error(Fault.SCAN_DAMAGED, reason="ledger") from None


@dataclass(frozen=True)
class Now:
    """What the wave and the measure of an old ledger are called now."""

    wave: str
    measure: str


class _Migration:
    def __init__(self, names: Mapping[str, str], staff: Staff, signer: Signer, now: Now) -> None:
        self._names, self._staff, self._signer, self._now = names, staff, signer, now
        self._marks = {one.id: one.mark for one in Staff(staff.scores).people()}

    def ledger(self, document: Mapping[str, Any]) -> Ledger:
        people = tuple(self._name(one) for one in document["people"])
        sets = tuple(int(one, 16) for one in document["sets"])
        publications = tuple(self._publication(one) for one in document["publications"])
        return Ledger(people, sets, publications)

    def _name(self, one: str) -> str:
        return self._names.get(one) or self._signer.name("old", one)

    def _cell(self, names: Any) -> Cell:
        split, name = names
        return Cell(split, self._signer.name("group", split, name.casefold())) if split else TOTAL

    def _person(self, one: Mapping[str, Any]) -> Person:
        name = self._name(one["id"])
        same = self._marks.get(name) == one["mark"]
        mark = self._staff.marks.get(name, "") if same else ""
        return Person(name, tuple(map(self._cell, one["cells"])), mark)

    def _publication(self, one: Mapping[str, Any]) -> Publication:
        scales = tuple(one["scales"])
        kinds = tuple(map(self._staff.kind, scales))
        measure = str(one["measure"])
        return Publication(
            wave=self._now.wave,
            measure=measure if measure.startswith("shared") else self._now.measure,
            minimum=int(one["minimum"]),
            scales=scales,
            kinds=kinds,
            cells=tuple(map(self._cell, one["cells"])),
            people=tuple(map(self._person, one["people"])),
            gone=tuple(map(self._person, one["gone"])),
            shown=tuple(self._shown(one["shown"])),
            items=tuple(self._staff.items.items()),
        )

    def _shown(self, rows: Any) -> list[Shown]:
        shown = []
        for one in rows:
            cell, (n, mean, sd) = self._cell(one["cell"]), one["exact"]
            least = COARSENESS[self._staff.kind(one["scale"])].least(cell == TOTAL)
            if n >= least:
                exact = Moments(int(n), float(mean), float(sd))
                people = int(one["people"], 16)
                shown.append(Shown(one["scale"], cell, people, exact, bool(one["earlier"])))
        return shown
