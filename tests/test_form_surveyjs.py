"""The form for SurveyJS, taken in and answered by SurveyJS's own library."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from mini import ADVICE, QUESTIONNAIRE, write_mini
from survey_core import answered

from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import states_of
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument, load_instrument

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", 'De "b" & <c> {d}')),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}


def written(instrument: Instrument, choices: FormChoices) -> bytes:
    [(ending, content)] = FORMS["surveyjs"](instrument, choices).items()
    assert ending == ".json"
    return content


def some_answers(instrument: Instrument, choices: FormChoices) -> dict[str, Any]:
    """Codes and states for all items but the first of every page."""
    chance = random.Random(7)
    return {
        item.id: chance.choice(
            [*instrument.questionnaire.answer_set_of(item).codes, *states_of(instrument, item)]
        )
        for part in form_sections(instrument, choices)
        for item in part.items[1:]
    }


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_survey_core_takes_the_form_in_and_gives_back_what_was_answered(
    base: Instrument, choices: FormChoices
) -> None:
    answers = some_answers(base, choices)
    beside = {"group": "Ploeg A"} if choices.groups else {"role": "manager", "sector": "bouw"}
    [said] = answered(written(base, choices), answers | beside)
    assert said["errors"] == []
    assert (said["emptyIsValid"], said["valid"], said["state"]) == (True, True, "completed")
    assert said["data"] == answers | beside
    assert set(said["asked"]) == {"nl", "en"}
    for language, asked in said["asked"].items():
        items = {item.id: item for part in form_sections(base, choices) for item in part.items}
        assert [name for name in asked if name in items] == list(items)
        for name, item in items.items():
            counts = item.counts_for(choices.audience) or {}
            assert asked[name]["title"] == item.statement.for_audience(choices.audience)[language]
            assert asked[name]["description"] == counts.get(language, "")
            codes = base.questionnaire.answer_set_of(item).codes
            labels = base.questionnaire.option_labels(item, language, choices.audience)
            offered = asked[name]["choices"]
            scale = [list(pair) for pair in zip(codes, labels, strict=True)]
            assert offered[: len(scale)] == scale
            states = [value for value, _ in offered[len(scale) :]]
            assert states == list(states_of(base, item))


def test_a_page_is_a_lever_and_its_help_is_folded_away(base: Instrument) -> None:
    pages = json.loads(written(base, FormChoices("nl")))["pages"]
    sections = form_sections(base, FormChoices("nl"))
    assert [page["name"] for page in pages] == [f"page_{section.id}" for section in sections]
    for page, section in zip(pages, sections, strict=True):
        *asked, panel = page["elements"]
        assert [one["name"] for one in asked] == [item.id for item in section.items]
        assert panel["state"] == "collapsed"
        [told] = panel["elements"]
        assert told["html"]["nl"].count("<dd>") == len(section.items)


def test_own_names_and_texts_stay_what_they_are(tmp_path: Path) -> None:
    marks = "It's <b>hot</b> & {H2}"
    own = QUESTIONNAIRE.replace("en: The oven is hot.", f'en: "{marks}"')
    own = own.replace("id: oven", "id: page_a").replace("id: dough", "id: help_page_a")
    instrument = load_instrument(write_mini(tmp_path / "own", own, ADVICE))
    [said] = answered(written(instrument, FormChoices("en")), {"H1": 4, "R1": 2})
    assert said["data"] == {"H1": 4, "R1": 2}
    assert said["asked"]["en"]["H1"]["title"].replace("\u2060", "") == marks
    content = written(instrument, FormChoices("en")).decode()
    assert "&lt;b&gt;hot" in content
