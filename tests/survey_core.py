"""SurveyJS's own library: it takes a form in, is answered by script, and says what it would save."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from limits import PATIENCE

PACKAGE = "survey-core@3.1.1"

SCRIPT = """
const { Model } = require("survey-core");
const { survey, people } = JSON.parse(require("fs").readFileSync(0, "utf8"));

function texts(model) {
  const asked = {};
  for (const question of model.getAllQuestions()) {
    if (question.getType() !== "radiogroup") continue;
    asked[question.name] = {
      title: question.title,
      description: question.description,
      choices: question.visibleChoices.map((choice) => [choice.value, choice.text]),
    };
  }
  return asked;
}

function fill(model, answers) {
  for (const question of model.getAllQuestions()) {
    if (question.name in answers) question.value = answers[question.name];
  }
}

function run(answers) {
  const model = new Model(survey);
  const said = { errors: model.jsonErrors || [], asked: {} };
  for (const locale of model.getUsedLocales()) {
    model.locale = locale;
    said.asked[locale] = texts(model);
  }
  model.locale = survey.locale;
  said.emptyIsValid = model.validate(true);
  fill(model, answers);
  said.valid = model.validate(true);
  while (!model.isLastPage) if (!model.nextPage()) throw new Error("stuck");
  model.completeLastPage();
  return { ...said, state: model.state, data: model.data };
}
console.log(JSON.stringify(people.map(run)));
"""


def answered(survey: bytes, *people: dict[str, object]) -> list[dict[str, Any]]:
    """What survey-core made of a form and of each one's answers, by names of questions."""
    asked = json.dumps({"survey": json.loads(survey), "people": people})
    done = subprocess.run(
        ["node", "-e", SCRIPT], cwd=_library(), input=asked, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


def _library() -> Path:
    """A folder where the library is installed, from the npm registry, once for all test runs."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here to fetch the library of SurveyJS")
    folder = Path(sys.prefix) / "survey-core"
    made = folder / "made.txt"
    with FileLock(f"{folder}.lock"):
        if not made.is_file() or made.read_text(encoding="utf-8") != PACKAGE:
            command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix"]
            subprocess.run(
                [*command, folder, PACKAGE], check=True, capture_output=True, timeout=PATIENCE
            )
            made.write_text(PACKAGE, encoding="utf-8")
    return folder
