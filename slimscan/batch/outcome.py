"""What a batch tells, once all is scored: organisation results, statistics, the summary."""

from __future__ import annotations

from pathlib import Path

from slimscan.batch.files import FileCount
from slimscan.batch.organisations.benchmark import write_standings
from slimscan.batch.organisations.organisations_csv import (
    OrganisationProgress,
    write_organisations,
)
from slimscan.batch.summary.figures import summarise
from slimscan.batch.summary.summary import Batch, Summary, summary_json
from slimscan.disk.durable import PASSED_ON, write_durably

__all__ = ["Batch", "FileCount", "OrganisationProgress", "write_outcome"]

_TEMPLATE = "batch_summary.html.j2"
_PAPER = ("base", "pages", "batch")
_SCREEN = ("base", "charts", "screen", "pages", "batch", "batch-screen")


def write_outcome(
    batch: Batch, language: str, jobs: int = 1, progress: OrganisationProgress | None = None
) -> tuple[Path, ...]:
    """Write `organisations.csv` and `summary.json`, `.html`, `.pdf`, `.docx`; give their paths.

    `jobs` worker processes share the organisations. Where no PDF can be made there is none, and a
    remark says so. Raises `MachineError` when a file cannot be written.
    """
    from slimscan.report.formats import pdf_where_it_can
    from slimscan.report.pdf import write_pdf
    from slimscan.report.word.document import write_word

    organisations, summary = tell_outcome(batch, jobs, progress)
    page = render_summary(summary, language, for_pdf=True)
    contents: dict[str, str | bytes] = {
        "json": summary_json(summary),
        "html": render_summary(summary, language),
        "docx": write_word(page, batch.made_on),
    }
    files = {one.file: one.file for one in batch.files}
    printed = pdf_where_it_can(
        lambda: write_pdf(page, batch.made_on, texts=files), Path("summary.html")
    )
    contents |= {"pdf": printed} if printed else {}
    paths = [batch.folder / f"summary.{ending}" for ending in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        write_durably(path, content, PASSED_ON)
    return (organisations, *paths)


def tell_outcome(
    batch: Batch, jobs: int = 1, progress: OrganisationProgress | None = None
) -> tuple[Path, Summary]:
    """Write `organisations.csv`, and as data what a benchmark is made of; give the summary too."""
    organisations = write_organisations(batch.folder, batch.scales, jobs, progress)
    summary = summarise(batch)
    write_standings(batch.folder, {one.audience: one for one in summary.audiences})
    return organisations, summary


def render_summary(summary: Summary, language: str, for_pdf: bool = False) -> str:
    """The summary as one page of HTML."""
    from slimscan.batch.summary.context import summary_context
    from slimscan.report.html import render_page

    context = summary_context(summary, language)
    styles = _PAPER if for_pdf else _SCREEN
    return render_page(_TEMPLATE, styles, for_pdf, summary=context, words=context.words)
