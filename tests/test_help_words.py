"""Help in the language of the user: every text of every command has Dutch words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.exceptions import TyperException
from typer.main import get_command

import slimscan.cli
from slimscan.cli.app import app
from slimscan.cli.help_words import in_words, speak_help
from slimscan.cli.misuse import tell_misuse
from slimscan.disk.places import languages, reports_folder
from slimscan.questionnaire.nodes import read_document

WORDS = read_document(reports_folder() / "help" / "nl.yaml").data
OF_THE_LIBRARY = {
    "Usage:", "Options:", "Arguments:", "Commands:", "[OPTIONS]", "COMMAND [ARGS]...",
    "[default:", "[required]", "Show this message and exit.",
}  # fmt: skip


def texts(command: Any) -> Iterator[str]:
    """Every text of a command and those under it, as it is looked up."""
    for text in (command.help, *(getattr(one, "help", None) for one in command.params)):
        for paragraph in (text or "").split("\n\n"):
            if "\b" not in paragraph:
                yield " ".join(paragraph.split())
                continue
            for line in paragraph.split("\n"):
                told = re.split(r" {2,}", line.strip("\b "))[-1]
                yield "" if told.startswith("slimscan") else told
    for under in getattr(command, "commands", {}).values():
        yield from texts(under)


def test_every_text_of_every_command_has_dutch_words_and_no_words_are_left_over() -> None:
    told = {text for text in texts(get_command(app)) if text}
    assert told - WORDS.keys() == set()
    assert WORDS.keys() - told - OF_THE_LIBRARY == set()


@pytest.mark.parametrize("arguments", [[], ["start"], ["form"], ["plan"], ["batch"]])
def test_help_in_dutch_has_no_english_left(arguments: list[str]) -> None:
    from click.testing import CliRunner as Runner

    spoken = {}
    for language in ("nl", "en"):
        command = get_command(app)
        speak_help(command, language)
        spoken[language] = Runner().invoke(command, [*arguments, "--help"]).output
    dutch, shown = spoken["nl"], spoken["en"]
    assert "Usage:" in shown
    for english in ("Usage", "Options", "Commands", "Show this", "[default", "Which", "Take the"):
        assert english not in dutch
    assert "Gebruik: " in dutch
    assert "...\n" not in dutch.partition("Opdrachten:")[2], "a line of the list is cut off"
    assert re.findall(r"--[a-z-]+", dutch) == re.findall(r"--[a-z-]+", shown)


def test_a_wrong_command_is_told_in_dutch_without_english_left() -> None:
    wrong = {
        "start --quik": "Deze optie bestaat niet: --quik",
        "strat": "Deze opdracht bestaat niet: 'strat'. Bedoelt u 'start'?",
        "start --answers": "Geef achter '--answers' ook wat erbij hoort.",
        "start --workshop x": "geef een heel getal.",
        "start --workshop 100": "geef hoogstens 60.",
        "start --workshop 1": "geef minstens 2.",
        "start --quick=1": "Achter '--quick' hoort niets.",
        "show a b": "Dit is te veel: b.",
        "collect": "Er ontbreekt nog iets: 'SCAN'.",
        "scans --delete a --import b": "Fout: geef één van --delete",
    }
    command = get_command(app)
    for typed, expected in wrong.items():
        with pytest.raises(TyperException) as refused:
            command(typed.split(), prog_name="slimscan", standalone_mode=False)
        told = tell_misuse(refused.value, "nl")
        assert expected in told
        assert "Uitleg: " in told or "--answers" in typed or "--quick" in typed
        assert not re.search(r"\b(Usage|Error|Try|Input|should|Missing|Invalid|give)\b", told), told
        assert "Error: " in tell_misuse(refused.value, "en")


def test_what_our_own_commands_refuse_has_dutch_words_too() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(slimscan.cli.__path__[0]).glob("*.py"))
    said = set(re.findall(r'BadParameter\(\s*"([^"]+)"', code))
    assert len(said) > 5
    words = read_document(reports_folder() / "help" / "misuse" / "nl.yaml").data
    assert said - words.keys() == set()


def test_what_has_no_words_stays_as_it_is() -> None:
    assert in_words("New here.\n\n\b\nA list:\n  one  first", {"first": "eerst"}) == (
        "New here.\n\n\b\nA list:\n  one  eerst"
    )
    for language in languages():
        speak_help(get_command(app), language)
