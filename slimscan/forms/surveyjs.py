"""The questionnaire as SurveyJS JSON: a page a lever, a question a statement."""

from __future__ import annotations

import html
import json
from typing import Any

from slimscan.forms.form import (
    FormChoices,
    FormSection,
    form_languages,
    form_sections,
)
from slimscan.forms.form_questions import (
    JOINER,
    ProfileQuestion,
    counts_of,
    form_lead,
    form_title,
    help_of,
    in_languages,
    profile_questions,
    scale_of,
    section_name,
    section_text,
    unused,
)
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.shown import text_in

DEFAULT_LOCALE = "en"
"""The language that SurveyJS calls `default`."""
_LONGEST_LIST = 8

_Part = dict[str, Any]


def surveyjs_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The survey's JSON by its ending. No answer is required: everybody may skip a question."""
    languages = form_languages(instrument, choices.language)
    sections = form_sections(instrument, choices)
    asked = profile_questions(instrument, choices)
    taken = {question.id.casefold() for question in asked}
    taken |= {item.id.casefold() for section in sections for item in section.items}
    profile = _profile_page(asked, languages)
    levers = [_page(instrument, choices, section, taken) for section in sections]
    pages = profile + levers if choices.audience == "leader" else levers + profile
    survey = {
        "title": _said(form_title(instrument, choices), languages),
        "description": _said(form_lead(instrument, choices, sections), languages),
        "locale": languages[0],
        "showProgressBar": True,
        "pages": pages,
    }
    return {".json": (json.dumps(survey, ensure_ascii=False, indent=1) + "\n").encode()}


def _page(
    instrument: Instrument, choices: FormChoices, section: FormSection, taken: set[str]
) -> _Part:
    languages = form_languages(instrument, choices.language)
    asked = [_question(instrument, choices, item) for item in section.items]
    if any(text for item in section.items for text in item.help.values()):
        name = unused(f"help_{section.id}", taken)
        asked.append(_help_panel(instrument, choices, section, name))
    return {
        "name": f"page_{section.id}",
        "title": _said(section_name(section, languages), languages),
        "description": _said(section_text(section, languages), languages),
        "elements": asked,
    }


def _question(instrument: Instrument, choices: FormChoices, item: Item) -> _Part:
    languages = form_languages(instrument, choices.language)
    question = {
        "type": "radiogroup",
        "name": item.id,
        "title": _said(item.statement.for_audience(choices.audience), languages),
        "showClearButton": True,
        "choices": [
            {
                "value": option.code if option.value is None else int(option.code),
                "text": _said(option.label, languages),
            }
            for option in scale_of(instrument, choices, item).options
        ],
    }
    counts = counts_of(instrument, choices, item)
    if any(counts.values()):
        question["description"] = _said(counts, languages)
    return question


def _help_panel(
    instrument: Instrument, choices: FormChoices, section: FormSection, name: str
) -> _Part:
    """What is meant by each statement, folded away under the questions."""
    languages = form_languages(instrument, choices.language)
    lines: dict[str, list[str]] = {language: [] for language in languages}
    for item in section.items:
        if not any(item.help.values()):
            continue
        statement = item.statement.for_audience(choices.audience)
        told = help_of(instrument, choices, item)
        for language in languages:
            term, text = (
                html.escape(text_in(statement, language)),
                html.escape(text_in(told, language)),
            )
            lines[language].append(f"<dt><b>{term}</b></dt><dd>{text}</dd>")
    content = {code: f"<dl>{''.join(parts)}</dl>" for code, parts in lines.items()}
    return {
        "type": "panel",
        "name": name,
        "title": _said(in_languages("help", languages), languages),
        "state": "collapsed",
        "elements": [{"type": "html", "name": f"{name}_text", "html": _said(content, languages)}],
    }


def _profile_page(
    questions: tuple[ProfileQuestion, ...], languages: tuple[str, ...]
) -> list[_Part]:
    if not questions:
        return []
    page = {
        "name": "page_about",
        "title": _said(in_languages("profile.title", languages), languages),
        "elements": [_profile_question(one, languages) for one in questions],
    }
    return [page]


def _profile_question(one: ProfileQuestion, languages: tuple[str, ...]) -> _Part:
    question: _Part = {
        "type": "text",
        "name": one.id,
        "title": _said(one.text, languages),
        "description": _said(one.why, languages),
    }
    if one.default:
        question["defaultValue"] = one.default
    if one.options:
        if len(one.options) > _LONGEST_LIST:
            question["type"] = "dropdown"
        else:
            question |= {"type": "radiogroup", "showClearButton": True}
        question["choices"] = [
            {"value": option.code, "text": _said(option.label, languages)} for option in one.options
        ]
    return question


def _said(text: Translated, languages: tuple[str, ...]) -> Translated | str:
    """A text in every language; the one for SurveyJS's own default language is called `default`.

    The name of a question in braces would be replaced by its answer.
    """
    default = DEFAULT_LOCALE if DEFAULT_LOCALE in languages else languages[0]
    told = {code: text[code].replace("{", "{" + JOINER) for code in languages}
    others = {code: told[code] for code in languages if code != default}
    return {"default": told[default], **others} if others else told[default]
