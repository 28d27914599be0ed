"""What an item may say beside its statement: what counts, what is enough, words for employees."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from mini import QUESTIONNAIRE, write_mini
from test_command_line import slimscan

from slimscan.errors import ExitCode, Fault, InputError
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import form_lead, scale_of
from slimscan.forms.form_tools import FORMS
from slimscan.imports.importing import open_export
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.questionnaire.reading import check_path
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.record import answers_of
from slimscan.scan.store import Shelf
from slimscan.scoring.responses import (
    Answer,
    Respondent,
    State,
    check_answer,
    item_value,
    responses_frame,
)
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scores import score_responses
from slimscan.shown import Wording
from slimscan.staff.answers import staff_items
from slimscan.terminal.question_pages import View, question_page

H1 = "          - id: H1\n"


def own(folder: Path, *changes: tuple[str, str]) -> Path:
    """The small questionnaire with some of its text replaced."""
    text = QUESTIONNAIRE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return write_mini(folder / "own", text)


def with_item(folder: Path, lines: str) -> Path:
    """The small questionnaire with more said about its first item."""
    added = "".join(f"            {line}\n" for line in lines.splitlines())
    return own(folder, (H1, H1 + added))


@pytest.mark.parametrize(
    ("lines", "fault", "key"),
    [
        ("enough_from: 6", Fault.ENOUGH_FROM, "enough_from"),
        ("enough_from: 1", Fault.VALUE_OUT_OF_RANGE, "enough_from"),
        ("enough_from: 2\nreversed: true", Fault.ENOUGH_FROM, "enough_from"),
        (f"counts: {{leader: {{nl: Ja., en: {'word ' * 21}}}}}", Fault.COUNTS_LONG, "counts"),
        ("counts: {leader: {nl: Ja.}}", Fault.TRANSLATION_MISSING, "counts"),
        ("examples: [{sector: bakry, text: {nl: A, en: B}}]", Fault.SECTOR_UNKNOWN, "examples"),
        (
            "examples: [{sector: bakery, text: {nl: A, en: B}}, {sector: bakery, text: {nl: A, en: B}}]",
            Fault.ID_TWICE,
            "examples",
        ),
        ("leverage: 0", Fault.VALUE_OUT_OF_RANGE, "leverage: 0"),
        ("own_choice: perhaps", Fault.VALUE_NOT_YES_NO, "own_choice"),
    ],
)
def test_what_is_wrong_beside_a_statement_is_told_with_its_line(
    tmp_path: Path, lines: str, fault: Fault, key: str
) -> None:
    folder = with_item(tmp_path, lines)
    if key == "leverage: 0":
        text = (folder / "questionnaire.yaml").read_text(encoding="utf-8")
        text = text.replace("            leverage: 1.25\n", "", 1)
        (folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
    written = (folder / "questionnaire.yaml").read_text(encoding="utf-8").splitlines()
    [problem] = check_path(folder)
    assert problem.fault is fault
    assert problem.line
    assert key in written[problem.line - 1]


@pytest.mark.parametrize(
    "head", ["valid_from: 0.4", "release_minimum: 4", "release_minimum: 5.5", "valid_from: 1.1"]
)
def test_the_half_and_the_five_can_be_raised_and_never_lowered(tmp_path: Path, head: str) -> None:
    after = "minutes: {full: 2, quick: 1}\n"
    assert len(check_path(own(tmp_path / "wrong", (after, f"{after}{head}\n")))) == 1
    raised = f"{after}valid_from: 0.75\nrelease_minimum: 8\n"
    questionnaire = load_instrument(own(tmp_path / "right", (after, raised))).questionnaire
    assert (questionnaire.valid_from, questionnaire.release_minimum) == (0.75, 8)


@pytest.mark.parametrize(
    ("enough", "values"),
    [(None, [0, 25, 50, 75, 100]), (2, [0, 100, 100, 100, 100]), (4, [0, 25, 50, 100, 100])],
)
def test_the_step_that_is_enough_and_every_higher_one_are_worth_a_hundred(
    tmp_path: Path, enough: int | None, values: list[float]
) -> None:
    folder = with_item(tmp_path, f"enough_from: {enough}" if enough else "weight: 1")
    questionnaire = load_instrument(folder).questionnaire
    item = questionnaire.items[0]
    answers = [Answer(State.ANSWERED, place) for place in range(5)]
    assert [item_value(questionnaire, item, answer) for answer in answers] == values
    scales = scales_of(questionnaire)
    people = [Respondent({"H1": answer, "H2": answers[4]}) for answer in answers]
    frame = score_responses(responses_frame(scales.items, people), scales)
    scored = pl.from_dataframe(frame.to_native())
    assert scored["heat"].to_list() == [(value + 0) / 2 for value in values]


FOR_EMPLOYEES = (
    ("audiences: [leader]", "audiences: [leader, employee]"),
    *[
        (f"statement: {{leader: {{nl: {nl}, en: {en}}}}}",
         f"statement: {{leader: {{nl: {nl}, en: {en}}}, employee: {{nl: Ik {nl}, en: I {en}}}}}")
        for nl, en in (
            ("De oven is warm.", "The oven is hot."),
            ("De oven rookt.", "The oven smokes."),
            ("De deur sluit.", "The door closes."),
            ("De deur glimt.", "The door shines."),
            ("Het deeg rust.", "The dough rests."),
            ("Er is meel.", "There is flour."),
        )
    ],
    ("- label: {nl: de meeste, en: most}",
     "- label: {nl: de meeste, en: most}\n        employee: {nl: grotendeels, en: largely}"),
)  # fmt: skip

OUTCOMES = """\
outcome_scales:
  - id: joy
    name: {nl: Plezier, en: Joy}
    description: {nl: Hoe het is., en: How it is.}
    note: {nl: Openlaten mag., en: You may leave this open.}
    sources: [BOOK 9]
    items:
      - {id: J1, statement: {nl: Ik bak graag., en: I like baking.}, help: {nl: H., en: H.}, sources: [BOOK 9]}
      - {id: J2, statement: {nl: Ik rust uit., en: I rest.}, help: {nl: H., en: H.}, sources: [BOOK 9]}
outcomes:
"""


@pytest.fixture
def both(tmp_path: Path) -> Instrument:
    """A small questionnaire for both audiences, with an outcome scale for employees."""
    period = "reference_period: {first: {leader: {nl: Een jaar., en: A year.}}, follow_up: {leader: {nl: Sindsdien., en: Since.}}}\n"
    minutes = "minutes: {full: 2, quick: 1}\n"
    changes = (*FOR_EMPLOYEES, ("outcomes:\n", OUTCOMES), (minutes, minutes + period))
    return load_instrument(own(tmp_path, *changes))


def test_an_option_has_other_words_for_employees_and_the_same_value(both: Instrument) -> None:
    questionnaire, item = both.questionnaire, both.questionnaire.items[0]
    labels = {
        audience: [
            one.label["en"] for one in scale_of(both, FormChoices("en", audience), item).options
        ]
        for audience in ("leader", "employee")
    }
    assert labels["leader"][3] == "most"
    assert labels["employee"][3] == "largely"
    assert labels["leader"][:3] == labels["employee"][:3]
    for word in ("most", "largely", "grotendeels", "de meeste", "4"):
        assert check_answer(questionnaire, item, word) == Answer(State.ANSWERED, 3)


def test_words_for_employees_are_read_from_a_table(both: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["H1", "H2"], ["Grotendeels", "nowhere"]])
    export = open_export(path, both)
    [(_, cells)] = list(export.rows)
    answers = [export.answer(item, cells[place]) for place, item in export.columns.items.items()]
    assert answers == [Answer(State.ANSWERED, 3), Answer(State.ANSWERED, 0)]


def test_the_period_stands_on_the_first_page_and_is_another_one_later(both: Instrument) -> None:
    first, later = (FormChoices("nl", follow_up=follow_up) for follow_up in (False, True))
    assert "Een jaar." in form_lead(both, first, form_sections(both, first))["nl"]
    assert "Sindsdien." in form_lead(both, later, form_sections(both, later))["nl"]
    for tool, made in FORMS.items():
        content = b"".join(made(both, first).values())
        if not content.startswith(b"PK"):
            assert "Een jaar." in content.decode("utf-8-sig").replace("\\u", ""), tool


def test_only_the_audience_of_an_outcome_scale_is_asked_in_the_quick_form_too(
    both: Instrument,
) -> None:
    for quick in (False, True):
        *_, last = form_sections(both, FormChoices("nl", "employee", quick=quick))
        assert ([item.id for item in last.items], last.name) == (
            ["J1", "J2"],
            {"nl": "Plezier", "en": "Joy"},
        )
        leader = form_sections(both, FormChoices("nl", "leader", quick=quick))
        assert "joy" not in [section.id for section in leader]


def test_answers_to_an_outcome_scale_are_taken_and_touch_no_score(both: Instrument) -> None:
    assert {"J1", "J2"} <= set(staff_items(both))
    scales = scales_of(both.questionnaire)
    assert not {"J1", "J2"} & {item.id for item in scales.practices}


def test_an_outcome_scale_shares_the_names_of_items_and_scales(tmp_path: Path) -> None:
    clash = OUTCOMES.replace("id: J1", "id: H1").replace("id: joy", "id: oven")
    folder = own(tmp_path, *FOR_EMPLOYEES, ("outcomes:\n", clash))
    assert [problem.fault for problem in check_path(folder)] == [Fault.ID_TWICE, Fault.ID_TWICE]
    unknown = OUTCOMES.replace("{id: J1,", "{id: J1, answer_set: often,")
    unknown = unknown.replace("description:", "shown_from: 9\n    description:")
    faults = {
        problem.fault
        for text in (unknown, OUTCOMES.replace("{id: J1,", "{id: J1, answer_set: often,"))
        for problem in check_path(own(tmp_path, *FOR_EMPLOYEES, ("outcomes:\n", text)))
    }
    assert faults == {Fault.VALUE_OUT_OF_RANGE, Fault.ANSWER_SET_UNKNOWN}


def test_a_modules_own_example_comes_before_the_one_at_the_item(base: Instrument) -> None:
    item = base.questionnaire.items[0]
    for sector in base.questionnaire.profile.sectors:
        assert base.example_of(item, sector.id)
    [module, *_] = base.sectors
    [example, *_] = module.examples
    its = next(one for one in base.questionnaire.items if one.id == example.item)
    assert base.example_of(its, module.id) == example.text
    assert base.example_of(its, None) is None


def test_the_examples_of_the_shelf_fit_the_questionnaire_that_ships(base: Instrument) -> None:
    from slimscan.pipeline import scan_from_file

    folder = Path(__file__).parents[1] / "questionnaires" / "examples"
    for path in folder.glob("*.yaml"):
        scan = scan_from_file(path, base)
        assert scan.measured_on < date(2027, 1, 1)
        assert {item.id for item in base.questionnaire.items} <= set(scan.answers)
    with pytest.raises(InputError):
        check_answer(base.questionnaire, base.questionnaire.items[0], "Overal")


def test_a_form_for_a_later_scan_of_the_same_firm_asks_about_the_time_since(
    base: Instrument, home: Path, tmp_path: Path
) -> None:
    period = base.questionnaire.reference_period
    assert period
    first, later = (period.for_audience("employee", follow_up)["nl"] for follow_up in (False, True))
    for name, day, firm in (
        ("a", "2025-01-10", "De Korst"),
        ("b", "2026-02-10", "De Korst"),
        ("c", "2026-03-10", "Een ander"),
    ):
        answers = tmp_path / f"{name}.yaml"
        content = f'organisation: {firm}\nmeasured_on: "{day}"\nanswers: {{MAN01: 4}}\n'
        answers.write_text(content, encoding="utf-8")
        command = [
            "start",
            "--answers",
            answers,
            "--lang",
            "nl",
            "--yes",
            "--output",
            f"{name}.pdf",
        ]
        assert slimscan(*command, cwd=tmp_path).returncode == ExitCode.DONE
    scans = {scan.measured_on.year * 100 + scan.measured_on.month: scan.id for scan in kept(home)}
    for month, said in ((202501, first), (202602, later), (202603, first)):
        asked = ["form", "--scan", scans[month], "--to", "csv", "--lang", "nl", "--output"]
        assert slimscan(*asked, f"{month}.csv", cwd=tmp_path).returncode == ExitCode.DONE
        [legend] = tmp_path.glob(f"{month}*legend.txt")
        told = " ".join(legend.read_text("utf-8-sig").split())
        assert " ".join(said.split()) in told


def kept(home: Path) -> list[Scan]:
    return [file.load() for file in Shelf(home).files()]


@pytest.mark.parametrize(("name", "own"), [("STR07", True), ("STR05", False)])
def test_the_explanation_says_when_an_item_is_the_makers_own_choice(
    base: Instrument, name: str, own: bool
) -> None:
    interview = begin(base, new_scan(stamp_of(base), "nl", False, date(2026, 11, 27)))
    place = [question.id for question in interview.questions].index(name)
    page = question_page(
        replace(interview, position=place),
        Wording(words("nl", "terminal"), base.questionnaire.languages),
        View(explained=True),
    )
    said = " ".join(f"{detail.label} {detail.text}" for detail in page.details)
    assert ("Eigen keuze, naar aanleiding van:" in said) == own
    assert "SER-2023 Bijlage 1" in said
    item = next(one for one in base.questionnaire.items if one.id == name)
    assert item.counts
    assert item.counts.leader["nl"] in page.paragraphs


@pytest.mark.parametrize(("size", "asked"), [("micro", False), ("small", True), ("", True)])
def test_an_item_that_does_not_apply_in_a_small_firm_is_not_asked_there(
    base: Instrument, size: str, asked: bool
) -> None:
    scan = new_scan(stamp_of(base), "nl", quick=False, today=date(2026, 11, 27))
    interview = begin(base, scan)
    while interview.question and interview.question.id != "size":
        interview = (
            interview.passed_over() if interview.question.item else interview.answered_with(1)
        )
    interview = interview.answered_with(size) if size else interview.passed_over()
    assert ("PRE2" in {question.id for question in interview.questions}) is asked


@pytest.mark.parametrize(
    ("size", "state"), [("micro", State.NOT_APPLICABLE), ("small", State.ANSWERED)]
)
def test_an_answer_to_what_does_not_apply_in_a_firm_of_this_size_never_counts(
    base: Instrument, size: str, state: State
) -> None:
    scan = new_scan(stamp_of(base), "nl", quick=False, today=date(2026, 11, 27))
    profile = scan.profile.model_copy(update={"size": size})
    scan = scan.changed(profile=profile, answers={"PRE2": 1})
    assert answers_of(base, scan)["PRE2"].state is state
