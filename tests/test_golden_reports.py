"""Parts of reports beside what they were: words and structure, and on which page chapters begin.

Each part is in one file, without drawings: a changed word breaks one file, or two where two reports
say it. `python -m pytest --update-golden` writes them anew; look at the difference before it is
committed.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from printed import REPORTS, document, page, result

from slimscan.language import words
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context

GOLDEN = Path(__file__).with_name("golden")
CHAPTER = '<section class="chapter '


def test_the_page_is_what_it_was(update_golden: bool) -> None:
    """All of one report; of the others what only they have."""
    compare("full.html", page("full"), update_golden)


@pytest.mark.parametrize(("name", "chapter"), [("staff", "staff"), ("one-answer", "summary")])
def test_a_chapter_that_differs_is_what_it_was(
    name: str, chapter: str, update_golden: bool
) -> None:
    compare(f"{name}-{chapter}.html", chapter_of(page(name), chapter), update_golden)


def test_the_plan_of_a_quick_scan_on_paper_is_what_it_was(update_golden: bool) -> None:
    context = report_context(result("quick"), REPORTS["quick"][2])
    plan = chapter_of(render_html(context, for_pdf=True), "plan")
    compare("quick-plan-paper.html", plan, update_golden)


def test_chapters_begin_on_the_pages_that_they_did(update_golden: bool) -> None:
    told = "\n".join(line for name in REPORTS for line in layout(name))
    compare("layout.txt", told, update_golden)


def layout(name: str) -> list[str]:
    """The number of pages of a report, and on which one each chapter begins."""
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=document(name), capture_output=True
    )
    pages = [lines(text) for text in done.stdout.decode().split("\f")[:-1]]
    chapters = report_context(result(name), REPORTS[name][2]).chapters
    begins = {
        chapter.title: next(
            (at for at, told in enumerate(pages, start=1) if at > 1 and chapter.title in told), 0
        )
        for chapter in chapters
    }
    assert 0 not in begins.values()
    return [f"{name}: {len(pages)}", *(f"  {title}: {at}" for title, at in begins.items())]


def lines(text: str) -> list[str]:
    """The lines that say something, with single spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def chapter_of(html: str, name: str) -> str:
    """One chapter of a report."""
    [chapter] = [part for part in html.split(CHAPTER)[1:] if f'id="{name}"' in part.split("\n")[0]]
    return CHAPTER + chapter


def compare(name: str, content: str, update: bool) -> None:
    """Hold a page, without its style and drawings, against the kept one."""
    for part in ("style", "svg"):
        content = re.sub(rf"<{part}\b.*?</{part}>", f"<{part}></{part}>", content, flags=re.DOTALL)
    path = GOLDEN / name
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines(content)) + "\n", encoding="utf-8")
    assert lines(content) == lines(path.read_text(encoding="utf-8"))


def test_a_changed_word_of_the_summary_breaks_two_files_at_most() -> None:
    kept = [path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()]
    told = [
        text
        for key, text in words("nl", "report").texts.items()
        if key.startswith(("summary.", "reading.")) and "{" not in text
    ]
    broken = {text: sum(f">{text}<" in golden for golden in kept) for text in told}
    assert max(broken.values()) == 2, broken
