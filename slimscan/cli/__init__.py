"""The command line: parse, call, choose the exit code."""

from slimscan.cli.run import main

__all__ = ["main"]
