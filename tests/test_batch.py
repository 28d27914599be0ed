"""`slimscan batch`: many answers in one go, and what stands in the output folder afterwards."""

from __future__ import annotations

import csv
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest
from batches import (
    answers_of,
    random_values,
    rejects_of,
    score_text,
    scored,
    scores_of,
    table,
)
from limits import PATIENCE
from mini import QUESTIONNAIRE, write_mini

from slimscan.batch.read.gather import Chosen
from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scoring.responses import Respondent, check_answer
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of

HEADER = ["respondent", "organisation", "role", "H1", "H2", "D1", "D2", "R1"]


def options(lowest: int, highest: int) -> str:
    codes = range(lowest, highest + 1)
    labels = (f"{{nl: n{highest} {code}, en: e{highest} {code}}}" for code in codes)
    return ", ".join(
        f"{{label: {label}, code: {code}}}" for label, code in zip(labels, codes, strict=True)
    )


OTHER_SCALES = (
    QUESTIONNAIRE.replace("id: mini", "id: other")
    .replace("oven", "ship")
    .replace("dough", "crew")
    .replace(
        "default_answer_set: coverage",
        f"""\
  - {{id: ten, options: [{options(0, 10)}]}}
  - {{id: six, options: [{options(1, 6)}]}}
  - {{id: three, options: [{options(0, 3)}]}}
default_answer_set: six""",
    )
    .replace("id: D1\n", "id: D1\n            answer_set: ten\n")
    .replace("id: R1\n", "id: R1\n            answer_set: three\n            reversed: true\n")
)
"""Scales 0 to 10, 1 to 6 and 0 to 3, other names, reversed items, weights."""


@pytest.fixture
def other(tmp_path: Path) -> Instrument:
    from mini import ADVICE

    folder = tmp_path / "other"
    write_mini(folder, OTHER_SCALES, ADVICE.replace("questionnaire: mini", "questionnaire: other"))
    return load_instrument(folder)


def test_every_row_scores_as_the_interview_does_whatever_the_questionnaire(
    other: Instrument, tmp_path: Path
) -> None:
    items = other.questionnaire.items
    values = random_values(other, 60, seed=3)
    rows = [[f"r{number}", *row] for number, row in enumerate(values)]
    done = score_text(other, tmp_path, table(["respondent", *(item.id for item in items)], rows))
    by_name = {row["respondent"]: row for row in scores_of(done).rows(named=True)}
    scales = scales_of(other.questionnaire)
    assert len(by_name) > 50
    for name, *cells in rows:
        answers = {
            item.id: check_answer(other.questionnaire, item, cell)
            for item, cell in zip(items, cells, strict=True)
        }
        if all(answer.cell is None for answer in answers.values()):
            assert name not in by_name
            continue
        card = scorecard_of(Respondent(answers), scales)
        for scale in (card.overall, *card.levers, *card.aspects):
            row = by_name[name]
            assert row[scale.id] == pytest.approx(scale.score, abs=1e-12)
            assert row[f"{scale.id}__answered"] == scale.answered
            assert row[f"{scale.id}__applicable"] == scale.applicable


def test_a_table_of_quick_items_scores_as_a_quick_scan(mini: Instrument, tmp_path: Path) -> None:
    text = table(["respondent", "H1", "D1", "R1"], [["a", 5, 1, "not_applicable"]])
    whole = [["a", 5, 3, 1, 4, "not_applicable"]]
    by_columns = score_text(mini, tmp_path / "one", text)
    by_option = score_text(
        mini,
        tmp_path / "two",
        table(["respondent", "H1", "H2", "D1", "D2", "R1"], whole),
        chosen=Chosen(quick=True),
    )
    items = {item.id: item for item in mini.questionnaire.items}
    answers = {
        name: check_answer(mini.questionnaire, items[name], value)
        for name, value in (("H1", 5), ("D1", 1), ("R1", "not_applicable"))
    }
    card = scorecard_of(Respondent(answers), scales_of(mini.questionnaire, quick=True))
    for done in (by_columns, by_option):
        [row] = scores_of(done).rows(named=True)
        for scale in (card.overall, *card.levers, *card.aspects):
            told = [row[scale.id], row[f"{scale.id}__answered"], row[f"{scale.id}__applicable"]]
            assert told == [scale.score, scale.answered, scale.applicable]


def test_a_respondent_who_is_there_twice_counts_once(mini: Instrument, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(table(HEADER, [["a", "X", "", 1, 2, 3, 4, 5], ["b", "X", "", 1, 1, 1, 1, 1]]))
    two.write_text(table(HEADER, [["a", "x", "", 1, 2, 3, 4, 5], ["b", "X", "", 2, 1, 1, 1, 1]]))
    done = scored(mini, tmp_path / "out", one, two)
    assert answers_of(done).select("respondent", "H1").rows() == [("a", 0), ("b", 0)]
    counts = [(c.read, c.scored, c.rejected, c.duplicates) for c in done.files]
    assert counts == [(2, 2, 0, 0), (2, 0, 2, 2)]
    same, different = rejects_of(done)
    assert (same["file"], same["row"], same["value"]) == (str(two), "2", "a")
    assert f"{one}, row 2, with the same answers" in same["reason"]
    assert f"{one}, row 3, with other answers" in different["reason"]


def test_an_id_of_another_organisation_is_another_person(mini: Instrument, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(
        table(HEADER, [["1", "Acme", "", 1, 2, 3, 4, 5], ["2", "Acme", "", 1, 1, 1, 1, 1]])
    )
    two.write_text(
        table(HEADER, [["1", "Bolt", "", 2, 2, 2, 2, 2], ["2", "Bolt", "", 2, 1, 1, 1, 1]])
    )
    done = scored(mini, tmp_path / "out", one, two)
    assert done.rejected == 0
    told = answers_of(done).select("organisation", "respondent", "H1").rows()
    assert told == [("Acme", "1", 0), ("Acme", "2", 0), ("Bolt", "1", 1), ("Bolt", "2", 1)]


def test_files_without_organisations_may_number_their_people_alike(
    mini: Instrument, tmp_path: Path
) -> None:
    one, two, three = (tmp_path / f"{name}.csv" for name in ("one", "two", "three"))
    one.write_text(table(HEADER, [["1", "", "", 1, 2, 3, 4, 5], ["2", "", "", 1, 1, 1, 1, 1]]))
    two.write_text(table(HEADER, [["1", "", "", 2, 2, 2, 2, 2], ["1", "", "", 3, 3, 3, 3, 3]]))
    three.write_text(table(HEADER, [["1", "", "", 2, 2, 2, 2, 2], ["2", "", "", 5, 1, 1, 1, 1]]))
    done = scored(mini, tmp_path / "out", one, two, three)
    told = answers_of(done).select("respondent", "H1").rows()
    assert told == [("1", 0), ("2", 0), ("1-2", 1), ("2-2", 4)]
    other, same = rejects_of(done)
    assert (other["file"], other["row"]) == (str(two), "3")
    assert f"{two}, row 2, with other answers" in other["reason"]
    assert (same["file"], same["row"]) == (str(three), "2")
    assert f"{two}, row 2, with the same answers" in same["reason"]


def test_answers_that_deserve_a_look_are_flagged_and_stay(mini: Instrument, tmp_path: Path) -> None:
    rows = [
        ["a", "", "", 2, 2, 2, 2, 2],
        ["b", "", "", 1, "", "", "", ""],
        ["c", "", "", 1, 2, 3, 4, 5],
    ]
    done = score_text(mini, tmp_path, table(HEADER, rows))
    assert scores_of(done)["flags"].to_list() == ["all_equal", "half_missing", ""]


def test_who_has_no_name_gets_one_that_stays_whatever_stands_around(
    mini: Instrument, tmp_path: Path
) -> None:
    header = ["organisation", "H1", "H2", "D1", "D2", "R1"]
    rows: list[list[object]] = [["Acme", 1, 2, 3, 4, number] for number in (1, 2, 2, 3)]
    first = answers_of(score_text(mini, tmp_path / "one", table(header, rows)))
    later = answers_of(score_text(mini, tmp_path / "two", table(header, [*rows[1:], rows[0]], ";")))
    assert first["respondent"].n_unique() == 4
    assert sorted(first["respondent"]) == sorted(later["respondent"])
    assert set(first.rows()) == set(later.rows())


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["a", "Acme", ""], ["b", "Bolt", ""]], ["employee", "employee"]),
        ([[str(n), f"Firm {n}", ""] for n in range(10)], ["leader"] * 10),
        ([[str(n), f"Firm {n % 9}", ""] for n in range(18)], ["employee"] * 18),
        ([["a", "Acme", "owner"], ["b", "Acme", "cook"]], ["leader", "employee"]),
    ],
)
def test_whose_view_a_row_is_follows_from_its_role_or_from_all_rows(
    mini: Instrument, tmp_path: Path, rows: list[list[object]], wanted: list[str]
) -> None:
    text = table(HEADER, [[*row, 1, 2, 3, 4, 5] for row in rows])
    assert answers_of(score_text(mini, tmp_path, text))["audience"].to_list() == wanted


def test_the_audience_of_rows_without_a_role_can_be_settled(
    mini: Instrument, tmp_path: Path
) -> None:
    text = table(HEADER, [["a", "", "", 1, 2, 3, 4, 5], ["b", "", "owner", 1, 2, 3, 4, 5]])
    done = score_text(mini, tmp_path, text, chosen=Chosen(audience="employee"))
    assert answers_of(done)["audience"].to_list() == ["employee", "leader"]


def test_no_text_in_a_table_becomes_a_formula_and_the_files_are_the_users_alone(
    mini: Instrument, tmp_path: Path
) -> None:
    text = table(HEADER, [["=1+1", "@x", "", 1, 2, 3, 4, 5], ["-b", "plain", "", 9, 2, 3, 4, 5]])
    done = score_text(mini, tmp_path, text)
    with done.folder.scores_csv.open(encoding="utf-8", newline="") as content:
        [row] = csv.DictReader(content)
    assert (row["respondent"], row["organisation"]) == ("'=1+1", "'@x")
    assert scores_of(done)["respondent"].to_list() == ["=1+1"]
    modes = {path.name: path.stat().st_mode & 0o777 for path in done.folder.path.iterdir()}
    assert modes == dict.fromkeys(modes, 0o600)


def test_the_same_batch_gives_the_same_bytes(mini: Instrument, tmp_path: Path) -> None:
    rows = [[f"r{n}", f"o{n % 7}", "", n % 5 + 1, 2, 3, 4, n % 3 + 1] for n in range(5000)]
    text = table(HEADER, rows)
    one, two = (score_text(mini, tmp_path / name, text).folder for name in "ab")
    for path, other in zip(one.results[2:], two.results[2:], strict=True):
        assert path.read_bytes() == other.read_bytes()
    assert one.answers.read_bytes() == two.answers.read_bytes()


def test_strict_writes_nothing_but_the_rejects(mini: Instrument, tmp_path: Path) -> None:
    text = table(HEADER, [["a", "", "", 1, 2, 3, 4, 5], ["b", "", "", 7, 2, 3, 4, 5]])
    with pytest.raises(InputError) as refused:
        score_text(mini, tmp_path, text, strict=True)
    assert refused.value.problems[0].fault is Fault.BATCH_STRICT
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "columns.csv",
        "passed.csv",
        "rejects.csv",
    ]


def test_a_batch_of_which_nothing_is_left_says_so(mini: Instrument, tmp_path: Path) -> None:
    for number, rows in enumerate(([], [["a", "", "", 7, 2, 3, 4, 5]])):
        with pytest.raises(InputError) as refused:
            score_text(mini, tmp_path / str(number), table(HEADER, rows))
        faults = (Fault.BATCH_NOTHING_SCORED, Fault.BATCH_NOTHING_ANSWERED, Fault.TABLE_EMPTY)
        assert refused.value.problems[0].fault in faults
        assert "answers.csv" in refused.value.problems[0].place


def slimscan(
    folder: Path, *arguments: object, **limits: object
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "slimscan", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"},
        **limits,  # type: ignore[call-overload]
    )  # fmt: skip


@pytest.fixture
def home_of_batches(tmp_path: Path) -> Path:
    """A folder with a questionnaire and two files, one of them with a bad row."""
    write_mini(tmp_path / "mini")
    (tmp_path / "in").mkdir()
    good = [["a", "Acme", "", 1, 2, 3, 4, 5], ["b", "Acme", "", 5, 4, 3, 2, 1]]
    (tmp_path / "in" / "good.csv").write_text(table(HEADER, good))
    (tmp_path / "in" / "bad.csv").write_text(
        table(HEADER, [["c", "Bolt", "", 1, 2, 3, 4, 8], *good])
    )
    return tmp_path


def test_the_command_says_what_it_did_and_where(home_of_batches: Path) -> None:
    ask = ("--questionnaire", "mini", "--lang", "en")
    done = slimscan(home_of_batches, "batch", "in/good.csv", *ask)
    assert (done.returncode, done.stdout) == (0, "slimscan-batch\n"), done.stderr
    assert "Read: 2. Scored: 2. Rejected: 0. Without answers: 0." in done.stderr
    other = slimscan(home_of_batches, "batch", "in/*.csv", *ask)
    assert other.returncode == 3
    assert "--yes" in other.stderr
    folder = slimscan(home_of_batches, "batch", "in", *ask, "--yes", "--quiet")
    assert (folder.returncode, folder.stderr) == (5, "")
    assert len(rejects_of(home_of_batches / "slimscan-batch" / "rejects.csv")) == 3


def test_a_dry_run_tells_how_it_would_read_and_writes_nothing(home_of_batches: Path) -> None:
    ask = ("--questionnaire", "mini", "--lang", "en", "--dry-run")
    done = slimscan(home_of_batches, "batch", "in/bad.csv", *ask)
    assert done.returncode == 0, done.stderr
    assert "read as slimscan (by the codes of the questions). Rows: 3" in done.stdout
    assert "column H1 -> H1" in done.stdout
    assert "answer 8 -> refused (1 ×)" in done.stdout
    assert 'labels:\n  "8":' in done.stdout
    assert not (home_of_batches / "slimscan-batch").exists()


def test_a_disk_that_takes_no_more_is_said_and_leaves_nothing_half_done(
    home_of_batches: Path,
) -> None:
    rows = [[f"r{n}", f"organisation {n}", "", 1, 2, 3, n % 5 + 1, 5] for n in range(3000)]
    (home_of_batches / "large.csv").write_text(table(HEADER, rows))
    done = slimscan(
        home_of_batches, "batch", "large.csv", "--questionnaire", "mini", "--lang", "en",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    left = [path.name for path in home_of_batches.glob("slimscan-batch/*")]
    assert [name for name in left if name != "rejects.csv"] == []


def test_stopped_at_any_moment_it_goes_on_to_the_same_files(home_of_batches: Path) -> None:
    rows = [[f"r{n}", f"o{n % 50}", "", n % 5 + 1, 2, 3, 4, "half"] for n in range(60_000)]
    (home_of_batches / "large.csv").write_text(table(HEADER, rows))
    command = [sys.executable, "-m", "slimscan", "batch", "large.csv", "--questionnaire", "mini"]
    begun = time.monotonic()
    wanted = slimscan(home_of_batches, *command[3:], "--output", "whole")
    took = time.monotonic() - begun
    assert wanted.returncode == 0, wanted.stderr
    codes = []
    for part in (0.4, 0.6, 0.8):
        process = subprocess.Popen(
            command, cwd=home_of_batches, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(part * took)
        process.send_signal(signal.SIGINT)
        codes.append(process.wait(timeout=PATIENCE))
        left = home_of_batches / "slimscan-batch"
        assert not list(left.glob(".work*")) if left.exists() else True
    # Before slimscan has begun, Python itself ends by the signal; a shell calls both 130.
    assert set(codes) <= {0, 130, -signal.SIGINT}
    assert 130 in codes
    assert slimscan(home_of_batches, *command[3:]).returncode == 0
    for name in ("answers.parquet", "scores.parquet", "scores.csv", "rejects.csv"):
        whole = (home_of_batches / "whole" / name).read_bytes()
        assert (home_of_batches / "slimscan-batch" / name).read_bytes() == whole


def test_on_a_terminal_a_bar_shows_each_stage_and_leaves_the_screen_as_it_was(
    home_of_batches: Path,
) -> None:
    rows = [[f"r{n}", f"o{n % 50}", "", n % 5 + 1, 2, 3, 4, "half"] for n in range(60_000)]
    (home_of_batches / "large.csv").write_text(table(HEADER, rows))
    command = ["-m", "slimscan", "batch", "large.csv", "--questionnaire", "mini", "--lang", "en"]
    window = pexpect.spawn(
        sys.executable,
        command,
        cwd=str(home_of_batches),
        env=os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        dimensions=(24, 100),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    for stage in ("Reading answers", "Scoring", "Organisation results and summary"):
        window.expect_exact(stage)
    window.expect_exact("50/50")
    window.expect_exact("\x1b[?25h")
    window.expect(pexpect.EOF)
    window.wait()
    assert window.exitstatus == 0
    assert "Respondents scored: 60000" in window.before.replace(",", "")


def test_reports_of_a_batch_can_stand_beside_the_benchmark_that_it_made(
    home_of_batches: Path,
) -> None:
    rows = [[f"r{n}", f"Firm {n}", "owner", n % 5 + 1, 2, 3, 4, "half"] for n in range(10)]
    (home_of_batches / "leaders.csv").write_text(table(HEADER, rows))
    (home_of_batches / "own.yaml").write_text("format: 1\nfooter: Our branch\n")
    ask = ("--questionnaire", "mini", "--lang", "en", "--yes")
    orders = ("batch", "leaders.csv", *ask, "--reports", "--format", "html")
    plain = slimscan(home_of_batches, *orders)
    assert plain.returncode == 0, plain.stderr
    made = slimscan(home_of_batches, "benchmark", "slimscan-batch", "--output", "b.json", *ask)
    assert made.returncode == 0, made.stderr
    beside = slimscan(home_of_batches, *orders, "--benchmark", "b.json", "--theme", "own.yaml")
    assert beside.returncode == 0, beside.stderr
    assert "Reports made: 10. There already: 0." in beside.stderr
    reports = list((home_of_batches / "slimscan-batch" / "reports").glob("*.html"))
    assert len(reports) == 10
    for report in reports:
        html = report.read_text("utf-8")
        assert "10 organisations" in html
        assert "Our branch" in html
    for wrong in ("--theme", "--benchmark", "--advisers", "--templates"):
        refused = slimscan(home_of_batches, *orders, wrong, "not-there")
        assert refused.returncode == 3, (wrong, refused.stderr)
        assert "not-there" in refused.stderr


def test_reports_that_are_not_of_the_results_are_told_with_and_without_an_order(
    home_of_batches: Path,
) -> None:
    rows = [[f"r{n}", f"Firm {n}", "owner", n % 5 + 1, 2, 3, 4, "half"] for n in range(3)]
    ask = ("--questionnaire", "mini", "--lang", "en", "--yes", "--quiet", "--audience", "leader")
    orders = ("batch", "leaders.csv", *ask)
    leaders = home_of_batches / "leaders.csv"
    leaders.write_text(table(HEADER, rows))
    first = slimscan(home_of_batches, *orders, "--reports", "--format", "html")
    assert (first.returncode, first.stderr) == (0, "")
    leaders.write_text(table(HEADER, rows[1:]))
    without = slimscan(home_of_batches, *orders)
    assert "reports that are not of these answers (1)" in without.stderr
    assert "holds reports of an earlier run (2); this run made none" in without.stderr
    leaders.write_text(table(HEADER, rows[2:]))
    later = slimscan(home_of_batches, *orders, "--reports", "--format", "html")
    assert "reports that are not of these answers (1)" in later.stderr
    reports = home_of_batches / "slimscan-batch" / "reports"
    assert len(list(reports.glob("*.html"))) == 1
    assert len(list((reports / "earlier").glob("*.html"))) == 2
