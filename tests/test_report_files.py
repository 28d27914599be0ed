"""A report as a file: its name, what is in the way, and writing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from report_examples import example

from slimscan.errors import Fault, InputError, MachineError, UsageError
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.files import write_report


def test_a_report_is_named_after_the_organisation_in_the_current_folder(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_report(example(mini), "html")
    assert path.name.startswith("slimscan-bakkerij-jansen-")
    assert path.suffix == ".html"
    assert (tmp_path / path.name).is_file()


def test_a_file_that_is_there_stays_unless_it_is_asked_for(
    mini: Instrument, tmp_path: Path
) -> None:
    result = example(mini)
    path = write_report(result, "json", folder=tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_report(result, "json", folder=tmp_path)
    assert caught.value.problems[0].fault is Fault.FILE_EXISTS
    assert path.read_text(encoding="utf-8") == "mine"
    assert write_report(result, "json", folder=tmp_path, overwrite=True) == path
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == 1


def test_output_names_the_file_and_may_replace_it(mini: Instrument, tmp_path: Path) -> None:
    goal = tmp_path / "a report.html"
    goal.write_text("old", encoding="utf-8")
    assert write_report(example(mini), "html", output=goal) == goal
    assert goal.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert goal.stat().st_mode & 0o777 == 0o600


def test_output_may_be_a_folder(mini: Instrument, tmp_path: Path) -> None:
    assert write_report(example(mini), "json", output=tmp_path).parent == tmp_path


def test_an_unknown_format_is_wrong_usage(mini: Instrument, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_report(example(mini), "odt", folder=tmp_path)
    assert caught.value.problems[0].fault is Fault.FORMAT_UNKNOWN


def test_a_folder_that_is_not_there_is_a_fault_of_the_machine(
    mini: Instrument, tmp_path: Path
) -> None:
    with pytest.raises(MachineError):
        write_report(example(mini), "json", output=tmp_path / "no" / "where.json")


def test_an_anonymous_report_has_no_name_in_its_file_either(
    mini: Instrument, tmp_path: Path
) -> None:
    path = write_report(example(mini), "json", folder=tmp_path, anonymous=True)
    content = path.read_text(encoding="utf-8")
    assert "jansen" not in path.name
    assert "Jansen" not in content
    assert json.loads(content)["scan"] == ""


def test_the_language_is_the_interviews_unless_another_is_asked(
    mini: Instrument, tmp_path: Path
) -> None:
    result = example(mini)
    dutch = write_report(result, "html", output=tmp_path / "nl.html")
    english = write_report(result, "html", output=tmp_path / "en.html", language="en")
    assert '<html lang="nl">' in dutch.read_text(encoding="utf-8")
    assert '<html lang="en">' in english.read_text(encoding="utf-8")


def test_a_pdf_is_written(mini: Instrument, tmp_path: Path) -> None:
    path = write_report(example(mini), folder=tmp_path)
    assert path.read_bytes().startswith(b"%PDF-1.7")
