"""The house stays simple: few rooms, few arrows between them, and one meaning a name."""

from __future__ import annotations

import ast
from pathlib import Path

from house import arrows, imported, names_with_two_meanings, room_of, rooms
from mutants.rooms import ROOMS, needed_tests

MOST_ROOMS = 26
MOST_ARROWS = 140
A_TOOL = {"TOOL", "read", "recognises"}
"""What every module of `imports/tools` has: the same question, answered for one survey tool."""
AT_WORK = {
    "BytesWriter", "Firm", "LeadIndex", "Leads", "Makeup", "Outlines", "Renewed", "Session", "_Found",
}  # fmt: skip
"""Data classes of the core that gather while they work; all others stay as they were made."""


def test_the_house_has_few_rooms() -> None:
    assert {"cli", "pipeline", "scoring", "errors"} < rooms()
    assert len(rooms()) <= MOST_ROOMS, sorted(rooms())


def test_few_rooms_know_of_each_other() -> None:
    assert {("cli", "pipeline"), ("report", "result"), ("scoring", "questionnaire")} < arrows()
    assert len(arrows()) <= MOST_ARROWS, len(arrows())


def test_a_public_name_means_one_thing() -> None:
    found = {
        name: places
        for name, places in names_with_two_meanings().items()
        if name not in A_TOOL or any(".imports.tools." not in place for place in places)
    }
    assert found == {}


def test_what_the_core_works_out_is_not_altered_afterwards() -> None:
    source = Path(__file__).parent.parent / "slimscan"
    found = {
        node.name
        for pattern in ("scoring/*.py", "plan/*.py", "privacy/*.py", "shown.py")
        for file in source.glob(pattern)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(map(_is_open, node.decorator_list))
    }
    assert found == AT_WORK


def _is_open(decorator: ast.expr) -> bool:
    """Whether it makes a data class of which the fields may be set."""
    written = ast.unparse(decorator)
    return written.startswith("dataclass") and "frozen=True" not in written


def test_an_arrow_is_seen_wherever_the_import_stands() -> None:
    source = "from slimscan import errors\ndef run():\n    import slimscan.scan.model\n"
    assert list(imported(ast.parse(source))) == ["slimscan.errors", "slimscan.scan.model"]
    assert room_of("slimscan.scan.model") == "scan"
    assert room_of("slimscan") == room_of("slimscan.__main__") == ""


def test_what_is_mutated_is_there_and_so_are_the_tests_that_are_to_notice() -> None:
    tree = Path(__file__).parent.parent
    assert [file for file in needed_tests() if not (tree / file).is_file()] == []
    assert [name for name, room in ROOMS.items() if not room.files(tree)] == []
