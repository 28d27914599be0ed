"""A release as plain data: kept where the answers themselves are sealed, or gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slimscan.privacy.remarks import ReleasedRemarks
from slimscan.privacy.values import (
    PASS,
    Cell,
    End,
    People,
    Release,
    ReleasedGroup,
    ReleasedValue,
    release_of,
    released_group,
)


def release_document(release: Release) -> dict[str, Any]:
    """The release for JSON: nothing that is not shown anyway."""
    return {
        "wave": release.wave,
        "minimum": release.minimum,
        "groups": [_group_document(group) for group in release.groups],
    }


def release_from(document: Mapping[str, Any]) -> Release:
    """The release that was kept; raises `ValueError`, `KeyError` or `TypeError` when damaged."""
    groups = [_group(one) for one in document["groups"]]
    return release_of(str(document["wave"]), int(document["minimum"]), groups)


def remarks_from(texts: Sequence[str]) -> ReleasedRemarks:
    """The remarks that were kept, in the order in which they were shown."""
    return ReleasedRemarks(tuple(map(str, texts)), (), PASS)


def _group_document(group: ReleasedGroup) -> dict[str, Any]:
    return {
        "split": group.cell.split,
        "name": group.cell.name,
        "values": [_row(value) for value in group.values],
    }


def _row(value: ReleasedValue) -> list[Any]:
    return [value.scale, value.people, value.mean, value.end, value.sd, value.earlier]


def _group(document: Mapping[str, Any]) -> ReleasedGroup:
    cell = Cell(str(document["split"]), str(document["name"]))
    return released_group(cell, [_value(row) for row in document["values"]])


def _value(row: Sequence[Any]) -> ReleasedValue:
    scale, people, mean, end, sd, earlier = row
    return ReleasedValue(
        str(scale),
        None if people is None else People(people),
        None if mean is None else int(mean),
        None if end is None else End(end),
        None if sd is None else int(sd),
        bool(earlier),
        PASS,
    )
