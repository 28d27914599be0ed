"""The programme monitor as data: what changed between two waves of a batch, and who is missing.

All figures are about ten organisations or more, in whole points; staff only by what may be shown of
them (`figures.py`). The names that could not be matched are for whoever keeps the answers: they
stand in the workbook and the JSON, which are the branch's own, and on no page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from slimscan.batch.files import ARM
from slimscan.batch.monitor.figures import told_figures
from slimscan.batch.monitor.matching import ID_COLUMN, Matching, match_organisations
from slimscan.batch.monitor.pairs import Pairs, pair_up
from slimscan.batch.monitor.participants import Arm, Participation, read_participation
from slimscan.batch.monitor.waves import BatchWave, read_waves
from slimscan.errors import Fault, Problem, input_error
from slimscan.imports.headers import names_told
from slimscan.privacy import Verdict
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience
from slimscan.scoring.scales import OVERALL
from slimscan.shown import NONE

_FORMAT = 1
_KIND = "monitor"


@dataclass(frozen=True)
class TellChange:
    """The change of one scale in one group of organisations, in whole points.

    `field` and `name` say which group; both are empty for all of them. `before` is the mean at the
    baseline. `low` and `high` are the ends of the 95 % interval (paired t), rounded outwards.
    """

    field: str
    name: str
    scale: str
    n: int
    before: int
    points: int
    low: int
    high: int
    verdict: Verdict


@dataclass(frozen=True)
class TellBeside:
    """How much more participants changed on a scale than the others (interval by Welch)."""

    scale: str
    points: int
    low: int
    high: int
    verdict: Verdict


@dataclass(frozen=True)
class TellLeft:
    """Those who left beside those who stayed, at the baseline: who left minus who stayed."""

    scale: str
    n: int
    mean: int
    stayed: int
    stayed_mean: int
    points: int
    low: int
    high: int


@dataclass(frozen=True)
class AudienceMonitor:
    """What is told of leaders, or of staff, of `n` organisations with a change.

    `unsaid`: of so many more it is not known whether they took part. `incomplete`: so many more
    lack a topic. Both are left out, so that all figures are about the same ones. `aside`: so many
    pairs were left out so that nobody can be told by subtraction. `waits`: there are enough of
    them, and too few changed since they were told of last.
    """

    audience: Audience
    n: int
    unsaid: int
    incomplete: int
    aside: int
    waits: bool
    changes: tuple[TellChange, ...]
    arms: tuple[TellBeside, ...]
    left: tuple[TellLeft, ...]

    def change(self, scale: str, field: str = "", name: str = "") -> TellChange | None:
        """The change of a scale in a group; of all organisations without one."""
        wanted = field, name, scale
        return next(
            (one for one in self.changes if (one.field, one.name, one.scale) == wanted), None
        )


@dataclass(frozen=True)
class Monitor:
    """All that is told of two waves."""

    waves: tuple[BatchWave, BatchWave]
    matching: Matching
    participation: Participation | None
    fields: tuple[str, ...]
    many_valued: tuple[str, ...]
    """Those of them that no groups are made of, for they have too many different values."""
    left_out: Mapping[Audience, tuple[str, ...]]
    """By audience the questions that only one of the waves asked: they are not compared."""
    audiences: tuple[AudienceMonitor, ...]
    family: int
    """How many changes were judged together."""
    held: bool
    made_on: date
    remarks: tuple[Problem, ...] = ()

    @property
    def instrument(self) -> Instrument:
        """The questionnaire that both waves answered."""
        return self.waves[1].instrument

    def counted(self, arm: Arm) -> int:
        """How many organisations of both waves are on this side."""
        return list(self.participation.arms.values()).count(arm) if self.participation else 0


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the two folders."""

    participants: str | None = None
    id_column: str | None = None
    new_ledger: bool = False
    """Whether to go on without the ledger that knows what was told of these waves."""


def monitor_waves(
    instrument: Instrument, folders: Sequence[Path], asked: Asked, made_on: date
) -> Monitor:
    """What changed between the two waves in these folders.

    Raises as `read_waves`, `match_organisations`, `read_participation` and `told_figures` do, and
    `InputError` when no organisation is in both.
    """
    first, second = read_waves(instrument, *folders)
    waves = first, second
    matching = match_organisations(waves, asked.id_column)
    if not matching.pairs:
        near = [f"{one.name} ({one.nearest})" for one in matching.unmatched if one.nearest]
        raise input_error(
            Fault.MONITOR_NOTHING, second.folder, nearest_names=names_told(near) or NONE
        )
    participation = None
    if asked.participants:
        participation = read_participation(asked.participants, waves, matching)
    not_split = [ID_COLUMN, *filter(None, (asked.id_column, asked.participants))]
    pairs = pair_up(waves, matching, participation, not_split)
    told, held = told_figures(pairs, asked.new_ledger)
    return Monitor(
        waves=waves,
        matching=matching,
        participation=participation,
        fields=tuple(one for one in pairs.fields if one != ARM),
        many_valued=pairs.many_valued,
        left_out=_left_out(pairs),
        audiences=tuple(_audience(one, its, instrument) for one, its in told["audiences"].items()),
        family=told["family"],
        held=held,
        made_on=made_on,
        remarks=(*matching.remarks, *(participation.remarks if participation else ())),
    )


def _left_out(pairs: Pairs) -> dict[Audience, tuple[str, ...]]:
    out: dict[Audience, tuple[str, ...]] = {}
    for audience in pairs.scales:
        first, second = (wave.asks_scored(audience) for wave in pairs.waves)
        if first and second:
            out[audience] = tuple(sorted(first ^ second))
    return out


def _audience(
    audience: Audience, told: Mapping[str, Any], instrument: Instrument
) -> AudienceMonitor:
    order = {scale: place for place, scale in enumerate([OVERALL, *instrument.scale_names])}

    def judged(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "verdict": Verdict(row["verdict"])}

    return AudienceMonitor(
        audience=audience,
        n=told["n"],
        unsaid=told["unsaid"],
        incomplete=told["incomplete"],
        aside=told["aside"],
        waits=told["waits"],
        changes=tuple(TellChange(**judged(row)) for row in _in_order(told["changes"], order)),
        arms=tuple(TellBeside(**judged(row)) for row in _in_order(told["arms"], order)),
        left=tuple(TellLeft(**row) for row in told["left"]),
    )


def _in_order(
    rows: Sequence[Mapping[str, Any]], order: Mapping[str, int]
) -> list[Mapping[str, Any]]:
    """Rows group by group as they are told, and in each as the scales follow each other."""
    groups = list(dict.fromkeys(map(_group_of, rows)))
    return sorted(rows, key=lambda row: (groups.index(_group_of(row)), order[row["scale"]]))


def _group_of(row: Mapping[str, Any]) -> tuple[str, str]:
    return row.get("field", ""), row.get("name", "")


def monitor_document(monitor: Monitor) -> dict[str, Any]:
    """The monitor as plain data for JSON; whole points, as people see them."""
    questionnaire, matching = monitor.instrument.questionnaire, monitor.matching
    return {
        "format": _FORMAT,
        "kind": _KIND,
        "questionnaire": {"id": questionnaire.id, "version": questionnaire.version},
        "made_on": monitor.made_on.isoformat(),
        "waves": [
            {"first_day": wave.days[0] or None, "last_day": wave.days[1] or None,
             "organisations": len(wave.field.profiles)}
            for wave in monitor.waves
        ],
        "matched": len(matching.pairs),
        "matched_by_id": matching.by_id,
        "dropped_out": matching.counted(is_new=False),
        "new": matching.counted(is_new=True),
        "participants": monitor.counted(Arm.PARTICIPANTS) if monitor.participation else None,
        "others": monitor.counted(Arm.OTHERS) if monitor.participation else None,
        "held": monitor.held,
        "not_split": list(monitor.many_valued),
        "judged_together": monitor.family,
        "audiences": {one.audience: _audience_document(one) for one in monitor.audiences},
        "left_out": {audience: list(items) for audience, items in monitor.left_out.items()},
        "unmatched": [asdict(one) for one in matching.unmatched],
    }  # fmt: skip


def _audience_document(told: AudienceMonitor) -> dict[str, Any]:
    return {
        "organisations": told.n,
        "unsaid": told.unsaid,
        "incomplete": told.incomplete,
        "set_aside": told.aside,
        "waits": told.waits,
        "changes": [_named(asdict(one)) for one in told.changes],
        "participants_beside_others": [_named(asdict(one)) for one in told.arms],
        "left_beside_stayed": [_named(asdict(one)) for one in told.left],
    }


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its interval as one value, and null for what stands for all."""
    interval = [row.pop("low"), row.pop("high")]
    place: dict[str, Any] = {
        name: row.pop(name) or None for name in ("field", "name") if name in row
    }
    return {**place, **row, "interval": interval}


def monitor_json(monitor: Monitor) -> str:
    """The document as text."""
    document = monitor_document(monitor)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
