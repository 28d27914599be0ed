"""The form for staff in a real browser: filled in, kept, handed in, and collected by the program."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, Browser, open_browser
from selenium.webdriver.common.keys import Keys
from test_collecting import keep_example, slimscan

from slimscan.errors import ExitCode, UsageError
from slimscan.forms.form import FormChoices, form_sections, group_names
from slimscan.forms.form_tools import FORMS
from slimscan.forms.html_page import form_data
from slimscan.questionnaire.loading import Instrument

FIRM = "voorbeeld-bouw-fictief"
STATES = ["dont_know", "not_applicable"]
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def work(tmp_path: Path, base: Instrument) -> Path:
    """A folder to work in, with a scan in the home folder."""
    keep_example(base, quick=True)
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def made_form(work: Path, *options: str) -> Path:
    said = ["--scan", FIRM, "--open", "--output", "form.html", *options]
    made = slimscan("form", *said, cwd=work)
    assert made.returncode == 0, made.stderr
    return work / made.stdout.strip()


def sections_in(browser: Browser) -> list[list[dict[str, object]]]:
    """The items of every page, as the form itself holds them."""
    text = browser.driver.execute_script("return document.getElementById('form-data').textContent")
    return [section["items"] for section in json.loads(text)["sections"]]


def chosen_answers(sections: list[list[dict[str, object]]], seed: int) -> dict[str, int | str]:
    """Something for every item but one a page, codes and states mixed."""
    chance = random.Random(seed)
    return {
        item["id"]: chance.choice([*item["codes"], *STATES])
        for items in sections
        for item in items[1:]
    }


def collected_answers(home: Path) -> list[dict[str, object]]:
    [file] = home.glob("*.staff.json")
    return json.loads(file.read_text())["respondents"]


@SIZES
def test_a_form_filled_in_by_clicking_is_collected_as_it_was_answered(
    browser: Browser, work: Path, home: Path, size: tuple[int, int]
) -> None:
    browser.show(made_form(work, "--groups", "Ploeg A, Ploeg B", "--remarks"), size)
    sections = sections_in(browser)
    answers = chosen_answers(sections, seed=size[0])
    browser.turn(".actions .primary")
    for number, items in enumerate(sections):
        for item in items[1:]:
            browser.click(f"#item-{item['id']} label:has([value='{answers[item['id']]}'])")
        if number == 1:
            browser.driver.refresh()
            browser.click(".tongues [lang=en]")
            assert browser.find("html").get_attribute("lang") == "en"
            marked = [one.get_attribute("value") for one in browser.all("main :checked")]
            assert marked == [str(answers[item["id"]]) for item in items[1:]]
        browser.turn(".next")
    browser.click("#group label:has([value='Ploeg B'])")
    browser.find("#remark").send_keys("Meer overleg, <b>graag</b>")
    browser.turn(".next")
    assert f"{len(sections)} questions are still open" in browser.find(".lead").text
    open_items = [one.text for one in browser.all(".overview li")]
    assert open_items == [items[0]["statement"]["en"] for items in sections]
    saved = save(browser)
    assert saved["answers"] == answers
    assert (saved["group"], saved["language"], saved["quick"]) == ("Ploeg B", "en", True)
    assert saved["given_on"] == date.today().isoformat()
    done = slimscan("collect", FIRM, browser.downloads / saved["file"], cwd=work)
    assert done.returncode == ExitCode.DONE, done.stderr
    [kept] = collected_answers(home)
    assert kept["answers"] == answers
    assert (kept["respondent"], kept["group"]) == (saved["respondent"], "Ploeg B")
    again = slimscan("collect", FIRM, browser.downloads / saved["file"], cwd=work)
    assert "Taken: 0. Collected before: 1." in again.stdout
    assert_quiet(browser)


def go_to_review(browser: Browser) -> None:
    """Leaf through all pages without answering."""
    for _ in sections_in(browser):
        browser.turn(".next")


def save(browser: Browser) -> dict[str, object]:
    """Press the button and give what was saved, with the name of the file."""
    before = set(browser.downloads.glob("*.json"))
    browser.click("#save")
    path = browser.wait_for_download(before)
    assert re.fullmatch(r"slimscan-answers-[0-9a-f]{12}\.json", path.name)
    assert path.name in browser.find("main").text
    return {**json.loads(path.read_text()), "file": path.name}


def assert_quiet(browser: Browser) -> None:
    """No console message, and nothing asked for but the file itself and what is in it."""
    assert browser.complaints() == []
    assert browser.requests() <= {"file", "data", "blob", "about"}


@SIZES
def test_a_form_can_be_filled_in_with_the_keyboard_alone(
    browser: Browser, work: Path, home: Path, size: tuple[int, int]
) -> None:
    browser.show(made_form(work), size)
    sections = sections_in(browser)
    answers = chosen_answers(sections, seed=7)
    browser.tab_to(".actions .primary")
    browser.press(Keys.ENTER)
    for items in sections:
        for item in items[1:]:
            browser.tab_to(f"[name='{item['id']}']")
            steps = [*item["codes"], *STATES].index(answers[item["id"]])
            browser.press(*([Keys.ARROW_DOWN] * steps or [Keys.SPACE]))
        browser.tab_to(".next")
        browser.press(Keys.ENTER)
        browser.find("main h1:focus")
    browser.tab_to("#save")
    before = set(browser.downloads.glob("*.json"))
    browser.press(Keys.ENTER)
    path = browser.wait_for_download(before)
    assert slimscan("collect", FIRM, path, cwd=work).returncode == ExitCode.DONE
    assert [one["answers"] for one in collected_answers(home)] == [answers]
    assert_quiet(browser)


def test_next_open_question_leads_from_one_hole_to_the_next_and_then_to_the_overview(
    browser: Browser, work: Path
) -> None:
    browser.show(made_form(work), PHONE)
    sections = sections_in(browser)
    holes = [sections[0][2]["id"], sections[3][1]["id"]]
    browser.turn(".actions .primary")
    for items in sections:
        for item in items:
            if item["id"] not in holes:
                browser.click(f"#item-{item['id']} label")
        browser.turn(".next")
    for hole in holes:
        browser.click(".open, .todo ~ ul button")
        browser.wait_for_focus(hole)
        field, bottom = (browser.find(one).rect for one in (f"#item-{hole} legend", ".bottom"))
        top = browser.driver.execute_script("return window.scrollY")
        assert field["y"] - top < bottom["y"] - top
        browser.press(Keys.SPACE)
    assert browser.all(".open:not([hidden])") == []
    assert_quiet(browser)


def test_the_page_tells_a_screen_reader_how_far_it_is_and_that_answers_are_kept(
    browser: Browser, work: Path
) -> None:
    browser.show(made_form(work, "--lang", "en"), PHONE)
    browser.turn(".actions .primary")
    assert browser.all("main fieldset legend")
    browser.click("fieldset label")
    status = browser.all("[role=status]")[0].get_attribute("textContent")
    assert re.match(r"1 of \d+ answered\. Your answers are kept on this device\.", status)


def test_answers_are_forgotten_when_saved_and_the_next_person_is_somebody_else(
    browser: Browser, work: Path
) -> None:
    path = made_form(work)
    browser.show(path, PHONE)
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    browser.open(path)
    assert len(browser.all(".clear")) == 1
    browser.turn(".actions .primary")
    go_to_review(browser)
    first = save(browser)
    status = browser.all("[role=status]")[0].get_attribute("textContent")
    assert "gewist" in status
    browser.click('[lang="en"]')
    assert browser.driver.execute_script("return localStorage.length") == 0
    browser.open(path)
    assert browser.all(".clear") == []
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    go_to_review(browser)
    assert save(browser)["respondent"] != first["respondent"]


def test_clearing_asks_first_and_then_leaves_nothing(browser: Browser, work: Path) -> None:
    browser.show(made_form(work), PHONE)
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    browser.driver.back()
    browser.click(".clear")
    browser.press(Keys.ESCAPE)
    assert "1 van" in browser.driver.execute_script("return localStorage.length + ' van'")
    browser.click(".clear")
    browser.click("#clear-yes")
    assert browser.driver.execute_script("return localStorage.length") == 0
    assert browser.all(".clear") == []
    assert_quiet(browser)


def test_two_forms_do_not_share_what_they_remember(browser: Browser, work: Path) -> None:
    browser.show(made_form(work), PHONE)
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    other = made_form(work)
    browser.open(other)
    assert browser.all(".clear") == []


def test_hostile_names_stay_text(browser: Browser, work: Path) -> None:
    evil = "</script><script>document.title='got'</script><img src=x onerror=alert(1)>"
    browser.show(made_form(work, "--organisation", evil, "--group", evil), PHONE)
    assert evil in browser.find(".names").text
    assert browser.all("img") == []
    assert "got" not in browser.driver.title
    assert_quiet(browser)


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_barrier_that_a_checker_can_see(
    browser: Browser, work: Path, axe: str, size: tuple[int, int], dark: bool
) -> None:
    browser.show(made_form(work, "--groups", "A,B", "--remarks"), size, dark)
    sections = sections_in(browser)
    for number in range(len(sections) + 4):
        if number == 1:
            browser.turn(".actions .primary")
            browser.click("fieldset label")
            browser.click("summary")
        elif number == len(sections) + 3:
            browser.click("#save")
            browser.find(".next-step")
        else:
            browser.driver.execute_script("location.hash = arguments[0]", str(number))
            browser.find("main h1")
        browser.driver.execute_script(axe)
        found = browser.driver.execute_async_script(
            "axe.run().then(result => arguments[0](result.violations.map("
            "one => [one.id, one.nodes.map(node => node.target.join(' '))])))"
        )
        assert found == [], number
        wide = browser.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide == 0, number


class TestWhatAFormHolds:
    def test_staff_read_their_own_wording_and_the_leader_another(self, base: Instrument) -> None:
        for audience in ("employee", "leader"):
            [section, *_] = form_data(base, FormChoices("nl", audience=audience))["sections"]
            told = section["items"][0]["statement"]
            assert told == base.questionnaire.items[0].statement.for_audience(audience)

    def test_quick_leaves_out_and_a_sector_adds(self, base: Instrument) -> None:
        def count(**choices: object) -> int:
            parts = form_sections(base, FormChoices("nl", **choices))
            return sum(len(part.items) for part in parts)

        beside = len(base.questionnaire.precondition_items)
        beside += len(base.questionnaire.outcome_items("employee"))
        assert count() == len(base.questionnaire.items) + beside
        assert count(quick=True) == sum(i.quick for i in base.questionnaire.items) + beside
        assert count(sector="bouw") > count()
        with pytest.raises(UsageError):
            count(sector="bouww")

    def test_remarks_and_groups_are_asked_only_when_chosen(self, base: Instrument) -> None:
        plain = form_data(base, FormChoices("nl"))
        assert (plain["remarks"], plain["groups"]) == (False, ())

    def test_groups_are_cleaned_and_each_stands_once(self) -> None:
        assert group_names([" A ", "B\x1b[31m", "A", ""]) == ("A", "B")
        with pytest.raises(UsageError):
            group_names([str(number) for number in range(61)])

    def test_the_page_allows_nothing_but_its_own_style_and_script(self, mini: Instrument) -> None:
        page = FORMS["html"](mini, FormChoices("en"))[".html"].decode()
        assert "default-src 'none'" in page
        assert (
            re.findall(
                r"""(?:src|href|action)\s*=\s*["']?(?!data:)[\w:/.]+""", page.split("<script>")[0]
            )
            == []
        )
        assert "http:" not in page
        assert "https:" not in page

    def test_a_form_for_a_language_shows_that_first(self, mini: Instrument) -> None:
        page = FORMS["html"](mini, FormChoices("en"))[".html"].decode()
        assert '<html lang="en">' in page
        assert form_data(mini, FormChoices("en"))["languages"] == ("en", "nl")


def test_an_unknown_tool_or_audience_is_wrong_usage(tmp_path: Path) -> None:
    assert slimscan("form", "--to", "paper", cwd=tmp_path).returncode == ExitCode.USAGE
    assert slimscan("form", "--audience", "boss", cwd=tmp_path).returncode == ExitCode.USAGE
    assert list(tmp_path.glob("slimscan-form*")) == []


def test_a_form_that_exists_is_not_overwritten_unless_told(tmp_path: Path) -> None:
    assert slimscan("form", "--to", "csv", cwd=tmp_path).returncode == ExitCode.DONE
    again = slimscan("form", "--to", "csv", cwd=tmp_path)
    assert again.returncode == ExitCode.INPUT
    assert slimscan("form", "--to", "csv", "--yes", cwd=tmp_path).returncode == ExitCode.DONE


def test_a_form_of_another_scan_is_refused_with_a_clear_sentence(
    browser: Browser, work: Path, base: Instrument
) -> None:
    browser.show(made_form(work), PHONE)
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    go_to_review(browser)
    saved = save(browser)
    other = keep_example(base).id
    done = slimscan("collect", other, browser.downloads / saved["file"], cwd=work)
    assert done.returncode == ExitCode.DONE_WITH_REJECTS
    assert f"made for another scan ({saved['scan']})" in done.stderr
