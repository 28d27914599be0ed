"""The command line: parse, call, choose the exit code."""

from __future__ import annotations

import sys


def main() -> None:
    """The `slimscan` program; Ctrl-C ends it with a word to nobody, also while it is starting."""
    try:
        from slimscan.cli.run import run_program

        run_program()
    except KeyboardInterrupt:
        sys.exit(130)
