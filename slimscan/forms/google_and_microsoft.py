"""For tools that cannot load a form: texts to copy over, and a mapping for the way back."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import (
    FORM_WORDS,
    FormOption,
    ProfileQuestion,
    counts_of,
    form_lead,
    form_title,
    profile_questions,
    scale_of,
    section_name,
    section_text,
)
from slimscan.forms.google_script import google_script
from slimscan.language import Words, words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.shown import text_in

_WIDTH = 90
_BOM = "\ufeff"
MAPPING = "-mapping.yaml"
SCRIPT = "-script.txt"
"""Not `.js`: a double click must open it, not run it."""


@dataclass(frozen=True)
class Target:
    """A tool to copy into."""

    name: str
    """What `--to` calls it."""
    title: str


GOOGLE = Target("google-forms", "Google Forms")
MICROSOFT = Target("microsoft-forms", "Microsoft Forms")


def paste_form(target: Target, instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The texts and the mapping file, by their endings, in the first language of the form."""
    return {
        ".txt": (_BOM + _texts(target, instrument, choices)).encode(),
        MAPPING: _mapping(instrument, choices).encode(),
    }


microsoft_form = partial(paste_form, MICROSOFT)


def google_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The texts, the mapping, and the script that makes the form in place of copying the texts."""
    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), FORM_WORDS)
    script = google_script(instrument, choices, say["script.edit"], say["script.share"])
    told = "".join(f"// {line}\n" for line in textwrap.wrap(say["script.how"], _WIDTH))
    return {**paste_form(GOOGLE, instrument, choices), SCRIPT: (told + script).encode()}


def _texts(target: Target, instrument: Instrument, choices: FormChoices) -> str:
    """A question a statement: a row of a table has no room for what decides the answer."""
    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), FORM_WORDS)
    title = text_in(form_title(instrument, choices), language)
    heading = say("paste.title", title=title, tool=target.title)
    sections = form_sections(instrument, choices)
    lead = text_in(form_lead(instrument, choices, sections), language)
    lines = [heading, "=" * len(heading), ""]
    lines += textwrap.wrap(say("paste.how", tool=target.title, kind=say["paste.list"]), _WIDTH)
    lines += ["", *textwrap.wrap(say("paste.mapping", file=f"…{MAPPING}"), _WIDTH)]
    lines += _block(say["paste.lead"], [title, lead])
    for question in profile_questions(instrument, choices):
        lines += _profile(question, say, language)
    for section in sections:
        name = text_in(section_name(section, (language,)), language)
        about = text_in(section_text(section, (language,)), language)
        lines += ["", "", "=" * _WIDTH, *_block(say["paste.section"], [name, about])]
        for item in section.items:
            lines += _item(instrument, choices, item, say)
    return "\r\n".join(lines) + "\r\n"


def _item(instrument: Instrument, choices: FormChoices, item: Item, say: Words) -> list[str]:
    language = form_languages(instrument, choices.language)[0]
    statement = text_in(item.statement.for_audience(choices.audience), language)
    counts = text_in(counts_of(instrument, choices, item), language)
    labels = [text_in(one.label, language) for one in scale_of(instrument, choices, item).options]
    lines = ["", "-" * _WIDTH, *_block(say["paste.question"], [statement])]
    lines += _block(say["paste.description"], [counts]) if counts else []
    return [*lines, *_block(say["sheet.options"], labels)]


def _profile(question: ProfileQuestion, say: Words, language: str) -> list[str]:
    kind = say["paste.list" if question.options else "paste.text"]
    lines = [
        "",
        "",
        "-" * _WIDTH,
        kind,
        *_block(say["paste.question"], [text_in(question.text, language)]),
    ]
    if question.options:
        labels = [text_in(option.label, language) for option in question.options]
        lines += _block(say["sheet.options"], labels)
    return lines


def _block(heading: str, lines: Iterable[str]) -> list[str]:
    return ["", f"[{heading}]", *(" ".join(line.split()) for line in lines)]


def _mapping(instrument: Instrument, choices: FormChoices) -> str:
    """The file for `--mapping`: which column is which question, which label is which code."""
    import yaml

    language = form_languages(instrument, choices.language)[0]
    items = [item for section in form_sections(instrument, choices) for item in section.items]
    asked = {text_in(one.text, language): one.id for one in profile_questions(instrument, choices)}
    statements = {
        text_in(item.statement.for_audience(choices.audience), language): item.id for item in items
    }
    columns = {" ".join(text.split()): name for text, name in (asked | statements).items()}
    options = [one for item in items for one in scale_of(instrument, choices, item).options]
    content = {"columns": columns, "labels": _labels(options, language)}
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))


def _labels(options: Iterable[FormOption], language: str) -> dict[str, int | str]:
    """The labels that mean one code wherever they stand."""
    codes: dict[str, set[int | str]] = {}
    for option in options:
        code = option.code if option.value is None else int(option.code)
        codes.setdefault(text_in(option.label, language), set()).add(code)
    return {label: found.pop() for label, found in codes.items() if len(found) == 1}
