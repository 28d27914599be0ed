"""What scoring many answers costs beside bare engines: `python -m tests.bench.batch 1e5 1e6 [1e7]`.

Every candidate is a process of its own that reads one file and computes every aspect, lever and
overall score by the half rule. First the arithmetic alone (mean scores by organisation size are
enough of an output), then the whole of `slimscan batch` with its files, from a plain table and from
one that is quoted as survey tools do, by columns and row by row. Processor time is the least of all
rounds: it tells most on a busy machine. `POLARS_MAX_THREADS=1` gives that of one core.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from slimscan import pipeline

ROUNDS = 3
PATTERNS = 5000
PEERS = {"duckdb": "duckdb", "pandas": "pandas"}

Measured = dict[str, tuple[float, float, float]]
"""Seconds, least seconds of processor time, and peak megabytes, by candidate."""


def main(sizes: Sequence[int]) -> None:
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if missing:
        print(f"Left out, because it is not installed: pip install {' '.join(missing)}")
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as name:
        for rows in sizes:
            folder = Path(name) / str(rows)
            folder.mkdir()
            write_answers(folder / "answers.csv", rows)
            quote(folder / "answers.csv", folder / "quoted.csv")
            to_parquet(folder)
            report(rows, "the arithmetic", measured(arithmetic(folder, rows)), "bare polars, CSV")
            report(rows, "whole commands", measured(commands(folder, rows)), "batch, plain CSV")


def write_answers(path: Path, rows: int) -> None:
    """Codes 1 to 5 and blanks for all items, 50 respondents an organisation."""
    draw = random.Random(5)
    items = [item.id for item in pipeline.load().questionnaire.items]
    pool = [
        ",".join(draw.choice("12345123451234512345 ").strip() for _ in items)
        for _ in range(PATTERNS)
    ]
    with path.open("w", encoding="utf-8") as out:
        out.write(",".join(["respondent", "organisation", "role", *items]) + "\n")
        for number in range(rows):
            role = "employee" if number % 50 else "director"
            answers = pool[draw.randrange(PATTERNS)]
            out.write(f"r{number},org{number // 50},{role},{answers}\n")


def quote(plain: Path, quoted: Path) -> None:
    """The same answers with every cell in quotation marks, as survey tools write them."""
    with (
        plain.open(encoding="utf-8", newline="") as given,
        quoted.open("w", encoding="utf-8", newline="") as out,
    ):
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(csv.reader(given))


def to_parquet(folder: Path) -> None:
    """The same answers as cells, as slimscan keeps them."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.batch_candidates", "cells",
         str(folder / "answers.csv"), str(folder / "cells.parquet")],
        check=True,
    )  # fmt: skip


def arithmetic(folder: Path, rows: int) -> dict[str, list[str]]:
    """What reads the answers and gives mean scores, with nothing written."""
    plain, cells = str(folder / "answers.csv"), str(folder / "cells.parquet")
    run = [sys.executable, "-m", "tests.bench.batch_candidates"]
    found = {
        "bare polars, CSV": [*run, "polars", plain],
        "slimscan's score, CSV": [*run, "slimscan", plain],
        "slimscan's score, cells in Parquet": [*run, "slimscan", cells],
    }
    for name in PEERS:
        if importlib.util.find_spec(name) and (name != "pandas" or rows <= 1_000_000):
            found[f"{name}, CSV"] = [*run, name, plain]
    if rows <= 100_000:
        found["plain Python, CSV"] = [*run, "python", plain]
    return found


def commands(folder: Path, rows: int) -> dict[str, list[str]]:
    """From a file to answers.parquet, scores.parquet and scores.csv."""
    run = [sys.executable, "-m", "tests.bench.batch_candidates"]
    plain, quoted, out = (str(folder / name) for name in ("answers.csv", "quoted.csv", "out"))
    found = {
        "batch, plain CSV": [*run, "batch", plain, out],
        "bare polars, the same three files": [*run, "polars_files", plain, str(folder)],
        "batch, quoted CSV": [*run, "batch", quoted, out],
    }
    if rows <= 1_000_000:
        found["batch, quoted CSV row by row"] = [*run, "careful", quoted, out]
    return found


def measured(candidates: dict[str, list[str]]) -> Measured:
    """Median seconds, least processor time and median peak memory, by turns."""
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in candidates}
    for _ in range(ROUNDS):
        for name, command in candidates.items():
            taken[name].append(_once(command))
    found: Measured = {}
    for name, runs in taken.items():
        seconds, worked, memory = zip(*runs, strict=True)
        found[name] = (statistics.median(seconds), min(worked), statistics.median(memory))
    return found


def _once(command: list[str]) -> tuple[float, float, float]:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    worked = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - start, worked, usage.ru_maxrss / 1024


def report(rows: int, title: str, found: Measured, against: str) -> None:
    print(f"\n{rows:,} rows, {title}\n")
    print("| | ratio | of processor time | rows a second | of processor time | peak memory |")
    print("|---|---|---|---|---|---|")
    for name, (seconds, worked, memory) in found.items():
        ratios = f"{seconds / found[against][0]:.2f} | {worked / found[against][1]:.2f}"
        print(
            f"| {name} | {ratios} | {rows / seconds:,.0f} | {rows / worked:,.0f} | {memory:.0f} MB |"
        )


if __name__ == "__main__":
    main([round(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
