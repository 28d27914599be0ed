"""What a message advises is done here, and then it works."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mini import write_mini
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.disk.places import home_folder
from slimscan.errors import SlimscanError
from slimscan.language import problem_text, words

ANSWERS = """\
organisation: {name}
sector: bakery
measured_on: 2026-11-10
answers: {{H1: 1, H2: 5, D1: 2, D2: 2, R1: 3, PRE1: 4}}
"""
HEADER = "respondent,organisation,role,H1,H2,D1,D2,R1\n"


class Desk:
    """A folder with files, and a way to give commands there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mini = write_mini(folder / "mini")
        self.file("a.yaml", ANSWERS.format(name="Zon"))

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def gives(self, *arguments: object) -> tuple[int, str]:
        """The exit code of a command, and all that it says."""
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        said = done.output
        if isinstance(done.exception, SlimscanError):
            told = [problem_text(one, "en") for one in done.exception.problems]
            return int(done.exception.exit_code), "\n".join([said, *told])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, said

    def refused(self, *arguments: object) -> str:
        code, said = self.gives(*arguments)
        assert code in (2, 3, 4), said
        return said

    def works(self, *arguments: object) -> str:
        code, said = self.gives(*arguments)
        assert code in (0, 5), said
        return said

    def scan(self, name: str = "Zon") -> None:
        self.file("a.yaml", ANSWERS.format(name=name))
        self.works(*self.start, "--output", self.folder / f"{name}.pdf")

    @property
    def start(self) -> tuple[object, ...]:
        return ("start", "--answers", "a.yaml", "--questionnaire", self.mini, "--quiet")

    def rows(self, name: str = "rows.csv", bad: bool = False) -> Path:
        lines = [f"l{n},f{n},owner,{n % 5 + 1},2,3,4,5" for n in range(12)]
        return self.file(
            name, HEADER + "\n".join([*lines, *(["x,x,owner,9,9,9,9,9"] * bad)]) + "\n"
        )

    @property
    def batch(self) -> tuple[object, ...]:
        return ("batch", "rows.csv", "--questionnaire", self.mini, "--quiet")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def empty_questionnaire(desk: Desk) -> None:
    desk.file("mini/questionnaire.yaml", "")
    assert "slimscan new" in desk.refused("check", desk.mini)
    desk.works("new", "ours")
    desk.works("check", "ours")


def no_scan_of_that_name(desk: Desk) -> None:
    desk.scan()
    assert "slimscan scans" in desk.refused("show", "Maan")
    listed = desk.works("scans")
    assert "Zon" in desk.works("show", listed.split()[-1])


def no_scans_yet(desk: Desk) -> None:
    assert "slimscan start" in desk.refused("show")
    desk.scan()
    desk.works("show")


def no_terminal(desk: Desk) -> None:
    assert "start --answers FILE" in desk.refused("start")
    desk.works(*desk.start)


def nothing_confirmed(desk: Desk) -> None:
    desk.scan()
    assert "--yes" in desk.refused("scans", "--delete", "Zon")
    desk.works("scans", "--delete", "Zon", "--yes")


def two_scans_of_a_name(desk: Desk) -> None:
    desk.scan()
    desk.scan()
    said = desk.refused("show", "Zon")
    assert "Name one of these" in said
    for name in re.findall(r"\b[0-9a-f]{8}\b", said):
        desk.works("show", name)


def report_is_there(desk: Desk) -> None:
    desk.scan()
    desk.works("report", "--format", "json")
    said = desk.refused("report", "--format", "json")
    assert "--output" in said
    assert "--yes" in said
    desk.works("report", "--format", "json", "--yes")
    desk.works("report", "--format", "json", "--output", "other.json")


def folder_is_not_empty(desk: Desk) -> None:
    assert "Name a new one" in desk.refused("new", "mini")
    desk.works("new", "another")


def results_of_another_batch(desk: Desk) -> None:
    desk.rows()
    desk.works(*desk.batch)
    desk.rows(bad=True)
    said = desk.refused(*desk.batch)
    assert "--output" in said
    assert "--yes" in said
    desk.works(*desk.batch, "--output", "elsewhere")
    desk.works(*desk.batch, "--yes")


def rejects_where_none_are_allowed(desk: Desk) -> None:
    desk.rows(bad=True)
    said = desk.refused(*desk.batch, "--strict")
    assert "leave out --strict" in said
    assert "H1" in Path("slimscan-batch/rejects.csv").read_text()
    desk.works(*desk.batch)


def nothing_to_score(desk: Desk) -> None:
    desk.file("rows.csv", HEADER + "x,x,owner,9,9,9,9,9\n")
    said = desk.refused(*desk.batch, "--audience", "leader")
    [named] = re.findall(r"Why stands in (\S+\.csv)", said)
    assert len(Path(named).read_text().splitlines()) > 1
    desk.rows()
    desk.works(*desk.batch)


def nothing_answered(desk: Desk) -> None:
    desk.file("rows.csv", HEADER + "x,x,owner,,,,,\n")
    said = desk.refused(*desk.batch, "--audience", "leader")
    assert "rejects" not in said
    assert "Export again" in said
    desk.rows()
    desk.works(*desk.batch)


def no_dates_for_a_calendar(desk: Desk) -> None:
    desk.scan()
    said = desk.refused("plan", "Zon", "--ics", "plan.ics")
    [scan] = re.findall(r"slimscan plan (\S+) --take all", said)
    desk.works("plan", scan, "--take", "all")
    desk.works("plan", scan, "--ics", "plan.ics")


def questionnaire_is_gone(desk: Desk) -> None:
    desk.scan()
    moved = desk.mini.rename(desk.folder / "moved")
    assert "--questionnaire PATH" in desk.refused("show", "Zon")
    desk.works("show", "Zon", "--questionnaire", moved)
    moved.rename(desk.mini)
    desk.works("show", "Zon")


def the_file_of_a_scan_is_gone(desk: Desk) -> None:
    desk.scan()
    [kept] = (desk.folder / "home").glob("*.scan.json")
    before = kept.read_bytes()
    kept.unlink()
    [advised] = re.findall(r"slimscan (scans --restore \S+)", desk.refused("show"))
    desk.works(*advised.split(), "--yes")
    assert kept.read_bytes() == before
    desk.works("show", "Zon")


def a_scan_without_a_name(desk: Desk) -> None:
    desk.scan()
    assert "slimscan scans" in desk.refused("show", "")
    listed = desk.works("scans")
    assert "Zon" in listed
    desk.works("show", "Zon")


def a_report_for_a_scan(desk: Desk) -> None:
    desk.file("r.pdf", b"%PDF-1.7")
    for option in ("--delete", "--restore"):
        assert "slimscan scans" in desk.refused("scans", option, "r.pdf", "--yes")
    assert Path("r.pdf").exists()
    desk.works("scans")


def two_ways_with_one_action(desk: Desk) -> None:
    desk.scan()
    assert "Leave one out" in desk.refused("plan", "Zon", "--take", "1", "--drop", "h1a")
    desk.works("plan", "Zon", "--take", "all", "--drop", "1")


def the_same_own_action_again(desk: Desk) -> None:
    desk.scan()
    desk.works("plan", "Zon", "--own", "Een bankje buiten")
    [option, name] = re.findall(
        r"(--set) (\w+)", desk.refused("plan", "Zon", "--own", "een  Bankje buiten")
    )[0]
    desk.works("plan", "Zon", option, name, "--owner", "Piet")


def a_text_without_end(desk: Desk) -> None:
    desk.scan()
    for option in ("--owner", "--result"):
        told = desk.refused("plan", "Zon", "--set", "1", option, "x" * 100_000)
        assert "Make it shorter" in told
        assert f"{option} has 100000 characters" in told
    for option in ("--what", "--first-step", "--who"):
        desk.refused("plan", "Zon", "--own", "Iets", option, "x" * 100_000)
    desk.refused("plan", "Zon", "--own", "x" * 301)
    desk.refused("plan", "Zon", "--drop", "1", "--reason", "x" * 301)
    desk.works("plan", "Zon", "--set", "1", "--owner", "x" * 300)


def no_column_fits(desk: Desk) -> None:
    desk.file("rows.csv", "colour,size\nred,1\n")
    said = desk.refused(*desk.batch, "--audience", "leader")
    assert "slimscan form --to csv" in said
    desk.works("form", "--to", "csv", "--questionnaire", desk.mini, "--output", "empty.csv")
    header = Path("empty.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert {"H1", "R1"} <= set(re.split("[,;]", header))


def answers_that_are_no_answers(desk: Desk) -> None:
    desk.file("a.yaml", "- one\n- two\n")
    assert "questionnaires/examples" in desk.refused(*desk.start)
    example = Path(__file__).parent.parent / "questionnaires" / "examples" / "builder-12.yaml"
    desk.works("start", "--answers", example, "--quiet")


def not_utf8(desk: Desk) -> None:
    desk.file("a.yaml", ANSWERS.format(name="Caf\xe9").encode("latin-1"))
    assert "UTF-8" in desk.refused(*desk.start)
    desk.file("a.yaml", ANSWERS.format(name="Caf\xe9"))
    desk.works(*desk.start)


def answers_and_a_workshop(desk: Desk) -> None:
    said = desk.refused(*desk.start, "--workshop", "4")
    assert "Leave out --workshop or --answers" in said
    desk.works(*desk.start)


def the_date_of_a_system(desk: Desk) -> None:
    desk.file("a.yaml", ANSWERS.format(name="Zon").replace("2026-11-10", "9999-12-31"))
    [example] = re.findall(r"year-month-day: (\S+)\.", desk.refused(*desk.start))
    desk.file("a.yaml", ANSWERS.format(name="Zon").replace("2026-11-10", example))
    desk.works(*desk.start)


def a_colour_too_light(desk: Desk) -> None:
    desk.scan()
    theme = 'format: 1\ncolours: {panel: "%s", accent: "#222222"}\n'
    desk.file("theme.yaml", theme % "#ffcc00")
    report = ("report", "--format", "html", "--theme", "theme.yaml", "--yes")
    assert "Take a darker one" in desk.refused(*report)
    desk.file("theme.yaml", theme % "#553300")
    desk.works(*report)


def a_letter_that_no_font_has(desk: Desk) -> None:
    told = words("en", "problems")["pdf_glyph"]
    assert "--format html" in told
    desk.scan("Zon \U0001f996")
    report = desk.works("report", "--format", "html", "--output", "r.html")
    assert "r.html" in report
    assert "\U0001f996" in Path("r.html").read_text(encoding="utf-8")


def a_benchmark_that_is_none(desk: Desk) -> None:
    desk.scan()
    desk.file("b.json", "{}")
    report = ("report", "--format", "html", "--yes", "--benchmark", "b.json")
    assert "slimscan benchmark RESULTS" in desk.refused(*report)
    desk.rows()
    desk.works(*desk.batch)
    desk.works("benchmark", "slimscan-batch", "--output", "b2.json")
    desk.works(*report[:-1], "b2.json")


def no_results_of_a_batch(desk: Desk) -> None:
    (desk.folder / "empty").mkdir()
    assert "slimscan batch --output" in desk.refused("benchmark", "empty")
    desk.rows()
    desk.works(*desk.batch, "--output", "scored")
    desk.works("benchmark", "scored", "--output", "b.json")


def files_of_two_runs(desk: Desk) -> None:
    desk.rows()
    desk.works(*desk.batch)
    scores = desk.folder / "slimscan-batch" / "scores.parquet"
    scores.write_bytes(scores.read_bytes() + b" ")
    assert "Score them again" in desk.refused("benchmark", "slimscan-batch")
    desk.works(*desk.batch, "--yes")
    desk.works("benchmark", "slimscan-batch", "--output", "b.json")


def a_scan_without_a_key(desk: Desk) -> None:
    desk.scan()
    assert "slimscan form --scan SCAN" in desk.refused("key", "Zon")
    desk.works("form", "--scan", "Zon", "--output", "form.html")
    desk.works("key", "Zon")


def a_damaged_key(desk: Desk) -> None:
    desk.scan()
    desk.works("form", "--scan", "Zon", "--output", "form.html")
    desk.works("key", "Zon", "--backup", "copy.json")
    [key] = home_folder().glob("*.key.json")
    key.write_text("{}")
    assert "slimscan key SCAN --restore FILE" in desk.refused("key", "Zon")
    desk.works("key", "Zon", "--restore", "copy.json")
    desk.works("key", "Zon")


def a_form_that_cannot_seal(desk: Desk) -> None:
    desk.scan()
    said = desk.refused("form", "--scan", "Zon", "--to", "csv", "--seal")
    assert "slimscan form --scan SCAN --seal" in said
    desk.works("form", "--scan", "Zon", "--seal", "--output", "form.html")


def a_scan_page_for_employees(desk: Desk) -> None:
    page = ("form", "--questionnaire", desk.mini, "--audience", "employee")
    said = desk.refused(*page, "--to", "scan")
    assert "--to html" in said
    desk.works(*page, "--to", "html", "--output", "form.html")


def a_day_that_has_passed(desk: Desk) -> None:
    desk.scan()
    said = desk.refused("collect", "Zon", "--forget-after", "2020-01-01")
    [example] = re.findall(r"such as (\S+),", said)
    desk.works("collect", "Zon", "--forget-after", example)
    # With answers there it takes them away: tests/test_kept_sealed.py.
    assert "no answers to take away" in desk.refused("collect", "Zon", "--forget-now", "--yes")


def an_own_text_on_slides(desk: Desk) -> None:
    desk.scan()
    Path("own.md").write_text("Dear all", encoding="utf-8")
    report = ("report", "--yes", "--foreword", "own.md", "--format")
    said = desk.refused(*report, "pptx")
    [known] = re.findall(r"only for (.+)\. Leave", said)
    for name in re.split(r", | or ", known):
        desk.works(*report, name, "--output", f"r.{name}")
    desk.works("report", "--yes", "--format", "pptx", "--output", "r.pptx")


def an_address_that_is_not_safe(desk: Desk) -> None:
    desk.scan()
    form = ("form", "--scan", "Zon", "--output", "in.txt", "--link")
    assert "begins with https://" in desk.refused(*form, "http://a.example")
    desk.works(*form, "https://a.example")


FOLLOWED: dict[str, Callable[[Desk], None]] = {
    "yaml_empty": empty_questionnaire,
    "scan_unknown": no_scan_of_that_name,
    "scans_none": no_scans_yet,
    "no_terminal": no_terminal,
    "nothing_confirmed": nothing_confirmed,
    "scan_ambiguous": two_scans_of_a_name,
    "file_exists": report_is_there,
    "folder_not_empty": folder_is_not_empty,
    "batch_results_exist": results_of_another_batch,
    "batch_strict": rejects_where_none_are_allowed,
    "batch_nothing_scored": nothing_to_score,
    "batch_nothing_answered": nothing_answered,
    "batch_mixed": files_of_two_runs,
    "plan_nothing_chosen": no_dates_for_a_calendar,
    "scan_questionnaire_gone": questionnaire_is_gone,
    "scan_lost": the_file_of_a_scan_is_gone,
    "scan_nameless": a_scan_without_a_name,
    "scan_is_report": a_report_for_a_scan,
    "plan_both_ways": two_ways_with_one_action,
    "plan_own_twice": the_same_own_action_again,
    "plan_text_long": a_text_without_end,
    "table_no_items": no_column_fits,
    "answers_shape": answers_that_are_no_answers,
    "not_utf8": not_utf8,
    "workshop_answers": answers_and_a_workshop,
    "answer_date": the_date_of_a_system,
    "contrast_low": a_colour_too_light,
    "pdf_glyph": a_letter_that_no_font_has,
    "benchmark_shape": a_benchmark_that_is_none,
    "results_none": no_results_of_a_batch,
    "seal_key_missing": a_scan_without_a_key,
    "seal_key_damaged": a_damaged_key,
    "form_seal_kind": a_form_that_cannot_seal,
    "form_of_leader": a_scan_page_for_employees,
    "forget_past": a_day_that_has_passed,
    "edition_format": an_own_text_on_slides,
    "link_not_secure": an_address_that_is_not_safe,
}


@pytest.mark.parametrize("fault", FOLLOWED)
def test_what_a_message_advises_works(desk: Desk, fault: str) -> None:
    assert fault in words("en", "problems").texts
    FOLLOWED[fault](desk)


CHOICES: dict[str, tuple[object, ...]] = {
    "language_unknown": ("questionnaires", "--lang", "?"),
    "schema_kind_unknown": ("schema", "?"),
    "form_unknown": ("form", "--questionnaire", "mini", "--output", "out", "--to", "?"),
    "format_unknown": ("report", "Zon", "--yes", "--format", "?"),
    "engine_unknown": (
        "batch",
        "rows.csv",
        "--questionnaire",
        "mini",
        "--dry-run",
        "--engine",
        "?",
    ),
    "tool_unknown": ("batch", "rows.csv", "--questionnaire", "mini", "--from", "?"),
}


@pytest.mark.parametrize("fault", CHOICES)
def test_everything_that_a_message_says_one_may_choose_is_taken(desk: Desk, fault: str) -> None:
    desk.scan()
    desk.rows()
    given = CHOICES[fault]
    said = desk.refused(*(("nonsense" if one == "?" else one) for one in given))
    listed = said.strip().splitlines()[-1].rsplit(": ", 1)[1].split(". ")[0].rstrip(".")
    known = [one for one in re.split(r", | or ", listed) if one]
    assert len(known) > 1, said
    for name in known:
        tried = tuple(name if one == "?" else one for one in given)
        again = desk.gives(*tried)[1]
        assert not again.strip().endswith(said.strip().splitlines()[-1][-40:]), name
        assert "nonsense" not in again


IN_OTHER_TESTS = {
    "audience_leaders", "audience_staff", "audience_undecided", "batch_all_passed", "codes_other_set",
    "answers_alike", "codes_outside", "mapping_exists", "benchmark_split", "kept_missing", "plan_row_known",
    "monitor_id_unknown", "monitor_nothing", "monitor_participants", "monitor_participants_none",
    "monitor_questionnaire",
    "column_decisive", "columns_near", "headers_in_two_rows", "headings_cut",
    "export_numbers", "export_other_tool", "file_is_parquet", "ledger_damaged", "ledger_missing", "form_audience", "form_staff",
    "organisation_twice", "organisations_twice", "plan_book_none", "plan_book_unasked",
    "plan_book_unread", "plan_move", "plan_moved_on", "plan_own_title", "row_organisation",
    "forget_nothing", "form_holder_open", "options_opposed", "seal_key_holder", "seal_key_in_home",
    "seal_key_open_copy", "sealed_not_found", "staff_waiting",
    "profile_numbers", "roles_are_numbers", "table_column_twice",
    "reports_unmade", "rows_passed", "scan_damaged_copy", "scan_edited", "scan_here_already", "scan_no_report",
    "scan_questionnaire_elsewhere", "scan_questionnaire_other", "scan_questionnaire_version",
    "scan_read_only", "seal_key_elsewhere", "seal_key_lost", "sealed_no_key", "scan_unfinished", "scan_unfit", "table_column_torn", "tool_unclear",
}  # fmt: skip
"""Advices of imports, of the opened scan and of the plan: followed beside what they belong to."""

NEEDS_ANOTHER_MACHINE = {
    "batch_reader_died", "benchmark_nothing", "engine_wrong", "pdf_library", "report_worker_died", "spark_missing",
    "spark_workers", "workers_not_started",
}  # fmt: skip
"""What to install, what to do with answers that one does not have, and where memory is short."""


def test_no_advice_to_give_a_command_was_forgotten() -> None:
    texts = words("en", "problems").texts
    commands = re.compile(
        r"--[a-z]|slimscan (?:start|scans|new|form|batch|benchmark|plan|collect)\b"
    )
    advised = {fault for fault, text in texts.items() if commands.search(text)}
    followed = FOLLOWED.keys() | CHOICES.keys() | IN_OTHER_TESTS | NEEDS_ANOTHER_MACHINE
    assert advised - followed == set()
