"""The letters of office files, and about how much room they take."""

from __future__ import annotations

FONT = "Arial"
"""Letters that every office program has, or has its own of the same width for."""

_NARROW, _SLIM = frozenset("iljtfrI.,:;'|!()[] -/"), frozenset("cksvxyzJ")
_BROAD = frozenset("mwMWQOG@%&→▲▼")


def ems(text: str) -> float:
    """How wide a text is, about, in heights of its letters."""
    return sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.3
    if letter in _BROAD:
        return 0.85
    if letter in _SLIM:
        return 0.5
    return 0.68 if letter.isupper() or ord(letter) > _LATIN else 0.56


_LATIN = 0x24F
"""From here on letters are of other scripts, which may be wider."""
