"""The form for Qualtrics, read by a reader of its own that knows Qualtrics' marks only."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from test_tool_qualtrics import export, qualtrics
from tool_files import taken

from slimscan.errors import Fault, InputError
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import scale_of, states_of
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument

MARK = re.compile(r"\[\[(\w+)(?::(.*))?\]\]")
KINDS = {"Text", "MC:SingleAnswer:Vertical", "TE:SingleLine"}

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", "De [[b]] & <c> ${d}")),
    "leader": FormChoices("en", audience="leader", organisation="Smit [[Block:x]]", sector="bouw"),
}


@dataclass
class Question:
    kind: str
    id: str = ""
    text: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)


def read(content: bytes) -> tuple[list[str], list[Question]]:
    """The names of the blocks, and the questions in order; fails at a mark that there is not."""
    first, *lines = content.decode().split("\r\n")
    assert first == "[[AdvancedFormat]]"
    blocks: list[str] = []
    questions: list[Question] = []
    choice: str | None = None
    for line in lines:
        mark = MARK.fullmatch(line)
        if mark is None:
            assert "[[" not in line
            if line and choice is not None:
                questions[-1].choices[choice] = html.unescape(line)
            elif line:
                questions[-1].text.append(html.unescape(line))
        elif mark[1] == "Block":
            blocks.append(html.unescape(mark[2]))
        elif mark[1] == "Question":
            assert mark[2] in KINDS
            questions.append(Question(mark[2]))
            choice = None
        elif mark[1] == "ID":
            questions[-1].id = mark[2]
        elif mark[1] == "Choice":
            choice = mark[2]
            assert choice not in questions[-1].choices
        else:
            assert mark[0] in {"[[AdvancedChoices]]", "[[PageBreak]]"}
    return blocks, questions


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_each_language_is_a_file_with_a_question_a_statement_and_our_codes(
    base: Instrument, choices: FormChoices
) -> None:
    files = FORMS["qualtrics"](base, choices)
    other = "en" if choices.language == "nl" else "nl"
    assert list(files) == [".txt", f"-{other}.txt"]
    for content, language in zip(files.values(), (choices.language, other), strict=True):
        _, questions = read(content)
        asked = {one.id: one for one in questions}
        assert len(asked) == len(questions)
        for item in (one for part in form_sections(base, choices) for one in part.items):
            question = asked[f"SLIM_{item.id}"]
            statement = item.statement.for_audience(choices.audience)[language]
            counts = item.counts_for(choices.audience)
            [text] = question.text
            assert text.startswith(statement)
            assert (counts[language] if counts else "") in text
            labels = [one.label[language] for one in scale_of(base, choices, item).options]
            codes = [*map(str, base.questionnaire.answer_set_of(item).codes)]
            codes += ["998", "999"][: len(states_of(base, item))]
            assert question.choices == dict(zip(codes, labels, strict=True))


def test_a_leader_is_asked_about_the_firm_and_staff_about_their_team(base: Instrument) -> None:
    _, of_leader = read(FORMS["qualtrics"](base, CHOICES["leader"])[".txt"])
    asked = {one.id: one for one in of_leader}
    assert asked["SLIM_organisation"].kind == "TE:SingleLine"
    assert list(asked["SLIM_role"].choices)[:2] == ["101", "102"]
    _, of_staff = read(FORMS["qualtrics"](base, CHOICES["staff"])[".txt"])
    [team] = [one for one in of_staff if one.id == "SLIM_group"]
    assert list(team.choices.values()) == ["Ploeg A", "De [[b]] & <c> ${d}"]


def test_numbers_of_our_own_form_are_read_as_our_codes(mini: Instrument, tmp_path: Path) -> None:
    choices = FormChoices("en", audience="leader")
    _, questions = read(FORMS["qualtrics"](mini, choices)[".txt"])
    asked = {one.id: " ".join(one.text) for one in questions if one.kind != "Text"}
    answers = {"SLIM_H1": "1", "SLIM_H2": "998", "SLIM_sector": "102"}
    found = taken(mini, qualtrics(tmp_path, export(asked, answers)))
    assert found.tool == "qualtrics"
    assert found.answers == [{"H1": 1, "H2": "dont_know"}]
    assert found.people[0]["sector"] == "other"
    # What somebody asks besides, as the document advises, takes nothing away from that.
    asked = {
        "Q1": "Opmerkingen?", "organisation": "Firm", **asked,
    }  # fmt: skip
    del asked["SLIM_organisation"]
    found = taken(mini, qualtrics(tmp_path, export(asked, {**answers, "organisation": "Zon"})))
    assert found.answers == [{"H1": 1, "H2": "dont_know"}]
    assert found.people[0]["organisation"] == "Zon"


def test_a_number_for_dont_know_means_nothing_in_somebody_elses_form(
    mini: Instrument, tmp_path: Path
) -> None:
    questions = {"H1": "The oven is hot.", "SLIM_H2": "The oven is warm."}
    path = qualtrics(tmp_path, export(questions, {"H1": "1", "SLIM_H2": "998"}))
    with pytest.raises(InputError) as refused:
        taken(mini, path)
    assert [one.fault for one in refused.value.problems] == [Fault.EXPORT_NUMBERS]
    # A role of another making in a form of ours: its numbers are the tool's.
    questions = {"role": "Wat is uw rol?", "SLIM_H2": "The oven smokes."}
    path = qualtrics(tmp_path, export(questions, {"role": "1", "SLIM_H2": "2"}))
    with pytest.raises(InputError) as refused:
        taken(mini, path)
    assert [one.fault for one in refused.value.problems] == [Fault.PROFILE_NUMBERS]
