"""The keyboard of a POSIX terminal, one key at a time; and the terminal left as it was."""

from __future__ import annotations

import atexit
import codecs
import contextlib
import os
import select
import signal
import sys
import termios
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from slimscan.disk.interrupts import interrupts_later
from slimscan.terminal.keyboard import ENTER_SCREEN, LEAVE_SCREEN
from slimscan.terminal.keys import Key, KeyName, TerminalClosed

if TYPE_CHECKING:
    from slimscan.terminal.key_presses import KeyReader

_REST_OF_SEQUENCE = 0.05
_REST_OF_PASTE = 1.0

Handler = Callable[[int, FrameType | None], Any] | int | None


class PosixKeyboard:
    """The terminal in single-key mode on its second screen, from `open` to `close`.

    Whatever ends the program (an exception, a signal, `sys.exit`), the terminal is put back; a
    suspended program (Ctrl-Z) gives it back too, and takes it again when it goes on.
    """

    def __init__(self) -> None:
        self._input, self._output = sys.stdin.fileno(), sys.stdout.fileno()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._reader: KeyReader | None = None
        self._patience: float | None = None
        """How long the rest of what was begun may take, in seconds; nothing was begun: for ever."""
        self._settings: list[Any] | None = None
        self._handlers: dict[signal.Signals, Handler] = {}
        self._bell_heard, self._bell_rung = os.pipe()
        os.set_blocking(self._bell_rung, False)

    def open(self) -> None:
        """Take the terminal."""
        atexit.register(self._give_back)
        self._handlers = {
            number: signal.signal(number, handler)
            for number, handler in (
                (signal.SIGWINCH, self._ring),
                (signal.SIGTSTP, self._suspend),
                (signal.SIGHUP, _end),
                (signal.SIGTERM, _end),
            )
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        self._take()

    def close(self) -> None:
        """Give the terminal back as it was."""
        self._give_back()
        atexit.unregister(self._give_back)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}
        os.close(self._bell_heard)
        os.close(self._bell_rung)

    def forget(self) -> None:
        """Drop the keys pressed so far: a key answers only a question that was on the screen."""
        with contextlib.suppress(termios.error):
            termios.tcflush(self._input, termios.TCIFLUSH)

    def read(self) -> tuple[Key, ...]:
        """Wait for keys; more than one come at once when text is pasted or a key is held down.

        Raises `TerminalClosed` when the terminal is gone.
        """
        reader = self._key_reader()
        while True:
            ready, _, _ = select.select([self._input, self._bell_heard], [], [], self._patience)
            if self._bell_heard in ready:
                os.read(self._bell_heard, 1024)
                return (Key(KeyName.REDRAW),)
            keys = reader.feed(self._read_text()) if ready else reader.flush()
            # A sequence or a character can come in pieces.
            rest = _REST_OF_PASTE if reader.pasting else _REST_OF_SEQUENCE
            self._patience = rest if ready else None
            if keys:
                return keys

    def _key_reader(self) -> KeyReader:
        """What decodes; it is loaded when it is first waited for, with a page on the screen."""
        if self._reader is None:
            with interrupts_later():
                from slimscan.terminal.key_presses import KeyReader

            self._reader = KeyReader()
        return self._reader

    def _read_text(self) -> str:
        try:
            data = os.read(self._input, 4096)
        except OSError:
            data = b""
        if not data:
            raise TerminalClosed
        return self._decoder.decode(data)

    def _take(self) -> None:
        self._settings = termios.tcgetattr(self._input)
        changed = termios.tcgetattr(self._input)
        changed[0] &= ~termios.IXON
        changed[3] &= ~(termios.ICANON | termios.ECHO)
        changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
        changed[6][termios.VQUIT] = b"\x00"
        termios.tcsetattr(self._input, termios.TCSADRAIN, changed)
        self._write(ENTER_SCREEN.encode())

    def _give_back(self) -> None:
        if self._settings is None:
            return
        with contextlib.suppress(termios.error, OSError):
            self._write(LEAVE_SCREEN.encode())
            termios.tcsetattr(self._input, termios.TCSADRAIN, self._settings)
        self._settings = None

    def _write(self, sequence: bytes) -> None:
        """Past the buffer of stdout, which a signal may have interrupted half way."""
        os.write(self._output, sequence)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._bell_rung, b".")

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        """Give the terminal back, stop, and take it again when the program is continued."""
        self._give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._suspend)
        self._take()
        self._ring(number, frame)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise TerminalClosed
