"""Where slimscan finds its content, and where it keeps the user's scans."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from slimscan.errors import Fault, machine_error

DEFAULT_QUESTIONNAIRE = "slimmer-werken"

_HOME_VARIABLE = "SLIMSCAN_HOME"
_PACKAGE = Path(__file__).resolve().parent.parent


def _content(name: str) -> Path:
    """A content folder: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "content" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def questionnaires_folder() -> Path:
    """The questionnaires that come with slimscan."""
    return _content("questionnaires")


def reports_folder() -> Path:
    """Templates, styles, fonts and languages."""
    return _content("reports")


def languages() -> tuple[str, ...]:
    """The languages slimscan speaks: a folder of words each."""
    return tuple(
        sorted(path.name for path in (reports_folder() / "languages").iterdir() if path.is_dir())
    )


def home_folder() -> Path:
    """Where scans are kept: `SLIMSCAN_HOME`, else the platform's user data folder.

    Raises `MachineError` when it is named after a user whose own folder is not known here.
    """
    from platformdirs import user_data_path

    chosen = os.environ.get(_HOME_VARIABLE)
    try:
        if chosen:
            return Path(chosen).expanduser()
        return user_data_path("slimscan", appauthor=False).expanduser()
    except RuntimeError:
        raise machine_error(Fault.HOME_UNKNOWN, chosen or None) from None


NAME = "slimscan"


@cache
def program() -> str:
    """How this program is called here, as it can be typed: its name when the shell finds it.

    After `make scan` it is in a folder that the shell does not search, so that folder is named too.
    """
    started = Path(sys.argv[0])
    if started.name == "__main__.py" and started.parent.name == NAME:
        return f"{typed(sys.executable)} -m {NAME}"
    if started.stem != NAME:
        return NAME  # a program that uses slimscan: nothing is known of its commands
    found = shutil.which(NAME)
    is_found = found is not None and Path(found).resolve() == started.resolve()
    return NAME if is_found else typed(sys.argv[0])


def typed(path: str) -> str:
    """A path as one word of a command line, as the shells of this platform take it."""
    return subprocess.list2cmdline([path]) if os.name == "nt" else shlex.quote(path)
