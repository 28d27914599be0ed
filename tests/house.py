"""Counts what keeps the house simple: rooms, arrows between rooms, and names that mean two things.

Run as a program it prints the counts; `test_house.py` holds them under what is allowed.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import slimscan

SOURCE = Path(slimscan.__file__).parent
NO_ROOMS = {"__init__", "__main__", "__version__", "content"}


def modules() -> dict[str, ast.Module]:
    """Every module of the program by its name, parsed."""
    return {
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"): (
            ast.parse(path.read_text(encoding="utf-8"))
        )
        for path in sorted(SOURCE.rglob("*.py"))
    }


def rooms() -> frozenset[str]:
    """What stands directly under `slimscan/`: folders, and modules that are a room by themselves."""
    return frozenset(room_of(name) for name in modules()) - {""}


def room_of(module: str) -> str:
    """The room of a module, as `scan` for `slimscan.scan.store`; empty for the house itself."""
    room = f"{module}.".split(".")[1]
    return "" if room in NO_ROOMS else room


def arrows() -> frozenset[tuple[str, str]]:
    """Which room imports from which other one, wherever in a module the import stands."""
    return frozenset(
        (room_of(name), room_of(target))
        for name, tree in modules().items()
        for target in imported(tree)
        if room_of(name) and room_of(target) and room_of(name) != room_of(target)
    )


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules of the program that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith("slimscan."))
        elif isinstance(node, ast.ImportFrom) and node.module == "slimscan":
            yield from (f"slimscan.{one.name}" for one in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("slimscan."):
            yield str(node.module)


def names_with_two_meanings() -> Mapping[str, list[str]]:
    """Public names that are defined at the top of more than one module, with those modules."""
    defined: dict[str, list[str]] = defaultdict(list)
    for module, tree in modules().items():
        for name in dict.fromkeys(_defined(tree)):
            if not name.startswith("_"):
                defined[name].append(module)
    return {name: places for name, places in sorted(defined.items()) if len(places) > 1}


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def rows() -> int:
    """How many rows the contract of `pyproject.toml` has."""
    project = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        one["layers"]
        for one in project["tool"]["importlinter"]["contracts"]
        if one["id"] == "layers"
    ]
    return len(layers)


if __name__ == "__main__":
    print(f"rooms: {len(rooms())}")
    print(f"rows of the contract: {rows()}")
    print(f"arrows between rooms: {len(arrows())}")
    for name, places in names_with_two_meanings().items():
        print(f"two meanings: {name}: {', '.join(places)}")
