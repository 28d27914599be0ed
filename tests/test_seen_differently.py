"""What leader and staff see differently: whole in one chapter, and never silently cut off elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from printed import result
from test_report_slides import charts_of, deck_of, notes_of, slides_of

from slimscan.language import words
from slimscan.report.scan.context import report_context
from slimscan.shown import Wording
from slimscan.terminal.staff_lines import staff_lines

MORE = {"nl": "En nog {}", "en": "And {} more"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_staff_chapter_tells_every_topic_and_others_say_how_many_more(language: str) -> None:
    topics = result("staff").topics
    context = report_context(result("staff"), language)
    assert context.staff is not None
    assert context.guide is not None
    assert len(topics) == 12
    assert len(context.staff.topics) == 12
    assert context.guide.different[:2] == context.staff.topics[:2]
    (more,) = context.guide.different[2:]
    assert more.startswith(MORE[language].format(10))
    assert context.words["chapter.staff"] in more


def test_nothing_more_is_told_where_there_is_no_more() -> None:
    assert result("full").topics == ()
    guide = report_context(result("full"), "nl").guide
    assert guide is not None
    assert guide.different == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_slide_shows_the_first_topics_of_that_chapter_and_says_of_how_many(language: str) -> None:
    slide = slides_of(deck_of(result("staff"), language))[4]
    staff = report_context(result("staff"), language).staff
    assert staff is not None
    [chart] = charts_of(slide)
    assert list(chart.plots[0].categories) == [row.name for row in staff.topic_rows[:4]]
    assert "4" in slide.shapes.title.text
    assert "12" in slide.shapes.title.text
    calm = replace(result("staff"), proposal=replace(result("staff").proposal, unsafe=False))
    assert MORE[language].format(8) in notes_of(slides_of(deck_of(calm, language))[4])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_screen_says_how_many_more_topics_the_report_has(language: str) -> None:
    questionnaire = result("staff").instrument.questionnaire
    texts = Wording(words(language, "terminal"), questionnaire.languages)
    names = {key: texts.text(name) for key, name in result("staff").instrument.scale_names.items()}
    told = [line for _, line in staff_lines(result("staff"), texts, names)]
    opening = words(language, "terminal")["staff.topic"]
    assert sum(line.startswith(opening.partition(":")[0]) for line in told) == 5
    assert [line for line in told if line.startswith(MORE[language].format(7))]
