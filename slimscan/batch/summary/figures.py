"""What is told of the answers of a batch together, and the ledger that holds it.

The figures are about ten organisations or more. They are made anew only when five organisations
or more came, left or changed since the same organisations were told of last: what is told in
between are the figures of then. Staff count where what is shown of their organisation is about them
as they are now, so that between two summaries no fewer than five people of it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.staff import (
    KEY,
    answers_in,
    check_ledger,
    testify_beside_staff,
)
from slimscan.batch.organisations.standings import (
    LEAST_STAFF,
    OrganisationField,
    Standings,
    field_of,
    standings_of,
)
from slimscan.batch.summary.answer_sums import added_up, answer_sums, score_moments, told_column
from slimscan.batch.summary.flags import FLAGS
from slimscan.batch.summary.leader_figures import LeaderFigures
from slimscan.batch.summary.member_numbers import (
    leader_numbers,
    leaders_known,
    leaders_scope,
    nameless_numbers,
    organisation_numbers,
    same_firm,
)
from slimscan.batch.summary.rests import StaffRests
from slimscan.batch.summary.settled import SettledStaff
from slimscan.batch.summary.shown_staff import shown_staff
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

_ROWS_AT_ONCE = 250_000
AUDIENCES: tuple[Audience, ...] = ("leader", "employee")


@dataclass(frozen=True)
class PooledBatch:
    """What figures may be told of: all organisations of a batch, and those of its leaders."""

    members: Sequence[int]
    """A number for every organisation, and for whoever is of none that has a name."""
    leaders: frozenset[int]
    """A number for every leader."""
    firms: Sequence[SameFirm]
    """Which of these numbers are of the same organisation."""
    known: PoolDocument
    """Who answered, as the ledger keeps it."""
    figures: PoolFigures


PoolBatch = Callable[[Batch, Signer], PooledBatch]
"""Works out what figures may be told of."""


def pool_batch(batch: Batch, signer: Signer) -> PooledBatch:
    """What figures may be told of, out of the files in the batch's folder."""
    field = field_of(batch.folder)
    leaders = leader_numbers(batch.folder, batch.scales, signer)
    named = organisation_numbers(batch, field, signer)
    known = leaders_known(batch.folder, batch.instrument, batch.scales, signer)
    return PooledBatch(
        [*named.values(), *nameless_numbers(batch, field, signer)],
        frozenset(number for numbers in leaders.values() for number in numbers),
        [same_firm(signer, [key], [one, *leaders.get(key, ())]) for key, one in named.items()],
        known,
        _Figures(batch, field, signer, known),
    )


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
        told = list(self._told.values())
        return {
            "audiences": {
                one: document for one in AUDIENCES if (document := self._of(one)) is not None
            },
            "figures": {
                **_missing(self._told),
                **self._of_leaders(),
                **self._of_staff(keep),
            },
            **self.known,
            "flags": {
                flag: count_band(sum(one.flags[flag] for one in told)) if told else None
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
        return standings_of(self.batch.folder, self.field)

    @cached_property
    def _told(self) -> dict[Audience, Statistics]:
        """The statistics of those audiences of which enough organisations answered."""
        enough: dict[Audience, bool] = {
            "leader": self.field.led >= LEAST_ORGANISATIONS,
            "employee": self._settled_count >= LEAST_ORGANISATIONS or self._is_pool,
        }
        return {one: told for one, told in self._statistics.items() if enough[one]}

    @property
    def _is_pool(self) -> bool:
        """Whether staff are told of as one pool, for no organisation has a name."""
        return not len(self.field.profiles) and self.field.nameless_staff >= LEAST_STAFF

    @cached_property
    def _settled_count(self) -> int:
        return self._settled.filter_scale(OVERALL)

    @cached_property
    def _settled(self) -> SettledStaff:
        return SettledStaff(self.batch.folder, self.field.scores)

    @cached_property
    def _statistics(self) -> dict[Audience, Statistics]:
        import narwhals as nw
        import polars as pl

        scales = self.batch.scales
        found: dict[str, Statistics] = {}
        rows = self.field.scores.select(pl.len()).collect(engine="streaming").item()
        for audience in AUDIENCES:
            scores = nw.from_native(self._people(self.field.scores, audience))
            moments = score_moments(scores, scales, only_told=True)
            # The sums of all items are wide: of all rows at once polars holds most in memory.
            answers = (
                self._people(answers_in(self.batch.folder).slice(start, _ROWS_AT_ONCE), audience)
                for start in range(0, rows, _ROWS_AT_ONCE)
            )
            sums = added_up(
                answer_sums(nw.from_native(some), scales, only_told=True) for some in answers
            )
            found |= statistics_of(sums, moments, scales)
        return {one: found[one] for one in AUDIENCES if one in found}

    def _people(self, frame: pl.LazyFrame, audience: Audience) -> pl.LazyFrame:
        """Leaders, or the staff of organisations that are shown as they are now.

        Of each scale those of staff count that it is shown of: somebody who stopped early has a
        topic, and counts in no mean of it.
        """
        import polars as pl

        ids, people = self.batch.scales.ids, frame.filter(pl.col(AUDIENCE) == audience)
        if audience == "leader" or self._is_pool:
            return people.with_columns(pl.lit(True).alias(told_column(one)) for one in ids)
        shown = self._settled.flags(ids).filter(told_column(OVERALL))
        # Polars holds what is on the right in memory, as long as the order is that of the left.
        return people.join(shown.lazy(), on=KEY, maintain_order="left")

    def _of_leaders(self) -> dict[str, dict[str, Any]]:
        if "leader" not in self._told:
            return {}
        told, standings = self._told["leader"], self._standings["leader"]
        return LeaderFigures(self.batch, told, standings).figures()

    def _of_staff(self, keep: KeepSet) -> dict[str, dict[str, Any]]:
        if "employee" not in self._told:
            return {}
        told, settled = self._told["employee"], self._settled
        with shown_staff(self.batch.folder, self.batch.scales, settled) as shown:
            rests = StaffRests(shown, self.batch.scales, self.signer, keep)
            return StaffFigures(self.batch, told, shown, None if self._is_pool else rests).figures()

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
