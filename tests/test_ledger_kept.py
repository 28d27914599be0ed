"""The ledger of people: lost and begun anew, after a scan is deleted, and taken over from before."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from batches import table
from click.testing import Result as Outcome
from kept import kept_on
from kept_ledger import firms_in
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.cli.interview_run import Manner, finish
from slimscan.errors import Fault, InputError, SlimscanError
from slimscan.language import words
from slimscan.privacy.book import KEY_NAME, LEDGER_NAME, _not_written
from slimscan.privacy.kept_firm import Firm
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import new_scan
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

ITEMS = ("H1", "H2", "D1", "D2", "R1")

OLD = Path(__file__).parent / "data" / "ledger-format-1.json"
"""What version 0.1 kept beside a scan when it had shown `person(0)` to `person(11)`."""


BOOK_OF_BEFORE = Path(__file__).parent / "data" / "ledger-format-2.sqlite"
"""What format 2 kept in a home: `person(0)` to `person(11)` of a scan, 20 to 31 of a batch."""
ITS_KEY = bytes.fromhex("55b76e14e738a751cee9803b354521f57fe4c6d2027f91bd065ec9eb4c84f180")


def run(*arguments: object) -> Outcome:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def fault_of(done: Outcome) -> Fault:
    assert isinstance(done.exception, SlimscanError), done.output
    return done.exception.problems[0].fault


def answers(number: int) -> dict[str, int]:
    """Those of the old ledger around the middle; who comes later moves every mean."""
    if number >= 12:
        return dict.fromkeys(ITEMS, 5) | {"H2": 1}
    return {item: (number * (place + 2) + place) % 5 + 1 for place, item in enumerate(ITEMS)}


def person(number: int) -> StaffRespondent:
    group = "Ovens" if number < 7 else "Shop"
    return StaffRespondent(respondent=f"p{number:02}", group=group, answers=answers(number))


def keep(instrument: Instrument, home: Path, scan_id: str, people: range) -> Shelf:
    """A scan at home, with these people."""
    shelf = Shelf(home)
    shelf.prepare()
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    scan = scan.changed(id=scan_id, answers=dict.fromkeys(ITEMS, 3), finished=True)
    shelf.file_for(scan).save(scan)
    respondents = tuple(map(person, people))
    staff_file(shelf, scan).save(StaffAnswers(scan=scan_id, respondents=respondents))
    return shelf


def shown(*arguments: object) -> dict[str, Any]:
    """What is shown of the staff: by team and scale the mean, and whether some wait."""
    done = run("show", *arguments, "--json")
    assert done.exit_code == 0, done.exception
    staff = json.loads(done.stdout)["staff"]
    groups = {"": staff["scales"]} | {one["name"]: one["scales"] for one in staff["groups"]}
    means = {
        (team, one["id"]): one["mean"]
        for team, scales in groups.items()
        for one in scales
        if one["mean"] is not None
    }
    return {"means": means, "waits": staff["held_back"]}


OVER = {"report": ("--yes",)}
"""What a command asks for, to write once more."""


class TestWithoutTheLedger:
    COMMANDS = (
        ("show", "aaaa1111"),
        ("report", "aaaa1111", "--format", "json"),
        ("plan", "aaaa1111"),
        ("compare", "bbbb2222", "aaaa1111"),
    )

    @pytest.mark.parametrize("lost", [(LEDGER_NAME, KEY_NAME), (LEDGER_NAME,), (KEY_NAME,)])
    def test_nothing_new_is_shown_of_the_same_people_until_a_new_ledger_is_asked_for(
        self, mini: Instrument, home: Path, tmp_path: Path, lost: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        keep(mini, home, "bbbb2222", range(0))
        keep(mini, home, "aaaa1111", range(7))
        before = shown("aaaa1111")
        assert before["means"]
        for name in lost:
            (home / name).unlink()
        for command in self.COMMANDS:
            assert fault_of(run(*command)) is Fault.LEDGER_MISSING
        assert not list(tmp_path.glob("*.json")), "no report either"
        assert shown("aaaa1111", "--new-ledger") == before
        assert shown("aaaa1111") == before, "from then on the new ledger counts"
        aside = {path.name.split(".before-")[0] for path in home.glob("*.before-*")}
        assert aside == {LEDGER_NAME, KEY_NAME} - set(lost) if len(lost) == 1 else not aside

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
    def test_every_command_that_stops_goes_on_when_told(
        self, mini: Instrument, home: Path, tmp_path: Path, command: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        keep(mini, home, "bbbb2222", range(0))
        keep(mini, home, "aaaa1111", range(7))
        before = shown("aaaa1111")
        (home / LEDGER_NAME).unlink()
        (home / KEY_NAME).unlink()
        assert fault_of(run(*command)) is Fault.LEDGER_MISSING
        assert run(*command, "--new-ledger").exit_code == 0
        assert run(*command, *OVER.get(command[0], ())).exit_code == 0, (
            "from then on the new ledger counts"
        )
        assert shown("aaaa1111") == before

    def test_a_plan_is_changed_under_a_new_ledger_in_one_command(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(mini, home, "aaaa1111", range(7))
        shown("aaaa1111")
        (home / LEDGER_NAME).unlink()
        (home / KEY_NAME).unlink()
        assert run("plan", "aaaa1111", "--own", "Talk", "--new-ledger").exit_code == 0
        assert "Talk" in run("plan", "aaaa1111").stdout

    def test_a_resumed_interview_ends_under_a_new_ledger_when_told(
        self, mini: Instrument, home: Path, tmp_path: Path
    ) -> None:
        shelf = keep(mini, home, "aaaa1111", range(7))
        before = shown("aaaa1111")
        (home / LEDGER_NAME).unlink()
        (home / KEY_NAME).unlink()
        opened = kept_on(shelf, shelf.find("aaaa1111").load())
        asked = Manner("en", True, True, True, tmp_path / "r.json")
        with pytest.raises(InputError):
            finish(mini, opened, asked)
        finish(mini, opened, replace(asked, new_ledger=True))
        assert (tmp_path / "r.json").exists()
        assert shown("aaaa1111") == before

    def test_what_it_means_is_said_where_it_is_advised(self) -> None:
        told = words("en", "problems").texts["ledger_missing"]
        assert "--new-ledger" in told
        assert "what one person answered" in told

    def test_a_batch_stops_too_and_goes_on_when_told(
        self, mini: Instrument, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        batch = batch_of(range(12), mini)
        assert run(*batch).exit_code == 0
        before = Path("out/organisations.csv").read_bytes()
        (home / LEDGER_NAME).unlink()
        (home / KEY_NAME).unlink()
        assert fault_of(run(*batch)) is Fault.LEDGER_MISSING
        assert run(*batch, "--new-ledger").exit_code == 0
        assert Path("out/organisations.csv").read_bytes() == before


def batch_of(people: range, instrument: Instrument) -> tuple[object, ...]:
    """The command that scores these people of one firm; their answers stand in a file."""
    header = ("respondent", "organisation", "role", "group", *ITEMS)
    rows = [
        (one.respondent, "Firm", "employee", one.group, *one.answers.values())
        for one in map(person, people)
    ]
    Path("q.csv").write_text(table(header, rows), encoding="utf-8")
    rest = ("--questionnaire", instrument.folder, "--jobs", 1, "--yes")
    return ("batch", "q.csv", "--output", "out", *rest)


class TestAfterAScanIsDeleted:
    def test_its_hashes_stay_without_answers_and_it_is_said(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(mini, home, "aaaa1111", range(7))
        assert shown("aaaa1111")["means"]
        [sealed] = firms_in(home)
        assert all(one.seal for one in sealed.known.values())
        done = run("scans", "--delete", "aaaa1111", "--yes")
        assert words("en", "cli").texts["scans.ledger_stays"] in done.stderr.replace("\n", " ")
        [left] = firms_in(home)
        assert [one[:3] for one in left.known.values()] == [
            one[:3] for one in sealed.known.values()
        ]
        assert not any(one.seal for one in left.known.values())
        then, now = marks_of(sealed), marks_of(left)
        assert len(now) == len(then) > 0
        assert not now & then
        assert {len(mark) for mark in now} == {16}, "a hash, not as long as the answers"

    def test_one_more_person_in_a_new_scan_is_not_told_by_subtraction(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(mini, home, "aaaa1111", range(7))
        shown("aaaa1111")
        assert run("scans", "--delete", "aaaa1111", "--yes").exit_code == 0
        keep(mini, home, "bbbb2222", range(8))
        told = shown("bbbb2222")["means"]
        assert {team for team, _ in told} == {"Ovens"}, "those seven; of all eight it would tell"
        keep(mini, home, "bbbb2222", range(13))
        assert {team for team, _ in shown("bbbb2222")["means"]} == {"", "Ovens", "Shop"}


def marks_of(firm: Firm) -> set[str]:
    return {one.mark for report in firm.ledger.publications for one in report.people}


class TestLedgersOfBefore:
    def test_one_beside_a_scan_goes_on_to_count(self, mini: Instrument, home: Path) -> None:
        twelve = steps_of_twelve(mini, home)
        shelf = keep(mini, home, "aaaa1111", range(13))
        beside = shelf.folder / "aaaa1111.ledger.json"
        beside.write_bytes(OLD.read_bytes())
        told = shown("aaaa1111")
        assert told == {"means": twelve, "waits": True}, "the one who came since waits"
        assert "people" not in json.loads(beside.read_text(encoding="utf-8")), "it is taken over"
        assert shown("aaaa1111") == told
        keep(mini, home, "aaaa1111", range(17))
        assert shown("aaaa1111")["waits"] is False

    def test_one_in_the_folder_of_a_batch_goes_on_to_count(
        self, mini: Instrument, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert run(*batch_of(range(12), mini)).exit_code == 0
        before = Path("out/organisations.csv").read_bytes()
        for name in (LEDGER_NAME, KEY_NAME):
            (home / name).unlink()
        write_old_book(Path("out/organisations.ledger"), "firm")
        assert run(*batch_of(range(13), mini)).exit_code == 0
        assert Path("out/organisations.csv").read_bytes() == before
        assert run(*batch_of(range(17), mini)).exit_code == 0
        assert Path("out/organisations.csv").read_bytes() != before

    def test_one_in_the_home_goes_on_to_count(
        self, mini: Instrument, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        twelve = steps_of_twelve(mini, home)
        (home / LEDGER_NAME).write_bytes(BOOK_OF_BEFORE.read_bytes())
        (home / KEY_NAME).write_bytes(ITS_KEY)
        keep(mini, home, "aaaa1111", range(13))
        assert shown("aaaa1111") == {"means": twelve, "waits": True}, "the one who came since waits"
        assert run(*batch_of(range(20, 32), mini)).exit_code == 0
        before = Path("out/organisations.csv").read_bytes()
        assert run(*batch_of(range(19, 32), mini)).exit_code == 0
        assert Path("out/organisations.csv").read_bytes() == before, "the one who came since waits"
        assert len(firms_in(home)) == 2
        keep(mini, home, "aaaa1111", range(17))
        assert shown("aaaa1111")["waits"] is False
        assert [len(firm.known) for firm in firms_in(home)] == [17, 12]

    @pytest.mark.parametrize("version", [0, 1])
    def test_one_in_the_home_that_no_version_wrote_is_refused(
        self, mini: Instrument, home: Path, version: int
    ) -> None:
        keep(mini, home, "aaaa1111", range(13))
        shown("aaaa1111")
        with contextlib.closing(sqlite3.connect(home / LEDGER_NAME)) as book:
            book.execute(f"pragma user_version = {version}")
        assert fault_of(run("show", "aaaa1111")) is Fault.LEDGER_DAMAGED

    @pytest.mark.parametrize(
        ("name", "content"),
        [(LEDGER_NAME, b"x"), (LEDGER_NAME, b"much" * 9000), (KEY_NAME, b"short")],
    )
    def test_a_damaged_one_is_put_aside_when_a_new_one_is_asked_for(
        self, mini: Instrument, home: Path, name: str, content: bytes
    ) -> None:
        keep(mini, home, "aaaa1111", range(13))
        told = shown("aaaa1111")
        (home / name).write_bytes(content)
        assert fault_of(run("show", "aaaa1111")) is Fault.LEDGER_DAMAGED
        assert run("show", "aaaa1111", "--new-ledger").exit_code == 0
        assert shown("aaaa1111") == told
        [aside] = home.glob(f"{name}.before-*")
        assert aside.read_bytes() == content

    def test_a_key_of_another_home_is_refused_and_both_are_put_aside_when_asked_for(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(mini, home, "aaaa1111", range(13))
        told = shown("aaaa1111")
        (home / KEY_NAME).write_bytes(b"another key of thirty-two bytes.")
        assert fault_of(run("show", "aaaa1111")) is Fault.LEDGER_MISSING
        assert run("show", "aaaa1111", "--new-ledger").exit_code == 0
        assert shown("aaaa1111") == told
        assert len([*home.glob("people.*.before-*")]) == 2

    def test_a_sound_one_stays_when_a_new_one_is_asked_for(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(mini, home, "aaaa1111", range(13))
        told = shown("aaaa1111")
        before = (home / KEY_NAME).read_bytes()
        assert run("show", "aaaa1111", "--new-ledger").exit_code == 0
        assert (home / KEY_NAME).read_bytes() == before
        assert shown("aaaa1111") == told

    def test_without_it_the_one_more_would_be_shown(self, mini: Instrument, home: Path) -> None:
        twelve = steps_of_twelve(mini, home)
        keep(mini, home, "aaaa1111", range(13))
        told = shown("aaaa1111")
        assert told["waits"] is False
        assert told["means"] != twelve

    def test_a_damaged_one_is_refused(self, mini: Instrument, home: Path) -> None:
        shelf = keep(mini, home, "aaaa1111", range(13))
        old = json.loads(OLD.read_text(encoding="utf-8"))
        old["publications"][0]["shown"][0]["exact"] = ["many"]
        (shelf.folder / "aaaa1111.ledger.json").write_text(json.dumps(old))
        assert fault_of(run("show", "aaaa1111")) is Fault.SCAN_DAMAGED


def steps_of_twelve(instrument: Instrument, home: Path) -> dict[Any, int]:
    """What is shown of the twelve when nothing was shown before; it is forgotten again."""
    keep(instrument, home, "aaaa1111", range(12))
    means: dict[Any, int] = shown("aaaa1111")["means"]
    for path in (home / LEDGER_NAME, home / KEY_NAME, home / "aaaa1111.ledger.json"):
        path.unlink()
    return means


def write_old_book(path: Path, organisation: str) -> None:
    """The ledger of a batch as version 0.1 kept it."""
    path.unlink(missing_ok=True)
    document = json.loads(OLD.read_text(encoding="utf-8"))
    document["publications"][0]["wave"] = "batch"
    book = sqlite3.connect(path)
    with book:
        book.execute(
            "create table ledger (organisation text not null, wave text not null,"
            " document blob not null, primary key (organisation, wave)) without rowid"
        )
        packed = zlib.compress(json.dumps(document).encode(), 1)
        book.execute("insert into ledger values (?, 'batch', ?)", (organisation, packed))
    book.close()


def test_a_ledger_that_finds_no_room_is_told_from_one_that_cannot_be_written() -> None:
    path = Path(LEDGER_NAME)
    full = _not_written(path, sqlite3.OperationalError("database or disk is full"))
    other = _not_written(path, sqlite3.OperationalError("disk I/O error"))
    assert [one.problems[0].fault for one in (full, other)] == [
        Fault.DISK_FULL,
        Fault.CANNOT_WRITE,
    ]
