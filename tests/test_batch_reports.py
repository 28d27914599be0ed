"""A report for every organisation: all of them, each once, whatever happens on the way."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from limits import PATIENCE

from slimscan.batch.reports.jobs import ReportJob, ScanMaker, Scorecards, parse_shard
from slimscan.batch.reports.journal import open_journal
from slimscan.batch.reports.reports import MadeReports, ReportOrder, make_reports
from slimscan.batch.reports.worker import ReportMaker
from slimscan.disk.places import reports_folder
from slimscan.errors import Fault, InputError, MachineError, UsageError
from slimscan.privacy import Ledger, release
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import PLAIN, look_of
from slimscan.report.scan.files import write_report
from slimscan.result import result_of, scales_for
from slimscan.scan.attached import read_attached
from slimscan.scan.record import answers_of
from slimscan.scoring.responses import PERSON_COLUMNS, Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of
from slimscan.staff.gaps import staff_of
from slimscan.staff.released import ReleasedStaff

ITEMS = ("H1", "H2", "D1", "D2", "R1", "PRE1", "CHG1", "CHG2")
TODAY = date(2026, 11, 21)
PDF = ReportOrder("en", TODAY, processes=1)
HTML = ReportOrder("en", TODAY, format="html", processes=1)


def person(respondent: str, organisation: str | None, *cells: int | None, **more: str) -> dict:
    """A row of answers; items without a cell get option 2."""
    given = dict(zip(ITEMS, (*cells, *[1] * len(ITEMS)), strict=False))
    row = dict.fromkeys(PERSON_COLUMNS) | {"audience": "leader", "measured_on": "2026-10-01"}
    return row | {"respondent": respondent, "organisation": organisation} | given | more


def firms(number: int) -> list[dict]:
    return [person(f"p{n}", f"Firm {n}", n % 5, 4 - n % 5) for n in range(number)]


def answers(folder: Path, rows: Sequence[dict], items: Sequence[str] = ITEMS) -> Path:
    import polars as pl

    path = folder / "answers.parquet"
    text = dict.fromkeys((*PERSON_COLUMNS, "audience"), pl.String())
    schema = text | dict.fromkeys(items, pl.Int8())
    pl.DataFrame(rows, schema=schema).write_parquet(path)
    return path


def files(folder: Path) -> dict[str, bytes]:
    """The reports by name, and nothing else that a reader would see."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def leftovers(folder: Path) -> list[str]:
    kept = re.compile(r"\.journal[-\w]*\.(jsonl|lock)")
    return [p.name for p in folder.iterdir() if p.name[0] == "." and not kept.fullmatch(p.name)]


def test_every_leader_gets_a_report_and_no_two_share_a_name(
    tmp_path: Path, mini: Instrument
) -> None:
    rows = [
        person("1", "../../etc/passwd"),
        person("2", "Café 😀 Ünal"),
        person("3", "Jansen"),
        person("4", "Jansen"),
        person("5", "jansen!"),
        person("6", "测试"),
        person("7", None),
        person("8", "CON"),
        person("9", "A" * 300),
        person("s1", "JANSEN ", audience="employee"),
        person("s2", "Only staff", audience="employee"),
        person("s3", None, audience="employee"),
    ]
    told: list[tuple[int, int, int]] = []
    made = make_reports(
        answers(tmp_path, rows),
        tmp_path / "reports",
        mini,
        HTML,
        progress=lambda *a: told.append(a),
    )
    assert made == MadeReports(9, 0, (), ("Only staff",))
    names = sorted(files(tmp_path / "reports"))
    assert all(re.fullmatch(r"([a-z0-9-]{1,23}-)?[0-9a-f]{16}\.html", name) for name in names)
    assert sum(name.startswith("jansen-") for name in names) == 3
    assert sum(name.startswith("etc-passwd-") for name in names) == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("etc")] == []
    assert told[0] == (0, 9, 0)
    assert told[-1] == (9, 9, 0)


def test_a_report_from_a_batch_is_the_report_of_that_scan_alone(
    tmp_path: Path, mini: Instrument
) -> None:
    cells = (0, -1, 4, None, 2, -2, 0, -1)
    row = person("ann", "Bakery Ann", *cells, sector="bakery", role="owner", size="huge")
    path = answers(tmp_path, [row, *firms(2)])
    make_reports(path, tmp_path / "reports", mini, PDF)
    (name,) = [n for n in files(tmp_path / "reports") if n.startswith("bakery-ann-")]
    scan = read_attached(tmp_path / "reports" / name)
    assert scan.answers == {
        "H1": 1,
        "H2": "dont_know",
        "D1": 5,
        "D2": "skipped",
        "R1": 3,
        "PRE1": "not_applicable",
        "CHG1": 1,
        "CHG2": "dont_know",
    }
    assert (scan.finished, scan.quick, scan.measured_on) == (True, False, date(2026, 10, 1))
    assert (scan.profile.sector, scan.profile.role, scan.profile.size) == ("bakery", "owner", None)
    alone = write_report(result_of(mini, scan), output=tmp_path / "alone.pdf")
    assert alone.read_bytes() == files(tmp_path / "reports")[name]
    assert stat.S_IMODE((tmp_path / "reports" / name).stat().st_mode) == 0o600


def test_where_only_quick_items_were_asked_it_is_a_quick_scan(mini: Instrument) -> None:
    maker = ScanMaker(mini, "nl", TODAY)
    quick = maker.scan(person("1", "Firm", 3, -2, None, -2, 4, -2, -2, -2, measured_on=None))
    assert quick.quick
    assert quick.answers == {"H1": 4, "D1": "skipped", "R1": 5, "PRE1": "not_applicable"}
    assert quick.measured_on == TODAY
    assert not maker.scan(person("1", "Firm", 3, -1, 3, -2, 4)).quick
    assert not maker.scan(person("1", "Firm", *[-2] * 8)).quick


def test_scores_among_many_are_the_scores_of_one(base: Instrument) -> None:
    import polars as pl

    draw = random.Random(5)
    modules = {module.id: module.aspect.items for module in base.sectors}
    asked = [*base.questionnaire.items, *(item for items in modules.values() for item in items)]
    rows = []
    for number in range(30):
        sector = draw.choice([*modules, "other"])
        mine = {item.id for item in (*base.questionnaire.items, *modules.get(sector, ()))}
        if number % 3 == 0:
            mine = {item.id for item in asked if item.quick} & mine
        cells = {
            i.id: draw.choice([0, 1, 2, 3, -1, -2, None]) if i.id in mine else -2 for i in asked
        }
        rows.append({"organisation": f"F{number}", "respondent": "x", "sector": sector} | cells)
    frame = pl.DataFrame(rows, schema_overrides={item.id: pl.Int8 for item in asked})
    maker = ScanMaker(base, "nl", TODAY)
    scans = [maker.scan(row) for row in frame.iter_rows(named=True)]
    assert {scan.quick for scan in scans} == {True, False}
    cards = Scorecards(base, frame, scans)
    for place in (0, 1, 2, 3, 29):
        alone = Respondent(answers_of(base, scans[place]))
        one = scorecard_of(alone, scales_for(base, scans[place]))
        assert nearly(asdict(cards.scorecard(place))) == nearly(asdict(one))


def nearly(told: object) -> object:
    """What is told without the noise of adding up in another order (method 2.8)."""
    if isinstance(told, float):
        return round(told, 9)
    if isinstance(told, dict):
        return {name: nearly(one) for name, one in told.items()}
    return [nearly(one) for one in told] if isinstance(told, (list, tuple)) else told


def test_a_report_that_cannot_be_made_is_named_and_the_others_are_done(
    tmp_path: Path, mini: Instrument
) -> None:
    rows = [person("1", "Good"), person("2", "No luck"), person("3", "Better")]
    templates = tmp_path / "templates"
    templates.mkdir()
    own = (reports_folder() / "templates" / "cover.html.j2").read_text(encoding="utf-8")
    broken = "{% if report.cover.organisation == 'No luck' %}{{ report.nothing.there }}{% endif %}"
    (templates / "cover.html.j2").write_text(own + broken, encoding="utf-8")
    order = replace(PDF, look=look_of(None, templates))
    made = make_reports(answers(tmp_path, rows), tmp_path / "reports", mini, order)
    (failed,) = made.failed
    assert (made.made, failed.organisation) == (2, "No luck")
    assert failed.problem.fault is Fault.TEMPLATE_BROKEN
    assert failed.problem.place == "No luck"
    assert sorted(n.split("-")[0] for n in files(tmp_path / "reports")) == ["better", "good"]
    assert failed.name.startswith("no-luck-")


def test_a_letter_that_no_font_has_is_told_with_its_organisation(
    tmp_path: Path, mini: Instrument
) -> None:
    rows = [person("1", "Plain"), person("2", "Thai \u0e2a\u0e27")]
    made = make_reports(answers(tmp_path, rows), tmp_path / "reports", mini, PDF)
    assert (made.made, made.failed) == (2, ())
    [told] = made.remarks
    assert (told.fault, told.place) == (Fault.PDF_GLYPH, "Thai \u0e2a\u0e27")
    assert told.values["places"] == "organisation"


def test_a_fault_of_ours_is_told_by_its_place_and_without_answers(mini: Instrument) -> None:
    scan = ScanMaker(mini, "en", TODAY).scan(person("1", "Firm"))
    job = ReportJob(scan, "Anna said no", None, (("html", Path("never.html")),), "")
    trouble = ReportMaker(mini, PLAIN).make(job).trouble
    assert trouble is not None
    assert trouble.problem.fault is Fault.REPORT_BROKE
    assert not trouble.machine
    assert re.fullmatch(r"\w+\.py:\d+", trouble.problem.values["place"])
    assert "Anna" not in str(trouble)


def test_the_same_order_makes_only_what_changed_or_is_missing(
    tmp_path: Path, mini: Instrument
) -> None:
    folder, rows = tmp_path / "reports", firms(4)
    rows[3]["measured_on"] = None
    make_reports(answers(tmp_path, rows), folder, mini, HTML)
    before = files(folder)
    rows[1]["H1"] = 3
    gone = next(name for name in before if name.startswith("firm-2-"))
    (folder / gone).unlink()
    made = make_reports(answers(tmp_path, rows), folder, mini, HTML)
    assert (made.made, made.kept) == (2, 2)
    changed = {name for name, content in files(folder).items() if content != before[name]}
    assert [name[:7] for name in changed] == ["firm-1-"]
    again = make_reports(answers(tmp_path, rows), folder, mini, HTML)
    assert (again.made, again.kept) == (0, 4)
    tomorrow = ReportOrder("en", date(2026, 11, 22), format="html", processes=1)
    assert make_reports(answers(tmp_path, rows), folder, mini, tomorrow).kept == 4
    dutch = ReportOrder("nl", TODAY, format="html", processes=1)
    assert make_reports(answers(tmp_path, rows), folder, mini, dutch).made == 4


def test_what_may_be_shown_of_the_staff_is_in_the_report_and_a_change_makes_it_anew(
    tmp_path: Path, mini: Instrument
) -> None:
    rows = [*firms(2), person("x", "")]
    path, scales = answers(tmp_path, rows), scales_of(mini.questionnaire)

    def released(place: int) -> ReleasedStaff:
        answer = Answer(State.ANSWERED, place)
        people = [
            Respondent({item.id: answer for item in scales.items}, respondent=f"{n}")
            for n in range(7)
        ]
        return ReleasedStaff(release(staff_of(people, scales), Ledger(), wave="w").release, scales)

    asked: list[list[str]] = []

    def among(keys: Sequence[str]) -> dict[str, ReleasedStaff]:
        asked.append(list(keys))
        return {"firm 1": released(3)}

    make_reports(path, tmp_path / "reports", mini, HTML, released=among)
    made = files(tmp_path / "reports").items()
    assert [name[:7] for name, html in made if b'id="staff"' in html] == ["firm-1-"]
    assert asked == [["firm 0", "firm 1"]], "and never the staff of answers without a name"
    later = make_reports(
        path, tmp_path / "reports", mini, HTML, released=lambda _: {"firm 1": released(2)}
    )
    assert (later.made, later.kept) == (1, 2)


def test_shards_together_make_exactly_all(tmp_path: Path, mini: Instrument) -> None:
    rows = [*firms(9), person("s", "Staff", audience="employee")]
    path, folder = answers(tmp_path, rows), tmp_path / "reports"
    parts = [
        make_reports(path, folder, mini, ReportOrder("en", TODAY, "html", 1, (number, 3)))
        for number in (1, 2, 3)
    ]
    assert sum(part.made for part in parts) == len(files(folder)) == 9
    assert all(part.kept == 0 for part in parts)
    assert [name for part in parts for name in part.without_leader] == ["Staff"]
    whole = make_reports(path, folder, mini, HTML)
    assert (whole.made, whole.kept) == (0, 9), "another number of shards goes on with it too"


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/2/3", "-1/2", "1/0"])
def test_a_shard_that_is_no_part_of_a_whole_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_shard(text)
    assert refused.value.problems[0].fault is Fault.SHARD_UNKNOWN
    assert parse_shard(" 2/3 ") == (2, 3)


def test_two_runs_never_share_a_folder(tmp_path: Path, mini: Instrument) -> None:
    with open_journal(tmp_path / "reports"), pytest.raises(InputError) as locked:
        make_reports(answers(tmp_path, firms(1)), tmp_path / "reports", mini, HTML)
    assert locked.value.problems[0].fault is Fault.REPORTS_LOCKED
    assert make_reports(answers(tmp_path, firms(1)), tmp_path / "reports", mini, HTML).made == 1


def test_half_a_line_in_the_journal_costs_that_line_alone(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    with open_journal(tmp_path) as journal:
        journal.add("a.pdf", "1")
        journal.add("b.pdf", "2")
    path = tmp_path / ".journal.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(path.read_bytes()[:-7])
    with open_journal(tmp_path) as journal:
        assert (journal.has("a.pdf", "1"), journal.has("b.pdf", "2")) == (True, False)
        journal.add("b.pdf", "3")
    with open_journal(tmp_path) as journal:
        assert journal.has("a.pdf", "1")
        assert journal.has("b.pdf", "3")
        assert not journal.has("c.pdf", "3")


class Standstill:
    """Stops the worker between two reports, so that it holds the next one without making it."""

    def __init__(self, at: int, then_kill: bool) -> None:
        self.at = at
        self.then_kill = then_kill

    def __call__(self, done: int, total: int, failed: int) -> None:
        if (done, failed) != (self.at, 0):
            return
        (worker,) = multiprocessing.active_children()
        os.kill(worker.pid, signal.SIGSTOP)
        if self.then_kill:
            threading.Timer(0.5, os.kill, (worker.pid, signal.SIGKILL)).start()


@pytest.mark.parametrize(
    ("then_kill", "fault"), [(True, Fault.REPORT_WORKER_DIED), (False, Fault.REPORT_TOO_SLOW)]
)
def test_a_worker_that_dies_or_hangs_costs_one_report_and_the_next_run_makes_it(
    tmp_path: Path, mini: Instrument, then_kill: bool, fault: Fault
) -> None:
    path, folder = answers(tmp_path, firms(4)), tmp_path / "reports"
    # Long enough for a busy machine, where a report of these takes a second and not a twentieth.
    order = ReportOrder("en", TODAY, "html", 1, seconds=120 if then_kill else 6)
    made = make_reports(path, folder, mini, order, progress=Standstill(2, then_kill))
    assert (made.made, len(made.failed)) == (3, 1)
    assert made.failed[0].organisation == "Firm 2"
    assert made.failed[0].problem.fault is fault
    assert len(files(folder)) == 3
    again = make_reports(path, folder, mini, order)
    assert (again.made, again.kept) == (1, 3)


RUN = """\
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from slimscan.batch.reports.reports import ReportOrder, make_reports
from slimscan.disk.interrupts import no_more_interrupts
from slimscan.questionnaire.loading import load_instrument

if __name__ == "__main__":
    answers, folder, mini = map(Path, sys.argv[1:])
    order = ReportOrder("en", date(2026, 11, 21), "html", 2)
    try:
        make_reports(answers, folder, load_instrument(mini), order)
    except KeyboardInterrupt:
        no_more_interrupts()
        sys.exit(130)
"""


def test_a_run_that_is_stopped_at_any_moment_goes_on_to_the_same_files(
    tmp_path: Path, mini: Instrument, mini_folder: Path
) -> None:
    moments = random.Random()
    (tmp_path / "reports").mkdir()
    path, folder = answers(tmp_path, firms(12)), tmp_path / "reports"
    make_reports(path, tmp_path / "undisturbed", mini, ReportOrder("en", TODAY, "html", 2))
    undisturbed = files(tmp_path / "undisturbed")
    program = tmp_path / "run.py"
    program.write_text(RUN)
    for _ in range(10):
        run = subprocess.Popen(
            [sys.executable, str(program), str(path), str(folder), str(mini_folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        sign = moments.choice([signal.SIGINT, signal.SIGKILL])
        wait_for_a_moment(folder, run, moments)
        # A terminal sends Ctrl-C to all processes of a command, a killer its bullet to one.
        os.killpg(run.pid, sign) if sign is signal.SIGINT else run.kill()
        said = run.communicate(timeout=PATIENCE)
        if sign is signal.SIGINT and run.returncode == 130:
            assert said == (b"", b"")
        if len(files(folder)) == len(undisturbed):
            for name in moments.sample(sorted(undisturbed), 9):
                (folder / name).unlink()
    time.sleep(0.5)
    last = make_reports(path, folder, mini, ReportOrder("en", TODAY, "html", 2))
    assert last.made + last.kept == 12
    assert files(folder) == undisturbed
    assert leftovers(folder) == []
    for line in (folder / ".journal.jsonl").read_text().splitlines()[-3:]:
        assert set(json.loads(line)) == {"file", "content", "at"}


def wait_for_a_moment(folder: Path, run: subprocess.Popen, moments: random.Random) -> None:
    """Some moment between the start and the end; mostly while reports come in."""
    before = len(files(folder))
    wanted = before + moments.randrange(4)
    ends = time.monotonic() + 120
    while run.poll() is None and time.monotonic() < ends:
        if len(files(folder)) >= wanted:
            break
        time.sleep(0.005)
    time.sleep(moments.random() * (1.2 if wanted == before else 0.1))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for two reports or three."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let the tests mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_ends_with_one_clear_error_and_with_room_it_goes_on(
    small_disk: Path, tmp_path: Path, mini: Instrument
) -> None:
    path, folder = answers(tmp_path, firms(6)), small_disk / "reports"
    with pytest.raises(MachineError) as full:
        make_reports(path, folder, mini, HTML)
    assert [problem.fault for problem in full.value.problems] == [Fault.DISK_FULL]
    whole = len(files(folder))
    assert 0 < whole < 6
    assert leftovers(folder) == []
    assert multiprocessing.active_children() == []
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    made = make_reports(path, folder, mini, HTML)
    assert (made.made, made.kept) == (6 - whole, whole)
    make_reports(path, tmp_path / "undisturbed", mini, HTML)
    assert files(folder) == files(tmp_path / "undisturbed")
