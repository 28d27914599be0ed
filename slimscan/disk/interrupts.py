"""Ctrl-C at a moment at which it would be lost, or leave something half begun."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def interrupts_later() -> Iterator[None]:
    """Let Ctrl-C wait for the end of this: in the midst of an import, Python may lose it.

    Python hears it whichever thread of the process it came to. Raises `KeyboardInterrupt` at the
    end. Outside the main thread, where Python never hears it, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def no_more_interrupts() -> None:
    """Let Ctrl-C do nothing from here on: all that is left of the program is its end.

    Python would tell of it in a traceback, and end with another exit code.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
