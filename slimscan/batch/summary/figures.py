"""What is told of the answers of a batch together, and the ledger that holds it.

The figures are about ten organisations or more. They are made anew only when five organisations
or more came, left or changed since the same organisations were told of last: what is told in
between are the figures of then. Staff count where what is shown of their organisation is about them
as they are now, so that between two summaries no fewer than five people of it changed.
"""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.organisation_field import OrganisationField, field_of
from slimscan.batch.organisations.staff import check_ledger, testify_beside_staff
from slimscan.batch.organisations.standings import LEAST_STAFF, Standings, standings_of
from slimscan.batch.summary.answer_sums import AnswerSums, added_up, told_column
from slimscan.batch.summary.flags import FLAGS
from slimscan.batch.summary.leader_figures import LeaderFigures
from slimscan.batch.summary.member_numbers import (
    ALL,
    leader_numbers,
    leaders_in,
    leaders_known,
    leaders_scope,
    nameless_numbers,
    numbers_by_firm,
    organisation_numbers,
    same_firm,
)
from slimscan.batch.summary.rests import StaffRests
from slimscan.batch.summary.settled import SettledStaff
from slimscan.batch.summary.shown_staff import ShownStaff, people_at_a_time, shown_staff
from slimscan.batch.summary.splits import SplitFigures, splits_told
from slimscan.batch.summary.spread_figures import (
    band_starts,
    spread_rows,
)
from slimscan.batch.summary.staff_figures import StaffFigures
from slimscan.batch.summary.statistics import Statistics, statistics_of
from slimscan.batch.summary.summary import (
    Batch,
    ClosingShares,
    Summary,
)
from slimscan.batch.summary.told_figures import CLOSING, MISSING, audience_told, named_rows
from slimscan.privacy import (
    LEAST_ORGANISATIONS,
    LONG,
    FirmNumbers,
    KeepSet,
    Led,
    PoolDocument,
    PoolFigures,
    SameFirm,
    Signer,
    count_band,
)
from slimscan.questionnaire.models import Audience
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import OVERALL
from slimscan.shown import percent
from slimscan.staff.rows import measure_of

if TYPE_CHECKING:
    import polars as pl

AUDIENCES: tuple[Audience, ...] = ("leader", "employee")
_NUMBER = "__number"


@dataclass(frozen=True)
class PooledBatch:
    """What figures may be told of: all organisations of a batch, and those of its leaders."""

    members: Sequence[int]
    """A number for every organisation, and for whoever is of none that has a name."""
    leaders: Sequence[int]
    """A number for every leader."""
    firms: Iterable[SameFirm]
    """Which of these numbers are of the same organisation."""
    known: PoolDocument
    """Who answered, as the ledger keeps it."""
    figures: PoolFigures


PoolBatch = Callable[[Batch, Signer], PooledBatch]
"""Works out what figures may be told of."""


def pool_batch(batch: Batch, signer: Signer) -> PooledBatch:
    """What figures may be told of, out of the files in the batch's folder."""
    import polars as pl

    field = field_of(batch.folder)
    leaders = leaders_in(batch.folder, batch.instrument, batch.scales)
    numbers = array(LONG, leader_numbers(signer, leaders))
    known = {one: array(LONG, its) for one, its in leaders_known(signer, leaders, numbers).items()}
    leaders = leaders.select(KEY, ALL, pl.Series(_NUMBER, numbers, pl.Int64))
    members, firms = array(LONG), FirmNumbers()
    for named in organisation_numbers(batch.folder, leaders, field, signer):
        members.extend(named.values())
        own = leaders.filter(pl.col(KEY).is_in(list(named)))
        led = numbers_by_firm(own, own[_NUMBER].to_list())
        for key, one in named.items():
            firms.append(same_firm(signer, [key], [one, *led.get(key, ())]))
    members.extend(nameless_numbers(batch, leaders, field, signer))
    return PooledBatch(members, numbers, firms, known, _Figures(batch, field, signer, known))


def summarise(batch: Batch, pool: PoolBatch = pool_batch) -> Summary:
    """The summary of the results in a batch's folder, what may be shown of its staff among them.

    It is in the ledger when it is given. Raises `InputError` for a ledger that is not the one of
    this folder, `MachineError` when it cannot be kept.
    """
    book = check_ledger(batch.folder)
    scope = measure_of(batch.scales, {item.id for item in batch.scales.items}).name
    found = pool(batch, book.signer)
    led = found.leaders
    known = [(leaders_scope(batch.scales), led)] if len(led) >= LEAST_ORGANISATIONS else []
    pool_led = Led(known, found.firms, found.known)
    told, held = book.settle_pool(scope, found.members, found.figures, pool_led)
    testify_beside_staff(batch.folder, book)
    rows = {name: one["told"] for name, one in told.get("figures", {}).items() if one["told"]}
    return Summary(
        instrument=batch.instrument,
        scales=batch.scales,
        made_on=batch.made_on,
        quick=batch.quick,
        files=tuple(batch.files),
        audiences=tuple(
            replace(
                audience_told(one, told["audiences"][one], told, rows),
                splits=splits_told(told, batch.splits, one),
            )
            for one in AUDIENCES
            if one in told["audiences"]
        ),
        missing=dict(named_rows(rows, MISSING)) or told.get("missing", {}),
        flags=told["flags"],
        apart=told["apart"],
        closing=tuple(
            ClosingShares(one, n, tuple(its)) for one, n, its in named_rows(rows, CLOSING)
        ),
        held=held,
        waiting=tuple(one for one in batch.splits if one not in told.get("splits", {})),
    )


@dataclass(frozen=True)
class _Figures:
    """The figures of the answers in a folder, made when they are asked for."""

    batch: Batch
    field: OrganisationField
    signer: Signer
    known: PoolDocument
    """Who answered, as the ledger keeps it."""

    def document(self, keep: KeepSet) -> dict[str, Any]:
        """The figures as plain data; `keep` notes the sets of people that they leave over."""
        with self._shown() as shown:
            told = self._statistics(shown)
            of_staff = self._of_staff(told, shown, keep)
        return {
            "audiences": {
                one: document for one in AUDIENCES if (document := self._of(one)) is not None
            },
            "figures": {**_missing(told), **self._of_leaders(told), **of_staff},
            **self.known,
            "flags": {
                flag: count_band(sum(one.flags[flag] for one in told.values())) if told else None
                for flag in FLAGS
            },
            "apart": {
                name: count_band(count) if len(self.field.profiles) >= LEAST_ORGANISATIONS else None
                for name, count in self.field.apart.items()
                if name in DIVIDED_BY
            },
        }

    @property
    def nothing(self) -> dict[str, Any]:
        """The figures where none may be told."""
        return {
            "audiences": {},
            "figures": {},
            "flags": dict.fromkeys(FLAGS),
            "apart": dict.fromkeys(DIVIDED_BY),
        }

    def added(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """The document with the columns that organisations are split by, where it lacks them."""
        return SplitFigures(self.batch, self.field, self.signer).added(document)

    @cached_property
    def _standings(self) -> Mapping[Audience, Standings]:
        return standings_of(self.batch.folder, self.field, self.batch.scales.ids)

    @contextlib.contextmanager
    def _shown(self) -> Iterator[ShownStaff]:
        """The staff that figures may be about: nobody where few organisations show theirs."""
        folder, settled = self.batch.folder, SettledStaff(self.batch.folder, self.field.scores)
        if settled.count(OVERALL) < LEAST_ORGANISATIONS:
            yield ShownStaff([], settled)
            return
        with shown_staff(folder, self.batch.scales, settled) as shown:
            yield shown

    @property
    def _is_pool(self) -> bool:
        """Whether staff are told of as one pool, for no organisation has a name."""
        return not len(self.field.profiles) and self.field.nameless_staff >= LEAST_STAFF

    def _statistics(self, shown: ShownStaff) -> dict[Audience, Statistics]:
        """The statistics of those audiences of which enough organisations answered.

        Leaders, and the staff of organisations that are shown as they are now. Of each scale those
        of staff count that it is shown of: somebody who stopped early has a topic, and counts in no
        mean of it.
        """
        found: dict[Audience, Statistics] = {}
        if self.field.led >= LEAST_ORGANISATIONS:
            found["leader"] = self._statistics_of(self._everybody("leader"))
        if self._is_pool:
            found["employee"] = self._statistics_of(self._everybody("employee"))
        elif shown.parts:
            people = (some.filter(told_column(OVERALL)) for some in shown.everybody())
            found["employee"] = self._statistics_of(people)
        return found

    def _statistics_of(self, people: Iterable[pl.LazyFrame]) -> Statistics:
        scales = self.batch.scales
        return statistics_of(added_up(map(AnswerSums(scales).of, people)), scales)

    def _everybody(self, audience: Audience) -> Iterator[pl.LazyFrame]:
        import polars as pl

        counting = [pl.lit(True).alias(told_column(one)) for one in self.batch.scales.ids]
        for some in people_at_a_time(self.batch.folder, self.batch.scales, audience):
            yield some.with_columns(counting)

    def _of_leaders(self, told: Mapping[Audience, Statistics]) -> dict[str, dict[str, Any]]:
        if "leader" not in told:
            return {}
        return LeaderFigures(self.batch, told["leader"], self._standings["leader"]).figures()

    def _of_staff(
        self, told: Mapping[Audience, Statistics], shown: ShownStaff, keep: KeepSet
    ) -> dict[str, dict[str, Any]]:
        if "employee" not in told:
            return {}
        rests = StaffRests(shown, self.batch.scales, self.signer, keep)
        return StaffFigures(
            self.batch, told["employee"], shown, None if self._is_pool else rests
        ).figures()

    def _of(self, audience: Audience) -> dict[str, Any] | None:
        if audience not in self.field.audiences:
            return None
        standings = self._standings.get(audience)
        spreads = {
            one: standings.spreads(one, band_starts(self.batch, one))
            for one in self.batch.scales.ids
            if standings and audience == "employee"
        }
        return {
            "by_name": standings is not None and standings.by_name,
            "spreads": {one: spread_rows(cells) for one, cells in spreads.items() if cells},
            "items": [],
            "reliability": [],
        }


def _missing(statistics: Mapping[Audience, Statistics]) -> dict[str, dict[str, Any]]:
    """By item, the percentage without an answer among those to whom it applies."""
    found = {}
    for figures in zip(*(one.items for one in statistics.values()), strict=True):
        item = figures[0].id
        parts = {
            audience: {"answered": one.answered, "open": one.dont_know + one.skipped}
            for audience, one in zip(statistics, figures, strict=True)
        }
        answered, missing = (sum(one[k] for one in parts.values()) for k in ("answered", "open"))
        if missing + answered:
            told = [item, percent(missing / (missing + answered))]
            whole = {"answered": answered, "open": missing}
            tally = {"": {"": whole} | {str(audience): one for audience, one in parts.items()}}
            found[f"{MISSING} {item}"] = {"tally": tally, "told": told}
    return found
