"""SurveyJS: results as its own library makes them of slimscan's own form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tool_files import csv_text, run_node, taken, written

from slimscan.errors import Fault, InputError
from slimscan.forms.form import FormChoices
from slimscan.forms.surveyjs import surveyjs_form
from slimscan.questionnaire.loading import Instrument

LIBRARY = "survey-core@3.1.1"
FILL_IN = """
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { Model } = require("survey-core");
console.log(JSON.stringify(given.people.map((person) => {
  const survey = new Model(given.form);
  for (const question of survey.getAllQuestions()) {
    if (!(question.name in person)) continue;
    question.showCommentArea = true;
    question.comment = person.comment;
  }
  for (const name of Object.keys(person))
    if (survey.getQuestionByName(name)) survey.setValue(name, person[name]);
  survey.doComplete();
  return survey.data;
})));
"""


def test_what_the_library_makes_of_our_own_form_is_read(mini: Instrument, tmp_path: Path) -> None:
    form = json.loads(surveyjs_form(mini, FormChoices("nl", audience="leader"))[".json"])
    people = [
        {"H1": 4, "D1": 1, "R1": "dont_know", "organisation": "De Korst", "sector": "bakery"},
        {"H2": "not_applicable", "PRE1": 5, "comment": "secret"},
    ]
    made = run_node(tmp_path, LIBRARY, FILL_IN, {"form": form, "people": people})
    found = taken(mini, written(tmp_path / "a.json", made))
    assert found.tool == "surveyjs"
    answers = [{"H1": 4, "D1": 1, "R1": "dont_know"}, {"H2": "not_applicable", "PRE1": 5}]
    assert found.answers == answers
    assert (found.people[0]["organisation"], found.people[0]["sector"]) == ("De Korst", "bakery")
    assert "secret" in made
    assert "secret" not in str(found)
    assert found.ignored == {}
    lines = "\n".join(json.dumps(one) for one in json.loads(made))
    for name, content in (("a.jsonl", lines), ("b.json", lines)):
        assert taken(mini, written(tmp_path / name, content)).answers == answers


def test_questions_of_a_form_of_someone_elses_are_read_by_name_at_any_depth(
    mini: Instrument, tmp_path: Path
) -> None:
    results = [
        {"data": {"heat": {"H1": "most", "H2": "nergens"}}, "D1": 2, "D1-Comment": "secret"},
        {"data": {"heat": {"H1": 1}}, "D1": "other"},
        {"data": {"heat": {"H1": [1, 2]}}},
    ]
    found = taken(mini, written(tmp_path / "a.json", json.dumps(results)), "surveyjs")
    assert found.answers == [{"H1": 4, "H2": 1, "D1": 2}]
    assert found.refused == [(2, "D1"), (3, "data.heat.H1")]
    assert found.ignored == {}


@pytest.mark.parametrize(
    "record", [{"H1": 4}, {"answers": {"H1": 4}, "notes": {"H1": "x"}}, {"respondent": 7, "H1": 4}]
)
def test_answer_files_of_slimscan_are_not_taken_for_results(
    mini: Instrument, tmp_path: Path, record: dict[str, object]
) -> None:
    path = written(tmp_path / "a.json", json.dumps([record]))
    assert taken(mini, path).tool == "slimscan"


def test_a_table_is_no_result(mini: Instrument, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", csv_text([["H1"], [1]]))
    with pytest.raises(InputError) as refused:
        taken(mini, path, "surveyjs")
    assert [one.fault for one in refused.value.problems] == [Fault.TOOL_OTHER_KIND]
