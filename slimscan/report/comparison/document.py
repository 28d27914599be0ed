"""A comparison as a JSON document: the shape that programs rely on."""

from __future__ import annotations

import json
from typing import Any

from slimscan.comparison.comparison import Comparison, ScaleChange
from slimscan.plan.advice import PreconditionState
from slimscan.plan.deeds import Deed, what_we_did
from slimscan.report.comparison.staff import staff_change_document
from slimscan.scan.model import Scan
from slimscan.scoring.scorecard import Score
from slimscan.shown import points_between

_FORMAT = 1


def comparison_document(comparison: Comparison, language: str) -> dict[str, Any]:
    """The comparison as plain data; numbers unrounded, null where there is nothing to compare."""
    return {
        "format": _FORMAT,
        "organisation": comparison.followup.profile.organisation,
        "baseline": _scan(comparison.baseline),
        "followup": _scan(comparison.followup),
        "kind": "change_in_answers",
        "notes": [note.value for note in comparison.notes],
        "overall": _without_id(_change(comparison.overall)),
        "levers": [
            {**_change(lever), "aspects": [_change(aspect) for aspect in lever.aspects]}
            for lever in comparison.levers
        ],
        "beside": [_change(aspect) for aspect in comparison.beside],
        "items": [
            {
                "id": one.item.id,
                "aspect": one.aspect.id,
                "before": one.before_value,
                "after": one.after_value,
                "change": one.difference,
            }
            for one in comparison.items
        ],
        "staff": staff_change_document(comparison.staff),
        "left_out": [
            {"id": one.id, "why": one.why.value, "where": one.where.value}
            for one in comparison.left_out
        ],
        "preconditions": [
            {"id": one.item.id, "before": _state(one.before), "after": _state(one.after)}
            for one in comparison.preconditions
        ],
        "at_the_same_time": [
            {"id": one.outcome.id, "before": one.before, "after": one.after}
            for one in comparison.figures
        ],
        "what_we_did": [
            _deed(deed)
            for deed in what_we_did(comparison.instrument, comparison.baseline, language)
        ],
    }


def comparison_json(comparison: Comparison, language: str) -> str:
    """The document as text."""
    document = comparison_document(comparison, language)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _scan(scan: Scan) -> dict[str, Any]:
    return {
        "scan": scan.id,
        "measured_on": scan.measured_on.isoformat(),
        "questionnaire": {"id": scan.questionnaire.id, "version": scan.questionnaire.version},
        "quick": scan.quick,
        "finished": scan.finished,
        "role": scan.profile.role,
    }


def _change(change: ScaleChange) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": change.id,
        "before": change.before.score,
        "after": change.after.score,
        "change": change.difference,
        "shown": {
            "before": change.before.shown,
            "after": change.after.shown,
            "change": points_between(change.before.score, change.after.score),
        },
        "band_before": _band(change.before),
        "band_after": _band(change.after),
        "items": change.before.answered,
    }
    return document | ({"why": change.before.why.value} if change.before.why else {})


def _band(score: Score) -> str | None:
    return score.band.id if score.band else None


def _without_id(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "id"}


def _state(state: PreconditionState | None) -> dict[str, Any] | None:
    return None if state is None else {"value": state.value, "in_order": state.in_order}


def _deed(deed: Deed) -> dict[str, Any]:
    days = {"start": deed.start, "check": deed.check, "remeasure": deed.remeasure}
    return {
        "action": deed.action,
        "item": deed.item or None,
        "title": deed.title,
        "added": deed.added,
        "owner": deed.owner,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "status": deed.status,
        "result": deed.result,
        "reason": deed.reason,
    }
