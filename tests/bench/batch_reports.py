"""Reports a minute with 1 and 2 workers, beside one bare weasyprint process on the same pages.

`python -m tests.bench.batch_reports [ROUNDS [REPORTS]]` prints ratios by turns, in wall time and in
processor time: on a machine that others use too, only the second says what the work itself costs.
`python -m tests.bench.batch_reports memory [REPORTS]` shows how one worker grows.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from slimscan import pipeline
from slimscan.batch.reports import reports
from slimscan.batch.reports.jobs import ScanMaker
from slimscan.batch.reports.reports import ReportOrder, make_reports
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.result import result_of
from slimscan.scoring.responses import NOT_APPLICABLE, PERSON_COLUMNS
from tests.bench.measure import processor_seconds

DAY = date(2026, 11, 21)
BARE = """\
import sys, weasyprint
from pathlib import Path
for page in sorted(Path(sys.argv[1]).glob("*.html")):
    weasyprint.HTML(filename=page).write_pdf(page.with_suffix(".pdf"), pdf_variant="pdf/a-3a")
"""


def main() -> None:
    if sys.argv[1:2] == ["memory"]:
        grow(int(sys.argv[2]) if len(sys.argv) > 2 else 300)
        return
    rounds, number = (int(one) for one in (*sys.argv[1:], *("3", "24")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), rounds, number)


def answers(instrument: Instrument, path: Path, number: int) -> Path:
    """As many leaders, each with a sector, who answered everything in their own way."""
    import polars as pl

    draw, questionnaire = random.Random(7), instrument.questionnaire
    modules = {module.id: module.aspect.items for module in instrument.sectors}
    rows = []
    for place in range(number):
        sector = draw.choice(questionnaire.profile.sectors).id
        asked = (*questionnaire.items, *questionnaire.precondition_items, *modules.get(sector, ()))
        own = draw.randrange(4)
        row: dict[str, object] = dict.fromkeys(PERSON_COLUMNS, "")
        row |= {"respondent": f"r{place}", "organisation": f"Firm {place}", "sector": sector}
        row |= {"measured_on": DAY.isoformat(), "audience": "leader"}
        row |= {item.id: own + draw.randrange(2) for item in asked}
        rows.append(row | {change.id: draw.randrange(2) for change in questionnaire.changes})
    ids = {name for row in rows for name in row} - {*PERSON_COLUMNS, "audience"}
    frame = pl.DataFrame(
        rows, schema_overrides=dict.fromkeys(ids, pl.Int8), infer_schema_length=None
    )
    frame.with_columns(pl.col(sorted(ids)).fill_null(NOT_APPLICABLE)).write_parquet(path)
    return path


def pages(instrument: Instrument, path: Path, folder: Path) -> None:
    """The HTML that we would give to weasyprint for every one of these answers."""
    import polars as pl

    maker = ScanMaker(instrument, "nl", DAY)
    folder.mkdir()
    for row in pl.read_parquet(path).iter_rows(named=True):
        scan = maker.scan(row)
        html = render_html(report_context(result_of(instrument, scan), "nl"), for_pdf=True)
        (folder / f"{scan.id}.html").write_text(html, encoding="utf-8")


def compare(folder: Path, rounds: int, number: int) -> None:
    instrument = pipeline.load()
    path = answers(instrument, folder / "answers.parquet", number)
    pages(instrument, path, folder / "pages")

    def ours(workers: int) -> None:
        shutil.rmtree(folder / "reports", ignore_errors=True)
        order = ReportOrder("nl", DAY, processes=workers)
        assert make_reports(path, folder / "reports", instrument, order).made == number

    def bare() -> None:
        subprocess.run([sys.executable, "-c", BARE, folder / "pages"], check=True)

    candidates: dict[str, Callable[[], None]] = {
        "bare weasyprint, one process": bare,
        "slimscan, 1 worker": lambda: ours(1),
        "slimscan, 2 workers": lambda: ours(2),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, work in candidates.items():
            taken[name].append(measured(work))
    print(f"\n{number} reports, {rounds} rounds by turns, load {os.getloadavg()[0]:.1f}")
    wall = {name: statistics.median(one[0] for one in all_) for name, all_ in taken.items()}
    processor = {name: statistics.median(one[1] for one in all_) for name, all_ in taken.items()}
    first = next(iter(candidates))
    for name in candidates:
        print(
            f"  {60 * number / wall[name]:6.1f} a minute  {wall[first] / wall[name]:5.2f}x the speed"
            f"  {processor[name] / number:6.2f} processor seconds each"
            f"  {processor[name] / processor[first]:5.2f}x  {name}"
        )
    two = wall["slimscan, 1 worker"] / wall["slimscan, 2 workers"]
    print(f"  two workers beside one: {two:.2f}x the speed")


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the clock, and of processors in this process and its children."""
    start, before = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - start, processor_seconds() - before


def grow(number: int) -> None:
    """One worker that is never renewed: its memory after so many documents."""
    instrument = pipeline.load()
    reports.Crew = lambda processes, seconds: crew(processes, seconds, 10**9)  # type: ignore[misc,assignment]
    with tempfile.TemporaryDirectory() as name:
        path = answers(instrument, Path(name) / "answers.parquet", number)
        order = ReportOrder("nl", DAY, processes=1)
        print("documents   MB resident   MB of its own")
        make_reports(path, Path(name) / "reports", instrument, order, progress=show)


def crew(processes: int, seconds: float, renew_after: int) -> object:
    from slimscan.batch.workers import Crew

    return Crew(processes, seconds, renew_after)


def show(done: int, total: int, failed: int) -> None:
    if done not in (1, 2, 5, 10, 20) and done % 25:
        return
    for worker in multiprocessing.active_children():
        sizes = Path(f"/proc/{worker.pid}/smaps_rollup").read_text().splitlines()
        kb = {line.split()[0]: int(line.split()[1]) for line in sizes[1:]}
        own = kb["Private_Clean:"] + kb["Private_Dirty:"]
        print(f"{done:9}   {kb['Rss:'] / 1024:11.1f}   {own / 1024:13.1f}", flush=True)


if __name__ == "__main__":
    main()
