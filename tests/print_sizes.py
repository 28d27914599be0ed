"""The sizes of letters in a PDF, as they are drawn."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


def sizes_of(content: bytes) -> Counter[float]:
    """How often letters of each size, in points, are drawn."""
    found: Counter[float] = Counter()
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            found.update(_sizes(page))
    return found


def _sizes(page: pikepdf.Page) -> list[float]:
    kept: list[Matrix] = []
    place, text, size = _PLAIN, _PLAIN, 0.0
    found = []
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(place)
            case "Q":
                place = kept.pop()
            case "cm":
                place = _times(_matrix(operands), place)
            case "Tm":
                text = _matrix(operands)
            case "Tf":
                size = float(operands[1])
            case "Tj" | "TJ":
                drawn = _times(text, place)
                found.append(round(size * (drawn[2] ** 2 + drawn[3] ** 2) ** 0.5, 2))
    return found


def _matrix(operands: object) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)  # type: ignore[attr-defined]
    return (a, b, c, d, e, f)


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t,
        e * q + f * s + u,
    )  # fmt: skip
