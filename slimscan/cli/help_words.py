"""The help of commands in the language of the user; what has no words there stays English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def speak_help(command: Any, language: str) -> None:
    """Let a command, and those under it, tell their help in this language."""
    from slimscan.disk.places import reports_folder

    path = reports_folder() / "help" / f"{language}.yaml"
    if path.is_file():
        from slimscan.questionnaire.content_file import content_data

        _speak(command, content_data(path))
    for under in _under(command):
        under.short_help = _first_sentence(under.help or "")


def _speak(command: Any, words: Mapping[str, str]) -> None:
    command.help = in_words(command.help or "", words)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = in_words(parameter.help, words)
    english = command.get_help

    def get_help(context: Any) -> str:
        return _headings(english(context), words)

    command.get_help = get_help
    for under in _under(command):
        _speak(under, words)


def _under(command: Any) -> list[Any]:
    return list(getattr(command, "commands", {}).values())


def _first_sentence(text: str) -> str:
    """What a list of commands says of one of them: whole, where the library would cut it off."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).partition(". ")[0]


def in_words(text: str, words: Mapping[str, str]) -> str:
    """The text, paragraph by paragraph, and in a list the part of each line that has words."""
    return "\n\n".join(_paragraph(one, words) for one in text.split("\n\n"))


def _paragraph(text: str, words: Mapping[str, str]) -> str:
    if "\b" not in text:
        return words.get(" ".join(text.split()), text)
    parts = re.split(r"(\n| {2,})", text)
    return "".join(words.get(part, part) for part in parts)


def _headings(text: str, words: Mapping[str, str]) -> str:
    """What the library itself says: headings, and remarks behind options."""
    for english in ("Usage:", "Options:", "Arguments:", "Commands:"):
        text = re.sub(rf"^{english}", words.get(english, english), text, flags=re.MULTILINE)
    for english in ("[OPTIONS]", "COMMAND [ARGS]...", "[default:", "[required]"):
        text = text.replace(english, words.get(english, english))
    shown = "Show this message and exit."
    return text.replace(shown, words.get(shown, shown))
