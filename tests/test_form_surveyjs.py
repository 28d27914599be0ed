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
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument, load_instrument

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", 'De "b" & <c> {d}')),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}
STATES = ("dont_know", "not_applicable")


def written(instrument: Instrument, choices: FormChoices) -> bytes:
    [(ending, content)] = FORMS["surveyjs"](instrument, choices).items()
    assert ending == ".json"
    return content


def some_answers(instrument: Instrument, choices: FormChoices) -> dict[str, Any]:
    """Codes and states for all items but the first of every page."""
    chance = random.Random(7)
    return {
        item.id: chance.choice([*instrument.questionnaire.answer_set_of(item).codes, *STATES])
        for part in form_sections(instrument, choices)
        for item in part.items[1:]
    }


def flat(data: dict[str, Any]) -> dict[str, Any]:
    """The answers without the names of the tables they stand in."""
    one_by_one: dict[str, Any] = {}
    for name, value in data.items():
        one_by_one |= value if isinstance(value, dict) else {name: value}
    return one_by_one


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_survey_core_takes_the_form_in_and_gives_back_what_was_answered(
    base: Instrument, choices: FormChoices
) -> None:
    answers = some_answers(base, choices)
    beside = {"group": "Ploeg A"} if choices.groups else {"role": "manager", "sector": "bouw"}
    [said] = answered(written(base, choices), answers | beside)
    assert said["errors"] == []
    assert (said["emptyIsValid"], said["valid"], said["state"]) == (True, True, "completed")
    assert flat(said["data"]) == answers | beside
    assert set(said["matrices"]) == {"nl", "en"}
    for language, tables in said["matrices"].items():
        rows = [row for one in tables.values() for row in one["rows"]]
        items = [item for part in form_sections(base, choices) for item in part.items]
        wordings = [item.statement.for_audience(choices.audience)[language] for item in items]
        assert rows == [[item.id, text] for item, text in zip(items, wordings, strict=True)]
        labels = {row[0]: one["columns"] for one in tables.values() for row in one["rows"]}
        for item in items:
            codes = base.questionnaire.answer_set_of(item).codes
            expected = zip(codes, base.questionnaire.option_labels(item, language), strict=True)
            assert labels[item.id][:-2] == [list(pair) for pair in expected]
            assert [value for value, _ in labels[item.id][-2:]] == list(STATES)


def test_a_page_is_a_lever_and_its_help_is_folded_away(base: Instrument) -> None:
    pages = json.loads(written(base, FormChoices("nl")))["pages"]
    sections = form_sections(base, FormChoices("nl"))
    assert [page["name"] for page in pages] == [f"page_{section.id}" for section in sections]
    for page, section in zip(pages, sections, strict=True):
        *tables, panel = page["elements"]
        assert {table["type"] for table in tables} == {"matrix"}
        assert panel["state"] == "collapsed"
        [told] = panel["elements"]
        assert told["html"]["nl"].count("<dd>") == len(section.items)


def test_own_names_and_texts_stay_what_they_are(tmp_path: Path) -> None:
    marks = "It's <b>hot</b> & {H2}"
    own = QUESTIONNAIRE.replace("en: The oven is hot.", f'en: "{marks}"')
    own = own.replace("id: oven", "id: page_a").replace("id: dough", "id: help_page_a")
    instrument = load_instrument(write_mini(tmp_path / "own", own, ADVICE))
    [said] = answered(written(instrument, FormChoices("en")), {"H1": 4, "R1": 2})
    assert flat(said["data"]) == {"H1": 4, "R1": 2}
    name, text = said["matrices"]["en"]["page_a"]["rows"][0]
    assert (name, text.replace("\u2060", "")) == ("H1", marks)
    content = written(instrument, FormChoices("en")).decode()
    assert "&lt;b&gt;hot" in content
