"""Where a scan's staff answers are kept: open, sealed under the scan's key, or gone again.

Where they are sealed, or are to be forgotten, what may be shown of them stands beside them: it can
be read without the key, and stays when the answers are gone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from slimscan.disk.durable import remove_leftovers
from slimscan.errors import Fault, InputError, input_error
from slimscan.questionnaire.json_text import parse_json
from slimscan.scan.kept_file import KeptFile
from slimscan.scan.model import Scan
from slimscan.scan.scan_key import ScanKey, make_key, read_key
from slimscan.scan.sealing import AT_REST, SealBrokenError, SecretKey
from slimscan.scan.store import KEY_ENDING, STAFF_ENDING, Shelf
from slimscan.staff.answers import StaffAnswers, StaffPart

_OPEN, _HELD = 1, 2
"""The formats: the answers alone, and answers beside what may be shown of them."""
_BLOCK = 16 * 1024
"""Sealed answers are filled up to a multiple of this: nobody sees whether one wrote a remark."""

OpenKey = Callable[[ScanKey], SecretKey]
"""Gives the half of a key that opens; raises `InputError` when it cannot be had."""
TryKey = Callable[["StaffFile"], SecretKey | None]
"""Gives that half for what is kept of a scan's staff; nothing when it cannot be had."""


class HeldStaff(StaffPart):
    """What is kept of a scan's staff.

    Of `answers` and `sealed` one is there, or none when they were forgotten on a day. `released` is
    what may be shown of them, by the release rule.
    """

    format: Literal[2] = 2
    scan: str
    count: int
    """How many people answered."""
    answers: StaffAnswers | None = None
    sealed: str | None = None
    released: dict[str, Any] | None = None
    waiting: bool = False
    """Whether answers came in since what may be shown was settled; then it is of those before."""
    forget_after: str | None = None
    forgotten_on: str | None = None

    def is_due(self, today: date) -> bool:
        """Whether the day has come on which the answers are to be gone."""
        there = self.answers is not None or self.sealed is not None
        return there and bool(self.forget_after) and today.isoformat() > (self.forget_after or "")

    def forgotten(self, today: date) -> HeldStaff:
        """The same without the answers."""
        gone = {"answers": None, "sealed": None, "forgotten_on": today.isoformat()}
        return self.model_copy(update={**gone, "waiting": False})

    def settled(self, released: dict[str, Any] | None) -> HeldStaff:
        """The same with what may be shown of all these answers."""
        return self.model_copy(update={"released": released, "waiting": False})


@dataclass(frozen=True)
class StaffFile:
    """Where a scan's staff answers are kept; hold the scan's lock to change them."""

    path: Path
    scan: str

    @property
    def kept(self) -> KeptFile:
        """The file as a document with a checksum and a copy."""
        return KeptFile(self.path, Shelf(self.path.parent).file_of(self.scan).called)

    @property
    def key_path(self) -> Path:
        """Where the scan's key is, when it has one."""
        return self.path.with_name(f"{self.scan}{KEY_ENDING}")

    @property
    def key(self) -> ScanKey | None:
        """The key of the scan; raises `InputError` for a damaged one."""
        return read_key(self.key_path) if self.key_path.exists() else None

    def held(self) -> HeldStaff:
        """What is kept, without opening it; raises `InputError` for a damaged file."""
        try:
            content = self.kept.read().content
        except InputError as error:
            if error.problems[0].fault is Fault.FILE_MISSING:
                return HeldStaff(scan=self.scan, count=0, answers=StaffAnswers(scan=self.scan))
            raise
        version = content.get("format")
        if isinstance(version, int) and version > _HELD:
            raise input_error(Fault.SCAN_NEWER, self.path, format=version)
        try:
            if version == _HELD:
                return HeldStaff.model_validate(content)
            answers = StaffAnswers.model_validate(content)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
            raise self.kept.damaged(where) from None
        return HeldStaff(scan=answers.scan, count=len(answers.respondents), answers=answers)

    def load(self, open_key: OpenKey | None = None) -> StaffAnswers:
        """The staff answers, none when there are none.

        Raises `InputError` for a damaged file, for sealed answers whose key cannot be had, and when
        the answers were forgotten.
        """
        held = self.held()
        if held.answers is not None:
            return held.answers
        if held.sealed is None:
            raise input_error(Fault.STAFF_FORGOTTEN, self.path, date=str(held.forgotten_on))
        return self._opened(held.sealed, self.secret(open_key))

    def secret(self, open_key: OpenKey | None = None) -> SecretKey:
        """The half of the scan's key that opens; raises `InputError` when it cannot be had."""
        key = self.needed_key()
        return open_key(key) if open_key else key.open()

    @property
    def key_is_gone(self) -> bool:
        """Whether the half that opens is not here."""
        key = self.key
        return key is None or not key.is_here

    def needed_key(self) -> ScanKey:
        """The key of the scan; raises `InputError` when there is none, or when it was lost."""
        key = self.key
        if key is None:
            lost = self.held().sealed is not None
            fault = Fault.SEAL_KEY_LOST if lost else Fault.SEAL_KEY_MISSING
            raise input_error(fault, self.path)
        return key

    def key_to_seal_with(self, holder: str) -> ScanKey:
        """The key of the scan, a new one where it never had any; not saved yet.

        Raises `InputError` when the key of what was collected is lost: a new one opens nothing.
        """
        if self.held().sealed is not None:
            return self.needed_key()
        return self.key or make_key(self.key_path, self.scan, holder)

    def seal_open_answers(self) -> bool:
        """Seal answers that were collected before the scan had its key; says whether there were."""
        held = self.held()
        if held.answers is None or not held.answers.respondents:
            return False
        self.save(held.answers, held.released, held.forget_after, waiting=not held.forget_after)
        return True

    def _opened(self, sealed: str, secret: SecretKey) -> StaffAnswers:
        try:
            text = secret.open(base64.b64decode(sealed, validate=True), AT_REST).decode()
            return StaffAnswers.model_validate(parse_json(text, str(self.path)))
        except (SealBrokenError, binascii.Error, UnicodeDecodeError, ValidationError):
            raise self.kept.damaged("key") from None

    def save(
        self,
        staff: StaffAnswers,
        released: dict[str, Any] | None = None,
        forget_after: str | None = None,
        waiting: bool = False,
    ) -> None:
        """Write the staff answers, durable when this returns, for the user's eyes only.

        They are sealed where the scan has a key. `released` is what may be shown of them, which is
        needed then, and where a day is set after which they are to be gone; while it is `waiting`
        to be settled it is what was settled before.
        """
        key = self.key
        if key is None and forget_after is None:
            self._write(staff.model_dump(mode="json"))
            return
        held = HeldStaff(
            scan=self.scan,
            count=len(staff.respondents),
            answers=None if key else staff,
            sealed=_sealed(key, staff) if key else None,
            released=released,
            waiting=waiting,
            forget_after=forget_after,
        )
        self.keep(held)

    def keep(self, held: HeldStaff) -> None:
        """Write what is kept; raises `MachineError`."""
        self._write(held.model_dump(mode="json"))

    def _write(self, content: dict[str, Any]) -> None:
        remove_leftovers(self.path)
        self.kept.write(content, forget=True)


def _sealed(key: ScanKey, staff: StaffAnswers) -> str:
    """The answers for the holder of the key; how long this is tells only roughly how much it is."""
    content = staff.model_dump_json().encode()
    whole = -(-len(content) // _BLOCK) * _BLOCK
    return base64.b64encode(key.public.seal(content.ljust(whole), AT_REST)).decode()


def staff_file(shelf: Shelf, scan: Scan) -> StaffFile:
    """Where the staff answers of a scan are kept."""
    return StaffFile(shelf.place_of(scan.id, STAFF_ENDING), scan.id)
