"""Writing a file whole or not at all, durable when it returns."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import re
from pathlib import Path

from slimscan.errors import Fault, MachineError, machine_error

PRIVATE = 0o600
"""For answers, and all that holds them: this user alone."""
PASSED_ON = 0o644
"""For what is made to be given to others."""


def write_durably(path: Path, text: str | bytes, mode: int = PRIVATE) -> None:
    """Write a file by way of a temporary one beside it; raises `MachineError` when that fails."""
    content = text.encode() if isinstance(text, str) else text
    if path.exists() and not path.is_file():
        _write_into(path, content)
        return
    import tempfile  # reading needs none

    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_temporary_prefix(path))
    except OSError as error:
        raise cannot_write(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        sync_folder(path.parent)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise cannot_write(path, error) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _write_into(path: Path, content: bytes) -> None:
    """Write into a device or a pipe: it stays what it is, and no file takes its place."""
    try:
        with path.open("wb") as target:
            target.write(content)
    except OSError as error:
        raise cannot_write(path, error) from None


def keep_lightly(path: Path, content: bytes) -> bool:
    """Write a second copy whole or not at all, without waiting for the disk; says whether it is."""
    temporary = path.with_name(f"{_temporary_prefix(path)}light")
    try:
        with open(temporary, "wb", opener=_private) as file:
            file.write(content)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True


def unsynced_folders() -> tuple[Path, ...]:
    """Folders in which this run wrote files that a power cut may still undo."""
    return tuple(_unsynced)


_unsynced: dict[Path, None] = {}


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


def sync_folder(folder: Path) -> None:
    """Make a rename durable; the file itself is safe already, so a refusal is only remembered.

    Some network shares refuse it, and not every platform can open a folder.
    """
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        _unsynced[folder] = None


def cannot_write(path: Path, error: OSError) -> MachineError:
    """What a failed write means for the user: make room, or choose another place."""
    full, too_large = error.errno in (errno.ENOSPC, errno.EDQUOT), error.errno == errno.EFBIG
    fault = Fault.DISK_FULL if full else Fault.WRITE_TOO_LARGE if too_large else Fault.CANNOT_WRITE
    return machine_error(fault, _that_stays(path), reason=error.strerror or str(error))


_PASSING = re.compile(r"\..+-[a-z0-9_]{8}")
"""The name of a folder that is made for some work and goes with it."""


def _that_stays(path: Path) -> Path:
    """The file; or the folder for which it was made, where it stood in one that is gone by now."""
    from_the_top = (*reversed(path.parents), path)
    passing = (one for one in from_the_top if _PASSING.fullmatch(one.name))
    return next((one.parent for one in passing), path)


def remove_leftovers(path: Path) -> None:
    """Remove what a killed run left half written beside a file: it holds answers too."""
    for left in leftovers(path):
        left.unlink(missing_ok=True)


def leftovers(path: Path) -> list[Path]:
    """What a killed run left half written beside a file."""
    return list(path.parent.glob(f"{glob.escape(_temporary_prefix(path))}*"))


def _temporary_prefix(path: Path) -> str:
    return f".{path.name[:40]}-"
