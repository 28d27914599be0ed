"""Ctrl-C at moments at which Python by itself would tell of it in a traceback, or lose it."""

from __future__ import annotations

import subprocess
import sys

from limits import PATIENCE

AT_THE_END = """\
import atexit, os, signal, sys
from slimscan.cli import main

atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
sys.argv = ["slimscan", "--version"]
main()
"""
DURING_AN_IMPORT = """\
import os, signal
from slimscan.disk.interrupts import interrupts_later

try:
    with interrupts_later():
        os.kill(os.getpid(), signal.SIGINT)
        print("done")
except KeyboardInterrupt:
    print("heard")
"""


def said(program: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stdout, done.stderr


def test_ctrl_c_while_a_command_that_is_done_ends_is_told_by_nothing() -> None:
    code, version, told = said(AT_THE_END)
    assert (code, version.split()[0], told) == (0, "slimscan", "")


def test_ctrl_c_in_the_midst_of_what_may_not_be_broken_off_is_heard_after_it() -> None:
    assert said(DURING_AN_IMPORT) == (0, "done\nheard\n", "")
