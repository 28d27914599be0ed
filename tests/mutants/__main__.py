"""`make mutants`: does a test fail when the program is wrong?

Everything happens in a copy of what is committed, in `build/mutants`; what was done is kept there,
so that a run goes on where it stopped. `--until 21:50` stops it at that time, `--tell` only tells.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

from tests.mutants.drawing import Mutant, drawn
from tests.mutants.reached import Reached, record
from tests.mutants.rooms import ROOMS, needed_tests
from tests.mutants.trials import FAILED, NONE_RAN, PASSED, FewExamples, load_libraries, run_tests

WORK = Path("build/mutants").resolve()
TREE = WORK / "tree"
NO_MUTANT = "no mutant"
JOURNAL = WORK / "journal.jsonl"
FEW_SECONDS, MANY_SECONDS = 4.0, 15.0
"""Tests for so long a mutant meets at first, the cheapest first; and before it counts as alive."""


def main() -> None:
    """Go on with the run, then tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--until", default="23:59", help="when to stop, as 21:50")
    options.add_argument("--tell", action="store_true", help="only tell what was found so far")
    chosen = options.parse_args()
    if not chosen.tell:
        run(chosen.until)
    tell()


def run(until: str) -> None:
    """Try every mutant that was not tried yet."""
    _copy_tree()
    load_libraries()
    files = []
    for test_file in needed_tests():
        files.append(WORK / f"{Path(test_file).stem}.json")
        if _is_late(until):
            return
        record(TREE, test_file, files[-1])
        print(f"{test_file}: {len(Reached.read(files[-1:]).tests)} tests", flush=True)
    # From here on nobody keeps bytecode: it would be that of a mutant.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    reached = Reached.read(files)
    done = {line["name"] for line in _journal()}
    for mutant in drawn(TREE, WORK / "drawn.json"):
        if _is_late(until):
            return
        if mutant.name not in done:
            verdict = _try(mutant, reached)
            with JOURNAL.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(verdict) + "\n")
            print(verdict["verdict"], mutant.name, flush=True)


def _copy_tree() -> None:
    if not TREE.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "--quiet", ".", str(TREE)], check=True)
    # A run that was stopped may have left a mutant.
    subprocess.run(["git", "-C", str(TREE), "checkout", "--quiet", "."], check=True)


def _is_late(until: str) -> bool:
    return datetime.now().strftime("%H:%M") >= until


def _try(mutant: Mutant, reached: Reached) -> dict[str, object]:
    told: dict[str, object] = {"name": mutant.name, "room": mutant.room}
    source = TREE / mutant.source
    original, times = source.read_text(encoding="utf-8"), source.stat()
    changed = mutant.code(original)
    tests = reached.of_line(mutant.source, original, range(mutant.line, mutant.last_line + 1))
    if changed is None or not tests:
        return {**told, "verdict": NO_MUTANT if changed is None else "unreached"}
    try:
        source.write_text(changed, encoding="utf-8")
        return {**told, "verdict": _verdict(tests, reached)}
    finally:
        source.write_text(original, encoding="utf-8")
        os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))


def _verdict(tests: list[str], reached: Reached) -> str:
    """First the cheap tests with few examples; what lives through these meets the others."""
    log = WORK / "trial.log"
    few = _for_so_long(tests, reached, FEW_SECONDS)
    code = run_tests(TREE, few, 30, log, [FewExamples()])
    if code == PASSED:
        code = run_tests(TREE, _for_so_long(tests, reached, MANY_SECONDS), 240, log)
    if code == NONE_RAN:
        raise SystemExit(f"no test ran; see {log}")
    return {PASSED: "alive", FAILED: "killed"}.get(code, "killed (stopped)")


def _for_so_long(tests: list[str], reached: Reached, seconds: float) -> list[str]:
    chosen, spent = [], 0.0
    for test in tests:
        spent += reached.seconds(test)
        if chosen and spent > seconds:
            break
        chosen.append(test)
    return chosen


def _journal() -> list[dict[str, str]]:
    if not JOURNAL.exists():
        return []
    return [json.loads(line) for line in JOURNAL.read_text(encoding="utf-8").splitlines()]


def tell() -> None:
    """The share that was killed, by room, and every mutant that lives."""
    lines = [line for line in _journal() if line["verdict"] != NO_MUTANT]
    tried = Counter(line["room"] for line in lines)
    killed = Counter(line["room"] for line in lines if line["verdict"].startswith("killed"))
    for room in ROOMS:
        if tried[room]:
            share = 100 * killed[room] / tried[room]
            print(f"{room}: {killed[room]} of {tried[room]} killed, {share:.0f} %")
    if lines:
        everything = 100 * sum(killed.values()) / len(lines)
        print(f"all: {sum(killed.values())} of {len(lines)} killed, {everything:.1f} %")
    for line in lines:
        if not line["verdict"].startswith("killed"):
            print(f"{line['verdict']}: {line['name']}")


if __name__ == "__main__":
    main()
