"""What stands beside the scores: preconditions, changes, figures, what it may bring, advisers."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.questionnaire.library import Adviser
from slimscan.report.scan.levers import ItemView, item_view
from slimscan.result import Result
from slimscan.scoring.responses import SKIPPED
from slimscan.shown import Wording


@dataclass(frozen=True)
class PreconditionView:
    """A precondition; `state` is `in_order`, `not_in_order` or `unknown`."""

    item: ItemView
    state: str
    words: str


@dataclass(frozen=True)
class ChangeView:
    """A change of the last two years, and whether the firm made it."""

    text: str
    answer: str
    smart: bool
    note: str


@dataclass(frozen=True)
class BringView:
    """What working smarter may bring a firm like this one."""

    name: str
    text: str
    sources: str


@dataclass(frozen=True)
class FigureView:
    """An outcome figure that was given."""

    name: str
    figure: str
    better: str
    number: float
    unit: str


@dataclass(frozen=True)
class AdviserView:
    """Somebody who can help."""

    name: str
    about: str
    region: str
    link: str
    link_text: str


def precondition_views(result: Result, say: Wording) -> tuple[PreconditionView, ...]:
    """The preconditions that apply, in the order of the questionnaire."""
    states = {True: "in_order", False: "not_in_order", None: "unknown"}
    return tuple(
        PreconditionView(
            item_view(result, state.item, say),
            states[state.in_order],
            say(f"preconditions.{states[state.in_order]}"),
        )
        for state in result.preconditions
    )


def change_views(result: Result, say: Wording) -> tuple[ChangeView, ...]:
    """The questions about changes with their answers; none where nobody was asked, or answered."""
    changes = result.instrument.questionnaire.changes
    if not any(
        result.answers.get(one.id, SKIPPED) != SKIPPED or one.id in result.scan.notes
        for one in changes
    ):
        return ()
    words = {0: say("yes"), 1: say("no")}
    views = []
    for change in changes:
        answer = result.answers.get(change.id, SKIPPED)
        told = words[answer.place] if answer.place is not None else say(f"state.{answer.state}")
        note = result.scan.notes.get(change.id, "")
        views.append(ChangeView(say.text(change.text), told, change.smart, note))
    return tuple(views)


def bring_view(result: Result, say: Wording) -> BringView | None:
    """The text for the firm's target group, when that is known."""
    groups = result.instrument.questionnaire.target_groups
    group = next((g for g in groups if g.group == result.target_group), None)
    if group is None:
        return None
    return BringView(say.text(group.name), say.text(group.text), " · ".join(group.sources))


def figure_views(result: Result, say: Wording) -> tuple[FigureView, ...]:
    """The outcome figures that were given."""
    views = []
    for outcome in result.instrument.questionnaire.outcomes:
        if outcome.id in result.scan.figures:
            number, unit = result.scan.figures[outcome.id], say.text(outcome.unit)
            better = say(f"figures.{outcome.better}")
            told = say.figure(number, unit)
            views.append(FigureView(say.text(outcome.name), told, better, number, unit))
    return tuple(views)


def adviser_views(result: Result, say: Wording) -> tuple[AdviserView, ...]:
    """Who can help this firm: in its sector, on the aspects of its plan; all who name neither."""
    topics = {advised.aspect.id for advised in result.actions if advised.aspect}

    def fits(adviser: Adviser) -> bool:
        sector = not adviser.sectors or result.scan.profile.sector in adviser.sectors
        return sector and (not adviser.aspects or bool(topics & set(adviser.aspects)))

    return tuple(
        AdviserView(
            name=adviser.name,
            about=say.text(adviser.about),
            region=adviser.region or "",
            link=adviser.link,
            link_text=adviser.link.removeprefix("https://").removeprefix("mailto:").rstrip("/"),
        )
        for adviser in result.instrument.advisers
        if fits(adviser)
    )
