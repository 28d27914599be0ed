"""Which test reaches which line, and what it costs: so that a mutant meets those tests alone."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.rooms import ROOMS
from tests.mutants.trials import FEW_EXAMPLES, FewExamples, run_tests

LONGEST = 300
"""Seconds of processor time that the tests of one file may take."""


class Recorder:
    """Tells coverage which test runs, and notes what each costs."""

    def __init__(self, target: Path, sources: Sequence[str]) -> None:
        self.target = target
        self.sources = sources
        self.seconds: dict[str, float] = {}
        self.examples: dict[str, int] = {}
        self.failed: set[str] = set()
        self.coverage: Any = None

    def start(self) -> None:
        import coverage

        self.coverage = coverage.Coverage(data_file=None, include=self.sources, config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = _processor_time()
        result = yield
        self.seconds[item.nodeid] = _processor_time() - began
        self.examples[item.nodeid] = _more_examples(item)
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        reached: dict[str, dict[str, list[int]]] = {}
        for file in data.measured_files():
            for line, tests in data.contexts_by_lineno(file).items():
                for test in tests:
                    reached.setdefault(test, {}).setdefault(_relative(file), []).append(line)
        tests = {
            name: {
                "seconds": round(seconds, 3),
                "more": self.examples[name],
                "lines": reached.get(name, {}),
            }
            for name, seconds in self.seconds.items()
            if name not in self.failed
        }
        found = {"tests": tests, "at_import": reached.get("", {})}
        self.target.write_text(json.dumps(found), encoding="utf-8")


def _processor_time() -> float:
    """Seconds of this process and of those that it started and waited for."""
    return sum(os.times()[:4])


def _more_examples(item: pytest.Item) -> int:
    """How many times as long a test takes with all the examples of hypothesis."""
    from hypothesis import settings

    chosen = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
    if chosen is None or chosen.max_examples != FEW_EXAMPLES:
        return 1
    return settings.get_profile("slimscan").max_examples // FEW_EXAMPLES


def _relative(file: str) -> str:
    return "slimscan/" + file.rpartition("/slimscan/")[2]


def record(tree: Path, test_file: str, target: Path) -> None:
    """Write down what the tests of one file reach, those that pass; nothing when it is there."""
    if target.exists():
        return
    recorder = Recorder(target, [source for room in ROOMS.values() for source in room.sources])
    run_tests(
        tree,
        [test_file, "--maxfail=1000"],
        LONGEST,
        target.with_suffix(".log"),
        [FewExamples(), recorder],
        recorder.start,
    )
    if not target.exists():
        target.write_text('{"tests": {}, "at_import": {}}', encoding="utf-8")


@dataclass(frozen=True)
class Reached:
    """What tests reach, of all files that were recorded."""

    tests: dict[str, dict[str, Any]]
    at_import: dict[str, set[int]]
    """Lines that run when modules are imported, by source file."""

    @classmethod
    def read(cls, files: Sequence[Path]) -> Reached:
        tests: dict[str, dict[str, Any]] = {}
        at_import: dict[str, set[int]] = {}
        for file in files:
            found = json.loads(file.read_text(encoding="utf-8"))
            tests |= found["tests"]
            for source, lines in found["at_import"].items():
                at_import.setdefault(source, set()).update(lines)
        return cls(tests, at_import)

    def is_at_import(self, source: str, text: str, lines: range) -> bool:
        """Whether one of these lines does something when its module is imported, or another."""
        return not is_within_a_function(text, lines.start) or not self.at_import.get(
            source, set()
        ).isdisjoint(lines)

    def of_line(self, source: str, text: str, lines: range) -> list[str]:
        """The tests that reach one of these lines of a source file, the cheapest first.

        Of lines that run when a module is imported these are all that reach the module.
        """
        there = {
            name: set(test["lines"][source])
            for name, test in self.tests.items()
            if source in test["lines"]
        }
        if is_within_a_function(text, lines.start):
            there = {
                name: reached for name, reached in there.items() if not reached.isdisjoint(lines)
            }
        return sorted(there, key=self.seconds)

    def seconds(self, test: str) -> float:
        """What a test costs in processor time, as it was recorded."""
        return float(self.tests[test]["seconds"])

    def all_seconds(self) -> float:
        """What all tests cost together."""
        return sum(map(self.seconds, self.tests))


def is_within_a_function(text: str, line: int) -> bool:
    """Whether a line runs when a function is called, not when its module is imported."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(
        node.body[0].lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, functions)
    )
