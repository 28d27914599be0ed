"""The screen: showing a page until it is answered."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from slimscan.language import words
from slimscan.terminal.display import USUAL_SIZE, Display, can_draw
from slimscan.terminal.field import Field
from slimscan.terminal.keyboard import Keyboard, this_keyboard
from slimscan.terminal.keys import Key, KeyName
from slimscan.terminal.lines import ask_line, print_page
from slimscan.terminal.page import Hint, Page, TextEntry

if TYPE_CHECKING:  # pages by lines need no library that draws
    from slimscan.terminal.drawing import Drawing, Line

_SCROLL = {KeyName.UP: -1, KeyName.DOWN: 1, KeyName.PAGE_UP: -10, KeyName.PAGE_DOWN: 10}


class Screen(Display):
    """A terminal that shows pages; `plain` means by lines: without colour and redrawing."""

    def __init__(self, language: str, plain: bool) -> None:
        super().__init__(language, plain)
        self.unfinished = ""
        """What was typed of a text when Ctrl-C came, or when the terminal closed."""
        self._keyboard: Keyboard | None = None
        self._shown_hints: tuple[Hint, ...] = ()
        self._once_shown: Callable[[], None] | None = None

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
        self.unfinished = ""
        if self._keyboard is None:
            print_page(page, page.hints != self._shown_hints)
            self._shown_hints = page.hints
            self._page_is_shown()
            return ask_line(page)
        return self._drawn_answer(page, self._keyboard)

    def _drawn_answer(self, page: Page, keyboard: Keyboard) -> str | None:
        from slimscan.terminal.drawing import draw

        field, offset = Field.holding(page.given), 0
        if page.entry is not TextEntry.TEXT:
            keyboard.forget()
        while True:
            offset = self._show(draw(page, field, self.console, self.size), offset)
            self._page_is_shown()
            self.unfinished = field.text if page.entry is TextEntry.TEXT else ""
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
        from rich.segment import Segment

        height, body = self.size.lines, drawing.body
        room = max(2, height - len(drawing.footer))
        if len(body) <= room:
            offset = 0
            fill = min(room, USUAL_SIZE.lines - len(drawing.footer)) - len(body)
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
        from rich.segment import Segments

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


def open_screen(language: str, plain: bool) -> Screen:
    """The screen of this terminal: drawn where it can be, by lines where it cannot or is asked."""
    return Screen(language, plain or not can_draw())
