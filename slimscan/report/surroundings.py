"""What a drawing finds around it: the clock, the fonts, a folder, a log, and no clearing up."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import tempfile
import warnings
from collections.abc import Iterator
from datetime import datetime

from slimscan.report.html import fonts_folder
from slimscan.report.text_libraries import told_by_environment


@contextlib.contextmanager
def drawing_room(made_at: datetime) -> Iterator[list[str]]:
    """All that a drawing needs around it; gives what weasyprint says of it meanwhile."""
    with (
        _watched_log() as messages,
        _fixed_clock(made_at),
        own_fonts_only(),
        _own_temporary_folder(),
        _without_garbage_collection(),
    ):
        yield messages


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing on standard output, where data goes, and no warnings meant for programmers."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def own_fonts_only() -> contextlib.AbstractContextManager[None]:
    """The fonts of the machine are not looked at: a report is the same on every machine."""
    return told_by_environment("FONTCONFIG_FILE", str(fonts_folder() / "fonts.conf"))


def _fixed_clock(made_at: datetime) -> contextlib.AbstractContextManager[None]:
    """The font tools write the time into every font; SOURCE_DATE_EPOCH tells them which."""
    return told_by_environment("SOURCE_DATE_EPOCH", str(max(0, int(made_at.timestamp()))))


@contextlib.contextmanager
def _own_temporary_folder() -> Iterator[None]:
    """The fonts of a document lie in a folder that goes when it is drawn.

    Weasyprint removes it with the document, which only a search for garbage finds; a command ends
    without one.
    """
    with tempfile.TemporaryDirectory(prefix="slimscan-", ignore_cleanup_errors=True) as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        try:
            yield
        finally:
            tempfile.tempdir = before


class _Recorder(logging.Handler):
    """Keeps every warning and error."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())


@contextlib.contextmanager
def _watched_log() -> Iterator[list[str]]:
    """What weasyprint logs while it works; none of it reaches the screen."""
    logger = logging.getLogger("weasyprint")
    messages: list[str] = []
    recorder = _Recorder(messages)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(recorder)
    try:
        yield messages
    finally:
        logger.removeHandler(recorder)
        logger.propagate = propagate


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A render makes many objects that live to its end: looking for garbage is a waste."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
