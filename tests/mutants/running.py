"""The run: what tests reach is recorded, then mutant after mutant is tried, by several workers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tests.mutants.drawing import Mutant, drawn
from tests.mutants.judging import ANEW, LAST, Judge
from tests.mutants.reached import Reached, record
from tests.mutants.rooms import needed_tests
from tests.mutants.serving import Served, serve
from tests.mutants.trials import load_libraries, place_of
from tests.mutants.workers import copied, in_workers

T = TypeVar("T")

WORK = Path("build/mutants").resolve()
JOURNAL = WORK / "journal.jsonl"


def run(until: datetime, workers: int) -> None:
    """Try every mutant that was not tried yet, as far as time lets."""
    load_libraries()
    going = _Run(until, workers)
    in_workers(workers, going.record)
    if going.is_late():
        return
    # From here on nobody keeps bytecode: it would be that of a mutant.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    going.prepare()
    # What dies by cheap tests comes first: so that a run that is stopped tells most.
    for going.stage in range(LAST + 1):
        in_workers(workers, going.try_served)
        in_workers(workers, going.try_anew)


def journal() -> list[dict[str, str]]:
    """What was found so far: of each mutant its name, room, verdict, and which test killed it."""
    if not JOURNAL.exists():
        return []
    return [json.loads(line) for line in JOURNAL.read_text(encoding="utf-8").splitlines()]


class _Run:
    """What the workers have in common; each has its number, a tree and a share of the work."""

    stage: int
    reached: Reached
    mutants: list[Mutant]

    def __init__(self, until: datetime, workers: int) -> None:
        self.until = until
        self.workers = workers
        self.tests = needed_tests()
        self.trees = [copied(WORK / f"tree-{one}") for one in range(workers)]

    def is_late(self) -> bool:
        return datetime.now() >= self.until

    def record(self, one: int) -> None:
        for test_file in self._share(self.tests, one):
            target = _recorded(test_file)
            if not target.exists():
                record(self.trees[one], test_file, target)
                print(f"{test_file}: {len(Reached.read([target]).tests)} tests", flush=True)

    def prepare(self) -> None:
        self.reached = Reached.read([_recorded(test_file) for test_file in self.tests])
        self.mutants = drawn(self.trees[0], WORK / "drawn.json")

    def try_served(self, one: int) -> None:
        judge = self._judge(one)

        def work(served: Served) -> None:
            judge.served = served
            self._try(judge, one)

        serve(judge.tree, self.tests, place_of(judge.log), work)

    def try_anew(self, one: int) -> None:
        self._try(self._judge(one), one)

    def _judge(self, one: int) -> Judge:
        return Judge(self.trees[one], self.reached, WORK / f"trial-{one}.log", self.stage)

    def _try(self, judge: Judge, one: int) -> None:
        last = {line["name"]: line["verdict"] for line in journal()}
        now = None if judge.served else ANEW
        for mutant in self._share(self.mutants, one):
            before = last.get(mutant.name)
            verdict = judge.verdict(mutant) if before == now else None
            if verdict:
                told = {"name": mutant.name, "room": mutant.room, **verdict}
                with JOURNAL.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(told) + "\n")
                print(verdict["verdict"], mutant.name, flush=True)

    def _share(self, everything: Sequence[T], one: int) -> Iterator[T]:
        for thing in everything[one :: self.workers]:
            if self.is_late():
                return
            yield thing


def _recorded(test_file: str) -> Path:
    return WORK / f"{Path(test_file).stem}.json"
