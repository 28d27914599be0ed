"""The report as HTML: safe, whole, and one self-contained file."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mini import QUESTIONNAIRE, write_mini
from report_examples import always, answered, example, in_turn, named

from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report import html as html_module
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.result import result_of

ATTACK = "<script>alert(1)</script> {{ 7*7 }} \"'><img src=x onerror=1> &amp; [/]"


class Outline(HTMLParser):
    """What the tests ask of a page: tags with attributes, headings, ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.levels: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=["full", "quick"])
def page(request: pytest.FixtureRequest, base: Instrument) -> str:
    result = example(base, quick=request.param == "quick")
    return render_html(report_context(result, "nl"))


def test_names_and_notes_are_never_markup(mini: Instrument) -> None:
    scan = named(answered(mini), ATTACK).changed(
        notes=dict.fromkeys(("H1", "PRE1", "CHG1"), ATTACK)
    )
    page = render_html(report_context(result_of(mini, scan), "nl"))
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page
    assert page.count("&lt;script&gt;") >= 4


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    outline = Outline(page)
    assert not outline.all("script")
    assert not outline.all("link")
    assert not outline.all("img")
    addresses = re.findall(r"url\(\"?([^\")]{0,20})", page)
    assert addresses
    assert all(address.startswith("data:font/woff2") for address in addresses)
    assert len(page) < 1_500_000


def test_headings_go_down_one_level_at_a_time_from_one_h1(page: str) -> None:
    levels = Outline(page).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_link_inside_the_page_has_its_goal_and_every_id_is_there_once(page: str) -> None:
    outline = Outline(page)
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    goals = {a["href"][1:] for a in outline.all("a") if (a["href"] or "").startswith("#")}  # type: ignore[index]
    assert goals <= set(ids)


def test_every_chart_has_a_text_alternative_and_every_header_a_scope(page: str) -> None:
    charts = re.findall(r"<svg[^>]*role=\"img\"[^>]*>\s*<title>([^<]+)</title>", page)
    assert len(charts) == page.count("<svg") > 20
    assert all(text.strip() for text in charts)
    assert all(th.get("scope") in ("col", "row") for th in Outline(page).all("th"))
    assert not re.search(r"<th[^>]*>\s*</th>", page)


def test_the_page_names_its_language_and_that_of_the_notes(mini: Instrument) -> None:
    scan = answered(mini).changed(notes={"H1": "Een notitie"})
    page = render_html(report_context(result_of(mini, scan), "en"))
    assert '<html lang="en">' in page
    assert '<span lang="nl">Een notitie</span>' in page


@pytest.mark.parametrize("rule", [always(1), always(5), in_turn, lambda *_: None])
@pytest.mark.parametrize("quick", [False, True])
def test_any_scan_gives_a_page(
    mini: Instrument, base: Instrument, rule: object, quick: bool
) -> None:
    for instrument in (mini, base):
        for language in ("nl", "en"):
            scan = answered(instrument, _named_by(rule), quick)
            page = render_html(report_context(result_of(instrument, scan), language), for_pdf=True)
            assert page.rstrip().endswith("</html>")


def _named_by(rule: object) -> object:
    """The rule, with an answer to the one question that cannot be passed over."""
    return lambda question, number: (
        rule(question, number)
        or (  # type: ignore[operator]
            "Firm" if question.id == "organisation" else None
        )
    )


def test_a_broken_template_is_named_with_its_line(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jinja2 import FileSystemLoader

    (tmp_path / "report.html.j2").write_text("<p>\n{{ report.nonsense }}\n", encoding="utf-8")
    environment = html_module.environment().overlay(loader=FileSystemLoader(tmp_path))
    monkeypatch.setattr(html_module, "environment", lambda: environment)
    with pytest.raises(InputError) as caught:
        render_html(report_context(example(mini), "nl"))
    assert caught.value.problems[0].fault is Fault.TEMPLATE_BROKEN
    assert "nonsense" in str(caught.value.problems[0].values["reason"])


def test_no_text_on_paper_ends_in_a_space(base: Instrument) -> None:
    page = render_html(report_context(example(base), "nl"), for_pdf=True)
    assert not re.search(r"\s<(b|span|code)\b", page)
    assert not re.search(r"\s</(p|li|td|th|div)>", page)


@pytest.mark.parametrize(
    ("valid_from", "share"), [("", "at least half of"), ("valid_from: 0.6\n", "at least 60% of")]
)
def test_the_page_says_how_much_must_be_answered_for_a_score(
    tmp_path: Path, valid_from: str, share: str
) -> None:
    minutes = "minutes: {full: 2, quick: 1}\n"
    text = QUESTIONNAIRE.replace(minutes, minutes + valid_from)
    instrument = load_instrument(write_mini(tmp_path / "mini", text))
    page = render_html(report_context(result_of(instrument, answered(instrument)), "en"))
    assert page.count(share) == 3
