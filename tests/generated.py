"""What is generated and committed: JSON Schemas and the command-line reference.

Run as a program it writes them; the tests compare them with what is committed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from slimscan.questionnaire.schema import KINDS, schema_text

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[Path, Callable[[], str]]:
    """Every generated file with what makes its content."""
    schemas = {
        ROOT / "questionnaires" / "schema" / f"{kind}.json": partial(schema_text, kind)
        for kind in KINDS
    }
    return schemas | {ROOT / "docs" / "command-line.md": command_line_reference}


def command_line_reference() -> str:
    """The help of every command, as one page."""
    pages = ["# The command line", "", "Made from the program's own help by `make generate`.", ""]
    for command in ("", *_commands()):
        pages += [
            f"## `{' '.join(['slimscan', *command.split()])}`",
            "",
            "```text",
            _help(command),
            "```",
            "",
        ]
    return "\n".join(pages)


def _commands() -> list[str]:
    from slimscan.cli.app import app

    return [command.name or command.callback.__name__ for command in app.registered_commands]  # type: ignore[union-attr]


def _help(command: str) -> str:
    environment = os.environ | {"COLUMNS": "90", "TERMINAL_WIDTH": "90", "LC_ALL": "C.UTF-8"}
    arguments = [sys.executable, "-m", "slimscan", *command.split(), "--help"]
    shown = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    return shown.replace("python -m slimscan", "slimscan").strip()


if __name__ == "__main__":
    for path, content in generated_files().items():
        path.write_text(content(), encoding="utf-8")
