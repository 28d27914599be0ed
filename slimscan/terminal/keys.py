"""Keys, whichever terminal they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class TerminalClosed(KeyboardInterrupt):
    """The window was closed or the program was told to end: stop as at Ctrl-C, and quietly."""


class KeyName(Enum):
    """What a key is."""

    CHARACTER = auto()
    PASTE = auto()
    ENTER = auto()
    BACKSPACE = auto()
    DELETE = auto()
    LEFT = auto()
    RIGHT = auto()
    HOME = auto()
    END = auto()
    UP = auto()
    DOWN = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    CLEAR = auto()
    ESCAPE = auto()
    REDRAW = auto()
    """Not a key: the window changed, so what is on it must be drawn again."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key; `text` is what a character or a paste says."""

    name: KeyName
    text: str = ""


def key_of(texts: Callable[[str], str], name: str) -> str:
    """What is pressed or typed for a named key, such as `stop`, in the words of a language."""
    return texts(f"key.{name}.key").casefold()
