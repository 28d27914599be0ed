"""Problems, one a line, as plain text."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from slimscan.errors import Problem
from slimscan.language import problem_text
from slimscan.text import clean


def print_problems(problems: Iterable[Problem], language: str) -> None:
    """Every problem on stderr: where, what is wrong, what to do."""
    for problem in problems:
        print(problem_line(problem, language), file=sys.stderr)  # noqa: T201


def problem_line(problem: Problem, language: str) -> str:
    """A problem in words on one line, without anything that a terminal would obey."""
    return " ".join(clean(problem_text(problem, language)).split("\n"))
