"""Staff whose organisations do not stand together: of an export by date, say.

Whoever takes some organisations out of such files goes through all of them. Of many organisations
the staff are therefore written once in parts that have whole organisations, and read from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slimscan.batch.organisations.delivered import coded_staff
from slimscan.batch.organisations.keyed_rows import KEY, answers_in, scores_of
from slimscan.batch.read.pieces import write_parts
from slimscan.scoring.scales import Scales

MOST_PARTS = 64
"""All are written at once, and each takes some memory."""

_ROWS_A_LOT = 500_000
_ROWS_AT_ONCE = 4_096


def gathered_staff(
    folder: Path, scales: Scales, bounds: Sequence[str], into: Path
) -> list[list[Path]]:
    """Write the staff in a batch's folder in parts, as `delivered_staff` takes them: their files.

    `bounds` are the keys of the first organisation of every part but the first, in their order.
    """
    import polars as pl

    scores, answers = scores_of(folder), answers_in(folder)
    there = set(scores.collect_schema().names())
    others = answers.select(one for one in answers.collect_schema().names() if one not in there)
    rows = scores.select(pl.len()).collect(engine="streaming").item()
    lots = (
        pl.concat([one.slice(start, _ROWS_A_LOT) for one in (scores, others)], how="horizontal")
        for start in range(0, rows, _ROWS_A_LOT)
    )
    part = pl.sum_horizontal(pl.lit(0), *(pl.col(KEY) >= bound for bound in map(pl.lit, bounds)))
    coded = (coded_staff(one, scales) for one in lots)
    parts = write_parts(coded, part, into, _ROWS_AT_ONCE)
    return [parts.get(number, []) for number in range(len(bounds) + 1)]
