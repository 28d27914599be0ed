"""The first hour of somebody who never used a terminal: what is printed works when it is typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import PATIENCE
from typer.main import get_command

from slimscan import language
from slimscan.cli.app import app
from slimscan.disk import places
from slimscan.language import COMMANDS, as_typed
from slimscan.scan.model import QuestionnaireStamp, Scan, new_scan
from slimscan.scan.store import Shelf, report_stem

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

PROGRAM = Path(sys.executable).parent / "slimscan"
EXAMPLE = Path(__file__).resolve().parent.parent / "questionnaires" / "examples" / "builder-12.yaml"


def installed(folder: Path) -> Path:
    """The program in `.venv/bin` of this folder, as `make scan` leaves it."""
    place = folder / ".venv" / "bin"
    place.mkdir(parents=True)
    return Path(shutil.copy(PROGRAM, place / "slimscan"))


def opened(folder: Path, program: str, *arguments: str, **more: str) -> pexpect.spawn:
    return pexpect.spawn(
        program,
        list(arguments),
        cwd=str(folder),
        env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "en_GB.UTF-8", **more},
        dimensions=(30, 90),
        encoding="utf-8",
        timeout=PATIENCE,
    )


def ended(window: Any) -> str:
    window.expect(pexpect.EOF)
    window.wait()
    return window.before or ""


def begun(window: Any) -> Any:
    """Through the first pages to the sector, with a name given."""
    for text, keys in (("English", "2"), ("1/2", "2"), ("called?", "Jansen\r"), ("sector", "s")):
        window.expect_exact(text)
        window.send(keys)
    return window


def test_every_command_that_a_text_can_name_is_known_as_one() -> None:
    assert set(COMMANDS) == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_what_is_printed_works_when_it_is_typed_beside_the_folder_of_the_program(
    tmp_path: Path,
) -> None:
    installed(tmp_path)
    said = ended(begun(opened(tmp_path, ".venv/bin/slimscan", "start")))
    [advised] = re.findall(r"^ *(\S*slimscan resume \w+)", said, re.MULTILINE)
    assert advised.startswith(".venv/bin/slimscan resume ")
    again = opened(tmp_path, "/bin/sh", "-c", advised)
    again.expect_exact("Which sector")
    again.send("s")
    assert advised in ended(again)
    assert again.exitstatus == 0


def test_a_program_that_the_shell_finds_is_called_by_its_name(tmp_path: Path) -> None:
    folder = installed(tmp_path).parent
    told = subprocess.run(
        ["/bin/sh", "-c", "slimscan show; .venv/bin/slimscan show"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    ).stderr
    assert told.count("with: slimscan start") == 2
    module = subprocess.run(
        [sys.executable, "-m", "slimscan", "show"], cwd=tmp_path, capture_output=True, text=True
    ).stderr
    assert f"with: {sys.executable} -m slimscan start" in module


def test_a_folder_with_a_space_is_quoted_and_prose_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places.sys, "argv", ["/home/An Other/bin/slimscan"])
    places.program.cache_clear()
    monkeypatch.setattr(language, "program", places.program)
    try:
        told = as_typed("slimscan left it. Go on with: slimscan resume x, or slimscan start")
    finally:
        places.program.cache_clear()
    called = "'/home/An Other/bin/slimscan'"
    assert told == f"slimscan left it. Go on with: {called} resume x, or {called} start"


def test_the_program_alone_begins_a_scan_and_later_offers_to_go_on_with_it(
    tmp_path: Path, home: Path
) -> None:
    installed(tmp_path)
    ended(begun(opened(tmp_path, ".venv/bin/slimscan")))
    [kept] = Shelf(home).files()
    again = opened(tmp_path, ".venv/bin/slimscan")
    for text in ("not finished", "Jansen", "Begin a new scan", "Number, or Enter"):
        again.expect_exact(text)
    again.send("3\r")
    again.expect_exact("from 1 to 2")
    again.send("1\r")
    again.expect_exact("Which sector")
    again.send("s")
    assert f"resume {kept.stem}" in ended(again)
    new = opened(tmp_path, ".venv/bin/slimscan")
    new.expect_exact("not finished")
    new.send("2\r")
    new.expect_exact("English")
    new.send("s")
    ended(new)
    assert len(Shelf(home).files()) == 1
    silent = subprocess.run([PROGRAM], cwd=tmp_path, capture_output=True, text=True)
    assert (silent.returncode, "Usage" in silent.stderr) == (2, True), "nobody is there to ask"


def test_a_report_is_called_by_the_id_that_its_scan_is_called_by(
    tmp_path: Path, home: Path
) -> None:
    command = [PROGRAM, "start", "--answers", EXAMPLE, "--yes", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    [kept] = Shelf(home).files()
    assert done.stdout.strip().endswith(f"-{kept.stem}.pdf")


@given(st.text())
def test_a_report_has_a_safe_name_whatever_the_firm_is_called(name: str) -> None:
    stem = report_stem(named_scan(name))
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert stem.startswith("slimscan-")
    assert stem.endswith("-0a1b2c3d")
    assert len(stem) <= 60


def named_scan(name: str) -> Scan:
    stamp = QuestionnaireStamp(id="x", version="1.0.0", content_hash="")
    scan = new_scan(stamp, "en", False, date(2026, 11, 21))
    profile = scan.profile.model_copy(update={"organisation": name})
    return scan.changed(id="0a1b2c3d", profile=profile)
