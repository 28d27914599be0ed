"""The key of sealed answers, as a command opens it: where it lies, and with which passphrase."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from slimscan.scan.scan_key import ScanKey
    from slimscan.scan.sealing import SecretKey

PASSPHRASE = "SLIMSCAN_PASSPHRASE"  # noqa: S105 the name of a variable


def opener(language: str, elsewhere: Path | None = None) -> Callable[[ScanKey], SecretKey]:
    """What opens a scan's key: asked for its passphrase once; `elsewhere` is a file that has it."""

    @cache
    def opened(key: ScanKey) -> SecretKey:
        from slimscan.scan.scan_key import read_key

        whole = key.with_secret_of(read_key(elsewhere)) if elsewhere else key
        return whole.open(lambda: known_passphrase() or ask_passphrase("key.passphrase", language))

    return opened


def opener_or_notice(language: str) -> Callable[[ScanKey], SecretKey | None]:
    """What opens a scan's key, or says why it stays closed and gives nothing."""
    opens = opener(language)

    def opened(key: ScanKey) -> SecretKey | None:
        from slimscan.errors import InputError
        from slimscan.terminal.problems import print_problems

        try:
            return opens(key)
        except InputError as error:
            print_problems(error.problems, language)
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
