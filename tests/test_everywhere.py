"""The commands as they are on Windows: without the modules and signals that only POSIX has.

This computer stands for one: what Windows lacks is taken away before slimscan starts. What a real
console does beside that cannot be tried here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pexpect
import pytest
from limits import PATIENCE

from slimscan.errors import ExitCode

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

EXAMPLE = Path(__file__).resolve().parent.parent / "questionnaires" / "examples" / "builder-12.yaml"
TAKEN_AWAY = """\
import signal, sys
HIDDEN = {"termios", "tty", "fcntl", "pty", "resource", "pwd", "grp"}

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
for name in HIDDEN:
    sys.modules.pop(name, None)
for name in ("pthread_sigmask", "SIGTSTP", "SIGHUP", "SIGWINCH"):
    if hasattr(signal, name):
        delattr(signal, name)
"""
# SIGKILL stays: on POSIX Python itself needs it to end a process.
COMMANDS: dict[str, int] = {
    "start --answers {example} --yes": 0,
    "start": 2,
    "resume --yes": 2,
    "scans": 0,
    "scans --json": 0,
    "show": 0,
    "show --json": 0,
    "report --format html --yes": 0,
    "report --format json --output r.json": 0,
    "plan --take all": 0,
    "plan --ics plan.ics": 0,
    "collect last staff.csv": 0,
    "compare {scan} {scan} --format json --output c.json": 0,
    "form --to html": 0,
    "form --to xlsx": 0,
    "form --to pdf": 0,
    "worksheet": 0,
    "worksheet --all": 0,
    "questionnaires": 0,
    "new ours": 0,
    "check ours": 0,
    "schema advice": 0,
    "batch rows.csv --reports --format html --jobs 2 --output out": 0,
    "benchmark out --output b.json": 0,
    "doctor": 0,
    "scans --delete {scan} --yes": 0,
    "--help": 0,
}
"""In this order in one folder, with the code that each ends with."""
SPOKEN = (
    "start --answers",
    "start",
    "scans",
    "show",
    "plan",
    "worksheet",
    "questionnaires",
    "doctor",
    "--help",
)
"""Those that say much on a screen: what they say is tried in the older set of letters too."""


def environment(folder: Path, **others: str) -> dict[str, str]:
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(TAKEN_AWAY)
    here = {"PYTHONPATH": str(site), "SLIMSCAN_HOME": str(folder / "home"), "LC_ALL": "nl_NL.UTF-8"}
    return {**os.environ, **here, **others}


def files(folder: Path) -> None:
    items = [f"MAN{number:02d}" for number in range(1, 13)]
    people = [f"p{n},," + ",".join(str((n + i) % 5 + 1) for i in range(12)) for n in range(8)]
    firms = [f"l{n},Firma {n} \u00e9,director" for n in range(12)]
    rows = [
        f"{who}," + ",".join(str((n + i) % 5 + 1) for i in range(12)) for n, who in enumerate(firms)
    ]
    head = ",".join(items)
    (folder / "staff.csv").write_text("respondent,group," + head + "\n" + "\n".join(people) + "\n")
    (folder / "rows.csv").write_text(
        "respondent,organisation,role," + head + "\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )


def test_every_command_works_without_what_only_posix_has(tmp_path: Path) -> None:
    run_in_order(COMMANDS, tmp_path, "cp1252")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["scored"] == 12
    assert len(list((tmp_path / "out" / "reports").glob("*.html"))) == 12


def test_what_is_said_gets_through_a_console_with_older_letters(tmp_path: Path) -> None:
    spoken = {text: code for text, code in COMMANDS.items() if text.startswith(SPOKEN)}
    run_in_order(spoken, tmp_path, "cp850")


def run_in_order(commands: dict[str, int], tmp_path: Path, encoding: str) -> None:
    files(tmp_path)
    around = environment(tmp_path, PYTHONIOENCODING=encoding)
    wrong, scan = {}, ""
    for command, code in commands.items():
        arguments = command.replace("last", "{scan}").format(example=EXAMPLE, scan=scan).split()
        done = subprocess.run(
            [sys.executable, "-m", "slimscan", *arguments],
            cwd=tmp_path,
            env=around,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
        said = (done.stdout + done.stderr).decode("utf-8")
        if done.returncode != code or "Warning" in said or "Traceback" in said:
            wrong[command] = f"{done.returncode}: {said[-600:]}"
        if not scan:
            scan = next((tmp_path / "home").glob("*.scan.json")).name.split(".")[0]
    assert wrong == {}


def test_an_interview_goes_by_lines_where_no_key_can_be_taken(tmp_path: Path) -> None:
    around = environment(tmp_path, TERM="xterm-256color", PYTHONIOENCODING="cp850")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        window = pexpect.spawn(
            sys.executable,
            ["-m", "slimscan", "start", "--quick", "--lang", "nl"],
            cwd=str(tmp_path),
            env=around,
            encoding="utf-8",
            timeout=PATIENCE,
        )
    for text, typed in (
        ("beginnen", ""),
        ("heet uw", "Zo\u00eb & Zn"),
        ("welke sector", "1"),
        ("Hoeveel mensen", "14"),
        ("Voor 14 mensen kiest u 2", "2"),
        ("uw rol", "1"),
        ("U koos", ""),
        ("Antwoord:", "s"),
    ):
        window.expect_exact(text)
        window.expect_exact("> ")
        window.sendline(typed)
    window.expect(pexpect.EOF)
    window.wait()
    assert window.exitstatus == ExitCode.DONE
    assert "\x1b" not in window.before
    [kept] = (tmp_path / "home").glob("*.scan.json")
    profile = json.loads(kept.read_text(encoding="utf-8"))["profile"]
    assert profile["organisation"] == "Zo\u00eb & Zn"
