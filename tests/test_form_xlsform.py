"""The form for KoboToolbox and ODK, checked by their own tools and for what those pass silently."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from mini import ADVICE, QUESTIONNAIRE, write_mini
from openpyxl import load_workbook
from pyxform.validators import odk_validate
from pyxform.xls2xform import convert

from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument, load_instrument

COLUMNS = {
    "survey": {"type", "name", "label", "hint", "required", "appearance", "default"},
    "choices": {"list_name", "name", "label"},
    "settings": {"form_title", "form_id", "version", "default_language", "style"},
}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

FORMS_TO_CHECK = {
    "staff": FormChoices("nl", groups=("Ploeg A", 'De "b" & <c>', "d'Or ${x} {y}")),
    "staff, quick": FormChoices("en", quick=True, sector="zorg"),
    "leader": FormChoices("nl", audience="leader", organisation="Smit & Zn <b>"),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}
EVERY_FORM = pytest.mark.parametrize("choices", FORMS_TO_CHECK.values(), ids=FORMS_TO_CHECK)

Rows = list[dict[str, str]]


def written(instrument: Instrument, choices: FormChoices) -> bytes:
    [(ending, content)] = FORMS["xlsform"](instrument, choices).items()
    assert ending == ".xlsx"
    return content


def sheets(content: bytes) -> dict[str, Rows]:
    """Every sheet as rows by column, without empty cells; all cells are text."""
    book = load_workbook(BytesIO(content))
    read: dict[str, Rows] = {}
    for sheet in book:
        header, *rows = sheet.iter_rows()
        names = [cell.value for cell in header]
        assert len(set(names)) == len(names)
        cells = [cell for row in rows for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        read[sheet.title] = [
            {name: cell.value for name, cell in zip(names, row, strict=True) if cell.value}
            for row in rows
        ]
    return read


def accepted(content: bytes, folder: Path) -> str:
    """The form as XML when neither pyxform nor ODK Validate has anything to say about it."""
    warnings: list[str] = []
    made = convert(BytesIO(content), warnings=warnings, file_type=".xlsx")
    path = folder / "form.xml"
    path.write_text(made.xform, encoding="utf-8")
    assert [*warnings, *made.warnings, *odk_validate.check_xform(str(path))] == []
    return made.xform


def assert_nothing_is_missing(read: dict[str, Rows]) -> None:
    """What pyxform passes silently."""
    languages = {
        column.partition("::")[2] for column in read["choices"][0] if column.startswith("label::")
    }
    assert read["settings"][0]["default_language"] in languages
    for sheet, rows in read.items():
        for row in rows:
            assert {column.partition("::")[0] for column in row} <= COLUMNS[sheet]
            for part in {column.partition("::")[0] for column in row if "::" in column}:
                assert {f"{part}::{language}" for language in languages} <= set(row)
            assert "label" not in row
            assert "hint" not in row
    for row in read["survey"]:
        if row["type"] != "end_group":
            assert NAME.fullmatch(row["name"])
            assert any(column.startswith("label::") for column in row)
    lists = {row["list_name"] for row in read["choices"]}
    asked = {row["type"].split()[1] for row in read["survey"] if row["type"].startswith("select")}
    assert asked == lists
    codes = [(row["list_name"], row["name"]) for row in read["choices"]]
    assert len(set(codes)) == len(codes)


def pages(survey: Rows) -> dict[str, Rows]:
    """The rows of every group, by its name; groups stand beside each other."""
    found: dict[str, Rows] = {}
    inside: Rows | None = None
    for row in survey:
        if row["type"] == "begin_group":
            assert inside is None
            assert row["appearance"] == "field-list"
            inside = found[row["name"]] = []
        elif row["type"] == "end_group":
            inside = None
        elif inside is not None:
            inside.append(row)
    return found


@EVERY_FORM
def test_pyxform_and_odk_validate_have_nothing_to_say(
    base: Instrument, tmp_path: Path, choices: FormChoices
) -> None:
    content = written(base, choices)
    accepted(content, tmp_path)
    assert_nothing_is_missing(sheets(content))


def test_the_checker_that_comes_with_pyxform_really_checks(
    mini: Instrument, tmp_path: Path
) -> None:
    sound = accepted(written(mini, FormChoices("nl")), tmp_path)
    broken = re.sub(r'ref="/[^"]*/H1"', 'ref="/nowhere/H1"', sound)
    path = tmp_path / "broken.xml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(odk_validate.ODKValidateError):
        odk_validate.check_xform(str(path))


@EVERY_FORM
def test_a_page_is_a_lever_with_its_items_in_order(base: Instrument, choices: FormChoices) -> None:
    asked = pages(sheets(written(base, choices))["survey"])
    sections = form_sections(base, choices)
    about = {"leader": ["organisation", "sector", "size", "role"], "employee": ["group"]}
    levers = [name for name in asked if name != "About"]
    assert levers == [section.id for section in sections]
    for section in sections:
        rows = asked[section.id]
        assert [row["name"] for row in rows] == [item.id for item in section.items]
        for row, item in zip(rows, section.items, strict=True):
            wording = item.statement.for_audience(choices.audience)
            assert row["label::Nederlands (nl)"] == wording["nl"]
            counts = item.counts_for(choices.audience)
            told = f"{counts['en']} {item.help['en']}" if counts else item.help["en"]
            assert row.get("hint::English (en)", "").startswith(told)
            assert (row["appearance"], row["required"]) == ("likert", "no")
    if "About" in asked:
        assert [row["name"] for row in asked["About"]] == about[choices.audience]


def test_choices_are_named_by_the_codes_that_answers_have(base: Instrument) -> None:
    read = sheets(written(base, FormChoices("nl")))
    lists: dict[str, Rows] = {}
    for row in read["choices"]:
        lists.setdefault(row["list_name"], []).append(row)
    for item in base.questionnaire.items:
        [row] = [row for row in read["survey"] if row.get("name") == item.id]
        offered = lists[row["type"].split()[1]]
        codes = [str(code) for code in base.questionnaire.answer_set_of(item).codes]
        assert [one["name"] for one in offered] == [*codes, "dont_know", "not_applicable"]
        labels = [one["label::English (en)"] for one in offered]
        assert labels[:-2] == list(base.questionnaire.option_labels(item, "en", "employee"))
    own = {str(item.anchors) for item in base.questionnaire.items if item.anchors}
    assert len([name for name in lists if name.startswith("Own_")]) == len(own)


def test_what_was_chosen_beforehand_is_filled_in(base: Instrument) -> None:
    choices = FormChoices("nl", audience="leader", sector="bouw", organisation="Smit")
    rows = {row.get("name"): row for row in sheets(written(base, choices))["survey"]}
    assert (rows["sector"]["default"], rows["organisation"]["default"]) == ("bouw", "Smit")
    assert "BOU01" in rows


def test_staff_are_asked_for_a_team_only_when_there_are_teams(base: Instrument) -> None:
    without = pages(sheets(written(base, FormChoices("nl")))["survey"])
    assert "About" not in without
    groups = tuple(f"Team {number} <&>" for number in range(60))
    asked = sheets(written(base, FormChoices("nl", groups=groups)))
    names = [row["name"] for row in asked["choices"] if row["list_name"] == "List_group"]
    assert names == list(groups)


MARKS = '"It\'s <b>hot</b> & ${H2} {x} *y* `z`"'


def changed(folder: Path, changes: dict[str, str]) -> Instrument:
    """The small questionnaire with some of its text replaced."""
    questionnaire, advice = QUESTIONNAIRE, ADVICE
    for old, new in changes.items():
        assert old in questionnaire
        questionnaire, advice = questionnaire.replace(old, new), advice.replace(old, new)
    return load_instrument(write_mini(folder / "own", questionnaire, advice))


@pytest.mark.parametrize(
    ("changes", "languages"),
    [
        pytest.param({"en: The oven is hot.": f"en: {MARKS}"}, 2, id="marks"),
        pytest.param({"id: oven": "id: meta", "id: dough": "id: about"}, 2, id="names"),
        pytest.param({"The door closes.": "Door " * 300}, 2, id="long"),
        pytest.param({"nl:": "de:", "en:": "fr:", "[nl, en]": "[de, fr]"}, 1, id="languages"),
    ],
)
def test_own_questionnaires_make_sound_forms_too(
    tmp_path: Path, changes: dict[str, str], languages: int
) -> None:
    content = written(changed(tmp_path, changes), FormChoices("nl"))
    accepted(content, tmp_path)
    read = sheets(content)
    assert_nothing_is_missing(read)
    labels = [column for column in read["choices"][0] if column.startswith("label::")]
    assert len(labels) == languages
