"""What a form asks, whatever tool shows it: the chosen questions in sections, in order."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from slimscan.disk.places import languages
from slimscan.errors import Fault, usage_error
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience, Item
from slimscan.scan.questions import Question, ScanPart, Section, questions_of
from slimscan.scan.sealing import PublicKey
from slimscan.text import LONGEST_GROUP, clean_line

MOST_GROUPS = 60


@dataclass(frozen=True)
class FormSeal:
    """Whom a form seals its answers for."""

    key: PublicKey
    holder: str = ""
    """Who holds the half of the key that opens; empty for the firm itself."""


@dataclass(frozen=True)
class FormChoices:
    """What the maker of a form chose."""

    language: str
    """The language that is shown first."""
    audience: Audience = "employee"
    quick: bool = False
    sector: str | None = None
    groups: tuple[str, ...] = ()
    """The teams that a respondent may choose from; none: the team is not asked."""
    organisation: str = ""
    scan: str | None = None
    """The id of the scan that the answers are for."""
    remarks: bool = False
    follow_up: bool = False
    """Whether it is for a later measurement, so that it asks about the time since the first."""
    seal: FormSeal | None = None
    """The key that answers are sealed for; none gives files that everybody can read."""
    form: str = field(default_factory=lambda: secrets.token_hex(6))
    """Keeps what a browser remembers of one form apart from another one."""


@dataclass(frozen=True)
class FormSection:
    """One page of a form. `name` is nothing where slimscan's own words have the id of the section:
    the preconditions, and the questions about the scan itself."""

    id: str
    number: int
    """Which lever it is, counted from 1; 0 for what is not a lever."""
    name: Translated | None
    description: Translated | None
    items: tuple[Item, ...]
    note: Translated | None = None
    """What whoever answers must know before these questions."""


def form_sections(instrument: Instrument, choices: FormChoices) -> tuple[FormSection, ...]:
    """The levers, a sector's own questions, the preconditions, the outcome scales, the scan itself.

    The order and the questions are those of the interview; only a form asks the outcome scales, as
    they are for staff. Of the questions about the scan itself, which are the leader's, it asks
    those that can be answered before the outcome is there.
    Raises `UsageError` for an unknown sector.
    """
    refuse_unknown_sector(instrument, choices.sector)
    questions = questions_of(instrument, choices.quick, choices.sector)
    asked = [question for question in questions if question.item]
    return (
        *(
            _section(instrument, section, list(part))
            for section, part in groupby(asked, key=lambda question: question.section)
        ),
        *_outcome_sections(instrument, choices),
        *_closing_sections(instrument, choices),
    )


def refuse_unknown_sector(instrument: Instrument, sector: str | None) -> None:
    """Raise `UsageError` for a sector that this questionnaire does not know."""
    sectors = [one.id for one in instrument.questionnaire.profile.sectors]
    if sector and sector not in sectors:
        known = ", ".join(sectors)
        raise usage_error(
            Fault.ANSWER_CHOICE_UNKNOWN, item="--sector", value=sector, accepted=known
        )


def _outcome_sections(instrument: Instrument, choices: FormChoices) -> Iterator[FormSection]:
    for scale in instrument.questionnaire.outcome_scales:
        if scale.audience == choices.audience:
            items = tuple(item.as_item for item in scale.items)
            about = scale.note or scale.description
            yield FormSection(scale.id, 0, scale.name, about, items, scale.note)


def _closing_sections(instrument: Instrument, choices: FormChoices) -> Iterator[FormSection]:
    asked = (one for one in instrument.questionnaire.closing if not one.after_outcome)
    items = tuple(one.as_item for one in asked)
    if items and choices.audience == "leader":
        yield FormSection(ScanPart.CLOSING, 0, None, None, items)


def _section(instrument: Instrument, section: Section, questions: list[Question]) -> FormSection:
    items = tuple(question.item for question in questions if question.item)
    name: Translated | None = None
    description: Translated | None = None
    if section.part is ScanPart.LEVER:
        lever = next(one for one in instrument.questionnaire.levers if one.id == section.id)
        name, description = lever.name, lever.description
    elif module := instrument.sector(section.id):
        name, description = module.aspect.name, module.aspect.description
    return FormSection(section.id, section.number, name, description, items)


def form_languages(instrument: Instrument, first: str) -> tuple[str, ...]:
    """The languages of a form, the chosen one first: those of both questionnaire and slimscan."""
    spoken = [code for code in instrument.questionnaire.languages if code in languages()]
    offered = spoken or [instrument.questionnaire.languages[0]]
    return tuple(sorted(offered, key=lambda code: code != first))


def group_names(names: list[str]) -> tuple[str, ...]:
    """The teams as typed, cleaned, each once; raises `UsageError` when there are too many."""
    cleaned = dict.fromkeys(clean_line(name, LONGEST_GROUP) for name in names)
    groups = tuple(name for name in cleaned if name)
    if len(groups) > MOST_GROUPS:
        raise usage_error(Fault.FORM_GROUPS, most=MOST_GROUPS)
    return groups
