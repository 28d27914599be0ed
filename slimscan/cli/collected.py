"""What came of collecting staff answers, for people and for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slimscan.imports.collection import Collected, Duplicate
    from slimscan.imports.delivery import Refusal
    from slimscan.language import Words
    from slimscan.scan.model import Scan
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.staff.released import ReleasedStaff


_ROWS_TOLD = 3
"""So many rows of a file that were collected before are named one by one."""
_COLUMNS_TOLD = 3
"""So many columns that are left out are named one by one."""


def collection_document(
    scan: Scan, collected: Collected, teams: ReleasedStaff | None = None
) -> dict[str, Any]:
    """What was collected, for programs: whole counts only of everybody together."""
    return {
        "format": 1,
        "scan": scan.id,
        "read": collected.read,
        "taken": collected.taken,
        "duplicate": len(collected.duplicates),
        "conflict": len(collected.conflicts),
        "refused": collected.refused,
        "blank": collected.blank,
        "passed": collected.passed,
        "files_unread": collected.unread,
        "total": collected.total,
        "teams": [{"team": name, "people": people} for name, people in _teams(teams)],
        "head_count": scan.profile.head_count,
        "response_rate": response_rate(scan, collected),
        "duplicates": [
            {"file": one.file, "row": one.row, "respondent": one.name, "reason": one.standing.value}
            for one in collected.duplicates
        ],
        "refusals": [_refusal_document(one) for one in _refusals(collected)],
        "unreadable": [
            {"file": one.file, "line": one.line, "reason": one.fault.value}
            for one in collected.unreadable
        ],
        "tools": {
            file: delivery.tool for file, delivery in collected.deliveries.items() if delivery.tool
        },
        "ignored_columns": [
            {"file": file, "column": column, "nearest": nearest or None}
            for file, delivery in collected.deliveries.items()
            for column, nearest in delivery.ignored.items()
        ],
        "remarks": [
            {"file": one.file, "reason": one.fault.value}
            for delivery in collected.deliveries.values()
            for one in delivery.remarks
        ],
        "outdated": [
            {"file": file, "items": delivery.outdated}
            for file, delivery in collected.deliveries.items()
            if delivery.outdated
        ],
    }


def response_rate(scan: Scan, collected: Collected) -> float | None:
    """The share of the staff that answered, 0 to 1; nothing when the head count is not known."""
    head_count = scan.profile.head_count
    return collected.total / head_count if head_count else None


def tell_teams(staff: ReleasedStaff | None, say: Words) -> None:
    """Say how many answered in each team, as far as that may be shown."""
    told = _teams(staff)
    for name, people in told:
        typer.echo(say("collect.team", team=name, people=people))
    typer.echo(say["collect.teams_rest" if told else "collect.teams_none"])


def _teams(staff: ReleasedStaff | None) -> list[tuple[str, str]]:
    groups = staff.release.groups if staff else ()
    return [(one.cell.name, one.people) for one in groups if one.cell.name and one.people]


def _refusal_document(refusal: Refusal) -> dict[str, Any]:
    return {
        "file": refusal.problem.file,
        "row": refusal.problem.line,
        "column": refusal.column or None,
        "value": refusal.value or None,
        "accepted": refusal.accepted or None,
        "reason": refusal.problem.fault.value,
    }


def _refusals(collected: Collected) -> list[Refusal]:
    rows = (row for delivery in collected.deliveries.values() for row in delivery.refused)
    return [refusal for row in rows for refusal in row]


def tell_collected(
    opened: OpenedScan,
    collected: Collected,
    say: Words,
    language: str,
    removed: list[str],
    quiet: bool,
) -> None:
    """Say what was taken, refused and passed over, and how many answered."""
    from slimscan.terminal.problems import print_problems

    refused = [refusal.problem for refusal in _refusals(collected)]
    print_problems([*collected.unreadable, *refused], language)
    if quiet:
        return
    remarks = [one for delivery in collected.deliveries.values() for one in delivery.remarks]
    print_problems(remarks, language)
    for line in [*_removed(collected, say, removed), *_notices(opened, collected, say)]:
        typer.echo(line, err=True)
    for line in _totals(opened.scan, collected, say):
        typer.echo(line)


def _removed(collected: Collected, say: Words, removed: list[str]) -> list[str]:
    told = [say("collect.removed", name=name) for name in removed]
    return [*told, say["collect.remarks_stay"]] if removed and collected.staff.remarks else told


def _notices(opened: OpenedScan, collected: Collected, say: Words) -> list[str]:
    from slimscan.imports.export import OWN

    told = _duplicates(opened, collected, say)
    for file, delivery in collected.deliveries.items():
        if delivery.tool not in ("", OWN):
            told.append(say("collect.tool", file=file, tool=delivery.tool))
        if delivery.passed:
            told.append(say("collect.passed", file=file, count=delivery.passed))
        told += _left_out(file, delivery.ignored, say)
        if delivery.outdated:
            items = ", ".join(dict.fromkeys(delivery.outdated))
            told.append(say("collect.outdated", file=file, items=items))
    return told


def _left_out(file: str, ignored: Mapping[str, str], say: Words) -> list[str]:
    """The columns that were left out, or how many they are."""
    from slimscan.imports.headers import told

    if len(ignored) > _COLUMNS_TOLD:
        return [say("collect.ignored_many", file=file, count=len(ignored))]
    return [
        say("collect.ignored_near", file=file, column=told(column), nearest=nearest)
        if nearest
        else say("collect.ignored", file=file, column=told(column))
        for column, nearest in ignored.items()
    ]


def _duplicates(opened: OpenedScan, collected: Collected, say: Words) -> list[str]:
    """Every row with other answers than before; of those with the same ones, when many, a count."""
    conflicts = collected.conflicts
    again = [one for one in collected.duplicates if one not in conflicts]
    by_file = Counter(one.file for one in again)
    nameless = {one.file for one in again if not one.name}
    many = {
        file: count for file, count in by_file.items() if count > _ROWS_TOLD or file in nameless
    }
    told = [
        say(f"collect.repeats{'_nameless' if file in nameless else ''}", file=file, count=count)
        for file, count in many.items()
    ]
    listed = [one for one in collected.duplicates if one in conflicts or one.file not in many]
    return [*told, *(_duplicate(opened, one, say) for one in listed)]


def _duplicate(opened: OpenedScan, one: Duplicate, say: Words) -> str:
    place = f"{one.file}:{one.row}" if one.row else one.file
    name = one.name or say["collect.nameless"]
    key = f"collect.duplicate.{one.standing.value}"
    return say(key, place=place, name=name, scan=opened.called)


def _totals(scan: Scan, collected: Collected, say: Words) -> list[str]:
    from slimscan.shown import in_percent, percent

    total = collected.total
    lines = [say("collect.unread", count=collected.unread)] if collected.unread else []
    lines += [
        say(
            "collect.counts",
            read=collected.read,
            taken=collected.taken,
            repeats=collected.repeats,
            conflicts=len(collected.conflicts),
            refused=collected.refused,
            blank=collected.blank,
            passed=collected.passed,
        ),
        say("collect.total", total=total),
    ]
    from slimscan.staff.gaps import low_response

    rate = response_rate(scan, collected)
    if rate is None:
        lines.append(say["collect.no_head_count"])
    else:
        head_count = scan.profile.head_count
        share = in_percent(percent(rate), say.language)
        lines.append(say("collect.rate", rate=share, head_count=head_count))
        if rate > 1:
            lines.append(say["collect.rate_over"])
        elif low_response(total, head_count):
            lines.append(say["collect.rate_low"])
    if total < collected.least:
        lines.append(say("collect.too_few", least=collected.least))
    return lines
