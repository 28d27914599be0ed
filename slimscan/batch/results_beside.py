"""The workbook of results, made in a process of its own while the summary is worked out.

It has a row for every organisation, so of very many it takes as long as the summary does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from slimscan.batch.organisations.told import shown_groups_in
from slimscan.batch.results_workbook import ResultsBook, ResultsOrder
from slimscan.batch.summary.views import SummaryContext
from slimscan.batch.workers import SideWorker
from slimscan.errors import SlimscanError

WORTH_A_PROCESS = 1_000_000
"""So many bytes of organisations take some ten times as long to write as a process to start."""


SummaryTold = tuple[SummaryContext, date]
"""What the summary tells, and on which day."""


@contextlib.contextmanager
def results_beside(order: ResultsOrder, jobs: int) -> Iterator[ResultsBeside]:
    """The workbook while other work goes on, in a process of its own if `jobs` allow one."""
    with contextlib.ExitStack() as processes:
        yield ResultsBeside(order, jobs > 1, processes)


@dataclass
class ResultsBeside:
    """The workbook that is made beside other work. Where its process dies it is made here."""

    order: ResultsOrder
    _may_have_a_process: bool
    _processes: contextlib.ExitStack
    _worker: SideWorker[SummaryTold | None, bool] | None = None

    def begin(self) -> None:
        """Begin with the organisations: what may be shown of them is written."""
        shown = self.order.shown
        if self._may_have_a_process and shown and shown.stat().st_size >= WORTH_A_PROCESS:
            self._worker = self._processes.enter_context(SideWorker(partial(_Maker, self.order)))
            self._worker.begin(None)

    def finishing(self, told: SummaryTold) -> Callable[[], bytes]:
        """Go on with what the summary tells; what is given waits for the whole workbook.

        It raises `MachineError` when the disk takes no more.
        """
        if self._worker:
            self._worker.value()
            self._worker.begin(told)
        return partial(self._finished, told)

    def _finished(self, told: SummaryTold) -> bytes:
        if self._worker and self._worker.value():
            return self.order.made.read_bytes()
        return _begun(self.order).finished(*told)


@dataclass
class _Maker:
    """Makes the workbook in a process of its own: first the organisations, then the summary."""

    order: ResultsOrder
    _book: ResultsBook | None = None

    def __call__(self, told: SummaryTold | None) -> bool:
        """Whether it worked; what went wrong is met again, and told, by who asked for it."""
        try:
            if told is None:
                self._book = _begun(self.order)
            elif self._book:
                self.order.made.write_bytes(self._book.finished(*told))
        except (OSError, SlimscanError):
            self._book = None
        return self._book is not None


def _begun(order: ResultsOrder) -> ResultsBook:
    """The workbook with the organisations in it."""
    book = ResultsBook(order)
    if order.shown:
        book.add_organisations(shown_groups_in(order.shown, len(order.kept)))
    return book
