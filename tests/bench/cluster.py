"""A whole batch on a small cluster and on one machine: `python -m tests.bench.cluster 2e6`.

Both engines get the same table and homes with the same key, one after the other. Spark has two workers of 1 GB
(`local-cluster`) and keeps the rows (`--scores`). What they tell must be the same to the byte, and every score to
1e-9. Prints the clock, the processor time of all processes together, and the peak memory of each kind of them
(of Linux, once a second). Two million rows take a good half hour of two quiet cores.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from slimscan.batch.organisations.released import RELEASED_FILE
from slimscan.privacy import open_book
from tests.bench.organisations import STAFF, write_answers

MASTER = "local-cluster[2,1,1024]"
TOLD = ("organisations.csv",)
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Taken:
    """What the processes of one command took, by kind."""

    clock: float = 0.0
    processor: dict[int, tuple[str, float]] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)

    def look(self, top: int) -> None:
        """Note the processor time and the memory of the process and of all below it."""
        for process, kind, seconds, memory in _below(top):
            self.processor[process] = kind, seconds
            self.peaks[kind] = max(self.peaks.get(kind, 0), memory)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as name:
        folder = Path(name)
        answers = folder / "answers.csv"
        write_answers(answers, rows // (STAFF + 1))
        home = folder / "home"
        open_book(home)
        cluster = [
            "--engine",
            "spark",
            "--master",
            MASTER,
            "--scores",
            (folder / "scores").as_uri(),
        ]
        for engine, given in (("polars", [str(answers)]), ("spark", [answers.as_uri(), *cluster])):
            shutil.copytree(home, folder / f"home-{engine}")
            print(f"\n{engine}, {rows:,} rows")
            tell(run([*given, "--output", str(folder / engine)], folder / f"home-{engine}"))
        compare(folder)


def run(asked: list[str], home: Path) -> Taken:
    """A whole `slimscan batch`."""
    import pyspark

    program = "from slimscan.cli import main; main()"
    command = [sys.executable, "-c", program, "batch", *asked, "--yes", "--quiet"]
    variables = os.environ | {
        "SLIMSCAN_HOME": str(home),
        "SPARK_HOME": os.path.dirname(pyspark.__file__),
        "PYSPARK_PYTHON": sys.executable,
    }
    taken, start = Taken(), time.perf_counter()
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        taken.look(process.pid)
        time.sleep(1)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    taken.clock = time.perf_counter() - start
    return taken


def tell(taken: Taken) -> None:
    total = sum(seconds for _, seconds in taken.processor.values())
    print(
        f"clock {taken.clock:.0f} s, processor time {total:.0f} s, peak memory of the largest of each kind:"
    )
    for kind, memory in sorted(taken.peaks.items()):
        print(f"  {memory:6} MB  {kind}")


def compare(folder: Path) -> None:
    """Stop with what differs."""
    for name in TOLD:
        one, other = ((folder / engine / name).read_bytes() for engine in ("spark", "polars"))
        assert one == other, f"{name} differs"
    # What the files are called differs: a path here, an address there.
    told = [json.loads((folder / one / "summary.json").read_text()) for one in ("spark", "polars")]
    assert told[0] | {"files": []} == told[1] | {"files": []}, "summary.json differs"
    # Slices are of other sizes there, so the same rows lie in other groups of the file.
    released = [pl.scan_parquet(folder / one / RELEASED_FILE) for one in ("spark", "polars")]
    rows = [one.select(pl.struct(pl.all()).hash().alias("row")).collect() for one in released]
    assert rows[0].equals(rows[1]), f"{RELEASED_FILE} differs"
    scores = pl.scan_parquet(folder / "polars" / "scores.parquet")
    there = pl.scan_parquet(folder / "scores" / "*.parquet")
    joined = scores.join(there, on=["organisation", "respondent"], suffix=" there")
    kinds = scores.collect_schema()
    off = [
        (pl.col(one) - pl.col(f"{one} there")).abs().max().alias(one)
        for one, kind in kinds.items()
        if kind == pl.Float64()
    ]
    found = joined.select(pl.len().alias("rows"), *off).collect(engine="streaming")
    largest = max(one for one in found.row(0)[1:] if one is not None)
    counted = scores.select(pl.len()).collect().item()
    assert found["rows"].item() == counted
    assert largest < 1e-9, largest
    same = ", ".join((*TOLD, "summary.json", RELEASED_FILE))
    print(f"\nthe same: {same}, and {counted:,} rows of scores ({largest:.0e} apart at most)")


def _below(top: int) -> Iterator[tuple[int, str, float, int]]:
    """The process and all below it: number, kind, seconds of processor time, megabytes."""
    found: dict[int, tuple[int, float, int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                values = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            seconds = (int(values[11]) + int(values[12])) / _TICKS
            found[int(path.name)] = int(values[1]), seconds, int(values[21]) * _PAGE // 2**20
    family = {top}
    for process in sorted(found):
        if found[process][0] in family:
            family.add(process)
    for process in family & found.keys():
        yield process, _kind(process, top), *found[process][1:]


def _kind(process: int, top: int) -> str:
    try:
        line = Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return "gone"
    if process == top:
        return "the command"
    if "CoarseGrained" in line:
        return "Java of a worker"
    if "pyspark.daemon" in line:
        return "Python of a worker"
    return "Java of the driver" if "java" in line else "another process"


if __name__ == "__main__":
    main(int(float(sys.argv[1])))
