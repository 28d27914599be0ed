"""Where the libraries for text are not, a browser prints the same report; without one it is a page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import PATIENCE
from printed import result
from pypdf import PdfReader

from slimscan.errors import ExitCode, Fault, MachineError, take_remarks
from slimscan.report import browser_pdf, pdf, text_libraries
from slimscan.report.browser_pdf import (
    Browser,
    BrowserFailed,
    css_string,
    find_browser,
    printed_page,
)
from slimscan.report.look import PLAIN
from slimscan.report.moment import moment_made
from slimscan.report.scan.files import ToReport, report_pdf
from slimscan.scan.attached import attachment_of, read_attached

EXAMPLE = Path(__file__).resolve().parent.parent / "questionnaires" / "examples" / "builder-12.yaml"
WITHOUT_PANGO = """\
import cffi
real = cffi.FFI.dlopen

def dlopen(self, name, *flags):
    if name and any(one in str(name) for one in ("gobject", "pango", "harfbuzz", "fontconfig")):
        raise OSError(f"cannot load library {name!r}")
    return real(self, name, *flags)

cffi.FFI.dlopen = dlopen
"""
TODAY = date(2026, 11, 21)
NUMBERS_OF_PAGES = re.compile(r"^\d+( / \d+)?$")


def without_pango(
    folder: Path, *arguments: object, browser: bool = True
) -> subprocess.CompletedProcess[str]:
    """A command where the libraries for text cannot be loaded, and perhaps no browser is found."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(WITHOUT_PANGO)
    environment = {**os.environ, "PYTHONPATH": str(site), "SLIMSCAN_HOME": str(folder / "home")}
    environment["LC_ALL"] = "en_GB.UTF-8"
    if not browser:
        tools = folder / "tools"
        tools.mkdir(exist_ok=True)
        if not (tools / "apt-get").exists():
            (tools / "apt-get").symlink_to(shutil.which("true") or "/bin/true")
        environment["PATH"] = str(tools)
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def words_of(content: bytes) -> Counter[str]:
    """The words that are printed, without hyphens at line ends and numbers of pages."""
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    text = re.sub(r"-\n", "", done.stdout.decode())
    lines = [line for line in text.splitlines() if not NUMBERS_OF_PAGES.match(line)]
    letters = re.sub(r"[^\w]", "", " ".join(lines))
    return Counter(letters[at : at + 1] for at in range(len(letters)))


@pytest.mark.parametrize("name", ["full", "quick"])
def test_a_browser_prints_the_same_words_on_as_many_pages(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = result(name)
    asked = ToReport(told, "nl", PLAIN, attachment_of(told.scan))
    drawn = report_pdf(asked)
    take_remarks()
    monkeypatch.setattr(pdf, "_weasyprint", no_libraries)
    printed = report_pdf(asked)
    [remark] = take_remarks()
    assert remark.fault is Fault.PDF_BY_BROWSER
    pages = [len(PdfReader(BytesIO(one)).pages) for one in (drawn, printed)]
    assert abs(pages[0] - pages[1]) <= 1
    assert words_close(words_of(drawn), words_of(printed))
    text = [page.extract_text() for page in PdfReader(BytesIO(printed)).pages]
    firm = told.scan.profile.organisation
    assert all(firm[:20] in one for one in text[1:]), "the running head"
    assert all(f"{n} / {pages[1]}" in one for n, one in enumerate(text[1:], start=2))
    (tmp_path / "r.pdf").write_bytes(printed)
    assert read_attached(tmp_path / "r.pdf").answers == told.scan.answers
    catalogue = PdfReader(BytesIO(printed)).root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert str(PdfReader(BytesIO(printed)).metadata.creation_date)[:10] == str(  # type: ignore[union-attr]
        told.scan.measured_on
    )


def words_close(drawn: Counter[str], printed: Counter[str]) -> bool:
    """Equal but for the digits: the contents have no numbers of pages."""
    letters = {one for one in drawn | printed if not one.isdigit()}
    return all(drawn[one] == printed[one] for one in letters)


def no_libraries() -> None:
    from slimscan.errors import machine_error

    raise machine_error(Fault.PDF_LIBRARY, reason="pango", install="x")


@given(st.text())
def test_a_text_in_the_margin_is_never_more_than_a_text(text: str) -> None:
    made = css_string(text)
    assert re.fullmatch(r'"(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*"', made)
    read = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), made[1:-1])
    assert read == text


def test_a_page_may_load_nothing_and_run_nothing(tmp_path: Path) -> None:
    browser = find_browser()
    assert browser is not None
    (tmp_path / "secret.txt").write_text("GEHEIM")
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p { color: black }</style></head><body>"
        f'<p>gewoon</p><iframe src="{(tmp_path / "secret.txt").as_uri()}"></iframe>'
        "<script>document.body.append('GESCHREVEN')</script></body></html>"
    )
    content = printed_page(browser, page, moment_made(result("full").scan.measured_on))
    text = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert "gewoon" in text
    assert "GEHEIM" not in text
    assert "GESCHREVEN" not in text


def test_a_browser_that_fails_or_hangs_is_told_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_pdf, "SECONDS", 0.5)
    for script, told in (("echo geen scherm >&2; exit 3", "geen scherm"), ("sleep 60", "> 0.5 s")):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        with pytest.raises(BrowserFailed, match=told):
            printed_page(Browser("x", str(path)), "<head></head>", moment_made(TODAY))


def test_where_neither_is_there_the_report_is_a_page_and_all_goes_on(tmp_path: Path) -> None:
    done = without_pango(tmp_path, "start", "--answers", EXAMPLE, "--yes", browser=False)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip().splitlines()[-1])
    assert path.suffix == ".html"
    assert (tmp_path / path).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "print it" in done.stderr
    assert "sudo apt install libpango-1.0-0" in done.stderr
    again = without_pango(tmp_path, "report", "--output", "r.pdf", browser=False)
    assert (again.returncode, again.stdout.strip()) == (0, "r.html")
    assert not (tmp_path / "r.pdf").exists()
    sheet = without_pango(tmp_path, "worksheet", "--all", browser=False)
    assert (sheet.returncode, sheet.stdout.strip()[-5:]) == (0, ".html")
    for number in range(12):
        row = f"l{number},F{number},director," + ",".join(["2", "3", "4"])
        with (tmp_path / "rows.csv").open("a") as rows:
            rows.write(
                ("respondent,organisation,role,MAN01,MAN02,MAN03\n" if not number else "")
                + row
                + "\n"
            )
    batch = without_pango(tmp_path, "batch", "rows.csv", "--output", "out", browser=False)
    assert batch.returncode == 0, batch.stderr
    written = {one.name for one in (tmp_path / "out").glob("summary.*")}
    assert {"summary.html", "summary.json"} <= written
    assert "summary.pdf" not in written
    doctor = without_pango(tmp_path, "doctor", browser=False)
    assert doctor.returncode == ExitCode.MACHINE, "neither is here, and the doctor says so"
    assert re.search(r"^needed +Libraries that draw", doctor.stdout, re.MULTILINE)


def test_with_a_browser_every_pdf_is_made_and_it_is_said_by_what(tmp_path: Path) -> None:
    done = without_pango(tmp_path, "start", "--answers", EXAMPLE, "--yes")
    assert done.returncode == 0, done.stderr
    assert "printed the PDF" in done.stderr
    doctor = without_pango(tmp_path, "doctor")
    assert doctor.returncode == 0
    assert re.search(r"^advised +Libraries that draw", doctor.stdout, re.MULTILINE)
    [report] = tmp_path.glob("*.pdf")
    shown = without_pango(tmp_path, "show", report, "--json")
    assert shown.returncode == 0
    sheet = without_pango(tmp_path, "form", "--to", "pdf", "--output", "form.pdf")
    assert sheet.returncode == 0, sheet.stderr
    assert len(PdfReader(tmp_path / "form.pdf").pages) > 2


@pytest.mark.parametrize(
    ("platform", "tool", "told"),
    [
        ("win32", None, "MSYS2"),
        ("darwin", None, "brew install pango"),
        ("linux", "dnf", "sudo dnf install pango"),
        ("linux", "pacman", "sudo pacman -S pango"),
        ("linux", None, "Pango"),
    ],
)
def test_what_to_install_is_that_of_this_platform(
    monkeypatch: pytest.MonkeyPatch, platform: str, tool: str | None, told: str
) -> None:
    monkeypatch.setattr(text_libraries.sys, "platform", platform)
    monkeypatch.setattr(text_libraries.shutil, "which", lambda name: name if name == tool else None)
    try:
        assert told in text_libraries.how_to_install()
    finally:
        monkeypatch.undo()


def test_on_a_mac_libraries_are_found_where_homebrew_puts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctypes.macholib.dyld import dyld_find

    (tmp_path / "libpango-1.0.dylib").touch()
    monkeypatch.setattr(text_libraries, "_MAC_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(text_libraries.sys, "platform", "darwin")
    with text_libraries.libraries_findable():
        found = dyld_find("libpango-1.0.dylib")
    assert found == str(tmp_path / "libpango-1.0.dylib")
    assert "DYLD_FALLBACK_LIBRARY_PATH" not in os.environ


def test_without_a_browser_the_missing_libraries_are_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_weasyprint", no_libraries)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(MachineError) as refused:
        pdf.write_pdf("<p>", TODAY)
    assert refused.value.problems[0].fault is Fault.PDF_LIBRARY
