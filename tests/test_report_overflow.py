"""Whatever people fill in, nothing on paper is cut off, runs into a margin, or lies over another.

Twelve scans in a normal run; `SLIMSCAN_OVERFLOW=200 python -m pytest tests/test_report_overflow.py`
makes as many as asked for.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import subprocess
from dataclasses import replace
from html import unescape
from typing import NamedTuple

import pytest
from report_examples import answered

from slimscan.language import words as words_in
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.context import report_context
from slimscan.result import result_of, scales_for
from slimscan.scan.model import PlannedAction, Scan
from slimscan.scan.questions import Question, QuestionKind
from slimscan.scoring.benchmark import Reference, Standing

HOW_MANY = int(os.environ.get("SLIMSCAN_OVERFLOW", "12"))
MILLIMETRE = 72 / 25.4
HEADER, FOOTER, SIDE = 20 * MILLIMETRE, 284 * MILLIMETRE, 12 * MILLIMETRE

NAMES = (
    "A",
    "Ö",
    "Maatschappij tot Exploitatie van " + "Scheepsmotorenonderhoudswerkplaats" * 7,
    "W" * 300,
    "Smit & Zn. <b>B.V.</b> {{ 1 }} %s ünïcödé Ελλάδα Россия",
    "i " * 150,
)
NOTES = (
    "",
    "Kort.",
    "Werkplaatsoverlegverslag" * 12,
    "en dan nog gewone woorden " * 12,
    "regel\n" * 40,
    "https://example.org/" + "een-heel-lang-pad/" * 14,
    "tekst " * 330,
)
ANSWERS = (1, 2, 3, 4, 5, "dont_know", "not_applicable", None)


def extreme(instrument: Instrument, seed: int) -> tuple[Scan, str]:
    """A scan that nobody would hand in, and the language of its report."""
    chance = random.Random(seed)
    weights = [chance.choice((0, 1, 8)) for _ in ANSWERS]
    weights[chance.randrange(5)] += 1

    def rule(question: Question, _number: int) -> object:
        match question.kind:
            case QuestionKind.TEXT:
                return chance.choice(NAMES)
            case QuestionKind.CHOICE:
                return chance.choice(question.choices).id
            case QuestionKind.YES_NO:
                return chance.choice(("ja", "nee", None))
            case QuestionKind.FIGURE:
                return chance.choice((None, *figures_of(question)))
            case QuestionKind.ITEM:
                return chance.choices(ANSWERS, weights)[0]

    scan = answered(instrument, rule, quick=bool(seed % 2))
    aspects = [one.id for lever in instrument.questionnaire.levers for one in lever.aspects]
    return scan.changed(
        notes={name: note for name in scan.answers if (note := chance.choice(NOTES)[:300])},
        evidence={name: chance.choice(NOTES)[:300] for name in list(scan.answers)[::7]},
        advisor=chance.choice(("", *NAMES)),
        targets={name: chance.uniform(0, 100) for name in aspects[:: chance.randint(1, 6)]},
        plan=tuple(
            PlannedAction(action=action.id, owner=chance.choice(NAMES), result=NOTES[2])
            for action in instrument.advice.actions[::9]
        ),
    ), chance.choice(("nl", "en"))


def figures_of(question: Question) -> list[str]:
    """Figures that the question takes."""
    assert question.outcome
    low, high = question.outcome.lowest, question.outcome.highest
    return [text for text in ("0", "2,5", "99") if low <= float(text.replace(",", ".")) <= high]


def others(instrument: Instrument, scan: Scan) -> Reference:
    """Where organisations of the same sector and size stand."""
    standing = Standing(organisations=1000, percentiles=(10, 25, 50, 75, 90))
    scales = dict.fromkeys(scales_for(instrument, scan).ids, standing)
    return Reference(scan.measured_on, "1.0.0", scan.profile.chosen, scales)


class Word(NamedTuple):
    """A word with its place on a page, in points."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def is_title(self) -> bool:
        """Whether it is as large as the title of a chapter."""
        return self.bottom - self.top > 20


WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


def words_of(content: bytes) -> list[Word]:
    """Every word with its place, as a viewer of PDFs finds it."""
    command = ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return [
        Word(number, *(float(part) for part in found[:4]), unescape(found[4]))
        for number, page in enumerate(told.split("<page ")[1:], start=1)
        for found in WORD.findall(page)
    ]


def out_of_place(words: list[Word], header: str) -> list[Word]:
    """Words that leave the page or run into a margin, a header or a footer."""
    return [
        word
        for word in words
        if word.left < 0
        or word.top < 0
        or word.right > 595.3
        or word.bottom > 841.9
        or (word.page > 1 and (word.left < SIDE or word.right > 595.3 - SIDE))
        or (word.page > 1 and word.top < HEADER and word.text not in header)
        or (word.page > 1 and word.bottom > FOOTER and not re.fullmatch(r"\d+|/", word.text))
    ]


def over_each_other(words: list[Word]) -> list[tuple[Word, Word]]:
    """Words that are printed over each other; the small air around a line may be shared."""
    by_page = itertools.groupby(words, key=lambda word: word.page)
    return [
        (one, other)
        for _, group in by_page
        for one, other in itertools.combinations(sorted(group, key=lambda word: word.top), 2)
        if other.top < one.bottom
        and min(one.right, other.right) - max(one.left, other.left) > 1.5
        and min(one.bottom, other.bottom) - max(one.top, other.top)
        > 0.45 * min(one.bottom - one.top, other.bottom - other.top)
    ]


@pytest.mark.parametrize("seed", range(HOW_MANY))
def test_an_extreme_scan_fits_its_pages(base: Instrument, seed: int) -> None:
    scan, language = extreme(base, seed)
    result = result_of(base, scan)
    if seed % 3 == 0:
        result = replace(result, reference=others(base, scan))
    context = report_context(result, language)
    words = words_of(write_pdf(render_html(context, for_pdf=True), scan.measured_on))
    assert len(words) > 1000
    title = words_in(language, "report")["chapter.picture"].split()
    assert [word.text for word in words if word.page == 3 and word.is_title][: len(title)] == title
    header = f"{context.cover.organisation_short} {context.cover.date}"
    assert out_of_place(words, header) == []
    assert over_each_other(words) == []


def test_a_word_in_the_margin_and_one_over_another_are_found() -> None:
    fine = Word(2, 100, 100, 130, 110, "fine")
    assert out_of_place([fine], "") == []
    wrong = [
        Word(1, 580, 100, 610, 110, "cut"),
        Word(2, 20, 100, 60, 110, "left"),
        Word(2, 100, 30, 130, 40, "header"),
        Word(2, 100, 800, 130, 812, "footer"),
    ]
    assert out_of_place(wrong, "Firm") == wrong
    assert out_of_place([Word(2, 100, 30, 130, 40, "Firm")], "Firm 21 November 2026") == []
    assert out_of_place([Word(2, 500, 800, 520, 812, "12")], "Firm") == []
    assert over_each_other([fine, Word(2, 120, 104, 150, 114, "over")])
    assert not over_each_other([fine, Word(2, 120, 109, 150, 119, "under")])
