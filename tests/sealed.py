"""Sealed answers for tests: made as the form makes them, and the commands run in this process."""

from __future__ import annotations

import base64
import gc
import io
import json
import random
import re
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from slimscan.cli.run import run_program
from slimscan.scan.scan_key import read_key
from slimscan.scan.sealing import ANSWERS, SealedAnswers

FIRM = "voorbeeld-bouw-fictief"
HOLDER = "Bureau Fictief"
SEED = 18


@dataclass(frozen=True)
class Done:
    """What became of a command."""

    returncode: int
    stdout: str
    stderr: str


def slimscan(*arguments: object, cwd: Path) -> Done:
    """Run a command in a folder, as the program does, in this process."""
    out, err = io.StringIO(), io.StringIO()
    program = ["slimscan", *map(str, arguments)]
    code = 0
    with (
        process_as_it_was(),
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", program),
    ):
        try:
            run_program()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


@contextmanager
def process_as_it_was() -> Iterator[None]:
    """Undo what a program may do to its process because it ends with it, Ctrl-C above all."""
    heard, often = signal.getsignal(signal.SIGINT), gc.get_threshold()
    with warnings.catch_warnings():
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, heard)
            gc.set_threshold(*often)
            gc.unfreeze()


def form(work: Path, *options: str) -> Path:
    said = ["--scan", FIRM, "--output", "form.html", "--yes", "--lang", "en", *options]
    made = slimscan("form", *said, cwd=work)
    assert made.returncode == 0, made.stderr
    return work / made.stdout.strip()


def handed_in(
    work: Path, home: Path, count: int = 1, teams: Sequence[str] = ("",), remark: str = ""
) -> list[Path]:
    """Sealed answers as the form makes them, of so many people who answered differently."""
    form(work, "--key-of", HOLDER)
    key = read_key(next(home.glob("*.key.json")))
    page = (work / "form.html").read_text()
    held = re.search(r'id="form-data">(.*?)</script>', page, re.DOTALL)
    assert held
    data = json.loads(held[1])
    chance = random.Random(SEED)
    paths = []
    for number in range(count):
        answers = {
            item["id"]: chance.choice(item["codes"])
            for section in data["sections"]
            for item in section["items"]
        }
        about = {"respondent": f"{number:012x}", "language": "nl", "given_on": "2026-11-27"}
        about |= {"remark": remark} if remark else {}
        text = json.dumps(
            {**data["stamp"], **about, "group": teams[number % len(teams)], "answers": answers}
        )
        sealed = key.public.seal(text.encode().ljust(data["seal"]["length"]), ANSWERS)
        document = {"format": 1, "kind": "slimscan-sealed", "key": key.fingerprint}
        path = work / f"sealed-{number}.json"
        path.write_text(json.dumps({**document, "sealed": base64.b64encode(sealed).decode()}))
        paths.append(path)
    return paths


def opened(path: Path, home: Path) -> Path:
    """The same answers as a form that locks nothing gives them."""
    secret = read_key(next(home.glob("*.key.json"))).open()
    plain = path.with_name(f"plain-{path.name}")
    document = json.loads(path.read_text())
    plain.write_bytes(SealedAnswers.from_document(document).open(secret))
    return plain
