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


def test_an_arrow_is_seen_wherever_the_import_stands() -> None:
    source = "from slimscan import errors\ndef run():\n    import slimscan.scan.model\n"
    assert list(imported(ast.parse(source))) == ["slimscan.errors", "slimscan.scan.model"]
    assert room_of("slimscan.scan.model") == "scan"
    assert room_of("slimscan") == room_of("slimscan.__main__") == ""


def test_what_is_mutated_is_there_and_so_are_the_tests_that_are_to_notice() -> None:
    tree = Path(__file__).parent.parent
    assert [file for file in needed_tests() if not (tree / file).is_file()] == []
    assert [name for name, room in ROOMS.items() if not room.files(tree)] == []
