"""Which fields of a document an attacker has read: one that nobody reads is noticed.

A document is read through `watch`. `unread` then gives the fields that were in it and were not
read, and are not among those that tell of no answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Watch:
    """The fields that were met in documents, and those that were read.

    `by_id` are the fields whose keys are ids; these are one field to the watch, written as `*`.
    """

    by_id: Set[str]
    met: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)

    def over(self, document: Mapping[str, Any]) -> Watched:
        """The document, to be read."""
        self._meet(document, "")
        return Watched(document, "", self)

    def unread(self, of_no_answers: Set[str]) -> set[str]:
        """The fields that were met, and neither read nor named here (one, or all that is in it)."""
        return {
            path
            for path in self.met - self.read
            if not any(
                path == one or path.startswith((f"{one}.", f"{one}[]")) for one in of_no_answers
            )
        }

    def inner(self, path: str, key: str) -> str:
        """The path of a field in the one at this path."""
        here = "*" if path in self.by_id else key
        return f"{path}.{here}" if path else here

    def _meet(self, value: Any, path: str) -> None:
        if isinstance(value, Mapping):
            for key, part in value.items():
                self._meet(part, self.inner(path, key))
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            for part in value:
                self._meet(part, f"{path}[]")
        elif value not in (None, [], {}):
            self.met.add(path)


@dataclass(frozen=True)
class Watched(Mapping[str, Any]):
    """A part of a document; what is taken out of it is noted. `plain` is the part itself."""

    plain: Mapping[str, Any]
    path: str
    watch: Watch

    def __getitem__(self, key: str) -> Any:
        value, path = self.plain[key], self.watch.inner(self.path, key)
        if isinstance(value, Mapping):
            return Watched(value, path, self.watch)
        if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            return [Watched(one, f"{path}[]", self.watch) for one in value]
        self.watch.read.add(path)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.plain)

    def __len__(self) -> int:
        return len(self.plain)
