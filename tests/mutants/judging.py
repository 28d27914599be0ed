"""One mutant put into a tree, met by the tests that reach its line, and taken out again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.drawing import Mutant
from tests.mutants.reached import Reached
from tests.mutants.serving import Served
from tests.mutants.trials import (
    FAILED,
    NONE_RAN,
    NOT_SWAPPED,
    PASSED,
    FewExamples,
    killer_of,
    run_tests,
)

NO_MUTANT, ANEW = "no mutant", "anew"
STAGES = ((1.0, True), (4.0, True), (15.0, False))
"""Tests for so many seconds a mutant meets, the cheapest first, with few examples or with all.

Every mutant goes through a stage before what lives comes to the next.
"""
LAST = len(STAGES) - 1
FILE_SECONDS = 0.3
"""What it costs to load one more file of tests, where they are not served."""


@dataclass
class Judge:
    """Tries mutants in one tree; `log` is where pytest speaks.

    Without tests that are served everything is imported anew for every mutant: that is needed for
    those that do something when a module is imported.
    """

    tree: Path
    reached: Reached
    log: Path
    stage: int
    """Of `STAGES`; what was met in those before is not met again."""
    served: Served | None = None
    proved: set[str] = field(default_factory=set)
    """Tests that were seen passing without a mutant since they failed with one."""

    def verdict(self, mutant: Mutant) -> dict[str, str] | None:
        """Whether it is killed (and by which test), alive, unreached by any, or no mutant at all.

        Nothing when it lives through a stage that is not the last. `ANEW` when it has to be tried
        with everything imported anew.
        """
        source = self.tree / mutant.source
        original, times = source.read_text(encoding="utf-8"), source.stat()
        changed = mutant.code(original)
        lines = range(mutant.line, mutant.last_line + 1)
        tests = self.reached.of_line(mutant.source, original, lines)
        if changed is None:
            return {"verdict": NO_MUTANT}
        if not tests:
            return {"verdict": "unreached"} if self.stage == LAST else None
        if self.served and self.reached.is_at_import(mutant.source, original, lines):
            return {"verdict": ANEW}
        try:
            # Also for the tests that start the program as a command.
            source.write_text(changed, encoding="utf-8")
            code = self._tried(tests, mutant.source, changed)
        finally:
            source.write_text(original, encoding="utf-8")
            os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
        if code == NONE_RAN:
            raise SystemExit(f"no test ran; see {self.log}")
        if code == NOT_SWAPPED:
            return {"verdict": ANEW}
        if code == PASSED and self.stage != LAST:
            return None
        if code == FAILED and not self._is_proved(killer := killer_of(self.log)):
            print(f"fails without a mutant, too: {killer}", flush=True)
            self.reached.tests.pop(killer)
            return self.verdict(mutant)
        by = {"by": killer_of(self.log)} if code == FAILED else {}
        return {"verdict": {PASSED: "alive", FAILED: "killed"}.get(code, "killed (stopped)"), **by}

    def _tried(self, tests: Sequence[str], source: str, changed: str) -> int:
        seconds, few = STAGES[self.stage]
        left = self._for_so_long(tests, seconds, few)
        if self.stage:
            before, _ = STAGES[self.stage - 1]
            met = set(self._for_so_long(tests, before, few=True))
            left = [test for test in left if test not in met or not (few or self._is_plain(test))]
        limit = int(8 + 3 * sum(self._seconds(test, few) for test in left))
        return self._run(left, limit, few, source, changed) if left else PASSED

    def _run(self, tests: Sequence[str], seconds: int, few: bool, source: str, changed: str) -> int:
        if self.served:
            return self.served.run(tests, seconds, self.log, few, source, changed)
        return run_tests(self.tree, tests, seconds, self.log, [FewExamples()] if few else [])

    def _is_proved(self, killer: str) -> bool:
        """Whether a test passes without a mutant, alone and in the same way."""
        if killer not in self.proved:
            log = self.log.with_name(f"{self.log.stem}-proof.log")
            passes = [
                self._proof(killer, log, few) == PASSED
                for few in (True, False)[: 1 if self._is_plain(killer) else 2]
            ]
            if all(passes):
                self.proved.add(killer)
        return killer in self.proved

    def _is_plain(self, test: str) -> bool:
        """Whether it is no test of many examples."""
        return bool(self.reached.tests[test]["more"] == 1)

    def _proof(self, test: str, log: Path, few: bool) -> int:
        if self.served:
            return self.served.run([test], 60, log, few, "", "")
        return run_tests(self.tree, [test], 60, log, [FewExamples()] if few else [])

    def _seconds(self, test: str, few: bool) -> float:
        return self.reached.seconds(test) * (1 if few else int(self.reached.tests[test]["more"]))

    def _for_so_long(self, tests: Sequence[str], seconds: float, few: bool) -> list[str]:
        chosen: list[str] = []
        files: set[str] = set()
        spent = 0.0
        for test in tests:
            spent += self._seconds(test, few)
            file = test.partition("::")[0]
            if not self.served and file not in files:
                files.add(file)
                spent += FILE_SECONDS
            if chosen and spent > seconds:
                break
            chosen.append(test)
        return chosen
