"""A compiled template is kept where only those can write who can change the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import BaseLoader, Environment, FileSystemLoader

from slimscan.report import compiled_templates
from slimscan.report.compiled_templates import compiled_before
from slimscan.report.templates import environment_with


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a template, as closed as that of the program beside it."""
    program, folder = tmp_path / "slimscan", tmp_path / "templates"
    for one in (program, folder):
        one.mkdir()
        one.chmod(0o755)
    (folder / "a.j2").write_text("{{ 1 + 1 }}", encoding="utf-8")
    monkeypatch.setattr(compiled_templates, "_PROGRAM", program)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def rendered(folder: Path, template: str = "a.j2") -> str:
    """What a program that begins anew makes of a template."""
    loader: BaseLoader = FileSystemLoader(folder)
    made = Environment(loader=loader, bytecode_cache=compiled_before(folder), autoescape=True)
    return made.get_template(template).render()


def test_a_template_is_compiled_once_and_again_when_it_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []
    compile_it = Environment.compile

    def counted(*given: object, **named: object) -> object:
        compiled.append(1)
        return compile_it(*given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    assert (rendered(folder), rendered(folder), len(compiled)) == ("2", "2", 1)
    (folder / "a.j2").write_text("{{ 1 + 2 }}", encoding="utf-8")
    assert (rendered(folder), rendered(folder), len(compiled)) == ("3", "3", 2)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])  # as a power cut leaves it
    assert (rendered(folder), len(compiled)) == ("3", 3)


@pytest.mark.parametrize("mode", [0o775, 0o757])
def test_nothing_is_kept_where_more_people_can_write_than_in_the_program(
    folder: Path, mode: int
) -> None:
    kept = folder / "__pycache__"
    folder.chmod(mode)
    assert rendered(folder) == "2"
    assert not kept.exists()
    folder.chmod(0o755)
    kept.mkdir()
    kept.chmod(mode)
    assert compiled_before(folder) is None


def test_nothing_is_kept_for_who_wants_no_compiled_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_before(folder) is None


def test_a_place_that_takes_no_file_is_no_reason_to_stop(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.NamedTemporaryFile", _refuse)
    assert rendered(folder) == "2"
    (folder / "__pycache__").rmdir()
    (folder / "__pycache__").write_text("in the way", encoding="utf-8")
    assert rendered(folder) == "2"


def _refuse(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_templates_of_somebody_else_are_never_taken_as_they_were_compiled(folder: Path) -> None:
    assert environment_with(folder).bytecode_cache is None
