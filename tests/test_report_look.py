"""A report in an adviser's own look: logo, colours, footer, templates; nothing harmful comes in."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin
from report_examples import answered, example, named
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.comparison.comparison import compare_scans
from slimscan.errors import ExitCode, Fault, InputError
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.files import render_comparison
from slimscan.report.logo import LARGEST_LOGO, LogoError, read_logo
from slimscan.report.look import PLAIN, Look, contrast_with_white, look_of
from slimscan.report.scan.files import write_report
from slimscan.report.worksheets.worksheets import render_worksheets, write_worksheets
from slimscan.result import result_of
from slimscan.text import shortened

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
)
THEME = """\
format: 1
logo: {file: logo.svg, text: De Vries}
colours: {panel: "#5a1e3c", accent: "#8a1f4d"}
footer: De Vries <b>& Zn.</b>
"""


def theme_in(folder: Path, theme: str = THEME, logo: str | bytes = LOGO) -> Path:
    content = logo if isinstance(logo, bytes) else logo.encode()
    (folder / "logo.svg").write_bytes(content)
    path = folder / "theme.yaml"
    path.write_text(theme, encoding="utf-8")
    return path


def html_of(instrument: Instrument, look: Look, folder: Path) -> str:
    path = write_report(example(instrument), "html", output=folder / "r.html", look=look)
    return path.read_text(encoding="utf-8")


def faults_of(theme: Path) -> list[tuple[Fault, int | None, int | None]]:
    with pytest.raises(InputError) as caught:
        look_of(theme, None)
    return [(one.fault, one.line, one.column) for one in caught.value.problems]


def test_logo_colours_and_footer_are_in_the_page(mini: Instrument, tmp_path: Path) -> None:
    page = html_of(mini, look_of(theme_in(tmp_path), None), tmp_path)
    assert 'alt="De Vries"' in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert "--panel: #5a1e3c; --accent: #8a1f4d" in page
    assert "<p>De Vries &lt;b&gt;&amp; Zn.&lt;/b&gt;</p>" in page


def test_a_themed_pdf_is_the_same_bytes_and_has_the_footer(
    mini: Instrument, tmp_path: Path
) -> None:
    look = look_of(theme_in(tmp_path), None)
    made = [
        write_report(example(mini), output=tmp_path / name, look=look).read_bytes()
        for name in ("one.pdf", "two.pdf")
    ]
    assert made[0] == made[1]
    assert b"/Image" in made[0] or b"/XObject" in made[0]


def test_a_comparison_and_a_worksheet_take_a_theme_too(
    mini: Instrument, base: Instrument, tmp_path: Path
) -> None:
    look = look_of(theme_in(tmp_path), None)
    scan = answered(mini)
    comparison = render_comparison(compare_scans(mini, scan, scan.changed(id="b")), "nl", look=look)
    worksheet = render_worksheets(base, base.worksheets[:1], "nl", look=look)
    for page in (comparison, worksheet):
        assert page.count('alt="De Vries"') == 1
        assert "--panel: #5a1e3c; --accent: #8a1f4d" in page
        assert "De Vries &lt;b&gt;&amp; Zn.&lt;/b&gt;" in page


def test_a_themed_worksheet_takes_no_more_pages(base: Instrument, tmp_path: Path) -> None:
    look, name = look_of(theme_in(tmp_path), None), base.worksheets[0].id
    pages = []
    for number, one in enumerate((PLAIN, look)):
        path = write_worksheets(base, name, "nl", output=tmp_path / f"{number}.pdf", look=one)
        with pikepdf.open(path) as pdf:
            pages.append(len(pdf.pages))
    assert pages[0] == pages[1]


def test_check_tells_the_problems_of_a_theme_whatever_its_name(tmp_path: Path) -> None:
    theme = theme_in(tmp_path).rename(tmp_path / "de-vries.yaml")
    assert CliRunner().invoke(app, ["check", str(theme)]).output == ""
    theme.write_text(THEME.replace("#5a1e3c", "#ffcc00").replace("logo.svg", "no.svg"))
    told = CliRunner().invoke(app, ["check", str(theme), "--lang", "en"])
    assert told.exit_code == ExitCode.INPUT
    assert [line.split(": ")[0] for line in told.output.splitlines()] == [
        f"{theme}:3:18",
        f"{theme}:2:14",
    ]
    theme.write_text("format: 1\nlogo: [\n")
    assert f"{theme}:3:1" in CliRunner().invoke(app, ["check", str(theme)]).output


def test_without_a_theme_nothing_of_it_is_there(mini: Instrument, tmp_path: Path) -> None:
    page = html_of(mini, Look(), tmp_path)
    assert "data-foot" not in page
    assert "<img" not in page


def test_every_problem_of_a_theme_has_its_place(tmp_path: Path) -> None:
    theme = (
        'format: 1\nlogo: {file: ../x.svg, text: X}\ncolours: {panel: "#ffcc00", accent: "#777"}\n'
    )
    assert faults_of(theme_in(tmp_path, theme)) == [(Fault.VALUE_PATTERN, 3, 37)]
    theme = theme.replace("#777", "#777777")
    assert faults_of(theme_in(tmp_path, theme)) == [
        (Fault.CONTRAST_LOW, 3, 18),
        (Fault.CONTRAST_LOW, 3, 37),
        (Fault.LOGO_REFUSED, 2, 14),
    ]
    assert faults_of(theme_in(tmp_path, "format: 1\nfoot: x\n")) == [(Fault.KEY_UNKNOWN, 2, 1)]


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#ff0000", 4.0)],
)
def test_contrast_is_reckoned_as_in_wcag(colour: str, contrast: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="https://example.org"><rect/></a>',
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="file:///etc/passwd"/>',
        '<rect fill="url(https://example.org/x)"/>',
        '<rect style="fill: u\\72l(x)"/>',
        "<style>@import url(x)</style>",
        '<rect style="@import x"/>',
        "<foreignObject/>",
        "<text>letters</text>",
        '<animate attributeName="href"/>',
        "<g>" * 41 + "</g>" * 41,
        "<rect/>" * 3001,
        "<rect>",
    ],
)
def test_an_svg_that_does_more_than_show_is_refused(tmp_path: Path, inside: str) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(LOGO.replace("</svg>", f"{inside}</svg>"), encoding="utf-8")
    with pytest.raises(LogoError):
        read_logo(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + LOGO.encode(),
        b'<?xml-stylesheet href="x"?>' + LOGO.encode(),
        LOGO.encode("utf-16"),
        LOGO.encode() + b" " * LARGEST_LOGO,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    with pytest.raises(LogoError):
        read_logo(path)


def test_what_a_drawing_program_notes_for_itself_is_left_out(tmp_path: Path) -> None:
    noted = LOGO.replace(
        "</svg>",
        '<p:view xmlns:p="urn:p" p:x="1"/><metadata><secret/></metadata>'
        '<g xmlns:p="urn:p" p:by="Jan" fill="url(#a)"/></svg>',
    )
    kept = read_logo(theme_in(tmp_path, logo=noted).with_name("logo.svg")).content.decode()
    assert "secret" not in kept
    assert "Jan" not in kept
    assert 'fill="url(#a)"' in kept


def test_of_a_png_nothing_but_its_dots_is_left(tmp_path: Path) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Jan de Geheime")
    path = tmp_path / "logo.png"
    Image.new("RGB", (1500, 30), "#8a1f4d").save(path, pnginfo=told)
    picture = read_logo(path)
    assert picture.kind == "image/png"
    assert b"Geheime" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert drawn.size == (1200, 24)


def test_a_png_that_is_too_large_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    path = tmp_path / "logo.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )
    with pytest.raises(LogoError):
        read_logo(path)


def test_one_template_takes_the_place_of_its_namesake(mini: Instrument, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "method.html.j2").write_text(
        '<section class="chapter" id="method"><h2>Ons kantoor</h2></section>', encoding="utf-8"
    )
    page = html_of(mini, look_of(None, own), tmp_path)
    assert "<h2>Ons kantoor</h2>" in page
    assert 'id="summary"' in page
    assert page.count('id="method"') == 1


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("<p>\n{{ nonsense }}", 2),
        ("<p>\n\n{% if %}", 3),
        ("{{ 1 / 0 }}", 1),
        ("<p>\n{{ report.__class__.__mro__ }}", 2),
        ("{% for n in range(1000000000) %}{% endfor %}", 1),
        ("\n{% include 'nothing.html.j2' %}", 2),
    ],
)
def test_a_broken_template_is_named_with_its_file_and_line(
    mini: Instrument, tmp_path: Path, template: str, line: int
) -> None:
    broken = tmp_path / "method.html.j2"
    broken.write_text(template, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        html_of(mini, look_of(None, tmp_path), tmp_path)
    [problem] = caught.value.problems
    assert (problem.fault, problem.file, problem.line) == (
        Fault.TEMPLATE_BROKEN,
        str(broken),
        line,
    )


def test_what_is_wrong_in_a_template_or_a_logo_is_told_without_the_inside_of_slimscan(
    mini: Instrument, tmp_path: Path
) -> None:
    (tmp_path / "method.html.j2").write_text("{{ report.nothing }} ", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        html_of(mini, look_of(None, tmp_path), tmp_path)
    assert caught.value.problems[0].values["reason"] == "ReportContext has no attribute 'nothing'"
    png, svg = tmp_path / "broken.png", tmp_path / "broken.svg"
    png.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    svg.write_text("<svg>\n <path", encoding="utf-8")
    told = {}
    for logo in (png, svg):
        with pytest.raises(LogoError) as refused:
            read_logo(logo)
        told[logo.name] = str(refused.value)
    assert told == {"broken.png": "PNG: ?", "broken.svg": "SVG 2:2"}


def test_a_folder_without_templates_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "cover.html").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        look_of(None, tmp_path)
    [problem] = caught.value.problems
    assert problem.fault is Fault.TEMPLATES_NONE
    assert "cover.html.j2" in str(problem.values["known"])


def test_what_a_template_asks_for_from_elsewhere_gives_no_pdf(
    mini: Instrument, tmp_path: Path
) -> None:
    own = tmp_path / "method.html.j2"
    own.write_text('<img src="https://example.org/x.png" alt="x">', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_report(example(mini), output=tmp_path / "r.pdf", look=look_of(None, tmp_path))
    assert caught.value.problems[0].fault is Fault.PDF_BLOCKED


def test_an_extreme_name_stays_clear_of_the_logo(base: Instrument, tmp_path: Path) -> None:
    from test_report_overflow import NAMES, out_of_place, over_each_other, words_of

    theme = THEME.replace("De Vries <b>& Zn.</b>", "w" * 100)
    look = look_of(theme_in(tmp_path, theme), None)
    scan = named(answered(base, quick=True), NAMES[2])
    made = write_report(result_of(base, scan), output=tmp_path / "r.pdf", look=look)
    words = words_of(made.read_bytes())
    below = [word for word in words if word.text.startswith("www")]
    assert below
    others = [word for word in words if word not in below]
    assert over_each_other(words) == []
    assert out_of_place(others, f"{shortened(NAMES[2])} 21 november 2026") == []
