"""Answers that were given to other items under the same ids are recognised, told, and never read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_command_line import slimscan

from slimscan.errors import ExitCode, Fault, InputError
from slimscan.imports.importing import open_export
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.model import Scan
from slimscan.scan.questionnaire_of import instrument_of
from slimscan.scan.store import Shelf

OLD = Path(__file__).parent / "data" / "scan-format-1.scan.json"
"""A scan that was made with the first version of the questionnaire."""


@pytest.fixture
def old(home: Path) -> Scan:
    """The old scan on the shelf of this home."""
    shelf = Shelf(home)
    shelf.prepare()
    identity = json.loads(OLD.read_text(encoding="utf-8"))["id"]
    (shelf.folder / f"{identity}.scan.json").write_bytes(OLD.read_bytes())
    return shelf.find(identity).load()


@pytest.mark.parametrize("command", ["show", "report", "plan"])
def test_a_scan_of_an_older_version_is_refused_with_what_to_do(
    old: Scan, tmp_path: Path, command: str
) -> None:
    done = slimscan(command, old.id, "--lang", "nl", cwd=tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert "versie 1.0.0" in done.stderr
    assert "--questionnaire" in done.stderr


def test_it_is_refused_for_comparison_too(old: Scan, home: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("organisation: Voorbeeld\nanswers: {MAN01: 4}\n", encoding="utf-8")
    made = ["start", "--answers", answers, "--lang", "nl", "--yes", "--output", "a.pdf"]
    assert slimscan(*made, cwd=tmp_path).returncode == ExitCode.DONE
    [new] = [scan.id for file in Shelf(home).files() if (scan := file.load()).id != old.id]
    done = slimscan("compare", old.id, new, "--lang", "nl", cwd=tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert "versie 1.0.0" in done.stderr


def test_the_list_of_scans_says_so_and_keeps_the_name(old: Scan, tmp_path: Path) -> None:
    told = slimscan("scans", "--lang", "nl", "--json", cwd=tmp_path)
    [listed] = json.loads(told.stdout)["scans"]
    assert listed["problem"] == Fault.SCAN_QUESTIONNAIRE_VERSION
    assert listed["organisation"] == old.profile.organisation


def test_the_folder_of_its_own_version_opens_it_again(
    old: Scan, base: Instrument, tmp_path: Path
) -> None:
    folder = tmp_path / base.questionnaire.id
    folder.mkdir()
    for path in base.folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("version: 2.0.0", "version: 1.4.0")
        (folder / path.name).write_text(text, encoding="utf-8")
    assert instrument_of(old, str(folder)).questionnaire.version == "1.4.0"
    with pytest.raises(InputError) as refused:
        instrument_of(old)
    assert refused.value.problems[0].fault is Fault.SCAN_QUESTIONNAIRE_VERSION


def test_its_file_is_no_table_of_answers_to_the_new_items(base: Instrument, tmp_path: Path) -> None:
    records = tmp_path / "scans.json"
    records.write_text(f"[{OLD.read_text(encoding='utf-8')}]", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        open_export(records, base)
    assert refused.value.problems[0].fault is Fault.FORM_VERSION
    renewed = records.read_text(encoding="utf-8").replace('"1.0.0"', '"2.3.0"')
    records.write_text(renewed, encoding="utf-8")
    assert open_export(records, base).columns.items
