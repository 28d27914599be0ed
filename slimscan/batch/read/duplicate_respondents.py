"""Duplicate respondents: left out where read before, named apart where they only seem the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import FILE_NAME
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.repeated_rows import (
    FILE,
    Repeated,
    organisation_key,
    repeated_texts,
    without_rows,
)
from slimscan.batch.read.respondent_names import MADE
from slimscan.batch.read.roles import MOMENT
from slimscan.errors import Fault

if TYPE_CHECKING:
    import polars as pl

_OWN = "__own"
_KEY = "__key"
_CONTENT = "__content"
WITHIN = "__within"
"""The column that says whether an id is a name within its file only."""
_MARKS = (FILE, ROW, _CONTENT)
BETWEEN = "\x1f"
MADE_KEY = f"{BETWEEN}{MADE.removeprefix('^')}"


@dataclass(frozen=True)
class DistinctRespondents:
    """Rows in which everybody is once."""

    frame: pl.LazyFrame
    repeated: tuple[Repeated, ...]


def without_duplicates(frame: pl.LazyFrame, kept: Sequence[str] = ()) -> DistinctRespondents:
    """Leave out who was read before, and name apart who only seems to be the same.

    Rows of one organisation, or of one id where none is named, must be in the same frame. `kept`
    are the columns of the branch's own: they make nobody another person.
    """
    import polars as pl

    repeated: list[Repeated] = []
    numbered: list[pl.DataFrame] = []
    content = (
        pl.struct(pl.exclude(FILE, ROW, WITHIN, FILE_NAME, MOMENT, "organisation", *kept))
        .hash()
        .alias(_CONTENT)
    )
    for keys in repeated_texts(frame, _who()):
        made = keys.str.contains(MADE_KEY)
        numbered.append(_numbered(_rows_of(frame, keys.filter(made))))
        again, others = _repeated(_rows_of(frame, keys.filter(~made), content))
        repeated += again
        numbered.append(_numbered(others))
    return DistinctRespondents(
        _with_numbers(without_rows(frame, repeated), numbered), tuple(repeated)
    )


def _who() -> pl.Expr:
    """Who a row is: tools number from 1, so an id is somebody's within an organisation only."""
    import polars as pl

    return pl.concat_str(organisation_key(), pl.lit(BETWEEN), "respondent")


def _repeated(found: pl.DataFrame) -> tuple[list[Repeated], pl.DataFrame]:
    """The rows of somebody who was read before, and those of others who have the same id.

    Where no organisation is named, or where a tool numbers people anew in every survey, two files
    with one id tell of two people, unless the answers are the same, too.
    """
    import polars as pl

    within = pl.col(WITHIN) | pl.col(_KEY).str.starts_with(BETWEEN)
    person = [_KEY, pl.when(within).then(pl.col(FILE)).otherwise(-1)]
    marked = found.with_columns(
        *(pl.col(name).first().over(person).name.suffix("_first") for name in _MARKS),
        *(pl.col(name).first().over(_KEY, _CONTENT).name.suffix("_same") for name in _MARKS),
    )
    first, original = (
        (pl.col(FILE) == pl.col(f"{FILE}_{end}")) & (pl.col(ROW) == pl.col(f"{ROW}_{end}"))
        for end in ("first", "same")
    )
    again = marked.filter(~(first & original))
    return [_one(row) for row in again.iter_rows(named=True)], marked.filter(first & original)


def _one(row: Mapping[str, Any]) -> Repeated:
    later = (row[FILE], row[ROW]) != (row[f"{FILE}_first"], row[f"{ROW}_first"])
    end = "first" if later else "same"
    same = row[_CONTENT] == row[f"{_CONTENT}_{end}"]
    return Repeated(
        file=row[FILE],
        row=row[ROW],
        fault=Fault.RESPONDENT_TWICE if same else Fault.RESPONDENT_TWICE_OTHER,
        column="respondent",
        value=row["respondent"],
        first_file=row[f"{FILE}_{end}"],
        first_row=row[f"{ROW}_{end}"],
    )


def _numbered(found: pl.DataFrame) -> pl.DataFrame:
    """The rows that have somebody's id before them, each with an id of its own."""
    import polars as pl

    counted = found.with_columns(pl.int_range(1, pl.len() + 1).over(_KEY).alias("number"))
    own = pl.format("{}-{}", "respondent", "number").alias(_OWN)
    return counted.filter(pl.col("number") > 1).select(FILE, ROW, own)


def _rows_of(frame: pl.LazyFrame, keys: pl.Series, *others: pl.Expr) -> pl.DataFrame:
    import polars as pl

    rows = frame.select(FILE, ROW, WITHIN, "respondent", _who().alias(_KEY), *others)
    of_them = rows.filter(pl.col(_KEY).is_in(keys.implode()))
    return of_them.collect(engine="streaming").sort(FILE, ROW)


def _with_numbers(frame: pl.LazyFrame, numbered: Iterable[pl.DataFrame]) -> pl.LazyFrame:
    import polars as pl

    filled = [one for one in numbered if not one.is_empty()]
    if not filled:
        return frame
    own = pl.concat(filled).lazy()
    joined = frame.join(own, on=[FILE, ROW], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(_OWN, "respondent").alias("respondent"))
