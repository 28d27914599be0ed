"""The files of one questionnaire's folder while they are checked: content with its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.nodes import Document, NodePath
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.questionnaire.validation import closest

RESERVED_IDS = frozenset(
    {"respondent", "organisation", "group", *PROFILE_FIELDS, "measured_on", "overall"}
)
"""Column names that slimscan uses itself beside the items and scales."""


Places = Iterable[tuple[NodePath, str]]
"""Ids or names with the path where each stands."""


@dataclass(frozen=True)
class ContentPart:
    """One file of a questionnaire's folder: its text with places, and its content."""

    document: Document
    content: Any

    def problem(
        self, fault: Fault, path: NodePath, of_key: bool = False, **values: object
    ) -> Problem:
        """A problem at a path in this file."""
        return self.document.problem(fault, path, of_key, **values)


@dataclass(frozen=True)
class Parts:
    """The files of one questionnaire's folder, as far as they are there and well-formed."""

    questionnaire: ContentPart
    advice: ContentPart | None = None
    law: ContentPart | None = None
    cases: ContentPart | None = None
    worksheets: ContentPart | None = None
    guide: ContentPart | None = None
    advisers: ContentPart | None = None
    sectors: tuple[ContentPart, ...] = ()

    def __iter__(self) -> Iterator[ContentPart]:
        one_of_each = (
            self.questionnaire,
            self.advice,
            self.law,
            self.cases,
            self.worksheets,
            self.guide,
            self.advisers,
        )
        yield from (part for part in one_of_each if part)
        yield from self.sectors


def ids_used_twice(part: ContentPart, places: Places, taken: dict[str, str]) -> Iterator[Problem]:
    """Ids that are used twice (upper and lower case alike) or that slimscan needs itself.

    `taken` holds the ids that are in use already, each with the place of its first use.
    """
    for path, identity in places:
        key = identity.lower()
        if key in RESERVED_IDS:
            yield part.problem(Fault.ID_RESERVED, path, id=identity)
        elif key in taken:
            yield part.problem(Fault.ID_TWICE, path, id=identity, first=taken[key])
        else:
            taken[key] = f"{part.document.file}:{part.document.place(path).line}"


def unknown_name(
    part: ContentPart, fault: Fault, path: NodePath, name: str, known: Iterable[str]
) -> Iterator[Problem]:
    """A problem with the nearest known name, when `name` is not a known one."""
    if name not in (names := set(known)):
        yield part.problem(fault, path, id=name, nearest=closest(name, names))
