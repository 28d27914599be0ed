"""How the report writes: words of its language, whole numbers, decimals, dates and lists."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from slimscan.language import Words, words

SHORT_NAME = 60


def whole(value: float) -> int:
    """A score as it is shown: the nearest whole number, a half upwards."""
    return math.floor(value + 0.5)


@dataclass(frozen=True)
class Wording:
    """The words of the report in one language."""

    words: Words
    other: str
    """The language to fall back on for content that does not have this one."""

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key` with their places filled."""
        return self.words(key, **values)

    def text(self, translated: Mapping[str, str]) -> str:
        """A text of the questionnaire in the report's language."""
        return translated.get(self.words.language) or translated[self.other]

    def decimal(self, value: float, decimals: int = 2) -> str:
        """A number with at most this many decimals, in the language's notation."""
        text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
        return text.replace("-", "\N{MINUS SIGN}").replace(".", self("number.point"))

    def day(self, day: date) -> str:
        """A date with the month in words: 21 November 2026."""
        return f"{day.day}\N{NO-BREAK SPACE}{self(f'month.long{day.month}')} {day.year}"

    def short_day(self, day: date) -> str:
        """A date without its year: 21 Nov."""
        return f"{day.day}\N{NO-BREAK SPACE}{self(f'month.short{day.month}')}"

    def dated(self, day: date) -> str:
        """A date in short with its year: 21 Nov 2026."""
        return f"{self.short_day(day)}\N{NO-BREAK SPACE}{day.year}"

    def together(self, names: Sequence[str]) -> str:
        """Names as a list in a sentence: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('list.and')} {names[-1]}"


def wording_of(language: str, questionnaire_languages: Sequence[str]) -> Wording:
    """The words for a report in `language` on a questionnaire in these languages."""
    return Wording(words(language, "report"), questionnaire_languages[0])


def shortened(text: str, longest: int = SHORT_NAME) -> str:
    """The text on one short line, for a running header; an ellipsis stands for what is left out."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
