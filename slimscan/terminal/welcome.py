"""Before the first question: in which language, and the whole scan or the quick one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.terminal.between_pages import language_page, spoken_languages, welcome_page
from slimscan.terminal.screen import Screen


@dataclass(frozen=True)
class Wishes:
    """How the user wants to do the scan."""

    language: str
    quick: bool


def welcome(
    screen: Screen, instrument: Instrument, language: str | None, quick: bool, folder: Path
) -> Wishes | None:
    """Ask what was not given yet, and say what the scan is; nothing when the user leaves."""
    with screen.opened():
        if language is None:
            language = _ask_language(screen, instrument)
        if language is None:
            return None
        screen.language = language
        return _ask_length(screen, instrument, quick, folder)


def _ask_language(screen: Screen, instrument: Instrument) -> str | None:
    known = spoken_languages(instrument)
    while len(known) > 1:
        entry = screen.answer(language_page(known))
        if entry == "s":
            return None
        if entry in [str(number) for number in range(1, len(known) + 1)]:
            return known[int(entry) - 1]
    return known[0]


def _ask_length(screen: Screen, instrument: Instrument, quick: bool, folder: Path) -> Wishes | None:
    message = ""
    while True:
        page = welcome_page(instrument, screen.language, folder, quick, message)
        entry = screen.answer(page)
        if entry == "s":
            return None
        if quick and entry == "":
            return Wishes(screen.language, quick=True)
        if not quick and entry in ("1", "2"):
            return Wishes(screen.language, quick=entry == "2")
        message = words(screen.language, "terminal")("wanted.start" if quick else "wanted.length")
