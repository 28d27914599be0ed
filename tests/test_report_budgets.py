"""What comes from outside into a report does only so much work, and reads only its own folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from report_examples import example
from test_report_look import LOGO

from slimscan.errors import Fault, InputError
from slimscan.language import problem_text
from slimscan.questionnaire.loading import Instrument
from slimscan.report import sandbox
from slimscan.report.html import render_html
from slimscan.report.logo import LogoError, read_logo
from slimscan.report.look import look_of
from slimscan.report.scan.context import report_context


def used(levels: int, times: int = 10) -> str:
    groups = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * times + "</g>" for n in range(1, levels)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>'
        f'<rect id="g0" width="1" height="1"/>{groups}</defs><use href="#g{levels - 1}"/></svg>'
    )


def test_a_logo_counts_for_what_its_references_multiply_to(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(used(9))
    assert path.stat().st_size < 2000
    with pytest.raises(LogoError, match="> 10000"):
        read_logo(path)
    path.write_text(used(3))
    assert read_logo(path).kind == "image/svg+xml"


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a"><use href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        '<mask id="m"><rect width="1" height="1" mask="url(#m)"/></mask>',
        '<linearGradient id="l" href="#l"/>',
    ],
)
def test_a_logo_that_draws_itself_is_refused(tmp_path: Path, inside: str) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(LOGO.replace("</svg>", f"{inside}</svg>"), encoding="utf-8")
    with pytest.raises(LogoError, match="use"):
        read_logo(path)


@pytest.mark.parametrize(
    ("start", "kind"), [(b"\xff\xd8\xff\xe0", "JPG"), (b"GIF89a", "GIF"), (b"%PDF-1.7", "PDF")]
)
def test_another_kind_of_picture_is_named_for_what_it_is(
    tmp_path: Path, start: bytes, kind: str
) -> None:
    (tmp_path / "logo.svg").write_bytes(start + b"\xe0" * 100)
    with pytest.raises(LogoError, match=f"^{kind}$"):
        read_logo(tmp_path / "logo.svg")


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        (
            "\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            2,
            "steps",
        ),
        (
            "{% for a in range(999) %}\n{{ 'x' * 99999 }}\n{% endfor %}",
            None,
            "characters|MiB|steps",
        ),
        ("a\n{{ 9 ** 9 ** 9 }}", 2, r"\*\*"),
        ("a\n{{ 'x' * 99999999999 }}", 2, "MiB"),
        ("a\n{{ 'x'.center(99999999999) }}", 2, "MiB"),
        ("a\n{{ '%99999999999d' % 1 }}", 2, "MiB|big|large"),
        ("{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}", None, "recursion"),
        ("{% include 'report.html.j2' %}", 1, "recursion"),
        ("a\n{% include 'chapter.html.j2' %}", 2, "chapter.html.j2: not found"),
        ("a\n{% extends 'chapter.html.j2' %}", 2, "chapter.html.j2: not found"),
    ],
)
def test_a_template_without_end_or_chapter_is_refused_with_its_line(
    mini: Instrument, tmp_path: Path, template: str, line: int | None, reason: str
) -> None:
    (tmp_path / "report.html.j2").write_text(template)
    look = look_of(None, tmp_path)
    with pytest.raises(InputError) as refused:
        render_html(report_context(example(mini), "nl"), look=look)
    [problem] = refused.value.problems
    assert problem.fault is Fault.TEMPLATE_BROKEN
    assert problem.file == str(tmp_path / "report.html.j2")
    assert line is None or problem.line == line
    assert re.search(reason, str(problem.values["reason"]))


def test_a_template_that_is_a_link_to_elsewhere_is_not_read(
    mini: Instrument, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("the secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "summary.html.j2").symlink_to(tmp_path / "secret")
    look = look_of(None, folder)
    with pytest.raises(InputError) as refused:
        render_html(report_context(example(mini), "nl"), look=look)
    told = problem_text(refused.value.problems[0], "en")
    assert told.startswith(str(folder / "summary.html.j2"))
    assert str(tmp_path / "secret") in told
    assert "the secret" not in told


def test_a_full_report_takes_a_small_part_of_the_budget(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    (tmp_path / "summary.html.j2").write_text("x")
    monkeypatch.setattr(sandbox, "MOST_STEPS", sandbox.MOST_STEPS // 20)
    assert "x" in render_html(report_context(example(base), "nl"), look=look_of(None, tmp_path))
