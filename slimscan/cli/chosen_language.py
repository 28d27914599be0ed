"""The language of this run: asked for with `--lang`, else the locale's."""

from __future__ import annotations

import sys

_asked: list[str] = []


def speak(language: str | None) -> str:
    """Settle the language of this run and give it; raises `UsageError` for one that is unknown."""
    from slimscan.language import choose_language

    chosen = choose_language(language)
    _asked[:] = [chosen]
    return chosen


def spoken_language() -> str:
    """The language of this run, also when it went wrong before it was settled."""
    if _asked:
        return _asked[0]
    from slimscan.disk.places import languages
    from slimscan.language import choose_language

    arguments = sys.argv[1:]
    for option, value in zip(arguments, [*arguments[1:], ""], strict=False):
        asked = option.removeprefix("--lang=") if option.startswith("--lang=") else value
        if option.startswith("--lang") and asked in languages():
            return asked
    return choose_language(None)
