"""What to do about an answer: actions, the rules they are chosen by, and what sectors add."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slimscan.questionnaire.base import ItemId, Model, Name, Slug, Translated
from slimscan.questionnaire.models import Aspect, Sources

SMALL_BELOW = 10
"""A firm of fewer people than this reads the variants for a small firm."""


class AdviceRules(Model):
    """Which actions are chosen (method: Advice). Values and scores run from 0 to 100."""

    low: Annotated[float, Field(ge=0, le=100)]
    """An item whose value is at most this gets its action."""
    most: Annotated[int, Field(ge=1)]
    """The most actions in one plan."""
    per_aspect: Annotated[int, Field(ge=1)]
    lever_below: Annotated[float, Field(ge=0, le=100)]
    """A lever that scores under this gets at least one action."""
    unsafe_aspects: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Where each of these aspects scores at most `low`, people may not dare to speak: an item's
    `unsafe` action then stands in place of its `start` action."""
    unsafe_first: Annotated[tuple[ItemId, ...], Field(strict=False)] = ()
    """The `unsafe` actions that the plan then begins with, in this order: the first one always,
    the others where their item is low or their precondition not in order."""


class Effort(Model):
    """The work that an action takes over its whole term: days once, and hours for each person."""

    leader_days: Annotated[float, Field(ge=0, le=100)]
    """Days of the owner, director or manager, the same in a firm of any size."""
    other_days: Annotated[float, Field(ge=0, le=365)]
    """Days of others, together, the same in a firm of any size: also of a few who do it."""
    hours_per_person: Annotated[float, Field(ge=0, le=400)]
    """Hours for each person of the firm, or of the one team; in talks of two those of both."""
    of: Literal["firm", "team"] = "firm"
    """Whose hours those are: everyone's in the firm, or those of one team that does it."""


class Action(Model):
    """What to do about the answer to one item."""

    id: ItemId
    item: ItemId
    level: Literal["start", "next", "unsafe"]
    """`start` for a low answer; `next` for a firm that has the practice; `unsafe` in place of
    `start` where people do not dare to speak (`AdviceRules.unsafe_aspects`)."""
    open_talk: bool = False
    """It asks people to say in a group what they think of things. It waits where they may not dare
    to."""
    sizes: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """The size classes of the profile that it fits; empty: all of them."""
    title: Translated
    what: Translated
    what_small: Translated | None = None
    """`what` for a firm of fewer than ten people, where it differs."""
    first_step: Translated
    """What to do within two weeks."""
    first_step_small: Translated | None = None
    """`first_step` for a firm of fewer than ten people, where it differs."""
    who: Translated
    """The role that pulls it."""
    who_small: Translated | None = None
    """Who pulls it in a firm of fewer than ten people, where the role does not exist there."""
    involve: Translated
    """Who is asked, how, and in which meeting."""
    involve_small: Translated | None = None
    """`involve` for a firm of fewer than ten people, where it differs."""
    effort: Effort
    term: Literal[30, 90, 365]
    """Days until it should be in place; the sign can be seen within them."""
    sign: Translated
    """How you see that it works."""
    sign_small: Translated | None = None
    """`sign` for a firm of fewer than ten people, where it differs."""
    sources: Sources
    law: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    """The entries of the law file that it touches."""
    worksheet: Slug | None = None
    cases: Annotated[tuple[Slug, ...], Field(strict=False)] = ()

    def fits(self, size: str | None) -> bool:
        """Whether it is for firms of this size class; an unknown size fits everything."""
        return size is None or not self.sizes or size in self.sizes

    def in_small_firm(self) -> Action:
        """The action in the words for a firm of fewer than ten people."""
        return self.model_copy(
            update={
                "what": self.what_small or self.what,
                "first_step": self.first_step_small or self.first_step,
                "who": self.who_small or self.who,
                "involve": self.involve_small or self.involve,
                "sign": self.sign_small or self.sign,
            }
        )


class Advice(Model):
    """The actions of a questionnaire (`advice.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    rules: AdviceRules
    actions: Annotated[tuple[Action, ...], Field(min_length=1, strict=False)]


class Example(Model):
    """A sector's own example of what an item means in daily work."""

    item: ItemId
    text: Translated


class SectorFirstStep(Model):
    """A sector's own wording of an action's first step."""

    action: ItemId
    text: Translated


class SectorModule(Model):
    """Extra items for a sector, on an aspect of their own (`sectors/*.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    id: Name
    name: Translated
    aspect: Aspect
    actions: Annotated[tuple[Action, ...], Field(min_length=1, strict=False)]
    examples: Annotated[tuple[Example, ...], Field(strict=False)] = ()
    first_steps: Annotated[tuple[SectorFirstStep, ...], Field(strict=False)] = ()
