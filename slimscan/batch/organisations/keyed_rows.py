"""The scores and answers of a batch, row by row, with the key of every row's organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE, BatchFolder

if TYPE_CHECKING:
    import polars as pl

KEY = "organisation_key"


def scores_of(folder: Path) -> pl.LazyFrame:
    """The scores of a batch with the key of every row's organisation; nothing is read yet."""
    return keyed(_scan(BatchFolder(folder).scores))


def answers_in(folder: Path) -> pl.LazyFrame:
    """The answers of a batch with the key of every row's organisation; nothing is read yet."""
    return keyed(_scan(BatchFolder(folder).answers))


def _scan(path: Path) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path)


def keyed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with the key of their organisation: names that differ in case only are one."""
    import polars as pl

    return frame.with_columns(
        pl.col("organisation").fill_null("").str.strip_chars().str.to_lowercase().alias(KEY)
    )


def named_staff(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of staff whose organisation has a name."""
    import polars as pl

    return frame.filter((pl.col(AUDIENCE) == "employee") & (pl.col(KEY) != ""))


def is_leader() -> pl.Expr:
    """Whether a row is of somebody who leads their organisation."""
    import polars as pl

    return pl.col(AUDIENCE) == "leader"
