"""Every tool's way there and back: form out, answers as that tool gives them, and the same scores.

KoboToolbox, ODK, LimeSurvey, Google Forms and Microsoft Forms cannot run here. Their answers are
made from the form itself (the XForm that pyxform makes, the structure as LimeSurvey reads it, the
texts as they are pasted) and written down as those tools document and do it.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from batches import scored as score
from batches import scores_of
from browser import DESKTOP, Browser, open_browser
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert
from survey_core import answered
from test_collecting import keep_example
from test_form_limesurvey import LISTS, Question
from test_form_limesurvey import read as read_limesurvey
from test_form_qualtrics import read as read_qualtrics
from test_tool_qualtrics import export as qualtrics_export
from tool_files import csv_text
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.cli.form import form_writers
from slimscan.errors import ExitCode
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_questions import profile_questions, scale_of, states_of
from slimscan.forms.form_tools import FORMS
from slimscan.forms.paper import paper_form
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.scan.store import Shelf
from slimscan.scoring.responses import Respondent, check_answer
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of
from slimscan.staff.staff_file import staff_file

STATES = ("dont_know", "not_applicable")
NEAR = 1e-9

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", "Een <b> & {c}")),
    "leader": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}

Answers = dict[str, Any]
Columns = dict[str, Any]
"""One row of an export by its headers."""
Rows = list[dict[str, Any]]


def items_of(instrument: Instrument, choices: FormChoices) -> list[Item]:
    return [item for part in form_sections(instrument, choices) for item in part.items]


def people(instrument: Instrument, choices: FormChoices, how_many: int = 4) -> list[Answers]:
    """Respondents who answer with codes and states and skip some; every item is answered once."""
    chance = random.Random(11)
    items = items_of(instrument, choices)
    return [
        {
            item.id: chance.choice(
                [
                    *instrument.questionnaire.answer_set_of(item).codes * 3,
                    *states_of(instrument, item),
                ]
            )
            for place, item in enumerate(items)
            if number == 0 or chance.random() < 0.8
        }
        for number in range(how_many)
    ]


def beside(choices: FormChoices, number: int) -> Answers:
    """What a respondent says beside the statements, by the ids of the profile."""
    if choices.audience == "employee":
        return {"group": choices.groups[number % 2]}
    roles, sizes = ("director", "manager"), ("small", "large")
    return {
        "organisation": f"Firm {number}",
        "sector": choices.sector or "other",
        "size": sizes[number % 2],
        "role": roles[number % 2],
    }


def expected_scores(
    instrument: Instrument, choices: FormChoices, answers: Answers
) -> dict[str, tuple[float | None, int, int]]:
    """Score, answered and applicable of every scale, as the interview's answers give them."""
    module = instrument.sector(choices.sector)
    scales = scales_of(instrument.questionnaire, choices.quick, [module.aspect] if module else [])
    items = {item.id: item for item in items_of(instrument, choices)}
    checked = {
        name: check_answer(instrument.questionnaire, items[name], value)
        for name, value in answers.items()
    }
    card = scorecard_of(Respondent(checked), scales)
    scores = (card.overall, *card.levers, *card.aspects, *card.beside)
    return {one.id: (one.score, one.answered, one.applicable) for one in scores}


def batch(folder: Path, files: list[Path], *options: str) -> Rows:
    """The rows of scores that the command makes of these files."""
    command = ["batch", *map(str, files), "--output", str(folder), "--yes", "--lang", "en"]
    done = CliRunner().invoke(app, [*command, "--jobs", "1", *options])
    assert done.exit_code == ExitCode.DONE, done.output
    return pl.read_parquet(folder / "scores.parquet").rows(named=True)


def assert_same_scores(
    instrument: Instrument, choices: FormChoices, given: list[Answers], rows: Rows
) -> None:
    """Every scale of every row is what the same answers in the interview give."""
    for row, answers in zip(rows, given, strict=True):
        for name, told in expected_scores(instrument, choices, answers).items():
            found = (row[name], row[f"{name}__answered"], row[f"{name}__applicable"])
            assert found == pytest.approx(told, abs=NEAR), name


def assert_same_people(choices: FormChoices, rows: Rows, but: tuple[str, ...] = ()) -> None:
    """What was said beside the statements came along."""
    for number, row in enumerate(rows):
        told = {name: cell for name, cell in beside(choices, number).items() if name not in but}
        assert {name: row[name] for name in told} == told


def write_csv(path: Path, rows: list[Columns], delimiter: str = ",", quoted: bool = True) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: list[Columns]) -> Path:
    book = Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path


# XLSForm: KoboToolbox and ODK

FORM = "{http://www.w3.org/2002/xforms}"
XFORMS: dict[FormChoices, ElementTree.Element] = {}


def xform(instrument: Instrument, choices: FormChoices) -> ElementTree.Element:
    """The form as ODK and KoboToolbox make it, made once."""
    if choices not in XFORMS:
        content = FORMS["xlsform"](instrument, choices)[".xlsx"]
        made = convert(io.BytesIO(content), file_type=".xlsx").xform
        XFORMS[choices] = ElementTree.fromstring(made)
    return XFORMS[choices]


def submissions(
    instrument: Instrument, choices: FormChoices, given: list[Answers]
) -> list[dict[tuple[str, ...], str]]:
    """Every submission by the path of its questions, made from the form's own instance.

    Only what the form itself offers can be chosen.
    """
    root = xform(instrument, choices)
    [model] = root.iter(f"{FORM}model")
    lists = {
        one.get("id"): {item.findtext(f"{FORM}name") for item in one.iter(f"{FORM}item")}
        for one in model.findall(f"{FORM}instance")[1:]
    }
    offered = {
        select.get("ref").rpartition("/")[2]: lists[
            re.match(r"instance\('(.*?)'\)", select.find(f"{FORM}itemset").get("nodeset"))[1]
        ]
        for select in root.iter(f"{FORM}select1")
    }
    [data] = model.find(f"{FORM}instance")
    paths = [path for path in leaves(data) if "meta" not in path]
    found = []
    for number, answers in enumerate(given):
        told = {**answers, **beside(choices, number)}
        chosen = {path: str(told.get(path[-1], "")) for path in paths}
        assert set(told) <= {path[-1] for path in paths}
        for path, value in chosen.items():
            assert not value or path[-1] not in offered or value in offered[path[-1]]
        found.append(chosen)
    return found


def leaves(element: ElementTree.Element) -> Iterator[tuple[str, ...]]:
    for child in element:
        name = child.tag.rpartition("}")[2]
        below = list(leaves(child))
        yield from ((name, *path) for path in below) if below else [(name,)]


def kobotoolbox(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    """CSV has the groups in its headers, the workbook has not."""
    grouped = path.suffix == ".csv"
    rows = [
        {
            **{("/".join(path) if grouped else path[-1]): value for path, value in sent.items()},
            "_id": 4000 + number,
            "_uuid": f"{path.name}-{number}",
            "_submission_time": f"2026-11-2{number}T10:00:00",
            "_validation_status": "",
            "_notes": "",
            "_status": "submitted_via_web",
            "_submitted_by": "",
            "__version__": "vX",
            "_tags": "",
            "_index": number + 1,
        }
        for number, sent in enumerate(submissions(instrument, choices, given))
    ]
    return write_csv(path, rows, delimiter=";") if grouped else write_xlsx(path, rows)


def odk_central(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    rows = [
        {
            "SubmissionDate": f"2026-11-2{number}T10:00:00.000Z",
            **{"-".join(path): value for path, value in sent.items()},
            "meta-instanceID": f"uuid:{number}",
            "KEY": f"uuid:{number}",
            "SubmitterID": "7",
            "SubmitterName": "form",
            "AttachmentsPresent": "0",
            "AttachmentsExpected": "0",
            "Status": "",
            "ReviewState": "",
            "DeviceID": "",
            "Edits": "0",
            "FormVersion": "1.0.0",
        }
        for number, sent in enumerate(submissions(instrument, choices, given))
    ]
    table = write_csv(path.with_suffix(".table"), rows, quoted=False)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(table, "form.csv")
    return path


# LimeSurvey


def limesurvey_column(style: str, code: str, question: Question) -> str:
    """How a column is called: by its code, its text, or both."""
    text = question.text
    return {"codes": code, "answers": code, "texts": text, "both": f"{code}. {text}"}[style]


def limesurvey_answer(question: Question, value: object, labels: bool) -> str:
    """An answer by its code in LimeSurvey, or by its label."""
    if value is None or question.kind not in LISTS:
        return str(value or "")
    special = {"dont_know": "DK", "not_applicable": "NA"}
    code = special.get(str(value), f"A{value}")
    return question.answers[code][0] if labels else code


def profile_places(instrument: Instrument, choices: FormChoices, told: Answers) -> Answers:
    """The profile's answers by their place among the choices, counted from 1."""
    profile = instrument.questionnaire.profile
    offered = {"sector": profile.sectors, "size": profile.sizes, "role": profile.roles}
    places: Answers = {"group": choices.groups.index(told["group"]) + 1} if "group" in told else {}
    for name, value in told.items():
        if name in offered:
            places[name] = [one.id for one in offered[name]].index(value) + 1
    return {**told, **places}


LIMESURVEY = {"codes": True, "answers": False, "texts": True, "both": False}
"""How columns are called, and whether answers are labels."""


def limesurvey(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    style, labels = path.stem, LIMESURVEY[path.stem]
    survey = read_limesurvey(FORMS["limesurvey"](instrument, choices)[".txt"])
    asked = survey.questions[choices.language]
    rows = []
    for number, answers in enumerate(given):
        told = {**answers, **profile_places(instrument, choices, beside(choices, number))}
        row: Columns = {
            "id": f"{1 + list(LIMESURVEY).index(style)}0{number}",
            "submitdate": f"2026-11-2{number} 10:00:00",
            "lastpage": 6,
            "startlanguage": choices.language,
            "seed": 123,
        }
        for code, question in asked.items():
            header = limesurvey_column(style, code, question)
            row[header] = limesurvey_answer(question, told.get(code), labels)
        rows.append(row)
    return write_csv(path, rows, ";" if labels else ",")


# SurveyJS


def surveyjs(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    form = FORMS["surveyjs"](instrument, choices)[".json"]
    told = [{**answers, **beside(choices, number)} for number, answers in enumerate(given)]
    said = answered(form, *told)
    assert [(one["errors"], one["state"]) for one in said] == [([], "completed")] * len(given)
    path.write_text(json.dumps([one["data"] for one in said]), encoding="utf-8")
    return path


# Qualtrics


def qualtrics(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    """The three header rows and the numbers, or the choice texts, of the form that was imported."""
    _, questions = read_qualtrics(FORMS["qualtrics"](instrument, choices)[".txt"])
    asked = {one.id: one for one in questions if one.kind != "Text"}
    rows = []
    for number, answers in enumerate(given):
        places = profile_places(instrument, choices, beside(choices, number))
        numbers = {name: 100 + place for name, place in places.items() if isinstance(place, int)}
        told = {**answers, **places, **numbers}
        row = {name: _qualtrics_number(told.get(name[5:], "")) for name in asked}
        if path.stem.endswith("texts"):
            row = {name: asked[name].choices.get(cell, cell) for name, cell in row.items()}
        rows.append({**row, "ResponseId": f"R_{path.stem}{number}"})
    texts = {name: " ".join(one.text) for name, one in asked.items()}
    path.write_text(csv_text(qualtrics_export(texts, *rows)), encoding="utf-8")
    return path


def _qualtrics_number(value: object) -> str:
    states = {"dont_know": "998", "not_applicable": "999"}
    return states.get(str(value), str(value))


# Google Forms and Microsoft Forms

Parts = list[dict[str, list[str]]]


def pasted(texts: str, language: str) -> Parts:
    """What somebody makes of the texts: every question with its answers."""
    heads = {
        "nl": {"[Vraag]": "question", "[Antwoorden]": "answers"},
        "en": {"[Question]": "question", "[Answers]": "answers"},
    }[language]
    parts: Parts = []
    into: list[str] | None = None
    for line in texts.splitlines():
        if line.startswith("[") and line.endswith("]"):
            if heads.get(line) == "question":
                parts.append({})
            into = parts[-1].setdefault(heads.get(line, "rest"), []) if parts else None
        elif not line:
            into = None
        elif into is not None:
            into.append(line)
    return parts


def pasted_row(parts: Parts, labels: dict[str, str], statements: set[str]) -> Columns:
    """The columns of one respondent; of a statement only what the form offers can be chosen."""
    row: Columns = {}
    for part in parts:
        [question] = part["question"]
        row[question] = labels[question]
        assert question not in statements or row[question] in {*part["answers"], ""}
    return row


def statements_of(instrument: Instrument, choices: FormChoices) -> set[str]:
    return {
        item.statement.for_audience(choices.audience)[choices.language]
        for item in items_of(instrument, choices)
    }


def labels_of(
    instrument: Instrument, choices: FormChoices, answers: Answers, told: Answers
) -> dict[str, str]:
    """What stands in the form below every text: a label, or what was typed."""
    language = choices.language
    found = {}
    for item in items_of(instrument, choices):
        labels = {
            one.code: one.label[language] for one in scale_of(instrument, choices, item).options
        }
        statement = item.statement.for_audience(choices.audience)[language]
        found[statement] = labels[str(answers[item.id])] if item.id in answers else ""
    for question in profile_questions(instrument, choices):
        names = {one.code: one.label[language] for one in question.options}
        found[question.text[language]] = names.get(told[question.id], told[question.id])
    return found


def google_forms(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    files = FORMS["google-forms"](instrument, choices)
    parts = pasted(files[".txt"].decode("utf-8-sig"), choices.language)
    rows = []
    for number, answers in enumerate(given):
        labels = labels_of(instrument, choices, answers, beside(choices, number))
        stamp = f"2026/11/2{number} 9:39:00 PM GMT+1"
        rows.append(
            {"Timestamp": stamp, **pasted_row(parts, labels, statements_of(instrument, choices))}
        )
    return write_csv(path, rows)


def microsoft_forms(
    instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path
) -> Path:
    files = FORMS["microsoft-forms"](instrument, choices)
    parts = pasted(files[".txt"].decode("utf-8-sig"), choices.language)
    rows = []
    for number, answers in enumerate(given):
        labels = labels_of(instrument, choices, answers, beside(choices, number))
        own = {
            "Id": 7000 + number,
            "Begintijd": f"2026-11-2{number} 10:00:00",
            "Tijd van voltooien": f"2026-11-2{number} 10:09:00",
            "E-mail": "anonymous",
            "Naam": "",
        }
        rows.append({**own, **pasted_row(parts, labels, statements_of(instrument, choices))})
    return write_xlsx(path, rows)


# Paper, typed into the workbook or the table


def paper_marks(instrument: Instrument, choices: FormChoices, answers: Answers) -> Answers:
    """What is typed for a form on paper: the number in the ticked box, or its words."""
    form = paper_form(instrument, choices)
    typed: Answers = {}
    for question in (one for part in form.sections for one in part.questions):
        if question.code in answers:
            scored = [box for box in question.boxes if box.number]
            states = dict(zip(STATES, question.boxes[len(scored) :], strict=False))
            value = answers[question.code]
            box = states.get(value) or next(b for b in scored if b.number == str(value))
            typed[question.code] = int(box.number) if box.number else box.label
    return typed


def typed(instrument: Instrument, choices: FormChoices, given: list[Answers], path: Path) -> Path:
    path.write_bytes(FORMS[path.suffix[1:]](instrument, choices)[path.suffix])
    rows = [
        {
            "respondent": f"{path.name}-{number}",
            **paper_marks(instrument, choices, answers),
            **beside(choices, number),
        }
        for number, answers in enumerate(given)
    ]
    return _typed_workbook(path, rows) if path.suffix == ".xlsx" else _typed_table(path, rows)


def _typed_workbook(path: Path, rows: list[Columns]) -> Path:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(number, headers.index(name) + 1).value = value
    book.save(path)
    return path


def _typed_table(path: Path, rows: list[Columns]) -> Path:
    header, *lines = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
    for line, row in zip(lines, rows, strict=False):
        for name, value in row.items():
            line[header.index(name)] = str(value)
    return write_csv(path, [dict(zip(header, line, strict=True)) for line in lines], ";", False)


# There and back

EXPORTS = {
    "kobo.csv": kobotoolbox,
    "kobo.xlsx": kobotoolbox,
    "odk.zip": odk_central,
    **{f"{style}.csv": limesurvey for style in LIMESURVEY},
    "surveyjs.json": surveyjs,
    "qualtrics.csv": qualtrics,
    "qualtrics-texts.csv": qualtrics,
    "google.csv": google_forms,
    "microsoft.xlsx": microsoft_forms,
    "typed.xlsx": typed,
    "table.csv": typed,
}
HOW_MANY = 3


@pytest.fixture(scope="module", params=CHOICES)
def scored(
    request: pytest.FixtureRequest, base: Instrument, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FormChoices, dict[str, Rows]]:
    """Every tool's export of the same answers, scored in one go; the rows by file."""
    choices = CHOICES[request.param]
    folder = tmp_path_factory.mktemp("exports")
    given = people(base, choices, HOW_MANY)
    files = [make(base, choices, given, folder / file) for file, make in EXPORTS.items()]
    done = score(base, folder / "out", *files, jobs=1)
    assert done.rejected == 0
    answers = pl.read_parquet(folder / "out" / "answers.parquet").rows(named=True)
    rows = [a | b for a, b in zip(answers, scores_of(done).rows(named=True), strict=True)]
    assert len(rows) == HOW_MANY * len(files)
    parts = [rows[start : start + HOW_MANY] for start in range(0, len(rows), HOW_MANY)]
    return choices, dict(zip(EXPORTS, parts, strict=True))


@pytest.mark.parametrize("file", EXPORTS)
def test_answers_that_come_back_from_a_tool_give_the_scores_of_the_interview(
    base: Instrument, scored: tuple[FormChoices, dict[str, Rows]], file: str
) -> None:
    choices, rows = scored
    assert_same_scores(base, choices, people(base, choices, HOW_MANY), rows[file])
    for row, answers in zip(rows[file], people(base, choices, HOW_MANY), strict=True):
        told = {one.id: answers.get(one.id) for one in base.questionnaire.closing}
        places = {name: -1 if row[name] is None else row[name] for name in told}
        kept = {name: place + 1 if place >= 0 else None for name, place in places.items()}
        assert kept == told, "what is asked about the scan itself"
    # By its code a team cannot be told: which teams there are, only the form knows.
    by_code = file.removesuffix(".csv") in {
        "qualtrics",
        *(style for style, label in LIMESURVEY.items() if not label),
    }
    assert_same_people(choices, rows[file], but=("group",) if by_code else ())


@pytest.mark.parametrize(
    ("tool", "make", "file"),
    [
        ("google-forms", google_forms, "google.csv"),
        ("microsoft-forms", microsoft_forms, "microsoft.xlsx"),
    ],
)
def test_a_text_that_was_changed_in_the_form_is_changed_in_the_mapping_too(
    mini: Instrument, tmp_path: Path, tool: str, make: Callable[..., Path], file: str
) -> None:
    choices = FormChoices("en", audience="leader")
    given = people(mini, choices, how_many=2)
    mapping = tmp_path / "form-mapping.yaml"
    written = FORMS[tool](mini, choices)["-mapping.yaml"].decode()
    mapping.write_text(changed_text(written), "utf-8")
    path = make(mini, choices, given, tmp_path / file)
    header, *rows = [[changed_text(str(cell)) for cell in row] for row in cells(path)]
    changed = [dict(zip(header, row, strict=True)) for row in rows]
    write_csv(path, changed) if path.suffix == ".csv" else write_xlsx(path, changed)
    own = ["--questionnaire", str(mini.folder)]
    found = batch(tmp_path / "out", [path], *own, "--mapping", str(mapping))
    assert_same_scores(mini, choices, given, found)


def changed_text(text: str) -> str:
    """The text as somebody may change it: one statement and one label."""
    return text.replace("The oven is hot.", "Baking can start.").replace("most", "nearly all")


def cells(path: Path) -> list[list[object]]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    sheet = load_workbook(path).active
    return [["" if cell is None else cell for cell in row] for row in sheet.values]


# The page for a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def test_the_page_for_a_browser(browser: Browser, mini: Instrument, tmp_path: Path) -> None:
    choices = FormChoices("en", audience="leader")
    page = tmp_path / "form.html"
    page.write_bytes(FORMS["html"](mini, choices)[".html"])
    [answers] = people(mini, choices, how_many=1)
    browser.show(page, DESKTOP)
    browser.turn(".actions .primary")
    for section in form_sections(mini, choices):
        for item in section.items:
            browser.click(f"#item-{item.id} label:has([value='{answers[item.id]}'])")
        browser.turn(".next")
    before = set(browser.downloads.glob("*.json"))
    browser.click("#save")
    path = browser.wait_for_download(before)
    taken = path.replace(tmp_path / path.name)
    rows = batch(tmp_path / "out", [taken], "--questionnaire", str(mini.folder))
    assert_same_scores(mini, choices, [answers], rows)


# Into a scan


def test_staff_of_one_firm_are_collected_from_an_export_too(
    base: Instrument, tmp_path: Path, home: Path
) -> None:
    scan = keep_example(base)
    choices = CHOICES["staff"]
    given = people(base, choices, HOW_MANY)
    path = odk_central(base, choices, given, tmp_path / "odk.zip")
    done = CliRunner().invoke(app, ["collect", scan.id, str(path), "--lang", "en"])
    assert done.exit_code == ExitCode.DONE, done.output
    kept = [one.answers for one in staff_file(Shelf(home), scan).load().respondents]
    assert len(kept) == HOW_MANY
    assert all(answers in kept for answers in given)


# Finding the way


def test_the_help_and_the_page_on_survey_tools_name_every_tool() -> None:
    shown = CliRunner().invoke(app, ["form", "--help"]).stdout
    listed = re.findall(r"^    ([a-z-]+)  +\S", shown.partition("The way back")[0], re.MULTILINE)
    assert sorted(listed) == sorted(form_writers())
    page = Path(__file__).parents[1] / "docs" / "survey-tools.md"
    told = page.read_text(encoding="utf-8")
    assert [name for name in listed if name != "html" and f"--to {name}" not in told] == []


def test_every_tool_has_file_names_of_its_own(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for tool in FORMS:
        command = ["form", "--to", tool, "--questionnaire", str(mini.folder), "--lang", "en"]
        done = CliRunner().invoke(app, command)
        assert done.exit_code == ExitCode.DONE, done.output
        assert all(Path(name).is_file() for name in done.stdout.splitlines())
