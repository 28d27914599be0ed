"""What the page of a summary is filled with: frozen, in words and whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.batch.summary.quality import QualityView
from slimscan.batch.summary.words import ItemRow
from slimscan.language import Words
from slimscan.questionnaire.models import Audience
from slimscan.report.edition import OwnTextView


@dataclass(frozen=True)
class BandPart:
    """The share of one band in a bar."""

    x: str
    width: str
    shade: str
    """How strongly it is drawn, over 0 and at most 1."""


@dataclass(frozen=True)
class SpreadView:
    """How one scale is spread; `parts` is the bar, `alt` says the same in words."""

    name: str
    lever: int
    """The number of its lever, which chooses the colour; 0 for what is in none."""
    parts: tuple[BandPart, ...]
    alt: str
    n: int
    median: str
    middle: str
    shares: tuple[int, ...]
    """Of each band, from low to high, in whole percents."""


@dataclass(frozen=True)
class OutcomeSpread:
    """How a result beside the levers is spread, and the sentence that tells it; it has no bands."""

    name: str
    sentence: str
    n: int
    median: str
    middle: str


@dataclass(frozen=True)
class LeverSpreads:
    """A lever with its aspects; of few organisations only some of these may be shown."""

    name: str
    number: int
    whole: SpreadView | None
    aspects: tuple[SpreadView, ...]


@dataclass(frozen=True)
class CellRow:
    """One sector or size class, with the middle score of every scale where it is shown."""

    name: str
    n: str
    """How many have the score that fewest have: each of the others is about at least so many."""
    medians: tuple[str, ...]


@dataclass(frozen=True)
class CellTable:
    """Sectors, or size classes, under each other."""

    title: str
    rows: tuple[CellRow, ...]
    about: str = ""
    """Which groups are in it, where that is not all of them."""


@dataclass(frozen=True)
class AudienceView:
    """What is told of leaders, or of staff."""

    id: Audience
    title: str
    basis: str
    lead: str
    overall: SpreadView | None
    levers: tuple[LeverSpreads, ...]
    beside: tuple[SpreadView, ...]
    outcomes: tuple[OutcomeSpread, ...]
    tables: tuple[CellTable, ...]
    untold: tuple[str, ...]
    """Why there is no table by a column of the branch's own, a sentence each."""
    strongest: tuple[ItemRow, ...]
    weakest: tuple[ItemRow, ...]


@dataclass(frozen=True)
class ClosingView:
    """A question about the scan itself, with the share of each option."""

    text: str
    basis: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SummaryContext:
    """The whole page."""

    language: str
    words: Words
    title: str
    questionnaire: str
    date: str
    facts: tuple[tuple[str, str], ...]
    bands: tuple[tuple[str, str], ...]
    """The bands' names with how strongly each is drawn."""
    scales: tuple[str, ...]
    """The columns of the tables by sector and size."""
    audiences: tuple[AudienceView, ...]
    closing: tuple[ClosingView, ...]
    """What leaders said of the scan itself."""
    quality: QualityView
    staff_note: str
    """How staff are kept from being known, when they are told of."""
    shown: frozenset[str]
    """The chapters that are asked for."""
    report_words: Words
    foreword: OwnTextView | None = None
    afterword: OwnTextView | None = None
    """Texts of whoever passes the summary on."""
