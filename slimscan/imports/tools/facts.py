"""What is known of survey tools and spreadsheet programs, as data in `facts.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from slimscan.questionnaire.content_file import content_data
from slimscan.text import fold

OTHER = "other"
"""A column of the tool's own that holds nothing that counts."""


@dataclass(frozen=True)
class ToolFacts:
    """What a tool's exports have in common, in all its languages."""

    columns: Mapping[str, str]
    """What a column of the tool's own holds, by its folded name."""
    ids_within_file: bool
    """Whether an id is somebody's within its file only, as where a tool numbers from 1."""
    enough: int = 2
    """So many of the tool's own columns show that it may have made a file."""

    def holds(self, header: str) -> str:
        """What a column holds that the tool adds itself; empty for any other."""
        return self.columns.get(fold(header), "")

    def places(self, headers: Sequence[str]) -> dict[str, int]:
        """Where the tool's own columns stand, the first of each."""
        found: dict[str, int] = {}
        for place, header in enumerate(headers):
            if held := self.holds(header):
                found.setdefault(held, place)
        return found


@cache
def facts_of(tool: str) -> ToolFacts:
    """The facts about a tool, by the name that `--from` takes."""
    known = _facts()["tools"][tool]
    return ToolFacts(
        dict(_columns(known["columns"])), known["ids"] == "file", known.get("enough", 2)
    )


@cache
def header_fillers() -> frozenset[str]:
    """What stands below a title that has no rows, folded."""
    return frozenset(fold(str(word)) for word in _facts()["fillers"])


@dataclass(frozen=True)
class UnfinishedMarks:
    """How a tool says that a row is no finished answer, folded."""

    columns: frozenset[str]
    words: frozenset[str]


@cache
def unfinished_marks() -> UnfinishedMarks:
    """The marks of tools of which nothing else is known here."""
    facts = _facts()["unfinished"]
    words = (word for line in facts["words"] for word in line)
    return UnfinishedMarks(frozenset(map(fold, facts["columns"])), frozenset(map(fold, words)))


@cache
def truths() -> Mapping[str, bool]:
    """How spreadsheet programs write true and false, folded, in all their languages."""
    return {
        fold(str(word)): value == "true"
        for value, words in _facts()["truth"].items()
        for word in words
    }


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = content_data(Path(__file__).with_name("facts.yaml"))
    return facts


def _columns(columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for held, names in columns.items():
        for name in names:
            for one in name if isinstance(name, list) else [name]:
                yield fold(str(one)), held
