"""What a batch tells, once all is scored: organisation results, statistics, the summary."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slimscan.batch.files import FileCount, kept_among
from slimscan.batch.organisations.benchmark import write_standings
from slimscan.batch.organisations.keyed_rows import scores_of
from slimscan.batch.organisations.organisations_csv import (
    OrganisationProgress,
    write_organisations,
)
from slimscan.batch.summary.figures import PooledBatch, summarise
from slimscan.batch.summary.summary import Batch, Summary, summary_json
from slimscan.disk.durable import PASSED_ON, write_durably
from slimscan.privacy import Signer
from slimscan.report.edition import WHOLE, Edition
from slimscan.report.look import PLAIN, Look

if TYPE_CHECKING:
    from slimscan.batch.results_beside import ResultsBeside

__all__ = ["Batch", "FileCount", "OrganisationProgress", "write_outcome"]

_TEMPLATE = "batch_summary.html.j2"
_PAPER = ("base", "pages", "batch")
_SCREEN = ("base", "charts", "screen", "pages", "batch", "batch-screen")


class Reckoner(Protocol):
    """Works out elsewhere, on a cluster, what is told of organisations."""

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that the branch keeps of its own."""

    def write_organisations(
        self,
        folder: Path,
        progress: OrganisationProgress | None = None,
        shown: Path | None = None,
    ) -> Path:
        """As `write_organisations`."""

    def pool(self, batch: Batch, signer: Signer) -> PooledBatch:
        """As `pool_batch`."""


def write_outcome(  # noqa: PLR0913
    batch: Batch,
    language: str,
    jobs: int = 1,
    progress: OrganisationProgress | None = None,
    *,
    look: Look = PLAIN,
    edition: Edition = WHOLE,
    reckoner: Reckoner | None = None,
) -> tuple[Path, ...]:
    """Write `organisations.csv`, `summary.json`, `.html`, `.pdf`, `.docx` and `results.xlsx`.

    With `batch.for_analyst` also `analyst.xlsx`, for the eyes of its owner alone.
    The look and the edition are of what people read: pages, Word and the results.

    Gives their paths. `jobs` worker processes share the organisations, unless a `reckoner` works
    them out. Where no PDF can be made
    there is none, and a remark says so. Raises `MachineError` when a file cannot be written.
    """
    from slimscan.batch.analyst.workbook import analyst_files
    from slimscan.batch.results_beside import results_beside
    from slimscan.batch.results_workbook import RESULTS_FILE, ResultsOrder
    from slimscan.batch.summary.context import summary_context

    with tempfile.TemporaryDirectory(dir=batch.folder, prefix=f".{RESULTS_FILE}-") as name:
        kept, work = reckoner.kept if reckoner else _kept_in(batch.folder), Path(name)
        has_organisations = edition.has("organisations")
        order = ResultsOrder(
            batch.instrument, batch.scales, language, work, look, kept, has_organisations
        )
        with results_beside(order, jobs) as results:
            organisations, summary = tell_outcome(batch, jobs, progress, results, reckoner)
            told = summary_context(summary, language, edition), batch.made_on
            workbook = results.finishing(told)
            files = _summary_files(batch, summary, language, look, edition)
            analyst = analyst_files(batch, summary, language, work) if batch.for_analyst else {}
            files[batch.folder / RESULTS_FILE] = workbook()
    for path, content in files.items():
        write_durably(path, content, PASSED_ON)
    for path, content in analyst.items():
        write_durably(path, content)
    return (organisations, *files, *analyst)


def _summary_files(
    batch: Batch, summary: Summary, language: str, look: Look, edition: Edition
) -> dict[Path, str | bytes]:
    """The summary in its forms, by where each is to stand."""
    from slimscan.report.formats import pdf_where_it_can
    from slimscan.report.pdf import write_pdf
    from slimscan.report.word.document import write_word

    page = render_summary(summary, language, for_pdf=True, look=look, edition=edition)
    contents: dict[str, str | bytes] = {
        "json": summary_json(summary),
        "html": render_summary(summary, language, look=look, edition=edition),
        "docx": write_word(page, batch.made_on, look),
    }
    read = {one.file: one.file for one in batch.files}
    read |= {column: _names(summary, column) for column in batch.splits}
    printed = pdf_where_it_can(
        lambda: write_pdf(page, batch.made_on, look.pictures, texts=read), Path("summary.html")
    )
    contents |= {"pdf": printed} if printed else {}
    return {batch.folder / f"summary.{ending}": content for ending, content in contents.items()}


def _kept_in(folder: Path) -> tuple[str, ...]:
    return kept_among(scores_of(folder).collect_schema())


def _names(summary: Summary, column: str) -> str:
    """What is written of a column of the branch's own: itself and its groups."""
    spreads = (one.splits.get(column, {}) for one in summary.audiences)
    groups = {name for scales in spreads for its in scales.values() for name in its}
    return " ".join((column, *sorted(groups)))


def tell_outcome(
    batch: Batch,
    jobs: int = 1,
    progress: OrganisationProgress | None = None,
    results: ResultsBeside | None = None,
    reckoner: Reckoner | None = None,
) -> tuple[Path, Summary]:
    """Write `organisations.csv`, and as data what a benchmark is made of; give the summary too."""
    shown = results.order.shown if results else None
    if reckoner:
        organisations = reckoner.write_organisations(batch.folder, progress, shown)
    else:
        organisations = write_organisations(batch.folder, batch.scales, jobs, progress, shown)
    if results:
        results.begin()
    summary = summarise(batch, reckoner.pool) if reckoner else summarise(batch)
    write_standings(batch.folder, {one.audience: one for one in summary.audiences})
    return organisations, summary


def render_summary(
    summary: Summary,
    language: str,
    for_pdf: bool = False,
    look: Look = PLAIN,
    edition: Edition = WHOLE,
) -> str:
    """The summary as one page of HTML."""
    from slimscan.batch.summary.context import summary_context
    from slimscan.report.html import render_page, themed

    context = summary_context(summary, language, edition)
    styles = themed(_PAPER if for_pdf else _SCREEN, look)
    return render_page(_TEMPLATE, styles, for_pdf, look, summary=context, words=context.words)
