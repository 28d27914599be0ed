"""A benchmark beside the firm's own scores: marks on the bars, and what they say in words."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.language import Words, words
from slimscan.result import Result
from slimscan.scoring.benchmark import Reference, Standing
from slimscan.scoring.scales import OVERALL
from slimscan.shown import Wording


@dataclass(frozen=True)
class BenchmarkView:
    """The benchmark in words: what a mark is, whose scores they are, and how to take them."""

    middle: str
    """What the line on a bar stands for."""
    median: str
    """What the tick on a bar stands for."""
    overall: str
    about: str


def benchmark_view(result: Result, say: Wording) -> BenchmarkView | None:
    """The benchmark beside the whole; nothing without a benchmark."""
    reference = result.reference
    if reference is None:
        return None
    own = _words(say)
    return BenchmarkView(
        middle=own["key.middle"],
        median=own["key.median"],
        overall=_overall(result, reference, say),
        about=own("about", date=say.day(reference.made_on)),
    )


def _overall(result: Result, reference: Reference, say: Wording) -> str:
    """Whose scores the marks are, and between which overall scores half of them lie."""
    standing = reference.scales.get(OVERALL)
    if standing is None:
        return ""
    low, high = standing.middle
    values = {"n": standing.organisations, "group": _group(result, reference, say)}
    return _words(say)("overall", low=low, high=high, **values)


def standing_of(result: Result, scale: str) -> Standing | None:
    """Where others stand on a scale, when the benchmark knows it."""
    return result.reference.scales.get(scale) if result.reference else None


def standing_text(result: Result, scale: str, say: Wording) -> str:
    """Between which scores half of the organisations lie; empty when the benchmark has none."""
    standing = standing_of(result, scale)
    if standing is None:
        return ""
    low, high = standing.middle
    return _words(say)("half", n=standing.organisations, low=low, high=high)


def marks_reading(standing: Standing | None, say: Wording) -> str:
    """The marks on a bar in words."""
    if standing is None:
        return ""
    low, high = standing.middle
    return _words(say)("marks", low=low, high=high, median=standing.median)


def _words(say: Wording) -> Words:
    return words(say.language, "benchmark")


def _group(result: Result, reference: Reference, say: Wording) -> str:
    """Whose scores they are: a group with a name, else the sector and size that the cell has."""
    if reference.group:
        return reference.group
    offered = result.instrument.questionnaire.profile.choices
    named = [say.choice(offered[name], reference.place.get(name)) for name in offered]
    return ", ".join(filter(None, named)) or _words(say)["everyone"]
