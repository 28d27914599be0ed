"""What the ledger keeps of one firm: its people, and what was ever shown of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from slimscan.privacy.ledger import Ledger, Person
from slimscan.privacy.people import Known, Row, Signer

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass
class Firm:
    """What is kept of one firm: its ledger, and its people to know them again."""

    ledger: Ledger
    known: dict[str, Known]
    version: int = 0
    scan: str | None = None

    def document(self) -> bytes:
        """The firm as bytes."""
        content = {
            "ledger": self.ledger.document(),
            "known": [one.document() for one in self.known.values()],
        }
        return zlib.compress(_as_json().dump_json(content), 1)

    def learn(
        self,
        people: Iterable[str],
        names: Mapping[str, str],
        rows: Sequence[Row],
        now: Sequence[Known],
    ) -> list[int]:
        """Know these rows from now on, as far as they are of these people: the keys that are new.

        `names` are the people by their rows.
        """
        there, known = set(people), self.known
        new: list[int] = []
        for row, one in zip(rows, now, strict=True):
            person = names[row.name]
            if person not in there:
                continue
            keys, before = one.keys, known.get(person)
            if before:
                new += [key for key in keys if key not in before.keys]
                keys = tuple(dict.fromkeys((*keys, *before.keys)))
            else:
                new += keys
            same = not before and person == one.person
            known[person] = one if same else Known(person, one.alias, keys, one.seal)
        return new

    def forget_answers(self, signer: Signer) -> None:
        """Leave only hashes of what its people answered."""

        def hashed(one: Person) -> Person:
            older = tuple(signer.name("mark", mark) for mark in one.older)
            return one._replace(mark=signer.name("mark", one.mark), older=older)

        self.known = {
            one.person: Known(one.person, one.alias, one.keys) for one in self.known.values()
        }
        reports = tuple(
            replace(one, people=tuple(map(hashed, one.people)), gone=tuple(map(hashed, one.gone)))
            for one in self.ledger.publications
        )
        self.ledger = replace(self.ledger, publications=reports)

    @staticmethod
    def read(document: bytes, version: int, scan: str | None) -> Firm:
        """The firm of these bytes; raises `ValueError` or `KeyError` when they are damaged."""
        content = _as_json().validate_json(zlib.decompress(document))
        known = (Known.from_document(one) for one in content["known"])
        by_person = {one.person: one for one in known}
        return Firm(Ledger.from_document(content["ledger"]), by_person, version, scan)


@cache
def _as_json() -> TypeAdapter[dict[str, Any]]:
    """Plain data as JSON, in a fraction of the time that the standard library takes."""
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Any])
