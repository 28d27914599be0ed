"""How far long work is: a bar on a terminal, a plain line now and then otherwise, on stderr."""

from __future__ import annotations

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from slimscan.errors import Problem
from slimscan.language import words
from slimscan.terminal.console import open_console
from slimscan.terminal.problems import problem_line

SECONDS_BETWEEN_LINES = 5.0


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.0f}/s", style="dim")


class StagedWatch(ABC):
    """Shows work in stages, each of so many parts as far as that is known."""

    @abstractmethod
    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage of the work begins, in place of the one before."""

    @abstractmethod
    def reach(self, done: int, total: int | None = None) -> None:
        """So much is done of the stage."""

    def advance(self, amount: int) -> None:
        """So much more is done."""
        self._done += amount
        self.reach(self._done)

    def stage(self, name: str) -> Callable[[int, int], None]:
        """Begin a stage that tells itself how much is done, of how much."""
        self.begin(name)
        return self.reach

    @abstractmethod
    def tell(self, remark: Problem) -> None:
        """Say what was found or decided, before the work goes on."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the screen as it was."""
        self._done = 0

    _done = 0


class BarWatch(StagedWatch):
    """Draws one bar a stage, with the rate and the time left."""

    def __init__(self, language: str) -> None:
        self._say = words(language, "batch")
        self._language = language
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=open_console(stderr=True),
            transient=True,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage of the work begins, in place of the one before."""
        self._done = 0
        for task in self._progress.task_ids:
            self._progress.remove_task(task)
        self._progress.add_task(self._say[f"stage.{stage}"], total=total)

    def reach(self, done: int, total: int | None = None) -> None:
        """So much is done of the stage."""
        [task] = self._progress.tasks
        known = task.total if total is None else total
        # A total that was estimated may turn out too low.
        whole = None if known is None else max(known, done)
        self._progress.update(task.id, completed=done, total=whole)

    def tell(self, remark: Problem) -> None:
        """Say it above the bar."""
        self._progress.console.print(Text(problem_line(remark, self._language)))


class LineWatch(StagedWatch):
    """Says a line when a stage begins, and every few seconds how far it is."""

    def __init__(self, language: str) -> None:
        self._say = words(language, "batch")
        self._language = language
        self._stage = ""
        self._total: int | None = None
        self._told = 0.0

    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage of the work begins."""
        self._stage, self._done, self._total = self._say[f"stage.{stage}"], 0, total
        self._told = time.monotonic()
        self._print(self._stage)

    def reach(self, done: int, total: int | None = None) -> None:
        """So much is done of the stage."""
        self._total = total or self._total
        if time.monotonic() - self._told < SECONDS_BETWEEN_LINES:
            return
        self._told = time.monotonic()
        if self._total is None:
            counted = self._say("rows", done=done)
        else:
            counted = self._say("parts", done=done, total=max(self._total, done))
        self._print(f"{self._stage}: {counted}")

    def tell(self, remark: Problem) -> None:
        """Say it on a line of its own."""
        self._print(problem_line(remark, self._language))

    def _print(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 plain output is the purpose


class NoWatch(LineWatch):
    """Says nothing."""

    def _print(self, line: str) -> None:
        """Quiet was asked for."""


def open_watch(language: str, quiet: bool = False) -> StagedWatch:
    """What fits this run: a bar on a terminal, lines otherwise, nothing when quiet is asked for."""
    if quiet:
        return NoWatch(language)
    return BarWatch(language) if sys.stderr.isatty() else LineWatch(language)
