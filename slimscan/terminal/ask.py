"""Small questions of commands: yes or no, and one of a list; nobody is asked without a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from slimscan.language import every_word, words
from slimscan.terminal.lines import read_line
from slimscan.terminal.screen import is_interactive
from slimscan.text import clean

__all__ = ["confirm", "is_interactive", "pick"]


def confirm(question: str, language: str, default: bool = False) -> bool:
    """Ask yes or no; Enter is the default, and without a terminal the answer is no."""
    if not is_interactive():
        return False
    texts = words(language, "terminal")
    choice = texts("ask.yes_default" if default else "ask.no_default")
    while True:
        typed = read_line(f"{clean(question)} {choice} ", to_stderr=True).casefold()
        if not typed:
            return default
        if typed in ("1", *every_word("importing", "answers.yes")):
            return True
        if typed in ("2", *every_word("importing", "answers.no")):
            return False


def pick(question: str, options: Sequence[str], language: str) -> int | None:
    """Ask for one of the options; its place, or nothing on Enter and without a terminal."""
    if not is_interactive():
        return None
    texts = words(language, "terminal")
    for number, option in enumerate(options, start=1):
        print(f"  {number:>2}  {clean(option)}", file=sys.stderr)  # noqa: T201 talk, not data
    while True:
        typed = read_line(f"{clean(question)} {texts('ask.pick')} ", to_stderr=True)
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(options):
            return int(typed) - 1
