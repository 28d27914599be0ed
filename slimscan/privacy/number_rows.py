"""Whole numbers of one size as the bytes that the ledger keeps, the lowest byte first."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterable

LONG, SHORT = "q", "I"
"""Numbers of 64 bits with a sign, and of 32 bits without one."""


def as_bytes(kind: str, numbers: Iterable[float]) -> bytes:
    """These numbers as bytes."""
    row = array(kind, numbers)
    if sys.byteorder == "big":
        row.byteswap()
    return row.tobytes()


def numbers_in(kind: str, raw: bytes) -> array[int]:
    """The numbers of these bytes. Raises `sqlite3.DatabaseError` where they are none."""
    row = array(kind)
    try:
        row.frombytes(raw)
    except ValueError as error:
        raise sqlite3.DatabaseError("a row of numbers is broken") from error
    if sys.byteorder == "big":
        row.byteswap()
    return row
