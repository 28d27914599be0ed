"""A workbook to type paper answers into: a column a question, drop-downs, and a guide beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import (
    FORM_WORDS,
    FormOption,
    counts_of,
    form_title,
    person_columns,
    profile_questions,
    reference_period_of,
    scale_of,
)
from slimscan.language import Words, words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.shown import text_in

ROWS = 100
LISTS = "Lists"
LONGEST_MESSAGE, LONGEST_TITLE = 255, 32
"""What Excel shows at most beside a cell."""


@dataclass(frozen=True)
class _Column:
    """A column of the sheet; with `free` a cell may also hold what is not in the list."""

    code: str
    text: str
    options: tuple[FormOption, ...]
    free: bool = False
    given: str = ""
    """What stands in every row from the start."""
    counts: str = ""
    """What decides the answer."""

    @property
    def told(self) -> str:
        """The question with what decides its answer."""
        return f"{self.text}\n{self.counts}".strip()


def xlsx_form(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    """The workbook by its ending: `collect` and `batch` read it as it is saved."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    language = form_languages(instrument, choices.language)[0]
    say = words(words_language(language), FORM_WORDS)
    columns = tuple(_columns(instrument, choices, language))
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        answers = book.add_worksheet(say["sheet.answers"])
        told = (
            text_in(form_title(instrument, choices), language),
            *(say[f"sheet.{key}"] for key in ("fill_title", "fill", "names")),
            text_in(reference_period_of(instrument, choices), language),
        )
        _write_guide(book, told, columns, say, language)
        lists = book.add_worksheet(LISTS)
        lists.hide()
        _write_answers(book, answers, columns)
        _add_lists(answers, lists, columns, say, language)
    return {".xlsx": file.getvalue()}


def _columns(instrument: Instrument, choices: FormChoices, language: str) -> Iterator[_Column]:
    asked = {question.id: question for question in profile_questions(instrument, choices)}
    for name in person_columns(instrument, choices):
        question = asked.get(name)
        if question:
            labels = {one.code: text_in(one.label, language) for one in question.options}
            given = labels.get(question.default, question.default)
            free = choices.audience == "employee"
            yield _Column(name, text_in(question.text, language), question.options, free, given)
        else:
            yield _Column(name, "", ())
    for section in form_sections(instrument, choices):
        for item in section.items:
            statement = text_in(item.statement.for_audience(choices.audience), language)
            counts = text_in(counts_of(instrument, choices, item), language)
            options = scale_of(instrument, choices, item).options
            yield _Column(item.id, statement, options, counts=counts)


def _write_answers(book: Any, sheet: Any, columns: tuple[_Column, ...]) -> None:
    header = book.add_format({"bold": True, "bottom": 2, "bg_color": "#edf0f4"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.code, header)
        width = 9 if column.options and place > 1 else 14
        sheet.set_column(place, place, max(width, len(column.code) + 2))
        for number in range(1, ROWS + 1):
            if column.given:
                sheet.write_string(number, place, column.given)
    for number in range(1, ROWS + 1):
        sheet.write_number(number, 0, number)
    sheet.freeze_panes(1, 2)


def _add_lists(
    sheet: Any, lists: Any, columns: tuple[_Column, ...], say: Words, language: str
) -> None:
    """A drop-down for every column with options; equal ones share a list."""
    places: dict[tuple[str, ...], int] = {}
    filled = 0
    for place, column in enumerate(columns):
        entries = _entries(column, language)
        if not entries:
            continue
        if entries not in places:
            places[entries] = filled
            for entry in entries:
                _write_entry(lists, filled, entry)
                filled += 1
        first = places[entries] + 1
        source = f"={LISTS}!$A${first}:$A${first + len(entries) - 1}"
        sheet.data_validation(1, place, ROWS, place, _validation(column, source, say))


def _entries(column: _Column, language: str) -> tuple[str, ...]:
    """What the list of a column offers: codes with labels to read, then codes alone to type."""
    scored = [option for option in column.options if option.value is not None]
    others = [text_in(option.label, language) for option in column.options if option.value is None]
    told = [f"{option.code} - {text_in(option.label, language)}" for option in scored]
    return (*told, *others, *(option.code for option in scored))


def _write_entry(sheet: Any, row: int, entry: str) -> None:
    """A code is a number, as it is typed: Excel takes a typed 4 and a listed text "4" for two."""
    if entry.isdecimal():
        sheet.write_number(row, 0, int(entry))
    else:
        sheet.write_string(row, 0, entry)


def _validation(column: _Column, source: str, say: Words) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "ignore_blank": True,
        "input_title": column.code[:LONGEST_TITLE],
        "input_message": column.told[:LONGEST_MESSAGE],
        "error_type": "information" if column.free else "stop",
        "error_title": say["sheet.refused"][:LONGEST_TITLE],
        "error_message": say["sheet.refused_text"][:LONGEST_MESSAGE],
    }


def _write_guide(
    book: Any, told: tuple[str, ...], columns: tuple[_Column, ...], say: Words, language: str
) -> None:
    """A title and what to know first, then every question with its code and its answers."""
    sheet = book.add_worksheet(say["sheet.legend"])
    strong = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format({"bold": True, "bottom": 2, "bg_color": "#edf0f4"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    code = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2, 62)
    sheet.write_string(0, 0, told[0], strong)
    for row, text in enumerate(told[1:], start=2):
        sheet.merge_range(row, 0, row, 2, "", wrapped)
        sheet.write_string(row, 0, text, code if row == 2 else wrapped)
        sheet.set_row(row, 16 if row == 2 else 48)
    for place, key in enumerate(("code", "question", "options")):
        sheet.write_string(7, place, say[f"sheet.{key}"], header)
    asked = [column for column in columns if column.text]
    for row, column in enumerate(asked, start=8):
        sheet.write_string(row, 0, column.code, code)
        sheet.write_string(row, 1, column.told, wrapped)
        sheet.write_string(row, 2, _told(column.options, language), wrapped)
        sheet.set_row(row, 16 * max(1, len(column.options)))


def _told(options: tuple[FormOption, ...], language: str) -> str:
    return "\n".join(
        f"{one.code} = {text_in(one.label, language)}"
        if one.value is not None
        else text_in(one.label, language)
        for one in options
    )
