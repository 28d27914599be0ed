"""The figures of a summary about staff, beside what is shown of their organisations."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slimscan.batch.ahead import one_ahead
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.standings import LEAST_STAFF
from slimscan.batch.summary.agreement import agreement_of, agreement_row
from slimscan.batch.summary.answer_sums import told_column
from slimscan.batch.summary.item_shares import coarse_shares
from slimscan.batch.summary.rests import StaffRests
from slimscan.batch.summary.scale_staff import ScalePart, ScaleStaff, staff_part
from slimscan.batch.summary.shown_staff import PERSON, ShownStaff, StaffFiles
from slimscan.batch.summary.statistics import ItemFigures, Statistics, item_figures
from slimscan.batch.summary.summary import Batch
from slimscan.batch.summary.told_figures import AGREEMENT, ALPHA, STAFF, in_hundredths
from slimscan.privacy import (
    LEAST_ORGANISATIONS,
    ScaleKind,
    coarse_mean,
    count_band,
    kind_of,
    may_be_apart,
)
from slimscan.scoring.scales import OVERALL
from slimscan.scoring.scores import answered_column
from slimscan.shown import whole

_PARTS_AT_ONCE = 2
"""While polars adds up one part, people are numbered of another."""


@dataclass(frozen=True)
class StaffFigures:
    """What is told of the staff of a batch, where enough organisations show theirs.

    `rests` are whom the figures leave over; there are none where no organisation has a name, and
    staff are told of as one pool.
    """

    batch: Batch
    told: Statistics
    shown: ShownStaff
    rests: StaffRests | None

    def figures(self) -> dict[str, dict[str, Any]]:
        """What is told of staff beside the means of their organisations.

        Whole organisations come and leave between two summaries; where one to four people in them
        lack a question of a scale, these would be told, and the scale's figures wait.
        """
        scales = self.batch.scales
        names = [*(one.id for one in scales.aspects), *(one.id for one in scales.levers)]
        figures: dict[str, dict[str, Any]] = {}
        for staff in one_ahead(map(self._staff, names)):
            figures |= self._of_scale(staff)
        return figures

    def _of_scale(self, staff: ScaleStaff) -> dict[str, dict[str, Any]]:
        """The figures about one scale."""
        scale = staff.scale
        told = {
            STAFF: self._items(scale, staff),
            ALPHA: self._quality(scale, staff),
            AGREEMENT: self._agreement(scale, staff),
        }
        rests = self._rests(scale, staff, [kind for kind, rows in told.items() if rows])
        return {
            f"{kind} {scale} {len(self.batch.scales.items_of(scale))}": {
                "tally": staff.lacking_tally,
                "told": rows,
                "rests": rests.get(kind, []),
            }
            for kind, rows in told.items()
            if rows
        }

    def _staff(self, scale: str) -> ScaleStaff:
        scales = self.batch.scales
        items, topics = scales.items_of(scale), self.rests.topics(scale) if self.rests else ()
        columns = (
            KEY,
            PERSON,
            scale,
            answered_column(scale),
            told_column(OVERALL),
            *topics,
            *items,
        )

        def sums(part: StaffFiles) -> ScalePart:
            staff = self.shown.of_scale(part, scale, columns)
            having = staff.drop_nulls(scale)
            rest = self.rests.part(scale, having) if self.rests else None
            return staff_part(staff, having, scale, scales, rest)

        with ThreadPoolExecutor(_PARTS_AT_ONCE) as pool:
            return ScaleStaff(scale, list(pool.map(sums, self.shown.parts)) if items else [])

    def _rests(
        self, scale: str, staff: ScaleStaff, kinds: Sequence[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Whom the figures leave over beside what organisations show, where these have a name.

        How alike staff see it is about everybody who has a score, as what organisations show is.
        """
        asked = [kind for kind in kinds if kind != AGREEMENT]
        parts = [one.rest for one in staff.parts if one.rest is not None]
        if self.rests is None or not parts or not asked:
            return {}
        own = self.rests.of_scale(scale, parts)
        return {kind: own.of_items() if kind == STAFF else own.of_complete() for kind in asked}

    def _agreement(self, scale: str, staff: ScaleStaff) -> list[object]:
        """How alike the staff of one organisation see it, where organisations have a name."""
        told = agreement_of(scale, staff.groups) if staff.parts and self.rests else None
        return agreement_row(told) if told else []

    def _items(self, scale: str, staff: ScaleStaff) -> list[Any]:
        """The items' means of staff of an aspect, only where none, or five, left out another.

        Of aspects of which ten organisations show all their staff, as they are now.
        """
        scales = self.batch.scales
        is_aspect = any(one.id == scale for one in scales.aspects)
        if not is_aspect or self.rests is None or not staff.parts:
            return []
        if self.shown.organisations(scale) < LEAST_ORGANISATIONS:
            return []
        own = item_figures((one.items for one in staff.parts), scales.only(scales.items_of(scale)))
        everyone = sum(_cells(own[0]))
        apart = [everyone - one.answered for one in own]
        if not all(map(may_be_apart, [*apart, staff.unlike])):
            return []
        return [
            [
                one.id,
                count_band(one.answered),
                coarse_mean(one.mean, one.answered, ScaleKind.SINGLE),
                *coarse_shares(one),
            ]
            for one in own
            if one.mean is not None and one.answered >= LEAST_STAFF
        ]

    def _quality(self, scale: str, staff: ScaleStaff) -> list[Any]:
        """How well a scale measures staff: coarsely, and of none or five who lack an item."""
        one = next((one for one in self.told.scales if one.scale == scale), None)
        if one is None:
            return []
        few = staff.told_by_lacking if self.rests else (one.scored - one.n,)
        if not all(map(may_be_apart, few)):
            return []
        rests = [[item, in_hundredths(value)] for item, value in one.item_rest]
        mean = coarse_mean(one.mean, one.n, self._kinds.get(scale, ScaleKind.SINGLE))
        sd, pair = 5 * whole(one.sd / 5), in_hundredths(one.spearman_brown)
        return [scale, count_band(one.n), mean, sd, in_hundredths(one.alpha), rests, pair]

    @cached_property
    def _kinds(self) -> dict[str, ScaleKind]:
        scales = self.batch.scales
        levers = {
            lever.id: kind_of(sum(len(one.items) for one in lever.aspects), is_aspect=False)
            for lever in scales.levers
        }
        return levers | {one.id: kind_of(len(one.items), is_aspect=True) for one in scales.aspects}


def _cells(one: ItemFigures) -> tuple[int, ...]:
    return one.answered, one.dont_know, one.not_applicable, one.skipped
