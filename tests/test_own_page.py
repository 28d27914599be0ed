"""A page of slimscan's own templates is read as XML, and is the page that a browser would read."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import tinyhtml5
import weasyprint
from printed import REPORTS, instrument, result
from report_examples import MEASURED_ON

from slimscan.forms.form import FormChoices
from slimscan.forms.paper import paper_form
from slimscan.report.html import fonts_folder, render_html
from slimscan.report.own_page import OwnPage, given_to_weasyprint, tree_of
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.context import report_context
from slimscan.report.worksheets.paper_form import paper_form_html


def told(root: object) -> list[tuple[object, ...]]:
    """Every element with its attributes and texts; between chapters all spaces are one."""
    return [
        (one.tag, dict(one.attrib), (one.text or "").strip("\n"), (one.tail or "").strip("\n"))
        for one in root.iter()  # type: ignore[attr-defined]
    ]


def pages() -> dict[str, str]:
    """Reports of every kind and a form, as they are before they become a PDF."""
    form = paper_form(instrument(), FormChoices("nl", "leader"))
    return {"form": paper_form_html(form)} | {
        name: render_html(report_context(result(name), language), for_pdf=True)
        for name, (_, _, language) in REPORTS.items()
    }


def test_pages_read_as_xml_are_those_that_a_browser_reads() -> None:
    for name, html in pages().items():
        assert isinstance(html, OwnPage), name
        root = tree_of(html)
        assert root is not None, name
        assert told(root) == told(tinyhtml5.parse(str(html), namespace_html_elements=False)), name


@pytest.mark.parametrize(
    "html", ["<html><body><p>one<p>two</body></html>", "<html>&eacute;</html>", "\x00"]
)
def test_what_is_not_whole_is_left_to_the_reader_of_any_page(html: str) -> None:
    assert tree_of(html) is None
    assert given_to_weasyprint(weasyprint.HTML(string="<html></html>"), html) is None


def test_what_is_set_on_an_empty_page_is_all_that_a_page_is_made_of() -> None:
    empty = weasyprint.HTML(string="<html></html>")
    given = given_to_weasyprint(
        weasyprint.HTML(string="<html></html>"), "<html><body><p>x</p></body></html>"
    )
    assert vars(given).keys() - vars(empty).keys() == {"_ua_stylesheets"}
    assert [one.tag for one in given.etree_element.iter()] == ["html", "body", "p"]
    # Weasyprint still keeps the styles of notes where we leave them out.
    (before,), (after,) = empty._ua_stylesheets(), given._ua_stylesheets()
    assert len(before.matcher.other_selectors) - len(after.matcher.other_selectors) == 5


def test_a_drawing_leaves_no_fonts_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    font = (fonts_folder() / "Lato-Regular.ttf").as_uri()
    style = f"@font-face {{ font-family: a; src: url({font}) }} body {{ font-family: a }}"
    html = OwnPage(
        f'<html lang="nl"><head><title>x</title><style>{style}</style></head>'
        "<body><h1>x</h1></body></html>"
    )
    assert write_pdf(html, MEASURED_ON).startswith(b"%PDF")
    assert not list(tmp_path.iterdir())


SUBSET_WITHOUT_HARFBUZZ = """
import sys
from datetime import date
from slimscan.report.html import fonts_folder
from slimscan.report import pdf

def draw():
    font = (fonts_folder() / "Lato-Regular.ttf").as_uri()
    style = f"@font-face {{ font-family: a; src: url({font}) }} body {{ font-family: a }}"
    head = f"<head><title>x</title><style>{style}</style></head>"
    return pdf.write_pdf(f'<html lang="nl">{head}<body><h1>x</h1></body></html>', date(2026, 11, 1))

draw()
assert not {"fontTools.subset", "fontTools.varLib.instancer"} & sys.modules.keys()
import weasyprint.pdf.fonts as fonts
fonts.harfbuzz_subset = None
pdf._problem = lambda *_: None  # It is said that this font was made smaller without HarfBuzz.
draw()
assert "fontTools.subset" in sys.modules
"""


def test_what_makes_fonts_smaller_without_harfbuzz_is_loaded_when_it_is_needed() -> None:
    subprocess.run([sys.executable, "-c", SUBSET_WITHOUT_HARFBUZZ], check=True)
