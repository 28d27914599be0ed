"""Small questions of commands: yes or no, and one of a list; nobody is asked without a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from slimscan.language import every_word, words
from slimscan.terminal.display import is_interactive
from slimscan.terminal.lines import ask_behind, read_line, tell
from slimscan.text import clean

__all__ = ["confirm", "is_interactive", "pick"]

_NUMBERED = "  {:>2}  "


def confirm(question: str, language: str, default: bool = False) -> bool:
    """Ask yes or no; Enter is the default, and without a terminal the answer is no."""
    if not is_interactive():
        return False
    texts = words(language, "terminal")
    choice = texts("ask.yes_default" if default else "ask.no_default")
    while True:
        *before, last = [clean(line) for line in question.splitlines()]
        for line in before:
            tell(line)
        typed = read_line(f"{last} {choice} ", to_stderr=True).casefold()
        if not typed:
            return default
        if typed in ("1", *every_word("importing", "answers.yes")):
            return True
        if typed in ("2", *every_word("importing", "answers.no")):
            return False
        tell(texts("ask.yes_or_no"))


def pick(question: str, options: Sequence[str], language: str) -> int | None:
    """Ask for one of the options; its place, or nothing on Enter and without a terminal."""
    if not is_interactive():
        return None
    texts = words(language, "terminal")
    tell(question)
    for number, option in enumerate(options, start=1):
        tell(option, _NUMBERED.format(number))
    while True:
        typed = ask_behind(f"{texts('ask.pick')} >")
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(options):
            return int(typed) - 1
        tell(texts("ask.not_listed", count=len(options)))
