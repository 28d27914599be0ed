"""The last words of a sitting; on a terminal that is gone nothing is said, and quietly."""

from __future__ import annotations

import sys

from slimscan.text import clean


def say(text: str) -> None:
    """A sentence to the user on stderr (`standard_streams` keeps it from failing)."""
    print(clean(text), file=sys.stderr, flush=True)  # noqa: T201 talk, not data
