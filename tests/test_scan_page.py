"""The scan as one page, in a real browser: filled in, read, printed, saved, and read by the command."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, Browser, open_browser
from limits import PATIENCE
from scan_sheets import TOLD, guide_instrument, interpreter, random_sheets, results_of, told_of
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_collecting import slimscan
from test_scan_program import is_same

from slimscan.disk.places import reports_folder
from slimscan.errors import ExitCode, UsageError
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan_page.page import PageChoices, offered_by, scan_page
from slimscan.report.scan_page.texts import scan_texts

TABLET = (820, 1180)
SIZES = pytest.mark.parametrize(
    "size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"]
)
IN_BROWSER = 100
WHOLE = "SLIMSCAN_SHEETS" in os.environ
LARGEST = 700_000
"""In bytes: what still goes into a mail and opens at once on a telephone."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page as the command makes it, in English."""
    made = slimscan("form", "--to", "scan", "--lang", "en", cwd=tmp_path)
    assert made.returncode == ExitCode.DONE, made.stderr
    return tmp_path / made.stdout.strip()


def begin(browser: Browser, scope: str = "quick", keep: bool = False) -> None:
    """Choose how much time there is, and go on to the page about the firm."""
    browser.click(f"label:has([name=scope][value={scope}])")
    if keep:
        browser.click("label[for=keep]")
    browser.turn("#begin")


def answer_all(browser: Browser, seed: int = 1, leave: float = 0) -> None:
    """Answer every page by chance, as fast as a browser can, up to the overview."""
    draw = random.Random(seed)
    while browser.all("main > fieldset[id^=item-]"):
        script = "return [...document.querySelectorAll('main fieldset')].map(f => f.querySelectorAll('input').length)"
        counts = browser.driver.execute_script(script)
        chosen = [draw.randrange(n) if draw.random() >= leave else -1 for n in counts]
        browser.driver.execute_script(
            "document.querySelectorAll('main fieldset').forEach((field, n) => "
            "arguments[0][n] >= 0 && field.querySelectorAll('input')[arguments[0][n]].click())",
            chosen,
        )
        browser.turn(".next")


def see_outcome(browser: Browser) -> None:
    browser.turn("#see")
    browser.find("#summary")


def save(browser: Browser) -> Path:
    before = set(browser.downloads.glob("*.json"))
    browser.click("#save")
    return browser.wait_for_download(before)


def assert_quiet(browser: Browser) -> None:
    """No console message, and nothing asked for but the file itself and what is in it."""
    assert browser.complaints() == []
    assert browser.requests() <= {"file", "data", "blob", "about"}


@SIZES
def test_a_scan_filled_in_by_clicking_shows_what_the_command_makes_of_its_file(
    browser: Browser, page: Path, size: tuple[int, int]
) -> None:
    browser.show(page, size)
    begin(browser)
    browser.find("#organisation").send_keys("Bakery <b>Smith</b>")
    browser.click("#field-sector label:has([value=bouw])")
    browser.click("#field-size label:has([value=small])")
    browser.click("#field-role label:has([value=director])")
    browser.turn(".next")
    draw = random.Random(size[0])
    while fields := [one.get_attribute("id") for one in browser.all("main > fieldset[id^=item-]")]:
        for name in fields:
            values = [one.get_attribute("value") for one in browser.all(f"#{name} input")]
            browser.click(f"#{name} label:has([value='{draw.choice(values)}'])")
        browser.turn(".next")
    see_outcome(browser)
    browser.driver.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
    for name in ("CLO1", "CLO2", "CLO3", "CLO4"):
        browser.click(f"#field-{name} label:has([value='4'])")
    shown = browser.find(".overall .big").text
    titles = [one.text for one in browser.all(".action h3")]
    assert "Bakery <b>Smith</b>" in browser.find(".cover .firm").text
    hidden = "return [...document.querySelectorAll('#picture td')].filter(one => !one.getClientRects().length)"
    assert browser.driver.execute_script(hidden) == [], "on a phone nothing is left out"
    path = save(browser)
    assert path.name in browser.find(".toolbar .saved").text
    made = slimscan("start", "--answers", path, "--lang", "en", "--yes", cwd=page.parent)
    assert made.returncode == ExitCode.DONE, made.stderr
    told = json.loads(slimscan("show", "bakery-b-smith-b", "--json", cwd=page.parent).stdout)
    assert shown == ("–" if told["overall"]["shown"] is None else str(told["overall"]["shown"]))
    assert told["closing"] == dict.fromkeys(("CLO1", "CLO2", "CLO3", "CLO4"), 4)
    listed = slimscan("plan", "bakery-b-smith-b", "--json", cwd=page.parent).stdout
    assert titles == [one["title"] for one in json.loads(listed)["actions"]]
    assert (told["organisation"], told["quick"]) == ("Bakery <b>Smith</b>", True)
    assert_quiet(browser)


@pytest.mark.parametrize(
    "shipped",
    [True, pytest.param(False, marks=pytest.mark.skipif(not WHOLE, reason="with SLIMSCAN_SHEETS"))],
    ids=["shipped", "guide"],
)
def test_a_hundred_sheets_in_the_browser_give_what_the_command_gives(
    browser: Browser, base: Instrument, tmp_path: Path, shipped: bool
) -> None:
    asked = base if shipped else guide_instrument(tmp_path)
    page = tmp_path / "page.html"
    page.write_bytes(scan_page(asked, PageChoices("en"), made_on=date(2026, 1, 1)))
    browser.show(page, DESKTOP)
    sheets = random_sheets(asked, IN_BROWSER, seed=77)
    script = (
        f"{interpreter()}\n{TOLD}\n"
        "const { program } = JSON.parse(document.getElementById('scan-data').textContent);\n"
        "return arguments[0].map((sheet) => told(resultOf(program, sheet)));"
    )
    found = browser.driver.execute_script(script, sheets)
    expected = [told_of(result) for result in results_of(asked, sheets)]
    assert [n for n in range(IN_BROWSER) if not is_same(expected[n], found[n])] == []


def test_the_whole_scan_can_be_done_with_the_keyboard_alone(browser: Browser, page: Path) -> None:
    browser.show(page, DESKTOP)
    browser.tab_to("[name=scope]")
    browser.press(Keys.ARROW_DOWN)
    browser.tab_to("#begin")
    browser.press(Keys.ENTER)
    browser.find("#organisation")
    browser.tab_to("[name=size]")
    browser.press(Keys.ARROW_DOWN)
    browser.tab_to(".next")
    browser.press(Keys.ENTER)
    browser.find("main fieldset[id^=item-]")
    given = 0
    while browser.all("main > fieldset[id^=item-]"):
        for field in [one.get_attribute("id") for one in browser.all("main > fieldset")]:
            browser.tab_to(f"#{field} input")
            browser.press(Keys.ARROW_DOWN)
            given += 1
        heading = browser.find("main h1")
        browser.tab_to(".next")
        browser.press(Keys.ENTER)
        WebDriverWait(browser.driver, PATIENCE).until(lambda _, old=heading: gone(old))
    browser.tab_to("#see")
    browser.press(Keys.ENTER)
    browser.find("#summary")
    before = set(browser.downloads.glob("*.json"))
    browser.tab_to("#save")
    browser.press(Keys.ENTER)
    saved = json.loads(browser.wait_for_download(before).read_text())
    assert len(saved["answers"]) == given
    assert_quiet(browser)


def gone(element: Any) -> bool:
    try:
        return not element.is_displayed()
    except Exception:
        return True


def stored(browser: Browser) -> int:
    count: int = browser.driver.execute_script("return localStorage.length")
    return count


def test_nothing_is_kept_without_a_yes(browser: Browser, page: Path) -> None:
    browser.show(page, PHONE)
    browser.click("#begin")
    assert "First choose" in browser.find("#field-scope .warning").text
    begin(browser)
    browser.turn(".next")
    browser.click("fieldset label")
    assert "in this open page only" in browser.all("[role=status]")[0].get_attribute("textContent")
    assert stored(browser) == 0
    browser.open(page)
    assert browser.all("[name=scope]:checked, .clear") == []


def test_after_a_yes_a_closed_page_goes_on_where_it_was_and_saving_wipes_it(
    browser: Browser, page: Path
) -> None:
    browser.show(page, PHONE)
    begin(browser, keep=True)
    browser.find("#organisation").send_keys("Smith")
    browser.turn(".next")
    browser.click("fieldset label")
    assert "remembered on this device" in browser.all("[role=status]")[0].get_attribute(
        "textContent"
    )
    browser.open(page)
    assert "answers of Smith here already.\n1 of 30 answered" in browser.find("main .save").text
    assert "Tick the box" not in browser.find("main").text
    browser.turn("#begin")
    assert len(browser.all("main fieldset.answered")) == 1
    assert browser.find(".names").text.endswith("Smith")
    answer_all(browser)
    see_outcome(browser)
    assert stored(browser) == 1
    browser.driver.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
    browser.click("#field-CLO1 label:has([value='4'])")
    path = save(browser)
    assert "no longer remembered" in browser.find(".toolbar .saved").text
    assert stored(browser) == 0
    outcome = browser.find("main").text
    browser.open(page)
    assert browser.all(".clear") == []
    opened = browser.find("#saved-file")
    other = path.with_name("other.txt")
    for wrong in (
        '{"kind":',
        '{"kind": "slimscan-answers"}',
        "[]",
        path.read_text().replace("2.", "1."),
    ):
        other.write_text(wrong, encoding="utf-8")
        opened.send_keys(str(other))
        assert "other.txt has no answers" in browser.find(".reopen .warning").text
    opened.send_keys(str(path))
    browser.find("#summary")
    assert browser.find("main").text == outcome
    assert browser.all("#field-CLO1 [value='4']:checked") != []
    other.write_text(re.sub(r'("given_on": )"[^"]+"', r'\1"2026-01-05"', path.read_text()))
    browser.open(page)
    browser.find("#saved-file").send_keys(str(other))
    assert browser.find(".cover .date").text == "5 January 2026", "the day of the answers"
    assert save(browser).name.startswith(path.stem), "who answered stays the same"
    assert "no longer remembered" not in browser.find(".toolbar .saved").text


def test_clearing_asks_first_and_then_leaves_nothing(browser: Browser, page: Path) -> None:
    browser.show(page, PHONE)
    begin(browser, keep=True)
    browser.turn(".next")
    browser.click("fieldset label")
    browser.driver.execute_script("location.hash = '0'")
    browser.click(".clear")
    browser.press(Keys.ESCAPE)
    assert stored(browser) == 1
    browser.click(".clear")
    browser.click("#clear-yes")
    browser.find("[name=scope]")
    assert stored(browser) == 0


def test_a_browser_that_refuses_to_keep_anything_says_so_and_still_gives_the_outcome(
    browser: Browser, page: Path
) -> None:
    refuse = (
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    added = browser.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": refuse}
    )
    try:
        browser.open(page)
        assert "remembers nothing" in browser.find(".warning").text
        assert "Tick the box" not in browser.find("main").text
        assert browser.all("#keep") == []
        begin(browser)
        browser.turn(".next")
        answer_all(browser)
        see_outcome(browser)
        assert browser.find(".overall .big").text != ""
        assert save(browser).is_file()
    finally:
        browser.tell("Page.removeScriptToEvaluateOnNewDocument", **added)


def test_the_number_of_questions_that_is_said_is_the_number_that_is_asked(
    browser: Browser, page: Path
) -> None:
    for scope in ("quick", "full"):
        browser.show(page, DESKTOP)
        said = browser.find(f"label:has([value={scope}])").text
        [statements, beside, _] = map(int, re.findall(r"\d+", said))
        begin(browser, scope)
        about_firm = len(browser.all("main input[type=text], main fieldset"))
        told = f"0 of {statements + beside - about_firm} answered"
        assert told in browser.find(".count").text


def test_a_sector_brings_its_questions_and_a_small_firm_is_not_asked_what_is_not_for_it(
    browser: Browser, page: Path
) -> None:
    browser.show(page, DESKTOP)
    begin(browser, "full")
    total = int(re.findall(r"\d+", browser.find(".count").text)[1])
    browser.click("#field-sector label:has([value=bouw])")
    with_sector = int(re.findall(r"\d+", browser.find(".count").text)[1])
    browser.click("#field-size label:has([value=micro])")
    assert total < with_sector
    assert int(re.findall(r"\d+", browser.find(".count").text)[1]) == with_sector - 1


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_barrier_that_a_checker_can_see(
    browser: Browser, page: Path, axe: str, size: tuple[int, int], dark: bool
) -> None:
    browser.show(page, size, dark)
    check_page(browser, axe, "welcome")
    begin(browser)
    check_page(browser, axe, "firm")
    browser.turn(".next")
    browser.click("summary")
    check_page(browser, axe, "questions")
    answer_all(browser, seed=2, leave=0.1)
    check_page(browser, axe, "overview")
    see_outcome(browser)
    check_page(browser, axe, "outcome")


def check_page(browser: Browser, axe: str, name: str) -> None:
    browser.driver.execute_script(axe)
    found = browser.driver.execute_async_script(
        "axe.run().then(result => arguments[0](result.violations.map("
        "one => [one.id, one.nodes.map(node => node.target.join(' '))])))"
    )
    assert found == [], name
    wide = browser.driver.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0, name


def test_the_outcome_prints_on_a4_with_page_numbers_and_without_buttons(
    browser: Browser, page: Path, tmp_path: Path
) -> None:
    browser.show(page, DESKTOP)
    begin(browser)
    browser.find("#organisation").send_keys("Smith")
    browser.turn(".next")
    answer_all(browser, seed=4)
    see_outcome(browser)
    printed = browser.driver.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}
    )
    pdf = tmp_path / "printed.pdf"
    pdf.write_bytes(base64.b64decode(printed["data"]))
    facts = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Page size: +59[45]\.\d+ x 84[12]\.\d+ pts \(A4\)", facts)
    pages = int(re.findall(r"Pages: +(\d+)", facts)[0])
    assert f"{pages} / {pages}" in text
    assert "Smith" in text
    assert "Save my answers" not in text
    assert all(title in text for title in ("At a glance", "Your improvement plan", "Sources"))


def test_in_a_frame_that_may_keep_nothing_it_still_gives_the_outcome_and_the_file(
    browser: Browser, page: Path
) -> None:
    allowed = "allow-scripts allow-downloads allow-modals"
    around = page.with_name("site.html")
    frame = f'<iframe src="{page.name}" sandbox="{allowed}" width="700" height="800"></iframe>'
    around.write_text(f"<!doctype html><title>Site</title>{frame}", encoding="utf-8")
    browser.show(around, DESKTOP)
    with served(page.parent) as address:
        browser.driver.get(f"{address}/{around.name}")
        browser.driver.switch_to.frame(0)
        assert "remembers nothing" in browser.find(".warning").text
        begin(browser)
        browser.turn(".next")
        answer_all(browser, seed=6)
        see_outcome(browser)
        assert json.loads(save(browser).read_text())["quick"] is True
        browser.driver.switch_to.default_content()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a site of these files, on this computer alone."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_without_scripts_the_page_says_where_it_works(browser: Browser, page: Path) -> None:
    browser.show(page, DESKTOP)
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.driver.get(page.as_uri())
        told = browser.driver.find_elements("css selector", "noscript p")
        assert "On a telephone only a link" in told[0].text
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_whoever_offers_the_page_stands_on_it_and_a_mail_holds_no_answers(
    browser: Browser, tmp_path: Path
) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    options = ("--by", f"Guild {evil}", "--contact", "Call 030", "--mail", "scan@guild.example")
    made = slimscan("form", "--to", "scan", "--quick", "--lang", "en", *options, cwd=tmp_path)
    browser.show(tmp_path / made.stdout.strip(), DESKTOP)
    assert evil in browser.find("main").text
    assert browser.all("[name=scope], img") == []
    browser.turn("#begin")
    browser.find("#organisation").send_keys("Secret firm")
    browser.turn(".next")
    answer_all(browser)
    see_outcome(browser)
    address = browser.find("#mail").get_attribute("href")
    assert address.startswith("mailto:scan@guild.example?subject=")
    assert "Secret" not in address
    assert "MAN0" not in address
    assert "Call 030" in browser.find(".ending").text
    before = set(browser.downloads.glob("*.json"))
    browser.driver.execute_script(
        "const link = document.getElementById('mail');"
        "link.addEventListener('click', (event) => event.preventDefault()); link.click()"
    )
    assert browser.wait_for_download(before).name in address
    assert browser.all("img") == []
    assert_quiet(browser)


def test_a_theme_gives_the_page_its_logo_colours_and_footer(
    browser: Browser, tmp_path: Path
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
    (tmp_path / "logo.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "theme.yaml").write_text(
        "format: 1\nlogo: {file: logo.svg, text: The guild}\n"
        "colours: {panel: '#7a0026', accent: '#7a0026'}\nfooter: Guild of bakers\n",
        encoding="utf-8",
    )
    options = ("--quick", "--theme", "theme.yaml", "--sector", "metalektro", "--lang", "en")
    made = slimscan("form", "--to", "scan", *options, cwd=tmp_path)
    assert made.returncode == ExitCode.DONE, made.stderr
    browser.show(tmp_path / made.stdout.strip(), DESKTOP)
    assert browser.find("img").get_attribute("alt") == "The guild"
    top = browser.find(".top").value_of_css_property("background-color")
    assert top in ("rgb(122, 0, 38)", "rgba(122, 0, 38, 1)")
    assert "21 statements and 14 short questions" in browser.find("main").text, "with its sector's"
    browser.turn("#begin")
    assert "0 of 31 answered" in browser.find(".count").text
    browser.turn(".next")
    answer_all(browser)
    see_outcome(browser)
    assert browser.find(".cover img").is_displayed()
    assert browser.find(".ending .foot").text == "Guild of bakers"
    assert_quiet(browser)


def test_the_invented_questionnaire_of_the_content_guide_works_as_a_page(
    browser: Browser, tmp_path: Path
) -> None:
    asked = guide_instrument(tmp_path)
    path = tmp_path / "shop.html"
    path.write_bytes(scan_page(asked, PageChoices("en"), made_on=date(2026, 1, 1)))
    browser.show(path, PHONE)
    begin(browser, "full")
    browser.turn(".next")
    answer_all(browser)
    see_outcome(browser)
    assert browser.find("#plan, .first p").text
    assert_quiet(browser)


class TestWhatThePageHolds:
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_it_fits_in_a_mail(self, base: Instrument, language: str) -> None:
        assert len(scan_page(base, PageChoices(language))) <= LARGEST

    def test_it_allows_no_connection_at_all(self, mini: Instrument) -> None:
        text = scan_page(mini, PageChoices("en")).decode()
        [rule] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert rule.startswith("default-src 'none';")
        assert "connect-src" not in rule
        assert "http" not in rule

    def test_the_same_choices_on_the_same_day_give_the_same_bytes(self, mini: Instrument) -> None:
        choices = PageChoices("en", page="abc")
        made = [scan_page(mini, choices, made_on=date(2026, 1, 1)) for _ in range(2)]
        assert made[0] == made[1]

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_every_word_that_its_scripts_say_is_in_it(
        self, base: Instrument, language: str
    ) -> None:
        folder = reports_folder() / "templates"
        text = "".join(path.read_text("utf-8") for path in folder.glob("scan*.js"))
        words = scan_texts(base, language)["words"]
        said = set(re.findall(r'\bsay\("([\w.]+)"', text))
        said |= {f"report.{key}" for key in re.findall(r'\bsaid\("([\w.]+)"', text)}
        assert len(said) > 100
        assert said - words.keys() == set()

    def test_a_file_that_is_saved_names_no_scan(self) -> None:
        text = (reports_folder() / "templates" / "scan_state.js").read_text("utf-8")
        assert "scan:" not in text[text.index("function delivery") :]

    @pytest.mark.parametrize("wrong", ["guild", "a@b", "a b@c.nl", "x@y.nl?bcc=z@z.nl"])
    def test_what_is_no_mail_address_is_refused(self, wrong: str) -> None:
        with pytest.raises(UsageError):
            offered_by("", "", wrong)


def test_a_page_for_employees_is_refused_with_what_to_do(tmp_path: Path) -> None:
    made = slimscan("form", "--to", "scan", "--audience", "employee", cwd=tmp_path)
    assert made.returncode == ExitCode.USAGE
    assert "--to html" in made.stderr
    other = slimscan("form", "--to", "scan", "--sector", "cheese", "--lang", "en", cwd=tmp_path)
    assert other.returncode == ExitCode.USAGE
    assert "bouw" in other.stderr
    assert list(tmp_path.glob("*.html")) == []


def test_saved_answers_are_refused_by_collect_as_the_leaders(
    base: Instrument, tmp_path: Path
) -> None:
    from test_collecting import keep_example

    scan = keep_example(base).id
    sheet = {
        "format": 1,
        "kind": "slimscan-answers",
        "questionnaire": {"id": base.questionnaire.id, "version": base.questionnaire.version,
                          "content_hash": base.content_hash},
        "audience": "leader", "language": "nl", "respondent": "a1b2c3d4e5f6",
        "given_on": "2026-11-27", "quick": True, "organisation": "Smith", "sector": "bouw",
        "size": "small", "role": "director", "answers": {"MAN01": 3},
    }  # fmt: skip
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(sheet), encoding="utf-8")
    done = slimscan("collect", scan, path, "--lang", "en", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE_WITH_REJECTS
    assert "start --answers" in done.stdout + done.stderr
