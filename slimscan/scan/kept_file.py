"""A file of the user's own: JSON that is whole or not there, with a checksum and a second copy.

The checksum tells a file that was changed by something other than slimscan (a hand, a flipped bit).
The copy holds what the last save wrote, and never more.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slimscan.disk.durable import keep_lightly, write_durably
from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.questionnaire.json_text import read_json

_CHECKSUM = "checksum"
_COPY = ".copy.json"


@dataclass(frozen=True)
class Kept:
    """What a file holds; `edited` when something other than slimscan changed it since its save."""

    content: dict[str, Any]
    edited: bool


@dataclass(frozen=True)
class KeptFile:
    """Where a document is kept, with the copy of its last save beside it.

    `called` is what names its scan in a command.
    """

    path: Path
    called: str

    @property
    def copy(self) -> Path:
        """Where the copy of the last save is."""
        return self.path.with_name(self.path.name.removesuffix(".json") + _COPY)

    @property
    def is_lost(self) -> bool:
        """Whether the file is gone, and the copy of its last save is still whole."""
        return self.last_save() is not None and not self.path.exists()

    def read(self) -> Kept:
        """What the file holds; raises `InputError` when it is not there, or damaged."""
        try:
            return _kept(read_json(self.path))
        except InputError as error:
            if self.is_lost:
                raise input_error(Fault.SCAN_LOST, self.path, scan=self.called) from None
            reason = _reason(error.problems[0])
            if reason is None:
                raise
            raise self.damaged(reason) from None
        except UnicodeEncodeError:  # half of a character that takes two
            raise self.damaged("Unicode") from None
        except ValueError:
            raise self.damaged("JSON") from None

    def damaged(self, reason: str) -> InputError:
        """What to say of a damaged file: how to put its copy back, when that is whole."""
        if self.last_save() is None:
            return input_error(Fault.SCAN_DAMAGED, self.path, reason=reason)
        return input_error(Fault.SCAN_DAMAGED_COPY, self.path, reason=reason, scan=self.called)

    def last_save(self) -> dict[str, Any] | None:
        """What the copy holds, when it is there and as slimscan wrote it."""
        try:
            kept = _kept(read_json(self.copy))
        except (InputError, ValueError):
            return None
        return None if kept.edited else kept.content

    def write(self, content: dict[str, Any], forget: bool = False) -> None:
        """Write the document, durable when this returns; raises `MachineError`.

        To `forget` is to remove the copy first: what is taken out of the document is then nowhere
        any more, even when this run is killed half way.
        """
        stamped = {**content, _CHECKSUM: _checksum(content)}
        text = (json.dumps(stamped, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
        if forget:
            self.copy.unlink(missing_ok=True)
        write_durably(self.path, text)
        if not keep_lightly(self.copy, text):
            self.copy.unlink(missing_ok=True)

    def put_back(self) -> bool:
        """Put the copy back, and say whether there was a whole one."""
        content = self.last_save()
        if content is None:
            return False
        self.write(content)
        return True


def _kept(document: object) -> Kept:
    """The content without its checksum; `ValueError` when it is no mapping, or no proper text."""
    if not isinstance(document, dict):
        raise ValueError("not a mapping")
    content = {key: value for key, value in document.items() if key != _CHECKSUM}
    told = document.get(_CHECKSUM)
    return Kept(content, _checksum(content) != told and told is not None)


def _checksum(content: dict[str, Any]) -> str:
    """A hash of what the document says, however it is laid out."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _reason(problem: Problem) -> str | None:
    """What is wrong with the document in a word; nothing when it could not be got at."""
    if problem.fault is Fault.NOT_UTF8:
        return f"UTF-8 {problem.line}"
    if not problem.fault.startswith("json_"):
        return None
    place = f" {problem.line}:{problem.column}" if problem.line else ""
    return f"JSON{place}"
