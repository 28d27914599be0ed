"""A page line by line: for screen readers, dumb terminals, and whoever prefers it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

from slimscan.terminal.display import USUAL_SIZE, size_of
from slimscan.terminal.keys import TerminalClosed
from slimscan.terminal.page import Page, TextEntry
from slimscan.text import clean

_NARROWEST = 20
_WIDEST = USUAL_SIZE.columns
"""Longer lines are hard to read, however wide the window is."""


def print_page(page: Page, with_hints: bool) -> None:
    """The page as plain lines, one thing a line; the keys only when they are news.

    After a line that was not understood only what was wrong with it is said.
    """
    for line in [clean(page.message)] if page.message else _page_lines(page, with_hints):
        print(line, flush=True)  # noqa: T201 plain output is the purpose


def ask_line(page: Page) -> str:
    """Wait for a line; lower case but for texts. Raises `TerminalClosed` when none will come."""
    label = f"{clean(page.label)} " if page.label else ""
    typed = read_line(f"{label}> ")
    return typed if page.entry is TextEntry.TEXT else typed.casefold()


def read_line(prompt: str, to_stderr: bool = False) -> str:
    """A typed line after a prompt, without its outer white space.

    A line of nothing but control keys is given as it is: no question takes it for an answer, while
    an empty line would skip the question.
    """
    out = sys.stderr if to_stderr else sys.stdout
    out.write(prompt)
    out.flush()
    try:
        raw = sys.stdin.buffer.readline()
    except OSError:
        raw = b""
    except KeyboardInterrupt:
        out.write("\n")
        raise
    if not raw:
        raise TerminalClosed
    text = raw.decode("utf-8", "replace").strip()
    cleaned = clean(text)
    return cleaned if cleaned or not text else text


def tell(text: str, mark: str = "") -> None:
    """A text on stderr behind a mark, its lines broken between words and one under the other."""
    print("\n".join(_broken(text, mark)), file=sys.stderr)  # noqa: T201 talk, not data


def ask_behind(prompt: str) -> str:
    """A typed line after a prompt on stderr, of which the lines are broken between words."""
    *before, last = _broken(prompt)
    for line in before:
        print(line, file=sys.stderr)  # noqa: T201 talk, not data
    return read_line(f"{last} ", to_stderr=True)


def _broken(text: str, mark: str = "") -> list[str]:
    """The lines of a text as they fit in the window, beside each other behind the mark."""
    room = max(min(size_of(sys.stderr).columns, _WIDEST) - 1, _NARROWEST)
    beside = " " * len(mark)
    return textwrap.wrap(clean(text), room, initial_indent=mark, subsequent_indent=beside) or [""]


def _page_lines(page: Page, with_hints: bool) -> Iterator[str]:
    yield ""
    place = [clean(part) for part in (*page.place, page.remaining) if part]
    yield ", ".join(place) or clean(page.title)
    if page.question:
        yield clean(page.question)
    yield from (clean(paragraph) for paragraph in page.paragraphs)
    yield from (f"{clean(step.label)} {clean(step.remark)}".strip() for step in page.steps)
    for option in page.options:
        remark = f" ({option.remark})" if option.remark else ""
        yield f"{option.key}. {clean(option.label)}{remark}"
    yield from (f"{tally.hands} x {tally.key}. {clean(tally.label)}" for tally in page.tallies)
    yield from (f"{detail.label} {clean(detail.text)}".strip() for detail in page.details)
    if with_hints and page.hints:
        yield ". ".join(f"{hint.key}: {hint.label}" for hint in page.hints) + "."
