"""A questionnaire in Dutch alone, through every command of somebody whose computer speaks English."""

from __future__ import annotations

import csv
import json
from contextlib import chdir
from pathlib import Path

import pytest
from other_languages import ROOT, in_languages, only_dutch
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.errors import Fault, take_remarks
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument

QUESTIONNAIRE = ROOT / "questionnaires" / "slimmer-werken"
EXAMPLE = ROOT / "questionnaires" / "examples" / "builder-12.yaml"


class Firm:
    """A folder with a Dutch questionnaire, two scans of one firm, and ways to run commands there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.own = in_languages(QUESTIONNAIRE, folder / "own", only_dutch)
        self.instrument: Instrument = load_instrument(self.own)

    def run(self, *arguments: object) -> str:
        """What a command that ends well says, on a computer that speaks English."""
        environment = {"LC_ALL": "en_US.UTF-8", "SLIMSCAN_HOME": str(self.home)}
        with chdir(self.folder):
            done = CliRunner().invoke(app, [*map(str, arguments)], env=environment)
        assert done.exit_code == 0, f"{arguments}\n{done.output}\n{done.exception!r}"
        return done.stdout

    @property
    def scans(self) -> list[str]:
        """The ids of the scans."""
        return [one["id"] for one in json.loads(self.run("scans", "--json"))["scans"]]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """A firm with two scans."""
    firm = Firm(tmp_path_factory.mktemp("dutch"))
    follow_up = firm.folder / "later.yaml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("measured_on: ", "measured_on: 2027-10-01 #")
    follow_up.write_text(text, encoding="utf-8")
    for answers in (EXAMPLE, follow_up):
        firm.run("start", "--answers", answers, "--questionnaire", firm.own, "--yes")
    return firm


def lever_names(instrument: Instrument) -> list[str]:
    return [lever.name["nl"] for lever in instrument.questionnaire.levers]


def test_the_scorecard_tells_dutch_names_in_english_sentences(firm: Firm) -> None:
    told = firm.run("show")
    assert all(name in told for name in lever_names(firm.instrument))
    assert words("en", "terminal")("scorecard.overall") in told
    assert json.loads(firm.run("show", "--json"))["overall"]["shown"] > 0


@pytest.mark.parametrize("kind", ["pdf", "html", "json"])
def test_every_report_is_made(firm: Firm, kind: str) -> None:
    firm.run("report", "--format", kind, "--output", firm.folder / f"report.{kind}", "--yes")
    if kind == "html":
        page = (firm.folder / "report.html").read_text(encoding="utf-8")
        assert '<html lang="nl"' in page
        assert all(name in page for name in lever_names(firm.instrument))


def test_a_report_in_a_language_that_the_questionnaire_has_not_keeps_its_texts(firm: Firm) -> None:
    path = firm.folder / "english.html"
    firm.run("report", "--format", "html", "--lang", "en", "--output", path)
    page = path.read_text(encoding="utf-8")
    assert words("en", "report")("chapter.summary") in page
    assert all(name in page for name in lever_names(firm.instrument))


def test_scans_compare_plan_and_calendar_are_told(firm: Firm) -> None:
    baseline, follow_up = sorted(firm.scans)
    assert baseline in firm.run("scans")
    compared = firm.run("compare", baseline, follow_up)
    assert all(name in compared for name in lever_names(firm.instrument))
    for kind in ("html", "json"):
        path = firm.folder / f"compare.{kind}"
        firm.run("compare", baseline, follow_up, "--format", kind, "--output", path)
    firm.run("plan", baseline, "--take", "all")
    listed = firm.run("plan", baseline)
    titles = {action.title["nl"] for action in firm.instrument.advice.actions}
    assert any(title in listed for title in titles)
    firm.run("plan", baseline, "--json")
    firm.run("plan", baseline, "--ics", firm.folder / "plan.ics")


@pytest.mark.parametrize(
    "tool",
    ["html", "csv", "xlsx", "pdf", "xlsform", "limesurvey", "surveyjs", "google-forms",
     "microsoft-forms"],
)  # fmt: skip
def test_every_form_is_made(firm: Firm, tool: str) -> None:
    folder = firm.folder / f"form-{tool}"
    folder.mkdir()
    given = ("--questionnaire", firm.own, "--audience", "employee")
    firm.run("form", "--to", tool, *given, "--output", folder)
    assert any(folder.iterdir())


def test_worksheets_questionnaires_new_check_and_doctor_work(firm: Firm) -> None:
    own = ("--questionnaire", firm.own)
    [first, *_] = firm.run("worksheet", *own).splitlines()
    firm.run("worksheet", first.split()[0], *own, "--output", firm.folder / "sheet.pdf")
    firm.run("questionnaires")
    firm.run("new", firm.folder / "copy", *own)
    assert firm.run("check", firm.folder / "copy") == ""
    firm.run("doctor")


def test_staff_answers_are_collected_and_shown(firm: Firm) -> None:
    items = [item.id for item in firm.instrument.questionnaire.items]
    path = firm.folder / "staff.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["respondent", *items])
        for number in range(12):
            rows.writerow([f"r{number}", *(1 + (number + at) % 5 for at in range(len(items)))])
    scan = min(firm.scans)
    firm.run("collect", scan, path)
    assert words("en", "terminal")("staff.heading") in firm.run("show", scan)


def test_a_batch_and_a_benchmark_are_made(firm: Firm) -> None:
    items = [item.id for item in firm.instrument.questionnaire.items]
    path = firm.folder / "many.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["respondent", "organisation", "role", *items])
        role = firm.instrument.questionnaire.profile.roles[0].id
        for number in range(12):
            answers = (1 + (number + at) % 5 for at in range(len(items)))
            rows.writerow([f"r{number}", f"Firm {number}", role, *answers])
    out = firm.folder / "out"
    given = ("--questionnaire", firm.own)
    firm.run("batch", path, *given, "--output", out)
    summary = (out / "summary.html").read_text(encoding="utf-8")
    assert all(name in summary for name in lever_names(firm.instrument))
    firm.run("benchmark", out, *given, "--output", firm.folder / "benchmark.json")
    page = firm.folder / "beside.html"
    benchmark = ("--benchmark", firm.folder / "benchmark.json")
    firm.run("report", "--format", "html", *benchmark, "--output", page)


def test_a_scan_asked_for_in_another_language_begins_in_the_one_there_is(
    tmp_path: Path, firm: Firm
) -> None:
    take_remarks()
    report = tmp_path / "r.html"
    begin = ("start", "--answers", EXAMPLE, "--questionnaire", firm.own, "--lang", "en")
    home = {"SLIMSCAN_HOME": str(tmp_path / "home"), "LC_ALL": "en_GB.UTF-8"}
    told = [*map(str, begin), "--output", str(report)]
    done = CliRunner().invoke(app, told, env=home)
    assert done.exit_code == 0, done.output
    [remark] = take_remarks()
    assert remark.fault is Fault.QUESTIONNAIRE_LANGUAGE
    assert 'lang="nl"' in report.read_text(encoding="utf-8")
