"""Every way of naming a scan leads every command to the same scan, and to what belongs to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pikepdf
import pytest
from click.testing import Result as Outcome
from limits import PATIENCE
from typer.testing import CliRunner

from slimscan.cli import interview_run
from slimscan.cli.app import app
from slimscan.disk import durable
from slimscan.errors import ExitCode, Fault, InputError, SlimscanError
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.attached import ATTACHMENT_NAME, attachment_of
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.open_scan import open_scan
from slimscan.scan.store import ScanFile, Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

ITEMS = ("H1", "H2", "D1", "D2", "R1")


def run(*arguments: object) -> Outcome:
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def fault_of(done: Outcome) -> Fault:
    assert isinstance(done.exception, SlimscanError), done.output
    return done.exception.problems[0].fault


def scanned(instrument: Instrument, organisation: str, scan_id: str) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    profile = scan.profile.model_copy(update={"organisation": organisation, "sector": "bakery"})
    answers = dict.fromkeys(ITEMS, 3)
    return scan.changed(id=scan_id, profile=profile, answers=answers, finished=True)


def keep(shelf: Shelf, scan: Scan, people: int) -> Scan:
    """A scan on a shelf, with so many staff beside it."""
    shelf.prepare()
    respondents = tuple(
        StaffRespondent(respondent=f"r{number}", answers=dict.fromkeys(ITEMS, 4))
        for number in range(people)
    )
    saved = shelf.file_for(scan).save(scan)
    staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=respondents))
    return saved


def report_of(scan: Scan, path: Path) -> Path:
    """A PDF that carries a scan, as a report does."""
    made = pikepdf.new()
    made.add_blank_page()
    data = attachment_of(scan).encode()
    made.attachments[ATTACHMENT_NAME] = pikepdf.AttachedFileSpec(
        made, data, filename=ATTACHMENT_NAME
    )
    made.save(path)
    return path


@dataclass(frozen=True)
class Place:
    """Where a scan is, how it is named, and how many staff are beside it."""

    name: tuple[str, ...]
    organisation: str
    people: int
    shelf: Shelf | None


@pytest.fixture
def places(mini: Instrument, home: Path, tmp_path: Path) -> dict[str, Place]:
    """One scan at home, one of the same id elsewhere, and one of that id in a report."""
    here, away = Shelf(home), Shelf(tmp_path / "a client")
    keep(here, scanned(mini, "Older", "bbbb2222"), 0)
    os.utime(here.file_of("bbbb2222").path, (1, 1))
    keep(here, scanned(mini, "Thuis & Co", "aaaa1111"), 6)
    keep(away, scanned(mini, "Elders", "aaaa1111"), 11)
    stamp = stamp_of(mini)
    inside = scanned(mini, "In het rapport", "aaaa1111").changed(questionnaire=stamp)
    report = report_of(inside, tmp_path / "report.pdf")
    at_home = {
        "id": ("aaaa1111",),
        "start of the id": ("AAAA",),
        "organisation": ("thuis & co",),
        "path": (str(here.file_of("aaaa1111").path),),
        "nothing": (),
    }
    named = {way: Place(name, "Thuis & Co", 6, here) for way, name in at_home.items()}
    elsewhere = str(away.file_of("aaaa1111").path)
    return named | {
        "path elsewhere": Place((elsewhere,), "Elders", 11, away),
        "report": Place((str(report),), "In het rapport", 0, None),
    }


WAYS = ("id", "start of the id", "organisation", "path", "nothing", "path elsewhere", "report")


def staff_of(document: dict[str, Any]) -> str | None:
    """How many staff a document tells of, as a band."""
    staff = document.get("staff")
    return staff["scales"][0]["people"] if isinstance(staff, dict) else None


BANDS = {0: None, 6: "5-9", 11: "10-19"}


every_way = pytest.mark.parametrize("way", WAYS)
every_name = pytest.mark.parametrize("way", [way for way in WAYS if way != "nothing"])


class TestEveryWayOfNamingAScan:
    def own(self, mini: Instrument, place: Place) -> list[str]:
        return [] if place.shelf else ["--questionnaire", str(mini.folder)]

    @every_way
    def test_show(self, places: dict[str, Place], way: str, mini: Instrument) -> None:
        place = places[way]
        done = run("show", *place.name, "--json", *self.own(mini, place))
        told = json.loads(done.stdout)
        assert (told["organisation"], staff_of(told)) == (place.organisation, BANDS[place.people])

    @every_way
    def test_report(
        self, places: dict[str, Place], way: str, mini: Instrument, tmp_path: Path
    ) -> None:
        place, output = places[way], tmp_path / "r.json"
        done = run("report", *place.name, "--output", output, *self.own(mini, place))
        assert done.exit_code == 0, done.output
        told = json.loads(output.read_text(encoding="utf-8"))
        assert (told["organisation"], staff_of(told)) == (place.organisation, BANDS[place.people])

    @every_name
    def test_compare(self, places: dict[str, Place], way: str, mini: Instrument) -> None:
        place = places[way]
        [name] = place.name
        done = run("compare", "bbbb2222", name, "--json", *self.own(mini, place))
        told = json.loads(done.stdout)
        assert told["organisation"] == place.organisation
        assert told["baseline"]["scan"] == "bbbb2222"

    @every_way
    def test_plan(self, places: dict[str, Place], way: str, mini: Instrument) -> None:
        place = places[way]
        shown = run("plan", *place.name, "--json", *self.own(mini, place))
        assert json.loads(shown.stdout)["organisation"] == place.organisation
        changed = run("plan", *place.name, "--add", "H1a", *self.own(mini, place))
        if place.shelf is None:
            assert fault_of(changed) is Fault.SCAN_READ_ONLY
            return
        assert changed.exit_code == 0, changed.output
        kept = place.shelf.file_of("aaaa1111").load()
        assert [one.action for one in kept.plan] == ["H1a"]

    @every_name
    def test_collect(
        self, places: dict[str, Place], way: str, mini: Instrument, tmp_path: Path
    ) -> None:
        place = places[way]
        (tmp_path / "a.csv").write_text("respondent;H1\n900;4\n")
        others = [one.shelf for one in places.values() if one.shelf not in (None, place.shelf)]
        before = [content_of(shelf) for shelf in others]
        done = run("collect", *place.name, tmp_path / "a.csv", *self.own(mini, place))
        assert [content_of(shelf) for shelf in others] == before, "no other scan is touched"
        if place.shelf is None:
            assert fault_of(done) is Fault.SCAN_READ_ONLY
            return
        assert done.exit_code == 0, done.output
        kept = staff_file(place.shelf, place.shelf.file_of("aaaa1111").load()).load()
        assert len(kept.respondents) == place.people + 1

    @every_name
    def test_form(
        self, places: dict[str, Place], way: str, mini: Instrument, tmp_path: Path
    ) -> None:
        place, output = places[way], tmp_path / "form.csv"
        chosen = ["--to", "csv", "--output", str(output), *self.own(mini, place)]
        done = run("form", "--scan", *place.name, "--audience", "leader", *chosen)
        assert done.exit_code == 0, done.output
        assert place.organisation in (tmp_path / "form-legend.txt").read_text("utf-8-sig")

    @every_way
    def test_resume(
        self,
        places: dict[str, Place],
        way: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        place, held = places[way], []
        monkeypatch.setattr(interview_run, "need_terminal", lambda: None)
        monkeypatch.setattr(interview_run, "hold", lambda file, *_: held.append(file))
        done = run("resume", *place.name, "--yes")
        if place.shelf is None:
            assert fault_of(done) is Fault.SCAN_READ_ONLY
            return
        assert held == [place.shelf.file_of("aaaa1111")]

    @every_name
    def test_delete(self, places: dict[str, Place], way: str) -> None:
        place = places[way]
        done = run("scans", "--delete", *place.name, "--yes")
        left = {
            one.shelf: one.shelf.file_of("aaaa1111").path.exists()
            for one in places.values()
            if one.shelf
        }
        if place.shelf is None:
            assert fault_of(done) is Fault.SCAN_IS_REPORT
            assert all(left.values())
            assert Path(place.name[0]).exists()
            return
        assert done.exit_code == 0, done.output
        assert left == {shelf: shelf != place.shelf for shelf in left}
        assert not list(place.shelf.folder.glob("*aaaa1111*"))


@pytest.mark.parametrize("other", ["report", "path elsewhere"])
def test_two_states_of_one_scan_are_not_two_waves_of_staff(
    places: dict[str, Place], mini: Instrument, other: str
) -> None:
    [name] = places[other].name
    done = run("compare", name, "aaaa1111", "--json", "--questionnaire", mini.folder)
    told = json.loads(done.stdout)
    assert told["staff"] is None
    assert "same_scan" in told["notes"]


def test_commands_that_are_advised_name_a_scan_elsewhere_by_its_path(
    places: dict[str, Place], tmp_path: Path
) -> None:
    path = f"'{places['path elsewhere'].name[0]}'"
    assert f"slimscan plan {path} --take" in run("plan", path.strip("'")).stdout
    nothing = run("plan", path.strip("'"), "--ics", tmp_path / "p.ics")
    assert fault_of(nothing) is Fault.PLAN_NOTHING_CHOSEN
    assert nothing.exception.problems[0].values["scan"] == path  # type: ignore[union-attr]
    assert "slimscan plan aaaa1111 --take" in run("plan").stdout


def content_of(shelf: Shelf | None) -> dict[str, bytes]:
    folder = shelf.folder if shelf else Path()
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


class TestDeleting:
    def test_what_a_killed_run_left_goes_too_and_a_neighbour_stays(
        self, mini: Instrument, home: Path
    ) -> None:
        shelf = Shelf(home)
        keep(shelf, scanned(mini, "Gone", "aaaa1111"), 6)
        keep(shelf, scanned(mini, "Stays", "aaaa1111b"), 6)
        stays = {path.name for path in home.glob("aaaa1111b*")}
        for left in (".aaaa1111.staff.json-x1y2", ".aaaa1111.scan.json-x1y2"):
            (home / left).write_text("everybody's answers")
        (home / "aaaa1111.ledger.json").write_text("{}")
        (home / "aaaa1111.calendar.ics").write_text("x")
        assert run("scans", "--delete", "aaaa1111", "--yes").exit_code == 0
        assert {path.name for path in home.iterdir()} == stays

    def test_a_document_of_the_user_with_the_same_beginning_stays(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        shelf = Shelf(tmp_path / "client")
        keep(shelf, scanned(mini, "Jansen", "aaaa1111"), 6)
        named = shelf.folder / "jansen.scan.json"
        shelf.file_of("aaaa1111").path.rename(named)
        for own in ("jansen.docx", "jansen.pdf", "jansen.2025.txt"):
            (shelf.folder / own).write_text("mine")
        assert run("scans", "--delete", named, "--yes").exit_code == 0
        left = {path.name for path in shelf.folder.iterdir()}
        assert left == {"jansen.docx", "jansen.pdf", "jansen.2025.txt"}

    def test_a_file_that_is_no_scan_is_never_removed(self, tmp_path: Path) -> None:
        note = tmp_path / "note.json"
        note.write_text('{"my": "note"}')
        assert fault_of(run("scans", "--delete", note, "--yes")) is Fault.SCAN_DAMAGED
        assert note.exists()

    def test_the_ledger_lets_go_of_the_answers_of_the_scan_that_is_gone_and_of_no_other(
        self, places: dict[str, Place], home: Path
    ) -> None:
        elsewhere = places["path elsewhere"].name[0]
        for name in ("aaaa1111", elsewhere):
            assert run("show", name).exit_code == 0
        before = (home / "people.ledger").read_bytes()
        renamed = Path(elsewhere).rename(Path(elsewhere).with_name("jansen.scan.json"))
        assert "ledger" not in run("scans", "--delete", renamed, "--yes").stderr
        assert (home / "people.ledger").read_bytes() == before
        assert "ledger" in run("scans", "--delete", "aaaa1111", "--yes").stderr
        assert (home / "people.ledger").read_bytes() != before

    def test_a_full_disk_without_room_for_a_lock_can_be_cleared(
        self, mini: Instrument, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 6)

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("filelock.FileLock.acquire", full)
        assert run("scans", "--delete", "aaaa1111", "--yes").exit_code == 0
        assert list(home.iterdir()) == []

    def test_a_damaged_scan_can_be_removed(self, home: Path) -> None:
        home.mkdir()
        (home / "aaaa1111.scan.json").write_text("{")
        (home / "aaaa1111.staff.json").write_text("{")
        assert run("scans", "--delete", "aaaa1111", "--yes").exit_code == 0
        assert list(home.iterdir()) == []


class TestImportingAReport:
    def test_the_scan_becomes_one_of_the_users_own_and_can_be_changed(
        self, mini: Instrument, tmp_path: Path, home: Path
    ) -> None:
        report = report_of(scanned(mini, "Jansen", "aaaa1111"), tmp_path / "r.pdf")
        elsewhere = run("scans", "--import", report)
        assert fault_of(elsewhere) is Fault.SCAN_QUESTIONNAIRE_ELSEWHERE
        done = run("scans", "--import", report, "--questionnaire", mini.folder)
        assert (done.exit_code, done.stdout.strip()) == (0, "aaaa1111")
        assert run("plan", "aaaa1111", "--add", "H1a").exit_code == 0
        again = run("scans", "--import", report, "--questionnaire", mini.folder)
        assert fault_of(again) is Fault.SCAN_HERE_ALREADY
        assert len(Shelf(home).file_of("aaaa1111").load().plan) == 1

    @pytest.mark.parametrize(("answer", "changed"), [("y\r", True), ("\r", False)])
    def test_on_a_terminal_the_import_is_offered_and_the_default_is_no(
        self, mini: Instrument, tmp_path: Path, home: Path, answer: str, changed: bool
    ) -> None:
        report = report_of(scanned(mini, "Jansen", "aaaa1111"), tmp_path / "r.pdf")
        wished = ["plan", report, "--add", "H1a", "--questionnaire", mini.folder, "--lang", "en"]
        window = pexpect.spawn(
            sys.executable,
            ["-m", "slimscan", *map(str, wished)],
            env={**os.environ, "TERM": "xterm-256color"},
            dimensions=(40, 200),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        window.expect_exact("makes it a scan on this computer. Do that?")
        window.send(answer)
        window.expect(pexpect.EOF)
        window.wait()
        assert window.exitstatus == (ExitCode.DONE if changed else ExitCode.INPUT)
        file = Shelf(home).file_of("aaaa1111")
        assert file.path.exists() is changed
        if changed:
            assert [one.action for one in file.load().plan] == ["H1a"]
        else:
            assert "slimscan scans --import" in window.before

    def test_what_is_no_report_is_not_imported(self, mini: Instrument, home: Path) -> None:
        keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 0)
        path = Shelf(home).file_of("aaaa1111").path
        assert fault_of(run("scans", "--import", path)) is Fault.SCAN_NO_REPORT
        assert fault_of(run("scans", "--import", "gone.pdf")) is Fault.FILE_MISSING


class TestNamesInsideAFile:
    @pytest.mark.parametrize(
        "change",
        [
            {"id": "../../../pwn"},
            {"id": "a/b"},
            {"id": ""},
            {"id": "con"},
            {"language": "../../x"},
            {"questionnaire": {"id": "../x", "version": "1.0.0", "content_hash": ""}},
            {"questionnaire": {"id": "x", "version": "1", "content_hash": "", "folder": "../x"}},
            {"figures": {"OUT1": 1e400}},
            {"targets": {"heat": 101}},
        ],
    )
    def test_what_would_reach_another_folder_is_refused_at_the_door(
        self, mini: Instrument, tmp_path: Path, change: dict[str, object]
    ) -> None:
        content = json.loads(attachment_of(scanned(mini, "X", "aaaa1111"))) | change
        path = tmp_path / "theirs.scan.json"
        path.write_text(json.dumps(content))
        for command in (("show",), ("plan", "--ics", "out.ics"), ("report",)):
            done = run(command[0], path, *command[1:])
            assert fault_of(done) is Fault.SCAN_DAMAGED
        assert not list(tmp_path.parent.glob("pwn*"))

    def test_a_strangers_leader_never_meets_the_staff_of_the_scan_at_home_with_that_id(
        self, mini: Instrument, home: Path, tmp_path: Path
    ) -> None:
        keep(Shelf(home), scanned(mini, "Mine", "aaaa1111"), 6)
        at_home = {path: path.read_bytes() for path in home.iterdir()}
        theirs = tmp_path / "from a mail" / "stranger.scan.json"
        theirs.parent.mkdir()
        theirs.write_text(attachment_of(scanned(mini, "Stranger", "aaaa1111")))
        own, output = ("--questionnaire", mini.folder), tmp_path / "r.json"
        told = json.loads(run("show", theirs, "--json", *own).stdout)
        assert (told["organisation"], staff_of(told)) == ("Stranger", None)
        assert run("report", theirs, "--output", output, *own).exit_code == 0
        assert staff_of(json.loads(output.read_text(encoding="utf-8"))) is None
        assert run("plan", theirs, "--add", "H1a", *own).exit_code == 0
        dated = ("--take", "H1a", "--set", "H1a", "--start", "2027-01-04")
        calendar = tmp_path / "p.ics"
        assert run("plan", theirs, *dated, "--ics", calendar, *own).exit_code == 0
        assert run("scans", "--delete", theirs, "--yes").exit_code == 0
        assert {path: path.read_bytes() for path in home.iterdir() if path in at_home} == at_home
        assert not [path for path in home.iterdir() if path not in at_home]
        assert {path.name for path in tmp_path.iterdir()} >= {"r.json", "p.ics"}
        assert not list(theirs.parent.iterdir()), "what was kept, was kept beside it"

    def test_a_table_of_a_workshop_with_another_folder_for_an_id_writes_nothing(
        self, mini: Instrument, home: Path, tmp_path: Path
    ) -> None:
        table = {"people": 6, "counts_as": "group", "votes": dict.fromkeys(ITEMS, (0, 0, 6, 0, 0))}
        content = json.loads(attachment_of(scanned(mini, "X", "aaaa1111")))
        path = tmp_path / "deep" / "deeper" / "theirs.scan.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content | {"workshop": table, "id": "../../../pwn"}))
        before = sorted(tmp_path.parent.rglob("*"))
        for command in (("show",), ("report", "--format", "html"), ("plan", "--ics", "o.ics")):
            assert fault_of(run(command[0], path, *command[1:])) is Fault.SCAN_DAMAGED
        assert sorted(tmp_path.parent.rglob("*")) == before
        whole = content | {"workshop": table}
        path.write_text(json.dumps(whole))
        told = run("show", path, "--json", "--questionnaire", mini.folder)
        assert staff_of(json.loads(told.stdout)) == "5-9", "the table counts, under a right id"

    def test_no_id_becomes_a_path_unchecked(self, tmp_path: Path) -> None:
        for wrong in ("../x", "a.b", "A", "-a", "a--b", "nul", "x" * 65):
            with pytest.raises(InputError):
                Shelf(tmp_path).file_of(wrong)
        with pytest.raises(LookupError):
            Shelf(tmp_path).place_of("aaaa1111", ".unknown")

    def test_two_files_with_one_id_side_by_side_never_share_staff(
        self, mini: Instrument, home: Path
    ) -> None:
        keep(Shelf(home), scanned(mini, "Mine", "aaaa1111"), 6)
        theirs = home / "stranger.scan.json"
        theirs.write_text(attachment_of(scanned(mini, "Stranger", "aaaa1111")))
        assert fault_of(run("show", theirs)) is Fault.SCAN_TWICE
        assert json.loads(run("show", "aaaa1111", "--json").stdout)["organisation"] == "Mine"
        assert run("scans", "--delete", theirs, "--yes").exit_code == 0
        assert len(staff_file(Shelf(home), open_scan("aaaa1111").scan).load().respondents) == 6


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut off": lambda text: text[: len(text) // 2],
    "NaN": lambda text: text.replace('"figures": {}', '"figures": {"OUT1": NaN}'),
    "half a character": lambda text: text.replace("Jansen", "\\ud800"),
    "too deep": lambda text: text.replace('"notes": {}', '"notes": ' + "[" * 5000 + "]" * 5000),
    "a key changed": lambda text: text.replace('"answers"', '"ansvers"'),
}


def test_the_folder_of_the_user_is_made_a_shelf_in_one_place() -> None:
    source = Path(durable.__file__).parent.parent
    texts = {path: path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    made = [path.name for path, text in texts.items() if "Shelf(home_folder())" in text]
    assert made == ["store.py"]
    by_hand = re.compile(r"/ f[\"']\{[^}]*(\.id|scan_id)\}")
    paths = [path.name for path, text in texts.items() if by_hand.search(text)]
    assert paths == ["store.py"], "an id becomes a path in `Shelf.place_of` alone"


class TestTheLastGoodCopy:
    @pytest.fixture
    def file(self, mini: Instrument, home: Path) -> ScanFile:
        keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 6)
        return Shelf(home).file_of("aaaa1111")

    @pytest.mark.parametrize("damage", DAMAGE)
    def test_a_damaged_scan_is_refused_in_a_sentence_and_its_copy_put_back(
        self, file: ScanFile, damage: str
    ) -> None:
        before = file.load()
        text = file.path.read_text(encoding="utf-8")
        damaged = DAMAGE[damage](text)
        assert damaged != text
        file.path.write_text(damaged, encoding="utf-8")
        done = run("show", "aaaa1111")
        assert fault_of(done) is Fault.SCAN_DAMAGED_COPY
        [problem] = done.exception.problems  # type: ignore[union-attr]
        assert problem.values["scan"] == "aaaa1111", "the command that is advised"
        assert run("scans", "--restore", "aaaa1111", "--yes").exit_code == 0
        assert file.load() == before
        file.kept.copy.unlink()
        file.path.write_text(damaged, encoding="utf-8")
        assert fault_of(run("show", "aaaa1111")) is Fault.SCAN_DAMAGED

    def test_a_flipped_bit_or_a_hand_is_told_and_not_refused(self, file: ScanFile) -> None:
        text = file.path.read_text(encoding="utf-8")
        file.path.write_text(text.replace('"H1": 3', '"H1": 2'), encoding="utf-8")
        done = run("show", "aaaa1111", "--json")
        assert done.exit_code == 0
        assert json.loads(done.stdout)["scan"] == "aaaa1111"
        assert "changed after slimscan saved it" in done.stderr
        assert "scans --restore aaaa1111" in done.stderr
        assert run("scans", "--restore", "aaaa1111", "--yes").exit_code == 0
        assert file.load().answers["H1"] == 3
        assert run("show", "aaaa1111").stderr == ""
        whole = run("scans", "--restore", "aaaa1111", "--yes")
        assert fault_of(whole) is Fault.SCAN_NOTHING_TO_RESTORE

    def test_a_layout_of_ones_own_is_no_change(self, file: ScanFile) -> None:
        content = json.loads(file.path.read_text(encoding="utf-8"))
        file.path.write_text(json.dumps(content, indent=4, sort_keys=True), encoding="utf-8")
        assert open_scan("aaaa1111").notices == ()

    def test_damaged_staff_answers_come_back_too(self, file: ScanFile, home: Path) -> None:
        staff = home / "aaaa1111.staff.json"
        before = staff.read_text(encoding="utf-8")
        staff.write_text(before[:200])
        assert fault_of(run("show", "aaaa1111")) is Fault.SCAN_DAMAGED_COPY
        assert run("scans", "--restore", "aaaa1111", "--yes").exit_code == 0
        assert staff.read_text(encoding="utf-8") == before

    def test_a_lost_scan_is_in_the_list_and_its_copy_is_put_back_or_removed(
        self, file: ScanFile, home: Path
    ) -> None:
        before = file.path.read_bytes()
        file.path.unlink()
        [scan] = json.loads(run("scans", "--json").stdout)["scans"]
        assert (scan["id"], scan["problem"]) == ("aaaa1111", Fault.SCAN_LOST)
        for name in ("aaaa1111", file.path):
            assert fault_of(run("show", name)) is Fault.SCAN_LOST
        assert run("scans", "--restore", "aaaa1111", "--yes").exit_code == 0
        assert file.path.read_bytes() == before
        file.path.unlink()
        assert run("scans", "--delete", "aaaa1111", "--yes").exit_code == 0
        assert [path.name for path in home.iterdir() if "aaaa1111" in path.name] == []

    def test_lost_staff_answers_are_not_taken_for_none(self, file: ScanFile, home: Path) -> None:
        staff = home / "aaaa1111.staff.json"
        before = staff.read_bytes()
        staff.unlink()
        for command in (("show", "aaaa1111"), ("collect", "aaaa1111", "--remove", "r3")):
            assert fault_of(run(*command)) is Fault.SCAN_LOST
        assert run("scans", "--restore", "aaaa1111", "--yes").exit_code == 0
        assert staff.read_bytes() == before

    def test_who_is_taken_out_leaves_the_copy_too(self, file: ScanFile, home: Path) -> None:
        assert run("collect", "aaaa1111", "--remove", "r3").exit_code == 0
        kept = [path for path in home.iterdir() if "staff" in path.name]
        assert len(kept) == 2
        assert [path.name for path in kept if '"r3"' in path.read_text(encoding="utf-8")] == []

    def test_a_copy_that_cannot_be_made_anew_does_not_keep_who_was_taken_out(
        self, file: ScanFile, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("slimscan.scan.kept_file.keep_lightly", lambda *_: False)
        assert run("collect", "aaaa1111", "--remove", "r3").exit_code == 0
        assert not any('"r3"' in path.read_text("utf-8") for path in home.glob("*.staff*"))


class TestTheClientList:
    def test_one_scan_that_cannot_be_used_hides_no_other(
        self, mini: Instrument, home: Path
    ) -> None:
        shelf = Shelf(home)
        keep(shelf, scanned(mini, "Good", "aaaa1111"), 6)
        unfit = scanned(mini, "Unfit", "bbbb2222")
        keep(shelf, unfit.changed(answers=unfit.answers | {"H1": "sometimes"}), 0)
        (home / "deep.scan.json").write_text("[" * 100_000)
        (home / "nan.scan.json").write_text('{"format": NaN}')
        (home / "folder.scan.json").mkdir()
        far = json.loads(attachment_of(scanned(mini, "Far", "cccc3333")))
        (home / "cccc3333.scan.json").write_text(json.dumps(far | {"measured_on": "9999-12-31"}))
        done = run("scans", "--json")
        told = {scan["id"]: scan for scan in json.loads(done.stdout)["scans"]}
        assert set(told) == {"aaaa1111", "bbbb2222", "deep", "nan", "folder", "cccc3333"}
        assert told["aaaa1111"]["problem"] is None
        assert told["bbbb2222"]["problem"] == Fault.SCAN_UNFIT
        assert all(told[name]["problem"] for name in told if name != "aaaa1111")
        shown = run("scans", "--plain")
        assert shown.exit_code == 0
        assert "Good" in shown.stdout
        assert "slimscan resume bbbb2222" in shown.stderr, "what to do"
        for command in ("show", "report", "plan"):
            assert fault_of(run(command, "bbbb2222")) is Fault.SCAN_UNFIT

    def test_damaged_staff_answers_are_told_in_the_list(self, mini: Instrument, home: Path) -> None:
        keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 6)
        for path in home.glob("*.staff*"):
            path.write_text("{")
        [scan] = json.loads(run("scans", "--json").stdout)["scans"]
        assert (scan["problem"], scan["finished"]) == (Fault.SCAN_DAMAGED, True)


class TestReadingWritesNothing:
    @pytest.fixture
    def watched(self, mini: Instrument, home: Path) -> Iterator[Path]:
        """A scan with staff whose figures were shown before, and a disk that takes no more."""
        keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 6)
        assert run("show", "aaaa1111").exit_code == 0
        yield home
        shutil.rmtree(home)

    @pytest.mark.parametrize(
        "command",
        [
            ("show", "aaaa1111"),
            ("show", "aaaa1111", "--json"),
            ("plan", "aaaa1111"),
            ("report", "aaaa1111", "--format", "html", "--yes"),
            ("scans",),
        ],
    )
    def test_a_home_that_takes_no_writing_is_enough_to_read(
        self,
        watched: Path,
        tmp_path: Path,
        command: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        before = {path: path.stat().st_mtime_ns for path in (watched, *watched.iterdir())}
        make = tempfile.mkstemp

        def full(*arguments: object, **named: object) -> object:
            if named.get("dir") == watched:
                raise OSError(28, "No space left on device")
            return make(*arguments, **named)  # type: ignore[call-overload]

        monkeypatch.setattr(tempfile, "mkstemp", full)
        done = run(*command)
        assert done.exit_code == 0, done.exception
        assert {path: path.stat().st_mtime_ns for path in before} == before
        assert {*watched.iterdir()} == before.keys() - {watched}

    def test_a_scan_of_an_older_format_is_not_touched_by_reading(self, home: Path) -> None:
        stored = Path(__file__).parent / "data" / "scan-format-1.scan.json"
        home.mkdir()
        name = json.loads(stored.read_text(encoding="utf-8"))["id"]
        (home / f"{name}.scan.json").write_bytes(stored.read_bytes())
        open_scan(name)
        assert [path.name for path in home.iterdir()] == [f"{name}.scan.json"]


def test_a_share_that_cannot_sync_a_folder_is_warned_of_and_used(
    mini: Instrument, home: Path, tmp_path: Path
) -> None:
    keep(Shelf(home), scanned(mini, "Jansen", "aaaa1111"), 0)
    program = (
        "import os, stat, sys\n"
        "real = os.fsync\n"
        "def refusing(handle):\n"
        "    if stat.S_ISDIR(os.fstat(handle).st_mode): raise OSError(22, 'Invalid argument')\n"
        "    real(handle)\n"
        "os.fsync = refusing\n"
        "from slimscan.cli import main\n"
        "sys.argv = ['slimscan', 'plan', 'aaaa1111', '--add', 'H1a', '--lang', 'en']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("power cut") == 1
    assert [one.action for one in Shelf(home).file_of("aaaa1111").load().plan] == ["H1a"]
