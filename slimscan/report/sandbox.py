"""Templates of somebody else: what they may reach, and how much they may do.

A template that loops for ever, or makes a text without end, is refused with the number; so is one
whose file is really somewhere else. Steps are counted, not seconds, so that it is the same on every
machine.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    Template,
    TemplateRuntimeError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_STEPS = 3_000_000
"""Lines of templates that one page may run; a full report takes some tens of thousands."""

LARGEST_PAGE = 20_000_000
"""Characters of a whole page; a full report has half a million, most of it fonts."""

_LARGEST_NUMBER = 10**12
_LARGEST_POWER = 8
_MEMORY = 1024**3
"""Bytes beside those in use that a page may take; a full report takes a few million."""

_ENDING = ".j2"


class TemplateRefusedError(TemplateRuntimeError):
    """A template as a whole cannot be used; `file` is where it is."""

    def __init__(self, reason: str, file: str | None) -> None:
        super().__init__(reason)
        self.file = file


class FolderLoader(FileSystemLoader):
    """Templates that really are in the folder: a link to elsewhere could read any file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The template's text; raises `TemplateRefusedError` for one elsewhere."""
        path = self._folder / template
        if path.exists() and not path.resolve().is_relative_to(self._folder.resolve()):
            raise TemplateRefusedError(f"-> {path.resolve()}", str(path))
        return super().get_source(environment, template)


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates see values and nothing behind them, and no number grows without end."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless it is on numbers that no page needs."""
        if any(isinstance(one, int) and abs(one) > _LARGEST_NUMBER for one in (left, right)):
            raise TemplateRuntimeError(f"{operator}: > {_LARGEST_NUMBER}")
        if operator == "**" and not (isinstance(right, int) and abs(right) <= _LARGEST_POWER):
            raise TemplateRuntimeError(f"**: > {_LARGEST_POWER}")
        return super().call_binop(context, operator, left, right)


@contextlib.contextmanager
def budget() -> Iterator[None]:
    """Within it templates may take `MOST_STEPS`, and so much memory.

    Raises `TemplateRuntimeError` where they go on.
    """
    steps = 0

    def line(_frame: FrameType, event: str, _given: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        if steps > MOST_STEPS:
            raise TemplateRuntimeError(f"> {MOST_STEPS} steps")
        return line

    def call(frame: FrameType, _event: str, _given: Any) -> Any:
        return line if frame.f_code.co_filename.endswith(_ENDING) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        with _limited_memory():
            yield
    except MemoryError as error:
        told = TemplateRuntimeError(f"> {_MEMORY // 1024**2} MiB")
        raise told.with_traceback(error.__traceback__) from None
    finally:
        sys.settrace(before)


@contextlib.contextmanager
def _limited_memory() -> Iterator[None]:
    """One operation can make a text of any length; only the system stops it in time, on Linux."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        before = resource.getrlimit(resource.RLIMIT_AS)
        most = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def check_size(page: str, template: Template) -> str:
    """The page itself; raises `TemplateRefusedError` for one that no report is."""
    if len(page) > LARGEST_PAGE:
        raise TemplateRefusedError(f"{len(page)} > {LARGEST_PAGE} characters", template.filename)
    return page
