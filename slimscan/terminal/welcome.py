"""Before the first question: in which language, and the whole scan or the quick one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from slimscan.language import words
from slimscan.questionnaire.opening import Opening
from slimscan.terminal.keys import key_of
from slimscan.terminal.screen import Screen
from slimscan.terminal.welcome_pages import (
    Given,
    counts_as_page,
    language_page,
    spoken_languages,
    welcome_page,
)


@dataclass(frozen=True)
class Wishes:
    """How the user wants to do the scan."""

    language: str
    quick: bool
    counts_as: Literal["group", "leader"] = "leader"
    """What the outcome of a workshop counts as."""


def welcome(screen: Screen, opening: Opening, given: Given) -> Wishes | None:
    """Ask what was not given yet, and say what the scan is; nothing when the user leaves."""
    with screen.opened():
        language = given.language or _ask_language(screen, opening)
        if language is None:
            return None
        screen.language = language
        wishes = _ask_length(screen, opening, given)
        if wishes is None or given.people is None or not given.is_group:
            return wishes
        return _ask_counts_as(screen, opening, wishes, given.people)


def _ask_language(screen: Screen, opening: Opening) -> str | None:
    known = spoken_languages(opening)
    while len(known) > 1:
        entry = screen.answer(language_page(known))
        if any(_leaves(entry, language) for language in known):
            return None
        if entry in [str(number) for number in range(1, len(known) + 1)]:
            return known[int(entry) - 1]
    return known[0]


def _leaves(entry: str | None, language: str) -> bool:
    return entry == key_of(words(language, "terminal"), "stop")


def _ask_length(screen: Screen, opening: Opening, given: Given) -> Wishes | None:
    message, quick = "", given.quick
    while True:
        entry = screen.answer(welcome_page(opening, screen.language, given, message))
        if _leaves(entry, screen.language):
            return None
        if quick and entry == "":
            return Wishes(screen.language, quick=True)
        if not quick and entry in ("1", "2"):
            return Wishes(screen.language, quick=entry == "2")
        message = words(screen.language, "terminal")("wanted.start" if quick else "wanted.length")


def _ask_counts_as(screen: Screen, opening: Opening, wishes: Wishes, people: int) -> Wishes | None:
    texts, message = words(screen.language, "terminal"), ""
    while True:
        entry = screen.answer(counts_as_page(opening, screen.language, people, message))
        if _leaves(entry, screen.language):
            return None
        if entry in ("1", "2"):
            return replace(wishes, counts_as="group" if entry == "1" else "leader")
        message = texts("wanted.length")
