"""The report as PDF: complete on its pages, tagged, the same bytes, and nothing fetched."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from print_sizes import sizes_of
from printed import REPORTS, document, result
from report_examples import MEASURED_ON, always, answered, example, named

from slimscan.comparison.comparison import compare_scans
from slimscan.disk.places import reports_folder
from slimscan.errors import Fault, InputError, MachineError, take_remarks
from slimscan.forms.form import FormChoices
from slimscan.forms.paper import paper_form
from slimscan.questionnaire.loading import Instrument
from slimscan.report import pdf as pdf_module
from slimscan.report.comparison.files import write_comparison
from slimscan.report.html import render_html
from slimscan.report.look import PLAIN
from slimscan.report.pdf import own_assets_fetcher, write_pdf
from slimscan.report.scan.context import report_context
from slimscan.report.scan.files import ToReport, report_pdf
from slimscan.report.worksheets.paper_form import paper_form_pdf
from slimscan.result import result_of
from slimscan.scan.attached import attachment_of
from slimscan.scan.model import Scan
from slimscan.scan.questions import Question, QuestionKind

EXTREME_NAME = "Maatschappij tot Exploitatie van " + "Scheepsmotorenonderhoudswerkplaats" * 7
EXTREME_NOTE = "Werkplaatsoverlegverslag" * 8 + " en dan nog gewone woorden " * 4
PAGE = (595.28, 841.89)


def page_of(body: str, style: str = "") -> str:
    """A small page to print."""
    return (
        f'<!DOCTYPE html><html lang="nl"><head><title>Proef</title><style>{style}</style></head>'
        f"<body><h1>Proef</h1>{body}</body></html>"
    )


def printed(instrument: Instrument, scan: Scan, language: str = "nl") -> bytes:
    """The PDF of a scan."""
    context = report_context(result_of(instrument, scan), language)
    return write_pdf(render_html(context, for_pdf=True), scan.measured_on)


@pytest.fixture(scope="module")
def full(base: Instrument) -> bytes:
    return printed(base, answered(base))


def test_a_page_asks_for_no_font_features(base: Instrument) -> None:
    """For every line that is laid out with one, weasyprint keeps memory to the end of the process."""
    page = render_html(report_context(result_of(base, answered(base)), "nl"), for_pdf=True)
    assert "font-feature" not in page
    assert "font-variant" not in page


def test_what_writes_the_file_has_nothing_left_to_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would pack every part twice, as slowly as can be."""
    import pydyf

    def refuse(**_level: int) -> None:
        raise AssertionError("packed again")

    monkeypatch.setattr(pydyf.zlib, "compressobj", refuse)
    content = write_pdf(page_of("<p>Hallo</p>"), MEASURED_ON)
    with pikepdf.open(BytesIO(content)) as pdf:
        streams = [part for part in pdf.objects if isinstance(part, pikepdf.Stream)]
        packed = [part for part in streams if part.get("/Filter") == "/FlateDecode"]
    assert len(packed) > 3


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://example.org/a.png" alt="a">',
        '<img src="file:///etc/passwd" alt="a">',
        '<img src="data:image/png;base64,AAAA" alt="a">',
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>'
            '<image href="http://example.org/a.png" width="9" height="9"/></svg>'
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>'
            '<image href="file:///etc/passwd" width="9" height="9"/></svg>'
        ),
        '<p style="background: url(https://example.org/b.png)">b</p>',
    ],
)
def test_what_is_not_an_own_asset_is_blocked_and_there_is_no_pdf(body: str) -> None:
    with pytest.raises(InputError) as caught:
        write_pdf(page_of(body), MEASURED_ON)
    problem = caught.value.problems[0]
    assert problem.fault is Fault.PDF_BLOCKED
    addresses = re.findall(r"(?:https?|file|data):[^\")]+", body)
    assert problem.values["address"] == addresses[-1]


def test_the_fetcher_gives_the_bundled_fonts_only() -> None:
    fetcher = own_assets_fetcher()
    font = reports_folder() / "fonts" / "Lato-Regular.ttf"
    assert fetcher.fetch(font.as_uri()).read() == font.read_bytes()
    for address in ((reports_folder() / "styles" / "base.css").as_uri(), "file:///etc/passwd"):
        with pytest.raises(ValueError, match="not an asset"):
            fetcher.fetch(address)
    assert len(fetcher.blocked) == 2


def test_anything_weasyprint_warns_about_stops_the_pdf() -> None:
    with pytest.raises(InputError) as caught:
        write_pdf(page_of('<a href="#nowhere">x</a>'), MEASURED_ON)
    assert caught.value.problems[0].fault is Fault.PDF_WARNING
    with pytest.raises(InputError) as caught:
        write_pdf(page_of("", "p { colour: red }"), MEASURED_ON)
    assert "colour" in str(caught.value.problems[0].values["reason"])


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


STRANGE = "a\U000e1234b \u0e2a\u0e27\u0e31 \u0928\u092e\u0938\u094d\u0924\u0947 \U0001f996"
"""A letter that is nobody's, Thai, Hindi, and an animal that is not among the common ones."""


def test_a_character_that_no_font_has_is_a_box_and_is_named_with_its_place(
    base: Instrument,
) -> None:
    take_remarks()
    scan = answered(base).changed(notes={"MAN02": STRANGE, "MAN03": "gewoon"})
    told = report_pdf(ToReport(result_of(base, scan), "nl", PLAIN, attachment_of(scan)))
    assert text_of(told).count("\N{WHITE SQUARE}") >= 2
    [problem] = take_remarks()
    assert problem.fault is Fault.PDF_GLYPH
    assert "U+E1234" in str(problem.values["characters"])
    assert problem.values["places"] == "notes: MAN02"
    with pikepdf.open(BytesIO(told)) as document:
        inside = next(iter(document.attachments.values())).get_file().read_bytes()
    assert STRANGE in json.loads(inside)["notes"].values()


def test_it_is_told_of_every_document_where_such_a_character_stands(
    base: Instrument, tmp_path: Path
) -> None:
    scan = answered(base).changed(measured_on=date(2026, 1, 10))
    later = named(scan.changed(id="later", measured_on=date(2026, 11, 10)), "Zn \u0e2a\u0e27")
    take_remarks()
    write_comparison(compare_scans(base, scan, later), "nl", output=tmp_path / "c.pdf")
    assert [one.values["places"] for one in take_remarks()] == ["2026-11-10 organisation"]
    form = paper_form(base, FormChoices("nl", "leader", organisation="Zn \u0e2a\u0e27"))
    paper_form_pdf(form, MEASURED_ON, form.texts)
    [problem] = take_remarks()
    assert problem.values["places"] == "organisation"


def test_the_emoji_that_people_use_most_are_letters_like_any_other(base: Instrument) -> None:
    take_remarks()
    name = "Bakkerij \U0001f35e & Zn \U0001f44d\U0001f3fd \u2705 \u2764\ufe0f \U0001f469\u200d\U0001f527"
    told = printed(base, named(answered(base, quick=True), name))
    assert take_remarks() == ()
    assert "\U0001f35e" in text_of(told)
    assert "\N{WHITE SQUARE}" not in text_of(told)


def test_the_fonts_of_the_machine_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose font has a letter that no font of ours has gets the same bytes."""
    html = page_of("<p>a\U000e1234b</p>")
    without = write_pdf(html, MEASURED_ON)
    font = TTFont(reports_folder() / "fonts" / "DejaVuSans.ttf")
    for table in font["cmap"].tables:
        if table.format == 12:
            table.cmap[0xE1234] = "A"
    (tmp_path / "fonts").mkdir()
    font.save(tmp_path / "fonts" / "machine.ttf")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    assert write_pdf(html, MEASURED_ON) == without
    assert os.environ["FONTCONFIG_FILE"] == str(config)


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_that_is_to_be_read_is_smaller_than_8_points(name: str) -> None:
    assert min(sizes_of(document(name))) >= 8


def test_a_command_is_never_broken() -> None:
    """A broken command cannot be typed over."""
    told = re.findall(
        r"<code>(slimscan [^<]+)</code>", render_html(report_context(result("full"), "nl"), True)
    )
    assert told
    shown = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=document("full"), capture_output=True, check=True
    ).stdout.decode()
    for command in told:
        assert command in shown


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr(pdf_module, "find_browser", lambda: None)
    with pytest.raises(MachineError) as caught:
        write_pdf(page_of(""), MEASURED_ON)
    problem = caught.value.problems[0]
    assert problem.fault is Fault.PDF_LIBRARY
    assert "libpango" in str(problem.values["install"])


def test_the_same_input_gives_the_same_bytes_in_two_processes(
    base: Instrument, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(render_html(report_context(example(base, quick=True), "nl"), for_pdf=True))
    program = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from slimscan.report.pdf import write_pdf;"
        "html = Path(sys.argv[1]).read_text();"
        "Path(sys.argv[2]).write_bytes(write_pdf(html, date(2026, 11, 21)))"
    )
    made = []
    for name in ("one.pdf", "two.pdf"):
        path = tmp_path / name
        environment = os.environ | {"PYTHONHASHSEED": str(len(made) + 1)}
        subprocess.run([sys.executable, "-c", program, page, path], check=True, env=environment)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_the_date_is_that_of_the_measurement_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pikepdf.open(BytesIO(write_pdf(page_of(""), date(2026, 11, 21)))) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261121000000")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    with pikepdf.open(BytesIO(write_pdf(page_of(""), date(2026, 11, 21)))) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:19700102")
    assert os.environ["SOURCE_DATE_EPOCH"] == "86400"


def test_the_document_says_what_it_is(full: bytes) -> None:
    with pikepdf.open(BytesIO(full)) as document:
        metadata = bytes(document.Root.Metadata.read_bytes()).decode()
        assert 'pdfaid:part="3"' in metadata
        assert 'pdfaid:conformance="A"' in metadata
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert metadata.count("<rdf:RDF") == 1
        assert str(document.Root.Lang) == "nl"
        assert document.Root.MarkInfo.Marked
        assert "Bakkerij Jansen" in str(document.docinfo["/Title"])
        assert str(document.docinfo["/Author"]) == "slimscan"
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert "/JavaScript" not in document.Root.get("/Names", {})


def test_every_font_is_embedded(full: bytes) -> None:
    with pikepdf.open(BytesIO(full)) as document:
        found = [
            entry
            for entry in document.objects
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor"
        ]
        assert found
        assert all(any(key in font for key in ("/FontFile2", "/FontFile3")) for font in found)
        families = {re.sub(r"^/?\w{6}\+", "", str(font["/FontName"])) for font in found}
        assert all(name.startswith("Report-") for name in families), families


def test_the_chapters_are_bookmarks(full: bytes) -> None:
    with pikepdf.open(BytesIO(full)) as document, document.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert titles[0] == "In één oogopslag"
    assert "Uw verbeterplan" in titles
    assert titles[-1] == "Zo is er gerekend"


@pytest.mark.parametrize(
    ("quick", "code", "least", "most"),
    [(False, None, 8, 14), (False, 1, 8, 14), (False, 5, 8, 14), (True, None, 5, 8)],
)
def test_the_report_keeps_to_its_number_of_pages(
    base: Instrument, quick: bool, code: int | None, least: int, most: int, full: bytes
) -> None:
    if code is None:
        content = printed(base, answered(base, quick=True)) if quick else full
    else:
        content = printed(base, answered(base, always(code), quick))
    with pikepdf.open(BytesIO(content)) as document:
        assert least <= len(document.pages) <= most


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_falls_off_the_page_with_extreme_names_and_notes(
    base: Instrument, quick: bool, language: str
) -> None:
    scan = named(answered(base, quick=quick), EXTREME_NAME[:300])
    notes = dict.fromkeys(scan.answers, EXTREME_NOTE[:300])
    boxes = text_boxes(base, scan.changed(notes=notes), language)
    assert len(boxes) > 500
    for box in boxes:
        assert box.left >= -0.5, box
        assert box.right <= PAGE_PIXELS[0] + 0.5, box
        assert box.top >= -0.5, box
        assert box.bottom <= PAGE_PIXELS[1] + 0.5, box
    assert overlaps(boxes) == []


PAGE_PIXELS = (793.7, 1122.52)


class Box(NamedTuple):
    """A text with its place on a page, in CSS pixels."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def overlaps(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Texts that are printed over each other; the small air around a line may be shared."""
    return [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one.page == other.page
        and min(one.right, other.right) - max(one.left, other.left) > 2
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 4
    ]


def text_boxes(instrument: Instrument, scan: Scan, language: str) -> list[Box]:
    """Every text of a report with the place weasyprint gave it."""
    import weasyprint

    html = render_html(report_context(result_of(instrument, scan), language), for_pdf=True)
    document = weasyprint.HTML(string=html, url_fetcher=own_assets_fetcher()).render()
    return [
        Box(
            number,
            box.text,
            box.position_x,
            box.position_y,
            box.position_x + box.width,
            box.position_y + box.height,
        )
        for number, page in enumerate(document.pages, start=1)
        for box in page._page_box.descendants()
        if getattr(box, "text", "").strip()
    ]


def test_weasyprint_is_imported_only_when_a_pdf_is_made() -> None:
    program = "import sys, slimscan.report.pdf; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    assert pdf_module.VARIANT == "pdf/a-3a"


def nothing_known(question: Question, _number: int) -> object:
    """Don't know, wherever that can be said."""
    match question.kind:
        case QuestionKind.TEXT:
            return "Bakkerij Jansen"
        case QuestionKind.CHOICE:
            return question.choices[0].id
        case QuestionKind.ITEM | QuestionKind.YES_NO:
            return "dont_know"
        case _:
            return None


def test_a_scan_in_which_nothing_is_known_has_no_nearly_empty_page(base: Instrument) -> None:
    content = printed(base, answered(base, nothing_known))
    command = ["pdftotext", "-bbox", "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    pages = told.split("<page ")[1:-1]
    assert len(pages) >= 7
    foot = PAGE[1] - 45
    for page in pages:
        ends = [float(end) for end in re.findall(r'yMax="([\d.]+)"', page)]
        assert max(end for end in ends if end < foot) > PAGE[1] * 0.4
