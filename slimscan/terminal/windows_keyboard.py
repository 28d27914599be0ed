"""The keyboard of a Windows console or Windows Terminal; and the console left as it was."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import contextlib
    import ctypes
    import os

    from prompt_toolkit.eventloop.win32 import wait_for_handles
    from prompt_toolkit.input.win32 import Win32Input

    from slimscan.terminal.key_presses import keys_of
    from slimscan.terminal.keyboard import ENTER_SCREEN, LEAVE_SCREEN
    from slimscan.terminal.keys import Key, KeyName

    _OUTPUT, _DRAWING = -11, 0x0004
    """The console's output, and its mode in which it obeys escape sequences."""
    _MILLISECONDS = 400
    """How often the size of the window is looked at: Windows does not tell of it."""

    def draws_here() -> bool:
        """Whether this console obeys escape sequences, as those since Windows 10 do."""
        console = ctypes.windll.kernel32
        handle, mode = console.GetStdHandle(_OUTPUT), ctypes.c_uint32()
        if not console.GetConsoleMode(handle, ctypes.byref(mode)):
            return False
        return bool(console.SetConsoleMode(handle, mode.value | _DRAWING))

    class WindowsKeyboard:
        """The console in single-key mode on its second screen; Ctrl-C is a key here."""

        def __init__(self) -> None:
            self._held = contextlib.ExitStack()
            self._size = os.get_terminal_size(1)

        def open(self) -> None:
            """Take the console."""
            self._input = Win32Input(sys.stdin)
            self._held.callback(self._input.close)
            self._held.enter_context(self._input.raw_mode())
            self._write(ENTER_SCREEN)
            self._held.callback(self._write, LEAVE_SCREEN)

        def close(self) -> None:
            """Give the console back as it was."""
            self._held.close()

        def forget(self) -> None:
            """Drop the keys pressed so far."""
            while self._input.read_keys():
                pass

        def read(self) -> tuple[Key, ...]:
            """Wait for keys, or for another size of the window."""
            while True:
                if wait_for_handles([self._input.handle], _MILLISECONDS):
                    presses = self._input.read_keys()
                else:
                    presses = self._input.flush_keys()
                if keys := keys_of(presses):
                    return keys
                size = os.get_terminal_size(1)
                if size != self._size:
                    self._size = size
                    return (Key(KeyName.REDRAW),)

        def _write(self, sequence: str) -> None:
            sys.stdout.write(sequence)
            sys.stdout.flush()
