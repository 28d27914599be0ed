"""The words of slimscan itself, per language: one folder a language, one file a room.

A language is complete or it is refused: every file has the same keys as the Dutch one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from slimscan.disk.places import NAME, languages, program, reports_folder
from slimscan.errors import Fault, Problem, usage_error

DEFAULT = "nl"
PROFILE_WORDS = "profile"
"""The words for what is asked about the organisation and who answers, wherever it is shown."""

COMMANDS = (
    "start",
    "resume",
    "scans",
    "show",
    "report",
    "form",
    "collect",
    "plan",
    "compare",
    "batch",
    "benchmark",
    "worksheet",
    "questionnaires",
    "new",
    "check",
    "schema",
    "doctor",
    "key",
    "monitor",
)
"""What stands behind the name of the program where a text tells what to type."""
_COMMAND = re.compile(rf"\b{NAME}(?= (?:{'|'.join(COMMANDS)}|-h)\b)")
_TALK = frozenset({"cli", "problems", "terminal", "benchmark"})
"""The rooms whose words are only said at the computer on which they are followed."""

FOR_STAFF = "_employee"
"""How the key of a text ends that says the same to a works council or another employee."""


@dataclass(frozen=True)
class Words:
    """The texts of one file in one language, by key; `{name}` in a text is a place for a value."""

    language: str
    texts: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its places filled; raises `KeyError` for a key or value that is missing."""
        text = self.texts[key]
        return text.format_map(values) if values else text

    def for_staff(self) -> Words:
        """The same texts, where one is written for employees that one in place of the leader's."""
        own = {
            key.removesuffix(FOR_STAFF): text
            for key, text in self.texts.items()
            if key.endswith(FOR_STAFF)
        }
        return Words(self.language, self.texts | own)

    def __getitem__(self, key: str) -> str:
        """The text as it stands, for templates."""
        return self.texts[key]


@cache
def words(language: str, room: str) -> Words:
    """The words of one room (`terminal`, `report`, `problems`) in a language."""
    # Help in English needs no file to be read, and loads no reader of files.
    from slimscan.questionnaire.content_file import content_data

    path = reports_folder() / "languages" / language / f"{room}.yaml"
    texts = dict(_flat(content_data(path), ""))
    if room in _TALK:
        texts = {key: as_typed(text) for key, text in texts.items()}
    return Words(language, texts)


def as_typed(text: str) -> str:
    """The text with every command in it as it works when it is typed here."""
    called = program()
    if called == NAME or set(called) & set("{}"):
        return text
    return _COMMAND.sub(lambda _: called, text)


def _flat(texts: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    """Nested keys become one key with dots."""
    flat: list[tuple[str, str]] = []
    for key, text in texts.items():
        if isinstance(text, dict):
            flat += _flat(text, f"{prefix}{key}.")
        else:
            flat.append((f"{prefix}{key}", str(text)))
    return flat


def choose_language(asked: str | None) -> str:
    """The language asked for, else the locale's when slimscan speaks it, else Dutch."""
    known = languages()
    if asked:
        if asked not in known:
            raise usage_error(Fault.LANGUAGE_UNKNOWN, language=asked, known=", ".join(known))
        return asked
    spoken = _system_language()[:2]
    return spoken if spoken in known else DEFAULT


def _system_language() -> str:
    """The language of this computer as `nl_NL`; empty when it does not say."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if chosen := os.environ.get(variable, ""):
            return chosen
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


def words_language(language: str) -> str:
    """The language of slimscan's own words beside a questionnaire's text in `language`."""
    return language if language in languages() else DEFAULT


@cache
def every_word(room: str, key: str) -> tuple[str, ...]:
    """The words that stand under a key with `|` between them, in every language, in lower case."""
    found = (
        word.strip().casefold()
        for language in languages()
        for word in words(language, room)[key].split("|")
    )
    return tuple(dict.fromkeys(found))


class _Given(dict[str, object]):
    """The values of a problem; one that is missing leaves a gap in the sentence."""

    def __missing__(self, name: str) -> str:
        return "\N{HORIZONTAL ELLIPSIS}"


def problem_text(problem: Problem, language: str) -> str:
    """A problem in words: where, what is wrong, what to do.

    Never raises: a sentence with a gap costs less than the work that it is about. That there are
    no gaps is held by `tests/test_problem_words.py`.
    """
    texts = words(language, "problems").texts
    text = _filled(texts.get(problem.fault.value, problem.fault.value), problem.values)
    nearest = problem.values.get("nearest")
    hint = _filled(texts["did_you_mean"], {"nearest": nearest}) if nearest else ""
    place = problem.place
    return f"{place + ': ' if place else ''}{text}{' ' + hint if hint else ''}"


def _filled(text: str, values: Mapping[str, object]) -> str:
    try:
        return text.format_map(_Given(values))
    except (ValueError, LookupError, AttributeError, TypeError):
        return text
