"""Does slimscan do its work in this environment: import, one scan, one report, one batch.

It needs nothing but slimscan itself, so it runs where the test tools are not: with the lowest
versions of our dependencies (`make lowest`).
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "questionnaires" / "examples" / "builder-12.yaml"
FIRMS = 40


def import_everything() -> str:
    """Every module of slimscan, without a warning; Spark's only where Spark is."""
    import slimscan

    warnings.simplefilter("error")
    names = [one.name for one in pkgutil.walk_packages(slimscan.__path__, "slimscan.")]
    for name in names:
        if name != "slimscan.__main__":
            importlib.import_module(name)
    return f"{len(names)} modules"


def one_scan(folder: Path) -> str:
    """A scan from a file, its scores, and every kind of report."""
    run(folder, "start", "--answers", str(EXAMPLE), "--lang", "nl", "--output", "scan.pdf")
    shown = json.loads(run(folder, "show", "--json"))
    assert 0 < shown["overall"]["score"] < 100
    formats = ("pdf", "html", "json")
    for ending in formats:
        run(folder, "report", "--format", ending, "--output", f"report.{ending}")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((folder / "report.json").read_text())["overall"] == shown["overall"]
    run(folder, "plan", "--take", "all")
    run(folder, "plan", "--ics", "plan.ics")
    run(folder, "form", "--to", "xlsx", "--output", "form.xlsx")
    return f"overall {shown['overall']['score']:g}, {', '.join(formats)}"


def one_batch(folder: Path) -> str:
    """Many answers scored, with their summary, a benchmark, and one report a firm."""
    from slimscan.pipeline import load

    items = [item.id for item in load().questionnaire.items]
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["respondent", "organisation", *items])
        table.writerows(
            [n, f"Firm {n}", *((n + place) % 5 + 1 for place in range(len(items)))]
            for n in range(FIRMS)
        )
    run(folder, "batch", "answers.csv", "--output", "out", "--audience", "leader")
    counts = json.loads((folder / "out" / "summary.json").read_text())["counts"]
    assert counts["read"] == counts["scored"] == FIRMS, counts
    run(folder, "benchmark", "out", "--output", "benchmark.json")
    return f"{counts['scored']} rows scored"


def run(folder: Path, *arguments: str) -> str:
    """The output of a command, which must succeed and say nothing of Python."""
    environment = os.environ | {
        "SLIMSCAN_HOME": str(folder / "home"),
        "PYTHONWARNINGS": "default::DeprecationWarning",
    }
    done = subprocess.run(
        [sys.executable, "-m", "slimscan", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, (arguments, done.returncode, done.stderr)
    assert "Warning" not in done.stderr, done.stderr
    return done.stdout


if __name__ == "__main__":
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        print("imports:", import_everything())
        print("scan:", one_scan(Path(name)))
        print("batch:", one_batch(Path(name)))
    print(f"{time.monotonic() - start:.0f} seconds")
