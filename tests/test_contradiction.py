"""The same option everywhere, also at reversed items: no band and no plan, but a sentence that says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from report_examples import always, answered, example, low

from slimscan import pipeline
from slimscan.comparison.comparison import Note, compare_scans
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.result import result_of
from slimscan.scoring.contradiction import FROM, contradicts
from slimscan.scoring.responses import Answer, State
from slimscan.terminal.scorecard import print_scorecard


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("code", [1, 2, 4, 5])
def test_the_same_option_everywhere_has_no_band_and_no_plan(
    base: Instrument, code: int, quick: bool
) -> None:
    result = example(base, always(code), quick)
    document = result_document(result)
    assert document["contradicting"] is True
    assert document["actions"] == document["strengths"] == []
    scores = [document["overall"], *document["levers"], *document["levers"][0]["aspects"]]
    assert {score["band"] for score in scores} == {None}
    assert document["overall"]["score"] is not None, "the scores stand, without what they mean"


def test_a_comparison_says_so_and_gives_such_answers_no_band(base: Instrument) -> None:
    before, after = answered(base, always(4)), answered(base)
    told = compare_scans(base, before, after)
    assert Note.CONTRADICTING in told.notes
    assert (told.overall.before.band, told.levers[0].aspects[0].before.band) == (None, None)
    assert told.overall.after.band is not None
    plain = compare_scans(base, answered(base, low), after)
    assert Note.CONTRADICTING not in plain.notes


def test_the_middle_option_everywhere_contradicts_nothing(base: Instrument) -> None:
    for quick in (True, False):
        document = result_document(example(base, always(3), quick))
        assert document["contradicting"] is False
        assert document["overall"]["band"]
        assert document["actions"]


def test_one_other_answer_is_enough_to_be_taken_seriously(base: Instrument) -> None:
    document = result_document(example(base, low))
    assert document["contradicting"] is False
    assert document["actions"]


def test_open_answers_do_not_hide_it_and_few_answers_are_no_sign(base: Instrument) -> None:
    items = base.questionnaire.items
    some = {item.id: Answer(State.ANSWERED, 4) for item in items[::2]}
    open_ones = {item.id: Answer(State.DONT_KNOW) for item in items[1::2]}
    assert any(item.reversed for item in items[::2])
    assert contradicts(base.questionnaire, items, some | open_ones)
    turned = next(item for item in items if item.reversed)
    others = [item for item in items if not item.reversed][: FROM - 2]
    few = {item.id: Answer(State.ANSWERED, 4) for item in (turned, *others)}
    assert not contradicts(base.questionnaire, items, few)


def test_without_reversed_items_the_same_option_everywhere_is_an_answer(base: Instrument) -> None:
    items = [item for item in base.questionnaire.items if not item.reversed]
    given = {item.id: Answer(State.ANSWERED, 4) for item in items}
    assert not contradicts(base.questionnaire, base.questionnaire.items, given)


@given(data=st.data(), place=st.integers(0, 4))
def test_it_contradicts_only_when_all_answers_are_alike(
    base: Instrument, data: st.DataObject, place: int
) -> None:
    items = base.questionnaire.items
    given_answers = {item.id: Answer(State.ANSWERED, place) for item in items}
    assert contradicts(base.questionnaire, items, given_answers) is (place != 2)
    other = data.draw(st.sampled_from(items)).id
    another = data.draw(st.integers(0, 4).filter(lambda one: one != place))
    changed = given_answers | {other: Answer(State.ANSWERED, another)}
    assert not contradicts(base.questionnaire, items, changed)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Die antwoorden spreken elkaar tegen."), ("en", "answers contradict each other.")],
)
def test_screen_page_and_pdf_say_why(
    base: Instrument,
    language: str,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = result_of(base, answered(base, always(5)))
    print_scorecard(result, language, plain=True)
    assert sentence in capsys.readouterr().out
    page = render_html(report_context(result, language))
    assert sentence in page
    assert 'id="plan"' not in page
    path = pipeline.write(result, tmp_path / "report.pdf", language=language)
    told = " ".join(page.extract_text() for page in PdfReader(path).pages)
    assert sentence in " ".join(told.split())
