"""What is wrong with a command as it was typed, in the language of the user."""

from __future__ import annotations

import io
import re
from typing import Any

from slimscan.disk.places import reports_folder
from slimscan.language import as_typed


def tell_misuse(error: Any, language: str) -> str:
    """What the library says of a wrong command, with commands that work as typed here.

    `error` is what typer raises: it has a `show` that writes to a file.
    """
    told = io.StringIO()
    error.show(told)
    return as_typed(_in_language(told.getvalue(), language)).rstrip("\n")


def _in_language(text: str, language: str) -> str:
    path = reports_folder() / "help" / "misuse" / f"{language}.yaml"
    if not path.is_file():
        return text
    from slimscan.questionnaire.content_file import content_data

    for english, own in content_data(path).items():
        text = re.sub(_pattern(english), _filled(own), text, flags=re.MULTILINE)
    return text


def _pattern(english: str) -> str:
    """The text with its places open; one at the end reaches to the end of the line."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(english))
    return f"{pattern}$" if english.endswith("}") else pattern


def _filled(own: str) -> Any:
    return lambda found: own.format(**found.groupdict())
