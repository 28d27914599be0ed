"""All files as one responses frame: who is who, whose view it is, and what nobody was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, FILE_NAME, PEOPLE, item_columns, modules_among
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.not_asked import without_not_asked
from slimscan.batch.read.parts import CleanPart
from slimscan.batch.read.pieces import scan_pieces
from slimscan.batch.read.respondent_names import MADE, NUMBERED
from slimscan.batch.read.roles import MOMENT, Roles, settle_roles, several_leaders
from slimscan.batch.read.twice import (
    FILE,
    Repeated,
    organisation_key,
    repeated_texts,
    rows_alike,
    without_rows,
)
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.dates import DAY
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Audience, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import NOT_APPLICABLE, PERSON_COLUMNS

if TYPE_CHECKING:
    import polars as pl

_PLACE = "__place"
_OWN = "__own"
_KEY = "__key"
_CONTENT = "__content"
_WITHIN = "__within"
"""The column that says whether an id is a name within its file only."""
_MARKS = (FILE, ROW, _CONTENT)
BETWEEN = "\x1f"
MADE_KEY = f"{BETWEEN}{MADE.removeprefix('^')}"
OTHER_ROLES: Audience = "employee"
"""Whose view a role stands for that the profile does not know."""


@dataclass(frozen=True)
class Chosen:
    """What the user chose about all rows."""

    quick: bool = False
    sector: str | None = None
    """The sector of rows that name none."""
    audience: Audience | None = None
    """Whose view a row without a role is; found out when not chosen."""
    organisation_from_file: bool = False
    """Whether a row that names no organisation is of the one that its file is called after."""


@dataclass(frozen=True)
class Gathered:
    """The rows of all files that are scored."""

    frame: pl.LazyFrame
    """A responses frame as `files` describes it."""
    modules: tuple[Aspect, ...]
    repeated: tuple[Repeated, ...]
    roles: Roles = field(default_factory=Roles)
    """Whose view the rows without a role were taken for."""
    alike: int = 0
    """How many rows hold the very answers of another one of their organisation."""
    unknown: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """What the profile does not know, by its field, each with its rows, most first.

    Of roles only those that decide whose view a row is; they count as staff.
    """


def gather(
    instrument: Instrument,
    parts: Sequence[CleanPart],
    chosen: Chosen,
    kept: Sequence[str] = (),
) -> Gathered:
    """One responses frame of all parts, every respondent in it once.

    `kept` are the columns of the branch's own; raises `InputError` for one that no file has.
    """
    import polars as pl

    columns = {name for part in parts for name in _columns(part)}
    _check_there(kept, columns, parts)
    modules = modules_among(instrument, columns)
    asked = asked_columns(instrument, modules, chosen.quick)
    items = item_columns(instrument, modules)
    parts = [part for part in parts if part.pieces]
    if not parts:
        return Gathered(pl.LazyFrame(), modules, ())
    frame = pl.concat([_whole(part, items, asked, chosen, kept) for part in parts])
    repeated: list[Repeated] = []
    numbered: list[pl.DataFrame] = []
    content = (
        pl.struct(pl.exclude(FILE, ROW, _WITHIN, FILE_NAME, MOMENT, "organisation", *kept))
        .hash()
        .alias(_CONTENT)
    )
    for keys in repeated_texts(frame, _who()):
        made = keys.str.contains(MADE_KEY)
        numbered.append(_numbered(_rows_of(frame, keys.filter(made))))
        again, others = _repeated(_rows_of(frame, keys.filter(~made), content))
        repeated += again
        numbered.append(_numbered(others))
    frame = _with_numbers(without_rows(frame, repeated), numbered)
    unknown = _unknown(frame, instrument.questionnaire)
    frame = frame.with_columns(_by_role(instrument.questionnaire).alias(AUDIENCE))
    roles = settle_roles(frame, items, chosen.audience)
    roles = replace(roles, several=several_leaders(frame) if roles.rows < roles.of else ())
    frame = without_rows(frame, roles.left_out).with_columns(
        pl.col(AUDIENCE).fill_null(pl.lit(roles.audience))
    )
    repeated += roles.left_out
    asked_only = without_not_asked(frame, instrument, modules)
    answers = asked_only.select(*PEOPLE, FILE_NAME, *kept, *items)
    # What no file has is the same in all rows.
    alike = rows_alike(answers, [name for name in items if name in columns & asked])
    return Gathered(answers, modules, tuple(repeated), roles, alike, unknown)


def _columns(part: CleanPart) -> list[str]:
    return list(scan_pieces(part.pieces[:1]).collect_schema()) if part.pieces else []


def _check_there(kept: Iterable[str], columns: Iterable[str], parts: Sequence[CleanPart]) -> None:
    """Refuse a column to be kept that stands in no file."""
    known = set(columns)
    headers = [header for part in parts for header in part.ignored]
    missing = [
        Problem(Fault.KEPT_MISSING, {"column": name, "nearest": closest(name, headers)})
        for name in kept
        if name not in known
    ]
    if missing and known:
        raise InputError(missing)


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
    kept: Sequence[str],
) -> pl.LazyFrame:
    """A part with every column: persons named, and not applicable what was not asked."""
    import polars as pl

    there = set(_columns(part))
    row = pl.col(ROW if ROW in there else _PLACE)
    not_asked = pl.lit(NOT_APPLICABLE, pl.Int8())
    texts = (*PERSON_COLUMNS, *kept)
    people = {name: pl.col(name) if name in there else pl.lit("") for name in texts}
    people[FILE_NAME] = pl.col(FILE_NAME) if FILE_NAME in there else pl.lit(part.source.name)
    people[AUDIENCE] = pl.col(AUDIENCE) if AUDIENCE in there else pl.lit(None, pl.String())
    usual = {"sector": chosen.sector or ""}
    usual["organisation"] = part.source.stem if chosen.organisation_from_file else ""
    for name, value in usual.items():
        if value:
            given = people[name]
            people[name] = pl.when(given == "").then(pl.lit(value)).otherwise(given)
    people["respondent"] = people["respondent"].str.replace(NUMBERED, "$1")
    moment = people["measured_on"]
    people["measured_on"], people[MOMENT] = moment.str.head(DAY), moment
    return scan_pieces(part.pieces, _PLACE).select(
        pl.lit(part.number, pl.Int32()).alias(FILE),
        row.cast(pl.Int64()).alias(ROW),
        pl.lit(part.ids_within_file).alias(_WITHIN),
        *(column.alias(name) for name, column in people.items()),
        *(
            (pl.col(name) if name in there and name in asked else not_asked).alias(name)
            for name in items
        ),
    )


def _unknown(
    frame: pl.LazyFrame, questionnaire: Questionnaire
) -> dict[str, tuple[tuple[str, int], ...]]:
    """What the profile does not know, by its field; of roles those of no settled audience."""
    import polars as pl

    found = {}
    for name, choices in questionnaire.profile.choices.items():
        said = pl.col(name)
        strange = (said != "") & ~said.is_in([one.id for one in choices])
        if name == "role":
            strange &= pl.col(AUDIENCE).is_null()
        counted = frame.filter(strange).group_by(name).len()
        counted = counted.sort("len", name, descending=[True, False])
        if rows := counted.collect(engine="streaming").rows():
            found[name] = tuple(rows)
    return found


def _by_role(questionnaire: Questionnaire) -> pl.Expr:
    """Whose view a row is: settled before, else by its role; nothing where it names none."""
    import polars as pl

    role = pl.col("role")
    known = pl.lit(OTHER_ROLES)
    for audience in ("leader", "employee"):
        ids = [one.id for one in questionnaire.profile.roles if one.audience == audience]
        known = pl.when(role.is_in(ids)).then(pl.lit(audience)).otherwise(known)
    return pl.coalesce(AUDIENCE, pl.when(role != "").then(known))


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

    within = pl.col(_WITHIN) | pl.col(_KEY).str.starts_with(BETWEEN)
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

    rows = frame.select(FILE, ROW, _WITHIN, "respondent", _who().alias(_KEY), *others)
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
