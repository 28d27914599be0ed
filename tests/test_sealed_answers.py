"""Sealed answers: locked in a real browser, opened by the holder of the key, and by nobody else."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, Browser, open_browser
from kept_ledger import firms_in
from sealed import FIRM, HOLDER, SEED, form, handed_in, slimscan
from selenium.webdriver.common.keys import Keys
from test_collecting import keep_example
from vendored import BUNDLE, bundle

from slimscan.errors import ExitCode
from slimscan.privacy import open_book
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.scan_key import make_key, read_key
from slimscan.scan.sealing import (
    ANSWERS,
    BEGIN,
    END,
    SealBrokenError,
    SealedAnswers,
    sealed_in_text,
)
from slimscan.scan.store import Shelf
from slimscan.staff.keeping import held_staff
from slimscan.staff.staff_file import staff_file

STATES = ["dont_know", "not_applicable"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def work(tmp_path: Path, base: Instrument) -> Path:
    keep_example(base, quick=True)
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def answer_all(browser: Browser, seed: int) -> dict[str, int | str]:
    """Give everything that can be given an answer, and go to the overview."""
    chance = random.Random(seed)
    text = browser.driver.execute_script("return document.getElementById('form-data').textContent")
    answers = {}
    browser.turn(".actions .primary")
    for section in json.loads(text)["sections"]:
        for item in section["items"]:
            answers[item["id"]] = chance.choice([*item["codes"], *STATES])
            browser.click(f"#item-{item['id']} label:has([value='{answers[item['id']]}'])")
        browser.turn(".next")
    return answers


def save(browser: Browser) -> Path:
    before = set(browser.downloads.glob("*.json"))
    browser.turn("#save")
    return browser.wait_for_download(before)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_answers_locked_in_a_browser_are_scored_as_they_were_given(
    browser: Browser, work: Path, home: Path, size: tuple[int, int]
) -> None:
    browser.show(form(work, "--key-of", HOLDER), size)
    told = browser.find("main").text
    key = read_key(next(home.glob("*.key.json")))
    assert HOLDER in told
    assert key.fingerprint in told
    answers = answer_all(browser, SEED)
    path = save(browser)
    assert re.fullmatch(r"slimscan-sealed-[0-9a-f]{12}\.json", path.name)
    document = json.loads(path.read_text())
    assert set(document) == {"format", "kind", "key", "sealed"}
    opened = json.loads(SealedAnswers.from_document(document).open(key.open()))
    assert opened["answers"] == answers
    assert opened["respondent"] not in path.name
    text = browser.find("#sealed-text").get_attribute("value")
    assert [json.loads(one) for one in sealed_in_text(f"Hallo,\n\n> {text}")] == [document]
    done = slimscan("collect", FIRM, path, cwd=work)
    assert done.returncode == ExitCode.DONE, done.stderr
    again = slimscan("collect", FIRM, path, cwd=work)
    assert "Taken: 0. Collected before: 1." in again.stdout
    assert browser.complaints() == []
    assert browser.requests() <= {"file", "data", "blob"}


def test_a_locked_form_can_be_filled_in_and_saved_with_the_keyboard_alone(
    browser: Browser, work: Path, home: Path
) -> None:
    browser.show(form(work, "--quick"), DESKTOP)
    browser.tab_to("#keeps")
    browser.press(Keys.SPACE)
    browser.tab_to(".actions .primary")
    browser.press(Keys.ENTER)
    browser.find("fieldset")
    browser.tab_to("fieldset input")
    browser.press(Keys.SPACE)
    while not browser.all("#save"):
        heading = browser.find("h1").text
        browser.tab_to(".next", most=200)
        browser.press(Keys.ENTER)
        while browser.find("h1").text == heading:
            pass
    before = set(browser.downloads.glob("*.json"))
    browser.tab_to("#save")
    browser.press(Keys.ENTER)
    path = browser.wait_for_download(before)
    key = read_key(next(home.glob("*.key.json"))).open()
    opened = json.loads(SealedAnswers.from_document(json.loads(path.read_text())).open(key))
    assert len(opened["answers"]) == 1


def test_nothing_stays_on_the_device_but_after_a_yes(browser: Browser, work: Path) -> None:
    page = form(work, "--quick")
    browser.show(page, DESKTOP)
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    kept = "return Object.keys(localStorage).length"
    assert browser.driver.execute_script(kept) == 0
    browser.turn(".back")
    browser.click("#keeps")
    assert browser.driver.execute_script(kept) == 1
    browser.click("#keeps")
    assert browser.driver.execute_script(kept) == 0
    browser.click("#keeps")
    browser.open(page)
    assert browser.find("#keeps").is_selected()
    browser.turn(".actions .primary")
    assert len(browser.all("main :checked")) == 1


def test_without_web_crypto_nothing_is_saved_and_the_page_says_why(
    browser: Browser, work: Path
) -> None:
    page = form(work, "--quick")
    hidden = page.read_text().replace(
        "window.crypto && window.crypto.subtle", "window.crypto && false"
    )
    digest = re.search(r"<script>(.*?)</script>", hidden, re.DOTALL)
    assert digest
    old = re.search(r"script-src '(sha256-[^']+)'", hidden)
    assert old
    fresh = base64.b64encode(hashlib.sha256(digest[1].encode()).digest()).decode()
    page.write_text(hidden.replace(old[1], f"sha256-{fresh}"))
    browser.show(page, DESKTOP)
    assert "cannot lock" in browser.find(".warning").text
    browser.turn(".actions .primary")
    browser.click("fieldset label")
    while not browser.all(".save"):
        browser.turn(".next")
    assert browser.all("#save") == []
    assert "cannot lock" in browser.find(".save").text


def test_the_firm_that_holds_its_own_key_tells_its_staff(browser: Browser, work: Path) -> None:
    browser.show(form(work), DESKTOP)
    assert "your firm has the key itself" in browser.find("main").text


# Somebody without the key


def saved_by_script(browser: Browser, page: Path, answers: dict[str, object], remark: str) -> Path:
    """What is saved after these answers were left in the browser, with a remark."""
    place = "Object.keys(localStorage)[0]"
    script = f"""
        const state = JSON.parse(localStorage.getItem({place}));
        Object.assign(state, {{answers: arguments[0], remark: arguments[1], group: arguments[2]}});
        localStorage.setItem({place}, JSON.stringify(state));
    """
    browser.driver.execute_script(script, answers, remark, "Buitendienst" if remark else "")
    browser.open(page)
    browser.turn(".actions .primary")
    while not browser.all("#save"):
        browser.turn(".next")
    return save(browser)


def test_who_holds_all_files_the_form_and_the_program_cannot_tell_two_answer_sheets_apart(
    browser: Browser, work: Path
) -> None:
    page = form(work, "--groups", "Kantoor, Buitendienst", "--remarks")
    items = re.findall(r'"id": ?"([A-Z]+\d+)"', page.read_text())
    sheets: list[tuple[dict[str, object], str]] = [
        ({items[0]: 1}, ""),
        ({items[0]: 1}, ""),
        (dict.fromkeys(items, "not_applicable"), "\u0001" * 1000),
        (dict.fromkeys(items, 5), "Meer overleg, \U0001f642 graag"),
    ]
    files = []
    for answers, remark in sheets:
        browser.show(page, DESKTOP)
        browser.click("#keeps")
        browser.turn(".actions .primary")
        browser.click("fieldset label")
        files.append(saved_by_script(browser, page, answers, remark).read_text())
    assert len({len(text) for text in files}) == 1
    documents = [json.loads(text) for text in files]
    assert len({(one["format"], one["kind"], one["key"]) for one in documents}) == 1
    blocks: Counter[bytes] = Counter()
    for one in documents:
        content = base64.b64decode(one["sealed"])
        blocks.update(content[place : place + 16] for place in range(len(content) - 15))
    assert blocks.most_common(1)[0][1] == 1


def test_no_file_that_was_changed_or_cut_off_opens(tmp_path: Path) -> None:
    key = make_key(tmp_path / "a.key.json", "a", "")
    secret = key.open()
    sealed = key.public.seal(json.dumps({"answers": {"MAN01": 3}}).encode().ljust(2048), ANSWERS)
    chance = random.Random(SEED)
    for _ in range(10_000):
        bit = chance.randrange(8 * len(sealed))
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(SealBrokenError):
            SealedAnswers(key.fingerprint, bytes(changed)).open(secret)
    for _ in range(1_000):
        with pytest.raises(SealBrokenError):
            SealedAnswers(key.fingerprint, sealed[: chance.randrange(len(sealed))]).open(secret)
    assert json.loads(SealedAnswers(key.fingerprint, sealed).open(secret))


# What collect does with them


def test_a_changed_file_is_refused_and_the_others_are_taken(work: Path, home: Path) -> None:
    first, second, third = handed_in(work, home, 3)
    document = json.loads(second.read_text())
    content = bytearray(base64.b64decode(document["sealed"]))
    content[300] ^= 1
    second.write_text(json.dumps({**document, "sealed": base64.b64encode(bytes(content)).decode()}))
    third.write_text(third.read_text()[:-40])
    done = slimscan("collect", FIRM, first, second, third, "--lang", "en", cwd=work)
    assert done.returncode == ExitCode.DONE_WITH_REJECTS
    assert done.stderr.count("it was changed or is not whole") == 2
    assert "Taken: 1." in done.stdout


def test_answers_of_another_scan_are_refused_with_the_name_of_their_key(
    work: Path, home: Path
) -> None:
    [path] = handed_in(work, home)
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "key": "AAAA-BBBB-CCCC-DDDD"}))
    done = slimscan("collect", FIRM, path, "--lang", "en", cwd=work)
    assert done.returncode == ExitCode.DONE_WITH_REJECTS
    assert "AAAA-BBBB-CCCC-DDDD" in done.stdout + done.stderr


def test_what_was_collected_stays_locked_and_what_may_be_shown_needs_no_key(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 12)
    done = slimscan("collect", FIRM, *paths, cwd=work)
    assert done.returncode == ExitCode.DONE, done.stderr
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"000000000003" not in kept
    [copy, file] = sorted(home.glob("*.staff*.json"))
    for each in (copy, file):
        assert not re.search(rb'"[A-Z]{3}\d+": *\d', each.read_bytes())
    with_key = slimscan("show", FIRM, "--json", cwd=work).stdout
    next(home.glob("*.key.json")).unlink()
    without = slimscan("show", FIRM, "--json", cwd=work)
    assert without.stdout == with_key
    assert json.loads(with_key)["staff"]
    refused = slimscan("collect", FIRM, paths[0], "--lang", "en", cwd=work)
    assert refused.returncode == ExitCode.INPUT


def test_the_ledger_in_the_home_does_not_give_locked_answers_away(work: Path, home: Path) -> None:
    slimscan("collect", FIRM, *handed_in(work, home, 12), "--teams", cwd=work)
    signer = open_book(home).signer
    firms = [firm.ledger.publications[0] for firm in firms_in(home)]
    marks = [(one.id, one.mark) for firm in firms for one in firm.people]
    assert len(marks) == 12
    given = set("01234-?")
    assert not any(set(signer.unseal(person, mark)) <= given for person, mark in marks)


def test_the_same_staff_are_shown_alike_locked_and_open(
    work: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = handed_in(work, home, 12)
    key = read_key(next(home.glob("*.key.json"))).open()
    slimscan("collect", FIRM, *paths, cwd=work)
    locked = json.loads(slimscan("show", FIRM, "--json", cwd=work).stdout)["staff"]
    for path in paths:
        answers = SealedAnswers.from_document(json.loads(path.read_text())).open(key)
        path.write_bytes(answers)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(next(home.glob("*.scan.json")), other)
    monkeypatch.setenv("SLIMSCAN_HOME", str(other))
    done = slimscan("collect", FIRM, *paths, cwd=work)
    assert done.returncode == ExitCode.DONE, done.stderr
    plain = json.loads(slimscan("show", FIRM, "--json", cwd=work).stdout)["staff"]
    assert plain == locked


# The key


def test_a_key_that_moved_to_its_holder_opens_there_and_nowhere_else(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 6)
    stick = work / "stick" / "key.json"
    stick.parent.mkdir()
    done = slimscan("key", FIRM, "--move", stick, "--lang", "en", cwd=work)
    assert "not on this computer" in done.stdout
    assert stick.stat().st_mode & 0o777 == 0o600
    secret = json.loads(stick.read_text())["secret"]
    assert all(secret.encode() not in path.read_bytes() for path in home.iterdir())
    refused = slimscan("collect", FIRM, *paths, "--lang", "en", cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert "--key FILE" in refused.stdout + refused.stderr
    done = slimscan("collect", FIRM, *paths, "--key", stick, "--lang", "en", cwd=work)
    assert "Taken: 6." in done.stdout, done.stderr
    assert all(secret.encode() not in path.read_bytes() for path in home.iterdir())


def test_a_lost_key_is_put_back_from_its_copy_and_no_other_key_is(work: Path, home: Path) -> None:
    paths = handed_in(work, home)
    slimscan("key", FIRM, "--backup", work / "copy.json", cwd=work)
    [file] = home.glob("*.key.json")
    make_key(work / "other.json", "x", "").save()
    file.unlink()
    assert slimscan("collect", FIRM, *paths, cwd=work).returncode != ExitCode.DONE
    slimscan("key", FIRM, "--restore", work / "copy.json", cwd=work)
    assert slimscan("collect", FIRM, *paths, cwd=work).returncode == ExitCode.DONE
    refused = slimscan("key", FIRM, "--restore", work / "other.json", "--lang", "en", cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert "another key" in refused.stderr + refused.stdout


def test_a_lost_key_is_asked_for_and_never_replaced_by_a_new_one(work: Path, home: Path) -> None:
    slimscan("collect", FIRM, *handed_in(work, home, 6), cwd=work)
    slimscan("key", FIRM, "--backup", work / "copy.json", cwd=work)
    [file] = home.glob("*.key.json")
    file.unlink()
    for command in (("form", "--scan", FIRM, "--output", "new.html"), ("key", FIRM)):
        refused = slimscan(*command, "--lang", "en", cwd=work)
        assert refused.returncode == ExitCode.INPUT
        assert "slimscan key SCAN --restore FILE" in refused.stderr
    assert not file.exists()
    slimscan("key", FIRM, "--restore", work / "copy.json", cwd=work)
    again = slimscan("collect", FIRM, work / "sealed-0.json", "--lang", "en", cwd=work)
    assert "Collected before: 1." in again.stdout


@pytest.mark.parametrize("way", ["--backup", "--move"])
def test_no_other_key_and_no_file_of_the_user_is_overwritten_by_a_key(
    work: Path, home: Path, way: str
) -> None:
    form(work)
    other, note = work / "other.json", work / "note.txt"
    make_key(other, "x", "").save()
    note.write_text("mine")
    before = other.read_text()
    for place, options in ((other, ("--yes",)), (note, ()), (Path("/dev/null"), ("--yes",))):
        refused = slimscan("key", FIRM, way, place, *options, cwd=work)
        assert refused.returncode == ExitCode.INPUT, place
    assert (other.read_text(), note.read_text()) == (before, "mine")
    assert read_key(next(home.glob("*.key.json"))).is_here


def test_whoever_makes_the_form_hears_that_the_key_is_still_here(work: Path, home: Path) -> None:
    made = (
        "form",
        "--scan",
        FIRM,
        "--key-of",
        HOLDER,
        "--output",
        "f.html",
        "--yes",
        "--lang",
        "en",
    )
    told = slimscan(*made, cwd=work).stderr
    assert "--move FILE" in told
    assert HOLDER in told
    slimscan("key", FIRM, "--move", work / "key.json", cwd=work)
    assert "--move" not in slimscan(*made, cwd=work).stderr


def test_answers_can_be_taken_away_by_whoever_has_no_key(work: Path, home: Path) -> None:
    slimscan("collect", FIRM, *handed_in(work, home, 12), cwd=work)
    slimscan("key", FIRM, "--move", work / "key.json", cwd=work)
    done = slimscan("collect", FIRM, "--forget-now", "--yes", "--lang", "en", cwd=work)
    assert (done.returncode, done.stdout.count("taken away")) == (ExitCode.DONE, 1)
    assert json.loads(next(home.glob("*.staff.json")).read_text())["sealed"] is None


def test_a_mail_that_was_cut_off_is_named_and_the_whole_one_after_it_is_taken(
    work: Path, home: Path
) -> None:
    first, second = (path.read_bytes() for path in handed_in(work, home, 2))
    lines = base64.b64encode(first).decode()
    cut = f"{BEGIN}\n{lines[:300]}"
    whole = f"{BEGIN}\n> {base64.b64encode(second).decode()}\n{END}"
    mail = work / "mail.txt"
    mail.write_text(f"Hallo\n{cut}\n\nVan: een ander\n{whole}\n")
    done = slimscan("collect", FIRM, mail, "--lang", "en", cwd=work)
    assert done.returncode == ExitCode.DONE_WITH_REJECTS
    assert "Taken: 1." in done.stdout
    assert "not whole" in done.stdout + done.stderr


def test_a_key_under_a_passphrase_opens_with_that_passphrase_alone(
    work: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = handed_in(work, home)
    plain = json.loads(next(home.glob("*.key.json")).read_text())["secret"]
    monkeypatch.setenv("SLIMSCAN_PASSPHRASE", "vier woorden die niemand raadt")
    told = slimscan("key", FIRM, "--protect", "--lang", "en", cwd=work).stdout
    assert "under a passphrase" in told
    assert plain not in next(home.glob("*.key.json")).read_text()
    monkeypatch.setenv("SLIMSCAN_PASSPHRASE", "iets anders")
    refused = slimscan("collect", FIRM, *paths, "--lang", "en", cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert "not the passphrase" in refused.stdout + refused.stderr
    monkeypatch.delenv("SLIMSCAN_PASSPHRASE")
    assert slimscan("collect", FIRM, *paths, cwd=work).returncode == ExitCode.INPUT
    monkeypatch.setenv("SLIMSCAN_PASSPHRASE", "vier woorden die niemand raadt")
    assert slimscan("collect", FIRM, *paths, cwd=work).returncode == ExitCode.DONE


def test_doctor_names_a_key_that_has_no_second_copy(work: Path, home: Path) -> None:
    form(work)
    [file] = home.glob("*.key.json")
    scan = file.name.removesuffix(".key.json")
    assert f"scan {scan} has no second copy" in slimscan("doctor", "--lang", "en", cwd=work).stdout
    slimscan("key", FIRM, "--backup", work / "copy.json", cwd=work)
    assert "second copy" not in slimscan("doctor", "--lang", "en", cwd=work).stdout


def test_deleting_a_scan_deletes_its_key(work: Path, home: Path) -> None:
    form(work)
    slimscan("scans", "--delete", FIRM, "--yes", cwd=work)
    assert list(home.glob("*.key.json")) == []


def test_a_comparison_without_the_key_says_so_and_leaves_the_staff_out(
    work: Path, home: Path, base: Instrument
) -> None:
    slimscan("collect", FIRM, *handed_in(work, home, 12), cwd=work)
    first = next(home.glob("*.key.json")).name.removesuffix(".key.json")
    later = keep_example(base, quick=True).id
    with_key = slimscan("compare", first, later, "--json", cwd=work)
    slimscan("key", first, "--move", work / "key.json", cwd=work)
    without = slimscan("compare", first, later, "--json", "--lang", "en", cwd=work)
    assert without.returncode == ExitCode.DONE
    assert "The key of this scan" in without.stderr
    told, all_told = json.loads(without.stdout), json.loads(with_key.stdout)
    assert told["overall"] == all_told["overall"]
    assert told.keys() <= all_told.keys()


# Forgetting


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "open"])
def test_answers_can_be_taken_away_and_what_may_be_shown_stays(
    work: Path, home: Path, sealed: bool
) -> None:
    paths = handed_in(work, home, 12)
    if not sealed:
        [file] = home.glob("*.key.json")
        secret = read_key(file).open()
        for path in paths:
            answers = SealedAnswers.from_document(json.loads(path.read_text())).open(secret)
            path.write_bytes(answers)
        file.unlink()
    slimscan("collect", FIRM, *paths, cwd=work)
    before = json.loads(slimscan("show", FIRM, "--json", cwd=work).stdout)["staff"]
    assert slimscan("collect", FIRM, "--forget-now", "--yes", cwd=work).returncode == ExitCode.DONE
    document = json.loads(next(home.glob("*.staff.json")).read_text())
    assert (document["answers"], document["sealed"], document["count"]) == (None, None, 12)
    assert json.loads(slimscan("show", FIRM, "--json", cwd=work).stdout)["staff"] == before
    refused = slimscan("collect", FIRM, paths[0], "--lang", "en", cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert "taken away" in refused.stdout + refused.stderr


def test_on_the_day_after_the_agreed_one_the_answers_are_gone_by_themselves(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 6)
    past = slimscan("collect", FIRM, *paths, "--forget-after", "2020-01-01", cwd=work)
    assert past.returncode == ExitCode.USAGE
    tomorrow = date.today() + timedelta(days=1)
    slimscan("collect", FIRM, *paths, "--forget-after", tomorrow.isoformat(), cwd=work)
    shelf = Shelf(home)
    scan = shelf.file_of(next(home.glob("*.key.json")).name.split(".")[0]).load()
    assert held_staff(shelf, scan, tomorrow).sealed
    gone = held_staff(shelf, scan, tomorrow + timedelta(days=1))
    assert (gone.sealed, gone.answers) == (None, None)
    assert staff_file(shelf, scan).held() == gone


# Inviting


def test_an_invitation_names_the_key_in_mail_reminder_and_poster(work: Path, home: Path) -> None:
    link = "https://bureau.example/scan/f83a"
    said = ("form", "--scan", FIRM, "--key-of", HOLDER, "--link", link, "--output", "in.txt")
    done = slimscan(*said, cwd=work)
    assert done.stdout.split() == ["in.txt", "in-reminder.txt", "in-poster.pdf"], done.stderr
    key = read_key(next(home.glob("*.key.json"))).fingerprint
    poster = subprocess.run(
        ["pdftotext", "-layout", work / "in-poster.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    for text in (
        *((work / name).read_text("utf-8-sig") for name in ("in.txt", "in-reminder.txt")),
        poster,
    ):
        words_ = " ".join(text.split())
        assert words_.count(key) == 2
        assert words_.count(link) == 2
        assert HOLDER in words_
    assert all(len(line) <= 72 for line in (work / "in.txt").read_text("utf-8-sig").splitlines())


@pytest.mark.parametrize("link", ["http://bureau.example/a", "bureau.example", "https://a b"])
def test_an_address_on_which_no_browser_can_lock_is_refused(work: Path, link: str) -> None:
    done = slimscan("form", "--scan", FIRM, "--link", link, "--lang", "en", cwd=work)
    assert done.returncode == ExitCode.USAGE
    assert "https://" in done.stderr


@pytest.mark.parametrize(
    "options",
    [("--to", "csv"), ("--audience", "leader")],
)
def test_what_cannot_seal_says_so(work: Path, options: tuple[str, ...]) -> None:
    done = slimscan("form", "--scan", FIRM, "--seal", *options, "--lang", "en", cwd=work)
    assert done.returncode == ExitCode.USAGE
    assert "Only the form for a browser" in done.stderr


def test_the_bundle_is_made_of_the_packages_that_it_names() -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    assert BUNDLE.read_text(encoding="utf-8") == bundle()
