"""Firms where a practice was tried, chosen to fit the action and the firm that reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.models import SizeClass
from slimscan.report.scan.effort import size_class
from slimscan.result import Result
from slimscan.shown import Wording

FAR = 80
"""A case that lies this many members of staff outside a size class is of another kind of firm."""


@dataclass(frozen=True)
class CaseView:
    """A firm where a practice was tried."""

    id: str
    name: str
    about: str
    year: int | None
    done: str
    brought: str
    hard: str
    limits: str
    changed_later: str
    link: str
    same_sector: bool
    sources: str


def case_for(result: Result, action: Action, aspect: str, told: Sequence[Case]) -> Case | None:
    """A case that shows the action or its aspect: by aspect first, then sector, then size.

    A firm of a few people is told a case of the same aspect before one of a large company.
    """
    if not may_tell(action):
        return None
    library = result.instrument.cases
    named = [case for case in library if case.id in action.cases]
    of_aspect = [case for case in library if aspect in case.aspects]
    sizes = result.instrument.questionnaire.profile.sizes
    size = size_class(result)

    def near(case: Case) -> bool:
        return size is None or distance(sizes, case, size) < FAR

    def fit(case: Case) -> tuple[bool, bool, bool, float]:
        return (
            aspect not in case.aspects,
            result.scan.profile.sector not in case.sectors,
            case in told,
            distance(sizes, case, size),
        )

    near_ones = [list(filter(near, cases)) for cases in (named, of_aspect)]
    fitting = next((cases for cases in (*near_ones, named, of_aspect) if cases), [])
    return min(fitting, key=fit, default=None)


def may_tell(action: Action) -> bool:
    """Whether a case may stand beside it.

    Where people do not dare to speak, a story that is only about the same aspect would mislead.
    """
    return action.level != "unsafe" or bool(action.cases)


def distance(sizes: Sequence[SizeClass], case: Case, size: SizeClass | None) -> float:
    """How many members of staff a case lies outside one of the sizes; unknown comes last."""
    if size is None:
        return float("inf")
    told = [one for one in sizes if one.id in case.sizes]
    spans = [(one.lowest, one.highest) for one in told]
    if not spans and case.staff is not None:
        spans = [(case.staff, case.staff)]
    return min((_between(size, lowest, highest) for lowest, highest in spans), default=float("inf"))


def _between(size: SizeClass, lowest: int, highest: int | None) -> float:
    """How many members of staff lie between a size class and a span; 0 where they overlap."""
    below = 0 if highest is None else size.lowest - highest
    above = 0 if size.highest is None else lowest - size.highest
    return max(below, above, 0)


def case_view(result: Result, case: Case, say: Wording) -> CaseView:
    """A case as a template sees it."""
    return CaseView(
        id=case.id,
        name=say.text(case.name),
        about=say.text(case.about),
        year=case.year,
        done=say.text(case.done),
        brought=say.text(case.brought) if case.brought else "",
        hard=say.text(case.hard) if case.hard else "",
        limits=say.text(case.limits) if case.limits else "",
        changed_later=say.text(case.changed_later) if case.changed_later else "",
        link=case.link or "",
        same_sector=result.scan.profile.sector in case.sectors,
        sources=" · ".join(case.sources),
    )
