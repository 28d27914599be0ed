"""Before the first question: in which language, and the whole scan or the quick one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.terminal.between_pages import language_page, spoken_languages, welcome_page
from slimscan.terminal.screen import Screen
from slimscan.terminal.workshop_pages import counts_as_page
from slimscan.workshop import SMALLEST_GROUP


@dataclass(frozen=True)
class Wishes:
    """How the user wants to do the scan."""

    language: str
    quick: bool
    counts_as: Literal["group", "leader"] = "leader"
    """What the outcome of a workshop counts as."""


@dataclass(frozen=True)
class Given:
    """What was chosen beforehand, and so is not asked."""

    folder: Path
    """Where the scan is kept."""
    language: str | None = None
    quick: bool = False
    people: int | None = None
    """How many are around the table, in a workshop."""


def welcome(screen: Screen, instrument: Instrument, given: Given) -> Wishes | None:
    """Ask what was not given yet, and say what the scan is; nothing when the user leaves."""
    with screen.opened():
        language = given.language or _ask_language(screen, instrument)
        if language is None:
            return None
        screen.language = language
        wishes = _ask_length(screen, instrument, given)
        if wishes is None or given.people is None or given.people < SMALLEST_GROUP:
            return wishes
        return _ask_counts_as(screen, instrument, wishes, given.people)


def _ask_language(screen: Screen, instrument: Instrument) -> str | None:
    known = spoken_languages(instrument)
    while len(known) > 1:
        entry = screen.answer(language_page(known))
        if entry == "s":
            return None
        if entry in [str(number) for number in range(1, len(known) + 1)]:
            return known[int(entry) - 1]
    return known[0]


def _ask_length(screen: Screen, instrument: Instrument, given: Given) -> Wishes | None:
    message, quick = "", given.quick
    while True:
        page = welcome_page(instrument, screen.language, given.folder, quick, message, given.people)
        entry = screen.answer(page)
        if entry == "s":
            return None
        if quick and entry == "":
            return Wishes(screen.language, quick=True)
        if not quick and entry in ("1", "2"):
            return Wishes(screen.language, quick=entry == "2")
        message = words(screen.language, "terminal")("wanted.start" if quick else "wanted.length")


def _ask_counts_as(
    screen: Screen, instrument: Instrument, wishes: Wishes, people: int
) -> Wishes | None:
    texts, message = words(screen.language, "terminal"), ""
    while True:
        entry = screen.answer(counts_as_page(instrument, texts, people, message))
        if entry == "s":
            return None
        if entry in ("1", "2"):
            return replace(wishes, counts_as="group" if entry == "1" else "leader")
        message = texts("wanted.length")
