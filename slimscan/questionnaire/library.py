"""What stands beside the questionnaire: actions, cases, worksheets, sector modules, advisers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slimscan.questionnaire.base import (
    ItemId,
    Link,
    Model,
    Name,
    Slug,
    Translated,
)
from slimscan.questionnaire.models import Aspect, Sources


class AdviceRules(Model):
    """Which actions are chosen (method: Advice). Values and scores run from 0 to 100."""

    low: Annotated[float, Field(ge=0, le=100)]
    """An item whose value is at most this gets its action."""
    most: Annotated[int, Field(ge=1)]
    """The most actions in one plan."""
    per_aspect: Annotated[int, Field(ge=1)]
    lever_below: Annotated[float, Field(ge=0, le=100)]
    """A lever that scores under this gets at least one action."""


class Action(Model):
    """What to do about the answer to one item."""

    id: ItemId
    item: ItemId
    level: Literal["start", "next"]
    """`start` for a low answer; `next` for a firm that has the practice in most places already."""
    title: Translated
    what: Translated
    first_step: Translated
    """What to do within two weeks."""
    who: Translated
    """The role that pulls it."""
    involve: Translated
    """Who is asked, how, and in which meeting."""
    effort_days: Annotated[float, Field(gt=0, le=365)]
    term: Literal[30, 90, 365]
    """Days until it should be in place."""
    sign: Translated
    """How you see that it works."""
    sources: Sources
    worksheet: Slug | None = None
    cases: Annotated[tuple[Slug, ...], Field(strict=False)] = ()


class Advice(Model):
    """The actions of a questionnaire (`advice.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    rules: AdviceRules
    actions: Annotated[tuple[Action, ...], Field(min_length=1, strict=False)]


class Case(Model):
    """A firm where a practice was tried: what it did, what it brought, what was hard."""

    id: Slug
    name: Translated
    about: Translated
    """What kind of organisation it is."""
    sectors: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    staff: Annotated[int, Field(ge=1)] | None = None
    """Number of staff, where the source gives it."""
    year: Annotated[int, Field(ge=1900, le=2100)]
    aspects: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    done: Translated
    brought: Translated | None = None
    hard: Translated | None = None
    went_wrong_later: bool = False
    sources: Sources


class Cases(Model):
    """The case library (`cases.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    cases: Annotated[tuple[Case, ...], Field(min_length=1, strict=False)]


class TextBlock(Model):
    """A paragraph on a worksheet."""

    kind: Literal["text"]
    text: Translated


class StepsBlock(Model):
    """Numbered steps on a worksheet."""

    kind: Literal["steps"]
    title: Translated | None = None
    steps: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]


class ChecklistBlock(Model):
    """Boxes to tick on a worksheet."""

    kind: Literal["checklist"]
    title: Translated | None = None
    points: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]


class LinesBlock(Model):
    """Questions with empty lines to write on."""

    kind: Literal["lines"]
    title: Translated | None = None
    questions: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]
    lines: Annotated[int, Field(ge=1, le=12)] = 2
    """Lines to write on under each question."""


class Column(Model):
    """A column of a worksheet's table; `width` is its share relative to the other columns."""

    title: Translated
    width: Annotated[float, Field(gt=0, le=20)] = 1


class TableBlock(Model):
    """A table to fill in by pen: given rows first, then `empty_rows` open ones."""

    kind: Literal["table"]
    title: Translated | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=16, strict=False)]
    rows: Annotated[
        tuple[Annotated[tuple[Translated | None, ...], Field(strict=False)], ...],
        Field(strict=False),
    ] = ()
    empty_rows: Annotated[int, Field(ge=0, le=40)] = 0


Block = Annotated[
    TextBlock | StepsBlock | ChecklistBlock | LinesBlock | TableBlock, Field(discriminator="kind")
]


class Worksheet(Model):
    """One or two printable pages to work with by pen."""

    id: Slug
    title: Translated
    purpose: Translated
    landscape: bool = False
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, strict=False)]
    sources: Sources


class Worksheets(Model):
    """The toolbox (`worksheets.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    worksheets: Annotated[tuple[Worksheet, ...], Field(min_length=1, strict=False)]


class AgendaPoint(Model):
    """A part of the conversation, with how long it takes."""

    minutes: Annotated[int, Field(ge=1, le=240)]
    text: Translated


class LeverQuestions(Model):
    """Open questions to ask about one lever."""

    lever: Name
    questions: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]


class Guide(Model):
    """How to discuss the outcome with the staff in an hour (`guide.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    title: Translated
    purpose: Translated
    agenda: Annotated[tuple[AgendaPoint, ...], Field(min_length=1, strict=False)]
    opening: Translated
    lever_questions: Annotated[tuple[LeverQuestions, ...], Field(min_length=1, strict=False)]
    strong_question: Translated
    """Asked about the strongest aspects; `{topic}` stands for the aspect's name."""
    weak_question: Translated
    """Asked about the weakest aspects; `{topic}` stands for the aspect's name."""
    avoid: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]
    closing: Translated


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


class Adviser(Model):
    """Somebody who can help: an adviser, a branch organisation, a regional desk."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    about: Translated
    aspects: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    sectors: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    region: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    link: Link


class Advisers(Model):
    """Who can help (`advisers.yaml`): an adviser's, branch's or region's own list."""

    format: Literal[1]
    advisers: Annotated[tuple[Adviser, ...], Field(strict=False)]
