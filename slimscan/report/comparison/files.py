"""A comparison as a file: HTML, PDF, Word or JSON, written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimscan.comparison.comparison import Comparison
from slimscan.disk.durable import PRIVATE
from slimscan.report.comparison.context import comparison_context
from slimscan.report.comparison.document import comparison_json
from slimscan.report.edition import WHOLE, Edition, check_format
from slimscan.report.formats import COMPARISON, write_document
from slimscan.report.html import render_page, themed
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.files import place_for, texts_of_people
from slimscan.report.word.document import write_word
from slimscan.scan.store import report_stem
from slimscan.staff.answers import other_id

_TEMPLATE = "comparison.html.j2"
SUFFIX = "follow-up"
_PAPER = ("base", "charts", "pages", "comparison")
_SCREEN = ("base", "charts", "screen", "pages", "comparison", "comparison-screen")


def write_comparison(  # noqa: PLR0913, PLR0917
    comparison: Comparison,
    language: str,
    format: str = "pdf",  # noqa: A002
    output: Path | None = None,
    overwrite: bool = False,
    anonymous: bool = False,
    look: Look = PLAIN,
    edition: Edition = WHOLE,
) -> Path:
    """Write the comparison and give its path; names, and raises, as `write_report` does."""
    COMPARISON.check(format)
    check_format(edition, format, COMPARISON)
    told = anonymised_comparison(comparison) if anonymous else comparison
    # Another id in the name: without one two anonymous comparisons would have the same name.
    told_id = comparison.followup.id
    stem = report_stem(told.followup.changed(id=other_id(told_id) if anonymous else told_id))
    path = place_for(f"{stem}-{SUFFIX}.{format}", output, overwrite=overwrite)
    shown = look.anonymised() if anonymous else look
    return write_document(
        COMPARISON, format, path, told, language, shown, edition, mode=PRIVATE, overwrite=overwrite
    )


def anonymised_comparison(comparison: Comparison) -> Comparison:
    """The comparison of the two scans without names, ids, and what people wrote themselves."""
    return replace(
        comparison,
        baseline=comparison.baseline.anonymised(),
        followup=comparison.followup.anonymised(),
        staff=comparison.staff and comparison.staff.without_teams(),
    )


def render_comparison(
    comparison: Comparison,
    language: str,
    for_pdf: bool = False,
    look: Look = PLAIN,
    edition: Edition = WHOLE,
) -> str:
    """The comparison as one page of HTML."""
    context = comparison_context(comparison, language, edition)
    styles = themed(_PAPER if for_pdf else _SCREEN, look)
    return render_page(_TEMPLATE, styles, for_pdf, look, comparison=context, words=context.words)


def comparison_file_json(
    comparison: Comparison, language: str, _look: Look, _edition: Edition
) -> str:
    """The comparison for programs."""
    return comparison_json(comparison, language) + "\n"


def comparison_html(comparison: Comparison, language: str, look: Look, edition: Edition) -> str:
    """The comparison as one page for a browser."""
    return render_comparison(comparison, language, look=look, edition=edition)


def comparison_docx(comparison: Comparison, language: str, look: Look, edition: Edition) -> bytes:
    """The comparison as a Word file to go on writing in."""
    html = render_comparison(comparison, language, for_pdf=True, look=look, edition=edition)
    return write_word(html, comparison.followup.measured_on, look)


def comparison_pdf(comparison: Comparison, language: str, look: Look, edition: Edition) -> bytes:
    """The comparison to print."""
    html = render_comparison(comparison, language, for_pdf=True, look=look, edition=edition)
    texts = {
        f"{scan.measured_on} {place}": text
        for scan in (comparison.baseline, comparison.followup)
        for place, text in texts_of_people(scan).items()
    }
    return write_pdf(html, comparison.followup.measured_on, look.pictures, texts=texts)
