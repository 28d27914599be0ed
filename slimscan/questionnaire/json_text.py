"""Reading JSON from strangers: no NaN or infinity, no duplicate keys, limits on depth and size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.text_file import DEEPEST, read_text

_LARGEST_FILE = 8 * 1024 * 1024


def read_json(path: Path) -> Any:
    """The JSON document in a file; raises `InputError` saying where it is wrong."""
    return parse_json(read_text(path, _LARGEST_FILE), str(path))


def parse_json(text: str, file: str) -> Any:
    """The JSON document in a text; `file` is named in the problem when it is wrong."""

    def refuse(fault: Fault, **values: object) -> NoReturn:
        raise InputError([Problem(fault, values, file)])

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in pairs:
            if key in mapping:
                refuse(Fault.JSON_DUPLICATE_KEY, key=key)
            mapping[key] = value
        return mapping

    if _deepest(text) > DEEPEST:
        refuse(Fault.JSON_TOO_DEEP, deepest=DEEPEST)
    try:
        return json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=lambda name: refuse(Fault.JSON_NUMBER, value=name),
        )
    except json.JSONDecodeError as error:
        problem = Problem(Fault.JSON_SYNTAX, {"reason": error.msg}, file, error.lineno, error.colno)
        raise InputError([problem]) from None
    except ValueError as error:
        raise InputError([Problem(Fault.JSON_SYNTAX, {"reason": str(error)[:80]}, file)]) from None


def _deepest(text: str) -> int:
    """The deepest nesting of brackets outside strings, counted before the parser recurses."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
