"""Runs one command and turns every outcome into an exit code; no traceback reaches a user."""

from __future__ import annotations

import gc
import os
import sys

from slimscan.errors import ExitCode, Fault, Problem, SlimscanError

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000


def main() -> None:
    """The `slimscan` program."""
    # Most of what a command makes lives to its end; looking for garbage takes a sixth of a report.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    _speak_utf8()
    try:
        from slimscan.cli.app import app

        app()
    except SlimscanError as error:
        _print(error.problems)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output left (`slimscan show --json | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.DONE)
    except Exception as error:
        _print([_bug(error)])
        sys.exit(ExitCode.BUG)


def _speak_utf8() -> None:
    """Dutch and English need more than ASCII, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _print(problems: tuple[Problem, ...] | list[Problem]) -> None:
    from slimscan.cli.chosen_language import spoken_language
    from slimscan.terminal.problems import print_problems

    print_problems(problems, spoken_language())


def _bug(error: Exception) -> Problem:
    """Write what happened to a log; the traceback names code, never answers."""
    import traceback
    from datetime import datetime

    from slimscan.places import home_folder

    log = home_folder() / "slimscan.log"
    frames = "".join(traceback.format_tb(error.__traceback__))
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.touch(mode=0o600)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {type(error).__name__}\n{frames}\n")
        shown = str(log)
    except OSError:
        shown = "-"
    return Problem(Fault.BUG, {"kind": type(error).__name__, "log": shown})
