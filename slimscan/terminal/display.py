"""Where a command prints what it found: a terminal that can be drawn on, or plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from slimscan.terminal.keyboard import takes_keys

if TYPE_CHECKING:  # lines are printed without a library that draws
    from rich.console import Console, RenderableType

USUAL_SIZE = os.terminal_size((80, 24))


def size_of(stream: TextIO) -> os.terminal_size:
    """Columns and lines of the window that a stream goes to, as they are now."""
    try:
        size = os.get_terminal_size(stream.fileno())
    except OSError:
        return USUAL_SIZE
    return size if size.columns and size.lines else USUAL_SIZE


class Display:
    """Standard output; `plain` means by lines: without colour and redrawing."""

    def __init__(self, language: str, plain: bool) -> None:
        self.language = language
        self.plain = plain

    @cached_property
    def console(self) -> Console:
        """What is drawn goes through it; made when it is first asked for."""
        from slimscan.terminal.console import open_console

        return open_console(
            file=sys.stdout,
            no_color=True if self.plain else None,
            color_system=None if self.plain else "auto",
        )

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines, as they are now."""
        return size_of(sys.stdout)

    @property
    def width(self) -> int:
        """Columns, as they are now."""
        return self.size.columns

    @property
    def colour(self) -> bool:
        """Whether colours are shown."""
        return not self.plain and not self.console.no_color

    def print_within(self, drawn: Callable[[int], RenderableType]) -> None:
        """Draw once, within a margin: `drawn` gets the columns that there are for it."""
        from rich.padding import Padding

        from slimscan.terminal.drawing import WIDEST

        width = min(self.width, WIDEST)
        self.console.print(Padding(drawn(width - 4), (1, 2)), width=width)


def is_interactive() -> bool:
    """Whether somebody sits at a terminal and can be asked something."""
    return sys.stdin.isatty()


def _is_dumb() -> bool:
    """Whether the terminal says of itself that it draws nothing; on Windows it says nothing."""
    usual = "" if os.name == "nt" else "dumb"
    return os.environ.get("TERM", usual) in ("dumb", "unknown", *([] if os.name == "nt" else [""]))


def can_draw() -> bool:
    """Whether this is a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not _is_dumb() and takes_keys()


def open_display(language: str, plain: bool) -> Display:
    """The output of a command: drawn where it can be, by lines where it cannot or is asked."""
    return Display(language, plain or not can_draw())
