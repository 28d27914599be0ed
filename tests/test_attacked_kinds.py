"""Every kind of output is read by an attacker, or stands here with the reason why it need not be.

A new format, a new command, a new option, or a new file of a batch fails until it stands here. What
had no reader of its own is read below, number by number. `attacked_readers.py` says how a new kind
of output is taken in.
"""

from __future__ import annotations

import inspect
import json
import random
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from attacked_pages import read_comparison_json
from attacked_readers import read_printed
from batches import table
from mini import QUESTIONNAIRE, write_mini
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report import formats
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import PlannedAction, Scan, Workshop, new_scan
from slimscan.scan.store import Shelf
from slimscan.scan.workshop import shown_spread, table_vote
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

HERE = Path(__file__).parent

DOCUMENTS = "test_attacked_documents.py::test_no_sequence_of_documents_tells_about_fewer_than_five"
SAME = "test_told_from_shown.py::test_what_is_written_is_made_from_what_is_shown_of_the_staff"
DELIVERIES = "test_attacked_deliveries.py::test_no_batch_after_another_tells_about_fewer_than_five"
HERE_SCREENS = "test_attacked_kinds.py::test_no_screen_plan_or_calendar_has_a_number_of_staff"
HERE_RESULTS = (
    "test_results_workbook.py::test_the_workbook_has_no_number_of_staff_that_is_not_passed_on"
)
HERE_BATCH = "test_attacked_kinds.py::test_the_pages_of_a_batch_have_no_number_of_staff"
BATCH_REPORT = "test_organisations.py::test_a_report_shows_what_the_table_shows"
HERE_MONITOR = (
    "test_monitor.py::test_every_form_of_the_monitor_tells_the_numbers_of_its_json_and_no_other"
)
MONITORED = "test_monitor_attacked.py::test_no_monitor_beside_its_waves_tells_about_fewer_than_five"
CLIENTS = "test_attacked_kinds.py::test_the_list_of_scans_tells_the_response_as_a_band"

NO_STAFF = "none: it tells of no staff's answers"
NAMED = "none: it names a file that was written"
COLLECTOR = "none: it says what became of a file to whom has that file"

KINDS = {
    "REPORT pdf": DOCUMENTS,
    "REPORT html": DOCUMENTS,
    "REPORT json": DOCUMENTS,
    "REPORT docx": SAME,
    "REPORT xlsx": SAME,
    "REPORT pptx": SAME,
    "COMPARISON pdf": DOCUMENTS,
    "COMPARISON html": DOCUMENTS,
    "COMPARISON json": DOCUMENTS,
    "COMPARISON docx": SAME,
    "COMPARISON xlsx": SAME,
    "MONITOR pdf": HERE_MONITOR,
    "MONITOR html": HERE_MONITOR,
    "MONITOR docx": HERE_MONITOR,
    "MONITOR json": MONITORED,
    "MONITOR xlsx": HERE_MONITOR,
    "WORKSHEETS pdf": NO_STAFF,
    "WORKSHEETS html": NO_STAFF,
    "WORKSHEETS docx": NO_STAFF,
    "BATCH_REPORTS pdf": BATCH_REPORT,
    "BATCH_REPORTS html": BATCH_REPORT,
    "start": SAME,
    "start output": NAMED,
    "resume": SAME,
    "resume output": NAMED,
    "scans": CLIENTS,
    "scans json": CLIENTS,
    "show": HERE_SCREENS,
    "show json": HERE_SCREENS,
    "report": NAMED,
    "report format": DOCUMENTS,
    "report output": NAMED,
    "form": NO_STAFF,
    "form to": NO_STAFF,
    "form output": NO_STAFF,
    "form link": NO_STAFF,
    "key": NO_STAFF,
    "key backup": NO_STAFF,
    "key json": NO_STAFF,
    "collect": COLLECTOR,
    "collect json": COLLECTOR,
    "plan": HERE_SCREENS,
    "plan json": HERE_SCREENS,
    "plan ics": HERE_SCREENS,
    "plan xlsx": SAME,
    "plan list_actions": NO_STAFF,
    "plan search": NO_STAFF,
    "compare": HERE_SCREENS,
    "compare json": HERE_SCREENS,
    "compare format": DOCUMENTS,
    "compare output": NAMED,
    "batch": COLLECTOR,
    "batch output": NAMED,
    "batch dry_run": COLLECTOR,
    "batch write_mapping": COLLECTOR,
    "batch reports": BATCH_REPORT,
    "batch format": BATCH_REPORT,
    "batch analyst": "none: the workbook of the analyst is the branch's own",
    "batch scores": "none: the scores that Spark writes are the branch's own",
    "monitor": HERE_MONITOR,
    "monitor json": MONITORED,
    "monitor format": HERE_MONITOR,
    "monitor output": NAMED,
    "benchmark": NAMED,
    "benchmark output": HERE_BATCH,
    "worksheet": NO_STAFF,
    "worksheet format": NO_STAFF,
    "worksheet output": NO_STAFF,
    "questionnaires": NO_STAFF,
    "questionnaires json": NO_STAFF,
    "new": NO_STAFF,
    "check": NO_STAFF,
    "schema": NO_STAFF,
    "doctor": NO_STAFF,
}
"""By kind the test that reads it (as its name begins), or why there is none."""

GIVES = frozenset(
    ["analyst", "backup", "dry_run", "format", "ics", "json", "link", "list_actions", "output", "reports", "scores",
     "search", "to", "write_mapping", "xlsx"]
)  # fmt: skip
"""Options that choose what is written, or where."""

TAKES = frozenset(
    [
        "add",
        "adviser",
        "advisers",
        "anonymous",
        "answers",
        "audience",
        "baseline",
        "benchmark",
        "by",
        "change",
        "chapters",
        "closing",
        "foreword",
        "check",
        "contact",
        "days",
        "delete",
        "drop",
        "engine",
        "every",
        "files",
        "first_step",
        "folder",
        "followup",
        "forget_after",
        "forget_now",
        "from_",
        "group",
        "groups",
        "have",
        "head_count",
        "id_column",
        "import_",
        "jobs",
        "keep",
        "key",
        "key_of",
        "kind",
        "lang",
        "mail",
        "mapping",
        "master",
        "move",
        "name",
        "new_ledger",
        "organisation",
        "organisation_from_file",
        "own",
        "owner",
        "participants",
        "passed_over",
        "paths",
        "plain",
        "print_reason",
        "protect",
        "questionnaire",
        "quick",
        "quiet",
        "read",
        "reason",
        "remarks",
        "remeasure",
        "remove",
        "restore",
        "result",
        "results",
        "scan",
        "seal",
        "sector",
        "shard",
        "split",
        "start",
        "status",
        "strict",
        "take",
        "teams",
        "templates",
        "theme",
        "tool",
        "unprotect",
        "what",
        "who",
        "workshop",
        "yes",
    ]
)
"""Options that say what is to be read or done; what is written stays of the same kinds."""

BATCH_FILES = {
    "organisations.csv": DELIVERIES,
    "summary.json": DELIVERIES,
    "standings.json": DELIVERIES,
    "summary.html": HERE_BATCH,
    "summary.pdf": HERE_BATCH,
    "summary.docx": HERE_BATCH,
    "results.xlsx": HERE_RESULTS,
    "reports/*.html": BATCH_REPORT,
    "reports/.journal.jsonl": "own",
    "reports/.journal.lock": "own",
    "analyst.xlsx": "own",
    "answers.parquet": "own",
    "scores.parquet": "own",
    "scores.csv": "own",
    "rejects.csv": "own",
    "passed.csv": "own",
    "columns.csv": "own",
    "released.parquet": "own",
    "organisations.ledger": "own",
    "run.json": "own",
}
"""By file what reads it, or `own`: the branch's own, never passed on (docs/files.md)."""

PASSED_ON = {"organisations.csv", "summary.json", "summary.html", "summary.pdf", "summary.docx"} | {
    "results.xlsx"
}
"""What others may read; all else is for the eyes of whoever ran the batch (a report: its firm's)."""


# The list is whole


def test_every_format_and_every_way_of_every_command_is_read_or_has_a_reason() -> None:
    kinds = {
        f"{name} {form}"
        for name, kind in vars(formats).items()
        if isinstance(kind, formats.DocumentKind)
        for form in kind.formats
    }
    kinds |= {f"BATCH_REPORTS {one}" for some in formats.BATCH_REPORTS.values() for one in some}
    for command in app.registered_commands:
        assert command.callback
        options = set(inspect.signature(command.callback).parameters)
        assert not options - GIVES - TAKES, "does it choose what is written?"
        kinds.add(command.callback.__name__)
        kinds |= {f"{command.callback.__name__} {one}" for one in options & GIVES}
    assert kinds == KINDS.keys()


def test_what_reads_a_kind_is_there() -> None:
    for told in {*KINDS.values(), *BATCH_FILES.values()}:
        if told != "own" and not told.startswith("none: "):
            file, name = told.split("::")
            assert f"def {name}" in (HERE / file).read_text(encoding="utf-8"), told


# Screens, plans and calendars of a scan


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


def numbers(text: str) -> set[str]:
    """The numbers in a text that are no part of a name or a tag."""
    return set(re.findall(r"(?<![A-Za-z\d.,_#-])\d+(?:[.,]\d+)?", text))


def scanned(instrument: Instrument, scan_id: str, year: int) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, date(year, 11, 21))
    answers = {"H1": 4, "H2": 2, "D1": 1, "D2": 5, "R1": 4}
    plan = (PlannedAction(action="D1a", start=date(2028, 1, 4), check=date(2028, 3, 1)),)
    profile = scan.profile.model_copy(update={"organisation": "Firm", "head_count": 60})
    return scan.changed(id=scan_id, answers=answers, finished=True, profile=profile, plan=plan)


def staff(seed: int) -> tuple[StaffRespondent, ...]:
    """33 people, of whom 19 in a team; their exact means and numbers are in no text by chance."""
    draw = random.Random(seed)
    return tuple(
        StaffRespondent(
            respondent=f"r{n:02}",
            group="Ovens" if n < 19 else "Shop",
            answers={item: draw.randint(1, 5) for item in ("H1", "H2", "D1", "D2", "R1")},
        )
        for n in range(33)
    )


def outputs(first: str, second: str, folder: Path) -> dict[str, str]:
    calendar = folder / f"{second}.ics"
    run("plan", second, "--ics", calendar)
    told = {
        "show": run("show", second),
        "show json": run("show", second, "--json"),
        "plan": run("plan", second),
        "plan json": run("plan", second, "--json"),
        "plan ics": calendar.read_text("utf-8").replace("\n ", "").replace("\\n", "\n"),
        "compare": run("compare", first, second),
        "compare json": run("compare", first, second, "--json"),
    }
    saved_at = re.compile(r"^(DTSTAMP|LAST-MODIFIED):.*$", re.MULTILINE)
    return {kind: saved_at.sub("", text) for kind, text in told.items()}


def leaves(told: object) -> Iterator[str]:
    """All that stands in a document, each as text."""
    if isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from leaves(one)
    elif told is not None:
        yield str(told)


def test_no_screen_plan_or_calendar_has_a_number_of_staff_that_is_not_shown(
    mini: Instrument, home: Path, tmp_path: Path
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scans = [scanned(mini, f"{name}aaa1111", year) for name, year in (("a", 2026), ("b", 2027))]
    for scan in scans:
        shelf.file_for(scan).save(scan)
    bare = outputs("aaaa1111", "baaa1111", tmp_path)
    for seed, scan in enumerate(scans):
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=staff(seed)))
    told = outputs("aaaa1111", "baaa1111", tmp_path)
    assert told.keys() == {kind for kind, read in KINDS.items() if read == HERE_SCREENS}
    document = json.loads(told["show json"])
    shown = numbers(" ".join(leaves(document["staff"])))
    assert {"20"} <= shown, "the number of people, as a band"
    advised = numbers(
        " ".join(str(one[key]) for one in document["actions"] for key in ("two_sided", "staff"))
    )
    compared = json.loads(told["compare json"])
    change = read_comparison_json(compared)
    assert change.means[0]
    assert change.means[1]
    compare = numbers(" ".join(leaves(compared["staff"])))
    sentences = {
        number for text in words("en", "terminal").texts.values() for number in numbers(text)
    }
    allowed = places(10) | {"2026", "2027", "2028"}
    for kind in ("show", "plan", "plan json", "plan ics"):
        assert numbers(told[kind]) <= numbers(bare[kind]) | shown | advised | allowed, kind
    assert numbers(told["compare"]) <= numbers(bare["compare"]) | compare | sentences
    exact = {one for seed in (0, 1) for one in exact_numbers(seed)}
    for kind in told:
        assert not (numbers(told[kind]) - numbers(bare[kind])) & exact, kind


def places(most: int) -> set[str]:
    return {str(place) for place in range(1, most + 1)}


def exact_numbers(seed: int) -> Iterator[str]:
    """How many answered and what they answered to a question, exactly; as far as no step is that."""
    for people in (staff(seed), staff(seed)[:19], staff(seed)[19:]):
        yield str(len(people))
        for item in ("H1", "H2", "D1", "D2", "R1"):
            mean = sum(25 * (int(one.answers[item]) - 1) for one in people) / len(people)
            yield from {f"{mean:.1f}", f"{mean:.2f}"}
            if round(mean) % 2 and round(mean) % 5:
                yield str(round(mean))


def test_the_list_of_scans_tells_the_response_as_a_band(mini: Instrument, home: Path) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scan = shelf.file_for(made := scanned(mini, "aaaa1111", 2026)).save(made)
    for count, band in ((4, None), (5, "5-9"), (19, "10-19"), (33, "20+")):
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=staff(0)[:count]))
        [listed] = json.loads(run("scans", "--json"))["scans"]
        assert listed["response"] == band
        assert str(count) not in re.findall(r"\d+", run("scans").replace(band or "", ""))


def test_a_questionnaire_that_asks_for_ten_is_followed_by_list_table_and_collecting(
    home: Path, tmp_path: Path
) -> None:
    asked = QUESTIONNAIRE.replace("version: 1.0.0", "version: 1.0.0\nrelease_minimum: 10")
    strict = load_instrument(write_mini(tmp_path / "strict", asked))
    shelf = Shelf(home)
    shelf.prepare()
    votes = {"H1": (0, 0, 9, 0, 0)}
    for count, band, response in ((9, "2-9", None), (10, "10-19", "10-19")):
        around = Workshop(people=count, counts_as="leader", votes=votes)
        scan = scanned(strict, f"strict{count}", 2026).changed(workshop=around)
        shelf.file_for(scan).save(scan)
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=staff(0)[:count]))
        assert json.loads(run("show", scan.id, "--json"))["workshop"]["people"] == band
        listed = {one["id"]: one for one in json.loads(run("scans", "--json"))["scans"]}
        assert listed[scan.id]["response"] == response
        told = run("collect", scan.id, "--head-count", 40), run("show", scan.id)
        few = [bool(re.search("(than|From) 10 people", text)) for text in told]
        assert few == [count < 10] * 2


def test_a_spread_is_shown_of_as_many_voters_as_the_questionnaire_asks_for(
    mini: Instrument,
) -> None:
    item = mini.questionnaire.items[0]
    vote = table_vote(mini.questionnaire, item, (10, 0, 0, 0, 10))
    assert shown_spread(vote) == 50
    assert [shown_spread(vote, least) for least in (20, 21)] == [50, None]


# Files of a batch


def answers_table(draw: random.Random) -> str:
    header = ("respondent", "organisation", "role", "group", "H1", "H2", "D1", "D2", "R1")
    rows = [
        (f"{firm}-{n}", f"Firm {firm:02}", "employee" if n else "owner", "AB"[n % 2] if n else "",
         *(draw.randint(1, 5) for _ in range(5)))
        for firm in range(12)
        for n in range(13)
    ]  # fmt: skip
    return table(header, rows)


def test_the_pages_of_a_batch_have_no_number_of_staff_that_its_json_has_not(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("q.csv").write_text(answers_table(random.Random(1)), encoding="utf-8")
    own = ("--questionnaire", mini.folder)
    made = ("--reports", "--format", "html", "--analyst")
    run("batch", "q.csv", "--output", "out", *made, "--jobs", 1, *own)
    out = Path("out")
    files = {kind_of_file(one.relative_to(out)) for one in out.rglob("*") if one.is_file()}
    assert files == BATCH_FILES.keys()
    for one in (one for one in out.rglob("*") if one.is_file()):
        kind = kind_of_file(one.relative_to(out))
        for_others = stat.S_IMODE(one.stat().st_mode) & 0o077
        assert bool(for_others) == (kind in PASSED_ON), kind

    summary = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert summary["audiences"]["employee"]["scales"]
    known = numbers(" ".join(leaves(summary["audiences"]["employee"])))
    said = {n for text in words("en", "summary").texts.values() for n in numbers(text)}
    page = Path("out/summary.html").read_text(encoding="utf-8")
    start = page.index('<section class="part" id="employee">')
    part = page[start : page.index("</section>", start)]
    alone = numbers(re.sub(r"<[^>]*>", " ", part).replace("–", " "))
    assert len(alone) > 10
    assert alone <= known | said | question_numbers(mini)
    everything = numbers(" ".join(leaves(summary)))
    day = {str(date.today().day), str(date.today().year), *mini.questionnaire.version.split(".")}
    day |= numbers(str(date.today())) | {mini.questionnaire.version, "1.0"}
    # A page writes two decimals where the data has one.
    everything |= {f"{float(one):.2f}" for one in everything if "." in one}
    known = everything | said | question_numbers(mini)
    for file in sorted(one for one, reader in BATCH_FILES.items() if reader == HERE_BATCH):
        printed = read_printed(out / file).replace("–", " ")
        furniture = numbers(" ".join(re.findall(r"\d+ ?/ ?\d+", printed)))
        assert numbers(printed) - day - furniture <= known, file

    run("benchmark", "out", "--output", "b.json", *own)
    standings = Path("out/standings.json").read_text(encoding="utf-8")
    made = json.loads(Path("b.json").read_text(encoding="utf-8"))
    told = numbers(" ".join(leaves(made))) - numbers(str(date.today())) - {"1.0"}
    assert told <= numbers(" ".join(leaves(json.loads(standings)))) | {"1"}


def kind_of_file(path: Path) -> str:
    """The name of a file in the results; reports are called after their organisations."""
    name = path.as_posix()
    return f"reports/*{path.suffix}" if re.match(r"reports/[^.]", name) else name


def question_numbers(instrument: Instrument) -> set[str]:
    return numbers(" ".join(item.statement.leader["en"] for item in instrument.questionnaire.items))
