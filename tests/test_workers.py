"""Work spread over processes: whatever happens to one of them costs one job, and never the run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from limits import PATIENCE

from slimscan.batch.workers import Crew, JobOutcome, Loss, SideWorker, spread
from slimscan.errors import Fault, MachineError


def prepared() -> Callable[[object], object]:
    return work


def work(job: object) -> object:
    """A job says what is to happen."""
    match job:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(1000)
        case "raise":
            print("an answer", file=sys.stderr)
            raise ValueError("an answer")
        case "pid":
            return os.getpid()
        case "held":
            return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return job


def never_ready() -> Callable[[object], object]:
    os._exit(3)


def done(jobs: list[object], crew: Crew) -> list[JobOutcome[object, object]]:
    return list(spread(prepared, jobs, crew))


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, seconds: float = 60) -> bool:
    ends = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    return not alive(pid)


def test_every_job_comes_back_once_with_its_value() -> None:
    outcomes = done(list(range(40)), Crew(2))
    assert sorted(one.job for one in outcomes) == list(range(40))
    assert all(one.value == one.job and one.lost is None for one in outcomes)
    assert multiprocessing.active_children() == []


def test_without_jobs_no_process_is_started() -> None:
    assert list(spread(never_ready, [], Crew(2))) == []


def test_a_worker_that_is_killed_costs_the_job_in_its_hands() -> None:
    outcomes = done([1, "die", 2, 3, "raise", 4], Crew(2))
    assert {one.job for one in outcomes if one.lost is Loss.DIED} == {"die", "raise"}
    assert {one.value for one in outcomes if one.lost is None} == {1, 2, 3, 4}


def test_a_job_that_hangs_is_stopped_by_its_limit_and_the_others_are_done() -> None:
    started = time.monotonic()
    outcomes = done(["hang", 1, 2, 3], Crew(2, seconds=1))
    assert [one.job for one in outcomes if one.lost is Loss.TOO_SLOW] == ["hang"]
    assert {one.value for one in outcomes if one.lost is None} == {1, 2, 3}
    assert time.monotonic() - started < 50


def test_a_worker_that_stands_still_is_stopped_too() -> None:
    def jobs() -> Iterator[str]:
        yield "pid"
        (worker,) = multiprocessing.active_children()
        time.sleep(0.3)
        os.kill(worker.pid, signal.SIGSTOP)
        yield "pid"
        yield "pid"

    outcomes = list(spread(prepared, jobs(), Crew(1, seconds=1)))
    assert [one.lost for one in outcomes] == [None, Loss.TOO_SLOW, None]


def test_a_worker_that_dies_between_two_jobs_costs_none() -> None:
    def jobs() -> Iterator[str]:
        yield "pid"
        (worker,) = multiprocessing.active_children()
        time.sleep(0.3)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        yield "pid"

    first, second = spread(prepared, jobs(), Crew(1))
    assert first.lost is None
    assert second.lost is None
    assert first.value != second.value


def test_a_worker_does_not_hear_ctrl_c_for_the_run_does() -> None:
    def jobs() -> Iterator[str]:
        yield "pid"
        (worker,) = multiprocessing.active_children()
        time.sleep(0.3)
        os.kill(worker.pid, signal.SIGINT)
        yield "pid"

    first, second = spread(prepared, jobs(), Crew(1))
    assert first.value == second.value is not None


FIRST_OF_A_PROGRAM = """\
from test_workers import Crew, done

if __name__ == "__main__":
    print([one.value for one in done(["held", "held"], Crew(2, renew_after=1))])
"""


def test_also_the_first_worker_of_a_program_is_born_deaf_to_an_interrupt(tmp_path: Path) -> None:
    """Python starts a helper of its own with the first, and lets interrupts through after it."""
    program = tmp_path / "first.py"
    program.write_text(FIRST_OF_A_PROGRAM)
    said = subprocess.run(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (said.stdout, said.stderr) == ("[True, True]\n", "")


def test_workers_are_renewed_after_so_many_jobs() -> None:
    outcomes = done(["pid"] * 5, Crew(1, renew_after=2))
    pids = [one.value for one in outcomes]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_workers_that_die_before_they_begin_end_the_run_with_a_clear_error() -> None:
    with pytest.raises(MachineError) as ended:
        list(spread(never_ready, [1, 2], Crew(2)))
    assert ended.value.problems[0].fault is Fault.WORKERS_NOT_STARTED
    assert multiprocessing.active_children() == []


def test_a_run_that_is_left_kills_its_workers_at_once() -> None:
    with closing(spread(prepared, ["pid", "hang", "hang"], Crew(2))) as outcomes:
        assert next(outcomes).value is not None
        started = time.monotonic()
    assert multiprocessing.active_children() == []
    assert time.monotonic() - started < 5


def test_what_a_worker_prints_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    assert [one.lost for one in done(["raise"], Crew(1))] == [Loss.DIED]
    assert capfd.readouterr() == ("", "")


def test_a_side_worker_does_one_job_after_another_while_this_process_goes_on() -> None:
    with SideWorker(prepared) as worker:
        worker.begin("pid")
        pid = worker.value()
        assert pid != os.getpid()
        worker.begin("held")
        assert worker.value() is not None
        worker.begin("hang")
    assert gone(pid)


@pytest.mark.parametrize("job", ["die", "raise"])
def test_a_side_worker_that_dies_gives_nothing_and_takes_no_more(job: str) -> None:
    with SideWorker(prepared) as worker:
        worker.begin(job)
        assert worker.value() is None
        worker.begin("pid")
        assert worker.value() is None


LARGE = """\
import os, sys, threading, time
from functools import partial
from signal import SIGKILL
from pathlib import Path
from slimscan.batch.workers import SideWorker


def kill_first():
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        for child in map(int, children.read_text().split()):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(child, SIGKILL)
                return
        time.sleep(0.001)


if __name__ == "__main__":
    threading.Thread(target=kill_first, daemon=True).start()
    with SideWorker(partial(print, "x" * 5_000_000)) as worker:
        worker.begin(None)
        print(worker.value())
"""


def test_a_worker_that_dies_before_it_heard_what_it_is_for_holds_nobody_up(tmp_path: Path) -> None:
    program = tmp_path / "large.py"
    program.write_text(LARGE)
    run = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=PATIENCE
    )
    assert (run.stdout, run.stderr, run.returncode) == ("None\n", "", 0)


PARENT = """\
import multiprocessing
from slimscan.batch.workers import Crew, spread
from test_workers import prepared

if __name__ == "__main__":
    for outcome in spread(prepared, ["pid", "hang"], Crew(1)):
        print(outcome.value, flush=True)
"""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_do_not_outlive_the_run(tmp_path: Path, sign: signal.Signals) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    run = subprocess.Popen(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with run:
        worker = int(run.stdout.readline())
        os.killpg(run.pid, sign) if sign is signal.SIGINT else run.send_signal(sign)
        said = run.communicate(timeout=PATIENCE)[1]
    assert gone(worker)
    assert said.count("Traceback") == (1 if sign is signal.SIGINT else 0), "only the run's own"
