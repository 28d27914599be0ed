"""Keys, typed fields and drawn pages, without a terminal."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from slimscan.disk.places import languages
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.opening import opening_of
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import Interview, begin
from slimscan.scan.model import Workshop, new_scan
from slimscan.scan.questions import ScanPart
from slimscan.shown import wording_of
from slimscan.terminal.between_pages import section_page
from slimscan.terminal.drawing import Drawing, draw
from slimscan.terminal.field import Field
from slimscan.terminal.key_presses import KeyReader
from slimscan.terminal.keys import Key, KeyName
from slimscan.terminal.page import Page
from slimscan.terminal.question_pages import View, question_page
from slimscan.terminal.welcome_pages import Given, welcome_page
from slimscan.terminal.workshop_pages import outcome_page


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ("3", [KeyName.CHARACTER]),
        ("\r", [KeyName.ENTER]),
        ("\x1b", [KeyName.ESCAPE]),
        ("\x1b[A\x1b[B", [KeyName.UP, KeyName.DOWN]),
        ("\x1bOA", [KeyName.UP]),
        ("\x1b[1;5C", [KeyName.OTHER]),
        ("\x1b[15~", [KeyName.OTHER]),
        ("\x1b3", [KeyName.OTHER]),
        ("\x1b]11;rgb:0000/0000/0000\x1b\\", [KeyName.OTHER]),
        ("\x1b]11;rgb:0000/0000/0000\x07", [KeyName.OTHER]),
        ("\x1b[200~1\r2\x1b[201~", [KeyName.PASTE]),
        ("\x1b[", [KeyName.OTHER]),
        ("\x04", [KeyName.OTHER]),
    ],
)
def test_what_the_terminal_sends_is_read_as_whole_keys(sent: str, names: list[KeyName]) -> None:
    assert [key.name for key in decode(sent)] == names


def decode(sent: str) -> tuple[Key, ...]:
    """All keys in what was sent, when nothing more comes."""
    reader = KeyReader()
    return (*reader.feed(sent), *reader.flush())


@given(st.text(st.sampled_from("\x1b[]O~;0123ABCmq?\x07\\ \r"), max_size=30))
def test_every_byte_belongs_to_a_key(sent: str) -> None:
    assert bool(decode(sent)) == bool(sent)


def typed(text: str) -> Field:
    field = Field()
    for key in decode(text):
        field = field.after(key)
    return field


def test_a_field_is_edited_where_the_cursor_is() -> None:
    assert typed("Jansn\x1b[De").text == "Jansen"
    assert typed("Jansen\x7f\x7f").text == "Jans"
    assert typed("x\x1b[Hab").text == "abx"
    assert typed("abc\x1b[H\x1b[3~").text == "bc"
    assert typed("weg\x15hier").text == "hier"


def test_a_pasted_line_end_is_a_space() -> None:
    assert Field().after(Key(KeyName.PASTE, "een\ntwee")).text == "een twee"


@given(st.lists(st.sampled_from([Key(name, "é") for name in KeyName]), max_size=40))
def test_the_cursor_never_leaves_the_field(keys: list[Key]) -> None:
    field = Field()
    for key in keys:
        field = field.after(key)
        assert 0 <= field.cursor <= len(field.text)


def drawn(page: Page, columns: int, lines: int = 24) -> Drawing:
    console = Console(file=io.StringIO(), markup=False, highlight=False, width=columns)
    return draw(page, Field.holding(page.given), console, os.terminal_size((columns, lines)))


def text_of(drawing: Drawing) -> list[str]:
    return [
        "".join(segment.text for segment in line).rstrip()
        for line in (*drawing.body, *drawing.footer)
    ]


def interviews(instrument: Instrument, language: str) -> list[Interview]:
    scan = new_scan(stamp_of(instrument), language, False, date(2026, 11, 21))
    profile = scan.profile.model_copy(update={"sector": instrument.sectors[0].id})
    interview = begin(instrument, scan.changed(profile=profile))
    places = range(len(interview.questions))
    return [replace(interview, position=place) for place in places]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [60, 80])
def test_every_question_fits_a_screen_of_24_lines(
    base: Instrument, language: str, columns: int
) -> None:
    texts = wording_of(language, base.questionnaire.languages, "terminal")
    for interview in interviews(base, language):
        pages = [question_page(interview, texts, View())]
        if interview.question and interview.question.section.part is not ScanPart.PROFILE:
            pages.append(section_page(interview, texts))
        for page in pages:
            lines = text_of(drawn(page, columns))
            assert len(lines) <= 24, "\n".join(lines)
            assert max(len(line) for line in lines) <= columns


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [60, 80])
def test_every_question_fits_with_an_adviser_and_around_a_table_too(
    base: Instrument, language: str, columns: int
) -> None:
    texts = wording_of(language, base.questionnaire.languages, "terminal")
    workshop = Workshop(people=12, counts_as="leader")
    for interview in interviews(base, language):
        scan = interview.scan.changed(advisor="Anna", workshop=workshop)
        held = replace(interview, scan=scan)
        pages = [question_page(held, texts, View())]
        if held.question and held.question.item:
            pages.append(outcome_page(held.voted((4, 1, 0, 2, 4)), texts, View(outcome=True)))
        for page in pages:
            lines = text_of(drawn(page, columns))
            assert len(lines) <= 24, "\n".join(lines)
            assert max(len(line) for line in lines) <= columns


@pytest.mark.parametrize("language", languages())
def test_every_explanation_fits_80_columns_too(base: Instrument, language: str) -> None:
    texts = wording_of(language, base.questionnaire.languages, "terminal")
    too_long = [
        interview.question.id
        for interview in interviews(base, language)
        if interview.question
        and len(text_of(drawn(question_page(interview, texts, View(explained=True)), 80))) > 24
    ]
    assert too_long == []


def test_a_page_tells_lever_place_and_time_left(base: Instrument) -> None:
    interview = next(i for i in interviews(base, "en") if i.question and i.scored_number == 17)
    text = " ".join(
        text_of(drawn(question_page(interview, wording_of("en", (), "terminal"), View()), 80))
    )
    assert "lever 2 of 4" in text
    assert "question 17 of" in text
    assert "minutes left" in text


def test_at_a_figure_enter_goes_on_with_and_without_one(base: Instrument) -> None:
    page = question_page(interviews(base, "en")[-1], wording_of("en", (), "terminal"), View())
    assert [hint.label for hint in page.hints if hint.key == "Enter"] == [
        "go on, also without a figure"
    ]


def test_markup_and_wide_text_are_taken_literally() -> None:
    page = Page(title="[/]", question="[bold]日本語[/bold] " * 30, place=("[red]", "[/red]"))
    lines = text_of(drawn(page, 60))
    assert "[/]" in lines[1]
    assert "[bold]日本語[/bold]" in " ".join(lines)


@pytest.mark.parametrize("language", languages())
def test_the_welcome_fits_a_small_window(
    base: Instrument, language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given = Given(tmp_path_factory.getbasetemp(), more_in_sectors=True)
    page = welcome_page(opening_of(base.questionnaire), language, given)
    assert len(text_of(drawn(page, 60))) <= 24


@pytest.mark.parametrize("quick", [False, True])
def test_as_many_questions_are_asked_as_the_welcome_says(base: Instrument, quick: bool) -> None:
    scan = new_scan(stamp_of(base), "nl", quick, date(2026, 11, 21))
    sector = next(
        choice.id for choice in base.questionnaire.profile.sectors if not base.sector(choice.id)
    )
    interview = begin(base, scan).answered_with("Jansen").answered_with(sector)
    page = welcome_page(opening_of(base.questionnaire), "nl", Given(Path("thuis")))
    statements, beside = map(
        int, re.findall(r"(\d+) (?:uitspraken|vragen)", page.options[quick].label)
    )
    assert statements + beside == len(interview.questions)
    assert statements == interview.scored_total
    assert (statements, beside) == ((20, 10) if quick else (48, 20))


def test_space_between_the_parts_goes_first_when_the_window_is_low(base: Instrument) -> None:
    interview = interviews(base, "nl")[10]
    page = question_page(interview, wording_of("nl", (), "terminal"), View())
    high, low = (text_of(drawn(page, 80, lines)) for lines in (24, 13))
    assert high.count("") > low.count("")
    assert [line for line in high if line] == [line for line in low if line]
