"""What was being typed when Ctrl-C came: kept as it stands, and what is told to go on is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from test_terminal_interview import PROFILE, room, saved

from slimscan.scan.store import Shelf

__all__ = ["room"]


def test_a_name_that_was_being_typed_is_kept(room: Any, mini_folder: Path, home: Path) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en")
    window.answers(("1/2", "1"), ("called?", "Bakkerij"), ("Bakkerij", "\x03"))
    said, code = window.ends()
    assert code == 130
    assert saved(home).profile.organisation == "Bakkerij"
    assert "slimscan resume" in said


def test_a_note_that_was_being_typed_is_kept_and_an_emptied_one_is_not_lost(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en")
    window.answers(("1/2", "1"), *PROFILE, ("The oven is hot.", "n"), ("save the note", "Ask Jo"))
    window.answers(("Ask Jo", "\x03"))
    assert window.ends()[1] == 130
    assert saved(home).notes == {"H1": "Ask Jo"}
    again = room("resume", saved(home).id)
    again.answers(("The oven is hot.", "n"), ("save the note", "\x15"), ("save the note", "\x03"))
    assert again.ends()[1] == 130
    assert saved(home).notes == {"H1": "Ask Jo"}


def test_without_a_letter_nothing_is_kept_and_the_command_is_told_as_it_was_given(
    room: Any, mini_folder: Path, home: Path
) -> None:
    given = ("start", "--questionnaire", mini_folder, "--quick", "--lang", "en")
    window = room(*given)
    window.answers(("Enter", "\r"), ("called?", "\x03"))
    said, code = window.ends()
    assert code == 130
    assert Shelf(home).files() == []
    assert f"-m slimscan {' '.join(map(str, given))}\r\n" in said


def test_line_by_line_nothing_is_promised_of_a_name_without_enter(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en", "--plain")
    window.answers(("1/2", "1\r"), ("Ctrl-C: stop.", "Bak"), ("Bak", "\x03"))
    assert window.ends()[1] == 130
    assert Shelf(home).files() == []
