"""The key of sealed answers, as a command opens it: where it lies, and with which passphrase."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from slimscan.errors import InputError
    from slimscan.scan.scan_key import ScanKey
    from slimscan.scan.sealing import SecretKey
    from slimscan.staff.staff_file import StaffFile

PASSPHRASE = "SLIMSCAN_PASSPHRASE"  # noqa: S105 the name of a variable


def opener(language: str, elsewhere: Path | None = None) -> Callable[[ScanKey], SecretKey]:
    """What opens a scan's key: asked for its passphrase once; `elsewhere` is a file that has it.

    What was not the passphrase once is not asked for again: that fails for every file alike.
    """
    known: dict[ScanKey, SecretKey] = {}
    failed: dict[ScanKey, InputError] = {}

    def opened(key: ScanKey) -> SecretKey:
        from slimscan.errors import InputError
        from slimscan.scan.scan_key import read_key

        if key in failed:
            raise failed[key]
        if key not in known:
            try:
                whole = key.with_secret_of(read_key(elsewhere)) if elsewhere else key
                known[key] = whole.open(
                    lambda: known_passphrase() or ask_passphrase("key.passphrase", language)
                )
            except InputError as error:
                failed[key] = error
                raise
        return known[key]

    return opened


def opener_or_notice(
    language: str, opens: Callable[[ScanKey], SecretKey] | None = None
) -> Callable[[StaffFile], SecretKey | None]:
    """What gives the key of a scan's staff, or says once why it cannot be had."""
    opens = opens or opener(language)
    told: set[StaffFile] = set()

    def opened(file: StaffFile) -> SecretKey | None:
        from slimscan.errors import Fault, InputError, Problem
        from slimscan.terminal.problems import print_problems

        try:
            return file.secret(opens)
        except InputError as error:
            if file not in told:
                waiting = file.held().waiting
                more = [Problem(Fault.STAFF_WAITING, {}, str(file.path))] if waiting else []
                print_problems([*error.problems, *more], language)
            told.add(file)
            return None

    return opened


def known_passphrase() -> str | None:
    """The passphrase that was given in the environment."""
    return os.environ.get(PASSPHRASE) or None


def ask_passphrase(question: str, language: str) -> str | None:
    """A passphrase as it is typed, which the screen does not show; nothing without a terminal."""
    from getpass import getpass

    from slimscan.language import words
    from slimscan.terminal.ask import is_interactive

    if not is_interactive():
        return None
    return getpass(f"{words(language, 'cli')[question]} ") or None
