"""The questionnaire as data: levers, aspects, items, answer sets, what stands beside the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from slimscan.questionnaire.base import (
    ItemId,
    Language,
    Link,
    Model,
    Name,
    Slug,
    SourceReference,
    Translated,
)
from slimscan.questionnaire.half_rule import HALF, exact_share
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS

Audience = Literal["leader", "employee"]
Sources = Annotated[tuple[SourceReference, ...], Field(min_length=1, strict=False)]
Percentage = Annotated[float, Field(ge=0, le=100)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Source(Model):
    """A document that content is traced to, cited by its short name (`id`)."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$", max_length=40)]
    title: Translated
    year: Annotated[int, Field(ge=1900, le=2100)]
    limits: Translated | None = None
    """What a reader must know before relying on it."""
    link: Link | None = None


class Option(Model):
    """One option of an answer set. `value` is its place on the 0 to 100 scale before reversal."""

    label: Translated
    employee: Translated | None = None
    """The words for employees where `label` does not fit them: one person's answer, same value."""
    value: Percentage | None = None
    """Left out on every option of a set: the options are spread evenly over 0 to 100."""
    code: Annotated[int, Field(ge=0, le=99)] | None = None
    """What a respondent types; by default the option's place, counted from 1."""

    def label_for(self, audience: Audience) -> Translated:
        """The words for this audience; the leader's where no other are given."""
        return self.employee if audience == "employee" and self.employee else self.label


class AnswerSet(Model):
    """The options that an item offers, from low to high."""

    id: Name
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20, strict=False)]

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The value of each option, 0 to 100, in the order of the options."""
        last = len(self.options) - 1
        return tuple(
            100 * place / last if option.value is None else option.value
            for place, option in enumerate(self.options)
        )

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """The code of each option, in the order of the options."""
        return tuple(
            place if option.code is None else option.code
            for place, option in enumerate(self.options, start=1)
        )


class Band(Model):
    """A named stretch of the 0 to 100 scale; it runs from `start` to where the next band starts."""

    id: Name
    start: Percentage
    label: Translated
    meaning: Translated


class Statement(Model):
    """A wording for each audience: the same thing, seen from where the reader stands."""

    leader: Translated
    employee: Translated | None = None

    def for_audience(self, audience: Audience) -> Translated:
        """The wording for this audience; the leader's where no other is given."""
        return self.employee if audience == "employee" and self.employee else self.leader


class ReferencePeriod(Model):
    """Which time the answers are about; said on the first page of every form."""

    first: Statement
    """In a first measurement."""
    follow_up: Statement | None = None
    """In a later measurement; `first` where it is left out."""

    def for_audience(self, audience: Audience, later: bool = False) -> Translated:
        """The wording for this audience, in a first or a later measurement."""
        wording = self.follow_up if later and self.follow_up else self.first
        return wording.for_audience(audience)


class SectorExample(Model):
    """What an item means in the daily work of one sector of the profile."""

    sector: Name
    text: Translated


class Item(Model):
    """One statement about an observable practice, answered on an answer set."""

    id: ItemId
    statement: Statement
    counts: Statement | None = None
    """What decides the answer, in one line of at most 20 words; shown under the statement."""
    help: Translated
    """Why it is asked, with an example and a counter-example; never a condition."""
    sources: Sources
    own_choice: bool = False
    """Whether it is the makers' own choice, prompted by the sources rather than said in them."""
    answer_set: Name | None = None
    """By default the questionnaire's `default_answer_set`."""
    from_size: Annotated[int, Field(ge=2)] | None = None
    """The fewest people of a firm that it applies to; in a size class below it, it is not asked."""
    anchors: Annotated[tuple[Translated, ...], Field(strict=False)] | None = None
    """The item's own words for the options, in their order."""
    enough_from: Annotated[int, Field(ge=2, le=20)] | None = None
    """The option, counted from 1, that is enough: it and every higher one are worth 100."""
    reversed: bool = False
    weight: Annotated[float, Field(gt=0, le=100)] = 1
    leverage: Annotated[float, Field(gt=0, le=10)] = 1
    """How much its actions count in ranking the advice; never part of a score."""
    quick: bool = False
    """Whether the quick scan asks it."""
    examples: Annotated[tuple[SectorExample, ...], Field(strict=False)] = ()
    """An example for each sector of the profile, shown with the help."""

    def fits(self, size: SizeClass | None) -> bool:
        """Whether it applies in a firm of this size class; in one of unknown size it does."""
        if self.from_size is None or size is None or size.highest is None:
            return True
        return size.highest >= self.from_size

    def counts_for(self, audience: Audience) -> Translated | None:
        """What decides the answer, in the words for this audience, if anything is said."""
        return self.counts.for_audience(audience) if self.counts else None

    def example_for(self, sector: str | None) -> Translated | None:
        """The example for this sector, when there is one."""
        return next((one.text for one in self.examples if one.sector == sector), None)


class Aspect(Model):
    """A scale of two or more items within a lever."""

    id: Name
    name: Translated
    description: Translated
    items: Annotated[tuple[Item, ...], Field(min_length=1, strict=False)]


class Lever(Model):
    """A scale of aspects (SER-2023 3.2: aangrijpingspunt)."""

    id: Name
    name: Translated
    description: Translated
    sources: Sources
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1, strict=False)]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of all its aspects, in order."""
        return tuple(item for aspect in self.aspects for item in aspect.items)


class Preconditions(Model):
    """What must be in order before working on the levers pays off; not part of any score."""

    in_order_from: Percentage
    """The lowest value that counts as in order, 0 to 100."""
    items: Annotated[tuple[Item, ...], Field(min_length=1, strict=False)]


class OutcomeItem(Model):
    """A statement about a result, such as how somebody's work is for them; all point one way."""

    id: ItemId
    statement: Translated
    help: Translated
    sources: Sources
    own_choice: bool = False
    answer_set: Name | None = None

    @cached_property
    def as_item(self) -> Item:
        """The same as an item, for whatever asks, reads and scores items."""
        return Item(
            id=self.id,
            statement=Statement(leader=self.statement),
            help=self.help,
            sources=self.sources,
            own_choice=self.own_choice,
            answer_set=self.answer_set,
        )


class OutcomeScale(Model):
    """A result that one audience is asked about: a scale beside the levers, never part of them.

    It has no bands and gives no advice; of staff only the mean of the total is ever shown.
    """

    id: Name
    name: Translated
    description: Translated
    note: Translated | None = None
    """What whoever answers must know first, such as that an answer may be left open."""
    audience: Audience = "employee"
    shown_from: Annotated[int, Field(ge=10)] = 10
    """The fewest respondents from which it is shown; can be raised, never lowered."""
    sources: Sources
    items: Annotated[tuple[OutcomeItem, ...], Field(min_length=2, strict=False)]


class Change(Model):
    """A kind of change that the firm may have made in the last two years."""

    id: ItemId
    text: Translated
    smart: bool
    """Whether it is one of the changes that count as working smarter (IP-2009)."""
    sources: Sources


class ClosingQuestion(Model):
    """A question about the scan itself, asked after the plan: who did it, was it of use.

    It has as many options as the default answer set, none of which is better than another.
    """

    id: ItemId
    text: Translated
    options: Annotated[tuple[Translated, ...], Field(min_length=2, strict=False)]
    after_outcome: bool = False
    """Whether only who has seen the outcome can answer it: a form without one leaves it out."""

    @cached_property
    def as_item(self) -> Item:
        """The same as an item, for whatever asks and reads items; it is in no scale."""
        return Item.model_construct(
            id=self.id,
            statement=Statement(leader=self.text),
            help=dict.fromkeys(self.text, ""),
            sources=(),
            anchors=self.options,
        )


class TargetGroup(Model):
    """The group a firm falls in by its changes of the last two years (method 6)."""

    group: Annotated[int, Field(ge=1, le=3)]
    name: Translated
    text: Translated
    sources: Sources


class Outcome(Model):
    """An optional figure of the firm's results; put beside the scores, never merged with them."""

    id: ItemId
    name: Translated
    help: Translated
    unit: Translated
    lowest: float
    highest: float
    better: Literal["higher", "lower"]


class Choice(Model):
    """A choice in the profile, such as a sector."""

    id: Name
    name: Translated


class Role(Choice):
    """A role of the person who answers; `audience` says whose view it is when many answer."""

    audience: Audience = "leader"


class SizeClass(Model):
    """A size class by number of staff, both ends included; no `highest` means no upper end."""

    id: Name
    name: Translated
    lowest: Annotated[int, Field(ge=0)]
    highest: Annotated[int, Field(ge=0)] | None = None


class Profile(Model):
    """What is asked about the organisation and the person who answers."""

    sectors: Annotated[tuple[Choice, ...], Field(min_length=1, strict=False)]
    sizes: Annotated[tuple[SizeClass, ...], Field(min_length=1, strict=False)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, strict=False)]

    @cached_property
    def choices(self) -> Mapping[str, tuple[Choice | SizeClass, ...]]:
        """What is offered, by the name of the field; what offers nothing is not asked."""
        offered = {name: getattr(self, key) for name, key in PROFILE_FIELDS.items()}
        return {name: choices for name, choices in offered.items() if choices}

    def size(self, name: str | None) -> SizeClass | None:
        """The size class with this id, if there is one."""
        return next((one for one in self.sizes if one.id == name), None)

    @cached_property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of what is offered, by the name of the field."""
        return {name: frozenset(one.id for one in some) for name, some in self.choices.items()}


class Minutes(Model):
    """How long the scan takes, for the person who decides whether to start."""

    full: Annotated[int, Field(ge=1)]
    quick: Annotated[int, Field(ge=1)]


class Questionnaire(Model):
    """A complete questionnaire. An item id never changes its meaning between versions."""

    format: Literal[1]
    id: Slug
    version: Version
    languages: Annotated[tuple[Language, ...], Field(min_length=1, strict=False)]
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1, strict=False)]
    title: Translated
    purpose: Translated
    minutes: Minutes
    reference_period: ReferencePeriod | None = None
    valid_from: Annotated[float, Field(ge=HALF, le=1)] = HALF
    """The share of its items that must be answered for a score; can be raised, never lowered."""
    release_minimum: Annotated[int, Field(ge=5, le=1000)] = 5
    """The fewest staff whose answers are shown together; can be raised, never lowered."""
    sources: Annotated[tuple[Source, ...], Field(min_length=1, strict=False)]
    answer_sets: Annotated[tuple[AnswerSet, ...], Field(min_length=1, strict=False)]
    default_answer_set: Name
    bands: Annotated[tuple[Band, ...], Field(min_length=1, strict=False)]
    profile: Profile
    levers: Annotated[tuple[Lever, ...], Field(min_length=1, strict=False)]
    preconditions: Preconditions | None = None
    changes: Annotated[tuple[Change, ...], Field(strict=False)] = ()
    target_groups: Annotated[tuple[TargetGroup, ...], Field(strict=False)] = ()
    outcomes: Annotated[tuple[Outcome, ...], Field(strict=False)] = ()
    outcome_scales: Annotated[tuple[OutcomeScale, ...], Field(strict=False)] = ()
    closing: Annotated[tuple[ClosingQuestion, ...], Field(strict=False)] = ()

    def reads(self, version: str) -> bool:
        """Whether answers given to this version may be read as answers to these items.

        Between versions that differ in their first number an item may have changed its meaning.
        """
        return version.partition(".")[0] == self.version.partition(".")[0]

    @property
    def valid_share(self) -> Fraction:
        """`valid_from` without the noise of a broken number, so that 11 of 20 are 55 percent."""
        return exact_share(self.valid_from)

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects of all levers, in order."""
        return tuple(aspect for lever in self.levers for aspect in lever.aspects)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The scored items of all levers, in order."""
        return tuple(item for lever in self.levers for item in lever.items)

    @property
    def precondition_items(self) -> tuple[Item, ...]:
        """The items about preconditions, in order."""
        return self.preconditions.items if self.preconditions else ()

    def number_beside(self, quick: bool) -> int:
        """How many questions an interview asks beside the scored ones and those of a sector."""
        about_you = 1 + len(self.profile.choices)
        later = 0 if quick else len(self.changes) + len(self.outcomes)
        return about_you + len(self.precondition_items) + later

    def outcome_items(self, audience: Audience) -> tuple[Item, ...]:
        """The items of the outcome scales that this audience is asked about, in order."""
        scales = (scale for scale in self.outcome_scales if scale.audience == audience)
        return tuple(item.as_item for scale in scales for item in scale.items)

    @cached_property
    def closing_items(self) -> tuple[Item, ...]:
        """The questions about the scan itself, as items."""
        return tuple(one.as_item for one in self.closing)

    def is_closing(self, item: Item) -> bool:
        """Whether it is a question about the scan itself, with no answers but its own options."""
        return any(one.id == item.id for one in self.closing)

    @cached_property
    def _answer_sets(self) -> dict[str, AnswerSet]:
        return {answer_set.id: answer_set for answer_set in self.answer_sets}

    def answer_set_of(self, item: Item) -> AnswerSet:
        """The answer set that this item uses."""
        return self._answer_sets[item.answer_set or self.default_answer_set]

    def option_labels(
        self, item: Item, language: str, audience: Audience = "leader"
    ) -> tuple[str, ...]:
        """The words for the item's options in order: its own anchors, else its answer set's."""
        options = self.answer_set_of(item).options
        labels = item.anchors or tuple(option.label_for(audience) for option in options)
        return tuple(label[language] for label in labels)

    def spelled_options(self, item: Item, language: str) -> Iterator[tuple[str, ...]]:
        """Every way in which the item's options are spelled, each in their order."""
        options = self.answer_set_of(item).options
        yield tuple(option.label[language] for option in options)
        yield self.option_labels(item, language)
        yield self.option_labels(item, language, "employee")

    def option_values(self, item: Item) -> tuple[float, ...]:
        """The value of each of the item's options, 0 to 100: `enough_from` and reversal applied."""
        values = self.answer_set_of(item).values
        if item.enough_from:
            enough = item.enough_from - 1
            values = tuple(100.0 if n >= enough else value for n, value in enumerate(values))
        return tuple(100 - value for value in values) if item.reversed else values

    def band_of(self, score: int) -> Band:
        """The band that a score falls in: the whole number that people see, 0 to 100."""
        return max(
            (band for band in self.bands if band.start <= score), key=lambda band: band.start
        )

    def all_sources(self) -> Iterator[tuple[str, Sources]]:
        """Every part that names sources, with those sources."""
        for lever in self.levers:
            yield lever.id, lever.sources
        for item in (*self.items, *self.precondition_items):
            yield item.id, item.sources
        for scale in self.outcome_scales:
            yield scale.id, scale.sources
            yield from ((one.id, one.sources) for one in scale.items)
        for change in self.changes:
            yield change.id, change.sources
        for group in self.target_groups:
            yield f"target group {group.group}", group.sources
