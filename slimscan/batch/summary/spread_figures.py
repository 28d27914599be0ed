"""How the leaders of organisations score, as figures that may have to wait: one a scale.

A percentile, or the share of a band, of two summaries that differ by one organisation tells how
that one scores. So the cells and groups of a scale are told anew together, and only where each of
them, and what lies beside them, changed by five organisations or by none (`privacy/tallies.py`). Of
staff the values of organisations are shown anyway, so what is made of these tells nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slimscan.batch.organisations.standings import Spread, Standings
from slimscan.batch.summary.summary import Batch
from slimscan.privacy import EVERYWHERE, CellPlace
from slimscan.questionnaire.profile_fields import DIVIDED_BY

KIND = "spread"
"""How the names of these figures begin."""

_BETWEEN = "\x1f"


def figure_name(scale: str, items: int) -> str:
    """What a scale is called among the figures, when it is made of so many items."""
    return f"{KIND} {scale} {items}"


def scale_figure(figures: Mapping[str, Any], scale: str) -> str | None:
    """The name of the figure that tells of this scale."""
    told = (name for name, one in figures.items() if name.startswith(f"{KIND} {scale} "))
    return next((name for name in told if figures[name]["told"]), None)


def leader_spreads(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is told of the scales of leaders: each with its cells, and its groups by column."""
    figures = document.get("figures", {}).items()
    return [one["told"] for name, one in figures if name.startswith(f"{KIND} ") and one["told"]]


def band_starts(batch: Batch, scale: str) -> Sequence[float]:
    """Where the bands of a scale begin; an outcome has none."""
    without = {outcome.id for outcome in batch.scales.outcomes}
    return () if scale in without else [band.start for band in batch.instrument.questionnaire.bands]


def spread_figure(
    standings: Standings, scale: str, edges: Sequence[float], made_of: Sequence[str]
) -> dict[str, Any]:
    """How a scale is spread in every cell that may be shown; nothing is told where none may.

    A scale that is `made_of` one question is told as questions are: of all together, and anew
    where that question is.
    """
    cells = standings.spreads(scale, edges)
    if made_of:
        cells = {place: one for place, one in cells.items() if place == EVERYWHERE}
    tally: dict[str, dict[str, Any]] = {}
    for place, counts in standings.tallies(scale, cells).items():
        kind = _BETWEEN.join(field for field, name in zip(DIVIDED_BY, place, strict=True) if name)
        tally.setdefault(kind, {})[_BETWEEN.join(filter(None, place))] = counts
    told = {"scale": scale, "cells": spread_rows(cells), "splits": {}} if cells else None
    return {"tally": tally or {"": {"": {}}}, "told": told, "made_of": list(made_of)}


def with_groups(
    figure: Mapping[str, Any],
    column: str,
    groups: Mapping[str, Spread],
    tallies: Mapping[str, Mapping[str, int]],
) -> Mapping[str, Any]:
    """The figure with what is told by a column of the branch's own."""
    told = figure["told"]
    rows = [[value, *_row(one)] for value, one in sorted(groups.items())]
    return {
        **figure,
        "tally": {**figure["tally"], f"split {column}": dict(tallies)},
        "told": {**told, "splits": {**told["splits"], column: rows}},
    }


def spread_rows(cells: Mapping[CellPlace, Spread]) -> list[list[Any]]:
    """Spreads as plain data."""
    return [[*place, *_row(one)] for place, one in cells.items()]


def _row(spread: Spread) -> list[Any]:
    return [spread.n, list(spread.percentiles), list(spread.bands)]


def spreads_told(rows: Sequence[Sequence[Any]]) -> dict[CellPlace, Spread]:
    """Spreads from plain data."""
    return {
        tuple(place): Spread(n, tuple(percentiles), tuple(bands))
        for *place, n, percentiles, bands in rows
    }
