"""Names for respondents whom no file names: made from what they answered.

The same row read again has the same name, wherever it stands, so that what was shown of it before
is known; two people who answer alike are told apart by a number (`gathering`).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from slimscan.imports.dates import DAY
from slimscan.scoring.responses import PERSON_COLUMNS

if TYPE_CHECKING:
    import polars as pl

_FIRST = "#"
MADE = r"^#[0-9a-f]{16}$"
NUMBERED = r"^(#[0-9a-f]{16})-\d+$"

_RESPONDENT = "respondent"
_BETWEEN = "\x1f"


def needs_names(frame: pl.LazyFrame) -> bool:
    """Whether any row names no respondent."""
    import polars as pl

    if _RESPONDENT not in frame.collect_schema():
        return True
    nameless = frame.select((pl.col(_RESPONDENT) == "").any())
    return bool(nameless.collect(engine="streaming").item())


def has_made_names(frame: pl.LazyFrame) -> bool:
    """Whether a row names a respondent as slimscan does: such a name may have a number behind it.

    Looking for the numbers takes far longer.
    """
    import polars as pl

    made = frame.select(pl.col(_RESPONDENT).str.starts_with(_FIRST).any())
    return bool(made.collect(engine="streaming").item())


def with_names(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with a name for every respondent."""
    import polars as pl

    if _RESPONDENT not in frame.columns:
        frame = frame.with_columns(pl.lit("").alias(_RESPONDENT))
    unnamed = frame[_RESPONDENT] == ""
    if not unnamed.any():
        return frame
    # Of the moment the day alone: a name stays the same whatever the export says beside it.
    people = [
        pl.col(name).str.head(DAY) if name == "measured_on" else pl.col(name)
        for name in PERSON_COLUMNS
        if name in frame.columns
    ]
    items = sorted(name for name, kind in frame.schema.items() if kind == pl.Int8())
    cells = [pl.col(name).cast(pl.String()).fill_null("") for name in items]
    content = (
        frame.filter(unnamed).select(pl.concat_str(*people, *cells, separator=_BETWEEN)).to_series()
    )
    made = [f"#{blake2b(text.encode(), digest_size=8).hexdigest()}" for text in content]
    return frame.with_columns(frame[_RESPONDENT].scatter(unnamed.arg_true(), made))
