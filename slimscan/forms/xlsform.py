"""The questionnaire as an XLSForm: the workbook that KoboToolbox and ODK make a form of."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slimscan.disk.places import languages
from slimscan.forms.form import FormChoices, FormSection, form_languages, form_sections
from slimscan.forms.form_questions import (
    FORM_WORDS,
    JOINER,
    FormOption,
    FormScale,
    ProfileQuestion,
    counts_and_help_of,
    form_lead,
    form_title,
    profile_questions,
    scale_of,
    section_name,
    unused,
)
from slimscan.language import words, words_language
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item

_RESERVED = frozenset({"meta", "instanceid", "welcome", "about"})
"""Names that ODK needs itself and those of the pages that are no levers, case-folded."""

_Row = dict[str, str]


@dataclass
class _Book:
    """The rows of the sheets as they grow."""

    tongues: Mapping[str, str]
    """The full name of every language (`Nederlands (nl)`) by its code."""
    survey: list[_Row] = field(default_factory=list)
    choices: list[_Row] = field(default_factory=list)
    lists: dict[str, tuple[FormOption, ...]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=lambda: set(_RESERVED))

    def add(self, kind: str, name: str, label: Translated, **cells: str) -> None:
        self.survey.append({"type": kind, "name": name, **self.said("label", label), **cells})

    def said(self, column: str, text: Translated) -> _Row:
        """A text in a column a language. `${` would be read as the name of a question."""
        return {
            f"{column}::{name}": text[code].replace("${", "$" + JOINER + "{")
            for code, name in self.tongues.items()
        }

    def list_name(self, scale: FormScale) -> str:
        """The list of these options; scales with the same options share one."""
        for name, options in self.lists.items():
            if options == scale.options:
                return name
        self.lists[scale.id] = scale.options
        self.choices += [
            {"list_name": scale.id, "name": option.code, **self.said("label", option.label)}
            for option in scale.options
        ]
        return scale.id


def xlsform(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The form's workbook by its ending."""
    offered = form_languages(instrument, choices.language)
    book = _Book({code: tongue(code) for code in offered})
    sections = form_sections(instrument, choices)
    book.add("note", "Welcome", form_lead(instrument, choices, sections), required="no")
    asked = profile_questions(instrument, choices)
    if choices.audience == "leader":
        _add_profile(book, asked)
    for section in sections:
        _add_section(book, instrument, choices, section)
    if choices.audience == "employee":
        _add_profile(book, asked)
    sheets = {
        "survey": book.survey,
        "choices": book.choices,
        "settings": [_settings(instrument, choices, tongue(offered[0]))],
    }
    return {".xlsx": workbook(sheets)}


def tongue(language: str) -> str:
    """A language as XLSForm names it, with its code; by the code alone where slimscan has none."""
    name = words(words_language(language), FORM_WORDS)["language_name"]
    return f"{name if language in languages() else language} ({language})"


def _settings(instrument: Instrument, choices: FormChoices, first: str) -> _Row:
    questionnaire = instrument.questionnaire
    parts = (questionnaire.id, choices.audience, "quick" if choices.quick else "", choices.sector)
    return {
        "form_title": form_title(instrument, choices)[
            form_languages(instrument, choices.language)[0]
        ],
        "form_id": "_".join(part for part in parts if part).replace("-", "_"),
        "version": questionnaire.version,
        "default_language": first,
        "style": "pages",
    }


def _add_profile(book: _Book, asked: Iterable[ProfileQuestion]) -> None:
    questions = tuple(asked)
    if not questions:
        return
    about = {
        code: words(words_language(code), FORM_WORDS)["profile.title"] for code in book.tongues
    }
    book.add("begin_group", "About", about, appearance="field-list")
    for question in questions:
        kind = "text"
        if question.options:
            scale = FormScale(f"List_{question.id}", question.options)
            kind = f"select_one {book.list_name(scale)}"
        hint = book.said("hint", question.why)
        book.add(kind, question.id, question.text, **hint, required="no", default=question.default)
    book.survey.append({"type": "end_group"})


def _add_section(
    book: _Book, instrument: Instrument, choices: FormChoices, section: FormSection
) -> None:
    label = section_name(section, book.tongues)
    if section.note:
        book.add("note", unused("Note", book.taken), section.note, required="no")
    name = unused(section.id, book.taken)
    book.add("begin_group", name, label, appearance="field-list")
    for item in section.items:
        _add_item(book, instrument, choices, item)
    book.survey.append({"type": "end_group"})


def _add_item(book: _Book, instrument: Instrument, choices: FormChoices, item: Item) -> None:
    kind = f"select_one {book.list_name(scale_of(instrument, choices, item))}"
    statement = item.statement.for_audience(choices.audience)
    hint = book.said("hint", counts_and_help_of(instrument, choices, item))
    book.add(kind, item.id, statement, **hint, required="no", appearance="likert")


def workbook(sheets: Mapping[str, list[_Row]]) -> bytes:
    """Sheets of text cells, each with its columns in the order in which they first appear."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column)
                for number, row in enumerate(rows, start=1):
                    if row.get(column):
                        sheet.write_string(number, place, row[column])
    return file.getvalue()
