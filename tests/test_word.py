"""Word files: all that the PDF says in its order, in Word's own styles, and they open everywhere."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as lxml_html
from office import converted, findings, text_of_pdf
from printed import instrument, result

from slimscan import pipeline
from slimscan.cli.form import form_writers
from slimscan.forms.form import FormChoices
from slimscan.questionnaire.theme import ThemeColours
from slimscan.report.html import render_html
from slimscan.report.logo import Picture
from slimscan.report.look import Look, ThemeView
from slimscan.report.scan.context import report_context
from slimscan.report.scan.files import write_report
from slimscan.report.word.document import write_word
from slimscan.report.worksheets.worksheets import write_worksheets
from slimscan.result import Result

EXAMPLES = Path(__file__).parent.parent / "questionnaires/examples"
FIRMS = ("builder-12", "care-home-60", "machine-factory-200", "staff")
LANGUAGES = ("nl", "en")
EACH = [(firm, language) for firm in FIRMS for language in LANGUAGES]
MADE_ON = date(2026, 11, 21)


@cache
def told(firm: str) -> Result:
    """The result of an example firm, or of the firm with staff beside its leader."""
    if firm == "staff":
        return result("staff")
    return pipeline.score(
        instrument(), pipeline.scan_from_file(EXAMPLES / f"{firm}.yaml", instrument())
    )


@cache
def paper(firm: str, language: str) -> str:
    """The very page that becomes the PDF."""
    return render_html(report_context(told(firm), language), for_pdf=True)


@cache
def word(firm: str, language: str) -> bytes:
    """The Word file of it, as users get it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = write_report(told(firm), "docx", folder=Path(folder), language=language)
        return path.read_bytes()


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


# The text


def squeezed(text: str) -> str:
    return "".join(text.split())


def paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph in the order of reading, those in tables too."""
    return (one for one in document.element.body.iter(qn("w:p")))


def text_of(paragraph: Any) -> str:
    """The text, with a space for a tab or a line end."""
    return "".join(
        (one.text or "") if one.tag == qn("w:t") else " "
        for one in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
        if one.getparent().tag == qn("w:r")
    )


def chapters_of_word(document: Any) -> dict[str, str]:
    """The text of every chapter under its heading of the first level, without white space."""
    found: dict[str, str] = {}
    title = "cover"
    for one in paragraphs(document):
        style = one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "Heading1":
            title = text_of(one)
        found[title] = found.get(title, "") + squeezed(text_of(one))
    return found


def leaves(element: Any) -> Iterator[tuple[str, bool]]:
    """Every text of a page by itself; and whether Word has it after its heading, not before it."""
    moved = re.compile(r"\b(mark|rank|status)\b")
    for node in element.xpath(".//text()[normalize-space() and not(ancestor::svg)]"):
        above = [one.get("class", "") for one in node.getparent().iterancestors()]
        own = node.getparent().get("class", "")
        yield squeezed(node), bool(moved.search(" ".join([own, *above])))


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[.,]\d+)?", text))


@pytest.mark.parametrize(("firm", "language"), EACH)
def test_word_says_all_that_the_pdf_says_in_its_order(firm: str, language: str) -> None:
    page = lxml_html.document_fromstring(paper(firm, language))
    said = chapters_of_word(opened(word(firm, language)))
    chapters = page.xpath("//section[contains(@class, 'chapter')]")
    titles = [one.find("h2").text_content() for one in chapters]
    assert list(said) == ["cover", *titles]
    assert len(titles) >= 8
    for chapter, title in zip(chapters, titles, strict=True):
        place = 0
        for text, moved in leaves(chapter):
            found = said[title].find(text, 0 if moved else place)
            assert found >= 0, f"{title}: {text}"
            place = place if moved else found + len(text)
        told_there = numbers(" ".join(text for text, _ in leaves(chapter)))
        in_word = numbers(re.sub(r"(?<=\d)\.(?=\D)", " ", said[title]))
        assert sum(told_there.values()) >= 5 or title not in titles[:5]
        assert not numbers_missing(told_there, in_word), title
    for text, _ in leaves(page.xpath("//header")[0]):
        assert text in said["cover"]


def numbers_missing(told_there: Counter[str], in_word: Counter[str]) -> list[str]:
    """Numbers of the page that Word's text, where words stand without spaces, has too few of."""
    joined = " ".join(in_word.elements())
    return [number for number in told_there if number not in joined]


@pytest.mark.parametrize(("firm", "language"), EACH)
def test_every_drawing_of_the_pdf_is_a_picture_with_the_same_words(
    firm: str, language: str
) -> None:
    page = lxml_html.document_fromstring(paper(firm, language))
    alts = [one.text_content().strip() for one in page.xpath("//svg/title")]
    document = opened(word(firm, language))
    pictures = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert pictures == alts
    assert len(alts) > 20


# The form


def test_headings_lists_tables_and_captions_have_words_own_styles() -> None:
    document = opened(word("care-home-60", "nl"))
    used = Counter(one.style.name for one in document.paragraphs)
    assert used["Heading 1"] >= 8
    assert used["Heading 2"] >= 20
    assert used["Heading 3"] >= 15
    for style in ("List Bullet", "List Number", "List Continue", "Caption", "Quote", "Lead"):
        assert used[style], style
    assert {one.style.name for one in document.tables} >= {"Scores", "Rows"}
    levels = [
        int(one.style.name[-1]) for one in document.paragraphs if "Heading" in one.style.name[:7]
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_head_of_a_table_comes_back_on_every_page_and_a_row_is_not_broken() -> None:
    document = opened(word("staff", "en"))
    page = lxml_html.document_fromstring(paper("staff", "en"))
    heads = list(document.element.body.iter(qn("w:tblHeader")))
    assert len(heads) == len(page.xpath("//thead/tr")) > 10
    rows = list(document.element.body.iter(qn("w:tr")))
    assert all(one.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for one in rows[2:])


@pytest.mark.parametrize(("language", "culture"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_language_properties_contents_and_running_lines_are_there(
    language: str, culture: str
) -> None:
    document = opened(word("builder-12", language))
    page = lxml_html.document_fromstring(paper("builder-12", language))
    assert document.styles.element.xpath("//w:rPrDefault//w:lang/@w:val") == [culture]
    core = document.core_properties
    assert (core.title, core.language) == (page.findtext("head/title"), language)
    assert core.created == core.modified
    assert core.created.date() == told("builder-12").scan.measured_on
    [field] = [one for one in document.element.body.iter(qn("w:instrText")) if "TOC" in one.text]
    assert '\\o "1-1"' in field.text
    [section] = document.sections
    assert section.different_first_page_header_footer
    running = section.header.paragraphs[0].text
    cover = report_context(told("builder-12"), language).cover
    assert running == f"{cover.organisation}\t{cover.date}"
    fields = [one.text.strip() for one in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_link_within_the_file_leads_somewhere() -> None:
    body = opened(word("care-home-60", "nl")).element.body
    places = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    anchors = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= set(places)
    assert len(anchors) > 10
    assert len(places) == len(set(places))


def test_the_same_page_gives_the_same_bytes_and_no_date_of_today() -> None:
    page = paper("builder-12", "nl")
    assert (
        write_word(page, MADE_ON) == write_word(page, MADE_ON) != write_word(page, date(2026, 1, 2))
    )
    with zipfile.ZipFile(io.BytesIO(write_word(page, MADE_ON))) as file:
        assert {one.date_time[0] for one in file.infolist()} == {1980}


def test_a_theme_gives_its_colours_and_its_logo_as_a_picture_with_words() -> None:
    shapes = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="60" height="20"><rect width="60" height="20" fill="#8a1f4d"/></svg>'
    theme = ThemeView(
        Picture(shapes, "image/svg+xml"),
        "De Vries",
        "De Vries · vries.example",
        "",
        ThemeColours(panel="#5a1e3c", accent="#8a1f4d"),
    )
    look = Look(theme)
    page = render_html(report_context(told("builder-12"), "nl"), for_pdf=True, look=look)
    document = opened(write_word(page, MADE_ON, look))
    styles = {one.style_id: one for one in document.styles}
    assert str(styles["Heading1"].font.color.rgb) == "8A1F4D"
    fills = [one.get(qn("w:fill")) for one in document.tables[0]._element.iter(qn("w:shd"))]
    assert fills[0] == "5a1e3c"
    pictures = [
        one for one in document.element.body.iter(qn("wp:docPr")) if one.get("descr") == "De Vries"
    ]
    assert len(pictures) == 1
    [section] = document.sections
    assert section.footer.paragraphs[0].text.startswith("De Vries · vries.example\t")


def test_an_anonymous_word_file_has_no_name_note_or_id_in_any_part(tmp_path: Path) -> None:
    scan = told("care-home-60").scan
    assert scan.notes
    path = write_report(told("care-home-60"), "docx", folder=tmp_path, anonymous=True)
    with zipfile.ZipFile(path) as file:
        everything = " ".join(
            re.sub(r"<[^>]*>", "", file.read(name).decode())
            for name in file.namelist()
            if "media" not in name
        )
    for text in (scan.profile.organisation, scan.id, *scan.notes.values()):
        assert text not in everything
    assert "Woonzorg" not in path.name


# What people write


HOSTILE = {
    "control": "a\x00b\x0bc\x1bd\ufffee\uffff",
    "right to left": "مؤسسة العمل الذكي and שלום בע״מ",
    "emoji": "Team 👩‍🔧🚀 & <b>“A”</b>",
    "long": "Nederlandsevrijwilligersorganisatie " * 4,
    "one word": "x" * 300,
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_with_any_name_and_note_opens_and_says_it(name: str, tmp_path: Path) -> None:
    scan = told("builder-12").scan
    note = f"{name} " * 3 + "\nnext line\n" + "lang " * 800
    changed = scan.changed(
        profile=scan.profile.model_copy(update={"organisation": name}), notes={"MAN01": note}
    )
    written = pipeline.write(
        pipeline.score(instrument(), changed), tmp_path / "a.docx", "docx", language="en"
    )
    assert findings(written) == []
    document = docx.Document(str(written))
    said = "".join(text_of(one) for one in paragraphs(document))
    kept = re.sub("[\x00\x0b\x1b\ufffe\uffff]", "", name)
    assert squeezed(kept) in squeezed(said)
    assert squeezed(said).count("lang") >= 800
    [noted] = [one for one in document.element.body.iter(qn("w:p")) if "next line" in text_of(one)]
    assert list(noted.iter(qn("w:br"))), "a line of a note stays a line"
    assert squeezed(kept)[:60] in squeezed(document.core_properties.title)


# Others open it


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports of the firms in both languages, a comparison, forms and worksheets."""
    folder = tmp_path_factory.mktemp("word")
    made = {f"{firm}-{language}": folder / f"{firm}-{language}.docx" for firm, language in EACH}
    for (firm, language), path in zip(EACH, made.values(), strict=True):
        path.write_bytes(word(firm, language))
    opened_scan = pipeline.OpenedScan(told("care-home-60").scan)
    compared = pipeline.follow_up(instrument(), opened_scan, opened_scan)
    made["comparison"] = pipeline.write(compared, folder / "comparison.docx", "docx")
    for audience in ("leader", "employee"):
        choices = FormChoices("nl", audience, groups=("A", "B"))
        made[audience] = folder / f"{audience}.docx"
        [content] = form_writers()["docx"](instrument(), choices).values()
        made[audience].write_bytes(content)
    made["sheets"] = write_worksheets(
        instrument(), None, "en", format="docx", output=folder / "sheets.docx"
    )
    return made


def test_a_checker_of_the_format_finds_nothing_to_repair(files: dict[str, Path]) -> None:
    assert {name: findings(path) for name, path in files.items()} == {name: [] for name in files}


def test_libreoffice_shows_every_word_of_every_file(files: dict[str, Path], tmp_path: Path) -> None:
    for path, pages in zip(
        files.values(), converted(list(files.values()), "pdf", tmp_path / "pages"), strict=True
    ):
        text = text_of_pdf(pages)
        if path.stem.startswith(FIRMS):
            words_on = [len(page.split()) for page in text.split("\f")[:-1]]
            assert min(words_on) > 40, f"{path.name}: a page with hardly anything on it"
        shown, joined = set(re.findall(r"\w+", text)), re.sub(r"[\s-]", "", text)
        said = {
            word
            for one in paragraphs(docx.Document(str(path)))
            for word in re.findall(r"\w+", text_of(one))
        }
        assert len(said) > 50
        assert {one for one in said - shown if one not in joined} == set(), path.name


def test_every_line_and_box_of_a_worksheet_on_paper_is_in_word_too(files: dict[str, Path]) -> None:
    asked = [
        point["en"]
        for sheet in instrument().worksheets
        for block in sheet.blocks
        if block.kind == "checklist"
        for point in block.points
    ]
    document = docx.Document(str(files["sheets"]))
    boxes = {
        text_of(one).strip(): bool(list(one.iter(qn("w:tab"))))
        for one in paragraphs(document)
        if one.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    }
    assert {text: boxes.get(text) for text in asked} == {text: text.endswith(":") for text in asked}
    assert sum(text.endswith(":") for text in asked) > 5


def test_saved_again_by_libreoffice_it_has_its_styles(
    files: dict[str, Path], tmp_path: Path
) -> None:
    [saved] = converted([files["staff-nl"]], "docx", tmp_path / "saved")
    before, after = docx.Document(str(files["staff-nl"])), docx.Document(str(saved))
    for style in ("Heading 1", "Heading 2", "Heading 3", "List Number", "Lead"):
        texts = [
            [one.text.strip() for one in document.paragraphs if one.style.name == style]
            for document in (before, after)
        ]
        assert texts[0] == texts[1], style
        assert texts[0]
