"""What is scored: the scales of a scan, each with its items; how stands in `scores.py`.

A scale is one aspect, one lever, the overall score, or an outcome of the staff, which is scored as
an aspect is.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from slimscan.questionnaire.models import Aspect, Item, Questionnaire

OVERALL = "overall"


@dataclass(frozen=True)
class AspectScale:
    """An aspect with the items that belong to it in this scan; the leaf of all scoring."""

    id: str
    items: tuple[Item, ...]

    @property
    def weighted(self) -> bool:
        """Whether its items count differently; otherwise counts serve as weights."""
        return any(item.weight != 1 for item in self.items)


@dataclass(frozen=True)
class LeverScale:
    """A lever with its aspects."""

    id: str
    aspects: tuple[AspectScale, ...]

    @property
    def parts(self) -> list[str]:
        """The columns of its aspects."""
        return [aspect.id for aspect in self.aspects]


@dataclass(frozen=True)
class Scales:
    """What is scored: the levers, aspects beside them (a sector module's), and results of staff.

    `outcomes` are the results that staff are asked about. They are scored as an aspect is, belong
    to no lever, and have no band, no gap and no part in the advice (method 1).
    """

    questionnaire: Questionnaire
    levers: tuple[LeverScale, ...]
    beside: tuple[AspectScale, ...] = ()
    outcomes: tuple[AspectScale, ...] = ()

    @property
    def aspects(self) -> tuple[AspectScale, ...]:
        """Every aspect, within the levers first."""
        within = tuple(aspect for lever in self.levers for aspect in lever.aspects)
        return within + self.beside

    @property
    def leaves(self) -> tuple[AspectScale, ...]:
        """Every scale that is made of items: the aspects, then the outcomes."""
        return self.aspects + self.outcomes

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item that belongs to a scale, in order."""
        return tuple(item for leaf in self.leaves for item in leaf.items)

    @property
    def practices(self) -> tuple[Item, ...]:
        """The items about practices, in order: all but those of the outcomes."""
        return tuple(item for aspect in self.aspects for item in aspect.items)

    def items_of(self, scale: str) -> list[str]:
        """The items that a scale is made of, in order."""
        if scale == OVERALL:
            return [item for lever in self.levers for item in self.items_of(lever.id)]
        parts = next((one.parts for one in self.levers if one.id == scale), [scale])
        return [item.id for leaf in self.leaves if leaf.id in parts for item in leaf.items]

    def only(self, names: Container[str]) -> Scales:
        """The same scales, made of those items only that are among `names`."""

        def narrowed(aspect: AspectScale) -> AspectScale:
            return AspectScale(aspect.id, tuple(i for i in aspect.items if i.id in names))

        return Scales(
            self.questionnaire,
            tuple(LeverScale(one.id, tuple(map(narrowed, one.aspects))) for one in self.levers),
            tuple(map(narrowed, self.beside)),
            tuple(map(narrowed, self.outcomes)),
        )

    def of_quick(self) -> Scales:
        """The same scales, made of what a quick scan asks."""
        of_outcomes = {item.id for leaf in self.outcomes for item in leaf.items}
        return self.only({item.id for item in self.practices if item.quick} | of_outcomes)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The columns of scores, overall first."""
        levers = tuple(lever.id for lever in self.levers)
        return (OVERALL, *levers, *(leaf.id for leaf in self.leaves))


def scales_of(
    questionnaire: Questionnaire, quick: bool = False, beside: Sequence[Aspect] = ()
) -> Scales:
    """The scales of a scan. In a quick scan only the quick items belong to them (method 2.1).

    The outcomes that staff are asked about are whole in a quick scan too.
    """
    scales = Scales(
        questionnaire,
        tuple(
            LeverScale(lever.id, tuple(map(_scale, lever.aspects)))
            for lever in questionnaire.levers
        ),
        tuple(map(_scale, beside)),
        tuple(
            AspectScale(scale.id, tuple(item.as_item for item in scale.items))
            for scale in questionnaire.outcome_scales
            if scale.audience == "employee"
        ),
    )
    return scales.of_quick() if quick else scales


def _scale(aspect: Aspect) -> AspectScale:
    return AspectScale(aspect.id, tuple(aspect.items))
