"""All files as one responses frame: who is who, whose view it is, and what nobody was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE, FILE_NAME, PEOPLE, item_columns, modules_among
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.duplicate_respondents import WITHIN, without_duplicates
from slimscan.batch.read.not_asked import without_not_asked
from slimscan.batch.read.parts import CleanPart
from slimscan.batch.read.pieces import scan_pieces
from slimscan.batch.read.repeated_rows import (
    FILE,
    Repeated,
    rows_alike,
    without_rows,
)
from slimscan.batch.read.respondent_names import NUMBERED, has_made_names
from slimscan.batch.read.roles import MOMENT, Roles, settle_roles, several_leaders
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.dates import DAY
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Audience, Questionnaire
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import NOT_APPLICABLE, PERSON_COLUMNS

if TYPE_CHECKING:
    import polars as pl

_PLACE = "__place"
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
    shape = shape_of(instrument, parts, columns, chosen, kept)
    parts = [part for part in parts if part.pieces]
    if not parts:
        return Gathered(pl.LazyFrame(), shape.modules, ())
    whole = [shape.whole(part, scan_pieces(part.pieces, _PLACE), _columns(part)) for part in parts]
    met = without_duplicates(pl.concat(whole), kept)
    unknown = count_unknown(met.frame, instrument.questionnaire)
    frame = with_views(met.frame, shape)
    roles = settle_roles(frame, shape.items, chosen.audience)
    roles = replace(roles, several=several_leaders(frame) if roles.rows < roles.of else ())
    answers = shape.answers(with_settled(frame, roles))
    repeated = (*met.repeated, *roles.left_out)
    alike = rows_alike(answers, [name for name in shape.items if name in columns])
    told = {name: most_first(counts) for name, counts in unknown.items() if counts}
    return Gathered(answers, shape.modules, repeated, roles, alike, told)


@dataclass(frozen=True)
class Shape:
    """What the rows of all parts come to have in common."""

    instrument: Instrument
    modules: tuple[Aspect, ...]
    chosen: Chosen
    kept: tuple[str, ...]

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The columns of answers."""
        return item_columns(self.instrument, self.modules)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the responses frame."""
        return (*PEOPLE, FILE_NAME, *self.kept, *self.items)

    def whole(self, part: CleanPart, rows: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
        """Rows of a part, which has these columns, in the shape of all."""
        asked = asked_columns(self.instrument, self.modules, self.chosen.quick)
        return _whole(part, rows, frozenset(columns), self.items, asked, self.chosen, self.kept)

    def answers(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The responses frame, of rows whose view is settled."""
        asked_only = without_not_asked(frame, self.instrument.questionnaire, self.modules)
        return asked_only.select(self.columns)


def shape_of(
    instrument: Instrument,
    parts: Sequence[CleanPart],
    columns: Collection[str],
    chosen: Chosen,
    kept: Sequence[str],
) -> Shape:
    """What rows with these columns come to have in common.

    Raises `InputError` for a column to be kept that no file has.
    """
    _check_there(kept, columns, parts)
    return Shape(instrument, modules_among(instrument, columns), chosen, tuple(kept))


def with_views(frame: pl.LazyFrame, shape: Shape) -> pl.LazyFrame:
    """The rows with whose view they are, as far as their role says."""
    return frame.with_columns(_by_role(shape.instrument.questionnaire).alias(AUDIENCE))


def with_settled(frame: pl.LazyFrame, roles: Roles) -> pl.LazyFrame:
    """Rows that were met, as the roles have it; their files and rows stay beside them."""
    import polars as pl

    audience = pl.col(AUDIENCE).fill_null(pl.lit(roles.audience))
    return without_rows(frame, roles.left_out).with_columns(audience)


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


def _whole(  # noqa: PLR0913, PLR0917
    part: CleanPart,
    rows: pl.LazyFrame,
    there: frozenset[str],
    items: Sequence[str],
    asked: frozenset[str],
    chosen: Chosen,
    kept: Sequence[str],
) -> pl.LazyFrame:
    """A part with every column: persons named, and not applicable what was not asked."""
    import polars as pl

    row = pl.col(ROW if ROW in there else _PLACE)
    not_asked = pl.lit(NOT_APPLICABLE, pl.Int8())
    texts = (*PERSON_COLUMNS, *kept)
    people = {
        name: pl.col(name) if name in there else pl.lit(part.given.get(name, "")) for name in texts
    }
    people[FILE_NAME] = pl.col(FILE_NAME) if FILE_NAME in there else pl.lit(part.source.name)
    people[AUDIENCE] = pl.col(AUDIENCE) if AUDIENCE in there else pl.lit(None, pl.String())
    usual = {"sector": chosen.sector or ""}
    usual["organisation"] = part.source.stem if chosen.organisation_from_file else ""
    for name, value in usual.items():
        if value:
            given = people[name]
            people[name] = pl.when(given == "").then(pl.lit(value)).otherwise(given)
    if "respondent" not in there or has_made_names(rows):
        people["respondent"] = people["respondent"].str.replace(NUMBERED, "$1")
    moment = people["measured_on"]
    people["measured_on"], people[MOMENT] = moment.str.head(DAY), moment
    return rows.select(
        pl.lit(part.number, pl.Int32()).alias(FILE),
        row.cast(pl.Int64()).alias(ROW),
        pl.lit(part.ids_within_file).alias(WITHIN),
        *(column.alias(name) for name, column in people.items()),
        *(
            (pl.col(name) if name in there and name in asked else not_asked).alias(name)
            for name in items
        ),
    )


def count_unknown(frame: pl.LazyFrame, questionnaire: Questionnaire) -> dict[str, Counter[str]]:
    """What the profile does not know, by its field; of roles those of no settled audience."""
    import polars as pl

    strange = {
        name: (pl.col(name) != "") & ~pl.col(name).is_in([one.id for one in choices])
        for name, choices in questionnaire.profile.choices.items()
    }
    if "role" in strange:
        strange["role"] &= pl.col(AUDIENCE).is_null()
    # Usually there is none at all, which one look finds out.
    looked = frame.select(pl.lit(True), *(odd.any().alias(name) for name, odd in strange.items()))
    [there] = looked.collect(engine="streaming").to_dicts()
    return {
        name: _counted(frame.filter(odd), name) if there[name] else Counter()
        for name, odd in strange.items()
    }


def _counted(frame: pl.LazyFrame, name: str) -> Counter[str]:
    return Counter(dict(frame.group_by(name).len().collect(engine="streaming").rows()))


def most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Texts with how often they are said, the most frequent first."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _by_role(questionnaire: Questionnaire) -> pl.Expr:
    """Whose view a row is: settled before, else by its role; nothing where it names none."""
    import polars as pl

    role = pl.col("role")
    known = pl.lit(OTHER_ROLES)
    for audience in ("leader", "employee"):
        ids = [one.id for one in questionnaire.profile.roles if one.audience == audience]
        known = pl.when(role.is_in(ids)).then(pl.lit(audience)).otherwise(known)
    return pl.coalesce(AUDIENCE, pl.when(role != "").then(known))
