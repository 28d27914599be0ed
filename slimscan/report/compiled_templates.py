"""Templates that were compiled before, kept beside them as Python keeps its modules."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import slimscan

if TYPE_CHECKING:
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

_PROGRAM = Path(slimscan.__file__).parent
_OTHERS_WRITE = 0o022


def compiled_before(folder: Path) -> BytecodeCache | None:
    """What keeps the compiled templates of a folder, or nothing where none may be kept.

    They are code that will be run, so they are kept only where nobody can write who could not
    change the program itself.
    """
    kept = folder / "__pycache__"
    if sys.dont_write_bytecode or not _closed_as_the_program(folder):
        return None
    try:
        kept.mkdir(exist_ok=True)
        if not _closed_as_the_program(kept):
            return None
    except OSError:
        return None
    return _kept_in(kept)


def _closed_as_the_program(folder: Path) -> bool:
    """Whether no more people can write in this folder than in that of the program."""
    ours, program = folder.stat(), _PROGRAM.stat()
    writers = ours.st_mode & _OTHERS_WRITE
    same_group = ours.st_gid == program.st_gid or not writers & 0o020
    return ours.st_uid in (program.st_uid, 0) and same_group and not writers & ~program.st_mode


def _kept_in(folder: Path) -> BytecodeCache:
    import jinja2

    class Kept(jinja2.FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            # A disk that is full, or not to be written: it is compiled the next time too.
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)

    return Kept(str(folder), f"slimscan-{slimscan.__version__}-jinja-{jinja2.__version__}-%s.cache")
