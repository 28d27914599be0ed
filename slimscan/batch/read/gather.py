"""All files as one responses frame: who is who, whose view it is, and what nobody was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, PEOPLE, item_columns, modules_among
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.parts import CleanPart
from slimscan.batch.read.rejects import Reject
from slimscan.batch.read.respondent_names import MADE, NUMBERED
from slimscan.errors import Fault, Problem
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Audience, Questionnaire
from slimscan.scoring.responses import NOT_APPLICABLE, PERSON_COLUMNS

if TYPE_CHECKING:
    import polars as pl

FILE = "__file"
_PLACE = "__place"
_OWN = "__own"
_KEY = "__key"
_CONTENT = "__content"
_MARKS = (FILE, ROW, _CONTENT)
BETWEEN = "\x1f"
MADE_KEY = f"{BETWEEN}{MADE.removeprefix('^')}"
OTHER_ROLES: Audience = "employee"
"""Whose view a role stands for that the profile does not know."""

_AT_ONCE = 4_000_000
"""Ids that are looked at together; more are taken in turns, so that memory stays flat."""


@dataclass(frozen=True)
class Chosen:
    """What the user chose about all rows."""

    quick: bool = False
    sector: str | None = None
    """The sector of rows that name none."""
    audience: Audience | None = None
    """Whose view a row without a role is; found out when not chosen."""


@dataclass(frozen=True, order=True)
class Repeated:
    """A row whose respondent was read before."""

    file: int
    row: int
    respondent: str
    first_file: int
    first_row: int
    same: bool
    """Whether it says the same as the first."""

    def reject(self, files: Mapping[int, str]) -> Reject:
        """Why it is left out; `files` are the names of the files by their number."""
        fault = Fault.RESPONDENT_TWICE if self.same else Fault.RESPONDENT_TWICE_OTHER
        problem = Problem(fault, {"file": files[self.first_file], "row": self.first_row})
        return Reject(self.row, problem, "respondent", self.respondent)


@dataclass(frozen=True)
class Gathered:
    """The rows of all files that are scored."""

    frame: pl.LazyFrame
    """A responses frame as `files` describes it."""
    modules: tuple[Aspect, ...]
    repeated: tuple[Repeated, ...]


def gather(
    instrument: Instrument,
    parts: Sequence[CleanPart],
    chosen: Chosen,
    carried: Sequence[str] = (),
) -> Gathered:
    """One responses frame of all parts, every respondent in it once.

    `carried` are columns of the parts that come along.
    """
    import polars as pl

    columns = {name for part in parts for name in _columns(part)}
    modules = modules_among(instrument, columns)
    asked = asked_columns(instrument, modules, chosen.quick)
    items = item_columns(instrument, modules)
    parts = [part for part in parts if part.pieces]
    if not parts:
        return Gathered(pl.LazyFrame(), modules, ())
    frame = pl.concat([_whole(part, items, asked, chosen, carried) for part in parts])
    repeated: list[Repeated] = []
    numbered: list[pl.DataFrame] = []
    content = pl.struct(pl.exclude(FILE, ROW, "organisation")).hash().alias(_CONTENT)
    for keys in _twice(frame, _who()):
        made = keys.str.contains(MADE_KEY)
        numbered.append(_numbered(_rows_of(frame, keys.filter(made))))
        again, others = _repeated(_rows_of(frame, keys.filter(~made), content))
        repeated += again
        numbered.append(_numbered(others))
    frame = _with_numbers(_without(frame, repeated), numbered)
    audience = chosen.audience or _audience_of_all(frame)
    frame = frame.with_columns(
        pl.coalesce(_by_role(instrument.questionnaire), pl.lit(audience)).alias(AUDIENCE)
    )
    return Gathered(frame.select(*PEOPLE, *items, *carried), modules, tuple(repeated))


def _columns(part: CleanPart) -> list[str]:
    import polars as pl

    return list(pl.read_parquet_schema(part.pieces[0])) if part.pieces else []


def asked_columns(instrument: Instrument, modules: Iterable[Aspect], quick: bool) -> frozenset[str]:
    """The columns of items that count: in a quick scan only the quick ones of the scored items."""
    scored = [*instrument.questionnaire.items, *(item for one in modules for item in one.items)]
    left_out = {item.id for item in scored if quick and not item.quick}
    return frozenset(item_columns(instrument, modules)) - left_out


def _whole(
    part: CleanPart,
    items: Sequence[str],
    asked: frozenset[str],
    chosen: Chosen,
    carried: Sequence[str],
) -> pl.LazyFrame:
    """A part with every column: persons named, and not applicable what was not asked."""
    import polars as pl

    there = set(_columns(part))
    row = pl.col(ROW if ROW in there else _PLACE)
    not_asked = pl.lit(NOT_APPLICABLE, pl.Int8())
    people = {
        name: pl.col(name) if name in there else pl.lit("") for name in (*PERSON_COLUMNS, AUDIENCE)
    }
    people[AUDIENCE] = pl.col(AUDIENCE) if AUDIENCE in there else pl.lit(None, pl.String())
    if chosen.sector:
        given = people["sector"]
        people["sector"] = pl.when(given == "").then(pl.lit(chosen.sector)).otherwise(given)
    people["respondent"] = people["respondent"].str.replace(NUMBERED, "$1")
    pieces = pl.scan_parquet(
        list(part.pieces), glob=False, row_index_name=_PLACE, row_index_offset=1
    )
    return pieces.select(
        pl.lit(part.number, pl.Int32()).alias(FILE),
        row.cast(pl.Int64()).alias(ROW),
        *(column.alias(name) for name, column in people.items()),
        *(
            (pl.col(name) if name in there and name in asked else not_asked).alias(name)
            for name in items
        ),
        *carried,
    )


def _by_role(questionnaire: Questionnaire) -> pl.Expr:
    """Whose view a row is: settled before, else by its role; nothing where it names none."""
    import polars as pl

    role = pl.col("role")
    known = pl.lit(OTHER_ROLES)
    for audience in ("leader", "employee"):
        ids = [one.id for one in questionnaire.profile.roles if one.audience == audience]
        known = pl.when(role.is_in(ids)).then(pl.lit(audience)).otherwise(known)
    return pl.coalesce(AUDIENCE, pl.when(role != "").then(known))


def _audience_of_all(frame: pl.LazyFrame) -> Audience:
    """Whose view rows without a role are: leaders', when no organisation has two rows."""
    import polars as pl

    organisation = pl.col("organisation").str.strip_chars().str.to_lowercase()
    return "employee" if any(True for _ in _twice(frame, organisation)) else "leader"


def _who() -> pl.Expr:
    """Who a row is: tools number from 1, so an id is somebody's within an organisation only."""
    import polars as pl

    organisation = pl.col("organisation").str.strip_chars().str.to_lowercase()
    return pl.concat_str(organisation, pl.lit(BETWEEN), "respondent")


def _repeated(found: pl.DataFrame) -> tuple[list[Repeated], pl.DataFrame]:
    """The rows of somebody who was read before, and those of others who have the same id.

    Where no organisation is named, two files with one id tell of two people, unless the answers are
    the same, too.
    """
    import polars as pl

    nameless = pl.col(_KEY).str.starts_with(BETWEEN)
    person = [_KEY, pl.when(nameless).then(pl.col(FILE)).otherwise(-1)]
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
    return Repeated(
        row[FILE],
        row[ROW],
        row["respondent"],
        row[f"{FILE}_{end}"],
        row[f"{ROW}_{end}"],
        row[_CONTENT] == row[f"{_CONTENT}_{end}"],
    )


def _numbered(found: pl.DataFrame) -> pl.DataFrame:
    """The rows that have somebody's id before them, each with an id of its own."""
    import polars as pl

    counted = found.with_columns(pl.int_range(1, pl.len() + 1).over(_KEY).alias("number"))
    own = pl.format("{}-{}", "respondent", "number").alias(_OWN)
    return counted.filter(pl.col("number") > 1).select(FILE, ROW, own)


def _rows_of(frame: pl.LazyFrame, keys: pl.Series, *others: pl.Expr) -> pl.DataFrame:
    import polars as pl

    rows = frame.select(FILE, ROW, "respondent", _who().alias(_KEY), *others)
    of_them = rows.filter(pl.col(_KEY).is_in(keys.implode()))
    return of_them.collect(engine="streaming").sort(FILE, ROW)


def _twice(frame: pl.LazyFrame, text: pl.Expr) -> Iterator[pl.Series]:
    """The texts that occur more than once, by turns of so many rows."""
    import polars as pl

    turns = frame.select(pl.len()).collect(engine="streaming").item() // _AT_ONCE + 1
    texts = frame.select(text.alias("text"))
    hashed = pl.col("text").hash()
    for turn in range(turns):
        chosen = texts.select(hashed.alias("hash")).filter(pl.col("hash") % turns == turn)
        hashes = chosen.collect(engine="streaming").to_series().sort(in_place=True)
        twice = hashes.filter(hashes == hashes.shift(1)).unique()
        if len(twice):
            counted = texts.filter(hashed.is_in(twice.implode())).group_by("text").len()
            names = counted.filter(pl.col("len") > 1).collect(engine="streaming")["text"]
            if len(names):
                yield names


def _without(frame: pl.LazyFrame, repeated: Sequence[Repeated]) -> pl.LazyFrame:
    import polars as pl

    if not repeated:
        return frame
    places = pl.LazyFrame(
        {FILE: [one.file for one in repeated], ROW: [one.row for one in repeated]},
        schema={FILE: pl.Int32(), ROW: pl.Int64()},
    )
    return frame.join(places, on=[FILE, ROW], how="anti", maintain_order="left")


def _with_numbers(frame: pl.LazyFrame, numbered: Iterable[pl.DataFrame]) -> pl.LazyFrame:
    import polars as pl

    filled = [one for one in numbered if not one.is_empty()]
    if not filled:
        return frame
    own = pl.concat(filled).lazy()
    joined = frame.join(own, on=[FILE, ROW], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(_OWN, "respondent").alias("respondent"))
