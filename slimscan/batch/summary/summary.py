"""The summary of a batch as data: what was read, how well it measures, how scores are spread.

Leaders and staff stand apart. All that is told of answers is told of ten organisations or more
together (of 30 people, where no organisation has a name), and stays what it was while fewer than
five of them changed: `figures.py` makes it, the ledger of people in the home holds it. Nobody, and
no organisation, is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from slimscan.batch.files import FileCount
from slimscan.batch.organisations.standings import PERCENTILES, Spread
from slimscan.batch.summary.agreement import StaffAgreement
from slimscan.privacy import CellPlace, names_of
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience
from slimscan.scoring.scales import Scales

_FORMAT = 2
_KIND = "summary"
COUNT_COLUMNS = ("read", "scored", "rejected", "passed", "blank", "duplicates")


@dataclass(frozen=True)
class ItemMean:
    """The mean value of an item, 0 to 100: of leaders in whole numbers, of staff in steps.

    `n` is how many answered: a number of leaders, a band of staff. `lowest` and `highest` are the
    shares of these with the lowest and the highest value, `dont_know` is that of those to whom the
    item applies, in percent; None in what was told before these were.
    """

    id: str
    n: int | str
    mean: int
    sd: int | None = None
    lowest: int | None = None
    highest: int | None = None
    dont_know: int | None = None


@dataclass(frozen=True)
class ScaleQuality:
    """How the items of a scale hang together, over `n` who answered all of them (a band of staff).

    As `Reliability`, but rounded.
    """

    scale: str
    n: int | str
    mean: int
    sd: int
    alpha: float | None
    item_rest: tuple[tuple[str, float | None], ...]
    spearman_brown: float | None = None


GroupSpreads = Mapping[str, Mapping[str, Spread]]
"""By scale, for every group of organisations by a column of the branch's own."""


@dataclass(frozen=True)
class AudienceSummary:
    """What is told of leaders, or of staff."""

    audience: Audience
    by_name: bool
    """Whether organisations are counted; otherwise respondents are."""
    spreads: Mapping[str, Mapping[CellPlace, Spread]]
    """By scale, for every cell that may be shown."""
    items: tuple[ItemMean, ...]
    reliability: tuple[ScaleQuality, ...]
    agreement: tuple[StaffAgreement, ...] = ()
    splits: Mapping[str, GroupSpreads] = field(default_factory=dict)
    """By column of the branch's own, those that may be told."""


@dataclass(frozen=True)
class ClosingShares:
    """How leaders answered a question about the scan itself, of `n` who did.

    `percents` are whole ones, an option each.
    """

    id: str
    n: int
    percents: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """All that the summary tells."""

    instrument: Instrument
    scales: Scales
    made_on: date
    quick: bool
    files: tuple[FileCount, ...]
    audiences: tuple[AudienceSummary, ...]
    missing: Mapping[str, int]
    """By item, the percentage without an answer among those to whom it applies."""
    flags: Mapping[str, str | None]
    """How many answers deserve a look, as a band; nothing where it may not be told."""
    apart: Mapping[str, str | None]
    """Of how many organisations the people disagree on sector, and on size, as a band."""
    closing: tuple[ClosingShares, ...] = ()
    """How leaders answered the questions about the scan itself: those that ten or more answered."""
    held: bool = False
    """Whether these are the figures of an earlier run: too few organisations changed since."""

    waiting: tuple[str, ...] = ()
    """The columns to split by that cannot be told yet: too few organisations changed since."""

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
    splits: tuple[str, ...] = ()
    """The columns of the branch's own that organisations are told apart by."""
    for_analyst: bool = False
    """Whether a workbook for the branch's analyst is wanted."""


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
        "held": summary.held,
        "flags": dict(summary.flags),
        "disagree_on": dict(summary.apart),
        "missing_percent": dict(summary.missing),
        "closing": [
            {"id": one.id, "n": one.n, "percents": list(one.percents)} for one in summary.closing
        ],
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
        "items": [
            {
                "id": one.id,
                "n": one.n,
                "mean": one.mean,
                "sd": one.sd,
                "lowest_percent": one.lowest,
                "highest_percent": one.highest,
                "dont_know_percent": one.dont_know,
            }
            for one in told.items
        ],
        "reliability": [
            {
                "scale": one.scale,
                "n": one.n,
                "mean": one.mean,
                "sd": one.sd,
                "alpha": one.alpha,
                "spearman_brown": one.spearman_brown,
                "item_rest": dict(one.item_rest),
            }
            for one in told.reliability
        ],
        "agreement": [asdict(one) for one in told.agreement],
        "splits": [
            {
                "column": column,
                "scales": [
                    {
                        "id": scale,
                        "cells": [
                            {"value": value, **_figures(spread, bands)}
                            for value, spread in its.items()
                        ],
                    }
                    for scale, its in scales.items()
                ],
            }
            for column, scales in told.splits.items()
        ],
    }


def _cell(place: CellPlace, spread: Spread, bands: Sequence[str]) -> dict[str, Any]:
    return {**names_of(place), **_figures(spread, bands)}


def _figures(spread: Spread, bands: Sequence[str]) -> dict[str, Any]:
    percentiles = zip(PERCENTILES, spread.percentiles, strict=True)
    return {
        "n": spread.n,
        "percentiles": {str(percent): value for percent, value in percentiles},
        "bands_percent": dict(zip(bands, spread.bands, strict=True)) if spread.bands else {},
    }


def summary_json(summary: Summary) -> str:
    """The document as text."""
    document = summary_document(summary)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
