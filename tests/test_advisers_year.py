"""An adviser's whole year with one client: scan, staff, report, plan, and a year later again."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from browser import PHONE, Browser, open_browser
from test_collecting import slimscan

from slimscan.errors import ExitCode

QUICK = """\
organisation: "{name}"
quick: true
sector: overig
size: small
role: director
measured_on: {day}
head_count: 16
advisor: Adviesbureau (fictief)
answers: {{{answers}}}
"""


CHOOSE = """
for (const field of document.querySelectorAll("main fieldset[id^=item-]")) {
  const number = Number(field.querySelector(".number").textContent);
  const unsure = arguments[1] % 5 === 3 && number % 9 === 4;
  const value = unsure ? "dont_know" : arguments[0];
  field.querySelector(`input[value="${value}"]`).click();
}
"""
"""Answers every question of a page with a code; one person in five does not know some of them."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def run(work: Path, *arguments: object, exit_code: ExitCode = ExitCode.DONE) -> str:
    done = slimscan(*arguments, cwd=work)
    assert done.returncode == exit_code, done.stderr
    return done.stdout


def start(work: Path, items: Sequence[str], name: str, day: str, code: int) -> str:
    """A quick scan of the leader, every item with the same code; gives the scan's id."""
    answers = ", ".join(f"{item}: {code}" for item in items)
    (work / "leader.yaml").write_text(QUICK.format(name=name, day=day, answers=answers))
    run(work, "start", "--answers", "leader.yaml", "--yes", "--quiet", "--output", f"{day}.pdf")
    [scan] = [
        one["id"]
        for one in json.loads(run(work, "scans", "--json"))["scans"]
        if one["measured_on"] == day
    ]
    return scan


def fill_in(
    browser: Browser, form: Path, codes: Sequence[int], groups: Sequence[str]
) -> list[Path]:
    """One person after the other fills in the form on a phone and hands in a file."""
    files = []
    for person, (code, group) in enumerate(zip(codes, groups, strict=True)):
        browser.show(form, PHONE)
        browser.turn(".actions .primary")
        for _ in range(20):
            browser.driver.execute_script(CHOOSE, str(code), person)
            if browser.all(f"#group label:has([value='{group}'])"):
                browser.click(f"#group label:has([value='{group}'])")
            if [one for one in browser.all("#save") if one.is_displayed()]:
                break
            browser.turn(".next")
        before = set(browser.downloads.glob("*.json"))
        browser.click("#save")
        files.append(browser.wait_for_download(before))
    return files


def text_of(pdf: Path) -> str:
    shown = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    )
    return shown.stdout


def test_a_year_with_a_client(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    items = quick_items()
    scan = start(tmp_path, items, "Voorbeeldklant (fictief)", "2025-11-20", code=3)

    form = tmp_path / run(
        tmp_path, "form", "--scan", scan, "--groups", "Ploeg A, Ploeg B, Kantoor",
        "--output", "form.html",
    ).strip()  # fmt: skip
    groups = ["Ploeg A"] * 6 + ["Ploeg B"] * 5 + ["Kantoor"] * 3
    codes = [1, 2, 1, 1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 2]
    files = fill_in(browser, form, codes, groups)
    collected = json.loads(run(tmp_path, "collect", scan, *files, "--json"))
    assert collected["total"] == 14

    shown = json.loads(run(tmp_path, "show", scan, "--json"))
    staff = shown["staff"]
    assert staff["low_response"] is False
    people = [value["people"] for value in staff["scales"]]
    assert people[:5] == ["10-19"] * 5, "don't know hides neither overall nor a lever"
    assert (people.count("10-19"), people[-1]) == (6, "10-19"), "no aspects: one question each"
    assert "Kantoor" not in json.dumps(shown), "three people are never shown, not even by name"
    assert any(gap["topic"] for gap in staff["gaps"])
    assert not {gap["id"] for gap in staff["gaps"] if gap["topic"]} & set(shown["strengths"])
    with_gap = [action for action in shown["actions"] if action["kind"] == "start"]
    assert with_gap == sorted(with_gap, key=lambda action: -action["priority"])

    run(tmp_path, "report", scan, "--yes", "--output", "baseline.pdf")
    page = text_of(tmp_path / "baseline.pdf")
    assert "Leiding en medewerkers" in page
    assert "Dit ziet u verschillend" in page
    assert "Adviesbureau (fictief)" in page
    assert "Kantoor" not in page

    run(tmp_path, "plan", scan, "--take", "1")
    run(tmp_path, "plan", scan, "--set", "1", "--owner", "De planner", "--status", "done",
        "--result", "Elke vrijdag een half uur")  # fmt: skip
    run(tmp_path, "plan", scan, "--ics", "plan.ics")
    assert "BEGIN:VEVENT" in (tmp_path / "plan.ics").read_text()

    late = slimscan("collect", scan, fill_in(browser, form, [5], ["Kantoor"])[0], cwd=tmp_path)
    assert late.returncode == ExitCode.DONE
    again = json.loads(run(tmp_path, "show", scan, "--json"))["staff"]
    assert again["scales"] == staff["scales"], "one more answer changes nothing that is shown"
    assert again["held_back"] is True

    following = start(tmp_path, items, "Voorbeeldklant (fictief)", "2026-11-21", code=5)
    form = tmp_path / run(
        tmp_path, "form", "--scan", following, "--groups", "Ploeg A, Ploeg B, Kantoor",
        "--output", "form-2.html",
    ).strip()  # fmt: skip
    files = fill_in(browser, form, [4, 5, 4, 4, 5, 4, 4, 5, 5, 4, 4, 4, 5], groups[:13])
    assert json.loads(run(tmp_path, "collect", following, *files, "--json"))["total"] == 13

    compared = json.loads(run(tmp_path, "compare", scan, following, "--json"))
    verdicts = {one["verdict"] for one in compared["staff"]["scales"] if one["verdict"]}
    assert verdicts & {"clear_improvement", "clear_decline"}
    run(tmp_path, "compare", scan, following, "--output", "change.pdf")
    page = text_of(tmp_path / "change.pdf")
    assert "Uw medewerkers" in page
    assert "Ploeg A" in page
    assert "Elke vrijdag een half uur" in page
    assert not re.search(r"Kantoor", page)

    listed = json.loads(run(tmp_path, "scans", "--json"))["scans"]
    assert {one["organisation"] for one in listed} == {"Voorbeeldklant (fictief)"}


def quick_items() -> list[str]:
    from slimscan import pipeline

    return [item.id for item in pipeline.load().questionnaire.items if item.quick]
