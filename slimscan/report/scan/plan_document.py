"""The plan as a JSON document: the shape that programs rely on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from slimscan.plan.action_list import ListedAction
from slimscan.plan.agenda import due_this_week, upcoming
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.working_list import WorkingList
from slimscan.scan.model import Scan

_FORMAT = 1


def plan_document(plan: WorkingList, scan: Scan, today: date, language: str) -> dict[str, Any]:
    """The working list as plain data; an action that nobody chose yet has the status `proposed`."""
    coming = upcoming(plan.rows, today)
    return {
        "format": _FORMAT,
        "scan": scan.id,
        "organisation": scan.profile.organisation,
        "measured_on": scan.measured_on.isoformat(),
        "questionnaire": {"id": scan.questionnaire.id, "version": scan.questionnaire.version},
        "today": today.isoformat(),
        "chosen": len(plan.decided),
        "overdue": sum(row.overdue(today) is not None for row in plan.rows),
        "this_week": [
            {"date": one.day.isoformat(), "kind": one.kind, "action": one.row.id}
            for one in due_this_week(plan.rows, today)
        ],
        "next": None
        if coming is None
        else {
            "date": coming.day.isoformat(),
            "kind": coming.kind,
            "actions": [row.id for row in coming.rows],
        },
        "actions": [_row(row, today, language) for row in plan.rows],
    }


def plan_json(plan: WorkingList, scan: Scan, today: date, language: str) -> str:
    """The document as text."""
    document = plan_document(plan, scan, today, language)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _row(row: PlanRow, today: date, language: str) -> dict[str, Any]:
    planned = row.planned
    overdue = row.overdue(today)
    return {
        "number": row.number,
        "id": row.id,
        "title": row.title(language),
        "chosen": row.chosen,
        **decided_fields(row),
        "overdue": overdue.value if overdue else None,
        "put_off": planned.put_off,
        "doubtful": row.is_doubtful(today),
        "reason": planned.reason,
        "own": planned.own is not None,
    }


def decided_fields(row: PlanRow) -> dict[str, Any]:
    """What the firm decided about an action, as plain data; of a proposal what is proposed."""
    planned = row.planned
    return {
        "added": planned.added,
        "owner": planned.owner,
        "start": _iso(planned.start),
        "check": _iso(planned.check),
        "remeasure": _iso(planned.remeasure),
        "status": planned.status if row.chosen else "proposed",
        "result": planned.result,
        "later": row.later,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def actions_json(listed: Sequence[ListedAction]) -> str:
    """Every action that can be added, as text."""
    document = {"format": _FORMAT, "actions": [asdict(one) for one in listed]}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
