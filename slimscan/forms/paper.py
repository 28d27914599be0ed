"""What stands on a form on paper, in one language: the pages themselves are made by the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from slimscan.forms.form import FormChoices, FormSection, form_languages, form_sections
from slimscan.forms.form_questions import (
    FORM_WORDS,
    FormOption,
    counts_of,
    profile_questions,
    reference_period_of,
    scale_of,
    section_name,
    section_text,
)
from slimscan.language import Words, words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.shown import text_in

_TOGETHER = 5
"""So many questions stand together at the end, so that the last page is worth its paper."""
ABREAST = 7
"""So many boxes stand beside each other: five options, don't know, not applicable."""


@dataclass(frozen=True)
class PaperBox:
    """A box to tick, with the number that is typed for it; none for what is typed as words."""

    number: str
    label: str


@dataclass(frozen=True)
class PaperQuestion:
    """A question with the heading of its column in the sheet; without boxes there is a line."""

    code: str
    text: str
    boxes: tuple[PaperBox, ...] = ()
    abreast: int = ABREAST
    counts: str = ""
    """What decides the answer."""


@dataclass(frozen=True)
class PaperSection:
    """The questions under one heading."""

    name: str
    text: str
    questions: tuple[PaperQuestion, ...]
    last: int = 0
    """So many of its questions belong to the last ones of the form."""


@dataclass(frozen=True)
class PaperForm:
    """All that is printed."""

    language: str
    audience: str
    title: str
    organisation: str
    heading: str
    lead: str
    period: str
    """Which time the answers are about."""
    profile: tuple[PaperQuestion, ...]
    sections: tuple[PaperSection, ...]
    words: Words

    @property
    def texts(self) -> dict[str, str]:
        """What comes from a questionnaire or a user, by the code of its question."""
        asked = [one for section in self.sections for one in section.questions]
        named = {"organisation": self.organisation, "title": self.title}
        return named | {
            one.code: " ".join((one.text, one.counts, *(box.label for box in one.boxes)))
            for one in (*self.profile, *asked)
        }


def paper_form(instrument: Instrument, choices: FormChoices) -> PaperForm:
    """The form for the printer, in the first language of the choices; raises `UsageError`."""
    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), FORM_WORDS)
    sections = form_sections(instrument, choices)
    minutes = instrument.questionnaire.minutes
    return PaperForm(
        language=language,
        audience=choices.audience,
        title=text_in(instrument.questionnaire.title, language),
        organisation=choices.organisation,
        heading=say[f"welcome.{choices.audience}.title"],
        lead=say(
            f"welcome.{choices.audience}.lead",
            count=sum(len(section.items) for section in sections),
            minutes=minutes.quick if choices.quick else minutes.full,
        ),
        period=text_in(reference_period_of(instrument, choices), language),
        profile=_profile(instrument, choices, language, say),
        sections=_with_last([_section(instrument, choices, one, language) for one in sections]),
        words=say,
    )


def _with_last(sections: Sequence[PaperSection]) -> tuple[PaperSection, ...]:
    """The sections, each with how many of the last questions of the form it holds."""
    left, told = _TOGETHER, []
    for section in reversed(sections):
        last = min(left, len(section.questions))
        told.append(replace(section, last=last))
        left -= last
    return tuple(reversed(told))


def _section(
    instrument: Instrument, choices: FormChoices, section: FormSection, language: str
) -> PaperSection:
    return PaperSection(
        text_in(section_name(section, (language,)), language),
        text_in(section_text(section, (language,)), language),
        tuple(
            PaperQuestion(
                item.id,
                text_in(item.statement.for_audience(choices.audience), language),
                _boxes(scale_of(instrument, choices, item).options, language),
                abreast=3 if instrument.questionnaire.is_closing(item) else ABREAST,
                counts=text_in(counts_of(instrument, choices, item), language),
            )
            for item in section.items
        ),
    )


def _boxes(options: tuple[FormOption, ...], language: str) -> tuple[PaperBox, ...]:
    return tuple(
        PaperBox("" if one.value is None else one.code, text_in(one.label, language))
        for one in options
    )


def _profile(
    instrument: Instrument, choices: FormChoices, language: str, say: Words
) -> tuple[PaperQuestion, ...]:
    """Who fills it in. Staff can always write their team: a list is not needed for a pen."""
    asked = tuple(
        PaperQuestion(one.id, text_in(one.text, language), _boxes(one.options, language), abreast=3)
        for one in profile_questions(instrument, choices)
        if one.default == ""
    )
    if choices.audience == "employee" and not asked:
        return (PaperQuestion("group", say["about.group"]),)
    return asked
