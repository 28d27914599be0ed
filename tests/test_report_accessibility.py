"""The report for everybody: read aloud, by keyboard, on any screen, in light and in dark."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from browser import DESKTOP, PHONE, Browser, open_browser
from filelock import FileLock
from limits import PATIENCE
from printed import REPORTS, document, page

BEAMER = (1920, 1080)
OUTLOUD = Path(__file__).with_name("outloud.txt")

EVERY_REPORT = pytest.mark.parametrize("name", REPORTS)


@pytest.fixture(scope="session")
def outloud() -> Path:
    """The reader of PDFs, in an environment of its own beside that of the tests."""
    folder = Path(sys.prefix) / "outloud"
    made = folder / "requirements.txt"
    wanted = OUTLOUD.read_text(encoding="utf-8")
    with FileLock(f"{folder}.lock"):
        if not made.is_file() or made.read_text(encoding="utf-8") != wanted:
            venv.create(folder, clear=True, with_pip=True)
            command = [folder / "bin/pip", "install", "--quiet", "--requirement", OUTLOUD]
            subprocess.run(command, check=True, timeout=PATIENCE)
            made.write_text(wanted, encoding="utf-8")
    return folder / "bin/outloud"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Every report as a PDF file."""
    paths = [tmp_path / f"{name}.pdf" for name in REPORTS]
    for path in paths:
        path.write_bytes(document(path.stem))
    return paths


def test_read_aloud_the_report_has_no_error(outloud: Path, files: list[Path]) -> None:
    heard = files[0].with_name("heard.json")
    done = subprocess.run(
        [outloud, *files, "--quiet", "--json", heard],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    reports = json.loads(heard.read_text(encoding="utf-8"))["results"]
    assert len(reports) == len(files)
    errors = [
        (report["path"], finding)
        for report in reports
        for finding in report["findings"]
        if finding["severity"] == "error"
    ]
    assert errors == []
    assert done.returncode == 0, done.stdout


def test_the_report_is_a_sound_pdf(files: list[Path]) -> None:
    for path in files:
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@EVERY_REPORT
def test_nothing_in_the_pdf_acts_on_its_own(name: str) -> None:
    with pikepdf.open(BytesIO(document(name))) as pdf:
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        actions = {str(one.A.S) for one in dictionaries if "/A" in one and "/S" in one.A}
        assert actions <= {"/URI", "/GoTo"}
        assert not any(key in one for one in dictionaries for key in ("/JS", "/AA", "/Launch"))
        assert "/OpenAction" not in pdf.Root
        assert "/AcroForm" not in pdf.Root


@EVERY_REPORT
def test_the_pdf_tells_its_title_and_language_and_what_every_part_is(name: str) -> None:
    with pikepdf.open(BytesIO(document(name))) as pdf:
        assert str(pdf.Root.Lang) == REPORTS[name][2]
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert "Bakkerij Jansen" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"
        elements = list(tagged(pdf.Root.StructTreeRoot))
        kinds = {str(one.S) for one in elements}
        assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= kinds
        figures = [one for one in elements if one.S == "/Figure"]
        assert all(str(one.get("/Alt", "")).strip() for one in figures)
        assert all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page)


def tagged(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tagged(kid)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


SIZES = {"phone": PHONE, "laptop": DESKTOP, "beamer": BEAMER}
SEEN = [
    *((name, size, dark) for name in ("full", "quick") for size in SIZES for dark in (False, True)),
    *((name, "phone", True) for name in ("one-answer", "english", "staff")),
    *((name, "laptop", False) for name in ("one-answer", "english", "staff")),
]
"""Two reports in every window, and the others in the two windows that differ most."""


@pytest.mark.parametrize(("name", "size", "dark"), SEEN)
def test_the_page_has_no_barrier_that_a_checker_can_see(
    browser: Browser, axe: str, tmp_path: Path, name: str, size: str, dark: bool
) -> None:
    show(browser, tmp_path, name, SIZES[size], dark)
    browser.driver.execute_script(axe)
    found = browser.driver.execute_async_script(
        "axe.run().then(result => arguments[0](result.violations.map("
        "one => [one.id, one.nodes.map(node => node.target.join(' ')).slice(0, 5)])))"
    )
    assert found == []
    wide = browser.driver.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0
    assert browser.complaints() == []
    assert browser.requests() <= {"file", "data"}


def test_a_keyboard_skips_to_the_summary(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, "full", DESKTOP)
    first = browser.tab_to("a", most=1)
    assert first.get_attribute("href").endswith("#summary")
    assert first.is_displayed()
    browser.press("\ue007")
    assert browser.driver.current_url.endswith("#summary")


def test_every_link_of_the_contents_is_reached_by_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    show(browser, tmp_path, "quick", PHONE)
    for link in browser.all(".contents a"):
        goal = link.get_attribute("href").rpartition("#")[2]
        assert browser.tab_to(".contents a", most=3) == link
        assert browser.all(f"#{goal} h2")


def show(
    browser: Browser, folder: Path, name: str, size: tuple[int, int], dark: bool = False
) -> None:
    path = folder / f"{name}.html"
    path.write_text(page(name), encoding="utf-8")
    browser.show(path, size, dark)


def test_on_a_phone_names_have_room_and_no_dates_overlap(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page("staff"), encoding="utf-8")
    browser.show(path, PHONE)
    widths = browser.driver.execute_script(
        "return [...document.querySelectorAll('.beside.both th:first-child')]"
        ".map(name => name.getBoundingClientRect().width)"
    )
    assert widths
    assert min(widths) > PHONE[0] / 2
    shown = browser.driver.execute_script(
        "return [...document.querySelectorAll('.ticks span')]"
        ".filter(day => day.offsetParent !== null).length"
    )
    assert shown == 0
    browser.show(path, DESKTOP)
    ends = browser.driver.execute_script(
        "return [...document.querySelectorAll('.ticks span')]"
        ".map(day => day.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert len(ends) == 4
    assert all(before[1] < after[0] for before, after in pairwise(ends))
