"""The form on paper: printed pages, read back as a printer and a screen reader get them."""

from __future__ import annotations

import html
import re
import subprocess
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from mini import ADVICE, QUESTIONNAIRE, write_mini
from openpyxl import load_workbook
from print_sizes import sizes_of
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import states_of
from slimscan.forms.form_tools import FORMS
from slimscan.forms.paper import paper_form
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.questionnaire.models import Audience
from slimscan.report.worksheets.paper_form import paper_form_html, paper_form_pdf

A4 = (595, 842)
CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", "Kantoor")),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}
EVERY_FORM = pytest.mark.parametrize("name", CHOICES)


@cache
def printed(name: str) -> bytes:
    form = paper_form(pipeline.load(), CHOICES[name])
    return paper_form_pdf(form, date(2026, 11, 21), form.texts)


def text_of(content: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def words_of(content: bytes) -> list[tuple[float, float, float, float, str]]:
    """Every word on every page with its place: left, top, right, bottom."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    )
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    return [
        (*map(float, found[:4]), html.unescape(found[4]))
        for found in re.findall(pattern, done.stdout.decode())
    ]


@EVERY_FORM
def test_the_codes_on_paper_are_the_columns_of_the_sheet_in_their_order(
    base: Instrument, name: str
) -> None:
    choices = CHOICES[name]
    workbook = load_workbook(BytesIO(FORMS["xlsx"](base, choices)[".xlsx"]))
    columns = [cell.value for cell in workbook.worksheets[0][1]]
    margin = [word for left, *_, word in words_of(printed(name)) if left < 62]
    assert [word for word in margin if word in columns] == [
        column for column in columns if column in margin
    ]
    items = {item.id for part in form_sections(base, choices) for item in part.items}
    assert items <= set(margin)


@EVERY_FORM
def test_every_statement_and_every_option_is_there_with_a_box(base: Instrument, name: str) -> None:
    choices = CHOICES[name]
    told = text_of(printed(name))
    form = paper_form(base, choices)
    for part, section in zip(form_sections(base, choices), form.sections, strict=True):
        for item, question in zip(part.items, section.questions, strict=True):
            assert item.statement.for_audience(choices.audience)[choices.language] in told
            counts = item.counts_for(choices.audience)
            assert counts is None or counts[choices.language] in told
            labels = base.questionnaire.option_labels(item, choices.language, choices.audience)
            assert tuple(box.label for box in question.boxes)[: len(labels)] == labels
            codes = [str(code) for code in base.questionnaire.answer_set_of(item).codes]
            assert [box.number for box in question.boxes] == [
                *codes,
                *("" for _ in states_of(base, item)),
            ]
    boxes = sum(len(one.boxes) for part in form.sections for one in part.questions)
    boxes += sum(len(one.boxes) for one in form.profile)
    assert paper_form_html(form).count('<span class="box">') == boxes


def test_staff_read_what_happens_with_the_paper_and_where_it_goes(base: Instrument) -> None:
    told = text_of(printed("staff"))
    assert "minstens 5 mensen" in told
    assert "Schrijf uw naam nergens op." in told
    assert "Lever dit formulier in" in told
    assert "In welk team werkt u?" in told
    leader = text_of(printed("leader, quick"))
    assert "What is your role?" in leader
    assert "Which sector" not in leader


def test_without_a_list_of_teams_there_is_a_line_to_write_on(mini: Instrument) -> None:
    [team] = paper_form(mini, FormChoices("en")).profile
    assert (team.code, team.boxes) == ("group", ())


@EVERY_FORM
def test_it_is_a_sound_tagged_pdf_on_a4_in_its_language(tmp_path: Path, name: str) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(printed(name))
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == CHOICES[name].language
        assert pdf.Root.MarkInfo.Marked
        assert {tuple(round(side) for side in page.mediabox[2:]) for page in pdf.pages} == {A4}
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"


def test_the_command_writes_it_like_every_other_form(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["form", "--to", "pdf", "--questionnaire", str(mini.folder), "--lang", "en"]
    done = CliRunner().invoke(app, command)
    assert done.stdout == "slimscan-form-pdf.pdf\n"
    assert Path("slimscan-form-pdf.pdf").read_bytes().startswith(b"%PDF-")


def test_long_words_many_teams_and_marks_stay_on_the_page(tmp_path: Path) -> None:
    long = "Scheepsmotorenonderhoudswerkplaatsmedewerkersvergadering " * 5 + "<b>&{{ 1 }}"
    own = QUESTIONNAIRE.replace("en: The oven is hot.", f'en: "{long}"')
    own = own.replace("en: everywhere", f'en: "{long}"').replace("H1", "H" * 32)
    advice = ADVICE.replace("item: H1", "item: " + "H" * 32)
    instrument = load_instrument(write_mini(tmp_path / "own", own, advice))
    groups = tuple(f"{number} {'W' * 70}" for number in range(60))
    choices = FormChoices("en", groups=groups, organisation=long[:300])
    form = paper_form(instrument, choices)
    content = paper_form_pdf(form, date(2026, 11, 21), form.texts)
    words = words_of(content)
    left, right = 5, A4[0] - 28
    assert [word for word in words if word[0] < left or word[2] > right] == []
    assert [word for word in words if word[3] > A4[1] - 10] == []
    assert "<b>&{{" in text_of(content)


@EVERY_FORM
def test_nothing_on_it_is_smaller_than_8_points(name: str) -> None:
    assert min(sizes_of(printed(name))) >= 8


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("audience", ["leader", "employee"])
@pytest.mark.parametrize("quick", [True, False])
def test_its_last_page_is_worth_the_paper(
    base: Instrument, language: str, audience: Audience, quick: bool
) -> None:
    choices = FormChoices(language, audience=audience, quick=quick)
    form = paper_form(base, choices)
    content = paper_form_pdf(form, date(2026, 11, 21), form.texts)
    with pikepdf.open(BytesIO(content)) as pdf:
        last = pikepdf.new()
        last.pages.append(pdf.pages[-1])
        page = BytesIO()
        last.save(page)
    codes = {one.code for section in form.sections for one in section.questions}
    assert len(codes & set(text_of(page.getvalue()).split())) >= 5
