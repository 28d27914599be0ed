"""The Apps Script for Google Forms: run by node with what Google documents of its form service.

Google's own service cannot run here; the stand-in below has only the calls of its reference pages,
and refuses any other.
"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from limits import PATIENCE

from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import counts_of, profile_questions, scale_of
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument

SERVICE = """
const made = {items: []};
function thing(target, calls) {
  const one = {};
  for (const call of calls) {
    one[call] = (value) => {
      if (call === 'setChoiceValues' && new Set(value).size !== value.length)
        throw new Error('Questions cannot have duplicate choice values.');
      target[call] = value;
      return one;
    };
  }
  return one;
}
function add(kind, calls) {
  return () => {
    const item = {kind};
    made.items.push(item);
    return thing(item, ['setTitle', 'setHelpText', 'setRequired', ...calls]);
  };
}
const FormApp = {create: (title) => {
  made.title = title;
  return {
    ...thing(made, ['setDescription', 'setCollectEmail', 'setProgressBar']),
    addPageBreakItem: add('page', []),
    addTextItem: add('text', []),
    addListItem: add('drop-down', ['setChoiceValues']),
    addMultipleChoiceItem: add('choice', ['setChoiceValues']),
    getEditUrl: () => 'EDIT',
    getPublishedUrl: () => 'SHARE',
  };
}};
const Logger = {log: (line) => { made.log = [...(made.log || []), line]; }};
"""

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", "</script> \"b\" & 'c' `${d}` \u2028")),
    "leader": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}


def run(script: bytes) -> dict[str, object]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    program = f"{SERVICE}{script.decode()}\nmakeForm();\nconsole.log(JSON.stringify(made));"
    done = subprocess.run(
        [node, "-"], input=program.encode(), capture_output=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    made: dict[str, object] = json.loads(done.stdout)
    return made


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_the_script_makes_every_question_with_what_counts_and_its_options(
    base: Instrument, choices: FormChoices
) -> None:
    language = choices.language
    made = run(FORMS["google-forms"](base, choices)["-script.txt"])
    items = made["items"]
    assert isinstance(items, list)
    sections = form_sections(base, choices)
    statements = [one for part in sections for one in part.items]
    profile = profile_questions(base, choices)
    assert len(items) == len(profile) + len(sections) + len(statements)
    by_title = {one["setTitle"]: one for one in items}
    for item in statements:
        question = by_title[item.statement.for_audience(choices.audience)[language]]
        labels = [one.label[language] for one in scale_of(base, choices, item).options]
        assert question["setChoiceValues"] == labels
        assert question.get("setHelpText", "") == counts_of(base, choices, item)[language]
        assert "setRequired" not in question
    for asked in profile:
        names = [" ".join(one.label[language].split()) for one in asked.options]
        assert by_title[asked.text[language]].get("setChoiceValues", []) == names


def test_the_form_asks_no_address_and_both_links_are_told(base: Instrument) -> None:
    made = run(FORMS["google-forms"](base, CHOICES["leader"])["-script.txt"])
    assert made["setCollectEmail"] is False
    assert made["log"] == ["Look at the form and change it: EDIT", "Link to send around: SHARE"]
