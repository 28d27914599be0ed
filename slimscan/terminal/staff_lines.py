"""Leader beside staff on the screen: only what the release rule gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slimscan.result import Result
from slimscan.shown import Wording, as_shown
from slimscan.staff.gap import Gap

_MOST_TOPICS = 5


def staff_lines(result: Result, texts: Wording, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who answered, the levers side by side, what both see differently, outcomes; with marks."""
    if result.staff is None:
        return []
    return [("", line) for line in _opening(result, texts)] + [
        ("•", line) for line in _side_by_side(result, texts, names)
    ]


def _opening(result: Result, texts: Wording) -> Iterator[str]:
    staff = result.staff
    if staff is None:
        return
    people = staff.release.total.people
    too_few = texts("staff.too_few", least=staff.release.minimum)
    yield texts("staff.people", people=people) if people else too_few
    if staff.low_response:
        yield texts("staff.low_response")
    if staff.held_back:
        yield texts("staff.held_back")


def _side_by_side(result: Result, texts: Wording, names: Mapping[str, str]) -> Iterator[str]:
    levers = {lever.id for lever in result.instrument.questionnaire.levers}
    for gap in result.gaps:
        if gap.scale in levers and gap.staff.shown:
            yield _line("staff.line", gap, texts, names)
    for gap in result.topics[:_MOST_TOPICS]:
        yield _line("staff.topic", gap, texts, names)
    if (more := len(result.topics) - _MOST_TOPICS) > 0:
        yield texts("staff.topics_more", count=more)
    for scale, value in result.outcomes:
        mean = texts.mean(value.mean, value.end)
        yield texts("staff.outcome", name=texts.text(scale.name), mean=mean)


def _line(key: str, gap: Gap, texts: Wording, names: Mapping[str, str]) -> str:
    staff = texts.mean(gap.staff.mean, gap.staff.end)
    return texts(key, name=names[gap.scale], leader=as_shown(gap.leader), staff=staff)
