"""The results of a run come to their place together: killed anywhere, a folder is never a mixture."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from slimscan.batch.files import BatchFolder
from slimscan.batch.placing import check_one_run, read_run, restore_interrupted, results_together
from slimscan.disk.durable import write_durably
from slimscan.errors import (
    Fault,
    InputError,
    MachineError,
    SlimscanError,
    input_error,
    machine_error,
)

TODAY = date(2026, 11, 21)


def run(folder: BatchFolder, mark: str, *names: str) -> None:
    """A run whose files hold its mark."""
    with results_together(folder, mark, TODAY) as new:
        for name in ("scores.parquet", "scores.csv", "rejects.csv", *names):
            write_durably(new.path / name, f"{name} of {mark}")


def run_until(folder: BatchFolder, name: str, error: SlimscanError) -> None:
    """A run that ends in an error after it wrote one file."""
    with results_together(folder, "new", TODAY) as new:
        write_durably(new.path / name, f"{name} of new")
        raise error


def contents(folder: BatchFolder) -> set[str]:
    """Whose files stand in the folder."""
    files = [path for path in folder.path.iterdir() if path.suffix in (".csv", ".parquet")]
    return {path.read_text().split(" of ")[1] for path in files}


def in_a_killed_process(work: Callable[[], None], at: int) -> bool:
    """Do it in a process that dies at its `at`-th move; False when it came to its end."""
    child = os.fork()
    if child == 0:
        moves, real = 0, Path.replace

        def replace(path: Path, target: Path) -> Path:
            nonlocal moves
            moves += 1
            if moves == at:
                os._exit(9)
            return real(path, target)

        Path.replace = replace  # type: ignore[assignment, method-assign]
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_run_that_is_killed_anywhere_leaves_the_results_of_one_run(tmp_path: Path) -> None:
    at, killed = 1, True
    while killed:
        folder = BatchFolder(tmp_path / str(at))
        run(folder, "old", "passed.csv")
        killed = in_a_killed_process(lambda: run(folder, "new", "organisations.csv"), at)  # noqa: B023
        restore_interrupted(folder)
        check_one_run(folder)
        stamp = read_run(folder)
        assert stamp is not None
        assert contents(folder) == {stamp.mark} == ({"old"} if killed else {"new"})
        assert (folder.path / "passed.csv").exists() == killed
        assert not list(folder.path.glob(".results-*"))
        at += 1
    assert at > 8


def test_a_run_that_fails_leaves_the_earlier_results_and_says_so(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path)
    run(folder, "old")
    with pytest.raises(MachineError) as failed:
        run_until(folder, "scores.parquet", machine_error(Fault.DISK_FULL))
    assert [one.fault for one in failed.value.problems] == [
        Fault.DISK_FULL,
        Fault.BATCH_EARLIER_STANDS,
    ]
    assert contents(folder) == {"old"}


def test_the_reasons_of_a_refused_run_do_not_mix_with_earlier_results(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path)
    run(folder, "old")
    nothing = input_error(Fault.BATCH_NOTHING_SCORED, read=1, rejects="somewhere")
    with pytest.raises(InputError) as refused:
        run_until(folder, "rejects.csv", nothing)
    assert refused.value.problems[0].values["rejects"] == folder.refused
    assert folder.refused.read_text() == "rejects.csv of new"
    assert folder.rejects.read_text() == "rejects.csv of old"
    run(folder, "newest")
    assert not folder.refused.exists()


def test_a_run_of_which_nothing_is_left_leaves_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for path in (tmp_path / "new" / "deeper", tmp_path / "there"):
        with pytest.raises(InputError), results_together(BatchFolder(path), "new", TODAY):
            raise input_error(Fault.TABLE_EMPTY, "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["there"], "a folder of the user's stays"


def test_files_that_are_not_of_one_run_are_named(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path)
    run(folder, "old")
    folder.scores.write_text("put here by somebody")
    with pytest.raises(InputError) as mixed:
        check_one_run(folder)
    [problem] = mixed.value.problems
    assert (problem.fault, problem.file) == (Fault.BATCH_MIXED, str(folder.scores))
