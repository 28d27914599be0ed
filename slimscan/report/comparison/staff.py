"""The staff's change as a page, a screen and a program read it: only what the release rule gave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slimscan.comparison.staff import StaffChange
from slimscan.language import Words
from slimscan.privacy import TOTAL, Cell, ReleasedChange, ReleasedValue
from slimscan.report.comparison.words import difference_in_words
from slimscan.shown import NONE, mean_in_words, minus


@dataclass(frozen=True)
class StaffChangeRow:
    """One scale of a group in both waves; a `whole` one is no aspect of a lever."""

    name: str
    whole: bool
    before: str
    after: str
    change: str
    verdict: str
    direction: str


@dataclass(frozen=True)
class TeamView:
    """One team of which a change may be shown."""

    name: str
    people: str
    rows: tuple[StaffChangeRow, ...]


@dataclass(frozen=True)
class StaffChangeView:
    """The staff part of a comparison: everyone together, then the teams."""

    people: str
    rows: tuple[StaffChangeRow, ...]
    teams: tuple[TeamView, ...]


@dataclass(frozen=True)
class StaffNames:
    """What scales are called, in the order of the page.

    Of a team only the `main` ones are told; the `outcomes` only where there is a change to show.
    """

    scales: Mapping[str, str]
    main: Collection[str]
    outcomes: Mapping[str, str]


def staff_change_view(
    staff: StaffChange | None, names: StaffNames, own: Words
) -> StaffChangeView | None:
    """The change of everyone together and of the teams; nothing when no change may be shown."""
    if staff is None or not staff.shown:
        return None
    teams = (
        TeamView(
            cell.name,
            _people(staff, cell, own),
            tuple(row for row in _rows(staff, cell, names.scales, names.main, own) if row.whole),
        )
        for cell in staff.teams
    )
    return StaffChangeView(
        people=_people(staff, TOTAL, own),
        rows=(
            *_rows(staff, TOTAL, names.scales, names.main, own),
            *_rows(staff, TOTAL, _shown_outcomes(staff, names), names.outcomes, own),
        ),
        teams=tuple(teams),
    )


def _shown_outcomes(staff: StaffChange, names: StaffNames) -> dict[str, str]:
    changes = staff.by_scale()
    return {
        scale: name
        for scale, name in names.outcomes.items()
        if scale in changes and changes[scale].shown
    }


def staff_change_document(staff: StaffChange | None) -> dict[str, Any] | None:
    """The staff part as plain data; null where a value is not shown."""
    if staff is None or not staff.shown:
        return None
    return {
        "scales": _scales(staff, TOTAL),
        "groups": [
            {"split": cell.split, "name": cell.name, "scales": _scales(staff, cell)}
            for cell in staff.teams
        ],
    }


def _scales(staff: StaffChange, cell: Cell) -> list[dict[str, Any]]:
    scales = []
    for scale, change in staff.by_scale(cell).items():
        before, after = staff.values(cell, scale)
        scales.append(
            {
                "id": scale,
                "before": _plain(before),
                "after": _plain(after),
                "change": change.difference,
                "interval": None if change.low is None else [change.low, change.high],
                "verdict": change.verdict.value if change.verdict else None,
                "reason": change.reason.value if change.reason else None,
            }
        )
    return scales


def _rows(
    staff: StaffChange, cell: Cell, names: Mapping[str, str], main: Collection[str], own: Words
) -> tuple[StaffChangeRow, ...]:
    changes = staff.by_scale(cell)
    return tuple(
        _row(staff, changes[scale], name, scale in main, own)
        for scale, name in names.items()
        if scale in changes
    )


def _row(
    staff: StaffChange, change: ReleasedChange, name: str, whole: bool, own: Words
) -> StaffChangeRow:
    before, after = staff.values(change.cell, change.scale)
    return StaffChangeRow(
        name=name,
        whole=whole,
        before=_mean(before, own),
        after=_mean(after, own),
        change=_margin(change, own),
        verdict=_verdict(change, own),
        direction=change.verdict.value if change.verdict else "not_shown",
    )


def _mean(value: ReleasedValue, own: Words) -> str:
    return mean_in_words(value.mean, value.end, own.language)


def _margin(change: ReleasedChange, own: Words) -> str:
    if change.difference is None:
        return NONE
    told = difference_in_words(change.difference, own)
    if change.low is None or change.high is None:
        return told
    return own("staff.margin", change=told, low=minus(change.low), high=minus(change.high))


def _verdict(change: ReleasedChange, own: Words) -> str:
    if change.verdict is None:
        return NONE
    verdict = own(f"staff.{change.verdict.value}")
    return f"{verdict}: {own(f'staff.{change.reason.value}')}" if change.reason else verdict


def _people(staff: StaffChange, cell: Cell, own: Words) -> str:
    """How many people the widest value of a group is about, in the bands of the release rule."""
    pairs = [staff.values(cell, scale) for scale in staff.by_scale(cell)]
    first, second = (_counted(values, own) for values in zip(*pairs, strict=True))
    return own("staff.people", before=first, after=second)


def _counted(values: Iterable[ReleasedValue], own: Words) -> str:
    band = next((value.people.value for value in values if value.people), None)
    return own("staff.band", people=band) if band else own("staff.too_few")


def _plain(value: ReleasedValue) -> dict[str, Any]:
    return {
        "mean": value.mean,
        "end": value.end.value if value.end else None,
        "people": value.people.value if value.people else None,
    }
