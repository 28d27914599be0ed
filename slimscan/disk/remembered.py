"""What was made of content files before, kept by what stands in them: a cache without code.

For content (questionnaires, words), and for an engine that was right: never for answers, scans or
anything else about people.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from slimscan import __version__
from slimscan.disk.durable import keep_lightly

_LARGEST = 4 * 1024 * 1024
"""In bytes, all files together: what is larger is no content of ours, and read with its limits."""
_MOST_KEPT = 64
"""Files in the cache; the oldest go first."""
_READERS = Path(__file__).resolve().parent.parent / "questionnaire"
"""The code that reads and checks content: what it made before it changed counts no more."""


def remembered(files: Sequence[Path], make: Callable[[], Any]) -> Any:
    """What `make` gives of these files (it fits JSON), from the cache when it is there.

    Kept as `remembered_texts` keeps.
    """
    [text] = remembered_texts("data", files, lambda: [json.dumps(make(), ensure_ascii=False)])
    return json.loads(text)


def remembered_texts(
    what: str, files: Sequence[Path], make: Callable[[], Sequence[str]]
) -> Sequence[str]:
    """The texts of one line each that `make` gives of these files, from the cache when it is there.

    `what` names what is made of them: one file may be read in more than one way. Kept only when
    `make` raises nothing and the files stayed what they were. Where nothing can be kept or read,
    everything goes on without.
    """
    return _remembered(lambda: _mark_of(what, files), make)


def remembered_by(told: str, make: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The same of what follows from a text, and from this version of the program, alone."""
    mark = hashlib.sha256(f"{__version__} {told}".encode()).hexdigest()
    return _remembered(lambda: mark, make)


def _remembered(
    mark_now: Callable[[], str | None], make: Callable[[], Sequence[str]]
) -> Sequence[str]:
    mark, folder = mark_now(), _cache_folder()
    if mark is None or folder is None:
        return make()
    kept = folder / f"{mark}.json"
    found = _recall(kept)
    if found is not None:
        return found
    made = make()
    if mark_now() == mark:
        _keep(kept, made)
    return made


def _mark_of(what: str, files: Sequence[Path]) -> str | None:
    """A hash of names and contents, and of the program; nothing when they are not to be read so."""
    mark = hashlib.sha256(f"{what} {__version__} {_state_of_readers()}".encode())
    try:
        if sum(path.stat().st_size for path in files) > _LARGEST:
            return None
        for path in files:
            content = path.read_bytes()
            mark.update(f"\n{path.name} {len(content)}\n".encode())
            mark.update(content)
    except OSError:
        return None
    return mark.hexdigest()


@cache
def _state_of_readers() -> str:
    states = (path.stat() for path in sorted(_READERS.glob("*.py")))
    return " ".join(f"{state.st_size}-{state.st_mtime_ns}" for state in states)


def _cache_folder() -> Path | None:
    """In the platform's folder for what can be made again; nothing for a user without a folder."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("slimscan", appauthor=False).expanduser() / "content"
        return folder if _is_own(folder) else None
    except (OSError, RuntimeError):
        return None


def _is_own(folder: Path) -> bool:
    """Whether this user alone can put something there: what others left would be believed, too."""
    if os.name != "posix" or not os.path.lexists(folder):
        return True
    found = folder.lstat()
    alone = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and alone


def _recall(kept: Path) -> list[str] | None:
    """What was kept, when it is whole: it begins with the hash of what follows."""
    try:
        head, _, texts = kept.read_bytes().partition(b"\n")
        return texts.decode().split("\n") if head == _hash(texts) else None
    except (OSError, ValueError):
        return None


def _keep(kept: Path, made: Sequence[str]) -> None:
    text = "\n".join(made).encode()
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        by_age = sorted(kept.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for old in by_age[: len(by_age) - _MOST_KEPT + 1]:
            old.unlink(missing_ok=True)
    except OSError:
        return
    keep_lightly(kept, _hash(text) + b"\n" + text)


def _hash(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
