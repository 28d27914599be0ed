"""A format that is offered is written; what is not written is offered nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import typer
from kept import kept_on
from report_examples import answered
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.cli.form import form_writers
from slimscan.errors import ExitCode, Fault, UsageError
from slimscan.questionnaire.loading import Instrument
from slimscan.report.formats import COMPARISON, REPORT, WORKSHEETS, DocumentKind
from slimscan.report.worksheets.worksheets import write_worksheets
from slimscan.scan.store import Shelf

KINDS = {"report": REPORT, "compare": COMPARISON, "worksheet": WORKSHEETS}
EACH = [(command, name) for command, kind in KINDS.items() for name in kind.formats]


OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
"""The part of an office file that says which it is."""


def is_written_as(content: bytes) -> str:
    """What the bytes of a document say that it is."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.lstrip().lower().startswith(b"<!doctype html"):
        return "html"
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return next(OFFICE[name] for name in file.namelist() if name in OFFICE)
    json.loads(content)
    return "json"


def write(kind: DocumentKind, name: str, base: Instrument, folder: Path) -> Path:
    scan = answered(base)
    shelf = Shelf(folder)
    if kind is WORKSHEETS:
        return write_worksheets(base, "cover-check", "en", format=name, output=folder / f"w.{name}")
    opened = kept_on(shelf, scan)
    document = (
        pipeline.score(base, opened) if kind is REPORT else pipeline.follow_up(base, opened, opened)
    )
    return pipeline.write(document, folder / f"d.{name}", name)


@pytest.mark.parametrize(("command", "name"), EACH)
def test_every_format_of_a_document_is_written_as_that_format(
    command: str, name: str, base: Instrument, tmp_path: Path
) -> None:
    path = write(KINDS[command], name, base, tmp_path)
    assert is_written_as(path.read_bytes()) == name


@pytest.mark.parametrize("command", KINDS)
def test_help_and_completion_offer_what_is_written_and_nothing_else(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    assert f"--format {'|'.join(KINDS[command].formats)}" in shown
    assert f"--format {'|'.join(KINDS[command].formats)}|" not in shown
    known = typer.main.get_command(app)
    option = next(
        one
        for one in known.commands[command].params  # type: ignore[attr-defined]
        if "--format" in one.opts
    )
    context = typer.Context(known)
    completed = [one.value for one in option.shell_complete(context, "")]
    assert completed == list(KINDS[command].formats)


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_format_that_there_is_not_is_refused_by_check_and_writer(
    kind: DocumentKind, base: Instrument, tmp_path: Path
) -> None:
    for attempt in (
        lambda: kind.choose("docm", None),
        lambda: kind.choose(None, tmp_path / "report.csv"),
        lambda: write(kind, "docm", base, tmp_path),
    ):
        with pytest.raises(UsageError) as refused:
            attempt()
        [problem] = refused.value.problems
        assert problem.fault is Fault.FORMAT_UNKNOWN
        assert problem.values["known"] == ", ".join(kind.formats)
        assert refused.value.exit_code is ExitCode.USAGE
    assert not list(tmp_path.iterdir())


def test_the_name_of_a_file_asks_for_its_format() -> None:
    assert REPORT.choose(None, Path("a.HTML")) == "html"
    assert REPORT.choose(None, Path("Jansen B.V")) == "pdf"
    assert REPORT.choose(None, None) == "pdf"
    assert REPORT.choose("json", Path("a.JSON")) == REPORT.choose("json", Path("a")) == "json"
    assert REPORT.choose("html", Path("a.htm")) == "html"


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "r.pdf", "--format", "docx", "-o", "a.pdf"],
        ["compare", "r.pdf", "r.pdf", "--format", "xlsx", "-o", "a.docx"],
        ["worksheet", "idea-card", "--format", "docx", "-o", "a.pdf"],
        ["form", "--to", "docx", "-o", "a.pdf"],
        ["form", "--to", "pdf", "-o", "a.docx"],
    ],
)
def test_a_file_is_never_of_another_kind_than_its_name_says(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*arguments, "--lang", "en"])
    assert isinstance(done.exception, UsageError), done.output
    [problem] = done.exception.problems
    assert problem.fault is Fault.OUTPUT_OTHER_KIND
    assert not list(tmp_path.iterdir())


def test_a_format_added_in_the_table_is_taken_everywhere(
    monkeypatch: pytest.MonkeyPatch, base: Instrument, tmp_path: Path
) -> None:
    makers = {**REPORT.makers, "txt": "test_formats:told_in_a_line"}
    monkeypatch.setattr("slimscan.report.scan.files.REPORT", DocumentKind(makers))
    path = pipeline.write(pipeline.score(base, answered(base)), tmp_path / "r.txt", "txt")
    assert path.read_text(encoding="utf-8") == "a line"


def told_in_a_line(_: object) -> str:
    return "a line"


def test_every_tool_that_a_form_is_made_for_is_in_the_help() -> None:
    shown = CliRunner().invoke(app, ["form", "--help"], env={"COLUMNS": "200"}).output
    listed = shown.split("Which tool (--to TOOL):")[1].split("The way back:")[0]
    assert [line.split()[0] for line in listed.strip().splitlines()] == sorted(
        form_writers(), key=lambda name: listed.index(f"  {name} ")
    )


def test_the_public_python_surface_is_what_is_declared() -> None:
    assert sorted(pipeline.__all__) == [
        "Comparison",
        "Instrument",
        "OpenedScan",
        "Result",
        "Scan",
        "follow_up",
        "load",
        "load_for",
        "open_scan",
        "scan_from_file",
        "score",
        "write",
    ]
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__doc__, f"{name} says what it is for"


@pytest.mark.parametrize("command", ["start", "resume"])
def test_advisor_is_another_spelling_that_works_and_is_not_shown(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = CliRunner().invoke(app, [command, "--help"]).output
    assert "--adviser" in shown
    assert "--advisor" not in shown
    monkeypatch.chdir(tmp_path)
    for spelled in ("--advisor", "--adviser"):
        done = CliRunner().invoke(app, [command, spelled, "Anna", "--lang", "en"])
        assert isinstance(done.exception, UsageError), done.output
        assert done.exception.problems[0].fault is Fault.NO_TERMINAL
