"""How soon slimscan answers, beside the least that could: `python -m tests.bench.startup`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pexpect

from tests.bench.measure import by_turns, process, rounds_of, table

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
    with tempfile.TemporaryDirectory() as name:
        app = Path(name) / "app.py"
        app.write_text(TWO_COMMANDS, encoding="utf-8")
        seconds = by_turns(
            {
                "python -c pass": process("-c", "pass"),
                "two commands, typer and rich, --help": process(app, "--help"),
                "slimscan --version": process("-m", "slimscan", "--version"),
                "slimscan --help": process("-m", "slimscan", "--help"),
                "slimscan report --help": process("-m", "slimscan", "report", "--help"),
                "slimscan start, first screen": lambda: first_screen(Path(name)),
            },
            rounds,
        )
    table("Start-up, beside python -c pass", seconds, "python -c pass")
    table("The same, beside the small app", seconds, "two commands, typer and rich, --help")


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
    child.expect(r"\w{4}")
    child.close(force=True)
    time.sleep(0.05)


if __name__ == "__main__":
    main()
