"""Prints the lowest version that pyproject.toml allows of each direct dependency."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def lowest_versions() -> list[str]:
    """One line a dependency, as `pillow==12`; raises `ValueError` for one without a lower bound."""
    lines = []
    for dependency in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]:
        bound = re.match(r"^([A-Za-z0-9._-]+)>=([0-9.]+)", dependency)
        if bound is None:
            raise ValueError(f"no lower bound: {dependency}")
        lines.append(f"{bound[1]}=={bound[2]}")
    return lines


if __name__ == "__main__":
    print("\n".join(lowest_versions()))
