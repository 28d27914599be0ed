"""A scan file is whole or not there, is kept private, and says clearly what is wrong with it."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from slimscan.errors import ExitCode, Fault, InputError, MachineError
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.earlier import is_of_same
from slimscan.scan.model import QuestionnaireStamp, Scan, new_scan
from slimscan.scan.open_scan import put_back
from slimscan.scan.questionnaire_of import instrument_of
from slimscan.scan.questions import NO, YES
from slimscan.scan.record import answers_of
from slimscan.scan.store import ScanFile, Shelf

STAMP = QuestionnaireStamp(id="mini", version="1.0.0", content_hash="0")


@pytest.fixture
def shelf(home: Path) -> Shelf:
    made = Shelf(home)
    made.prepare()
    return made


def scan_of(organisation: str = "Bakker") -> Scan:
    scan = new_scan(STAMP, "nl", False, date(2026, 11, 21))
    return scan.changed(profile=scan.profile.model_copy(update={"organisation": organisation}))


def test_what_is_saved_comes_back_the_same(shelf: Shelf) -> None:
    scan = scan_of().changed(answers={"H1": 5, "H2": "dont_know"}, notes={"H1": "Ja \u2014 écht"})
    saved = shelf.file_for(scan).save(scan)
    assert shelf.find(scan.id).load() == saved


def test_a_scan_is_readable_json_for_the_owner_only(shelf: Shelf) -> None:
    file = shelf.file_for(scan_of())
    file.save(scan_of())
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert json.loads(file.path.read_text())["profile"]["organisation"] == "Bakker"


def test_what_a_killed_run_left_half_written_is_gone_when_the_scan_is_opened_again(
    shelf: Shelf,
) -> None:
    scan = scan_of()
    file = shelf.file_for(scan)
    file.save(scan)
    for left in (f".{scan.id}.scan.json-x1y2", f".{scan.id}.scan.copy.json-light"):
        (shelf.folder / left).write_text("half of the answers")
    with file.lock():
        left_behind = [path.name for path in shelf.folder.iterdir() if path.name.startswith(".")]
    assert left_behind == []


def test_a_scan_is_found_by_the_start_of_its_id_or_its_organisation(shelf: Shelf) -> None:
    scan = scan_of("Bakkerij De Zon B.V.")
    file = shelf.file_for(scan)
    file.save(scan)
    for name in (scan.id, scan.id[:4], "bakkerij de zon b.v.", None):
        assert shelf.find(name).load().id == scan.id


def test_a_name_that_fits_more_than_one_scan_lists_them(shelf: Shelf) -> None:
    scans = [scan_of("Bakker"), scan_of("Bakker")]
    for scan in scans:
        shelf.file_for(scan).save(scan)
    with pytest.raises(InputError) as refused:
        shelf.find("Bakker")
    [problem] = refused.value.problems
    assert problem.fault is Fault.SCAN_AMBIGUOUS
    assert all(scan.id in str(problem.values["known"]) for scan in scans)


def test_an_unknown_scan_and_an_empty_shelf_are_told_apart(shelf: Shelf) -> None:
    with pytest.raises(InputError) as nothing:
        shelf.find(None)
    assert nothing.value.problems[0].fault is Fault.SCANS_NONE
    shelf.file_for(scan_of()).save(scan_of())
    with pytest.raises(InputError) as unknown:
        shelf.find("nobody")
    assert unknown.value.problems[0].fault is Fault.SCAN_UNKNOWN


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", Fault.SCAN_DAMAGED),
        ("[]", Fault.SCAN_DAMAGED),
        ('{"format": 1}', Fault.SCAN_DAMAGED),
        ('{"format": 2}', Fault.SCAN_DAMAGED),
        ('{"format": 99}', Fault.SCAN_NEWER),
    ],
)
def test_a_file_that_cannot_be_read_is_left_as_it_is(
    shelf: Shelf, content: str, fault: Fault
) -> None:
    path = shelf.folder / "x.scan.json"
    path.write_text(content)
    with pytest.raises(InputError) as refused:
        ScanFile(path).load()
    assert refused.value.problems[0].fault is fault
    assert path.read_text() == content


def test_a_second_window_is_refused_and_the_first_can_go_on(shelf: Shelf) -> None:
    scan = scan_of()
    file = shelf.file_for(scan)
    file.save(scan)
    code = (
        "import sys; from pathlib import Path; from slimscan.scan.store import ScanFile\n"
        "from slimscan.errors import InputError\n"
        "try:\n"
        "    with ScanFile(Path(sys.argv[1])).lock(): print('got it')\n"
        "except InputError as error: print(error.problems[0].fault)\n"
    )
    with file.lock():
        other = subprocess.run(
            [sys.executable, "-c", code, str(file.path)], capture_output=True, text=True
        )
        assert other.stdout.strip() == Fault.SCAN_LOCKED
    other = subprocess.run(
        [sys.executable, "-c", code, str(file.path)], capture_output=True, text=True
    )
    assert other.stdout.strip() == "got it"


def test_a_scan_is_deleted_with_all_that_belongs_to_it_and_nothing_else(shelf: Shelf) -> None:
    scan, other = scan_of(), scan_of("Ander")
    for one in (scan, other):
        shelf.file_for(one).save(one)
    (shelf.folder / f"{scan.id}.staff.json").write_text("{}")
    shelf.find(scan.id).delete()
    assert [file.load().id for file in shelf.files()] == [other.id]
    assert not list(shelf.folder.glob(f"{scan.id}*"))


def test_saving_leaves_no_half_files_behind(shelf: Shelf) -> None:
    scan = scan_of()
    for _ in range(20):
        shelf.file_for(scan).save(scan)
    left = sorted(path.name for path in shelf.folder.iterdir())
    assert left == [f"{scan.id}.scan.copy.json", f"{scan.id}.scan.json"]


def test_a_failed_write_keeps_the_scan_that_was_there(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = scan_of()
    file = shelf.file_for(scan)
    before = file.save(scan)

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(MachineError) as full:
        file.save(scan.changed(answers={"H1": 1}))
    assert full.value.problems[0].fault is Fault.DISK_FULL
    assert full.value.exit_code is ExitCode.MACHINE
    monkeypatch.undo()
    assert file.load() == before
    assert len(list(shelf.folder.iterdir())) == 2, "the scan and its copy"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB that is full."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let the tests mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_on_a_really_full_disk_nothing_that_was_saved_is_lost(full_disk: Path) -> None:
    scan = scan_of()
    file = Shelf(full_disk).file_for(scan)
    before = file.save(scan)
    with contextlib.suppress(OSError):
        (full_disk / "filler").write_bytes(b"x" * 200_000)
    with pytest.raises(MachineError) as full:
        file.save(scan.changed(notes={"H1": "x" * 8000}))
    assert full.value.problems[0].fault is Fault.DISK_FULL
    assert file.load() == before


def test_a_home_that_is_a_file_is_a_problem_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(MachineError) as refused:
        Shelf(tmp_path / "taken" / "scans").prepare()
    assert refused.value.problems[0].fault is Fault.CANNOT_WRITE


def test_a_scan_of_the_first_format_is_read_as_it_was_and_its_file_is_kept(shelf: Shelf) -> None:
    stored = Path(__file__).parent / "data" / "scan-format-1.scan.json"
    old = json.loads(stored.read_text(encoding="utf-8"))
    path = shelf.folder / f"{old['id']}.scan.json"
    path.write_bytes(stored.read_bytes())
    file = shelf.find(old["id"])
    scan = file.load()
    assert scan.answers == old["answers"]
    assert scan.notes == old["notes"]
    assert scan.profile.organisation == old["profile"]["organisation"]
    file.save(scan)
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == 2
    kept = shelf.folder / f"{old['id']}.format-1.json"
    assert kept.read_bytes() == stored.read_bytes()
    file.delete()
    assert not kept.exists()


def test_of_a_scan_without_staff_answers_only_the_scan_is_put_back(shelf: Shelf) -> None:
    scan = scan_of()
    file = shelf.file_for(scan)
    saved = file.save(scan)
    assert put_back(file) == []
    file.path.write_text("{", encoding="utf-8")
    assert put_back(file) == [file.path]
    assert file.load() == saved


def test_a_finished_scan_of_the_same_organisation_and_questionnaire_is_beside_this_one() -> None:
    done = scan_of().changed(finished=True)
    assert is_of_same(done, scan_of("bakker"))
    assert not is_of_same(scan_of(), scan_of()), "it is not finished"
    assert not is_of_same(done, scan_of("Slager"))
    assert not is_of_same(scan_of("").changed(finished=True), scan_of("")), "nobody knows whose"
    other = STAMP.model_copy(update={"id": "other"})
    assert not is_of_same(done.changed(questionnaire=other), scan_of())
    read_back = STAMP.model_copy(update={"id": "".join(list(STAMP.id))})
    assert is_of_same(done.changed(questionnaire=read_back), scan_of())


def test_a_scan_answers_its_questions_about_changes_and_its_figures_are_no_answers(
    mini: Instrument,
) -> None:
    told = {"H1": 5, "CHG1": YES, "CHG2": NO}
    answers = answers_of(mini, scan_of().changed(answers=told, figures={"OUT1": 3}))
    assert [answers[name].place for name in told] == [4, 0, 1]
    assert "OUT1" not in answers


def test_a_scan_that_does_not_say_that_it_is_quick_is_whole() -> None:
    document = scan_of().model_dump(mode="json")
    del document["quick"]
    assert not Scan.model_validate_json(json.dumps(document)).quick


def test_a_scan_is_called_by_eight_signs() -> None:
    assert {len(scan_of().id) for _ in range(20)} == {8}


@pytest.mark.parametrize("other", ["aaa", "zzz"])
def test_a_folder_with_another_questionnaire_is_refused(mini_folder: Path, other: str) -> None:
    stamp = STAMP.model_copy(update={"id": other})
    with pytest.raises(InputError) as refused:
        instrument_of(scan_of().changed(questionnaire=stamp), str(mini_folder))
    [problem] = refused.value.problems
    assert problem.fault is Fault.SCAN_QUESTIONNAIRE_OTHER
    assert problem.values == {"id": "mini", "wanted": other}
