"""A result as a JSON document: the shape that programs rely on."""

from __future__ import annotations

import json
from typing import Any

from slimscan.plan.advised import Advised
from slimscan.plan.deeds import deeds_of
from slimscan.plan.plan_row import PlanRow
from slimscan.report.scan.plan_document import decided_fields
from slimscan.report.scan.staff_document import staff_document
from slimscan.result import Result
from slimscan.scan.workshop import people_band, shown_spread, table_votes, talk_first
from slimscan.scoring.scorecard import Score

_FORMAT = 1


def result_document(result: Result) -> dict[str, Any]:
    """The result as plain data; numbers unrounded, a score that is not valid is null with `why`.

    Beside each score stands what people see of it.
    """
    scan, card = result.scan, result.scorecard
    document = {
        "format": _FORMAT,
        "scan": scan.id,
        "organisation": scan.profile.organisation,
        "measured_on": scan.measured_on.isoformat(),
        "language": scan.language,
        "questionnaire": {"id": scan.questionnaire.id, "version": scan.questionnaire.version},
        "quick": scan.quick,
        "finished": scan.finished,
        "profile": scan.profile.chosen,
        "overall": _without_id(_score(card.overall)),
        "levers": [
            {**_score(lever), "aspects": [_score(aspect) for aspect in lever.aspects]}
            for lever in card.levers
        ],
        "beside": [_score(aspect) for aspect in card.beside],
        "contradicting": result.contradicting,
        "strengths": [aspect.id for aspect in result.strengths],
        "preconditions": [
            {"id": state.item.id, "value": state.value, "in_order": state.in_order}
            for state in result.preconditions
        ],
        "target_group": result.target_group,
        "advice": {
            "too_few_answers": result.proposal.too_few,
            "meeting": [aspect.id for aspect in result.proposal.meeting],
            "already_there": _with_status(result, "have"),
            "left_out": _with_status(result, "dropped"),
            "unsafe": result.proposal.unsafe,
            "waiting": [action.id for action in result.proposal.waiting],
            "done_before": _done_before(result),
        },
        "actions": [_action(row, scan.language) for row in result.plan.in_plan],
    }
    beside = {
        "advisor": scan.advisor,
        "targets": dict(scan.targets),
        "closing": _closing(result),
        "workshop": _workshop(result),
        "staff": staff_document(result),
        "benchmark": _benchmark(result),
    }
    return document | {name: part for name, part in beside.items() if part}


def result_json(result: Result) -> str:
    """The document as text."""
    return json.dumps(result_document(result), indent=2, ensure_ascii=False, allow_nan=False)


def _score(score: Score) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": score.id,
        "score": score.score,
        "shown": score.shown,
        "band": score.band.id if score.band else None,
        "answered": score.answered,
        "applicable": score.applicable,
        "lowest_item": score.lowest_item,
        "range": list(score.range) if score.range else None,
    }
    return document | ({"why": score.why.value} if score.why else {})


def _benchmark(result: Result) -> dict[str, Any] | None:
    """Where others stand on each scale: 10, 25, 50, 75 and 90 percent of them at or under it."""
    reference = result.reference
    if reference is None:
        return None
    return {
        "made_on": reference.made_on.isoformat(),
        "version": reference.version,
        "group": reference.group or None,
        **reference.place,
        "scales": {
            scale: {
                "organisations": standing.organisations,
                "percentiles": list(standing.percentiles),
            }
            for scale, standing in reference.scales.items()
        },
    }


def _workshop(result: Result) -> dict[str, Any] | None:
    """How a workshop went: items to talk about first, and how far the table was apart, in points.

    Hands are not told; a spread is one of twenty voters or more, in steps.
    """
    workshop = result.scan.workshop
    if workshop is None:
        return None
    votes = table_votes(result.instrument, result.scan)
    first = talk_first(result.instrument, result.scan)
    least = result.instrument.questionnaire.release_minimum
    spreads = {vote.item.id: shown_spread(vote, least) for vote in votes}
    return {
        "people": people_band(workshop.people, least),
        "counts_as": workshop.counts_as,
        "talk_first": [vote.item.id for vote in first],
        "spread": {item: spread for item, spread in spreads.items() if spread is not None},
    }


def _closing(result: Result) -> dict[str, Any]:
    """What was answered about the scan itself: an option's code by question."""
    closing = result.instrument.questionnaire.closing
    given = result.scan.answers
    return {one.id: given[one.id] for one in closing if one.id in given}


def _without_id(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "id"}


def _with_status(result: Result, status: str) -> list[str]:
    aside = (row for row in result.plan.chosen if not row.in_plan)
    return [row.id for row in aside if row.planned.status == status]


def _done_before(result: Result) -> list[dict[str, Any]]:
    """What the firm has done since an earlier scan."""
    deeds = deeds_of(result.instrument, result.done, result.scan.language)
    return [{"id": one.action, "title": one.title, "result": one.result} for one in deeds]


def _action(row: PlanRow, language: str) -> dict[str, Any]:
    """An action of the one plan: the trail that led to it, and what was decided about it."""
    item = row.action.item if row.action else None
    trail = _trail(row.advised) if row.advised else {**_NO_TRAIL, "item": item}
    named = {"rank": row.number, "kind": trail["kind"], "id": row.id, "title": row.title(language)}
    return {**named, **trail, **decided_fields(row)}


_NO_TRAIL = {
    "kind": "added",
    "item": None,
    "aspect": None,
    "value": None,
    "staff": None,
    "two_sided": None,
    "leverage": None,
    "priority": None,
    "conversation": False,
    "source": None,
}
"""Of what the firm added itself."""


def _trail(advised: Advised) -> dict[str, Any]:
    return {
        "kind": advised.kind.value,
        "item": advised.item.id,
        "aspect": advised.aspect.id if advised.aspect else None,
        "value": advised.value,
        "staff": advised.sees.mean if advised.sees else None,
        "two_sided": advised.two_sided.value if advised.two_sided else None,
        "leverage": advised.leverage,
        "priority": advised.priority,
        "conversation": advised.conversation,
        "source": advised.item.sources[0],
    }
