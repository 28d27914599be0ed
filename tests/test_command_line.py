"""The commands as users and scripts meet them: output, streams, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest
from limits import PATIENCE
from mini import QUESTIONNAIRE, write_mini

from slimscan import __version__
from slimscan.errors import ExitCode

EXAMPLES = Path(__file__).resolve().parent.parent / "questionnaires" / "examples"


def slimscan(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


@pytest.fixture
def scanned(tmp_path: Path) -> Path:
    """A folder after scoring an example, with its report beside it."""
    done = slimscan("start", "--answers", EXAMPLES / "builder-12.yaml", "--yes", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    return tmp_path


def test_the_version_is_told(tmp_path: Path) -> None:
    assert slimscan("--version", cwd=tmp_path).stdout == f"slimscan {__version__}\n"


def test_an_answer_file_becomes_a_scan_and_a_report_without_a_terminal(scanned: Path) -> None:
    [report] = scanned.glob("*.pdf")
    assert report.read_bytes().startswith(b"%PDF-")
    shown = slimscan("show", "--json", cwd=scanned)
    document = json.loads(shown.stdout)
    assert shown.stderr == ""
    assert document["questionnaire"] == {"id": "slimmer-werken", "version": "2.0.0"}
    assert set(document["overall"]) == {
        "score", "shown", "band", "answered", "applicable", "lowest_item", "range",
    }  # fmt: skip
    assert len(document["levers"]) == 4
    assert sum(len(lever["aspects"]) for lever in document["levers"]) == 20
    assert set(document["actions"][0]) == {
        "rank", "kind", "id", "item", "aspect", "value", "staff", "two_sided", "leverage",
        "priority", "conversation", "source", "title", "status", "owner", "start", "check",
        "remeasure", "result", "added", "later",
    }  # fmt: skip


def test_a_report_that_exists_is_not_overwritten_unless_told(scanned: Path) -> None:
    [report] = scanned.glob("*.pdf")
    before = report.stat().st_mtime_ns
    refused = slimscan("report", "--lang", "en", cwd=scanned)
    assert refused.returncode == ExitCode.INPUT
    assert "already there" in refused.stderr
    assert report.stat().st_mtime_ns == before
    assert slimscan("report", "--yes", cwd=scanned).returncode == ExitCode.DONE
    assert report.stat().st_mtime_ns > before
    assert slimscan("report", "--output", report, cwd=scanned).returncode == ExitCode.DONE


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_report_can_take_another_form(scanned: Path, form: str) -> None:
    done = slimscan("report", "--format", form, cwd=scanned)
    assert done.returncode == ExitCode.DONE, done.stderr
    path = Path(done.stdout.strip())
    assert (scanned / path).suffix == f".{form}"
    assert "Voorbeeld" in (scanned / path).read_text(encoding="utf-8")


def test_scans_are_listed_and_deleted(scanned: Path) -> None:
    [listed] = json.loads(slimscan("scans", "--json", cwd=scanned).stdout)["scans"]
    assert listed["finished"] is True
    assert listed["overall"] > 0
    refused = slimscan("scans", "--delete", listed["id"], cwd=scanned)
    assert refused.returncode == ExitCode.USAGE
    assert slimscan("scans", "--delete", listed["id"], "--yes", cwd=scanned).returncode == 0
    assert json.loads(slimscan("scans", "--json", cwd=scanned).stdout)["scans"] == []


def test_without_a_terminal_nothing_waits_and_the_way_out_is_told(tmp_path: Path) -> None:
    refused = slimscan("start", "--lang", "en", cwd=tmp_path)
    assert refused.returncode == ExitCode.USAGE
    assert "--answers FILE" in refused.stderr
    assert refused.stdout == ""


def test_problems_in_answers_are_all_listed_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("organisation: Zon\nanswers:\n  MAN01: 9\n  MAN99: 1\n")
    refused = slimscan("start", "--answers", "a.yaml", "--lang", "en", cwd=tmp_path)
    assert refused.returncode == ExitCode.INPUT
    assert [line.split(" ")[0] for line in refused.stderr.splitlines()] == [
        "a.yaml:3:10:",
        "a.yaml:4:3:",
    ]
    assert json.loads(slimscan("scans", "--json", cwd=tmp_path).stdout)["scans"] == []


def test_check_is_silent_when_all_is_well_and_lists_every_problem_otherwise(tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "q")
    sound = slimscan("check", "q", cwd=tmp_path)
    assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", "")
    write_mini(folder, QUESTIONNAIRE.replace("quick: true", "quik: true"))
    wrong = slimscan("check", "q", "--lang", "nl", cwd=tmp_path)
    assert wrong.returncode == ExitCode.INPUT
    assert len(wrong.stdout.splitlines()) == 3
    assert wrong.stdout.startswith("q/questionnaire.yaml:")
    assert "Bedoelt u quick?" in wrong.stdout


def test_the_shipped_questionnaire_has_no_problems(tmp_path: Path) -> None:
    assert slimscan("check", EXAMPLES.parent, cwd=tmp_path).stdout == ""


def test_a_copy_of_the_questionnaire_is_sound_and_can_be_used_at_once(tmp_path: Path) -> None:
    assert slimscan("new", "ours", cwd=tmp_path).returncode == 0
    assert slimscan("check", "ours", cwd=tmp_path).returncode == 0
    first = (tmp_path / "ours" / "questionnaire.yaml").read_text(encoding="utf-8").splitlines()
    assert first[0].endswith("=schema/questionnaire.json")
    assert "id: ours" in first
    answers = EXAMPLES / "builder-12.yaml"
    done = slimscan("start", "--questionnaire", "ours", "--answers", answers, "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = json.loads(slimscan("show", "--json", cwd=tmp_path).stdout)
    assert shown["questionnaire"]["id"] == "ours"
    again = slimscan("new", "ours", cwd=tmp_path)
    assert again.returncode == ExitCode.INPUT


def test_schemas_are_printed_and_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    assert "questionnaire" in slimscan("schema", cwd=tmp_path).stdout
    printed = slimscan("schema", "advice", cwd=tmp_path).stdout
    assert json.loads(printed)["title"] == "Advice"
    of_output = json.loads(slimscan("schema", "summary", cwd=tmp_path).stdout)
    assert of_output["title"] == "summary.json of a batch"
    assert of_output["properties"]["counts"]["properties"]["read"]["type"] == ["number", "null"]
    refused = slimscan("schema", "advise", cwd=tmp_path)
    assert refused.returncode == ExitCode.USAGE
    assert "advice" in refused.stderr


def test_an_unknown_questionnaire_or_language_is_refused_with_the_known_ones(
    tmp_path: Path,
) -> None:
    answers = EXAMPLES / "builder-12.yaml"
    wrong = slimscan(
        "start", "--questionnaire", "slimer-werken", "--answers", answers, cwd=tmp_path
    )
    assert wrong.returncode == ExitCode.INPUT
    assert "slimmer-werken" in wrong.stderr
    assert slimscan("show", "--lang", "fr", cwd=tmp_path).returncode == ExitCode.USAGE


def test_a_home_that_cannot_be_written_is_told_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    refused = slimscan(
        "start", "--answers", EXAMPLES / "builder-12.yaml", cwd=tmp_path, SLIMSCAN_HOME="taken/x"
    )
    assert refused.returncode == ExitCode.MACHINE
    assert "Traceback" not in refused.stderr


def test_the_doctor_finds_this_machine_fit(tmp_path: Path) -> None:
    examined = slimscan("doctor", "--lang", "en", cwd=tmp_path)
    assert examined.returncode == 0, examined.stdout
    assert "Python" in examined.stdout


def test_a_bug_shows_no_traceback_and_leaves_a_log(tmp_path: Path, home: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import slimscan.disk.places\n"
        "def broken(): raise ZeroDivisionError('secret' + ' answer')\n"
        "slimscan.disk.places.questionnaires_folder = broken\n"
    )
    failed = slimscan("questionnaires", "--lang", "en", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert failed.returncode == ExitCode.BUG
    assert "Traceback" not in failed.stderr
    assert str(home / "slimscan.log") in failed.stderr
    log = (home / "slimscan.log").read_text()
    assert "ZeroDivisionError" in log
    assert "secret answer" not in log


def test_output_that_nobody_reads_is_no_error(scanned: Path) -> None:
    shell = f"{quote(sys.executable)} -m slimscan schema questionnaire | head -c 10"
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", shell], cwd=scanned, env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
