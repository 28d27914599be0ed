"""The keyboard of this terminal, one key at a time, where there is a way to take it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # what only prints asks whether there are keys, and reads none
    from slimscan.terminal.keys import Key

ENTER_SCREEN = "\x1b[?1049h\x1b[?2004h\x1b[?25l"
"""The second screen, pastes marked as such, no cursor."""
LEAVE_SCREEN = "\x1b[?25h\x1b[?2004l\x1b[?1049l"


class Keyboard(Protocol):
    """The terminal in single-key mode on its second screen, from `open` to `close`."""

    def open(self) -> None:
        """Take the terminal."""

    def close(self) -> None:
        """Give the terminal back as it was."""

    def forget(self) -> None:
        """Drop the keys pressed so far: a key answers only a question that was on the screen."""

    def read(self) -> tuple[Key, ...]:
        """Wait for keys; more than one come at once when text is pasted or a key is held down.

        Raises `TerminalClosed` when the terminal is gone.
        """


def takes_keys() -> bool:
    """Whether single keys can be read here; where they cannot, a page is answered by a line."""
    if sys.platform == "win32":
        from slimscan.terminal.windows_keyboard import draws_here

        return draws_here()
    try:
        import termios  # noqa: F401
    except ImportError:
        return False
    return True


def this_keyboard() -> Keyboard:
    """The keyboard of this platform, not taken yet."""
    if sys.platform == "win32":
        from slimscan.terminal.windows_keyboard import WindowsKeyboard

        return WindowsKeyboard()
    from slimscan.terminal.posix_keyboard import PosixKeyboard

    return PosixKeyboard()
