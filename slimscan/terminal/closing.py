"""The last words of a sitting; on a terminal that is gone nothing is said, and quietly."""

from __future__ import annotations

import os
import sys

from slimscan.text import clean


def say(text: str) -> None:
    """A sentence to the user on stderr."""
    try:
        print(clean(text), file=sys.stderr, flush=True)  # noqa: T201 talk, not data
    except OSError:
        fall_silent()


def fall_silent() -> None:
    """Send what is still to be written nowhere: the terminal is gone, and that is no fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
