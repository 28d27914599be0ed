"""The screen: what this terminal is, and showing a page on it until it is answered."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.segment import Segment, Segments

from slimscan.language import words
from slimscan.terminal.console import open_console
from slimscan.terminal.drawing import Drawing, Line, draw
from slimscan.terminal.field import Field
from slimscan.terminal.keyboard import Keyboard, takes_keys, this_keyboard
from slimscan.terminal.keys import Key, KeyName
from slimscan.terminal.lines import ask_line, print_page
from slimscan.terminal.page import Hint, Page, TextEntry

_USUAL_SIZE = os.terminal_size((80, 24))
_SCROLL = {KeyName.UP: -1, KeyName.DOWN: 1, KeyName.PAGE_UP: -10, KeyName.PAGE_DOWN: 10}


class Screen:
    """A terminal that shows pages; `plain` means by lines: without colour and redrawing."""

    def __init__(self, language: str, plain: bool, console: Console) -> None:
        self.language = language
        self.plain = plain
        self.console = console
        self._keyboard: Keyboard | None = None
        self._shown_hints: tuple[Hint, ...] = ()
        self._once_shown: Callable[[], None] | None = None

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines, as they are now."""
        try:
            size = os.get_terminal_size(sys.stdout.fileno())
        except OSError:
            return _USUAL_SIZE
        return size if size.columns and size.lines else _USUAL_SIZE

    @property
    def width(self) -> int:
        """Columns, as they are now."""
        return self.size.columns

    @property
    def colour(self) -> bool:
        """Whether colours are shown."""
        return not self.plain and not self.console.no_color

    def meanwhile(self, start: Callable[[], None]) -> None:
        """Call `start` once the next page is shown: what it begins goes on while that is read."""
        self._once_shown = start

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """The terminal taken for single keys and drawing; given back whatever happens."""
        if self.plain or self._keyboard is not None:
            yield
            return
        self._keyboard = keyboard = this_keyboard()
        try:
            keyboard.open()
            yield
        finally:
            self._keyboard = None
            keyboard.close()

    def answer(self, page: Page) -> str | None:
        """Show a page and give what was answered: a key or a typed line, lower case but for texts.

        Enter alone is an empty answer. `None` means that typing a text was given up (Escape).
        """
        if self._keyboard is None:
            print_page(page, page.hints != self._shown_hints)
            self._shown_hints = page.hints
            self._page_is_shown()
            return ask_line(page)
        return self._drawn_answer(page, self._keyboard)

    def _drawn_answer(self, page: Page, keyboard: Keyboard) -> str | None:
        field, offset = Field.holding(page.given), 0
        if page.entry is not TextEntry.TEXT:
            keyboard.forget()
        while True:
            offset = self._show(draw(page, field, self.console, self.size), offset)
            self._page_is_shown()
            keys = keyboard.read()
            offset += sum(_SCROLL.get(key.name, 0) for key in keys)
            keys = tuple(key for key in keys if key.name not in _SCROLL)
            if page.entry is TextEntry.KEY or (
                page.entry is TextEntry.NUMBER and not field.text.strip()
            ):
                answer = _single(keys, page.entry)
                if answer is not None:
                    return answer
            if page.entry is TextEntry.KEY:
                continue
            for key in keys:
                if key.name is KeyName.ENTER:
                    return field.text
                if key.name is KeyName.ESCAPE and page.entry is TextEntry.TEXT:
                    return None
                field = field.after(key)

    def _page_is_shown(self) -> None:
        start, self._once_shown = self._once_shown, None
        if start:
            start()

    def _show(self, drawing: Drawing, offset: int) -> int:
        """Write the lines that fit, from `offset` as far as that is possible; gives that offset.

        The footer keeps its place from page to page.
        """
        height, body = self.size.lines, drawing.body
        room = max(2, height - len(drawing.footer))
        if len(body) <= room:
            offset = 0
            fill = min(room, _USUAL_SIZE.lines - len(drawing.footer)) - len(body)
            shown = [*body, *([[]] * fill)]
        else:
            offset = max(0, min(offset, len(body) - (room - 1)))
            at_end = offset == len(body) - (room - 1)
            more = words(self.language, "terminal")("more.above" if at_end else "more.below")
            shown = [*body[offset : offset + room - 1], [Segment(f"  {more}")]]
        self._write([*shown, *drawing.footer][:height])
        return offset

    def _write(self, lines: list[Line]) -> None:
        """All lines in one go, each over the old one, so that nothing flickers."""
        with self.console.capture() as captured:
            for number, line in enumerate(lines):
                if number:
                    self.console.print()
                self.console.print(Segments(line), end="")
        drawn = captured.get().replace("\n", "\x1b[K\r\n")
        sys.stdout.write(f"\x1b[H{drawn}\x1b[J")
        sys.stdout.flush()


def _single(keys: tuple[Key, ...], entry: TextEntry) -> str | None:
    """The answer that one key gives; nothing for a paste, a held key or a key without meaning."""
    if len(keys) != 1:
        return None
    key = keys[0]
    if key.name is KeyName.ENTER:
        return ""
    letter = key.name is KeyName.CHARACTER and (key.text.isalpha() or key.text == "?")
    if letter or (entry is TextEntry.KEY and key.name is KeyName.CHARACTER):
        return key.text.casefold()
    return None


def is_interactive() -> bool:
    """Whether somebody sits at a terminal and can be asked something."""
    return sys.stdin.isatty()


def _is_dumb() -> bool:
    """Whether the terminal says of itself that it draws nothing; on Windows it says nothing."""
    usual = "" if os.name == "nt" else "dumb"
    return os.environ.get("TERM", usual) in ("dumb", "unknown", *([] if os.name == "nt" else [""]))


def open_screen(language: str, plain: bool) -> Screen:
    """The screen of this terminal: drawn where it can be, by lines where it cannot or is asked."""
    drawable = sys.stdin.isatty() and sys.stdout.isatty() and not _is_dumb() and takes_keys()
    plain = plain or not drawable
    console = open_console(
        file=sys.stdout,
        no_color=True if plain else None,
        color_system=None if plain else "auto",
    )
    return Screen(language, plain, console)
