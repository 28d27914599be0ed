"""The staff's change as a page, a screen and a program read it: only what the release rule gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slimscan.comparison_staff import StaffChange
from slimscan.language import Words
from slimscan.privacy import End, ReleasedChange, ReleasedValue
from slimscan.report.comparison_words import signed


@dataclass(frozen=True)
class StaffRow:
    """One scale of everyone together in both waves."""

    name: str
    before: str
    after: str
    change: str
    verdict: str
    direction: str


@dataclass(frozen=True)
class StaffView:
    """The staff part of a comparison."""

    people: str
    rows: tuple[StaffRow, ...]


def staff_view(staff: StaffChange | None, names: Mapping[str, str], own: Words) -> StaffView | None:
    """The scales in the order of `names`; nothing when no change may be shown."""
    if staff is None or not staff.shown:
        return None
    rows = tuple(
        _row(staff, scale, name, own) for scale, name in names.items() if scale in staff.by_scale
    )
    return StaffView(_people(staff, own), rows)


def staff_document(staff: StaffChange | None) -> dict[str, Any] | None:
    """The staff part as plain data; null where a value is not shown."""
    if staff is None or not staff.shown:
        return None
    return {
        "scales": [
            {
                "id": scale,
                "before": _plain(staff.before.total.value(scale)),
                "after": _plain(staff.after.total.value(scale)),
                "change": change.difference,
                "interval": [change.low, change.high] if change.shown else None,
                "verdict": change.verdict.value if change.verdict else None,
                "reason": change.reason.value if change.reason else None,
            }
            for scale, change in staff.by_scale.items()
        ]
    }


def _row(staff: StaffChange, scale: str, name: str, own: Words) -> StaffRow:
    change = staff.by_scale[scale]
    return StaffRow(
        name=name,
        before=_mean(staff.before.total.value(scale), own),
        after=_mean(staff.after.total.value(scale), own),
        change=_margin(change, own),
        verdict=_verdict(change, own),
        direction=change.verdict.value if change.verdict else "not_shown",
    )


def _mean(value: ReleasedValue, own: Words) -> str:
    if value.mean is None:
        return own("staff.hidden")
    if value.end is not None:
        return own("staff.under" if value.end is End.UNDER else "staff.over")
    return str(value.mean)


def _margin(change: ReleasedChange, own: Words) -> str:
    if change.difference is None or change.low is None or change.high is None:
        return own("staff.hidden")
    low, high = (_number(end) for end in (change.low, change.high))
    return own("staff.margin", change=signed(change.difference, own), low=low, high=high)


def _number(points: int) -> str:
    return f"\N{MINUS SIGN}{-points}" if points < 0 else str(points)


def _verdict(change: ReleasedChange, own: Words) -> str:
    if change.verdict is None:
        return own("staff.hidden")
    verdict = own(f"staff.{change.verdict.value}")
    return f"{verdict}: {own(f'staff.{change.reason.value}')}" if change.reason else verdict


def _people(staff: StaffChange, own: Words) -> str:
    """How many people the widest value is about, in the coarse words of the release rule."""
    first, second = (
        next((value.people.value for value in wave.total.values if value.people), "")
        for wave in (staff.before, staff.after)
    )
    return own("staff.people", before=first, after=second)


def _plain(value: ReleasedValue) -> dict[str, Any]:
    return {
        "mean": value.mean,
        "end": value.end.value if value.end else None,
        "people": value.people.value if value.people else None,
    }
