"""A comparison as a file: HTML, PDF or JSON, written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimscan.comparison.comparison import Comparison
from slimscan.durable import PRIVATE, write_durably
from slimscan.errors import Fault, usage_error
from slimscan.report.comparison.context import comparison_context
from slimscan.report.comparison.document import comparison_json
from slimscan.report.html import render_page, themed
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.files import REPORT_FORMATS, place_for
from slimscan.scan.model import Scan
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
) -> Path:
    """Write the comparison and give its path; names, and raises, as `write_report` does."""
    if format not in REPORT_FORMATS:
        raise usage_error(Fault.FORMAT_UNKNOWN, id=format, known=", ".join(REPORT_FORMATS))
    told = anonymised(comparison) if anonymous else comparison
    # Another id in the name: without one two anonymous comparisons would have the same name.
    told_id = comparison.followup.id
    named = told.followup.changed(id=other_id(told_id) if anonymous else told_id)
    stem = report_stem(named)
    path = place_for(f"{stem}-{SUFFIX}.{format}", output, overwrite=overwrite)
    write_durably(path, _content(told, format, language, look), PRIVATE)
    return path


def anonymised(comparison: Comparison) -> Comparison:
    """The comparison without names (of teams too), ids, and the free text of the plan."""
    return replace(
        comparison,
        baseline=_nameless(comparison.baseline),
        followup=_nameless(comparison.followup),
        staff=comparison.staff and comparison.staff.without_teams(),
    )


def render_comparison(
    comparison: Comparison, language: str, for_pdf: bool = False, look: Look = PLAIN
) -> str:
    """The comparison as one page of HTML."""
    context = comparison_context(comparison, language)
    styles = themed(_PAPER if for_pdf else _SCREEN, look)
    return render_page(_TEMPLATE, styles, for_pdf, look, comparison=context, words=context.words)


def _nameless(scan: Scan) -> Scan:
    profile = scan.profile.model_copy(update={"organisation": ""})
    plan = tuple(one.model_copy(update={"owner": "", "result": ""}) for one in scan.plan)
    return scan.changed(id="", profile=profile, notes={}, plan=plan)


def _content(
    comparison: Comparison,
    format: str,  # noqa: A002
    language: str,
    look: Look,
) -> str | bytes:
    if format == "json":
        return comparison_json(comparison, language) + "\n"
    if format == "html":
        return render_comparison(comparison, language, look=look)
    html = render_comparison(comparison, language, for_pdf=True, look=look)
    return write_pdf(html, comparison.followup.measured_on, look.pictures)
