"""An empty answer table for people who collect on paper, with the questions and codes beside it."""

from __future__ import annotations

import csv
import io
import textwrap

from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import (
    FormOption,
    counts_of,
    person_columns,
    profile_questions,
    reference_period_of,
    scale_of,
    section_name,
)
from slimscan.language import words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.shown import text_in
from slimscan.text import spreadsheet_cell

EMPTY_ROWS = 25
_BOM = "\ufeff"
_WIDTH = 90


def csv_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The table as Dutch Excel opens it and `collect` reads it, and its legend, by their endings.

    The legend is text to print: put as rows into the table it would be read as answers.
    """
    return {
        ".csv": (_BOM + _table(instrument, choices)).encode(),
        "-legend.txt": (_BOM + _legend(instrument, choices)).encode(),
    }


def _table(instrument: Instrument, choices: FormChoices) -> str:
    items = [item.id for part in form_sections(instrument, choices) for item in part.items]
    columns = [*person_columns(instrument, choices), *items]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(map(spreadsheet_cell, columns))
    for number in range(1, EMPTY_ROWS + 1):
        writer.writerow([number, *[""] * (len(columns) - 1)])
    return text.getvalue()


def _legend(instrument: Instrument, choices: FormChoices) -> str:
    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), "form")
    title = say("legend.title", title=text_in(instrument.questionnaire.title, language))
    lines = [title, "=" * len(title), choices.organisation, ""]
    keys = ("fill", "group", "states") if choices.audience == "employee" else ("fill", "states")
    period = text_in(reference_period_of(instrument, choices), language)
    for text in (*(say(f"legend.{key}") for key in keys), period):
        lines += [*textwrap.wrap(text, _WIDTH), ""] if text else []
    for question in profile_questions(instrument, choices):
        lines += _entry(question.id, text_in(question.text, language), question.options, language)
    for section in form_sections(instrument, choices):
        name = text_in(section_name(section, (language,)), language)
        lines += ["", name, "-" * len(name)]
        for item in section.items:
            lines += _question(instrument, choices, item, language)
    return "\r\n".join(lines) + "\r\n"


def _question(instrument: Instrument, choices: FormChoices, item: Item, language: str) -> list[str]:
    statement = text_in(item.statement.for_audience(choices.audience), language)
    options = scale_of(instrument, choices, item).options
    scored = tuple(option for option in options if option.value is not None)
    counts = text_in(counts_of(instrument, choices, item), language)
    return _entry(item.id, statement, scored, language, counts)


def _entry(
    code: str, text: str, options: tuple[FormOption, ...], language: str, counts: str = ""
) -> list[str]:
    offered = [f"  {option.code} = {text_in(option.label, language)}" for option in options]
    told = textwrap.wrap(counts, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return ["", *textwrap.wrap(f"{code}  {text}", _WIDTH), *told, *offered]
