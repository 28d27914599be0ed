"""What stands beside the change in scores: actions, conditions, figures, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.comparison.comparison import Comparison
from slimscan.comparison.waves import LeftOut
from slimscan.language import Words, words
from slimscan.plan.advice import PreconditionState
from slimscan.plan.deeds import what_we_did
from slimscan.questionnaire.models import Outcome
from slimscan.report.comparison.words import ValueView, value_view
from slimscan.shown import NONE, Wording


@dataclass(frozen=True)
class DeedView:
    """An action that was chosen after the baseline, with the answer it was about then and now."""

    title: str
    status: str
    state: str
    owner: str
    result: str
    added: bool
    before: ValueView | None
    after: ValueView | None


@dataclass(frozen=True)
class ConditionView:
    """A precondition then and now; states are `in_order`, `not_in_order`, `unknown`, `absent`."""

    id: str
    statement: str
    before: str
    after: str
    before_state: str
    after_state: str


@dataclass(frozen=True)
class FigurePairView:
    """An outcome figure then and now."""

    name: str
    before: str
    after: str
    better: str
    numbers: tuple[float | None, float | None]
    """`before` and `after` without their unit."""
    unit: str


@dataclass(frozen=True)
class LeftOutView:
    """The questions that were left out for one reason."""

    why: str
    count: str
    number: int
    items: tuple[tuple[str, str], ...]
    """Codes with their statements; an empty one for a question that is gone."""


def deed_views(comparison: Comparison, language: str) -> tuple[DeedView, ...]:
    """The plan of the baseline with what came of it."""
    statuses = words(language, "plan")
    pairs = _values(comparison)
    views = []
    for deed in what_we_did(comparison.instrument, comparison.baseline, language):
        before, after = pairs.get(deed.item, (None, None))
        views.append(
            DeedView(
                title=deed.title,
                status=statuses(f"status.{deed.status}"),
                state=deed.status,
                owner=deed.owner,
                result=deed.told,
                added=deed.added,
                before=value_view(before),
                after=value_view(after),
            )
        )
    return tuple(views)


def _values(comparison: Comparison) -> dict[str, tuple[float | None, float | None]]:
    """The values then and now of every item that an action may be about."""
    scored = {one.item.id: (one.before_value, one.after_value) for one in comparison.items}
    conditions = {
        one.item.id: (one.before.value, one.after.value)
        for one in comparison.preconditions
        if one.before and one.after
    }
    return scored | conditions


def condition_views(comparison: Comparison, say: Wording, own: Words) -> tuple[ConditionView, ...]:
    """The preconditions in the order of the questionnaire."""
    views = []
    for one in comparison.preconditions:
        before, after = _state(one.before), _state(one.after)
        views.append(
            ConditionView(
                id=one.item.id,
                statement=say.text(one.item.statement.leader),
                before=own(f"state.{before}"),
                after=own(f"state.{after}"),
                before_state=before,
                after_state=after,
            )
        )
    return tuple(views)


def _state(state: PreconditionState | None) -> str:
    if state is None:
        return "absent"
    return {True: "in_order", False: "not_in_order", None: "unknown"}[state.in_order]


def figure_pair_views(comparison: Comparison, say: Wording) -> tuple[FigurePairView, ...]:
    """The outcome figures that were given at either time."""
    return tuple(
        FigurePairView(
            name=say.text(one.outcome.name),
            before=_figure(one.outcome, one.before, say),
            after=_figure(one.outcome, one.after, say),
            better=say(f"figures.{one.outcome.better}"),
            numbers=(one.before, one.after),
            unit=say.text(one.outcome.unit),
        )
        for one in comparison.figures
    )


def _figure(outcome: Outcome, figure: float | None, say: Wording) -> str:
    return NONE if figure is None else say.figure(figure, say.text(outcome.unit))


def left_out_views(comparison: Comparison, say: Wording, own: Words) -> tuple[LeftOutView, ...]:
    """What was left out, grouped by reason."""
    groups: dict[str, list[LeftOut]] = {}
    for one in comparison.left_out:
        why = own(f"left_out.{one.why}", where=own(f"where.{one.where}"))
        groups.setdefault(why, []).append(one)
    return tuple(
        LeftOutView(
            why=why,
            count=own("left_out.count.one")
            if len(ones) == 1
            else own("left_out.count.many", n=len(ones)),
            number=len(ones),
            items=tuple(
                (one.id, say.text(one.item.statement.leader) if one.item else "") for one in ones
            ),
        )
        for why, ones in groups.items()
    )
