"""Actions have the numbers of the plan wherever a report tells of them, and so have targets."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.disk.places import questionnaires_folder

EXAMPLE = questionnaires_folder() / "examples" / "builder-12.yaml"


def run(*arguments: object) -> Any:
    done = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def advised(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A quick scan with a target and ten actions that nobody decided on: its id."""
    monkeypatch.chdir(tmp_path)
    answers = tmp_path / "answers.yaml"
    told = EXAMPLE.read_text(encoding="utf-8")
    answers.write_text(f"{told}\ntargets:\n  trust_and_openness: 85\n", encoding="utf-8")
    run("start", "--answers", answers, "--quick")
    [kept] = home.glob("*.scan.json")
    return kept.name.removesuffix(".scan.json")


@pytest.fixture
def dropped(advised: str) -> str:
    """The same, of which the second action was dropped and all others were chosen."""
    run("plan", advised, "--take", "all")
    run("plan", advised, "--drop", "2")
    return advised


def test_a_dropped_action_leaves_its_number_open_on_the_page_and_in_word(dropped: str) -> None:
    run("report", dropped, "--format", "html", "--output", "a.html")
    page = Path("a.html").read_text(encoding="utf-8")
    ahead = re.findall(r'<li value="(\d+)"[^>]*><p class="name"><a href="#action-(\d+)"', page)
    assert ahead == [(one, one) for one in ("1", "3", "4", "5", "6")]
    run("report", dropped, "--format", "docx", "--output", "a.docx")
    with zipfile.ZipFile("a.docx") as file:
        numbering = file.read("word/numbering.xml").decode()
    assert 'w:startOverride w:val="3"' in numbering


def test_on_paper_the_rest_is_told_by_its_numbers_and_targets_are_there(dropped: str) -> None:
    run("report", dropped, "--format", "pdf", "--output", "a.pdf")
    command = ["pdftotext", "-layout", "a.pdf", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Actions 5 to 10 are worked out" in told
    assert "target 85" in told
    [place] = re.findall(r"(\d+) +Name one person to lead and free them up\n", told)[:1]
    assert place == "3"


def test_one_proposal_that_is_left_is_told_as_one(advised: str) -> None:
    for number in range(1, 10):
        run("plan", advised, "--take", number)
    run("report", advised, "--format", "html", "--output", "a.html")
    assert "The other one is a proposal." in Path("a.html").read_text(encoding="utf-8")


def test_nothing_else_is_lost_under_the_name_of_a_form_or_a_calendar(dropped: str) -> None:
    table, letter = Path("table.csv"), Path("letter.txt")
    run("form", "--to", "csv", "--output", table)
    run("form", "--to", "csv", "--output", table)
    table.write_text(f"{table.read_text(encoding='utf-8')}typed,3\n", encoding="utf-8")
    letter.write_text("mine", encoding="utf-8")
    for order in (("form", "--to", "csv", "--output", table), ("plan", dropped, "--ics", letter)):
        done = CliRunner().invoke(app, [*map(str, order), "--lang", "en"])
        assert "file_exists" in str(done.exception)
    assert "typed,3" in table.read_text(encoding="utf-8")
    assert letter.read_text(encoding="utf-8") == "mine"
    run("plan", dropped, "--ics", "plan.ics")
    run("plan", dropped, "--ics", "plan.ics")
    run("plan", dropped, "--ics", letter, "--yes")
    assert letter.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
