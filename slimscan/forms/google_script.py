"""The questionnaire as an Apps Script: pasted at Google and run once, it makes the Google Form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slimscan.forms.form import FormChoices, FormSection, form_languages, form_sections
from slimscan.forms.form_questions import (
    ProfileQuestion,
    counts_of,
    form_lead,
    form_title,
    profile_questions,
    scale_of,
    section_name,
    section_text,
)
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.shown import text_in

_LONGEST_LIST = 8

_MAKE = """
function makeForm() {
  const form = FormApp.create(FORM.title);
  form.setDescription(FORM.description);
  form.setCollectEmail(false);
  form.setProgressBar(true);
  FORM.parts.forEach((part) => {
    const item = addPart(form, part);
    item.setTitle(part.title);
    if (part.help) item.setHelpText(part.help);
    if (part.choices) item.setChoiceValues(part.choices);
  });
  Logger.log(FORM.edit + ' ' + form.getEditUrl());
  Logger.log(FORM.share + ' ' + form.getPublishedUrl());
}

function addPart(form, part) {
  if (part.kind === 'page') return form.addPageBreakItem();
  if (part.kind === 'text') return form.addTextItem();
  if (part.kind === 'drop-down') return form.addListItem();
  return form.addMultipleChoiceItem();
}
"""


def google_script(instrument: Instrument, choices: FormChoices, edit: str, share: str) -> str:
    """The script's text, in the first language of the form.

    `edit` and `share` are the words before the two links that it prints. No question is required,
    and no e-mail address is asked.
    """
    language = form_languages(instrument, choices.language)[0]
    sections = form_sections(instrument, choices)
    asked = [_profile(one, language) for one in profile_questions(instrument, choices)]
    parts = [part for one in sections for part in _section(instrument, choices, one, language)]
    form = {
        "title": _line(form_title(instrument, choices), language),
        "description": _line(form_lead(instrument, choices, sections), language),
        "edit": edit,
        "share": share,
        "parts": [*asked, *parts],
    }
    return f"const FORM = {json.dumps(form, indent=1)};\n{_MAKE}"


def _section(
    instrument: Instrument, choices: FormChoices, section: FormSection, language: str
) -> Iterator[dict[str, Any]]:
    name, about = section_name(section, (language,)), section_text(section, (language,))
    yield {"kind": "page", "title": _line(name, language), "help": _line(about, language)}
    for item in section.items:
        yield _item(instrument, choices, item, language)


def _item(
    instrument: Instrument, choices: FormChoices, item: Item, language: str
) -> dict[str, Any]:
    return {
        "kind": "choice",
        "title": _line(item.statement.for_audience(choices.audience), language),
        "help": _line(counts_of(instrument, choices, item), language),
        "choices": [
            _line(option.label, language) for option in scale_of(instrument, choices, item).options
        ],
    }


def _profile(question: ProfileQuestion, language: str) -> dict[str, Any]:
    part = {"title": _line(question.text, language), "help": _line(question.why, language)}
    if not question.options:
        return {"kind": "text", **part}
    kind = "drop-down" if len(question.options) > _LONGEST_LIST else "choice"
    return {
        "kind": kind,
        **part,
        "choices": [_line(one.label, language) for one in question.options],
    }


def _line(text: Translated, language: str) -> str:
    return " ".join(text_in(text, language).split())
