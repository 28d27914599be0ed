"""The first page of `slimscan start` comes before models and checks; the rest comes meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pexpect
import pytest
from limits import PATIENCE
from mini import ADVICE, QUESTIONNAIRE, write_mini

from slimscan.cli.background_work import Meanwhile
from slimscan.errors import InputError
from slimscan.questionnaire.loading import load_instrument
from slimscan.questionnaire.opening import opening_of, read_opening

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def test_the_opening_is_that_of_the_whole_folder_also_when_it_is_remembered(
    mini_folder: Path,
) -> None:
    whole = opening_of(load_instrument(mini_folder).questionnaire)
    assert [read_opening(mini_folder) for _ in range(2)] == [whole, whole]


@pytest.mark.parametrize(
    ("good", "wrong"),
    [
        ("version: 1.0.0", "version: one"),
        ("title: {nl: Klein, en: Small}", "title: {nl: Klein}"),
        ("- id: H2", "- id: H1"),
        ("levers:", "levers: ["),
    ],
)
def test_a_questionnaire_with_any_problem_is_left_to_the_reading_of_the_whole_folder(
    tmp_path: Path, good: str, wrong: str
) -> None:
    folder = write_mini(tmp_path / "mini", questionnaire=QUESTIONNAIRE.replace(good, wrong, 1))
    assert read_opening(folder) is None
    with pytest.raises(InputError):
        load_instrument(folder)


def start(folder: Path) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable,
        ["-m", "slimscan", "start", "--questionnaire", str(folder), "--lang", "en"],
        env={**os.environ, "TERM": "xterm-256color"},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=PATIENCE,
    )


def ending(window: pexpect.spawn) -> tuple[str, int | None]:
    window.expect(pexpect.EOF)
    window.wait()
    return window.before or "", window.exitstatus


def test_a_problem_beside_the_questionnaire_is_told_in_words_after_the_first_page(
    tmp_path: Path, home: Path
) -> None:
    window = start(write_mini(tmp_path / "mini", advice=ADVICE.replace("most: 10", "most: ten")))
    window.expect_exact("1/2")
    window.send("1")
    said, code = ending(window)
    assert code == 3
    assert "advice.yaml:3:" in said
    assert "Traceback" not in said
    assert list(home.glob("*.json")) == []


def test_a_problem_in_the_questionnaire_is_told_before_the_first_page(tmp_path: Path) -> None:
    broken = QUESTIONNAIRE.replace("version: 1.0.0", "version: one")
    said, code = ending(start(write_mini(tmp_path / "mini", questionnaire=broken)))
    assert code == 3
    assert "questionnaire.yaml:3:" in said
    assert "1/2" not in said


def test_what_is_worked_out_meanwhile_is_worked_out_once_and_its_error_is_raised() -> None:
    begun: list[str] = []
    meanwhile = Meanwhile(lambda: begun.append(threading.current_thread().name))
    meanwhile.start()
    assert meanwhile.result() is meanwhile.result() is None
    assert len(begun) == 1
    assert begun[0] != threading.current_thread().name
    with pytest.raises(ZeroDivisionError):
        Meanwhile(lambda: 1 // 0).result()


def test_whoever_leaves_does_not_wait_for_work_that_never_ends() -> None:
    leaving = (
        "import threading; from slimscan.cli.background_work import Meanwhile\n"
        "Meanwhile(threading.Event().wait).start()"
    )
    ended = subprocess.run([sys.executable, "-c", leaving], timeout=PATIENCE, check=False)
    assert ended.returncode == 0
