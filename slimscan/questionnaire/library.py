"""What stands beside questions and actions: cases, worksheets, the guide, advisers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slimscan.questionnaire.base import (
    HttpsLink,
    Link,
    Model,
    Name,
    Slug,
    Translated,
)
from slimscan.questionnaire.models import Sources


class Case(Model):
    """A firm where a practice was tried: what it did, what it brought, what was hard."""

    id: Slug
    name: Translated
    about: Translated
    """What kind of organisation it is."""
    sectors: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    staff: Annotated[int, Field(ge=1)] | None = None
    """Number of staff, where the source gives it."""
    sizes: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """The size classes whose firms can see themselves in it, where the source has no number or
    the number misleads; whoever writes the case judges that. Empty: told by `staff`."""
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    """The year that the source tells about, where it gives one."""
    aspects: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    done: Translated
    brought: Translated | None = None
    hard: Translated | None = None
    limits: Translated | None = None
    """What the source does not tell, or tells unclearly."""
    changed_later: Translated | None = None
    """What became of it afterwards, as a source tells it; no verdict."""
    link: HttpsLink | None = None
    """Where more can be read, where the source gives it."""
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
    text_small: Translated | None = None
    """The same in a firm of fewer than ten people."""


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
    purpose_small: Translated | None = None
    """The same in a firm of fewer than ten people."""
    agenda: Annotated[tuple[AgendaPoint, ...], Field(min_length=1, strict=False)]
    opening: Translated
    lever_questions: Annotated[tuple[LeverQuestions, ...], Field(min_length=1, strict=False)]
    strong_question: Translated
    """Asked about the strongest aspects; `{topic}` stands for the aspect's name."""
    weak_question: Translated
    """Asked about the weakest aspects; `{topic}` stands for the aspect's name."""
    strong_firm_questions: Annotated[tuple[Translated, ...], Field(strict=False)] = ()
    """Asked in a firm without low scores: how to keep what is there, and share it."""
    unsafe: Annotated[tuple[Translated, ...], Field(strict=False)] = ()
    """What to do instead of an open conversation where people may not dare to speak."""
    avoid: Annotated[tuple[Translated, ...], Field(min_length=1, strict=False)]
    closing: Translated


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
