"""A content file as plain data: parsed once, and remembered while it stays what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slimscan.disk.remembered import remembered


def content_data(path: Path) -> Any:
    """What stands in a YAML file of words or facts; raises `InputError` when it is unsound."""
    return remembered([path], lambda: _parsed(path))


def _parsed(path: Path) -> Any:
    # What is remembered needs no reader of YAML.
    from slimscan.questionnaire.nodes import read_document

    return read_document(path).data
