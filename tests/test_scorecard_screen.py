"""The scorecard and the list of scans, on a screen and as plain lines."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from shlex import quote

import pexpect
import pytest

from slimscan import pipeline
from slimscan.disk.places import languages
from slimscan.errors import Fault, Problem
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.result import Result
from slimscan.scan_list import ListedScan
from slimscan.terminal import scorecard as room
from slimscan.terminal.display import Display
from slimscan.terminal.problems import print_problems
from slimscan.terminal.scan_list import print_scans
from slimscan.terminal.scorecard import print_scorecard

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
"""From Python 3.12 on forking a terminal warns when a data-frame library runs threads."""

ANSWERS = """\
organisation: "{name}"
measured_on: "2026-11-21"
answers: {answers}
"""
FULL = "{H1: 5, H2: 1, D1: 2, D2: 3, R1: 4, PRE1: 5, CHG1: 1, CHG2: 2}"


def result_of(instrument: Instrument, folder: Path, answers: str, name: str = "Jansen") -> Result:
    path = folder / "answers.yaml"
    path.write_text(ANSWERS.replace("{name}", name).replace("{answers}", answers), encoding="utf-8")
    scan = pipeline.scan_from_file(path, instrument, language="en")
    return pipeline.score(instrument, scan)


@pytest.fixture
def width(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A drawn screen of a width that the test sets."""
    from rich.console import Console

    asked = {"columns": 80}

    class Fixed(Display):
        @property
        def width(self) -> int:
            return asked["columns"]

        @property
        def console(self) -> Console:
            return Console(width=asked["columns"], markup=False, highlight=False, no_color=True)

    monkeypatch.setattr(room, "open_display", Fixed)
    return asked


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.split("\n")]


def test_plain_lines_tell_score_band_counts_and_lowest_item(
    mini: Instrument, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_scorecard(result_of(mini, tmp_path, FULL), "en", plain=True)
    lines = shown(capsys)
    assert lines[0] == "Jansen, 21 November 2026"
    assert "Heat: 100, High. Answered: 2 of 2. Lowest answer: 100." in lines
    assert "Door: 31, Low. Answered: 2 of 2. Lowest answer: 25." in lines
    assert lines[lines.index("Strong points:") + 1] == "Heat (100)"
    assert lines[lines.index("Do first:") + 1] == "1. Do D1a. Who: Do something."
    assert "What is missing:" not in lines


def test_a_missing_score_says_why_and_what_was_left_open_is_counted(
    mini: Instrument, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = "{H1: dont_know, H2: dont_know, D1: 2, D2: not_applicable}"
    print_scorecard(result_of(mini, tmp_path, answers), "en", plain=True)
    lines = shown(capsys)
    missing = lines[lines.index("What is missing:") :]
    assert "Overall: no score. One or more levers have no score." in missing
    assert "Heat: no score. Too little was answered (0 of 2)." in missing
    assert "'Don't know' 2 times." in missing
    assert "1 question does not apply to you and does not count." in missing


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ("{H1: 1, H2: 5, D1: 1, D2: 1, R1: 1}", "none_strong"),
        ("{H1: dont_know, H2: dont_know, D1: dont_know, D2: dont_know}", "no_strengths"),
    ],
)
def test_too_few_answers_are_blamed_only_where_there_are_too_few(
    mini: Instrument, tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: str, why: str
) -> None:
    print_scorecard(result_of(mini, tmp_path, answers), "en", plain=True)
    assert words("en", "terminal")(f"scorecard.{why}") in shown(capsys)


@pytest.mark.parametrize("language", languages())
def test_screen_and_report_call_a_stage_by_the_same_word(language: str) -> None:
    column = words(language, "terminal")("scorecard.column.band")
    assert column == words(language, "report")("score.band").casefold()
    own_words = words(language, "terminal").texts.values()
    assert not [text for text in own_words if "aspect" in text.replace("{aspect}", "")]


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("language", languages())
def test_the_drawn_scorecard_stays_within_the_window(
    base: Instrument,
    tmp_path: Path,
    width: dict[str, int],
    capsys: pytest.CaptureFixture[str],
    columns: int,
    language: str,
) -> None:
    items = {item.id: place % 5 + 1 for place, item in enumerate(base.questionnaire.items)}
    answers = "{" + ", ".join(f"{name}: {value}" for name, value in items.items()) + "}"
    width["columns"] = columns
    print_scorecard(result_of(base, tmp_path, answers), language, plain=False)
    lines = shown(capsys)
    assert max(len(line) for line in lines) <= columns
    told = " ".join(" ".join(lines).split())
    for lever in base.questionnaire.levers:
        assert lever.name[language].split()[0] in told
    assert len(re.findall(r"[━─]{10}", told)) == 1 + 4 + 20
    assert words(language, "terminal")("scorecard.strengths") in told


def test_a_bar_is_as_long_as_its_score(
    mini: Instrument, tmp_path: Path, width: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    print_scorecard(result_of(mini, tmp_path, FULL), "en", plain=False)
    rows = {line.split()[0]: line for line in shown(capsys) if "━" in line}
    assert rows["Heat"].count("━") == 10
    assert rows["Door"].count("━") == 3
    assert "2/2" in rows["Door"]


def test_markup_and_control_sequences_in_a_name_are_harmless(
    mini: Instrument, tmp_path: Path, width: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    result = result_of(mini, tmp_path, FULL)
    profile = result.scan.profile.model_copy(update={"organisation": "A [/] \x1b[31mB\x1b]0;x\x07"})
    evil = replace(result, scan=result.scan.changed(profile=profile))
    for plain in (False, True):
        print_scorecard(evil, "en", plain=plain)
        output = capsys.readouterr().out
        assert "A [/] B" in output
        assert "\x1b]" not in output
        assert "\x1b[31m" not in output


def listed(name: str, **more: object) -> ListedScan:
    usual: dict[str, object] = {
        "id": "1234abcd",
        "organisation": name,
        "measured_on": "2026-11-21",
        "saved_at": "2026-11-21T10:00:00+00:00",
        "quick": False,
        "asked": 17,
        "questions": 60,
        "finished": False,
        "overall": None,
    }
    return ListedScan(**{**usual, **more})  # type: ignore[arg-type]


def test_the_list_tells_each_scan_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    scans = [
        listed("Jansen"),
        listed("Zorg [/]", finished=True, overall=61.25, quick=True, id="99"),
        listed("", problem="scan_damaged", measured_on=""),
    ]
    print_scans(scans, "en", plain=True)
    assert shown(capsys)[:3] == [
        "Jansen, 21 November 2026, 17 of 60, score –, 1234abcd",
        "Zorg [/], 21 November 2026, finished (quick), score 61, 99",
        "(no name), cannot be read, score –, 1234abcd",
    ]


def test_an_empty_list_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    print_scans([], "en", plain=True)
    assert "slimscan start" in capsys.readouterr().out


def test_problems_are_one_a_line_on_stderr_without_markup(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problem = Problem(Fault.SCAN_UNKNOWN, {"name": "[/]\n\x1b[31mx"})
    print_problems([problem, problem], "en")
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 2
    assert "[/]" in said.err
    assert "\x1b" not in said.err


def test_the_table_is_drawn_on_a_terminal(tmp_path: Path) -> None:
    program = (
        "from slimscan.terminal.scan_list import print_scans;"
        "from slimscan.scan_list import ListedScan;"
        "print_scans([ListedScan('1234abcd', 'Bakkerij [/] de Vries en Zonen', '2026-11-21', '',"
        " False, 17, 60, False, 55.5, response='10-19', next_check='2026-11-01', overdue=True)] * 2,"
        " 'nl', False)"
    )
    output, code = pexpect.run(
        f'{quote(sys.executable)} -c "{program}"',
        withexitstatus=True,
        env={
            "TERM": "xterm",
            "NO_COLOR": "1",
            "PATH": "/usr/bin",
            "PYTHONPATH": ":".join(sys.path),
        },
        dimensions=(24, 60),
    )
    text = output.decode()
    assert code == 0, text
    assert "1234abcd" in text
    assert "! 01-11-2026" in text
    assert "te laat" in text
    assert "team: 10-19" in text
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in text.splitlines()) <= 60
