"""Who is who: whose view the rows are that name no role, and which firm answered twice.

When nine in ten organisations have one row, rows are their leaders'; an organisation with more
answered more than once, and only its latest answer counts. Otherwise rows are staff. With few
organisations nothing is guessed: rows are protected as staff are, and the user is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.repeated_rows import (
    FILE,
    Repeated,
    organisation_key,
    repeated_texts,
    turns_of,
)
from slimscan.errors import Fault, Problem
from slimscan.imports.dates import DAY
from slimscan.imports.headers import names_told
from slimscan.questionnaire.models import Audience

if TYPE_CHECKING:
    import polars as pl

FEWEST_ORGANISATIONS = 10
"""So many organisations tell whether a row is a firm's or a person's; fewer do not."""

_SINGLE_OF_TEN = 9
MOMENT = "__moment"
"""The column with the day of an answer, and the time behind it where that is known."""
_KEY = "__organisation"
_CONTENT = "__answers"

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Roles:
    """What was settled about rows without a role."""

    audience: Audience = "employee"
    rows: int = 0
    """How many rows name no role."""
    of: int = 0
    """How many rows there are."""
    organisations: int = 0
    """How many organisations these rows name."""
    single: int = 0
    """How many of them have one row."""
    decided: Fault | None = None
    """The sentence that says what was decided, unless the user chose."""
    left_out: tuple[Repeated, ...] = ()
    """Rows of organisations that answered more than once."""
    names: tuple[str, ...] = ()
    """The organisations that answered more than once, with different answers."""
    several: tuple[str, ...] = ()
    """The organisations of which more than one row names the role of a leader."""

    @property
    def none_known(self) -> bool:
        """Whether of no row at all it is known whose view it is."""
        return self.decided is Fault.AUDIENCE_UNDECIDED and self.rows == self.of

    @property
    def may_be_twice(self) -> bool:
        """Whether a firm with several rows answered more than once.

        Where most have several rows, whoever says that they are leaders means it.
        """
        single, organisations = self.single, self.organisations
        return self.audience == "leader" and organisations / 2 <= single < organisations

    def remarks(self, rejects: object) -> Iterator[Problem]:
        """What was decided, in a sentence each; `rejects` is where the rows left out are told."""
        counts = {
            "rows": self.rows,
            "organisations": self.organisations,
            "single": self.single,
        }
        if self.decided is Fault.AUDIENCE_LEADERS:
            yield Problem(Fault.AUDIENCE_LEADERS, counts)
        elif self.decided is Fault.AUDIENCE_STAFF:
            yield Problem(Fault.AUDIENCE_STAFF, counts)
        elif self.decided is Fault.AUDIENCE_UNDECIDED:
            yield Problem(Fault.AUDIENCE_UNDECIDED, counts)
        if self.names:
            twice = {"count": len(self.names), "names": names_told(self.names), "rejects": rejects}
            yield Problem(Fault.ORGANISATIONS_TWICE, twice)
        if self.several:
            values = {"count": len(self.several), "names": names_told(self.several)}
            yield Problem(Fault.LEADERS_SEVERAL, values)


def several_leaders(frame: pl.LazyFrame) -> tuple[str, ...]:
    """The organisations of which more than one row says by its role that it is the leader's."""
    import polars as pl

    led = frame.filter(pl.col(AUDIENCE) == "leader")
    again = led.group_by(organisation_key().alias(_KEY)).agg(
        pl.len(), pl.col("organisation").first()
    )
    several = again.filter((pl.col("len") > 1) & (pl.col(_KEY) != ""))
    names = several.select("organisation").collect(engine="streaming")
    return tuple(sorted(names.to_series()))


@dataclass(frozen=True)
class RoleCounts:
    """What tells whose view the rows are that name no role; counts of parts add up."""

    of: int = 0
    rows: int = 0
    organisations: int = 0
    single: int = 0

    def __add__(self, other: RoleCounts) -> RoleCounts:
        """The counts of two parts that share no organisation."""
        return RoleCounts(
            self.of + other.of,
            self.rows + other.rows,
            self.organisations + other.organisations,
            self.single + other.single,
        )


def settle_roles(frame: pl.LazyFrame, items: Sequence[str], chosen: Audience | None) -> Roles:
    """Settle whose view the rows of a frame are that have no audience yet."""
    roles = decide_roles(count_roles(frame), chosen)
    if not roles.may_be_twice:
        return roles
    left_out, names = rows_left_out(frame, items)
    return replace(roles, left_out=tuple(sorted(left_out)), names=tuple(sorted(names)))


def count_roles(frame: pl.LazyFrame) -> RoleCounts:
    """Count the rows of a frame that have no audience yet, and their organisations."""
    import polars as pl

    counted = frame.select(pl.len(), pl.col(AUDIENCE).is_null().sum().alias("rows"))
    [(of, rows)] = counted.collect(engine="streaming").rows()
    if not rows:
        return RoleCounts(of=of)
    return RoleCounts(of, rows, *_counts(_without_role(frame)))


def decide_roles(counts: RoleCounts, chosen: Audience | None) -> Roles:
    """What is decided by the counts of all rows."""
    if not counts.rows:
        return Roles(of=counts.of)
    audience, decided = _decide(counts.organisations, counts.single, chosen)
    return Roles(
        audience=audience,
        rows=counts.rows,
        of=counts.of,
        organisations=counts.organisations,
        single=counts.single,
        decided=decided,
    )


def rows_left_out(frame: pl.LazyFrame, items: Sequence[str]) -> tuple[list[Repeated], list[str]]:
    """The rows of organisations that answered more than once, and the names of these."""
    left_out: list[Repeated] = []
    names: list[str] = []
    named = _without_role(frame)
    for keys in repeated_texts(named, organisation_key()):
        again, twice = _answered_twice(_rows_of(named, keys, items))
        left_out += again
        names += twice
    return left_out, names


def _without_role(frame: pl.LazyFrame) -> pl.LazyFrame:
    import polars as pl

    return frame.filter(pl.col(AUDIENCE).is_null(), organisation_key() != "")


def _decide(
    organisations: int, single: int, chosen: Audience | None
) -> tuple[Audience, Fault | None]:
    if chosen:
        return chosen, None
    if organisations < FEWEST_ORGANISATIONS:
        return "employee", Fault.AUDIENCE_UNDECIDED
    if 10 * single >= _SINGLE_OF_TEN * organisations:
        return "leader", Fault.AUDIENCE_LEADERS
    return "employee", Fault.AUDIENCE_STAFF


def _counts(named: pl.LazyFrame) -> tuple[int, int]:
    """How many organisations there are, and how many of them have one row."""
    import polars as pl

    organisations = single = 0
    for turn in turns_of(named, organisation_key()):
        sizes = turn.group_by("hash").len()
        counted = sizes.select(pl.len().alias("all"), (pl.col("len") == 1).sum().alias("single"))
        [(found, alone)] = counted.collect(engine="streaming").rows()
        organisations += found
        single += alone
    return organisations, single


def _rows_of(named: pl.LazyFrame, keys: pl.Series, items: Sequence[str]) -> Sequence[_Row]:
    import polars as pl

    rows = named.select(
        FILE,
        ROW,
        "organisation",
        MOMENT,
        organisation_key().alias(_KEY),
        pl.struct(items).hash().alias(_CONTENT),
    )
    of_them = rows.filter(pl.col(_KEY).is_in(keys.implode()))
    return of_them.collect(engine="streaming").sort(_KEY, FILE, ROW).to_dicts()


def _answered_twice(rows: Iterable[_Row]) -> tuple[list[Repeated], list[str]]:
    left_out: list[Repeated] = []
    names = []
    for _, group in groupby(rows, key=lambda row: row[_KEY]):
        answers = list(group)
        left_out += _all_but_the_last(answers)
        if len({row[_CONTENT] for row in answers}) > 1:
            names.append(str(answers[0]["organisation"]))
    return left_out, names


def _all_but_the_last(rows: Sequence[_Row]) -> Iterator[Repeated]:
    """The rows of one organisation that do not count: all, when it is not known which is last."""
    first = _first_of_each(rows)
    last = _last(first)
    for row in rows:
        kept = next(one for one in first if one[_CONTENT] == row[_CONTENT])
        if row is not kept:
            yield _left_out(row, kept, Fault.ORGANISATION_TWICE_SAME)
        elif last and row is not last:
            yield _left_out(row, last, Fault.ORGANISATION_TWICE_LATER)
        elif not last:
            other = first[1] if row is first[0] else first[0]
            yield _left_out(row, other, Fault.ORGANISATION_TWICE)


def _first_of_each(rows: Sequence[_Row]) -> list[_Row]:
    """Of rows with the same answers one: the latest, and of those without a date the first."""
    first: dict[object, _Row] = {}
    for row in rows:
        known = first.get(row[_CONTENT])
        if known is None or row[MOMENT] > known[MOMENT]:
            first[row[_CONTENT]] = row
    return list(first.values())


def _last(rows: Sequence[_Row]) -> _Row | None:
    """The row of the latest moment, when all have a date and it is one row's alone.

    Of rows of one day the times tell, as far as all of them have one.
    """
    if len(rows) == 1:
        return rows[0]
    day = max(row[MOMENT][:DAY] for row in rows)
    of_that_day = [row for row in rows if row[MOMENT][:DAY] == day]
    dated = all(row[MOMENT] for row in rows)
    timed = len(of_that_day) == 1 or all(row[MOMENT] != day for row in of_that_day)
    latest = max(row[MOMENT] for row in of_that_day)
    last = [row for row in of_that_day if row[MOMENT] == latest]
    return last[0] if dated and timed and len(last) == 1 else None


def _left_out(row: _Row, because_of: _Row, fault: Fault) -> Repeated:
    return Repeated(
        file=row[FILE],
        row=row[ROW],
        fault=fault,
        column="organisation",
        value=row["organisation"],
        first_file=because_of[FILE],
        first_row=because_of[ROW],
    )
