"""Answers in a file pass the same check as typed ones; every problem is named with its place."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan import pipeline
from slimscan.disk.places import questionnaires_folder
from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.document import result_document
from slimscan.scan.answer_file import Choices, read_answer_file
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan

TODAY = date(2026, 11, 21)

ANSWERS = """\
organisation: Bakkerij De Zon
sector: bakery
size: Small
role: 1
measured_on: 2026-01-31
answers:
  H1: 5
  H2: "2"
  D1: de meeste
  D2: DONT_KNOW
  R1: not_applicable
  PRE1: Everywhere
  CHG1: ja
  CHG2: 2
figures:
  OUT1: "12,5"
notes:
  H1: "Heel\\twarm\\u001b[31m"
"""


def read(folder: Path, instrument: Instrument, text: str, name: str = "a.yaml") -> Scan:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_answer_file(path, instrument, Choices(TODAY))


def problems(
    folder: Path, instrument: Instrument, text: str, name: str = "a.yaml"
) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        read(folder, instrument, text, name)
    return list(refused.value.problems)


def test_codes_labels_states_choices_and_figures_are_understood(
    tmp_path: Path, mini: Instrument
) -> None:
    scan = read(tmp_path, mini, ANSWERS)
    assert scan.answers == {
        "H1": 5, "H2": 2, "D1": 4, "D2": "dont_know", "R1": "not_applicable", "PRE1": 5,
        "CHG1": 1, "CHG2": 2,
    }  # fmt: skip
    assert (scan.profile.sector, scan.profile.size, scan.profile.role) == (
        "bakery",
        "small",
        "owner",
    )
    assert scan.figures == {"OUT1": 12.5}
    assert scan.notes == {"H1": "Heel warm"}
    assert scan.measured_on == date(2026, 1, 31)


def test_a_json_file_gives_the_same_scan(tmp_path: Path, mini: Instrument) -> None:
    as_json = {"organisation": "Zon", "answers": {"H1": 3}, "notes": {"H1": "Ja"}}
    one = read(tmp_path, mini, json.dumps(as_json), "a.json")
    other = read(tmp_path, mini, "organisation: Zon\nanswers: {H1: 3}\nnotes: {H1: Ja}\n")
    same = {"id", "saved_at"}
    assert one.model_dump(exclude=same) == other.model_dump(exclude=same)


def test_every_problem_is_listed_with_its_line_and_what_is_accepted(
    tmp_path: Path, mini: Instrument
) -> None:
    text = ANSWERS.replace("H1: 5", "H1: 6").replace("D1: de meeste", "D1: de meste")
    text = text.replace("sector: bakery", "sector: brewery").replace("  CHG2: 2", "  CHG3: 2")
    text = text.replace('"12,5"', "plenty").replace("2026-01-31", "31-01-2026")
    text = text.replace("organisation:", "organization:")
    found = problems(tmp_path, mini, text)
    lines = text.splitlines()
    assert {(p.fault, lines[(p.line or 0) - 1].strip()) for p in found} == {
        (Fault.ANSWERS_KEY_UNKNOWN, "organization: Bakkerij De Zon"),
        (Fault.ANSWER_CHOICE_UNKNOWN, "sector: brewery"),
        (Fault.ANSWER_DATE, "measured_on: 31-01-2026"),
        (Fault.ANSWER_UNKNOWN, "H1: 6"),
        (Fault.ANSWER_UNKNOWN, "D1: de meste"),
        (Fault.ANSWER_ITEM_UNKNOWN, "CHG3: 2"),
        (Fault.ANSWER_NUMBER, "OUT1: plenty"),
    }
    accepted = {p.values.get("accepted") for p in found if p.fault is Fault.ANSWER_UNKNOWN}
    assert accepted == {"1, 2, 3, 4, 5, dont_know, not_applicable"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"answers": {"H1": NaN}}', Fault.JSON_NUMBER),
        ('{"answers": {"H1": 1, "H1": 2}}', Fault.JSON_DUPLICATE_KEY),
        ("[" * 5000, Fault.JSON_TOO_DEEP),
        ('{"answers": ', Fault.JSON_SYNTAX),
        ("[1]", Fault.ANSWERS_SHAPE),
        ('{"answers": {"H1": true}}', Fault.ANSWER_UNKNOWN),
        ('{"answers": {"H1": 2.5}}', Fault.ANSWER_UNKNOWN),
        ('{"answers": [1]}', Fault.VALUE_NOT_MAPPING),
    ],
)
def test_json_that_could_mislead_is_refused(
    tmp_path: Path, mini: Instrument, text: str, fault: Fault
) -> None:
    assert problems(tmp_path, mini, text, "a.json")[0].fault is fault


def test_a_file_that_is_not_there_is_named(tmp_path: Path, mini: Instrument) -> None:
    with pytest.raises(InputError) as refused:
        read_answer_file(tmp_path / "none.yaml", mini, Choices(TODAY))
    assert refused.value.problems[0].fault is Fault.FILE_MISSING


def test_a_quick_scan_leaves_out_the_answers_that_are_not_in_it(
    tmp_path: Path, mini: Instrument
) -> None:
    assert set(read(tmp_path, mini, "quick: true\n" + ANSWERS).answers) == {
        "H1", "D1", "R1", "PRE1", "CHG1", "CHG2",
    }  # fmt: skip


@given(
    answers=st.fixed_dictionaries({n: st.integers(1, 5) for n in ("H1", "H2", "D1", "D2", "R1")})
)
def test_a_file_gives_the_scores_that_typing_the_same_answers_gives(
    tmp_path: Path, mini: Instrument, answers: dict[str, int]
) -> None:
    scan = read(tmp_path, mini, json.dumps({"organisation": "Zon", "answers": answers}), "a.json")
    typed = begin(mini, scan.changed(answers={}, profile=scan.profile.model_copy(), finished=False))
    while typed.question and typed.question.id not in answers:
        typed = typed.passed_over()
    while typed.question and typed.question.id in answers:
        typed = typed.answered_with(answers[typed.question.id])
    from_file = result_document(pipeline.score(mini, scan))
    from_keys = result_document(pipeline.score(mini, typed.scan))
    for part in ("overall", "levers", "actions"):
        assert from_file[part] == from_keys[part]


@given(content=st.text(max_size=200))
def test_no_content_makes_reading_answers_crash(
    tmp_path: Path, mini: Instrument, content: str
) -> None:
    for name in ("a.yaml", "a.json"):
        (tmp_path / name).write_bytes(content.encode("utf-8", "surrogatepass"))
        with contextlib.suppress(InputError):
            read_answer_file(tmp_path / name, mini, Choices(TODAY))


@pytest.mark.parametrize(
    "path", sorted((questionnaires_folder() / "examples").glob("*.yaml")), ids=lambda p: p.stem
)
def test_every_bundled_example_is_a_whole_scan(base: Instrument, path: Path) -> None:
    scan = pipeline.scan_from_file(path, base)
    result = pipeline.score(base, scan)
    assert result.scorecard.overall.score is not None
    assert {item.id for item in base.questionnaire.items} <= set(scan.answers)
    assert "fictief" in scan.profile.organisation


ADVISED = (
    ANSWERS
    + """\
advisor: "Anna \\u001b[31mde Wit"
evidence:
  H1: "Het rooster van maandag"
targets:
  heat: 75
  rest: "62,5"
"""
)


def test_an_answer_file_may_carry_adviser_evidence_and_targets(
    mini: Instrument, tmp_path: Path
) -> None:
    scan = read(tmp_path, mini, ADVISED)
    assert scan.advisor == "Anna de Wit"
    assert scan.evidence == {"H1": "Het rooster van maandag"}
    assert scan.targets == {"heat": 75.0, "rest": 62.5}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("evidence: {H9: seen}", Fault.ANSWER_ITEM_UNKNOWN),
        ("evidence: [seen]", Fault.VALUE_NOT_MAPPING),
        ("targets: {heatt: 70}", Fault.ASPECT_UNKNOWN),
        ("targets: {heat: 101}", Fault.TARGET_RANGE),
        ("targets: {heat: -1}", Fault.TARGET_RANGE),
        ("targets: {heat: high}", Fault.TARGET_RANGE),
        ("targets: {heat: true}", Fault.TARGET_RANGE),
        ("targets: {heat: .nan}", Fault.TARGET_RANGE),
    ],
)
def test_evidence_and_targets_pass_a_check_and_a_problem_has_its_place(
    mini: Instrument, tmp_path: Path, wrong: str, fault: Fault
) -> None:
    (problem,) = problems(tmp_path, mini, ANSWERS + wrong + "\n")
    assert problem.fault is fault
    assert problem.line == ANSWERS.count("\n") + 1


FORM = {
    "format": 1,
    "kind": "slimscan-answers",
    "questionnaire": {"id": "mini", "version": "1.0.0", "content_hash": "0"},
    "audience": "leader",
    "quick": False,
    "sector": "bakery",
    "language": "en",
    "respondent": "0123456789ab",
    "given_on": "2026-02-03",
    "group": "",
    "remark": "",
    "answers": {"H1": 5, "H2": "dont_know"},
}


def test_a_leader_may_answer_in_the_form_as_well(tmp_path: Path, mini: Instrument) -> None:
    scan = read(tmp_path, mini, json.dumps(FORM), "form.json")
    assert scan.answers == {"H1": 5, "H2": "dont_know"}
    assert scan.measured_on == date(2026, 2, 3)
    assert (scan.language, scan.profile.sector) == ("en", "bakery")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"audience": "employee"}, Fault.FORM_STAFF),
        ({"questionnaire": {"id": "other"}}, Fault.FORM_QUESTIONNAIRE),
        ({"questionnaire": "other"}, Fault.FORM_QUESTIONNAIRE),
        ({"answers": {"H1": 9}}, Fault.ANSWER_UNKNOWN),
    ],
)
def test_a_form_that_is_not_this_leaders_is_refused(
    tmp_path: Path, mini: Instrument, change: dict[str, object], fault: Fault
) -> None:
    assert problems(tmp_path, mini, json.dumps(FORM | change), "form.json")[0].fault is fault


def test_a_form_that_a_newer_slimscan_wrote_is_not_half_understood(
    mini: Instrument, tmp_path: Path
) -> None:
    path = tmp_path / "form.json"
    form = {"kind": "slimscan-answers", "format": 99, "audience": "leader", "language": "nl",
            "questionnaire": {"id": "mini"}, "given_on": "2026-11-21", "answers": {"H1": 4}}  # fmt: skip
    path.write_text(json.dumps(form), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_answer_file(path, mini, Choices(date(2026, 11, 21)))
    assert [one.fault for one in refused.value.problems] == [Fault.ANSWERS_NEWER]


def test_the_number_of_people_is_a_whole_number_from_one_on(
    tmp_path: Path, mini: Instrument
) -> None:
    known = read(tmp_path, mini, ANSWERS + "head_count: 12\n")
    assert known.profile.head_count == 12
    for wrong in ("0", "-3", "true", "1.5", "twelve"):
        [problem] = problems(tmp_path, mini, ANSWERS + f"head_count: {wrong}\n")
        assert problem.fault is Fault.VALUE_NOT_WHOLE_NUMBER, wrong


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("language: de", Fault.LANGUAGE_UNKNOWN),
        ("language: 7", Fault.LANGUAGE_UNKNOWN),
        ("quick: 1", Fault.VALUE_NOT_YES_NO),
        ("quick: ja graag", Fault.VALUE_NOT_YES_NO),
    ],
)
def test_a_language_or_a_length_that_is_none_is_told_with_its_place(
    tmp_path: Path, mini: Instrument, line: str, fault: Fault
) -> None:
    [problem] = problems(tmp_path, mini, f"{ANSWERS}{line}\n")
    assert (problem.fault, problem.line) == (fault, ANSWERS.count("\n") + 1)
