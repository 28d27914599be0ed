"""Files as survey tools export them, and what slimscan takes from them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from limits import PATIENCE
from openpyxl import Workbook

from slimscan.errors import InputError
from slimscan.imports.export import Export
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import AnswerValue, State, answer_value

Cells = Sequence[object]


@dataclass
class Taken:
    """What was read of a file: a row a respondent, and what was not read."""

    tool: str
    ignored: dict[str, str]
    answers: list[dict[str, AnswerValue]] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Row and column of every answer that is not accepted."""
    passed: int = 0


def taken(
    instrument: Instrument,
    path: Path,
    tool: str | None = None,
    mapping: AnswerMapping | None = None,
) -> Taken:
    """All that slimscan takes from an export."""
    export = open_export(path, instrument, tool, mapping)
    found = Taken(export.tool, export.columns.ignored)
    for number, cells in export.rows:
        try:
            answers = _answers(instrument, export, number, cells)
        except _RefusedError as refused:
            found.refused.append((number, refused.column))
            continue
        found.answers.append(answers)
        people = {name: cells[place] for name, place in export.columns.people.items()}
        found.people.append({name: export.person(name, cell) for name, cell in people.items()})
    found.passed = export.passed
    return found


class _RefusedError(Exception):
    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def _answers(
    instrument: Instrument, export: Export, number: int, cells: Cells
) -> dict[str, AnswerValue]:
    answers: dict[str, AnswerValue] = {}
    for place, item in export.columns.items.items():
        try:
            answer = export.answer(item, cells[place] if place < len(cells) else None)
        except InputError:
            raise _RefusedError(export.columns.headers[place]) from None
        if answer.state is not State.SKIPPED:
            answers[item.id] = answer_value(instrument.questionnaire, item, answer)
    return answers


def csv_text(rows: Iterable[Cells], delimiter: str = ",", quoted: bool = False) -> str:
    """A table as text; `quoted` puts every cell in quotation marks."""
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(rows)
    return text.getvalue()


def written(path: Path, content: str | bytes) -> Path:
    """The file, as UTF-8 when it is text."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(path: Path, **members: str) -> Path:
    """A zip of texts; in their names `__` stands for the dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def workbook(path: Path, **sheets: Iterable[Cells]) -> Path:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def run_node(folder: Path, package: str, script: str, given: object) -> str:
    """What a script prints that gets `given` as JSON and may require an npm package."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("node is not here to run the tool's own library")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    subprocess.run([*command, package], check=True, capture_output=True, timeout=PATIENCE)
    ran = subprocess.run(
        [node, "-e", script],
        input=json.dumps(given),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=folder,
    )
    return ran.stdout
