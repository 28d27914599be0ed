"""What a form offers beside its statements: options to choose from, and who fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slimscan.forms.form import FormChoices, FormSection, form_languages
from slimscan.language import PROFILE_WORDS, words, words_language
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Choice, Item, SizeClass
from slimscan.scoring.responses import State

FORM_WORDS = "form"
JOINER = "\u2060"
"""Cannot be seen: keeps a tool from reading marks in a text as the name of a question."""
STATES = (State.DONT_KNOW, State.NOT_APPLICABLE)


@dataclass(frozen=True)
class FormOption:
    """Something to choose. `value` is its place on the 0 to 100 scale before reversal, if any."""

    code: str
    label: Translated
    value: float | None = None


@dataclass(frozen=True)
class FormScale:
    """The options of an item. Two scales are equal when their options are, whatever their ids."""

    id: str = field(compare=False)
    """An answer set's id, or one that starts with a capital for an item's own words."""
    options: tuple[FormOption, ...]


@dataclass(frozen=True)
class ProfileQuestion:
    """A question about who fills the form in; without options the answer is typed."""

    id: str
    """The column that the answer goes in."""
    text: Translated
    why: Translated
    options: tuple[FormOption, ...] = ()
    default: str = ""


def in_languages(key: str, languages: Iterable[str], **values: object) -> Translated:
    """Words of slimscan's own in every language of a form."""
    return {code: words(words_language(code), FORM_WORDS)(key, **values) for code in languages}


def section_name(section: FormSection, languages: Iterable[str]) -> Translated:
    """What a page of a form is called."""
    return section.name or in_languages(section.id, languages)


def section_text(section: FormSection, languages: Iterable[str]) -> Translated:
    """What a page of a form is about."""
    return section.description or in_languages(f"{section.id}_lead", languages)


def scale_of(instrument: Instrument, choices: FormChoices, item: Item) -> FormScale:
    """The options of an item, then "don't know" and "not applicable" (see `states_of`)."""
    languages = form_languages(instrument, choices.language)
    questionnaire = instrument.questionnaire
    answer_set = questionnaire.answer_set_of(item)
    labels = {code: questionnaire.option_labels(item, code, choices.audience) for code in languages}
    options = tuple(
        FormOption(str(code), {name: labels[name][place] for name in languages}, value)
        for place, (code, value) in enumerate(zip(answer_set.codes, answer_set.values, strict=True))
    )
    states = tuple(
        FormOption(state.value, in_languages(state.value, languages))
        for state in states_of(instrument, item)
    )
    return FormScale(f"Own_{item.id}" if item.anchors else answer_set.id, options + states)


def states_of(instrument: Instrument, item: Item) -> tuple[State, ...]:
    """What stands beside the options: nothing for a question about the scan itself."""
    return () if instrument.questionnaire.is_closing(item) else STATES


def help_of(instrument: Instrument, choices: FormChoices, item: Item) -> Translated:
    """An item's help, with the sector's own example where there is one."""
    languages = form_languages(instrument, choices.language)
    example = instrument.example_of(item, choices.sector)
    if example is None:
        return {code: item.help[code] for code in languages}
    lead = in_languages("example", languages)
    return {code: f"{item.help[code]} {lead[code]} {example[code]}" for code in languages}


def counts_of(instrument: Instrument, choices: FormChoices, item: Item) -> Translated:
    """The line that decides the answer, to stand under the statement; empty where there is none."""
    counts = item.counts_for(choices.audience) or {}
    languages = form_languages(instrument, choices.language)
    return {code: counts.get(code, "") for code in languages}


def counts_and_help_of(instrument: Instrument, choices: FormChoices, item: Item) -> Translated:
    """For tools with one text beside a question: what decides the answer, then the help."""
    counts, told = counts_of(instrument, choices, item), help_of(instrument, choices, item)
    return {code: f"{counts[code]} {told[code]}".strip() for code in told}


def reference_period_of(instrument: Instrument, choices: FormChoices) -> Translated:
    """Which time the answers are about, for the first page; empty where nothing is said."""
    period = instrument.questionnaire.reference_period
    said = period.for_audience(choices.audience, choices.follow_up) if period else {}
    languages = form_languages(instrument, choices.language)
    return {code: said.get(code, "") for code in languages}


def form_title(instrument: Instrument, choices: FormChoices) -> Translated:
    """The title of a form, with the organisation that it is for."""
    languages = form_languages(instrument, choices.language)
    title = instrument.questionnaire.title
    name = f" – {choices.organisation}" if choices.organisation else ""
    return {code: f"{title[code]}{name}" for code in languages}


def form_lead(
    instrument: Instrument, choices: FormChoices, sections: Iterable[FormSection]
) -> Translated:
    """What somebody reads first: how long it takes, which time it is about, who sees answers."""
    languages = form_languages(instrument, choices.language)
    minutes = instrument.questionnaire.minutes
    values = {
        "count": sum(len(section.items) for section in sections),
        "minutes": minutes.quick if choices.quick else minutes.full,
    }
    lead = in_languages(f"welcome.{choices.audience}.lead", languages, **values)
    period = reference_period_of(instrument, choices)
    privacy = in_languages(f"tool.privacy.{choices.audience}", languages)
    parts = {code: (lead[code], period[code], privacy[code]) for code in languages}
    return {code: " ".join(filter(None, said)) for code, said in parts.items()}


def profile_questions(instrument: Instrument, choices: FormChoices) -> tuple[ProfileQuestion, ...]:
    """What is asked about who answers: a leader's firm and role, or a member of staff's team."""
    languages = form_languages(instrument, choices.language)
    if choices.audience == "employee":
        return _team(choices, languages)
    asked: Mapping[str, tuple[Choice | SizeClass, ...]] = {
        "organisation": (),
        **instrument.questionnaire.profile.choices,
    }
    given = {"organisation": choices.organisation, "sector": choices.sector or ""}
    return tuple(
        ProfileQuestion(
            name,
            _asked(name, languages),
            in_languages("profile.why", languages),
            tuple(FormOption(one.id, one.name) for one in offered),
            given.get(name, ""),
        )
        for name, offered in asked.items()
    )


def _asked(field: str, languages: Iterable[str]) -> Translated:
    told = {code: words(words_language(code), PROFILE_WORDS) for code in languages}
    return {code: words_of[f"{field}.form"] for code, words_of in told.items()}


def _team(choices: FormChoices, languages: Iterable[str]) -> tuple[ProfileQuestion, ...]:
    if not choices.groups:
        return ()
    names = [FormOption(name, dict.fromkeys(languages, name)) for name in choices.groups]
    text, why = in_languages("about.group", languages), in_languages("about.group_why", languages)
    return (ProfileQuestion("group", text, why, tuple(names)),)


def person_columns(instrument: Instrument, choices: FormChoices) -> tuple[str, ...]:
    """The columns of a sheet to type answers in that stand before those of the questions."""
    if choices.audience == "employee":
        return ("respondent", "group")
    asked = profile_questions(instrument, choices)
    return ("respondent", *(question.id for question in asked))


def unused(name: str, taken: set[str]) -> str:
    """The name itself or, when it is taken, the first free one with a number; then it is taken."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}{number}"
    taken.add(free.casefold())
    return free
