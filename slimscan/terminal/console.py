"""The console that all drawing goes through: as wide as the terminal, and never without room."""

from __future__ import annotations

import os
from typing import Any

from rich.console import Console

NARROWEST = 20
"""Columns; what claims to have fewer (COLUMNS=0) still gets every word."""


def open_console(**wishes: Any) -> Console:
    """A console that takes every text literally; `wishes` are rich's own."""
    columns = os.environ.get("COLUMNS", "")
    too_narrow = columns.isdecimal() and int(columns) < NARROWEST
    width = NARROWEST if too_narrow else None
    return Console(markup=False, highlight=False, emoji=False, width=width, **wishes)
