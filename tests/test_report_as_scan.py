"""A report PDF stands for its scan, wherever a command takes a scan."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.errors import Fault, SlimscanError

EXAMPLE = Path(__file__).parent.parent / "questionnaires/examples/builder-12.yaml"


@pytest.fixture
def pdf(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report of a scan that is not on this computer any more."""
    path = tmp_path / "report.pdf"
    started = CliRunner().invoke(
        app, ["start", "--answers", str(EXAMPLE), "--yes", "--output", str(path), "--lang", "en"]
    )
    assert started.exit_code == 0, started.output
    monkeypatch.setenv("SLIMSCAN_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.chdir(tmp_path)
    return path


def test_commands_that_read_a_scan_take_the_report_that_carries_it(pdf: Path) -> None:
    for words in (
        ["show", pdf, "--json"],
        ["report", pdf, "--output", pdf.with_name("a.docx")],
        ["compare", pdf, pdf, "--output", pdf.with_name("b.docx")],
        ["plan", pdf, "--json"],
        ["form", "--to", "csv", "--scan", pdf, "--output", pdf.with_name("c.csv")],
    ):
        done = CliRunner().invoke(app, [*map(str, words), "--lang", "en"])
        assert done.exit_code == 0, (words, done.output, done.exception)
    for made in ("a.docx", "b.docx", "c.csv"):
        assert pdf.with_name(made).stat().st_size > 100


def test_commands_that_change_a_scan_say_that_a_report_is_read_only_and_how_to_go_on(
    pdf: Path,
) -> None:
    (pdf.parent / "x.json").write_text("{}", encoding="utf-8")
    for words in (["collect", pdf, pdf.parent / "x.json"], ["plan", pdf, "--take", "all"]):
        done = CliRunner().invoke(app, [*map(str, words), "--lang", "en"])
        assert isinstance(done.exception, SlimscanError), (words, done.output)
        assert done.exception.problems[0].fault is Fault.SCAN_READ_ONLY
