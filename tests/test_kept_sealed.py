"""What is kept of locked answers: when what may be shown is settled, and what happens to the key."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_ledger import firms_in
from sealed import FIRM, HOLDER, form, handed_in, opened, slimscan
from test_collecting import keep_example

from slimscan.errors import ExitCode, Fault, InputError
from slimscan.privacy import Signer, open_book
from slimscan.privacy.book import LEDGER_NAME
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.scan_key import make_key, read_key
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.staff.answers import MADE_FROM_CONTENT
from slimscan.staff.rows import staff_rows


@pytest.fixture
def work(tmp_path: Path, base: Instrument) -> Path:
    keep_example(base, quick=True)
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("SLIMSCAN_PASSPHRASE", "vier woorden die niemand raadt")
    return monkeypatch


def shown(work: Path) -> dict[str, object]:
    return dict(json.loads(slimscan("show", FIRM, "--json", cwd=work).stdout).get("staff", {}))


def collect(work: Path, *options: object) -> None:
    done = slimscan("collect", FIRM, *options, cwd=work)
    assert done.returncode == ExitCode.DONE, done.stderr


def kept(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())


# When what may be shown is settled


def test_files_that_come_one_by_one_are_shown_as_those_that_come_in_one_go(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 8)
    before = {path: path.read_bytes() for path in home.iterdir()}
    collect(work, *paths[:7])
    in_one_go = shown(work)
    for path in home.iterdir():
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    for part in (paths[:5], paths[5:6], paths[6:7]):
        collect(work, *part)
    assert not (home / LEDGER_NAME).exists() or not open_book(home).forget_answers("x")
    assert shown(work) == in_one_go
    assert json.loads(next(home.glob("*.staff.json")).read_text())["waiting"] is False
    collect(work, paths[7])
    late = shown(work)
    assert late["held_back"] is True
    assert late["scales"] == in_one_go["scales"]


def test_what_came_in_since_is_not_shown_without_the_key_and_that_is_said(
    work: Path, home: Path, passphrase: pytest.MonkeyPatch
) -> None:
    paths = handed_in(work, home, 6)
    slimscan("key", FIRM, "--protect", cwd=work)
    collect(work, *paths)
    passphrase.delenv("SLIMSCAN_PASSPHRASE")
    told = slimscan("show", FIRM, "--json", "--lang", "en", cwd=work)
    assert told.returncode == ExitCode.DONE
    assert "staff" not in json.loads(told.stdout)
    assert "not counted in here yet" in told.stderr
    passphrase.setenv("SLIMSCAN_PASSPHRASE", "vier woorden die niemand raadt")
    with_key = shown(work)
    assert with_key
    passphrase.delenv("SLIMSCAN_PASSPHRASE")
    again = slimscan("show", FIRM, "--json", cwd=work)
    assert (json.loads(again.stdout)["staff"], again.stderr) == (with_key, "")


def test_a_key_that_leaves_settles_what_waits_and_one_copy_is_called_one(
    work: Path, home: Path
) -> None:
    collect(work, *handed_in(work, home, 6))
    moved = slimscan("key", FIRM, "--move", work / "key.json", "--lang", "en", cwd=work)
    assert "There is one copy of the key now" in moved.stderr
    assert "second copy was made" not in moved.stdout
    assert shown(work)["scales"]


def test_answers_from_before_the_key_are_locked_with_it_and_count_as_the_same(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 13)
    plain = [opened(path, home) for path in paths]
    key = next(home.glob("*.key.json"))
    hidden = Path(shutil.move(key, work / "hidden.json"))
    collect(work, *plain[:12])
    before = shown(work)
    assert b'"000000000003"' in kept(home)
    shutil.move(hidden, key)
    told = slimscan("form", "--scan", FIRM, "--output", "b.html", "--lang", "en", cwd=work)
    assert "locked from now on" in told.stderr
    assert b'"000000000003"' not in kept(home)
    collect(work, paths[12])
    after = shown(work)
    assert after["held_back"] is True
    assert after["scales"] == before["scales"]
    assert list(marks_that_can_be_read(home)) == []


def test_whoever_a_table_does_not_name_is_the_same_person_once_the_scan_has_a_key(
    base: Instrument,
) -> None:
    item = base.questionnaire.items[0].id
    person = Respondent({item: Answer(State.ANSWERED, 2)}, respondent=f"{MADE_FROM_CONTENT}a")
    named = Respondent({item: Answer(State.ANSWERED, 2)}, respondent="a1b2c3d4")
    open_, locked = (staff_rows(base.questionnaire, [person, named], pad) for pad in ("", "pad"))
    signer = Signer(b"0" * 32)
    before, after = signer.known(open_), signer.known(locked)
    assert before[0] == after[0]
    assert set(before[1].keys) & set(after[1].keys)


def marks_that_can_be_read(home: Path) -> Iterator[str]:
    """What the ledger holds of answers, as far as this home can read it."""
    signer = open_book(home).signer
    for firm in firms_in(home):
        for report in firm.ledger.publications:
            for one in report.people:
                answers = signer.unseal(one.id, one.mark)
                if set(answers) <= set("01234-?"):
                    yield answers


def test_nobody_sees_from_the_file_whether_somebody_wrote_a_remark(work: Path, home: Path) -> None:
    lengths = []
    for remark in ("", "Meer overleg graag. " * 40):
        paths = handed_in(work, home, 1, remark=remark)
        collect(work, *paths)
        lengths.append(len(next(home.glob("*.staff.json")).read_text()))
        collect(work, "--remove", "000000000000")
    assert lengths[0] == lengths[1]


def test_the_response_per_team_is_told_as_far_as_the_rule_allows(work: Path, home: Path) -> None:
    paths = handed_in(work, home, 16, teams=("Kantoor", "Buiten", "Buiten"))
    told = slimscan("collect", FIRM, *paths[:15], "--teams", "--lang", "en", cwd=work)
    assert "Kantoor: 5-9 people." in told.stdout
    assert "Buiten: 10-19 people." in told.stdout
    late = slimscan("collect", FIRM, paths[15], "--teams", "--json", cwd=work)
    teams = {one["team"]: one["people"] for one in json.loads(late.stdout)["teams"]}
    assert teams == {"Kantoor": "5-9", "Buiten": "10-19"}
    small = slimscan("collect", FIRM, "--teams", "--lang", "en", cwd=work)
    assert small.returncode == ExitCode.DONE


# Taking away


def test_taking_away_asks_first_and_needs_answers(work: Path, home: Path) -> None:
    form(work)
    nothing = slimscan("collect", FIRM, "--forget-now", "--yes", "--lang", "en", cwd=work)
    assert nothing.returncode == ExitCode.INPUT
    assert "no answers to take away" in nothing.stderr
    collect(work, *handed_in(work, home, 6))
    asked = slimscan("collect", FIRM, "--forget-now", cwd=work)
    assert asked.returncode == ExitCode.USAGE
    both = ("--forget-now", "--forget-after", "31-12-2090")
    assert slimscan("collect", FIRM, *both, cwd=work).returncode == ExitCode.USAGE
    assert json.loads(next(home.glob("*.staff.json")).read_text())["sealed"]
    collect(work, "--forget-after", "31-12-2090")
    document = json.loads(next(home.glob("*.staff.json")).read_text())
    assert (document["forget_after"], document["waiting"]) == ("2090-12-31", False)
    assert document["released"]


# The key


def test_a_passphrase_is_never_taken_off_without_a_word(
    work: Path, home: Path, passphrase: pytest.MonkeyPatch
) -> None:
    form(work)
    key = next(home.glob("*.key.json"))
    slimscan("key", FIRM, "--backup", work / "copy.json", cwd=work)
    opposed = slimscan("key", FIRM, "--protect", "--unprotect", cwd=work)
    assert opposed.returncode == ExitCode.USAGE
    told = slimscan("key", FIRM, "--protect", "--lang", "en", cwd=work)
    assert "Copies that you made before have none" in told.stderr
    assert not json.loads(key.read_text())["secret"], "nobody reads it without the passphrase"
    put_back = ("key", FIRM, "--restore", work / "copy.json", "--lang", "en")
    refused = slimscan(*put_back, cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert "no passphrase" in refused.stderr
    assert json.loads(key.read_text())["locked"]
    assert slimscan(*put_back, "--yes", cwd=work).returncode == ExitCode.DONE
    assert json.loads(key.read_text())["secret"]


def test_a_key_is_not_copied_or_moved_to_where_the_answers_are(work: Path, home: Path) -> None:
    form(work)
    for way in ("--backup", "--move"):
        refused = slimscan("key", FIRM, way, home / "k.json", "--lang", "en", cwd=work)
        assert refused.returncode == ExitCode.INPUT
        assert "Choose another place" in refused.stderr
    assert not (home / "k.json").exists()


def test_a_key_gets_another_holder_only_after_a_yes(work: Path, home: Path) -> None:
    form(work, "--key-of", HOLDER)
    again = ("form", "--scan", FIRM, "--key-of", "Directie", "--output", "b.html", "--lang", "en")
    refused = slimscan(*again, cwd=work)
    assert refused.returncode == ExitCode.INPUT
    assert HOLDER in refused.stderr
    assert HOLDER in next(home.glob("*.key.json")).read_text()
    agreed = slimscan(*again, "--yes", cwd=work)
    assert "still name them" in agreed.stderr
    assert slimscan(*again, "--open", "--yes", cwd=work).returncode == ExitCode.USAGE


def test_what_holds_for_all_files_is_said_once_and_how_many_were_not_read(
    work: Path, home: Path
) -> None:
    paths = handed_in(work, home, 3)
    slimscan("key", FIRM, "--move", work / "key.json", cwd=work)
    make_key(work / "other.json", "x", "").save()
    for options in ((), ("--key", work / "other.json")):
        told = slimscan("collect", FIRM, *paths, *options, "--lang", "en", cwd=work)
        assert told.returncode == ExitCode.INPUT
        assert "Files that could not be read: 3." in told.stdout
        assert len(told.stderr.strip().splitlines()) == 1


def test_a_mail_without_answers_is_told_what_to_hand_in(work: Path, home: Path) -> None:
    form(work)
    (work / "mail.eml").write_text("From: a@b.nl\nSubject: x\n\nHoi, ik doe niet mee.\n")
    told = slimscan("collect", FIRM, work / "mail.eml", "--lang", "en", cwd=work)
    assert told.returncode == ExitCode.INPUT
    assert "save the attachment" in told.stderr


@pytest.mark.parametrize("change", [{"secret": "AAAA"}, {"public": "no key"}, {"format": 0}])
def test_a_key_that_does_not_fit_together_is_called_damaged(
    tmp_path: Path, change: dict[str, object]
) -> None:
    key = make_key(tmp_path / "key.json", "12345678", HOLDER)
    key.path.write_text(json.dumps(key.document.model_dump(mode="json")), encoding="utf-8")
    assert read_key(key.path).fingerprint == key.fingerprint
    wrong = key.document.model_dump(mode="json") | change
    key.path.write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_key(key.path)
    assert refused.value.problems[0].fault is Fault.SEAL_KEY_DAMAGED
