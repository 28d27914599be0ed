"""Keys as the terminal sends them: text in, whole keys out."""

from __future__ import annotations

import re
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


_TOKEN = re.compile(
    r"\x1b\[200~(?P<paste>.*?)(?:\x1b\[201~|\Z)"
    r"|\x1b(?P<sequence>\[[0-?]*[ -/]*[@-~]|O[ -~]|[]P_^X].*?(?:\x07|\x1b\\|\Z)|[ -Z\\`-~])"
    r"|(?P<escape>\x1b\[?)"
    r"|(?P<character>.)",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(\[[0-?]*[ -/]*|O|[]P_^X][^\x07\x1b]*\x1b?)?\Z")
_UNFINISHED_PASTE = re.compile(r"\x1b\[200~(?!.*\x1b\[201~)", re.DOTALL)
_SEQUENCES = {
    "[A": KeyName.UP,
    "[B": KeyName.DOWN,
    "[C": KeyName.RIGHT,
    "[D": KeyName.LEFT,
    "[H": KeyName.HOME,
    "[F": KeyName.END,
    "OA": KeyName.UP,
    "OB": KeyName.DOWN,
    "OC": KeyName.RIGHT,
    "OD": KeyName.LEFT,
    "OH": KeyName.HOME,
    "OF": KeyName.END,
    "[1~": KeyName.HOME,
    "[3~": KeyName.DELETE,
    "[4~": KeyName.END,
    "[5~": KeyName.PAGE_UP,
    "[6~": KeyName.PAGE_DOWN,
}
_CONTROLS = {
    "\r": KeyName.ENTER,
    "\n": KeyName.ENTER,
    "\x7f": KeyName.BACKSPACE,
    "\x08": KeyName.BACKSPACE,
    "\x01": KeyName.HOME,
    "\x05": KeyName.END,
    "\x15": KeyName.CLEAR,
}


def key_of(texts: Callable[[str], str], name: str) -> str:
    """What is pressed or typed for a named key, such as `stop`, in the words of a language."""
    return texts(f"key.{name}.key").casefold()


def decode(text: str) -> tuple[Key, ...]:
    """The keys in what a terminal sent. An escape sequence is one key, however long it is."""
    return tuple(_key(token) for token in _TOKEN.finditer(text))


def _key(token: re.Match[str]) -> Key:
    if token["paste"] is not None:
        return Key(KeyName.PASTE, token["paste"])
    if token["sequence"] is not None:
        return Key(_SEQUENCES.get(token["sequence"], KeyName.OTHER))
    if token["escape"] is not None:
        return Key(KeyName.ESCAPE if token["escape"] == "\x1b" else KeyName.OTHER)
    character = token["character"]
    if character in _CONTROLS:
        return Key(_CONTROLS[character])
    is_text = character.isprintable() and character != "\ufffd"
    return Key(KeyName.CHARACTER, character) if is_text else Key(KeyName.OTHER)


def is_unfinished(text: str) -> bool:
    """Whether the text ends in half an escape sequence."""
    return _UNFINISHED.search(text) is not None


def is_unfinished_paste(text: str) -> bool:
    """Whether the text ends in a paste whose end has not come yet."""
    return _UNFINISHED_PASTE.search(text) is not None
