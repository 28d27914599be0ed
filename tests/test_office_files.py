"""What Word files, workbooks and slides share: the same bytes, clean text, sharp charts."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from PIL import Image

from slimscan.report import charts
from slimscan.report.logo import Picture
from slimscan.report.office.drawing import picture_png, svg_png
from slimscan.report.office.package import pack_anew, xml_text
from slimscan.report.templates import environment

MADE = datetime(2026, 11, 21, tzinfo=UTC)
CORE = "<p><dcterms:created a='b'>{}</dcterms:created><dcterms:modified>{}</dcterms:modified></p>"


def package(day: int) -> bytes:
    """A package made on a day in May, with another one inside it."""
    inner = zipped({"docProps/core.xml": CORE.format(f"1-5-{day}", f"2-5-{day}")}, day)
    return zipped({"[Content_Types].xml": "<Types/>", "ppt/embeddings/a.xlsx": inner}, day)


def zipped(parts: dict[str, str | bytes], day: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 5, day, 12, 0, 0)), content)
    return made.getvalue()


def test_the_same_content_is_the_same_bytes_on_another_day_also_inside() -> None:
    assert package(1) != package(2)
    packed = pack_anew(package(1), MADE)
    assert packed == pack_anew(package(2), MADE)
    assert packed != pack_anew(package(1), MADE.replace(year=2027))
    with zipfile.ZipFile(io.BytesIO(packed)) as outer:
        assert outer.namelist() == ["[Content_Types].xml", "ppt/embeddings/a.xlsx"]
        with zipfile.ZipFile(io.BytesIO(outer.read("ppt/embeddings/a.xlsx"))) as inner:
            core = inner.read("docProps/core.xml").decode()
    assert core == CORE.format("2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z")


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_may_not_hold_is_left_out_and_nothing_else(bad: str) -> None:
    kept = "Ünï\t\n\r \u200f\U0001f600 end"
    assert xml_text(f"{bad}{kept}{bad}") == kept


def chart_svg(name: str, *values: object) -> str:
    """The chart that a page draws with this macro."""
    macro = getattr(environment().get_template("charts.html.j2").module, name)
    return str(macro(*values)).strip()


def test_a_chart_becomes_the_picture_that_the_page_shows_also_its_letters() -> None:
    bar = charts.bar_marks([0, 40, 60, 80], 50, 25, (45, 55))
    image = Image.open(io.BytesIO(svg_png(chart_svg("bar", bar, 1, "Score 50"))))
    assert image.size == (4 * 248, 4 * 16)
    assert image.convert("RGB").getpixel((4 * 60, 4 * 5)) == (0x1D, 0x4F, 0x91)
    drawn = charts.radar([0, 40, 60, 80], [50.0, 40.0, 30.0, 20.0])
    radar = chart_svg("radar", drawn, (), "Scores")
    without = radar.replace('">1</text>', '"></text>')
    assert without != radar
    assert svg_png(without) != svg_png(radar), "the number at the axis is drawn"


def test_a_logo_of_shapes_becomes_dots() -> None:
    shapes = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10" width="30" height="10"><rect width="30" height="10" fill="#ff0000"/></svg>'
    image = Image.open(io.BytesIO(picture_png(Picture(shapes, "image/svg+xml"))))
    assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)
