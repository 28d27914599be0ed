"""Reading text from strangers, before anything is made of it: a limit on its size, and UTF-8."""

from __future__ import annotations

from pathlib import Path

from slimscan.errors import Fault, InputError, Problem, input_error

_LARGEST_FILE = 1024 * 1024
DEEPEST = 24
"""How deep lists and mappings may stand in each other, in YAML and JSON alike."""


def read_text(path: Path, largest: int = _LARGEST_FILE) -> str:
    """A UTF-8 file (a byte order mark is allowed) of at most `largest` bytes."""
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise input_error(Fault.FILE_MISSING, path) from None
    except OSError as error:
        raise input_error(Fault.FILE_UNREADABLE, path, reason=error.strerror or error) from None
    if len(content) > largest:
        raise input_error(Fault.FILE_TOO_LARGE, path, largest=largest // 1024)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError([Problem(Fault.NOT_UTF8, {}, str(path), line)]) from None
