"""What this machine has of what slimscan needs; looks, changes nothing that stays."""

from __future__ import annotations

import shutil
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from slimscan.disk.durable import write_durably
from slimscan.disk.places import home_folder, questionnaires_folder, reports_folder
from slimscan.errors import InputError, MachineError
from slimscan.report.browser_pdf import find_browser
from slimscan.report.pdf import draws_text
from slimscan.report.text_libraries import TEXT_LIBRARIES, how_to_install
from slimscan.scan.scan_key import read_key
from slimscan.scan.store import KEY_ENDING, home_shelf

ENOUGH_DISK = 50 * 10**6
"""In bytes."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `subject` names its words in the language files."""

    subject: str
    good: bool
    detail: str = ""
    needed: bool = True
    remedy: str = ""
    """What the words about the remedy name: a command of this platform."""


def examine() -> tuple[Finding, ...]:
    """Everything that a scan and its report need, in the order in which it is needed."""
    return (
        Finding("python", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3]))),
        Finding("content", _content_is_there(), str(questionnaires_folder())),
        _home(),
        _disk(),
        _here(),
        _text_libraries(),
        _browser(),
        _small_fonts(),
        _terminal(),
        *_keys(),
    )


def _content_is_there() -> bool:
    return any(questionnaires_folder().glob("*/questionnaire.yaml")) and reports_folder().is_dir()


def _home() -> Finding:
    try:
        home_shelf().prepare()
    except MachineError as error:
        return Finding("home", False, error.problems[0].file or "?")
    return Finding("home", True, str(home_folder()))


def _disk() -> Finding:
    """The space where scans are kept, or will be: a folder that is not there yet has a parent."""
    try:
        home = home_folder().absolute()
        there = next(path for path in (home, *home.parents) if path.exists())
        free = shutil.disk_usage(there).free
    except (OSError, MachineError):
        return Finding("disk", False, "?")
    told = f"{free // 10**9} GB" if free >= 10**9 else f"{free // 10**6} MB"
    return Finding("disk", free >= ENOUGH_DISK, told)


def _here() -> Finding:
    """The current folder; one that was removed meanwhile has no name any more."""
    here = ""
    try:
        here = str(Path.cwd())
        probe = Path(here) / ".slimscan-write-test"
        write_durably(probe, "")
        probe.unlink()
    except (MachineError, OSError):
        return Finding("here", False, here or "?", needed=False)
    return Finding("here", True, here)


def _text_libraries() -> Finding:
    """Tried as a report tries them; without them a browser that is here can print it."""
    if draws_text():
        return Finding("text", good=True)
    missing = ", ".join(name for name in TEXT_LIBRARIES if find_library(name) is None)
    told = f"({missing})" if missing else ""
    return Finding("text", False, told, find_browser() is None, remedy=how_to_install())


def _browser() -> Finding:
    """Prints the report where the libraries for text are not."""
    browser = find_browser()
    told = f"({browser.name})" if browser else ""
    return Finding("browser", browser is not None, told, needed=False)


def _small_fonts() -> Finding:
    """Without it PDFs are made too, but slower and with bytes that differ from run to run."""
    there = find_library("harfbuzz-subset") is not None
    return Finding("subset", there, needed=False, remedy=how_to_install())


def _terminal() -> Finding:
    return Finding("terminal", sys.stdin.isatty() and sys.stdout.isatty(), needed=False)


def _keys() -> list[Finding]:
    """Every scan whose key is here and has no second copy: lose it, and the answers are gone."""
    try:
        paths = sorted(home_folder().glob(f"*{KEY_ENDING}"))
    except MachineError:
        return []
    return [
        Finding("key", good=False, detail=one, needed=False) for one in map(_alone, paths) if one
    ]


def _alone(path: Path) -> str:
    """The scan of a key that is here alone; empty for any other."""
    try:
        key = read_key(path)
    except InputError:
        return path.name.removesuffix(KEY_ENDING)
    return key.document.scan if key.is_here and not key.document.backed_up else ""
