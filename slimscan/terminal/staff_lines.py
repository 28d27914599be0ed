"""Leader beside staff on the screen: only what the release rule gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slimscan.language import Words
from slimscan.privacy import End, ReleasedValue
from slimscan.result import Result
from slimscan.staff.gaps import Gap


def staff_lines(result: Result, texts: Words, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who answered, the levers side by side, and what both see differently; each with its mark."""
    if result.staff is None:
        return []
    return [("", line) for line in _opening(result, texts)] + [
        ("•", line) for line in _side_by_side(result, texts, names)
    ]


def _opening(result: Result, texts: Words) -> Iterator[str]:
    staff = result.staff
    if staff is None:
        return
    values = staff.release.total.values
    people = next((value.people.value for value in values if value.people), None)
    yield texts("staff.people", people=people) if people else texts("staff.too_few")
    if staff.low_response:
        yield texts("staff.low_response")
    if staff.held_back:
        yield texts("staff.held_back")


def _side_by_side(result: Result, texts: Words, names: Mapping[str, str]) -> Iterator[str]:
    levers = {lever.id for lever in result.instrument.questionnaire.levers}
    for gap in result.gaps:
        if gap.scale in levers and gap.staff.shown:
            yield _line("staff.line", gap, texts, names)
    for gap in result.topics:
        yield _line("staff.topic", gap, texts, names)


def _line(key: str, gap: Gap, texts: Words, names: Mapping[str, str]) -> str:
    leader = "–" if gap.leader is None else f"{gap.leader:.0f}"
    return texts(key, name=names[gap.scale], leader=leader, staff=_mean(gap.staff, texts))


def _mean(value: ReleasedValue, texts: Words) -> str:
    if value.end is not None:
        return texts("staff.under" if value.end is End.AT_MOST else "staff.over", edge=value.mean)
    return f"{value.mean}"
