"""What the templates may see: the result in words and whole numbers, and nothing else."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel
from report_examples import always, answered, example, in_turn, low

from slimscan import report
from slimscan.disk.places import languages, reports_folder
from slimscan.language import FOR_STAFF, words
from slimscan.questionnaire.library import Adviser, Case
from slimscan.questionnaire.loading import Instrument
from slimscan.report.charts import bar_marks, period, radar
from slimscan.report.html import render_html
from slimscan.report.scan.context import ReportContext, report_context
from slimscan.report.scan.document import result_document
from slimscan.result import Result, result_of
from slimscan.scan.model import PlannedAction, Scan
from slimscan.scan.questions import Question
from slimscan.shown import whole, wording_of
from slimscan.text import shortened


def everything(value: object) -> list[object]:
    """A value and all that can be reached from it."""
    found = [value]
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            found += everything(getattr(value, field.name))
    elif isinstance(value, tuple):
        for element in value:
            found += everything(element)
    return found


@pytest.mark.parametrize("quick", [False, True])
def test_the_scores_in_the_report_are_those_of_the_result(base: Instrument, quick: bool) -> None:
    result = example(base, quick=quick)
    context = report_context(result, "nl")
    card = result.scorecard
    assert context.summary.overall.number == whole(card.overall.score or 0)
    for view, score in zip(context.levers, card.levers, strict=True):
        assert view.score.number == whole(score.score or 0)
        assert view.score.lowest == score.lowest_item
        assert view.score.counted == f"{score.answered} van {score.applicable}"
        shown = {aspect.id: aspect.score.number for aspect in view.aspects}
        assert shown == {
            aspect.id: None if aspect.score is None else whole(aspect.score)
            for aspect in score.aspects
        }


def test_a_half_is_rounded_up() -> None:
    assert [whole(value) for value in (0.5, 1.5, 2.5, 72.49)] == [1, 2, 3, 72]


def test_every_number_on_the_summary_page_is_in_the_json_document(base: Instrument) -> None:
    result = example(base)
    context, document = report_context(result, "en"), result_document(result)
    levers = [lever["score"] for lever in document["levers"]]
    assert [lever.score.number for lever in context.levers] == [whole(score) for score in levers]
    assert context.summary.overall.number == whole(document["overall"]["score"])
    by_id = {a["id"]: a["score"] for lever in document["levers"] for a in lever["aspects"]}
    assert [strength.score for strength in context.summary.strengths] == [
        whole(by_id[name]) for name in document["strengths"]
    ]
    known = {whole(score) for score in (*levers, *by_id.values()) if score is not None}
    assert {int(number) for number in re.findall(r"\d+", context.summary.reading)} <= {*known, 100}


def test_no_result_scan_or_model_reaches_a_template(base: Instrument) -> None:
    for value in everything(report_context(example(base), "nl")):
        assert not isinstance(value, BaseModel | Result)


def test_a_reader_can_compute_the_priority_again(base: Instrument) -> None:
    result = example(base, low)
    views = report_context(result, "en").plan.actions
    for view, advised in zip(views, result.actions, strict=True):
        if advised.priority is None:
            assert view.formula == ""
            continue
        left, right = view.formula.split(" = ")
        assert float(right) == pytest.approx(advised.priority)
        told = left.replace("−", "-").replace("÷", "/").replace("×", "*")
        assert eval(told) == pytest.approx(advised.priority)


def test_the_sentence_names_the_lowest_lever_and_what_pulls_it_down(mini: Instrument) -> None:
    answers = {"H1": 5, "H2": 1, "D1": 1, "D2": 1, "R1": 5, "PRE1": 5}
    result = _with(example(mini), answers=answers)
    reading = report_context(result, "en").summary.reading
    assert reading == (
        "Your lowest part is ‘Oven’, with 50 out of 100. Within it, ‘Door’ is lowest, with 0."
    )


def test_equal_levers_get_a_sentence_without_a_lowest_one(mini: Instrument) -> None:
    answers = {"H1": 3, "H2": 3, "D1": 3, "D2": 3, "R1": 3}
    reading = report_context(_with(example(mini), answers=answers), "en").summary.reading
    assert reading == "All parts score the same: 50 out of 100."


def test_a_lever_without_a_score_says_why(mini: Instrument) -> None:
    result = _with(example(mini), answers={"H1": 5, "H2": 1, "D1": 5, "D2": 5, "R1": "dont_know"})
    context = report_context(result, "en")
    assert context.levers[1].score.shown == "–"
    assert "too few of the questions" in context.levers[1].score.why
    assert "one of the parts" in context.summary.overall.why
    assert context.levers[1].score.bar.score is None


def test_empty_parts_vanish_from_the_contents(mini: Instrument) -> None:
    result = _with(example(mini), answers={"H1": 5, "H2": 1, "R1": 5}, figures={})
    chapters = {chapter.id for chapter in report_context(result, "nl").chapters}
    assert chapters.isdisjoint({"plan", "guide", "help"})
    assert {"summary", "levers", "method"} <= chapters


def test_an_anonymous_report_holds_no_name_and_nothing_people_wrote(base: Instrument) -> None:
    item = base.questionnaire.items[0].id
    scan = answered(base, low).changed(
        notes={item: "secret note"},
        evidence={item: "secret sight"},
        advisor="secret adviser",
    )
    action = result_of(base, scan).actions[0].action.id
    scan = scan.changed(plan=(PlannedAction(action=action, owner="secret owner"),))
    result = result_of(base, scan)
    assert "secret owner" in _all_text(report_context(result, "nl"))
    told = _all_text(report_context(result, "nl", anonymous=True))
    assert "secret" not in told
    assert "Jansen" not in told


def test_a_decided_owner_and_date_take_the_place_of_the_line(base: Instrument) -> None:
    scan = answered(base, low)
    action = result_of(base, scan).actions[0].action.id
    decided = PlannedAction(action=action, owner="Fatima", check=date(2027, 1, 5))
    view = report_context(result_of(base, scan.changed(plan=(decided,))), "en").plan.actions[0]
    assert dict(view.fields) == {
        "Owner": "Fatima",
        "Start": "",
        "Check": "5\N{NO-BREAK SPACE}Jan\N{NO-BREAK SPACE}2027",
        "Measure again": "",
    }


def test_a_case_of_the_own_sector_is_told_before_another(mini: Instrument) -> None:
    text = {"nl": "Tekst.", "en": "Text."}
    case = Case(
        id="far", name=text, about=text, sectors=("other",), year=2020, aspects=("rest",),
        done=text, sources=("BOOK 1",),
    )  # fmt: skip
    near = case.model_copy(
        update={"id": "near", "name": {"nl": "Dichtbij", "en": "Near"}, "sectors": ("bakery",)}
    )
    beside = mini.beside.having("cases", (case, near))
    instrument = dataclasses.replace(mini, beside=beside)
    result = _with(result_of(instrument, answered(mini, low)), answers={"R1": 1})
    assert [a.case.name for a in report_context(result, "nl").plan.actions if a.case] == [
        "Dichtbij"
    ]


def test_only_advisers_for_this_sector_and_plan_are_named(mini: Instrument) -> None:
    about = {"nl": "Helpt.", "en": "Helps."}
    link = "https://example.org/"
    advisers = (
        Adviser(name="Everybody", about=about, link=link),
        Adviser(name="Own topic", about=about, link=link, aspects=("rest",)),
        Adviser(name="Other topic", about=about, link=link, aspects=("heat",)),
        Adviser(name="Other sector", about=about, link=link, sectors=("other",)),
    )
    beside = mini.beside.having("advisers", advisers)
    instrument = dataclasses.replace(mini, beside=beside)
    result = _with(result_of(instrument, answered(mini)), answers={"R1": 1})
    told = [adviser.name for adviser in report_context(result, "nl").advisers]
    assert told == ["Everybody", "Own topic"]


def test_the_guide_asks_about_the_strongest_and_the_weakest_topic(base: Instrument) -> None:
    result = example(base)
    guide = report_context(result, "nl").guide
    assert guide is not None
    names = {aspect.id: aspect.name["nl"] for aspect in base.questionnaire.aspects}
    assert names[result.strengths[0].id] in guide.strong[0]
    lowest = min(result.scorecard.aspects, key=lambda a: 101 if a.score is None else a.score)
    assert names[lowest.id] in guide.weak[0]
    assert "{topic}" not in _all_text(guide)


def test_what_is_not_known_of_the_basis_is_found_out_before_it_is_done(base: Instrument) -> None:
    fine = {f"PRE{number}": 5 for number in range(1, 7)}
    scan = answered(base, always(3))
    scan = scan.changed(answers=scan.answers | fine | {"PRE1": 1, "PRE6": "dont_know"})
    known, unknown, *_ = report_context(result_of(base, scan), "nl").plan.actions
    assert known.conversation == ""
    assert "vervalt deze actie" in unknown.conversation


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    texts = [words(language, "report").texts for language in languages()]
    places = [{k: set(re.findall(r"{(\w+)}", t)) for k, t in text.items()} for text in texts]
    assert all(one == places[0] for one in places)


def test_every_word_of_the_report_is_used() -> None:
    composed = ("chapter.", "why.", "state.", "short.", "term.", "method.step")
    composed += ("figures.", "preconditions.", "staff.topic_", "plan.status.", "plan.why.")
    composed += ("effort.", "guide.talk.step", "guide.talk.avoid")
    room = Path(report.__file__).parent.rglob("*.py")
    templates = (reports_folder() / "templates").glob("*.j2")
    text = "\n".join(path.read_text(encoding="utf-8") for path in (*room, *templates))
    text += "plan.start' plan.check' plan.again'"
    unused = [
        key
        for key in (key.removesuffix(FOR_STAFF) for key in words("nl", "report").texts)
        if not key.startswith(composed) and f"{key}'" not in text and f'{key}"' not in text
    ]
    assert unused == []


def test_a_bar_shows_bands_score_lowest_answer_and_range_on_one_scale() -> None:
    drawn = bar_marks([0, 40], 50, 25, (30, 70))
    assert [(band.x, band.width) for band in drawn.bands] == [("0", "96"), ("96", "144")]
    assert (drawn.score, drawn.lowest, drawn.whisker) == ("120", "60", ("72", "168"))


def test_a_radar_needs_three_scores() -> None:
    assert radar([0, 50], [10, 20, None]) is None
    drawn = radar([0, 50], [100, 50, 0, None])
    assert drawn is not None
    assert drawn.outline == "0,-100 50,0 0,0"
    assert drawn.spokes[3].score_x is None


def test_an_action_that_runs_on_after_the_last_day_is_cut_there_and_marked() -> None:
    drawn = period(60, 14, 90, 90)
    assert (drawn.start, drawn.length, drawn.open) == ("160", "80", True)


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    dutch, english = wording_of("nl", ["nl", "en"]), wording_of("en", ["nl", "en"])
    assert (dutch.decimal(-1.25), english.decimal(-1.25)) == ("−1,25", "−1.25")
    assert dutch.day(date(2026, 3, 1)) == "1\N{NO-BREAK SPACE}maart 2026"
    assert english.decimal(20) == "20"


def test_a_language_the_questionnaire_lacks_falls_back_on_its_first() -> None:
    assert wording_of("en", ["nl"]).text({"nl": "Hallo"}) == "Hallo"


def test_a_long_name_is_shortened_for_the_running_header() -> None:
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"


def test_in_turn_gives_all_four_states(base: Instrument) -> None:
    context = report_context(example(base, in_turn), "nl")
    states = {item.state for lever in context.levers for a in lever.aspects for item in a.items}
    assert states == {"answered", "dont_know", "not_applicable", "skipped"}


def _with(result: Result, **changes: object) -> Result:
    """The result of the same scan with these fields changed."""
    scan: Scan = result.scan.changed(**changes)
    return result_of(result.instrument, scan)


def _all_text(value: object) -> str:
    return "\n".join(str(part) for part in everything(value) if isinstance(part, str))


def test_the_context_is_frozen(mini: Instrument) -> None:
    context = report_context(example(mini), "nl")
    with pytest.raises(dataclasses.FrozenInstanceError):
        context.language = "en"  # type: ignore[misc]
    assert isinstance(context, ReportContext)


def test_a_firm_without_a_low_value_is_asked_how_to_keep_and_share_it(base: Instrument) -> None:
    def best(question: Question, number: int) -> object:
        item = question.item
        return always(1 if item and item.reversed else 5)(question, number)

    result = example(base, best)
    guide = report_context(result, "en").guide
    assert guide is not None
    assert base.guide is not None
    assert guide.weak == tuple(text["en"] for text in base.guide.strong_firm_questions)
    page = render_html(report_context(result, "en"))
    assert "Ask how to keep this and share it" in page
    assert "Ask about what could be better" not in page
    assert report_context(result, "en").plan.strong


def test_where_people_may_not_dare_to_speak_the_guide_says_what_to_do_instead(
    base: Instrument,
) -> None:
    def worst(question: Question, number: int) -> object:
        item = question.item
        return always(5 if item and item.reversed else 1)(question, number)

    assert base.guide is not None
    guide = report_context(example(base, worst), "nl").guide
    assert guide is not None
    assert guide.unsafe == tuple(text["nl"] for text in base.guide.unsafe)
    fine = report_context(example(base), "nl").guide
    assert fine is not None
    assert fine.unsafe == ()
