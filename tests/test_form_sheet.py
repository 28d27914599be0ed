"""The workbook and the table that paper answers are typed into."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from slimscan.errors import Fault
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import states_of
from slimscan.forms.form_tools import FORMS
from slimscan.imports.export import Export
from slimscan.imports.importing import open_export
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import SKIPPED, Answer, State

CHOICES = {
    "staff": FormChoices("nl", groups=("=1+1", "Ploeg B")),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}
EVERY_FORM = pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
PEOPLE = {
    "employee": ["respondent", "group"],
    "leader": ["respondent", "organisation", "sector", "size", "role"],
}
ROWS = 100


def items_of(instrument: Instrument, choices: FormChoices) -> list[Item]:
    return [item for part in form_sections(instrument, choices) for item in part.items]


def made(instrument: Instrument, choices: FormChoices) -> Workbook:
    [(ending, content)] = FORMS["xlsx"](instrument, choices).items()
    assert ending == ".xlsx"
    return load_workbook(BytesIO(content))


def headers(book: Workbook) -> list[str]:
    return [cell.value for cell in book.worksheets[0][1]]


def lists(book: Workbook) -> dict[str, list[object]]:
    """What the drop-down of every column offers, by the column's heading."""
    offered = {}
    for validation in book.worksheets[0].data_validations.dataValidation:
        assert (validation.type, validation.allow_blank) == ("list", True)
        name, _, cells = validation.formula1.partition("!")
        [cells_of_validation] = validation.sqref.ranges
        assert (cells_of_validation.min_row, cells_of_validation.max_row) == (2, ROWS + 1)
        values = [row[0].value for row in book[name][cells.replace("$", "")]]
        offered[headers(book)[cells_of_validation.min_col - 1]] = values
    return offered


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def answered_in(export: Export) -> list[dict[str, Answer]]:
    """Every row's answers by item, without what was skipped."""
    return [
        {
            item.id: answer
            for place, item in export.columns.items.items()
            if place < len(cells) and (answer := export.answer(item, cells[place])) != SKIPPED
        }
        for _, cells in export.rows
    ]


@EVERY_FORM
def test_a_row_a_person_and_a_column_a_question_in_the_order_of_the_paper(
    base: Instrument, choices: FormChoices
) -> None:
    book = made(base, choices)
    sheet = book.worksheets[0]
    asked = [item.id for item in items_of(base, choices)]
    assert headers(book) == [*PEOPLE[choices.audience], *asked]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(range(1, ROWS + 1))
    assert sheet.freeze_panes == "C2"
    assert [one.sheet_state for one in book] == ["visible", "visible", "hidden"]
    assert book.active is sheet
    data_types = {cell.data_type for one in book for row in one.iter_rows() for cell in row}
    assert data_types <= {"s", "n"}


@EVERY_FORM
def test_everything_in_every_drop_down_is_read_as_what_it_says(
    base: Instrument, tmp_path: Path, choices: FormChoices
) -> None:
    book = made(base, choices)
    offered = lists(book)
    items = {item.id: item for item in items_of(base, choices)}
    beside = {"employee": {"group"}, "leader": {"sector", "size", "role"}}
    assert set(offered) == {*items, *beside[choices.audience]}
    sheet = book.worksheets[0]
    most = max(len(values) for values in offered.values())
    for place, name in enumerate(headers(book), start=1):
        for number, value in enumerate(offered.get(name, ()), start=2):
            sheet.cell(number, place).value = value
            sheet.cell(number, place).data_type = "s" if isinstance(value, str) else "n"
    export = open_export(saved(book, tmp_path / "typed.xlsx"), base)
    assert export.columns.ignored == {}
    rows = list(export.rows)[:most]
    for place, item in export.columns.items.items():
        count = len(base.questionnaire.answer_set_of(item).codes)
        beside_it = len(states_of(base, item))
        read = [export.answer(item, cells[place]) for _, cells in rows[: 2 * count + beside_it]]
        answered = [Answer(State.ANSWERED, number) for number in range(count)]
        states = [Answer(State.DONT_KNOW), Answer(State.NOT_APPLICABLE)]
        assert read == [*answered, *states[:beside_it], *answered]
        assert offered[item.id][-count:] == list(base.questionnaire.answer_set_of(item).codes)
    profile = base.questionnaire.profile
    expected = {
        "sector": profile.sectors,
        "size": profile.sizes,
        "role": profile.roles,
    }
    for name in beside[choices.audience] & set(expected):
        place = export.columns.people[name]
        told = [export.person(name, cells[place]) for _, cells in rows[: len(offered[name])]]
        assert told == [one.id for one in expected[name]]


def test_what_is_known_beforehand_stands_in_every_row_and_makes_no_answer_of_it(
    base: Instrument, tmp_path: Path
) -> None:
    choices = FormChoices("en", audience="leader", sector="bouw", organisation="=1+1")
    export = open_export(saved(made(base, choices), tmp_path / "empty.xlsx"), base)
    rows = list(export.rows)
    people = export.columns.people
    told = {(cells[people["organisation"]], cells[people["sector"]]) for _, cells in rows}
    assert len(rows) == ROWS
    assert told == {("=1+1", base.sector("bouw").name["en"])}
    assert answered_in(export) == [{}] * ROWS


def test_a_cell_tells_its_question_and_refuses_what_is_no_answer(base: Instrument) -> None:
    book = made(base, CHOICES["staff"])
    [one] = [
        validation
        for validation in book.worksheets[0].data_validations.dataValidation
        if validation.promptTitle == "MAN01"
    ]
    item = base.questionnaire.items[0]
    counts = item.counts_for("employee")
    assert counts
    assert one.prompt == f"{item.statement.for_audience('employee')['nl']}\n{counts['nl']}"
    assert (one.errorStyle or "stop") == "stop"
    assert one.showErrorMessage


def test_the_guide_has_every_question_with_its_answers(base: Instrument) -> None:
    choices = CHOICES["staff"]
    book = made(base, choices)
    guide = book.worksheets[1]
    assert guide.title == words("nl", "form")["sheet.legend"]
    told = {row[0]: row[1:] for row in guide.iter_rows(values_only=True)}
    for item in items_of(base, choices):
        text, options = told[item.id]
        counts = item.counts_for("employee") or {}
        assert text.splitlines() == [
            item.statement.for_audience("employee")["nl"],
            *([counts["nl"]] if counts else []),
        ]
        labels = base.questionnaire.option_labels(item, "nl", "employee")
        assert options.splitlines()[: len(labels)] == [
            f"{code} = {label}"
            for code, label in zip(
                base.questionnaire.answer_set_of(item).codes, labels, strict=True
            )
        ]


def test_the_table_as_csv_has_the_same_columns_and_is_read_too(
    base: Instrument, tmp_path: Path
) -> None:
    for choices in CHOICES.values():
        files = FORMS["csv"](base, choices)
        header, first, *_ = files[".csv"].decode("utf-8-sig").splitlines()
        assert header.split(";") == headers(made(base, choices))
        code = items_of(base, choices)[0].id
        place = header.split(";").index(code)
        typed = first.split(";")
        typed[place] = "4"
        path = tmp_path / "typed.csv"
        path.write_text("\n".join([header, ";".join(typed)]), encoding="utf-8")
        [row] = answered_in(open_export(path, base))
        assert row == {code: Answer(State.ANSWERED, 3)}
        legend = files["-legend.txt"].decode("utf-8-sig")
        assert all(f"\n{name}  " in legend for name in lists(made(base, choices)))


@pytest.mark.parametrize("tool", ["google-forms", "microsoft-forms"])
def test_texts_to_copy_have_question_description_and_answers_on_lines_of_their_own(
    base: Instrument, tool: str
) -> None:
    for choices in CHOICES.values():
        files = FORMS[tool](base, choices)
        lines = files[".txt"].decode("utf-8-sig").split("\r\n")
        language = choices.language
        for item in items_of(base, choices):
            counts = item.counts_for(choices.audience)
            labels = base.questionnaire.option_labels(item, language, choices.audience)
            at = lines.index(item.statement.for_audience(choices.audience)[language])
            said = [line for line in lines[at : at + 14] if line and line[0] not in "[-="]
            described = [counts[language]] if counts else []
            assert said[1 : 1 + len(described) + len(labels)] == [*described, *labels]
        mapping = yaml.safe_load(files["-mapping.yaml"])
        items = [item.id for item in items_of(base, choices)]
        assert [one for one in mapping["columns"].values() if one in items] == items


@EVERY_FORM
def test_the_workbook_itself_is_read_without_a_remark_about_merged_cells(
    base: Instrument, choices: FormChoices, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(FORMS["xlsx"](base, choices)[".xlsx"])
    assert Fault.CELLS_MERGED not in [one.fault for one in open_export(path, base).remarks]
