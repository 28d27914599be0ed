"""What a report costs beside a bare weasyprint on the same page: `python -m tests.bench.reports`.

`python -m tests.bench.reports ROUNDS TREE` measures a whole `slimscan report` beside that of another
version, whose tree with its own `.venv` is TREE, by turns and in processor time.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from slimscan import pipeline
from slimscan.report.html import render_html
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.context import ReportContext, report_context
from slimscan.result import Result
from tests.bench.measure import (
    Work,
    by_turns,
    process,
    processor_seconds,
    rounds_of,
    table,
)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "questionnaires/examples/builder-12.yaml"
BARE = (
    "import sys, weasyprint;"
    "weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant='pdf/a-3a')"
)


def main() -> None:
    rounds = rounds_of(sys.argv, 7)
    if len(sys.argv) > 2:
        beside_version(Path(sys.argv[2]), rounds)
        return
    instrument = pipeline.load()
    scan = pipeline.scan_from_file(EXAMPLE, instrument)
    result = pipeline.score(instrument, scan)
    context = report_context(result, "nl")
    html = render_html(context, for_pdf=True)
    with tempfile.TemporaryDirectory() as name:
        cold(Path(name), html, rounds)
    warm(result, context, html, rounds)


def beside_version(tree: Path, rounds: int) -> None:
    """The same example, reported by this version and by that of another tree."""
    with tempfile.TemporaryDirectory() as name:
        seconds = by_turns(
            {"that version": reporting(tree, Path(name)), "this one": reporting(ROOT, Path(name))},
            rounds,
            processor_seconds,
        )
    table("Whole process, one report, processor time", seconds, "that version")


def reporting(tree: Path, folder: Path) -> Work:
    """`slimscan report` of a tree, of a scan that it keeps in a home of its own."""
    home = Path(tempfile.mkdtemp(dir=folder))
    variables = {name: value for name, value in os.environ.items() if "BYTECODE" not in name}
    variables["SLIMSCAN_HOME"] = str(home)
    command = [str(tree / ".venv/bin/python"), "-m", "slimscan"]

    def run(*arguments: object) -> None:
        words = [*command, *(str(one) for one in arguments), "--quiet"]
        subprocess.run(words, cwd=tree, env=variables, check=True, capture_output=True)

    example = tree / "questionnaires/examples/builder-12.yaml"
    run("start", "--answers", example, "--yes", "--output", home / "first.pdf")
    return lambda: run("report", "--output", home / "report.pdf")


def cold(folder: Path, html: str, rounds: int) -> None:
    """Whole processes, from the command to the file."""
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    os.environ["SLIMSCAN_HOME"] = str(folder / "home")
    start = ("-m", "slimscan", "start", "--answers", EXAMPLE, "--yes", "--quiet")
    process(*start, "--output", folder / "first.pdf")()
    report = ("-m", "slimscan", "report", "--quiet", "--output", folder / "ours.pdf")
    seconds = by_turns(
        {
            "bare weasyprint on the same page": process("-c", BARE, page, folder / "bare.pdf"),
            "slimscan report": process(*report),
        },
        rounds,
    )
    table("Whole process, one report", seconds, "bare weasyprint on the same page")


def warm(result: Result, context: ReportContext, html: str, rounds: int) -> None:
    """The parts of one report in a process that has made reports before."""
    import weasyprint

    made_on, instrument, scan = result.scan.measured_on, result.instrument, result.scan
    bare = weasyprint.HTML
    parts: dict[str, Work] = {
        "bare weasyprint": lambda: bare(string=html).write_pdf(pdf_variant="pdf/a-3a"),
        "slimscan, page to PDF": lambda: write_pdf(html, made_on),
        "scores and advice": lambda: pipeline.score(instrument, scan),
        "what the page says": lambda: report_context(result, "nl"),
        "templates and charts": lambda: render_html(context, for_pdf=True),
    }
    gc.collect()
    gc.freeze()
    seconds = by_turns({name: cleared(work) for name, work in parts.items()}, rounds)
    table("In a warm process", seconds, "slimscan, page to PDF")
    drawing = seconds["slimscan, page to PDF"]
    page = seconds["what the page says"] + seconds["templates and charts"]
    whole = drawing + page + seconds["scores and advice"]
    pages = write_pdf(html, made_on).count(b"/Type /Page\n") or html_pages(html, made_on)
    print(f"\n  what the page says, templates and charts: {page / whole:.1%} of a warm report")
    print(f"  scores and advice of one scan: {seconds['scores and advice'] / whole:.1%}")
    print(
        f"  {pages / whole:.1f} pages a second, {60 / whole:.0f} reports of {pages} pages a minute"
    )


def cleared(work: Work) -> Work:
    """The work with the clearing of its own garbage; else the next in turn would pay for it."""

    def run() -> None:
        work()
        gc.collect()

    return run


def html_pages(html: str, made_on: object) -> int:
    """How many pages the PDF has."""
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(write_pdf(html, made_on))).pages)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
