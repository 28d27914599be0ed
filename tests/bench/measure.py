"""Measuring by turns: a machine that is busy slows every candidate alike."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

Work = Callable[[], object]


def by_turns(
    candidates: Mapping[str, Work],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median seconds of every candidate over so many rounds, after one that does not count."""
    taken = every_turn(candidates, rounds, clock)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def every_turn(
    candidates: Mapping[str, Work], rounds: int, clock: Callable[[], float]
) -> dict[str, list[float]]:
    """The seconds of every candidate in every round, after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, work in candidates.items():
            start = clock()
            work()
            if number:
                taken[name].append(clock() - start)
    return taken


def processor_seconds() -> float:
    """What this process and its ended children used: less than the clock where others work too."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def process(*arguments: object, **environment: str) -> Work:
    """A whole Python process; its output is not looked at, its failure is fatal."""
    command = [sys.executable, *(str(one) for one in arguments)]
    variables = os.environ | environment

    def run() -> None:
        subprocess.run(command, env=variables, check=True, capture_output=True)

    return run


def table(title: str, seconds: Mapping[str, float], against: str) -> None:
    """Print every candidate with its ratio to one of them."""
    print(f"\n{title}")
    for name, taken in seconds.items():
        print(f"  {taken * 1000:8.1f} ms  {taken / seconds[against]:6.3f}x  {name}")


def rounds_of(arguments: Sequence[str], default: int) -> int:
    """How many rounds were asked for on the command line."""
    return int(arguments[1]) if len(arguments) > 1 else default
