"""Sealing: what only the holder of a scan's key can read, made in a browser or here.

HPKE (RFC 9180) with P-256, HKDF-SHA256 and AES-256-GCM, by the cryptography library; the form does
the same with the browser's own Web Crypto. Nothing of the method is ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

SEALED_KIND = "slimscan-sealed"
SEALED_FORMAT = 1
ANSWERS = b"slimscan sealed answers 1"
"""What is sealed says what it is for: one thing cannot be passed off as another."""
AT_REST = b"slimscan collected answers 1"
BEGIN, END = "-----BEGIN SLIMSCAN ANSWERS-----", "-----END SLIMSCAN ANSWERS-----"
"""Around sealed answers that travel as text in a mail."""

_POINT = 65
_FINGERPRINT_BYTES = 10
_BETWEEN = r"[\s>|\xa0]{1,9}"
_DASH = "[-\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]"
_BEGIN, _END = (
    rf"{_DASH}\s?{word}{_BETWEEN}SLIMSCAN{_BETWEEN}ANSWERS\s?{_DASH}" for word in ("BEGIN", "END")
)
_HEAD = base64.b64encode(b'{"format":1,"kind"').decode()
"""How sealed answers as text begin, also where the marks around them were left out."""
_FILE = r'\{\s{0,9}"format"\s{0,9}:\s{0,9}1\s{0,9},\s{0,9}"kind"\s{0,9}:\s{0,9}"slimscan-sealed"'
_TEXT = re.compile(
    rf"{_BEGIN}(?P<marked>.*?)(?:{_END}|(?={_BEGIN})|\Z)"
    rf"|(?P<bare>{_HEAD}(?:(?!{_HEAD})[A-Za-z0-9+/=\s>|\xa0])*)"
    rf"|(?P<file>{_FILE}[^{{}}]*\}}?)",
    re.DOTALL,
)
_QUOTED = re.compile(r"(?m)^[^\n]*[>|]")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_SPACE = re.compile(r"\s+")


class SealBrokenError(ValueError):
    """What was sealed was changed, cut off, or sealed for another key."""


@dataclass(frozen=True)
class PublicKey:
    """The half of a key that seals. Whoever has it can seal, and open nothing."""

    point: bytes

    @staticmethod
    def from_text(text: str) -> PublicKey:
        """The key in base64; raises `ValueError` for anything that is none."""
        key = PublicKey(base64.b64decode(text, validate=True))
        if len(key.point) != _POINT:
            raise ValueError("no point of P-256")
        _ = key._key
        return key

    @property
    def text(self) -> str:
        """The key as the form carries it."""
        return base64.b64encode(self.point).decode()

    @property
    def fingerprint(self) -> str:
        """Sixteen letters and digits by which people know the key: 80 bits of its SHA-256."""
        digest = hashlib.sha256(self.point).digest()[:_FINGERPRINT_BYTES]
        letters = base64.b32encode(digest).decode()
        return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))

    def seal(self, content: bytes, purpose: bytes) -> bytes:
        """The content so that only the holder of the secret half can read it."""
        return bytes(_suite().encrypt(content, self._key, purpose))

    @cached_property
    def _key(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.point)


@dataclass(frozen=True)
class SecretKey:
    """The half of a key that opens. `number` is the secret number, 32 bytes."""

    number: bytes

    @staticmethod
    def make() -> SecretKey:
        """A new key, by chance."""
        from cryptography.hazmat.primitives.asymmetric import ec

        made = ec.generate_private_key(ec.SECP256R1())
        return SecretKey(made.private_numbers().private_value.to_bytes(32, "big"))

    @cached_property
    def public(self) -> PublicKey:
        """The half that seals."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        half = self._key.public_key()
        return PublicKey(half.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        """What was sealed; raises `SealBrokenError` when it was changed, or is for another key."""
        from cryptography.exceptions import InvalidTag

        try:
            return bytes(_suite().decrypt(sealed, self._key, purpose))
        except (InvalidTag, ValueError):
            raise SealBrokenError from None

    @property
    def pad(self) -> str:
        """A secret that follows from the key, for what the ledger of people keeps of answers."""
        return hmac.digest(self.number, b"slimscan ledger of people", "sha256").hex()

    @cached_property
    def _key(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.derive_private_key(int.from_bytes(self.number, "big"), ec.SECP256R1())


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class SealedAnswers:
    """One respondent's answers as a form handed them over, with the key they were sealed for."""

    key: str
    """The fingerprint."""
    sealed: bytes

    @staticmethod
    def from_document(document: dict[str, Any]) -> SealedAnswers:
        """Raises `SealBrokenError` when the file is no longer what the form wrote."""
        key, sealed = document.get("key"), document.get("sealed")
        if document.get("format") != SEALED_FORMAT or not isinstance(key, str):
            raise SealBrokenError
        try:
            return SealedAnswers(key, base64.b64decode(str(sealed), validate=True))
        except binascii.Error:
            raise SealBrokenError from None

    def open(self, secret: SecretKey) -> bytes:
        """The answers as JSON, without what made all files as long; raises `SealBrokenError`."""
        return secret.open(self.sealed, ANSWERS).rstrip(b" ")


def is_sealed(content: object) -> bool:
    """Whether this JSON says that it holds sealed answers."""
    return isinstance(content, dict) and content.get("kind") == SEALED_KIND


def sealed_in_text(text: str) -> list[str]:
    """The sealed answers in a text, each as JSON, whatever was done to it on its way.

    As lines between marks, without the marks, or as the file itself; with marks of quoting, and
    with other dashes or line ends. What was cut off gives an empty text.
    """
    return [
        _whole(_SPACE.sub("", _unquoted(match["file"])))
        if match["file"]
        else _whole(_decoded(_unquoted(match["marked"] or match["bare"])))
        for match in _TEXT.finditer(text)
    ]


def _decoded(text: str) -> str:
    """Base64 without its last characters as text; what is no letter of it is passed over."""
    letters = _NOT_BASE64.sub("", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "replace")


def _whole(text: str) -> str:
    """The JSON up to its end; nothing when the end is not there."""
    end = text.find("}") + 1
    return text[:end] if text.startswith("{") else ""


def _unquoted(text: str) -> str:
    """The text without what mail programs put in front of lines that they quote."""
    return _QUOTED.sub("", text)
