"""A page of the interview as data: what is on the screen, whichever way it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class TextEntry(Enum):
    """How a page is answered."""

    KEY = auto()
    """One key, without Enter."""
    NUMBER = auto()
    """A number and Enter; letters still act at once while nothing was typed."""
    TEXT = auto()
    """Free text and Enter; no key has another meaning."""


@dataclass(frozen=True)
class ChoiceLine:
    """An answer that can be chosen, with what to press for it."""

    key: str
    label: str
    remark: str = ""
    """Set on the option that is the present answer: the words that say so."""


@dataclass(frozen=True)
class Detail:
    """Something to know beside the question: the present answer, a note, the explanation."""

    label: str
    text: str


@dataclass(frozen=True)
class Hint:
    """A key and what it does."""

    key: str
    label: str


@dataclass(frozen=True)
class Step:
    """A stretch of the interview in the overview between two of them."""

    label: str
    remark: str = ""
    done: bool = False
    present: bool = False


@dataclass(frozen=True)
class HandsTally:
    """One option of a vote with the hands at it."""

    key: str
    label: str
    hands: int
    share: float
    """Of those who voted, 0 to 1."""
    chosen: bool = False
    """Whether this option is the answer that counts."""


@dataclass(frozen=True)
class Page:
    """Everything that one screen says. Empty parts are left out."""

    title: str
    remaining: str = ""
    progress: float | None = None
    """The share of the questions that is behind, 0 to 1."""
    place: tuple[str, ...] = ()
    """Where this is, the most important part first."""
    question: str = ""
    paragraphs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    options: tuple[ChoiceLine, ...] = ()
    tallies: tuple[HandsTally, ...] = ()
    details: tuple[Detail, ...] = ()
    message: str = ""
    """What was wrong with the last key or line."""
    hints: tuple[Hint, ...] = ()
    entry: TextEntry = TextEntry.KEY
    label: str = ""
    """What stands before the field of a page that takes a number or a text."""
    given: str = ""
    """What is in the field to begin with."""
