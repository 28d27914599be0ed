"""`results.xlsx` of a batch: what may be passed on, as a workbook, and nothing beside it."""

from __future__ import annotations

import csv
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from office import converted, findings, text_of_pdf
from test_attacked_kinds import answers_table, leaves, numbers, run
from test_report_workbook import opened, rows_of

from slimscan.batch import results_beside, results_workbook
from slimscan.batch.results_workbook import ResultsBook, ResultsOrder
from slimscan.batch.workers import SideWorker
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument

NAMES = {"Firm 00": "=1+1 BV", "Firm 01": "00123", "Firm 02": "+31 Bouw", "Firm 03": "5-9"}


@pytest.fixture
def out(mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A batch of twelve firms with twelve staff each, in two teams; some have odd names."""
    monkeypatch.chdir(tmp_path)
    table = answers_table(random.Random(1))
    for name, odd in NAMES.items():
        table = table.replace(f",{name},", f",{odd},")
    Path("q.csv").write_text(table, encoding="utf-8")
    run("batch", "q.csv", "--output", "out", "--jobs", 1, "--questionnaire", mini.folder)
    return tmp_path / "out"


def book_of(out: Path) -> Any:
    return opened((out / "results.xlsx").read_bytes())


def passed_on(out: Path) -> dict[tuple[str, str, str], str]:
    """The means in the table for programs, with the names as they are."""
    with (out / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["organisation"].removeprefix("'"), row["group"], row["scale"]): row["mean"]
            for row in csv.DictReader(file)
        }


def test_organisations_have_the_means_that_the_table_has(out: Path, mini: Instrument) -> None:
    own, told = words("en", "workbook"), {}
    scales = {lever.name["en"]: lever.id for lever in mini.questionnaire.levers}
    scales |= {aspect.name["en"]: aspect.id for aspect in mini.questionnaire.aspects}
    scales[own["level.overall"]] = "overall"
    for row in rows_of(book_of(out), "organisations", "en"):
        for name, value in row.items():
            if name in scales and value is not None:
                shown = str(value).replace("at most ", "<=").replace("at least ", ">=")
                place = row[own["column.organisation"]], row[own["column.team"]] or ""
                told[*place, scales[name]] = shown
    passed = {key: mean for key, mean in passed_on(out).items() if key[2] in scales.values()}
    assert told == passed
    assert {name for name, _, _ in told} >= set(NAMES.values()), "a name stays what it is"
    assert len(passed) > 50


def test_the_workbook_has_no_number_of_staff_that_is_not_passed_on(
    out: Path, mini: Instrument
) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    table = (out / "organisations.csv").read_text(encoding="utf-8")
    known = numbers(" ".join(leaves(summary))) | numbers(table.replace(",", " "))
    said = {
        n
        for room in ("summary", "workbook")
        for n in numbers(" ".join(words("en", room).texts.values()))
    }
    said |= numbers(" ".join(NAMES.values()))
    day = {
        "1",
        *numbers(summary["made_on"]),
        *summary["made_on"].split("-"),
        mini.questionnaire.version,
    }
    told = {
        str(cell.value)
        for sheet in book_of(out).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    assert len(told) > 20
    assert told <= known | said | day


def test_the_same_batch_is_the_same_workbook_and_word_file(out: Path, mini: Instrument) -> None:
    before = {name: (out / name).read_bytes() for name in ("results.xlsx", "summary.docx")}
    with zipfile.ZipFile(out / "results.xlsx") as file:
        assert {one.date_time[0] for one in file.infolist()} == {1980}
    run("batch", "q.csv", "--output", "again", "--jobs", 1, "--questionnaire", mini.folder)
    assert {name: (out.parent / "again" / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("dies", [False, True])
def test_a_process_of_its_own_makes_the_same_workbook_and_where_it_dies_this_one_does(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    begun, begun_here = results_beside._begun, []  # type: Any, list[ResultsOrder]

    def noted(order: ResultsOrder) -> ResultsBook:
        begun_here.append(order)
        return begun(order)

    monkeypatch.setattr(results_beside, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(results_beside, "_begun", noted)
    if dies:
        monkeypatch.setattr(SideWorker, "begin", lambda worker, _: worker._worker.process.kill())
    run("batch", "q.csv", "--output", "again", "--jobs", 2, "--questionnaire", mini.folder)
    made = (out.parent / "again" / "results.xlsx").read_bytes()
    assert made == (out / "results.xlsx").read_bytes()
    assert len(begun_here) == dies


def test_every_cell_about_staff_is_one_that_may_be_passed_on(out: Path) -> None:
    """By its place, not by its digits: each mean and number of people as the release rule gave it."""
    with (out / "organisations.csv").open(encoding="utf-8", newline="") as file:
        people = {
            (row["organisation"].removeprefix("'"), row["group"]): row["n"]
            for row in csv.DictReader(file)
        }
    own, rows = words("en", "workbook"), rows_of(book_of(out), "organisations", "en")
    told = {
        (row[own["column.organisation"]], row[own["column.team"]] or ""): row[own["column.people"]]
        for row in rows
    }
    assert told == people
    assert len(rows) == len(told), "one row an organisation or team"
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    say, book = words("en", "summary"), book_of(out)
    for audience, told_of in summary["audiences"].items():
        title = say[f"{audience}.title"]
        means = {one["id"]: one["mean"] for one in told_of["items"]}
        items = [
            row
            for row in rows_of(book, "items", "en")
            if row[own["column.audience"]] == title and row.get(say["items.mean"]) is not None
        ]
        assert items
        for row in items:
            assert row[say["items.mean"]] == int(means[row[own["column.code"]]] + 0.5)


def test_parts_texts_and_a_theme_are_those_that_were_asked_for(out: Path, mini: Instrument) -> None:
    Path("first.md").write_text("# Dear **members**\n\nRead this.", encoding="utf-8")
    Path("last.md").write_text("See you", encoding="utf-8")
    Path("theme.yaml").write_text(
        'format: 1\ncolours: {panel: "#5a1e3c", accent: "#8a1f4d"}\nfooter: The branch\n',
        encoding="utf-8",
    )
    own = ("--chapters", "leader,method", "--foreword", "first.md", "--closing", "last.md")
    batch = ("batch", "q.csv", "--jobs", 1, "--questionnaire", mini.folder, "--yes")
    run(*batch, "--output", "part", *own, "--theme", "theme.yaml")
    part, names, say = out.parent / "part", words("en", "workbook"), words("en", "summary")
    book = book_of(part)
    assert {one.title for one in book.worksheets} == {
        names[f"sheet.{one}"] for one in ("overview", "scores", "items")
    }
    overview = [cell for row in book.worksheets[0].values for cell in row if cell]
    assert {"Dear members", "Read this.", "See you", say["method.groups"]} <= set(overview)
    assert say["employee.title"] not in overview
    word = docx.Document(str(part / "summary.docx"))
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    report = words("en", "report")
    assert headings == [
        report["chapter.foreword"],
        say["leader.title"],
        report["chapter.closing"],
        say["method.title"],
    ]
    assert "8A1F4D" in {str(one.font.color.rgb) for one in word.styles if one.name == "Heading 1"}
    page = (part / "summary.html").read_text(encoding="utf-8")
    assert "<strong>members</strong>" in page
    assert 'data-foot="The branch"' in page
    # What may be passed on does not hang on what is shown of it here.
    for name in ("organisations.csv", "summary.json"):
        assert (part / name).read_bytes() == (out / name).read_bytes()


def test_groups_scores_and_counts_are_those_of_the_summary(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    book, own, say = book_of(out), words("en", "workbook"), words("en", "summary")
    rows = rows_of(book, "scores", "en")
    for audience in ("leader", "employee"):
        cells = {
            scale["id"]: cell
            for scale in summary["audiences"][audience]["scales"]
            for cell in scale["cells"]
            if not cell.get("sector") and not cell.get("size")
        }
        told = [row for row in rows if row[own["column.audience"]] == say[f"{audience}.title"]]
        medians = [cells[scale]["percentiles"]["50"] for scale in cells]
        assert sorted(row[say["spread.median"]] for row in told) == sorted(medians)
    [counted, total, *_] = rows_of(book, "files", "en")
    assert counted[say["count.read"]] == total[say["count.read"]] == summary["counts"]["read"]


def test_the_overview_says_whose_scores_these_are_and_where_names_are(out: Path) -> None:
    overview = [cell for row in book_of(out).worksheets[0].values for cell in row if cell]
    say, own = words("en", "summary"), words("en", "workbook")
    leads = [one for one in overview if "The middle score is" in str(one)]
    assert [one.split(":")[0] for one in leads] == [say["leader.title"], say["employee.title"]]
    assert own["named"] in overview
    assert say["method.groups"] not in overview, "it would say that nobody is named"


def test_more_organisations_than_a_sheet_can_hold_are_told(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_workbook, "MOST_LINES", 5)
    run("batch", "q.csv", "--output", "out", "--jobs", 1, "--yes", "--questionnaire", mini.folder)
    book = book_of(out)
    assert len(rows_of(book, "organisations", "en")) == 5
    overview = [cell for row in book.worksheets[0].values for cell in row]
    assert words("en", "workbook")("rest", most=5) in overview


def test_it_opens_in_another_program_with_nothing_to_repair(out: Path, tmp_path: Path) -> None:
    path = out / "results.xlsx"
    # Texts stand in the cells themselves, so that rows can go to disk one by one; Excel reads that
    # as it is, and moves them when it saves.
    assert [one for one in findings(path) if "inline-string" not in one] == []
    [page] = converted([path], "pdf", tmp_path / "pages")
    told = text_of_pdf(page)
    assert "=1+1 BV" in told
    assert "###" not in told
    cells = [cell for sheet in book_of(out).worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [one for one in out.iterdir() if one.name.startswith(".results")]
