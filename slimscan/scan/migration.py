"""Scan files of older formats, brought up to the present one step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def migrate(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a scan file in the present format; what it cannot place is left as it is."""
    while step := _STEPS.get(content.get("format")):
        content = step(content)
    return content


def _from_1(content: dict[str, Any]) -> dict[str, Any]:
    """Format 2 adds staff, advisers, workshops and the plan; all of it may be absent."""
    return content | {"format": 2}


_STEPS: dict[object, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}
