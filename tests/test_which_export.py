"""What docs/survey-tools.md says is read, line by line: exact, refused with a reason, or said."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from tool_files import csv_text, taken, workbook, written

from slimscan.errors import Fault, InputError
from slimscan.imports.importing import open_export
from slimscan.questionnaire.loading import Instrument

TEXTS = ["De oven is warm.", "De oven rookt.", "De deur sluit."]
READ = [{"H1": 5, "H2": 1, "D1": 2}, {"H1": 3, "H2": 2, "D1": 4}]
CELLS = [["overal", "nergens", "een paar"], ["de helft", "een paar", "de meeste"]]
NUMBERS = [[5, 1, 2], [3, 2, 4]]
CODES = ["H1", "H2", "D1"]
LIME = ["id", "submitdate", "lastpage", "startlanguage"]


def lime(heads: list[str], cells: list[list[object]]) -> str:
    own = [[n, "2026-09-01 10:00:00", 3, "nl"] for n in (1, 2)]
    return csv_text([[*LIME, *heads], *([*a, *b] for a, b in zip(own, cells, strict=True))])


def letters(cells: list[list[int]]) -> list[list[object]]:
    return [[f"A{cell}" for cell in row] for row in cells]


EXACT: dict[str, tuple[str | None, str]] = {
    "LimeSurvey, codes, answer codes": (None, lime(CODES, letters(NUMBERS))),
    "LimeSurvey, codes of an array": (None, lime([f"Q[{one}]" for one in CODES], letters(NUMBERS))),
    "LimeSurvey, codes, full answers": (None, lime(CODES, CELLS)),  # type: ignore[arg-type]
    "LimeSurvey, full text, full answers": (None, lime(TEXTS, CELLS)),  # type: ignore[arg-type]
    "LimeSurvey, code and text, answer codes": (
        None,
        lime([f"{c}. {t}" for c, t in zip(CODES, TEXTS, strict=True)], letters(NUMBERS)),
    ),
    "SurveyJS, dashboard": ("generic", csv_text([[f"Bakkerij - {one}" for one in TEXTS], *CELLS])),
    "Typeform": (
        "generic", csv_text([["#", *(f"{one} " for one in TEXTS), "Submit Date (UTC)"],
                             *([n, *row, "2026-09-01 10:00"] for n, row in enumerate(CELLS))]),
    ),
    "Tally": (
        "generic", csv_text([["Submission ID", "Submitted at", *(f"Stellingen ({t})" for t in TEXTS)],
                             *(["x", "2026-09-01", *row] for row in CELLS)]),
    ),
    "Jotform": (
        "generic", csv_text([["Submission Date", *(f"Stellingen >> {one}" for one in TEXTS)],
                             *(["Sep 1, 2026", *row] for row in CELLS)]),
    ),
    "Alchemer": (
        "generic", csv_text([["Response ID", "Status", *(f"{one}:Stellingen" for one in TEXTS)],
                             *([n, "Complete", *row] for n, row in enumerate(CELLS))]),
    ),
    "a table of codes": (None, csv_text([CODES, *NUMBERS], ";")),
}  # fmt: skip


@pytest.mark.parametrize("export", EXACT)
def test_what_is_called_exact_is(mini: Instrument, tmp_path: Path, export: str) -> None:
    tool, text = EXACT[export]
    assert taken(mini, written(tmp_path / "a.csv", text), tool).answers == READ


@pytest.mark.parametrize("divider", [" - ", ": ", " ", "_", " | ", ") "])
def test_code_and_text_are_exact_whatever_divides_them(
    mini: Instrument, tmp_path: Path, divider: str
) -> None:
    heads = [f"{c}{divider}{t}" for c, t in zip(CODES, TEXTS, strict=True)]
    path = written(tmp_path / "a.csv", lime(heads, letters(NUMBERS)))
    assert taken(mini, path).answers == READ
    # With "spaces to underscores"; a last word such as "team" is no column of its own.
    heads = [head.replace(" ", "_") for head in (*heads, f"X9{divider}Wij zijn een team")]
    cells = [[*row, "een paar"] for row in letters(NUMBERS)]
    found = taken(mini, written(path, lime(heads, cells)))
    assert (found.answers, found.people[0].keys()) == (READ, {"respondent", "measured_on"})


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("Status", ["Complete", "Partial", "Disqualified"]),
        ("Response Type", ["completed", "partial", "partial"]),
        ("Response Status", ["Completed", "Incomplete", "Terminated"]),
    ],
)
def test_what_a_tool_that_is_not_known_calls_unfinished_is_passed_over(
    mini: Instrument, tmp_path: Path, column: str, words: list[str]
) -> None:
    rows = [[*CELLS[0], word] for word in words]
    path = written(tmp_path / "a.csv", csv_text([[*TEXTS, column], *rows]))
    found = taken(mini, path, "generic")
    assert (found.answers, found.passed) == (READ[:1], 2)
    every = open_export(path, mini, "generic", passed_taken=True)
    assert len(list(every.rows)) == 3


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


LONG = csv_text([["respondent", "item", "value"], ["a", "H1", 4], ["a", "D1", 2]])
TURNED = csv_text([["item", "a", "b"], ["H1", 4, 1], ["D1", 2, 3], ["H2", 2, 3]])
REFUSED: dict[str, tuple[str, str | bytes, Fault]] = {
    "LimeSurvey, full text, answer codes": (
        "a.csv", lime(TEXTS, letters(NUMBERS)), Fault.CODES_WITHOUT_QUESTIONS,
    ),
    "LimeSurvey, abbreviated": (
        "a.csv", lime(["De oven is.. ", "De oven ro.. ", "De deur sl.. "], letters(NUMBERS)),
        Fault.HEADINGS_CUT,
    ),
    "ODK, OData": (
        "a.json", json.dumps({"value": [{"__id": "a", "g": {"H1": 4}}]}), Fault.TABLE_NO_ITEMS,
    ),
    "Kobo, GeoJSON": (
        "a.json", json.dumps({"type": "x", "features": [{"properties": {"H1": 4}}]}),
        Fault.TABLE_NO_ITEMS,
    ),
    "SPSS": ("a.sav", b"$FL2@(#) x", Fault.ANSWERS_KIND_UNKNOWN),
    ".xls": ("a.xls", b"\xd0\xcf\x11\xe0 x", Fault.FILE_IS_OLD_WORKBOOK),
    ".xlsb": ("a.xlsb", packed("xl/workbook.bin"), Fault.FILE_IS_OLD_WORKBOOK),
    ".numbers": ("a.numbers", packed("Index/Document.iwa"), Fault.FILE_IS_OLD_WORKBOOK),
    "long": ("a.csv", LONG, Fault.TABLE_NO_ITEMS),
    "turned": ("a.csv", TURNED, Fault.TABLE_NO_ITEMS),
    "texts of no known tool": ("a.csv", csv_text([TEXTS, *CELLS]), Fault.TOOL_UNCLEAR),
}  # fmt: skip


@pytest.mark.parametrize("export", REFUSED)
def test_what_is_called_refused_is_refused_whole_with_its_reason(
    mini: Instrument, tmp_path: Path, export: str
) -> None:
    name, content, fault = REFUSED[export]
    with pytest.raises(InputError) as refused:
        open_export(written(tmp_path / name, content), mini)
    assert [one.fault for one in refused.value.problems] == [fault]


def test_a_workbook_of_a_google_sheet_with_english_headings_is_read_when_it_is_named(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [
        ["Timestamp", *TEXTS],
        *([f"9/{n + 13}/2026 9:39:00", *row] for n, row in enumerate(CELLS)),
    ]
    path = workbook(tmp_path / "a.xlsx", Form=rows)
    with pytest.raises(InputError) as refused:
        open_export(path, mini)
    [problem] = refused.value.problems
    assert problem.fault is Fault.TOOL_UNCLEAR
    assert problem.values["tools"] == "google-forms, generic"
    found = taken(mini, path, "google-forms")
    assert (found.answers, found.people[0]["measured_on"]) == (READ, "2026-09-13")


def test_points_and_feedback_of_a_quiz_are_no_second_column(
    mini: Instrument, tmp_path: Path
) -> None:
    own = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"]
    heads = [head for one in TEXTS for head in (one, f"Punten - {one}", f"Feedback - {one}")]
    rows = [
        [n, "x", "x", "", "", *(cell for one in row for cell in (one, 1, "goed"))]
        for n, row in enumerate(CELLS)
    ]
    found = taken(mini, workbook(tmp_path / "a.xlsx", Form1=[[*own, *heads], *rows]))
    assert (found.tool, found.answers, found.ignored) == ("microsoft-forms", READ, {})
