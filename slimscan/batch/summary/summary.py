"""The summary of a batch as data: what was read, how well it measures, how scores are spread.

Leaders and staff stand apart. The scores of staff come from `organisations.csv`; their other
figures are about 30 people or more, rounded, and change when 5 more came. Nobody, and no
organisation, is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, BatchFolder, FileCount
from slimscan.batch.organisations.cells import CellPlace, names_of
from slimscan.batch.organisations.staff import scores_of
from slimscan.batch.organisations.standings import (
    LEAST_STAFF,
    PERCENTILES,
    Spread,
    Standings,
    standings_of,
)
from slimscan.batch.summary.statistics import (
    FLAGS,
    ItemFigures,
    Reliability,
    Statistics,
    statistics_by,
)
from slimscan.privacy import MINIMUM
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience
from slimscan.scoring.scales import Scales
from slimscan.shown import percent, whole

if TYPE_CHECKING:
    import polars as pl

_FORMAT = 1
_KIND = "summary"
AUDIENCES: tuple[Audience, ...] = ("leader", "employee")
COUNT_COLUMNS = ("read", "scored", "rejected", "passed", "blank", "duplicates")


@dataclass(frozen=True)
class ItemMean:
    """The mean value of an item, 0 to 100, over `n` answers."""

    id: str
    n: int
    mean: float


@dataclass(frozen=True)
class AudienceSummary:
    """What is told of leaders, or of staff."""

    audience: Audience
    by_name: bool
    """Whether organisations are counted; otherwise respondents are."""
    spreads: Mapping[str, Mapping[CellPlace, Spread]]
    """By scale, for every cell that may be shown."""
    items: tuple[ItemMean, ...]
    reliability: tuple[Reliability, ...]


@dataclass(frozen=True)
class Summary:
    """All that the summary tells."""

    instrument: Instrument
    scales: Scales
    made_on: date
    quick: bool
    files: tuple[FileCount, ...]
    audiences: tuple[AudienceSummary, ...]
    missing: Mapping[str, float]
    """By item, the share (0 to 1) without an answer among those to whom it applies."""
    flags: Mapping[str, int]

    def counted(self, name: str) -> int:
        """A count over all files, by its name in `COUNT_COLUMNS`."""
        return sum(getattr(one, name) for one in self.files)


@dataclass(frozen=True)
class Batch:
    """A batch that was scored: `folder` holds `answers.parquet` and `scores.parquet`."""

    folder: Path
    instrument: Instrument
    scales: Scales
    files: Sequence[FileCount]
    made_on: date
    quick: bool = False


def summarise(batch: Batch) -> Summary:
    """The summary of the results in a batch's folder, `organisations.csv` among them."""
    import narwhals as nw
    import polars as pl

    scales, path = batch.scales, BatchFolder(batch.folder).answers
    answers = pl.scan_parquet(path / "**/*.parquet" if path.is_dir() else path)
    scores = scores_of(batch.folder)
    statistics = statistics_by(
        nw.from_native(_settled(answers)), nw.from_native(_settled(scores)), scales
    )
    standings = standings_of(batch.folder)
    edges = [band.start for band in batch.instrument.questionnaire.bands]
    return Summary(
        instrument=batch.instrument,
        scales=scales,
        made_on=batch.made_on,
        quick=batch.quick,
        files=tuple(batch.files),
        audiences=tuple(
            _audience(audience, statistics[audience], standings.get(audience), scales, edges)
            for audience in AUDIENCES
            if audience in statistics
        ),
        missing=_missing(scales, statistics.values()),
        flags={flag: sum(one.flags[flag] for one in statistics.values()) for flag in FLAGS},
    )


def _settled(people: pl.LazyFrame) -> pl.LazyFrame:
    """Everybody but the last 1 to 4 staff: who came since the last summary shows with 4 others."""
    import polars as pl

    is_staff = pl.col(AUDIENCE) == "employee"
    staff = people.filter(is_staff)
    count = staff.select(pl.len()).collect(engine="streaming").item()
    return pl.concat([people.filter(~is_staff), staff.head(_in_fives(count))])


def _audience(
    audience: Audience,
    statistics: Statistics,
    standings: Standings | None,
    scales: Scales,
    edges: Sequence[float],
) -> AudienceSummary:
    spreads = {scale: standings.spreads(scale, edges) for scale in scales.ids} if standings else {}
    items, reliability = _items(statistics.items, 1), statistics.scales
    if audience == "employee":
        items = tuple(_rounded_item(one) for one in _items(statistics.items, LEAST_STAFF))
        reliability = tuple(_rounded(one) for one in reliability)
    return AudienceSummary(
        audience=audience,
        by_name=standings is not None and standings.by_name,
        spreads={scale: cells for scale, cells in spreads.items() if cells},
        items=items,
        reliability=reliability,
    )


def _items(items: Sequence[ItemFigures], least: int) -> tuple[ItemMean, ...]:
    return tuple(
        ItemMean(one.id, one.answered, one.mean)
        for one in items
        if one.mean is not None and one.answered >= least
    )


def _rounded_item(item: ItemMean) -> ItemMean:
    return ItemMean(item.id, _in_fives(item.n), whole(item.mean))


def _rounded(one: Reliability) -> Reliability:
    """So coarse that two summaries, a few people apart, do not tell what these answered."""
    return Reliability(
        scale=one.scale,
        n=_in_fives(one.n),
        mean=whole(one.mean),
        sd=whole(one.sd),
        alpha=None if one.alpha is None else round(one.alpha, 2),
        item_rest=tuple((i, None if r is None else round(r, 2)) for i, r in one.item_rest),
    )


def _in_fives(n: int) -> int:
    return n - n % MINIMUM


def _missing(scales: Scales, statistics: Any) -> dict[str, float]:
    shares = {}
    for place, item in enumerate(scales.items):
        figures = [one.items[place] for one in statistics]
        missing = sum(one.dont_know + one.skipped for one in figures)
        applicable = missing + sum(one.answered for one in figures)
        if applicable:
            shares[item.id] = missing / applicable
    return shares


def summary_document(summary: Summary) -> dict[str, Any]:
    """The summary as plain data for JSON."""
    questionnaire = summary.instrument.questionnaire
    return {
        "format": _FORMAT,
        "kind": _KIND,
        "questionnaire": {"id": questionnaire.id, "version": questionnaire.version},
        "made_on": summary.made_on.isoformat(),
        "quick": summary.quick,
        "counts": {name: summary.counted(name) for name in COUNT_COLUMNS},
        "files": [
            {"file": one.file, "tool": one.tool}
            | {name: getattr(one, name) for name in COUNT_COLUMNS}
            for one in summary.files
        ],
        "flags": dict(summary.flags),
        "missing_percent": {item: percent(share) for item, share in summary.missing.items()},
        "audiences": {one.audience: _audience_document(one, summary) for one in summary.audiences},
    }


def _audience_document(told: AudienceSummary, summary: Summary) -> dict[str, Any]:
    bands = [band.id for band in summary.instrument.questionnaire.bands]
    return {
        "counted": "organisations" if told.by_name else "respondents",
        "scales": [
            {
                "id": scale,
                "cells": [
                    _cell(place, cells[place], bands)
                    for place in sorted(cells)
                    if sum(map(bool, place)) < 2
                ],
            }
            for scale, cells in told.spreads.items()
        ],
        "items": [{"id": one.id, "n": one.n, "mean": one.mean} for one in told.items],
        "reliability": [
            {
                "scale": one.scale,
                "n": one.n,
                "mean": one.mean,
                "sd": one.sd,
                "alpha": one.alpha,
                "item_rest": dict(one.item_rest),
            }
            for one in told.reliability
        ],
    }


def _cell(place: CellPlace, spread: Spread, bands: Sequence[str]) -> dict[str, Any]:
    percentiles = zip(PERCENTILES, spread.percentiles, strict=True)
    return {
        **names_of(place),
        "n": spread.n,
        "percentiles": {str(percent): value for percent, value in percentiles},
        "bands_percent": dict(zip(bands, spread.bands, strict=True)),
    }


def summary_json(summary: Summary) -> str:
    """The document as text."""
    document = summary_document(summary)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
