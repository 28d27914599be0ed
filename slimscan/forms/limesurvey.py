"""The questionnaire as LimeSurvey's tab-separated structure, every language after the other."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from slimscan.errors import Fault, usage_error
from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import (
    FormScale,
    ProfileQuestion,
    counts_and_help_of,
    form_lead,
    form_title,
    in_languages,
    profile_questions,
    scale_of,
    section_name,
    section_text,
)
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.questionnaire.tool_codes import LIMESURVEY_STATES
from slimscan.shown import text_in, whole

_COLUMNS = (
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "validation",
    "mandatory",
    "other",
    "default",
    "same_default",
    "assessment_value",
)
LONGEST_CODE = 20
RESERVED_QUESTIONS = frozenset(
    {"lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this"}
)
"""What LimeSurvey refuses as the code of a question, case-folded."""
SAMPLE = 1000
"""So many bytes LimeSurvey looks at to guess the encoding of the file."""

_BRACE = {"{": "&#123;", "}": "&#125;"}
_DROP_DOWN, _LIST, _TEXT = "!", "L", "S"
_LONGEST_LIST = 8

_Row = dict[str, str]


def limesurvey_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The structure's file by its ending; raises `UsageError` for codes LimeSurvey has no room for.

    Every statement is a question of its own, so that what decides its answer stands beside it. The
    options carry the value that slimscan gives them, after reversal, so that what LimeSurvey adds
    up itself points the same way.
    """
    _check_codes(instrument, choices)
    languages = form_languages(instrument, choices.language)
    rows = [*_settings(choices, languages), *_titles(instrument, choices, languages)]
    for language in languages:
        rows += _survey(instrument, choices, language)
    lines = ["\t".join(_COLUMNS)]
    lines += ["\t".join(row.get(column, "") for column in _COLUMNS) for row in rows]
    return {".txt": _with_whole_letters("\n".join(lines) + "\n").encode()}


def answer_codes(scale: FormScale) -> tuple[str, ...]:
    """The codes of a scale's options in LimeSurvey, in their order: at most 5 characters each."""
    return tuple(
        LIMESURVEY_STATES.get(option.code, f"A{place}")
        for place, option in enumerate(scale.options, start=1)
    )


def _check_codes(instrument: Instrument, choices: FormChoices) -> None:
    items = [item.id for part in form_sections(instrument, choices) for item in part.items]
    refused = [
        one for one in items if len(one) > LONGEST_CODE or one.casefold() in RESERVED_QUESTIONS
    ]
    if refused:
        raise usage_error(Fault.FORM_CODES, items=", ".join(refused), longest=LONGEST_CODE)


def _settings(choices: FormChoices, languages: tuple[str, ...]) -> Iterator[_Row]:
    """A page a lever, nothing required; of staff no date and no address beside the answers."""
    leader = choices.audience == "leader"
    values = {
        "language": languages[0],
        "additional_languages": " ".join(languages[1:]),
        "format": "G",
        "anonymized": "N" if leader else "Y",
        "datestamp": "Y" if leader else "N",
        "ipaddr": "N",
        "refurl": "N",
        "savetimings": "N",
        "allowprev": "Y",
        "showprogress": "Y",
        "showwelcome": "Y",
        "showxquestions": "N",
        # "No answer" would stand chosen beside "I don't know"; a question may be left open anyway.
        "shownoanswer": "N",
    }
    for name, value in values.items():
        yield {"class": "S", "name": name, "text": value}


def _titles(
    instrument: Instrument, choices: FormChoices, languages: tuple[str, ...]
) -> Iterator[_Row]:
    title = form_title(instrument, choices)
    lead = form_lead(instrument, choices, form_sections(instrument, choices))
    for language in languages:
        for name, text in (("surveyls_title", title), ("surveyls_welcometext", lead)):
            yield {"class": "SL", "name": name, "text": _text(text, language), "language": language}


def _survey(instrument: Instrument, choices: FormChoices, language: str) -> Iterator[_Row]:
    """All groups, questions and answers in one language."""
    languages = form_languages(instrument, choices.language)
    profile = profile_questions(instrument, choices)
    number = 0
    if profile and choices.audience == "leader":
        number += 1
        yield from _profile(profile, number, language, languages)
    for section in form_sections(instrument, choices):
        number += 1
        name, about = section_name(section, languages), section_text(section, languages)
        yield _group(number, _text(name, language), _text(about, language), language)
        for item in section.items:
            yield from _item(instrument, choices, item, language)
    if profile and choices.audience == "employee":
        yield from _profile(profile, number + 1, language, languages)


def _group(number: int, name: str, about: str, language: str) -> _Row:
    return {
        "class": "G",
        "type/scale": str(number),
        "name": name,
        "relevance": "1",
        "text": about,
        "language": language,
    }


def _item(
    instrument: Instrument, choices: FormChoices, item: Item, language: str
) -> Iterator[_Row]:
    statement = _text(item.statement.for_audience(choices.audience), language)
    told = _text(counts_and_help_of(instrument, choices, item), language)
    yield _question(item.id, _LIST, statement, told, language)
    scale = scale_of(instrument, choices, item)
    counted = instrument.questionnaire.option_values(item)
    if instrument.questionnaire.is_closing(item):
        counted = ()
    values = (*counted, *[0.0] * (len(scale.options) - len(counted)))
    labels = [option.label for option in scale.options]
    yield from _answers(zip(answer_codes(scale), labels, values, strict=True), language)


def _answers(options: Iterable[tuple[str, Translated, float]], language: str) -> Iterator[_Row]:
    for code, label, value in options:
        yield {
            "class": "A",
            "type/scale": "0",
            "name": code,
            "text": _text(label, language),
            "language": language,
            "assessment_value": str(whole(value)),
        }


def _profile(
    questions: Iterable[ProfileQuestion], number: int, language: str, languages: Iterable[str]
) -> Iterator[_Row]:
    yield _group(number, _text(in_languages("profile.title", languages), language), "", language)
    for one in questions:
        codes = {option.code: f"A{place}" for place, option in enumerate(one.options, start=1)}
        kind = _DROP_DOWN if len(codes) > _LONGEST_LIST else _LIST if codes else _TEXT
        text, why = _text(one.text, language), _text(one.why, language)
        default = codes.get(one.default, "") if codes else one.default
        yield {**_question(one.id, kind, text, why, language), "default": _plain(default)}
        labels = [option.label for option in one.options]
        yield from _answers(zip(codes.values(), labels, [0] * len(labels), strict=True), language)


def _question(code: str, kind: str, text: str, about: str, language: str) -> _Row:
    return {
        "class": "Q",
        "type/scale": kind,
        "name": code,
        "relevance": "1",
        "text": text,
        "help": about,
        "language": language,
        "mandatory": "N",
        "other": "N",
        "same_default": "1",
    }


def _text(translated: Translated, language: str) -> str:
    return _plain(text_in(translated, language))


def _plain(text: str) -> str:
    """Text as HTML on one line. Braces would be read as an expression, quotes as a cell's edges."""
    escaped = html.escape(" ".join(text.split()))
    return "".join(_BRACE.get(letter, letter) for letter in escaped)


def _with_whole_letters(text: str) -> str:
    """Blank lines after the first until no letter is cut in two where LimeSurvey's sample ends."""
    first, _, rest = text.partition("\n")
    content = text.encode()
    while len(content) > SAMPLE and content[SAMPLE] & 0b1100_0000 == 0b1000_0000:
        first += "\n"
        content = f"{first}\n{rest}".encode()
    return content.decode()
