"""Kills an interview at random moments and looks at what was saved; run as a program of its own.

It forks one interview a run from a process that has everything loaded, so a run takes some 30
milliseconds. An answer is acknowledged once the next question is on the screen.
"""

from __future__ import annotations

import json
import os
import pty
import random
import select
import signal
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.record import was_asked
from slimscan.scan.store import Shelf
from slimscan.shown import wording_of
from slimscan.terminal import console, drawing
from slimscan.terminal.question_pages import statement_of
from slimscan.terminal.screen import open_screen
from slimscan.terminal.session import run_interview

SHOWN_WITHIN = 10.0
LOADED = (console, drawing, tempfile)
"""What an interview loads when it first draws, and when it first saves."""


def main(folder: Path, home: Path, seed: int, runs: int) -> None:
    """Print one line a run: the seed, when it was killed, and what was lost."""
    instrument = load_instrument(folder)
    words("en", "terminal")
    shelf = Shelf(home)
    shelf.prepare()
    for run in range(runs):
        print(json.dumps(killed_run(instrument, shelf, seed + run)), flush=True)


def killed_run(instrument: Instrument, shelf: Shelf, seed: int) -> dict[str, object]:
    moment = random.Random(seed)
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    file = shelf.file_for(scan)
    child, terminal = pty.fork()
    if child == 0:
        with file.lock():
            run_interview(begin(instrument, scan), file, open_screen("en", plain=False))
        os._exit(0)
    asked = begin(instrument, scan)
    ids = [question.id for question in asked.questions]
    texts = wording_of("en", instrument.questionnaire.languages, "terminal")
    statements = [statement_of(asked, question, texts) for question in asked.questions]
    keys = [moment.choice(_keys(name)) for name in ids]
    shown = _press(terminal, statements, keys, moment.randrange(len(ids)), moment.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    shown += _rest(terminal)
    os.waitpid(child, 0)
    acknowledged = _reached(shown, statements)
    saved = file.load() if file.path.exists() else scan
    lost = [
        name
        for name, key in list(zip(ids, keys, strict=True))[:acknowledged]
        if not _is_saved(instrument, saved, name, key)
    ]
    with file.lock():
        left_behind = [path.name for path in shelf.folder.glob(f".{scan.id}*")]
    return {
        "seed": seed,
        "acknowledged": acknowledged,
        "lost": lost,
        "left_behind": left_behind,
        "goes_on_at": begin(instrument, saved).position,
    }


def _keys(name: str) -> list[str]:
    if name == "organisation":
        return ["Jansen\r"]
    if name == "OUT1":
        return ["4,5\r"]
    if name in ("sector", "size", "role"):
        return ["1\r"]
    return ["1"] if name.startswith("CHG") else list("12345wx")


def _press(terminal: int, statements: list[str], keys: list[str], last: int, delay: float) -> str:
    """Answer until question `last` was answered too, and give what was on the screen."""
    shown = ""
    for number in range(last + 1):
        shown += _until(terminal, statements[number], shown)
        _send(terminal, keys[number])
    time.sleep(delay)
    return shown


def _until(terminal: int, statement: str, shown_before: str) -> str:
    """What is shown until the statement is; breaths on the way get a key."""
    shown, ends = "", time.monotonic() + SHOWN_WITHIN
    while statement not in shown:
        if not select.select([terminal], [], [], max(0, ends - time.monotonic()))[0]:
            raise TimeoutError(statement)
        shown += os.read(terminal, 65536).decode(errors="replace")
        if "Any key" in shown and statement not in shown:
            shown = shown.replace("Any key", "-")
            _send(terminal, " ")
    return shown


def _rest(terminal: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return shown.decode(errors="replace")
        if not piece:
            return shown.decode(errors="replace")
        shown += piece


def _send(terminal: int, keys: str) -> None:
    os.write(terminal, keys.encode())


def _reached(shown: str, statements: list[str]) -> int:
    """How many questions were answered and followed by another page: those are acknowledged."""
    return max(number for number, statement in enumerate(statements) if statement in shown)


def _is_saved(instrument: Instrument, scan: Scan, name: str, key: str) -> bool:
    question = next(q for q in begin(instrument, scan).questions if q.id == name)
    if name in scan.answers:
        states = {"w": "dont_know", "x": "not_applicable"}
        return str(scan.answers[name]) == states.get(key, key)
    return was_asked(scan, question)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
