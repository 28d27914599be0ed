"""Templates from files: slimscan's own, a user's in their place, and where a broken one breaks."""

from __future__ import annotations

import re
import traceback
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.disk.places import reports_folder
from slimscan.errors import Fault, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

_ENDING = ".j2"
_INSIDE = re.compile(r"'?(?:\w+\.)+(\w+) object'?|<?(?:\w+\.)*(\w+) object at 0x\w+>?")
"""`'slimscan.report.scan.context.ReportContext object'`, or a thing with its address."""


@cache
def environment() -> Environment:
    """The templates, with every value escaped and every missing one an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from slimscan.report.compiled_templates import compiled_before

    folder = reports_folder() / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=compiled_before(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def environment_with(folder: Path) -> Environment:
    """The templates with those in `folder` in place of their namesakes.

    They may come from somebody else, so they see values, reach nothing behind them, and have a
    budget.
    """
    from jinja2 import ChoiceLoader, StrictUndefined

    from slimscan.report.sandbox import FolderLoader, Sandbox

    return Sandbox(
        loader=ChoiceLoader([FolderLoader(folder), environment().loader]),  # type: ignore[list-item]
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_problem(error: Exception, name: str) -> Problem | None:
    """What is wrong in which template and line; nothing when the fault is not in a template."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    reason = _told(getattr(error, "message", None) or str(error) or type(error).__name__)
    if isinstance(error, TemplateNotFound):
        reason = f"{error.name}: not found"
    if isinstance(error, TemplateSyntaxError):
        return _problem(reason, error.filename or error.name or name, error.lineno)
    if file := getattr(error, "file", None):
        return _problem(reason, file, None)
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith(_ENDING)]
    if inside:
        return _problem(reason, inside[-1].filename, inside[-1].lineno)
    return _problem(reason, name, None) if isinstance(error, TemplateError) else None


def _told(message: str) -> str:
    """What Python says, without the places and addresses of things inside slimscan."""
    return _INSIDE.sub(lambda found: found[1] or found[2], message)


def _problem(reason: str, file: str, line: int | None) -> Problem:
    return Problem(Fault.TEMPLATE_BROKEN, {"reason": reason}, file, line)
