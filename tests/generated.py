"""What is generated and committed: JSON Schemas, the command-line reference, the items, the fields of
files, the example in the page about the house.

Run as a program it writes them; the tests compare them with what is committed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from file_fields import files_page, output_schemas
from walked_example import walked_example

from slimscan.questionnaire.schema import KINDS, schema_text

ROOT = Path(__file__).resolve().parent.parent


def generated_files() -> dict[Path, Callable[[], str]]:
    """Every generated file with what makes its content."""
    schemas = {
        ROOT / "questionnaires" / "schema" / f"{kind}.json": partial(schema_text, kind)
        for kind in KINDS
    }
    return schemas | {
        ROOT / "questionnaires" / "schema" / "outputs.json": output_schemas,
        ROOT / "docs" / "architecture.md": architecture_page,
        ROOT / "docs" / "command-line.md": command_line_reference,
        ROOT / "docs" / "instrument.md": instrument_page,
        ROOT / "docs" / "files.md": files_page,
    }


def instrument_page() -> str:
    """The page about the instrument with the table of its items made anew."""
    return _with_part("instrument.md", "items", _items_table())


def architecture_page() -> str:
    """The page about the house with its example walked anew."""
    return _with_part("architecture.md", "example", walked_example())


def _with_part(page: str, name: str, made: str) -> str:
    """A page of the docs with the part between two marks made anew."""
    start, end = f"<!-- {name}: made by tests/generated.py -->\n", f"<!-- end of {name} -->"
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return before + start + made + end + after


def _items_table() -> str:
    from slimscan.pipeline import load

    questionnaire = load().questionnaire
    head = ("item", "statement (leader)", "answer set", "enough from", "leverage", "", "source")
    rows = [head, ("---",) * len(head)]
    for lever in questionnaire.levers:
        rows.append(("", f"**{lever.name['en']}**", *[""] * 5))
        for item in lever.items:
            marks = [("r", item.reversed), ("q", item.quick), ("own", item.own_choice)]
            enough = (
                questionnaire.option_labels(item, "en")[item.enough_from - 1 :][:1]
                if (item.enough_from)
                else ()
            )
            rows.append(
                (
                    item.id,
                    item.statement.leader["en"],
                    item.answer_set or questionnaire.default_answer_set,
                    *(enough or ("",)),
                    "" if item.leverage == 1 else f"{item.leverage:g}",
                    " ".join(mark for mark, holds in marks if holds),
                    "; ".join(item.sources).replace("SER-2023", "SER").replace("IP-2009", "IP"),
                )
            )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


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
