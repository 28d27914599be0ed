"""What the release rule over many organisations costs: `python -m tests.bench.organisations [COUNT] [TREE]`.

Processor time an organisation of 15 staff, in one process, by turns: as it is, by the whole rule for
every organisation (as it is for those with teams or with people who are known), and, where the folder
of another version of slimscan is given, in that version. The least of five runs counts.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
STAFF = 15
AS_IT_IS = "as it is"
WHOLE_RULE = "by the whole rule for all"


def main(count: int, other: str | None) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as name:
        folder = Path(name) / "out"
        write_results(folder, count)
        here = str(Path(__file__).resolve().parent.parent.parent)
        trees = {AS_IT_IS: here, WHOLE_RULE: here} | ({other: other} if other else {})
        taken: dict[str, list[float]] = {name: [] for name in trees}
        for _ in range(ROUNDS):
            for candidate, tree in trees.items():
                taken[candidate].append(_once(folder, candidate, tree))
    least = {candidate: min(seconds) for candidate, seconds in taken.items()}
    for candidate, seconds in least.items():
        ratio = seconds / least[AS_IT_IS]
        print(f"{1000 * seconds / count:.2f} ms an organisation  {ratio:.2f}x  {candidate}")


def write_results(folder: Path, count: int) -> None:
    """The results of so many organisations, scored."""
    from tests.bench.batch_candidates import batch

    path = folder.parent / "answers.csv"
    write_answers(path, count)
    batch(str(path), str(folder))


def write_answers(path: Path, count: int) -> None:
    """So many organisations, of whose answers 3 in 100 are not known or were left open."""
    from slimscan import pipeline

    draw = random.Random(5)
    items = [item.id for item in pipeline.load().questionnaire.items]
    values = [*"12345"] * 20 + ["", "dont_know", "dont_know"]
    with path.open("w", encoding="utf-8") as out:
        out.write(",".join(["respondent", "organisation", "role", *items]) + "\n")
        for number in range(count * (STAFF + 1)):
            role = "employee" if number % (STAFF + 1) else "director"
            answers = ",".join(draw.choices(values, k=len(items)))
            out.write(f"r{number},org{number // (STAFF + 1)},{role},{answers}\n")


def _once(folder: Path, candidate: str, tree: str) -> float:
    command = [sys.executable, __file__, "once", str(folder), candidate]
    with tempfile.TemporaryDirectory() as home:
        variables = os.environ | {"SLIMSCAN_HOME": home, "PYTHONPATH": tree}
        done = subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE)
    (folder / "organisations.ledger").unlink()
    return float(done.stdout)


def once(folder: Path, candidate: str) -> None:
    """Print the seconds of processor time of one run, without what comes before it."""
    from slimscan import pipeline
    from slimscan.batch.organisations.organisations_csv import write_organisations
    from slimscan.scoring.scales import scales_of

    if candidate == WHOLE_RULE:
        from slimscan.privacy import delivering

        delivering.is_first = lambda *_: False
    scales = scales_of(pipeline.load().questionnaire)
    gc.set_threshold(1_000_000)
    start = time.process_time()
    write_organisations(folder, scales)
    print(time.process_time() - start)


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        once(Path(sys.argv[2]), sys.argv[3])
    else:
        count, other = (*sys.argv[1:], None, None)[:2]
        main(int(count or 1000), other)
