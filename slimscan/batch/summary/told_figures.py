"""What the ledger tells of the figures of a summary, by kind: a name begins with what it is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slimscan.batch.summary.agreement import StaffAgreement
from slimscan.batch.summary.spread_figures import leader_spreads, spreads_told
from slimscan.batch.summary.summary import AudienceSummary, ItemMean, ScaleQuality
from slimscan.questionnaire.models import Audience
from slimscan.shown import whole

CLOSING, QUALITY, MISSING = "closing", "quality", "missing"
RELIABILITY = "reliability"
"""Of leaders: questions about the scan, how a question is answered, and how well scales measure."""
STAFF, ALPHA, AGREEMENT = "staff", "alpha", "agreement"
"""Of staff: questions, how well scales measure, and how alike they see it."""


def _item_rows(rows: Mapping[str, list[Any]], audience: Audience) -> list[list[Any]]:
    """What is told of every item of leaders: its mean, and the shares where these are told, too."""
    shares = {one: its for one, *its in named_rows(rows, QUALITY)}
    return [[*row, *shares.get(row[0], ())] for row in named_rows(rows, audience)]


def named_rows(rows: Mapping[str, list[Any]], kind: str) -> list[list[Any]]:
    """The rows of one kind of figure, of all that are told."""
    return [row for name, row in rows.items() if name.partition(" ")[0] == kind]


def audience_told(
    audience: Audience,
    own: Mapping[str, Any],
    document: Mapping[str, Any],
    rows: Mapping[str, list[Any]],
) -> AudienceSummary:
    """What is told of an audience; of leaders most stands in `rows`, for it may have to wait."""
    spreads, reliability = dict(own["spreads"]), list(own["reliability"])
    if audience == "leader":
        spreads |= {one["scale"]: one["cells"] for one in leader_spreads(document)}
        reliability += named_rows(rows, RELIABILITY)
        items = _item_rows(rows, audience)
        agreement: list[list[Any]] = []
    else:
        reliability += named_rows(rows, ALPHA)
        items = [row for its in named_rows(rows, STAFF) for row in its]
        agreement = [*own.get("agreement", ()), *named_rows(rows, AGREEMENT)]
    return AudienceSummary(
        audience=audience,
        by_name=own["by_name"],
        spreads={scale: spreads_told(cells) for scale, cells in spreads.items()},
        items=tuple(ItemMean(*one) for one in (*own["items"], *items)),
        reliability=tuple(
            ScaleQuality(scale, n, mean, sd, alpha, tuple((item, r) for item, r in rests), *pair)
            for scale, n, mean, sd, alpha, rests, *pair in reliability
        ),
        agreement=tuple(StaffAgreement(*one) for one in agreement),
    )


def item_figure(item: str) -> str:
    """The name of the figure that tells how leaders answered an item."""
    return f"leader {item}"


def reliability_figure(scale: str, items: int) -> str:
    """The name of the figure that tells how well a scale of so many items measures leaders."""
    return f"{RELIABILITY} {scale} {items}"


def in_hundredths(value: float | None) -> float | None:
    """A ratio as it is told, in hundredths; nothing stays nothing."""
    return None if value is None else whole(100 * value) / 100
