"""The toolbox: worksheets to print and fill in by pen."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from mini import write_mini
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.disk.places import languages, reports_folder
from slimscan.errors import Fault, InputError, SlimscanError, UsageError
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report.worksheets.worksheets import (
    chosen_worksheets,
    render_worksheets,
    write_worksheets,
)

WORKSHEETS = """\
format: 1
questionnaire: mini
worksheets:
  - id: bake-off
    title: {nl: Samen bakken, en: Baking together}
    purpose: {nl: Om te oefenen., en: To practise.}
    landscape: true
    sources: [BOOK 1]
    blocks:
      - {kind: text, text: {nl: Eerst lezen <b>., en: Read first <b>.}}
      - {kind: steps, title: {nl: Zo, en: Thus}, steps: [{nl: Meng., en: Mix.}]}
      - {kind: checklist, points: [{nl: "Oven op:", en: "Oven at:"}, {nl: Schoon., en: Clean.}]}
      - {kind: lines, lines: 3, questions: [{nl: Hoe was het?, en: How was it?}]}
      - kind: table
        columns: [{title: {nl: Wie, en: Who}, width: 3}, {title: {nl: Wat, en: What}}]
        rows: [[{nl: Bakker, en: Baker}, null]]
        empty_rows: 2
"""


@pytest.fixture
def toolbox(tmp_path: Path) -> Instrument:
    """The small questionnaire with one worksheet of every kind of block."""
    folder = write_mini(tmp_path / "mini")
    (folder / "worksheets.yaml").write_text(WORKSHEETS, encoding="utf-8")
    return load_instrument(folder)


def slimscan(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, list(arguments))
    if isinstance(outcome.exception, SlimscanError):
        return outcome.exception.exit_code, outcome.exception.problems[0].fault
    return outcome.exit_code, outcome.stdout


def test_without_a_name_the_worksheets_are_listed(base: Instrument) -> None:
    code, shown = slimscan("worksheet", "--lang", "en")
    assert code == 0
    for line, sheet in zip(shown.splitlines(), base.worksheets, strict=True):
        assert line.split(maxsplit=1) == [sheet.id, sheet.title["en"]]


def test_a_worksheet_becomes_a_pdf_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolbox: Instrument
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["worksheet", "bake-off", "--questionnaire", str(toolbox.folder), "--lang", "nl"]
    assert slimscan(*command) == (0, "slimscan-bake-off-nl.pdf\n")
    assert slimscan(*command) == (3, Fault.FILE_EXISTS)
    assert slimscan(*command, "--yes")[0] == 0
    assert Path("slimscan-bake-off-nl.pdf").read_bytes().startswith(b"%PDF-")


def test_all_worksheets_fit_in_one_file(tmp_path: Path, toolbox: Instrument) -> None:
    path = tmp_path / "all.html"
    command = ["worksheet", "--all", "--questionnaire", str(toolbox.folder), "--lang", "en"]
    assert slimscan(*command, "--format", "html", "--output", str(path))[0] == 0
    assert "Baking together" in path.read_text(encoding="utf-8")
    assert slimscan(*command, "bake-off")[0] == 2


def test_an_unknown_worksheet_names_the_nearest(toolbox: Instrument) -> None:
    with pytest.raises(InputError) as refused:
        chosen_worksheets(toolbox, "bakeof")
    assert refused.value.problems[0].fault is Fault.WORKSHEET_UNKNOWN
    assert refused.value.problems[0].values["nearest"] == "bake-off"


def test_a_questionnaire_without_worksheets_says_so(mini: Instrument) -> None:
    with pytest.raises(InputError) as refused:
        chosen_worksheets(mini, None)
    assert refused.value.problems[0].fault is Fault.WORKSHEETS_NONE


def test_another_format_is_refused(tmp_path: Path, toolbox: Instrument) -> None:
    with pytest.raises(UsageError) as refused:
        write_worksheets(toolbox, None, "nl", format="xlsx", output=tmp_path / "sheet.xlsx")
    assert refused.value.problems[0].fault is Fault.FORMAT_UNKNOWN


def test_a_sheet_has_its_room_to_write(toolbox: Instrument) -> None:
    html = render_worksheets(toolbox, toolbox.worksheets, "en")
    assert html.count('class="line"') == 3
    assert html.count("<td></td>") == 5, "two empty rows, and beside the given cell"
    assert html.count('<li class="open">') == 1, "a point that ends in a colon has a line"
    assert 'style="width: 75.00%"' in html
    assert "Read first &lt;b&gt;." in html
    assert "BOOK 1" in html


def test_a_sheet_for_the_browser_needs_nothing_else(toolbox: Instrument) -> None:
    html = render_worksheets(toolbox, toolbox.worksheets, "nl")
    addresses = re.findall(r'(?:src|href)=|url\("(?!data:)', html)
    assert addresses == []


def test_worksheets_are_black_on_white() -> None:
    style = (reports_folder() / "styles" / "worksheet.css").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", style)) == {"#000000", "#ffffff"}


@pytest.mark.parametrize("language", languages())
def test_every_worksheet_is_one_or_two_pages_of_a4(
    tmp_path: Path, base: Instrument, language: str
) -> None:
    for sheet in base.worksheets:
        path = write_worksheets(base, sheet.id, language, output=tmp_path / f"{sheet.id}.pdf")
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) <= 2, sheet.id
            for page in pdf.pages:
                width, height = (round(float(side) / 72 * 25.4) for side in page.mediabox[2:])
                assert (width, height) == ((297, 210) if sheet.landscape else (210, 297))
