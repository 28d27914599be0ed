"""The interview through a real pseudo-terminal: what users see, and what is safe when it stops."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

import pexpect
import pytest
from limits import PATIENCE

from slimscan import pipeline
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.document import result_document
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan, Workshop, new_scan
from slimscan.scan.store import ScanFile, Shelf
from slimscan.terminal.screen import open_screen
from slimscan.terminal.session import run_interview

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
"""From Python 3.12 on forking a terminal warns when a data-frame library runs threads."""

ESCAPE, CLEAR, BACKSPACE = "\x1b", "\x15", "\x7f"
COLOUR = re.compile(r"\x1b\[[0-9;]*(3[0-8]|9[0-7])[0-9;]*m")


class Window:
    """A terminal window with slimscan in it."""

    def __init__(
        self,
        folder: Path,
        *arguments: object,
        program: tuple[str, ...] = (sys.executable, "-m", "slimscan"),
        environment: dict[str, str] | None = None,
        columns: int = 80,
    ) -> None:
        self.child = pexpect.spawn(
            program[0],
            [*program[1:], *map(str, arguments)],
            cwd=str(folder),
            env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None

    def sees(self, *texts: str) -> None:
        """Wait for these texts, one after the other."""
        for text in texts:
            self.child.expect_exact(text)

    def presses(self, keys: str) -> None:
        self.child.send(keys)

    def answers(self, *pairs: tuple[str, str]) -> None:
        """For every pair: wait for a text, then press the keys."""
        for text, keys in pairs:
            self.sees(text)
            self.presses(keys)

    def ends(self) -> tuple[str, int | None]:
        """What was said until the end, and the exit code."""
        self.child.expect(pexpect.EOF)
        self.child.wait()
        return self.child.before or "", self.child.exitstatus


PROFILE = (
    ("called?", "Jansen\r"),
    ("Which sector", "1\r"),
    ("How many people", "1\r"),
    ("your role", "1\r"),
    ("Any key", " "),
)
LEVERS = (
    ("The oven is hot.", "4"),
    ("The oven smokes.", "2"),
    ("The door closes.", "1"),
    ("The door shines.", "w"),
    ("Any key", " "),
    ("The dough rests.", "5"),
)
BESIDE = (
    ("Any key", " "),
    ("There is flour.", "3"),
    ("Any key", " "),
    ("Other hours?", "y"),
    ("Other bread?", "n"),
    ("Any key", " "),
    ("Turnover", "4.5\r"),
)
ANSWERS = """\
organisation: Jansen
sector: bakery
size: small
role: owner
answers: {H1: 4, H2: 2, D1: 1, D2: dont_know, R1: 5, PRE1: 3, CHG1: 1, CHG2: 2}
figures: {OUT1: 4.5}
"""


@pytest.fixture
def room(tmp_path: Path, mini_folder: Path) -> Iterator[Any]:
    """Opens windows; what is still open at the end of a test is closed."""
    windows: list[Window] = []

    def opened(*arguments: object, **more: Any) -> Window:
        windows.append(Window(tmp_path, *arguments, **more))
        return windows[-1]

    yield opened
    for window in windows:
        if not window.child.ptyproc.closed:
            window.child.close(force=True)


@pytest.fixture
def started(room: Any, mini_folder: Path) -> Any:
    """Opens a window with a new interview at its first question."""

    def at_first_question(*arguments: object, **more: Any) -> Window:
        window: Window = room(
            "start", "--questionnaire", mini_folder, "--lang", "en", *arguments, **more
        )
        window.answers(("1/2", "1"))
        return window

    return at_first_question


def saved(home: Path) -> Scan:
    return Shelf(home).find(None).load()


def scores(instrument: Instrument, scan: Scan) -> dict[str, Any]:
    document = result_document(pipeline.score(instrument, scan))
    return {name: part for name, part in document.items() if name != "scan"}


def test_a_whole_interview_gives_what_the_same_answers_in_a_file_give(
    room: Any, mini_folder: Path, mini: Instrument, home: Path, tmp_path: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder)
    window.answers(("In welke taal", "2"), ("1/2", "1"), *PROFILE, *LEVERS, *BESIDE)
    window.answers(("All questions have been asked", "\r"))
    window.sees("Jansen", "Overall", "Strong points", "Do first")
    window.answers(("1 keep", "\r"))
    said, code = window.ends()
    assert code == 0, said
    assert "slimscan-jansen-" in said
    assert len(list(tmp_path.glob("slimscan-jansen-*.pdf"))) == 1
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    from_file = pipeline.scan_from_file(tmp_path / "answers.yaml", mini, language="en")
    asked = saved(home).changed(measured_on=date(2026, 1, 1))
    assert scores(mini, asked) == scores(mini, from_file.changed(measured_on=date(2026, 1, 1)))
    assert asked.figures == {"OUT1": 4.5}
    assert asked.finished


def test_a_typed_number_of_people_is_never_taken_for_a_choice_and_the_next_one(
    started: Any, home: Path
) -> None:
    window = started()
    window.answers(("called?", "Jansen\r"), ("Which sector", "1\r"))
    window.sees("How many people")
    for digit in "14":  # one after the other, as fingers do
        window.presses(digit)
        time.sleep(0.2)
    window.presses("\r")
    window.answers(("For 14 people, choose 2", "2\r"), ("your role", "1\r"))
    window.sees("You chose: Bakery · Large · Owner", "go back with b")
    window.presses("s")
    window.ends()
    profile = saved(home).profile
    assert (profile.size, profile.role) == ("large", "owner")


def test_back_shows_the_answer_that_is_there_and_lets_it_change(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "4"), ("The oven smokes.", "b"))
    window.sees("The oven is hot.", "most", "your answer")
    window.presses("1")
    window.answers(("The oven smokes.", "s"))
    said, code = window.ends()
    assert code == 0
    assert saved(home).answers == {"H1": 1}
    assert f"slimscan resume {saved(home).id}" in said


def test_a_note_is_saved_with_its_question_and_shown(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "n"), ("save the note", "'s avonds koud é\r"))
    window.sees("The oven is hot.", "'s avonds koud é", "note")
    assert saved(home).notes == {"H1": "'s avonds koud é"}
    window.presses("n")
    window.answers(("save the note", "more" + ESCAPE))
    window.sees("The oven is hot.", "'s avonds koud é", "note")
    assert saved(home).notes == {"H1": "'s avonds koud é"}


def test_a_question_mark_shows_the_explanation_and_the_source(started: Any) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "?"))
    window.sees("The oven is hot.", "Hot is good.", "BOOK 3")


def test_skipped_questions_come_once_more(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "\r"), *LEVERS[1:], *BESIDE)
    window.answers(("1 question is still open", " "), ("The oven is hot.", "x"))
    window.sees("All questions have been asked")
    assert saved(home).answers["H1"] == "not_applicable"


def test_ctrl_c_says_what_is_saved_and_how_to_go_on_and_resume_goes_on_there(
    started: Any, room: Any, home: Path
) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "4"), ("The oven smokes.", "\x03"))
    said, code = window.ends()
    assert code == 130
    assert f"slimscan resume {saved(home).id}" in said
    assert "Traceback" not in said
    again = room("resume", saved(home).id)
    again.answers(("The oven smokes.", "2"), ("The door closes.", "\x03"))
    assert again.ends()[1] == 130
    assert saved(home).answers == {"H1": 4, "H2": 2}


def test_nothing_is_kept_of_a_scan_that_was_left_at_the_welcome(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder)
    window.answers(("In welke taal", "\x03"))
    assert window.ends()[1] == 130
    assert Shelf(home).files() == []


def test_a_closed_window_ends_quietly_with_all_saved(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE, ("The oven is hot.", "4"))
    window.sees("The oven smokes.")
    window.child.ptyproc.fileobj.close()
    window.child.ptyproc.closed = True
    assert _exit_code(window.child.pid) == 130
    assert saved(home).answers == {"H1": 4}
    assert not (home / "slimscan.log").exists()


def _exit_code(process: int) -> int | None:
    """How the process ended, within five seconds."""
    for _ in range(500):
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    return None


def test_kill_9_at_50_random_moments_loses_nothing_that_was_acknowledged(
    mini_folder: Path, home: Path
) -> None:
    seed = int(os.environ.get("SLIMSCAN_SEED", random.randrange(10**6)))
    print(f"SLIMSCAN_SEED={seed}")
    killing = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, killing, mini_folder, home, str(seed), "50"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "TERM": "xterm"},
    )
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == 50
    assert [run for run in runs if run["lost"] or run["left_behind"]] == []
    assert [run for run in runs if run["goes_on_at"] < run["acknowledged"]] == []
    assert len({run["acknowledged"] for run in runs}) > 5, "the moments were not random"


WORKSHOP = ("--workshop", "6")
VOTES = (
    ("The oven is hot.", "0 0 1 5 0\r"),
    ("This counts:", "\r"),
    ("The oven smokes.", "9 9\r"),
    ("a number of hands", f"{CLEAR}33333\r"),
    ("there are 6 of you", f"{CLEAR}30003\r"),
    ("You are far apart", "\r"),
    ("The door closes.", "11111\r"),
    ("1 person raised no hand", "b"),
    ("The door closes.", "00600\r"),
    ("You agree", "\r"),
    ("The door shines.", "w"),
    ("Any key", " "),
    ("The dough rests.", "00006\r"),
    ("Mean 100 of 100", "\r"),
    ("Any key", " "),
    ("There is flour.", "00600\r"),
    ("You agree", "\r"),
    *BESIDE[2:],
)


def test_a_whole_workshop_as_the_leaders_answer(room: Any, mini_folder: Path, home: Path) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en", *WORKSHOP)
    window.answers(("workshop with 6 people", "1"), ("How does the outcome count?", "2"), *PROFILE)
    window.answers(*VOTES[:5], ("You are far apart", "5"))
    window.answers(*VOTES[6:])
    window.sees("All questions have been asked", "furthest apart", "The oven smokes.")
    window.presses("\r")
    window.sees("workshop with 6 people", "Talk about this first", "The oven smokes.")
    window.answers(("1 keep", "\r"))
    said, code = window.ends()
    assert code == 0, said
    scan = saved(home)
    assert scan.workshop == Workshop(
        people=6,
        counts_as="leader",
        votes={
            "H1": (0, 0, 1, 5, 0),
            "H2": (3, 0, 0, 0, 3),
            "D1": (0, 0, 6, 0, 0),
            "R1": (0, 0, 0, 0, 6),
            "PRE1": (0, 0, 6, 0, 0),
        },
    )
    answers = {"H1": 4, "H2": 5, "D1": 3, "D2": "dont_know", "R1": 5, "PRE1": 3}
    assert scan.answers == answers | {"CHG1": 1, "CHG2": 2}


def test_as_a_group_the_vote_stands_and_stopping_keeps_it(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en", *WORKSHOP)
    window.answers(("1/2", "1"), ("How does the outcome count?", "1"), *PROFILE)
    window.answers(
        ("Hands at", " "), ("Hands at", "?"), ("BOOK 3", "0 0 1 5 0\r"), ("the mean. On the", "1")
    )
    window.answers(("not possible here", "s"))
    assert window.ends()[1] == 0
    assert saved(home).answers == {"H1": 4}
    again = room("resume", "--yes", "--lang", "en")
    again.answers(("The oven smokes.", "99999\r"), ("hands", "30003\r"))
    again.answers(("far apart", "\r"), ("The door closes.", "s"))
    assert again.ends()[1] == 0
    kept = saved(home).workshop
    assert kept is not None
    assert kept.counts_as == "group"
    assert kept.votes == {"H1": (0, 0, 1, 5, 0), "H2": (3, 0, 0, 0, 3)}


def test_fewer_than_five_around_the_table_are_no_group(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = room("start", "--questionnaire", mini_folder, "--lang", "en", "--workshop", "4")
    window.answers(("fewer than 5 people", "1"), *PROFILE[:1], ("Which sector", "s"))
    assert window.ends()[1] == 0
    assert saved(home).workshop == Workshop(people=4, counts_as="leader")


def test_with_an_adviser_evidence_and_targets_are_kept_and_shown(
    started: Any, room: Any, home: Path
) -> None:
    window = started("--advisor", "Anna")
    window.answers(*PROFILE)
    window.sees("The oven is hot.", "Hot is good.")
    window.presses("e")
    window.answers(("did you see or hear", "thermometer at 240\r"))
    window.answers(("Seen or heard:", ""), ("thermometer at 240", "4"), *LEVERS[1:4])
    window.sees("targets", "Heat: now 75", "Door: now 0")
    window.answers(("set a target", "1"), ("Target (", "140\r"), ("from 0 to 100", "90\r"))
    window.answers(("Heat: now 75, target 90", "2"), ("Target (", "60\r"), ("target 60", "2"))
    window.answers(("take the target away", "x"), ("set a target", "s"))
    assert window.ends()[1] == 0
    assert saved(home).advisor == "Anna"
    assert saved(home).evidence == {"H1": "thermometer at 240"}
    assert saved(home).targets == {"heat": 90.0}
    again = room("resume", "--yes", "--lang", "en", "--advisor", "Bert")
    again.answers(("Heat: now 75, target 90", "\r"), ("Any key", "b"))
    again.answers(("Heat: now 75, target 90", "\r"), ("Any key", " "))
    again.answers(("The dough rests.", "5"))
    again.answers(("Rest: now 100", "b"), ("The dough rests.", "\r"), ("Rest: now", "1"))
    again.answers(("Target (", "s"))
    assert again.ends()[1] == 0
    assert saved(home).advisor == "Bert"
    card = room("show", "--lang", "en", "--plain")
    assert "Target: 90." in card.ends()[0]


def test_a_workshop_does_not_come_from_a_file(mini_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "slimscan", "start", "--questionnaire", mini_folder),
            *("--answers", "answers.yaml", "--workshop", "6", "--lang", "en"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "--workshop" in done.stderr


@pytest.mark.parametrize("command", ["show", "report", "resume"])
def test_a_moved_questionnaire_is_named_with_what_to_do(
    room: Any, mini_folder: Path, home: Path, mini: Instrument, command: str
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21)).changed(answers={"H1": 3})
    shelf.file_for(scan).save(scan)
    mini_folder.rename(mini_folder.with_name("moved"))
    said, code = room(command, "--lang", "en").ends()
    assert code == 3
    told = " ".join(said.split())
    assert f"was in {mini_folder}" in told
    assert "--questionnaire PATH" in told


def test_a_second_window_gets_one_clear_sentence(started: Any, room: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE)
    window.sees("The oven is hot.")
    second = room("resume", "--yes", "--lang", "en")
    said, code = second.ends()
    assert code == 3
    assert len(said.strip().splitlines()) == 1
    assert said.startswith("This scan (")
    assert "another window" in said


def test_a_narrower_window_is_drawn_again_without_cutting_words(started: Any) -> None:
    window = started()
    window.answers(*PROFILE)
    window.sees("The oven is hot.")
    window.child.setwinsize(24, 60)
    window.sees("The oven is hot.", "save and stop")
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", window.child.before or "").split("\r\n")
    assert max(len(line) for line in lines) <= 60
    window.presses("4")
    window.sees("The oven smokes.")


def test_plain_takes_lines_and_sends_no_escape_sequence(started: Any, home: Path) -> None:
    window = started("--plain")
    window.presses("\r")
    for text, keys in (*PROFILE, *LEVERS[:2]):
        window.sees(text.replace("Any key", "Enter: go on"))
        window.presses(keys.strip() + "\r")
    window.answers(("The door closes.", "7\r"), ("not possible here", f"{ESCAPE}[A\r"))
    window.answers(("not possible here", "n\r"), ("Note:", "dicht\r"), ("The door closes.", "s\r"))
    said, code = window.ends()
    assert code == 0
    assert ESCAPE not in said
    assert saved(home).answers == {"H1": 4, "H2": 2}
    assert saved(home).notes == {"D1": "dicht"}


@pytest.mark.parametrize("variable", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_a_dumb_terminal_and_no_color_get_no_colour(started: Any, variable: dict[str, str]) -> None:
    window = started(environment=variable)
    window.presses("\r" if "TERM" in variable else "")
    window.sees("called?")
    assert not COLOUR.search(window.child.before or "")
    drawn = "\x1b[?1049h" in (window.child.before or "")
    assert not (drawn and "TERM" in variable)


def test_colours_are_there_when_nobody_objects(started: Any) -> None:
    window = started(environment={"NO_COLOR": ""})
    window.sees("called?", "Name:")
    assert COLOUR.search(window.child.before or "")


def test_a_name_of_markup_and_control_sequences_is_only_a_name(
    started: Any, room: Any, home: Path
) -> None:
    window = started()
    window.answers(("called?", f"Bak{ESCAPE}[31m{ESCAPE}]0;x\x07kerij [/] [bold]\x9b2J\r"))
    window.answers(("Which sector", "s"))
    assert window.ends()[1] == 0
    assert saved(home).profile.organisation == "Bakkerij [/] [bold]2J"
    again = room("resume")
    again.answers(("Bakkerij [/] [bold]2J", "n\r"))
    assert again.ends()[1] == 0


def test_arrows_pastes_and_held_keys_answer_nothing(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE)
    for keys in (
        f"{ESCAPE}[A{ESCAPE}[B",
        f"{ESCAPE}[200~123\r{ESCAPE}[201~",
        "3333",
        f"{ESCAPE}OP",
    ):
        window.sees("The oven is hot.")
        window.presses(keys)
    window.sees("The oven is hot.")
    assert saved(home).answers == {}
    window.presses("5")
    window.sees("The oven smokes.")
    assert saved(home).answers == {"H1": 5}


@pytest.mark.parametrize("ending", ["\x03", "s"])
def test_the_terminal_is_as_it_was_however_it_ends(
    room: Any, mini_folder: Path, ending: str
) -> None:
    command = f"{quote(sys.executable)} -m slimscan start --questionnaire {quote(str(mini_folder))} --lang en"
    shell = room(program=("bash", "--norc", "-c", f"trap : INT; stty -g; {command}; stty -g"))
    shell.child.expect(r"([0-9a-f:]{40,})\r\n")
    before = shell.child.match.group(1)
    shell.answers(("1/2", "1"), ("called?", "Jansen\r"), ("Which sector", ending))
    shell.child.expect(r"([0-9a-f:]{40,})\r\n")
    assert shell.child.match.group(1) == before
    assert "\x1b[?1049l" in shell.child.before


def test_a_suspended_interview_gives_the_terminal_back_and_takes_it_again(
    room: Any, mini_folder: Path, home: Path
) -> None:
    shell = room(program=("bash", "--norc", "-i"), environment={"PS1": "ready> "})
    command = f"{quote(sys.executable)} -m slimscan start --questionnaire {quote(str(mini_folder))} --lang en"
    shell.answers(("ready>", f"{command}\r"), ("1/2", "1"), *PROFILE)
    shell.answers(("The oven is hot.", "\x1a"))
    shell.sees("\x1b[?1049l", "Stopped", "ready>")
    shell.presses("fg\r")
    shell.answers(("The oven is hot.", "4"), ("The oven smokes.", "s"), ("ready>", "exit\r"))
    assert saved(home).answers == {"H1": 4}


def test_when_saving_fails_the_earlier_answers_stay_and_the_way_on_is_told(
    room: Any, mini_folder: Path, home: Path
) -> None:
    command = f"{quote(sys.executable)} -m slimscan start --questionnaire {quote(str(mini_folder))} --lang en"
    shell = room(program=("bash", "--norc", "-c", f"ulimit -f 2; {command}"))
    shell.answers(("1/2", "1"), *PROFILE, ("The oven is hot.", "4"), ("The oven smokes.", "n"))
    shell.sees("save the note")
    for _ in range(6):
        shell.presses("a long note " * 25)
        time.sleep(0.05)
    shell.presses("\r")
    said, code = shell.ends()
    assert code == 4, said
    assert f"slimscan resume {saved(home).id}" in said
    assert saved(home).answers == {"H1": 4}
    assert [path for path in home.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("command", ["start", "resume"])
def test_without_a_terminal_nothing_waits_for_a_key(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "slimscan", command, "--lang", "en"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--answers" in done.stderr


def test_sigterm_gives_the_terminal_back_and_says_how_to_go_on(started: Any, home: Path) -> None:
    window = started()
    window.answers(*PROFILE)
    window.sees("The oven is hot.")
    with contextlib.suppress(ProcessLookupError):
        os.kill(window.child.pid, signal.SIGTERM)
    said, code = window.ends()
    assert code == 130
    assert "\x1b[?1049l" in said
    assert f"slimscan resume {saved(home).id}" in said


def test_an_answer_whose_saving_was_interrupted_is_saved_after_all(
    mini: Instrument, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21))
    file, save = shelf.file_for(scan), ScanFile.save
    screen = open_screen("en", plain=True)
    typed = iter(["Jansen", "1"])
    monkeypatch.setattr(screen, "answer", lambda page: next(typed))
    calls = []

    def interrupted(self: ScanFile, scan: Scan) -> Scan:
        calls.append(scan)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return save(self, scan)

    monkeypatch.setattr(ScanFile, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_interview(begin(mini, scan), file, screen)
    assert file.load().profile.sector == "bakery"


def test_resume_lets_choose_when_more_scans_are_unfinished(
    mini: Instrument, room: Any, home: Path
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    for name in ("First", "Second"):
        scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21))
        interview = begin(mini, scan).answered_with(name)
        shelf.file_for(scan).save(interview.scan)
    window = room("resume")
    window.child.expect(r" (\d)  First .saved on")
    number = window.child.match.group(1)
    window.answers(("Number, or Enter", f"{number}\r"), ("Which sector", "1\r"), ("How many", "s"))
    assert window.ends()[1] == 0
    kept = {file.load().profile.organisation: file.load().profile.sector for file in shelf.files()}
    assert kept == {"First": "bakery", "Second": None}


def test_resuming_tells_which_answers_no_longer_fit(
    mini: Instrument, mini_folder: Path, room: Any, home: Path
) -> None:
    shelf = Shelf(home)
    shelf.prepare()
    scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21))
    profile = {"organisation": "Jansen", "sector": "bakery", "size": "small", "role": "owner"}
    scan = scan.changed(
        profile=scan.profile.model_copy(update=profile), answers={"H1": 9, "H2": 1, "OLD1": 2}
    )
    shelf.file_for(scan).save(scan)
    window = room("resume", "--yes")
    window.sees("The questionnaire has changed", "The oven is hot.", "OLD1")
    window.presses(" ")
    window.answers(("The oven is hot.", "4"), ("The door closes.", "s"))
    assert window.ends()[1] == 0
    assert saved(home).answers == {"H1": 4, "H2": 1}
    assert saved(home).set_aside == {"H1": 9, "OLD1": 2}


def test_a_report_that_cannot_be_written_loses_nothing_and_says_how_to_make_it(
    mini_folder: Path, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "slimscan", "start", "--questionnaire", mini_folder),
            *("--answers", "answers.yaml", "--lang", "en", "--output", "missing/report.pdf"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
    )
    assert done.returncode == 4
    assert f"slimscan report {saved(home).id}" in done.stderr
    assert "Jansen" in done.stdout
    assert saved(home).finished
