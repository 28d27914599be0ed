"""Where a figure is not told the page says why: also where it would tell of one to four people."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from batch_examples import leader
from test_batch_summary import batch_of

from slimscan.batch.outcome import render_summary
from slimscan.batch.results_tables import quality_notes
from slimscan.batch.summary.context import summary_context
from slimscan.batch.summary.figures import summarise
from slimscan.batch.summary.summary import Summary
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument

LANGUAGES = {"en": "one to four people", "nl": "één tot vier mensen"}


def three_left_one_open(folder: Path, mini: Instrument) -> Summary:
    """Of forty leaders three left one question of a topic open."""
    people = [leader(f"Firm {n:02}", n % 5) for n in range(40)]
    for n, one in enumerate(people[:3]):
        answered = {item: place for item, place in one.places.items() if item != "H1"}
        people[n] = replace(one, places=answered)
    return summarise(batch_of(folder, mini, people))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_without_alpha_may_lack_it_because_few_left_a_question_open(
    tmp_path: Path, mini: Instrument, language: str
) -> None:
    summary = three_left_one_open(tmp_path, mini)
    [leaders] = [one for one in summary.audiences if one.audience == "leader"]
    assert "heat" not in {one.scale for one in leaders.reliability}
    page = render_summary(summary, language)
    told = re.search(r'id="quality".*?</section>', page, re.DOTALL)
    assert told
    assert LANGUAGES[language] in told[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_says_it_once_for_its_sheets_about_answers(
    tmp_path: Path, mini: Instrument, language: str
) -> None:
    context = summary_context(three_left_one_open(tmp_path, mini), language)
    said = [one for one in quality_notes(context) if LANGUAGES[language] in one]
    assert said == [context.words["quality.dash"]]


def test_a_lever_that_is_not_shown_keeps_its_topics_and_has_a_dash_with_its_reason(
    tmp_path: Path, mini: Instrument
) -> None:
    summary = three_left_one_open(tmp_path, mini)
    [leaders] = summary.audiences
    lever = mini.questionnaire.levers[0]
    names = [one.name["en"] for one in lever.aspects if one.id in leaders.spreads]
    less = {scale: its for scale, its in leaders.spreads.items() if scale != lever.id}
    page = render_summary(replace(summary, audiences=(replace(leaders, spreads=less),)), "en")
    told = re.search(r'<table class="scores spread">.*?</table>', page, re.DOTALL)
    assert told
    assert names
    assert all(name in told[0] for name in names)
    assert re.search(
        rf"{lever.name['en']}</th><td class=\"drawn\"></td><td class=\"n\">–<", told[0]
    )
    assert "A dash, or a row that is missing" in page[: told.start()]
    whole = render_summary(summary, "en")
    assert "A dash, or a row" not in whole[: whole.index('<table class="scores spread">')]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("room", "key"),
    [
        ("summary", "by.intro"),
        ("summary", "split.intro"),
        ("summary", "quality.dash"),
        ("summary", "quality.alpha_none"),
        ("summary", "quality.agreement_none"),
        ("summary", "method.groups"),
        ("monitor", "groups.intro"),
        ("monitor", "method.groups"),
        ("report", "staff.dash"),
        ("comparison", "staff.intro"),
    ],
)
def test_every_table_with_dashes_names_all_reasons(language: str, room: str, key: str) -> None:
    assert LANGUAGES[language] in words(language, room)[key]
