"""Writing files: whole or not at all, and a device stays a device."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from slimscan.batch.files import FILE_NAME, PEOPLE, BatchFolder, item_columns
from slimscan.batch.read.rejects import LineFile
from slimscan.batch.results import scored, write_scores
from slimscan.disk.durable import cannot_write, keep_lightly, write_durably
from slimscan.errors import Fault, MachineError
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.kept_file import KeptFile
from slimscan.scoring.scales import scales_of


def test_what_is_written_to_a_device_goes_into_it_and_takes_no_place() -> None:
    reader, writer = os.openpty()
    try:
        device = Path(os.ttyname(writer))
        write_durably(device, "told")
        assert os.read(reader, 100) == b"told"
        assert device.is_char_device()
    finally:
        os.close(reader)
        os.close(writer)


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as refused:
        write_durably(tmp_path, "told")
    assert refused.value.problems[0].fault is Fault.CANNOT_WRITE
    assert tmp_path.is_dir()


def test_a_save_that_is_broken_off_leaves_what_was_there_and_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "told.txt"
    write_durably(file, "before")

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", broken_off)
    with pytest.raises(KeyboardInterrupt):
        write_durably(file, "after")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("told.txt", "before")
    ]


def test_a_second_copy_says_whether_it_was_kept(tmp_path: Path) -> None:
    assert keep_lightly(tmp_path / "copy", b"told")
    assert not keep_lightly(tmp_path / "nowhere" / "copy", b"told")


def test_only_a_whole_copy_is_put_back(tmp_path: Path) -> None:
    kept = KeptFile(tmp_path / "scan.json", "1234")
    assert not kept.put_back()
    kept.write({"told": "é"})
    assert "é" in kept.path.read_text(encoding="utf-8")
    kept.path.unlink()
    assert kept.put_back()
    assert kept.read().content == {"told": "é"}
    kept.copy.write_text(kept.copy.read_text().replace("told", "said"))
    assert not kept.put_back()


def test_lines_that_find_no_room_are_said_to_when_written_and_when_their_file_is_closed() -> None:
    full = Path("/dev/full")
    with pytest.raises(MachineError) as closing, LineFile(full, "a.csv", "en") as out:
        out.write_lines([(1, "too little to be written at once")])
    with LineFile(full, "a.csv", "en") as out, pytest.raises(MachineError) as writing:
        out.write_lines((number, "much") for number in range(10_000))
    told = [one.value.problems[0].fault for one in (writing, closing)]
    assert told == [Fault.DISK_FULL, Fault.DISK_FULL]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit to the size of a file")
def test_a_file_that_is_too_large_for_the_disk_or_the_account_is_said_to(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from slimscan.disk.durable import write_durably\n"
        "from slimscan.errors import MachineError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_durably(Path(sys.argv[1]), 'much' * 1000)\n"
        "except MachineError as error: print(error.problems[0].fault.name)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [Fault.WRITE_TOO_LARGE.name]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["scores.parquet", "scores.csv"])
def test_scores_that_find_no_room_are_said_to_with_the_file_that_was_full(
    tmp_path: Path, mini: Instrument, name: str
) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    people = {column: [""] for column in (*PEOPLE, FILE_NAME)}
    answers = pl.LazyFrame(people | {item: [1] for item in item_columns(mini)})
    scores = scored(answers, scales_of(mini.questionnaire))
    with pytest.raises(MachineError) as full:
        write_scores(tmp_path, BatchFolder(tmp_path), scores)
    [problem] = full.value.problems
    assert (problem.fault, Path(problem.file or "").name) == (Fault.DISK_FULL, name)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("out/.results-_e15yhp_/new/.work-wbxij5c6/scores.csv", "out"),
        ("out/.staff-fgqlffm9", "out"),
        (".slimscan-data/out/scores.csv", ".slimscan-data/out/scores.csv"),
    ],
)
def test_what_cannot_be_written_is_told_by_a_place_that_is_still_there(
    given: str, told: str
) -> None:
    error = cannot_write(Path(given), OSError(errno.ENOSPC, "No space left on device"))
    assert str(error.problems[0].file) == told
