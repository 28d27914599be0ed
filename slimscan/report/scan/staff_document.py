"""The staff of a scan as plain data: only what the release rule gave."""

from __future__ import annotations

from typing import Any

from slimscan.privacy import ReleasedGroup, ReleasedValue
from slimscan.result import Result
from slimscan.staff.gap import Gap


def staff_document(result: Result) -> dict[str, Any] | None:
    """The staff part of the JSON document; nothing when no staff answered.

    A group of which nothing may be shown is not named, so it looks like one that is not there.
    """
    staff = result.staff
    if staff is None:
        return None
    return {
        "around_table": staff.around_table,
        "low_response": staff.low_response,
        "held_back": staff.held_back,
        "scales": _values(staff.release.total),
        "groups": [
            {"split": group.cell.split, "name": group.cell.name, "scales": _values(group)}
            for group in staff.release.groups
            if group.cell.name and any(value.shown for value in group.values)
        ],
        "remarks": list(staff.remarks.texts),
        "gaps": [_gap(gap) for gap in result.gaps],
    }


def _values(group: ReleasedGroup) -> list[dict[str, Any]]:
    return [{"id": value.scale, **_value(value)} for value in group.values]


def _value(value: ReleasedValue) -> dict[str, Any]:
    return {
        "people": value.people.value if value.people else None,
        "mean": value.mean,
        "end": value.end.value if value.end else None,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.scale,
        "leader": gap.leader,
        "staff": gap.staff.mean,
        "points": gap.points,
        "topic": gap.topic,
    }
