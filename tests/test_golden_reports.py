"""Whole reports beside what they were: page, words, number of pages, and how every page looks.

`python -m pytest --update-golden` writes them anew; look at the difference before it is committed.
"""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from printed import REPORTS, document, page

GOLDEN = Path(__file__).with_name("golden")
DRAWN = ("full", "quick")
DOTS_PER_INCH = 40
TONES = 16
TILE = 8
MOST_DIFFERENT = 24
"""How far a tile of 8 by 8 dots may be off, of 255: letters may shift, a line may not go."""

EVERY_REPORT = pytest.mark.parametrize("name", REPORTS)


@EVERY_REPORT
def test_the_page_is_what_it_was(name: str, update_golden: bool) -> None:
    without_style = re.sub(r"<style>.*?</style>", "<style></style>", page(name), flags=re.DOTALL)
    compare(GOLDEN / f"{name}.html", without_style, update_golden)


@EVERY_REPORT
def test_the_words_on_paper_are_what_they_were(name: str, update_golden: bool) -> None:
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=document(name), capture_output=True
    )
    pages = done.stdout.decode().split("\f")[:-1]
    told = [
        "\n".join([f"=== {number} of {len(pages)} ===", *lines(text)])
        for number, text in enumerate(pages, start=1)
    ]
    compare(GOLDEN / f"{name}.txt", "\n".join(told) + "\n", update_golden)


def lines(text: str) -> list[str]:
    """The lines that say something, with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def compare(path: Path, content: str, update: bool) -> None:
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert content.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", DRAWN)
def test_every_page_looks_as_it_did(name: str, tmp_path: Path, update_golden: bool) -> None:
    drawn = sheet(pictures(document(name), tmp_path))
    golden = GOLDEN / f"{name}.png"
    if update_golden:
        drawn.quantize(TONES).save(golden, optimize=True)
    with Image.open(golden) as kept:
        worst = furthest(drawn, kept.convert("L"))
    assert worst <= MOST_DIFFERENT, f"a part of a page is off by {worst} of 255"


def pictures(content: bytes, folder: Path) -> list[Image.Image]:
    """Every page in shades of grey, small."""
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", "-", folder / "page"]
    subprocess.run(command, input=content, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page-*.png"))]


def sheet(pages: list[Image.Image]) -> Image.Image:
    """The pages beside each other, in one picture."""
    width, height = pages[0].size
    whole = Image.new("L", (width * len(pages), height), 255)
    for place, one in enumerate(pages):
        whole.paste(one, (place * width, 0))
    return whole


def furthest(one: Image.Image, other: Image.Image) -> int:
    """How far the most different part of two pictures is off, of 255."""
    if one.size != other.size:
        return 255
    soft = [picture.filter(ImageFilter.BoxBlur(TILE / 2)) for picture in (one, other)]
    return ImageChops.difference(*soft).getextrema()[1]


def test_a_line_that_is_gone_and_a_box_that_moved_are_seen(tmp_path: Path) -> None:
    pages = pictures(document("quick"), tmp_path)
    whole = sheet(pages)
    assert furthest(whole, whole) == 0
    covered = whole.copy()
    width = pages[0].width
    covered.paste(255, (width + 30, 60, width + 130, 72))
    assert furthest(covered, whole) > MOST_DIFFERENT
    moved = ImageChops.offset(whole, 0, 12)
    assert furthest(moved, whole) > MOST_DIFFERENT
    recoded = BytesIO()
    whole.quantize(TONES).save(recoded, "PNG")
    assert furthest(Image.open(recoded).convert("L"), whole) < MOST_DIFFERENT
