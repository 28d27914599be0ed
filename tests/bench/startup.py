"""What it takes before slimscan answers, beside the least that could: `python -m tests.bench.startup`.

In processor time of whole processes, which other work on the machine touches least: the least of all
rounds, and the median.
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect

from slimscan import pipeline
from slimscan.disk.places import questionnaires_folder
from slimscan.scan.scan_id import new_id
from slimscan.scan.store import Shelf
from tests.bench.measure import every_turn, process, processor_seconds, rounds_of, table

EXAMPLE = questionnaires_folder() / "examples" / "builder-12.yaml"
TWO_COMMANDS = """\
import typer
import rich
app = typer.Typer()

@app.command()
def one(name: str = "x") -> None:
    "The one."

@app.command()
def two(number: int = 1) -> None:
    "The other."

app()
"""


def main() -> None:
    rounds = rounds_of(sys.argv, 11)
    # As an owner has it: what Python compiled and what was read before is there.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        shelf = Path(name) / "shelf"
        os.environ["SLIMSCAN_HOME"] = str(shelf)
        put_scans(shelf, 200)
        app = Path(name) / "app.py"
        app.write_text(TWO_COMMANDS, encoding="utf-8")
        taken = every_turn(
            {
                "python -c pass": process("-c", "pass"),
                "two commands, typer and rich, --help": process(app, "--help"),
                "slimscan --version": process("-m", "slimscan", "--version"),
                "slimscan --help": process("-m", "slimscan", "--help"),
                "slimscan report --help": process("-m", "slimscan", "report", "--help"),
                "slimscan show": process("-m", "slimscan", "show"),
                "slimscan plan": process("-m", "slimscan", "plan"),
                "slimscan report --format json": process(
                    *("-m", "slimscan", "report", "--format", "json", "--yes"),
                    *("--output", Path(name) / "report.json"),
                ),
                "slimscan scans, 200 of them": process("-m", "slimscan", "scans"),
                "slimscan start, first screen": lambda: first_screen(Path(name)),
            },
            rounds,
            processor_seconds,
        )
    for told, of in (("the least", min), ("the median", statistics.median)):
        seconds = {name: of(turns) for name, turns in taken.items()}
        table(f"Processor time beside python -c pass, {told}", seconds, "python -c pass")
        table(f"Beside the small app, {told}", seconds, "two commands, typer and rich, --help")


def put_scans(folder: Path, number: int) -> None:
    """Scans of the example, each with an id of its own."""
    instrument = pipeline.load()
    scan = pipeline.scan_from_file(EXAMPLE, instrument)
    shelf = Shelf(folder)
    shelf.prepare()
    for _ in range(number):
        one = scan.changed(id=new_id())
        shelf.file_for(one).save(one)


def first_screen(home: Path) -> None:
    """Start the interview in a terminal and wait for its first words."""
    environment = {"SLIMSCAN_HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "slimscan", "start", "--lang", "en"],
        env=environment | {"PATH": ""},
        dimensions=(40, 100),
        timeout=20,
    )
    child.expect(r"[A-Za-z]{4}")
    # At once: what is loaded while the page is read is no part of it.
    child.kill(signal.SIGKILL)
    child.close(force=True)
    time.sleep(0.05)


if __name__ == "__main__":
    main()
