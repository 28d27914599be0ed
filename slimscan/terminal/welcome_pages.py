"""The pages before the first question: what the scan is, in which language, and how thorough.

The first of them is the first thing that a user sees, so they lean on little of the questionnaire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from slimscan.disk.places import languages
from slimscan.language import Words, words
from slimscan.questionnaire.opening import Length, Opening
from slimscan.shown import Wording, wording_of
from slimscan.terminal.page import ChoiceLine, Hint, Page


@dataclass(frozen=True)
class Given:
    """What was chosen beforehand, and so is not asked."""

    folder: Path
    """Where the scan is kept."""
    language: str | None = None
    quick: bool = False
    people: int | None = None
    """How many are around the table, in a workshop."""
    is_group: bool = False
    """Whether they are enough to count as a group."""
    answered: int = 0
    """How many questions about the firm were answered with an option, and so are not asked."""
    more_in_sectors: bool = False
    """Whether some sectors have questions of their own, which come on top."""


def spoken_languages(opening: Opening) -> tuple[str, ...]:
    """The languages in which a scan with this questionnaire can be done, its first one first."""
    return tuple(name for name in opening.languages if name in languages())


def language_page(known: tuple[str, ...]) -> Page:
    """Asks for the language, in every language at once."""
    rooms = [words(language, "terminal") for language in known]
    return Page(
        title="slimscan",
        question=_both(rooms, "welcome.language"),
        options=tuple(
            ChoiceLine(str(number), room("language_name"))
            for number, room in enumerate(rooms, start=1)
        ),
        hints=(Hint(_both(rooms, "key.stop.key"), _both(rooms, "key.leave.label")),),
    )


def _both(rooms: Sequence[Words], key: str) -> str:
    """A text in several languages at once; what is the same in them stands there once."""
    return " / ".join(dict.fromkeys(room(key) for room in rooms))


def welcome_page(opening: Opening, language: str, given: Given, message: str = "") -> Page:
    """Says what the scan is, how long it takes and where it is kept; asks how thorough to be."""
    texts, people = _texts(opening, language), given.people
    full, short = (_length(length, texts, given) for length in (opening.full, opening.quick))
    options = (
        ChoiceLine("1", texts("welcome.full", length=full)),
        ChoiceLine("2", texts("welcome.quick", length=short)),
    )
    hints = [Hint("1/2", texts("key.choose.label"))]
    if given.quick:
        hints = [Hint(texts("key.begin.key"), texts("key.begin.label"))]
    return Page(
        title="slimscan",
        place=(texts("workshop.of", people=people),) if people else (),
        question=texts.text(opening.title),
        paragraphs=(
            texts.text(opening.purpose),
            *((texts.text(opening.period),) if opening.period else ()),
            _safe(texts, given),
            *_about_workshop(texts, given),
            *((texts("welcome.quick", length=short),) if given.quick else ()),
        ),
        options=() if given.quick else options,
        message=message,
        hints=(*hints, Hint(texts("key.stop.key"), texts("key.leave.label"))),
    )


def _safe(texts: Wording, given: Given) -> str:
    """Where answers go; and, so that nobody is surprised, that there may be more questions."""
    more = (texts("welcome.sectors"),) if given.more_in_sectors else ()
    return " ".join((texts("welcome.safe", folder=given.folder), *more))


def counts_as_page(opening: Opening, language: str, people: int, message: str = "") -> Page:
    """Asks whether the outcome counts as a group's or as the leader's answer."""
    texts = _texts(opening, language)
    return Page(
        title=texts.text(opening.title),
        place=(texts("workshop.of", people=people),),
        question=texts("workshop.counts_as"),
        options=(
            ChoiceLine("1", texts("workshop.as_group", people=people)),
            ChoiceLine("2", texts("workshop.as_leader")),
        ),
        message=message,
        hints=(
            Hint("1/2", texts("key.choose.label")),
            Hint(texts("key.stop.key"), texts("key.leave.label")),
        ),
    )


def _texts(opening: Opening, language: str) -> Wording:
    return wording_of(language, opening.languages, "terminal")


def _about_workshop(texts: Wording, given: Given) -> tuple[str, ...]:
    if given.people is None:
        return ()
    few = () if given.is_group else (texts("workshop.few"),)
    return (" ".join((texts("workshop.how"), *few)),)


def _length(length: Length, texts: Wording, given: Given) -> str:
    """How many questions, and how many minutes for one who answers alone."""
    number = length.items
    if given.people is not None:
        return texts("place.count.one" if number == 1 else "place.count.many", n=number)
    minutes = texts("minutes.one" if length.minutes == 1 else "minutes.many", n=length.minutes)
    beside = length.beside - given.answered
    return texts("welcome.length", n=number, beside=beside, minutes=minutes)
