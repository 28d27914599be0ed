"""The key of a scan's sealed answers: kept beside the scan, backed up, moved, and protected."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from slimscan.disk.durable import remove_leftovers, write_durably
from slimscan.errors import Fault, InputError, input_error
from slimscan.questionnaire.json_text import read_json
from slimscan.scan.sealing import PublicKey, SecretKey

AskPassphrase = Callable[[], str | None]
"""Gives the passphrase of a protected key; nothing when nobody can be asked."""

_SCRYPT_COST = 2**16
"""64 MB of memory and a quarter of a second for every guess."""


class _Part(BaseModel):
    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class Locked(_Part):
    """A secret key under a passphrase: scrypt, then AES-256-GCM."""

    salt: str
    nonce: str
    secret: str


class KeyDocument(_Part):
    """The file of a key. Without `secret` and `locked` the half that opens is kept elsewhere."""

    format: Literal[1] = 1
    kind: Literal["slimscan-key"] = "slimscan-key"
    scan: str
    holder: str = ""
    """Who holds the half that opens, as the form says it."""
    public: str
    secret: str | None = None
    locked: Locked | None = None
    backed_up: str | None = None
    """The day on which a second copy was made."""


@dataclass(frozen=True)
class ScanKey:
    """The key of one scan."""

    path: Path
    document: KeyDocument

    @property
    def public(self) -> PublicKey:
        """The half that seals."""
        return PublicKey.from_text(self.document.public)

    @property
    def fingerprint(self) -> str:
        """What people know the key by."""
        return self.public.fingerprint

    @property
    def is_here(self) -> bool:
        """Whether the half that opens is in this file."""
        return bool(self.document.secret or self.document.locked)

    @property
    def is_protected(self) -> bool:
        """Whether it asks for a passphrase."""
        return self.document.locked is not None

    def check_is_here(self) -> None:
        """Raise `InputError` when the half that opens is kept elsewhere."""
        if not self.is_here:
            raise input_error(Fault.SEAL_KEY_ELSEWHERE, self.path, key=self.fingerprint)

    def open(self, ask: AskPassphrase | None = None) -> SecretKey:
        """The half that opens; raises `InputError` when it is elsewhere, or stays locked."""
        self.check_is_here()
        if self.document.locked is None:
            return SecretKey(base64.b64decode(self.document.secret or ""))
        passphrase = ask() if ask else None
        if passphrase is None:
            raise input_error(Fault.SEAL_KEY_PROTECTED, self.path, key=self.fingerprint)
        number = _unlocked(self.document.locked, passphrase)
        if number is None:
            raise input_error(Fault.SEAL_KEY_PASSPHRASE, self.path, key=self.fingerprint)
        return SecretKey(number)

    def protected(self, secret: SecretKey, passphrase: str) -> ScanKey:
        """The key under a passphrase; an empty one takes the protection away."""
        locked = _locked(secret, passphrase) if passphrase else None
        plain = None if passphrase else _text(secret.number)
        return self._with(secret=plain, locked=locked)

    def without_secret(self) -> ScanKey:
        """Only the half that seals."""
        return self._with(secret=None, locked=None)

    def backed_up(self, day: date) -> ScanKey:
        """The key with the day on which a second copy was made."""
        return self._with(backed_up=day.isoformat())

    def held_by(self, holder: str) -> ScanKey:
        """The key with the name of who holds it."""
        return self._with(holder=holder)

    def with_secret_of(self, other: ScanKey) -> ScanKey:
        """The key with the half that opens back from a copy; raises `InputError` for another."""
        if other.fingerprint != self.fingerprint:
            values = {"given": other.fingerprint, "expected": self.fingerprint}
            raise input_error(Fault.SEAL_KEY_OTHER, other.path, **values)
        return self._with(secret=other.document.secret, locked=other.document.locked)

    def save(self, path: Path | None = None) -> None:
        """Write the key, for the user's eyes only; raises `MachineError`."""
        place = path or self.path
        remove_leftovers(place)
        text = json.dumps(self.document.model_dump(mode="json"), indent=1, ensure_ascii=False)
        write_durably(place, text + "\n")

    def _with(self, **changes: object) -> ScanKey:
        return ScanKey(self.path, self.document.model_copy(update=changes))


def make_key(path: Path, scan: str, holder: str) -> ScanKey:
    """A new key for a scan; it is not saved yet."""
    secret = SecretKey.make()
    document = KeyDocument(
        scan=scan, holder=holder, public=secret.public.text, secret=_text(secret.number)
    )
    return ScanKey(path, document)


def read_key(path: Path) -> ScanKey:
    """The key in a file; raises `InputError` when there is none in it."""
    try:
        key = ScanKey(path, KeyDocument.model_validate(read_json(path)))
        _ = key.public
        if key.document.secret:
            _check_half(key)
    except (ValidationError, ValueError, binascii.Error):
        raise input_error(Fault.SEAL_KEY_DAMAGED, path) from None
    except InputError as error:
        if error.problems[0].fault.startswith("json_"):
            raise input_error(Fault.SEAL_KEY_DAMAGED, path) from None
        raise
    return key


def _check_half(key: ScanKey) -> None:
    if SecretKey(base64.b64decode(key.document.secret or "")).public != key.public:
        raise ValueError("two halves of different keys")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _derived(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=_SCRYPT_COST, r=8, p=1).derive(passphrase.encode())


def _locked(secret: SecretKey, passphrase: str) -> Locked:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    closed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, secret.number, None)
    return Locked(salt=_text(salt), nonce=_text(nonce), secret=_text(closed))


def _unlocked(locked: Locked, passphrase: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce, closed = map(base64.b64decode, (locked.salt, locked.nonce, locked.secret))
    try:
        return AESGCM(_derived(passphrase, salt)).decrypt(nonce, closed, None)
    except InvalidTag:
        return None
