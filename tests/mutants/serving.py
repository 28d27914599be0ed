"""Tests that were collected once and are run many times, in children that have all loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.mutants.swapping import Functions
from tests.mutants.trials import (
    FAILED,
    FEW_EXAMPLES,
    NONE_RAN,
    NOT_SWAPPED,
    OPTIONS,
    PASSED,
    NamesKiller,
    in_child,
)


class Served:
    """Tests by name, ready to run; `work` is done when they are."""

    def __init__(self, tree: Path, work: Callable[[Served], None]) -> None:
        self.tree = tree
        self.work = work
        self.items: dict[str, pytest.Item] = {}

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.functions = Functions(self.tree)
        self.work(self)
        return True

    def run(
        self, tests: Sequence[str], seconds: int, log: Path, few: bool, source: str, changed: str
    ) -> int:
        """What comes of these tests with a source file changed (with "" as it is)."""

        def tried() -> int:
            self.session.config.pluginmanager.register(NamesKiller(log))
            if changed and not self.functions.swap(source, changed):
                return NOT_SWAPPED
            return self._run([self.items[test] for test in tests if test in self.items], few)

        return in_child(self.tree, seconds, log, tried)

    def _run(self, items: Sequence[pytest.Item], few: bool) -> int:
        for item, following in zip(items, [*items[1:], None], strict=True):
            if few:
                _with_few_examples(item)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.session.testsfailed:
                return FAILED
        return PASSED


def _with_few_examples(item: pytest.Item) -> None:
    from hypothesis import settings

    test = getattr(item, "obj", None)
    test = getattr(test, "__func__", test)
    chosen = getattr(test, "_hypothesis_internal_use_settings", None)
    if chosen is not None and chosen.max_examples == settings.get_profile("slimscan").max_examples:
        test._hypothesis_internal_use_settings = settings(chosen, max_examples=FEW_EXAMPLES)


def serve(
    tree: Path, test_files: Sequence[str], place: Path, work: Callable[[Served], None]
) -> None:
    """Collect the tests of these files and do `work` with them; `place` is for their files."""
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    sys.path.insert(0, str(tree))
    options = [*OPTIONS, "-s", f"--basetemp={place}"]
    if pytest.main([*options, *test_files], [Served(tree, work)]) not in (PASSED, NONE_RAN):
        raise SystemExit("The tests could not be served; what is above says why.")
