"""Work that goes on while the user reads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Meanwhile(Generic[_Value]):
    """Something to work out in the background, or on the spot when nobody started it."""

    def __init__(self, work: Callable[[], _Value]) -> None:
        self._work = work
        # Whoever leaves does not wait for it: after an interrupt it may never end, since an import
        # that was cut off can keep its lock.
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._outcome: list[_Value] = []
        self._error: BaseException | None = None

    def start(self) -> None:
        """Begin, in the background."""
        if self._thread.ident is None:
            self._thread.start()

    def result(self) -> _Value:
        """What came out, waited for if need be; raises what went wrong."""
        self.start()
        self._thread.join()
        if self._error:
            raise self._error
        return self._outcome[0]

    def _run(self) -> None:
        try:
            self._outcome.append(self._work())
        except BaseException as error:
            self._error = error
