"""Standard input, output and error as they may be: closed, full, without a reader, not UTF-8."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def prepare_streams() -> None:
    """Make all three usable: closed ones as if empty, and in UTF-8, whatever the locale says.

    Schedulers and services start programs with closed streams. A file that is opened would then
    take the place of one, and what is said would land in it.
    """
    for number, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            _open_on_nothing(number)
            _replace(name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for name, kind in (("stdout", _Data), ("stderr", _Talk)):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:
            lines = stream.line_buffering or kind is _Talk
            _replace(name, kind(stream.buffer, "utf-8", "replace", line_buffering=lines))


class _Data(io.TextIOWrapper):
    """Standard output; what it could not write is remembered."""

    refused: OSError | None = None

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self.refused = error
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self.refused = error
            raise


class _Talk(io.TextIOWrapper):
    """Standard error; when nobody can be told any more, the work goes on in silence."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            _silence(2)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            _silence(2)


def _replace(name: str, stream: Any) -> None:
    # The old one stays referred to: it would close the file that both write to.
    setattr(sys, f"__{name}__", getattr(sys, name) or stream)
    setattr(sys, name, stream)


def _open_on_nothing(number: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        _silence(number)


def is_output_error(error: OSError) -> bool:
    """Whether this is what standard output could not write."""
    return isinstance(sys.stdout, _Data) and sys.stdout.refused is error


def fall_silent() -> None:
    """Send what is still to be written nowhere, so that the program ends without a word."""
    sys.stderr.flush()
    for number in (1, 2):
        _silence(number)


def _silence(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    os.set_inheritable(number, True)
