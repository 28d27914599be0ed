"""What people see of a value: the one place for a score, a difference, a text, a day and a choice.

A score becomes a whole number here and nowhere else, so that screen, page, PDF and JSON agree
(method 2.8). Every threshold that a reader sees is applied to that number: a band, a gap, a low
answer, a strength.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from slimscan.disk.places import languages
from slimscan.language import Words, words

if TYPE_CHECKING:  # the first page of an interview comes before them
    from slimscan.questionnaire.models import Audience, Choice, Item, Questionnaire, SizeClass

NONE = "\N{EN DASH}"
"""Stands where there is no number."""

_STORED = 12
_NOISE = 9
"""Sums of broken numbers differ in their last digits: 40 may be computed as 39.99999999999999."""
_FAR = 1e-8
"""Further than this from a half, noise cannot move a number across it: rounding it away is slow."""

_SHADES = 4


def whole(value: float) -> int:
    """A score as it is shown: the nearest whole number, a half upwards, without floating noise."""
    if isinstance(value, float):  # and not a formula that stands for one
        lower = math.floor(value + 0.5)
        if _FAR < value + 0.5 - lower < 1 - _FAR:
            return lower
    return math.floor(without_noise(value) + 0.5)


def whole_column(column: Any) -> Any:
    """What `whole` makes of a number, for a column of numbers: an expression of any engine."""
    return (column.round(_NOISE) + 0.5).floor()


def stored_column(column: Any) -> Any:
    """Scores as they are stored: engines add up in another order, and differ in the last digits."""
    return column.round(_STORED)


def without_noise(value: float) -> float:
    """A computed number as one that can be compared: what differs in its last digits is equal."""
    return round(value, _NOISE)


def whole_or_none(score: float | None) -> int | None:
    """A score as it is shown; nothing when there is none."""
    return None if score is None else whole(score)


def as_shown(score: float | None) -> str:
    """A score as text; a dash when there is none."""
    return NONE if score is None else str(whole(score))


def points_between(before: float | None, after: float | None) -> int | None:
    """The difference between two scores as they are shown, so that a reader can redo it."""
    return None if before is None or after is None else whole(after) - whole(before)


def signed(points: int) -> str:
    """A difference with its sign: +4, \N{MINUS SIGN}4, 0."""
    return f"+{points}" if points > 0 else minus(points)


def minus(points: int) -> str:
    """A whole number, with a minus sign where it is under 0."""
    return f"\N{MINUS SIGN}{-points}" if points < 0 else str(points)


def shade(value: float) -> int:
    """How dark a value of 0 to 100 is drawn, in five steps from 0 to 4."""
    return min(_SHADES, whole(value * _SHADES / 100))


def percent(share: float) -> int:
    """A share of 0 to 1 in whole percents."""
    return whole(100 * share)


def in_percent(number: object, language: str) -> str:
    """A number of percents, as the language writes it: 6%."""
    return _words(language)("number.percent", number=number)


def text_in(translated: Mapping[str, str], language: str, *others: str) -> str:
    """A text in this language; where it has none in the first of the `others` that it has.

    The others are the languages of the questionnaire. Without them it is the language that the text
    was written in first.
    """
    for name in (language, *others):
        if name in translated:
            return translated[name]
    return next(iter(translated.values()))


def option_labels(
    questionnaire: Questionnaire, item: Item, language: str, audience: Audience = "leader"
) -> tuple[str, ...]:
    """The words for the options of an item, in their order, for one audience."""
    known = questionnaire.languages
    return questionnaire.option_labels(item, language if language in known else known[0], audience)


def mean_in_words(mean: int | None, end: str | None, language: str) -> str:
    """A released mean; at an `end` of the scale (`at_most`, `at_least`) only on which side it lies.

    A hidden one and an empty one look the same.
    """
    if mean is None:
        return NONE
    return _words(language)(f"mean.{end}", edge=mean) if end else str(mean)


def day(when: date, language: str) -> str:
    """A date with the month in words: 21 november 2026."""
    say = _words(language)
    return say("date.long", day=when.day, month=say(f"month.long{when.month}"), year=when.year)


def day_in_numbers(when: date, language: str) -> str:
    """A date as people write it down: 21-11-2026."""
    return _words(language)("date.numbers", day=when.day, month=when.month, year=when.year)


@cache
def months() -> Mapping[str, int]:
    """The months by their names, long and short, in every language, in small letters."""
    return {
        _words(language)[f"month.{length}{number}"].casefold().rstrip("."): number
        for language in languages()
        for length in ("long", "short")
        for number in range(1, 13)
    }


def moment(when: datetime, language: str) -> str:
    """A moment in words, on this machine's clock."""
    local = when.astimezone()
    told = {"date": day(local.date(), language), "time": f"{local:%H:%M}"}
    return _words(language)("date.moment", **told)


def decimal(value: float, language: str, decimals: int = 2) -> str:
    """A number with at most this many decimals, a half upwards, in the language's notation."""
    text = f"{_half_up(value, decimals):f}"
    return _written(text.rstrip("0").rstrip(".") if decimals else text, language)


def _half_up(value: float, decimals: int) -> Decimal:
    """A number as `whole` rounds it: by the digits that a reader reckons with (0.625 is 0.63)."""
    exact = Decimal(str(float(without_noise(value))))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0  # no -0


def two_decimals(value: float, language: str) -> str:
    """A number with two decimals, also where they are 0, in the language's notation."""
    return _written(f"{_half_up(value, 2):f}", language)


@dataclass(frozen=True)
class Wording:
    """The words of one room in one language, with a questionnaire's texts in it as far as it can.

    Called as words are; its methods are those of this page for that language.
    """

    words: Words
    others: tuple[str, ...]
    """The languages of the questionnaire: a text that has not this one comes in the first."""

    @property
    def language(self) -> str:
        """The language that is asked for."""
        return self.words.language

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key` with their places filled."""
        return self.words(key, **values)

    def text(self, translated: Mapping[str, str]) -> str:
        """A text of the questionnaire."""
        return text_in(translated, self.language, *self.others)

    def choice(self, choices: Iterable[Choice | SizeClass], chosen: str | None) -> str:
        """The name of the choice that was made in the profile; empty when none was."""
        return next((self.text(one.name) for one in choices if one.id == chosen), "")

    def mean(self, mean: int | None, end: str | None) -> str:
        """A released mean, as `mean_in_words` writes it."""
        return mean_in_words(mean, end, self.language)

    def decimal(self, value: float, decimals: int = 2) -> str:
        """A number with at most this many decimals."""
        return decimal(value, self.language, decimals)

    def in_percent(self, number: object) -> str:
        """A number of percents, as the language writes it."""
        return in_percent(number, self.language)

    def figure(self, value: float, unit: str) -> str:
        """A figure with its unit: 2,5% and 12 dagen; a mark with its scale, such as 7,9 (1-10)."""
        number = self.decimal(value)
        if unit == "%":
            return self.in_percent(number)
        if _SCALE.fullmatch(unit):
            unit = f"({unit.replace('-', _TO)})"
        return f"{number}{_JOINED}{unit}"

    def day(self, when: date) -> str:
        """A date with the month in words, kept on one line as far as day and month go."""
        return day(when, self.language).replace(" ", _JOINED, 1)

    def short_day(self, when: date) -> str:
        """A date without its year: 21 nov."""
        return _joined(self._own("date.short", day=when.day, month=self._short_month(when)))

    def dated(self, when: date) -> str:
        """A date in short with its year: 21 nov 2026."""
        return f"{self.short_day(when)}{_JOINED}{when.year}"

    def together(self, names: Sequence[str]) -> str:
        """Names as a list in a sentence: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self._own['list.and']} {names[-1]}"

    def _short_month(self, when: date) -> str:
        return self._own[f"month.short{when.month}"]

    @cached_property
    def _own(self) -> Words:
        return _words(self.language)


def wording_of(
    language: str,
    questionnaire: Sequence[str],
    room: str = "report",
    audience: Audience = "leader",
) -> Wording:
    """The words of a room in `language`, for a questionnaire in these languages.

    The one place that chooses whom they speak to: the leader, or whoever answered as an employee
    does, such as a works council.
    """
    own = words(language, room)
    return Wording(own.for_staff() if audience == "employee" else own, tuple(questionnaire))


_JOINED = "\N{NO-BREAK SPACE}"
_TO = "\N{EN DASH}"
_SCALE = re.compile(rf"\d+[-{_TO}]\d+")
"""What a mark runs from and to, as a unit names it."""


def _written(text: str, language: str) -> str:
    """A number as a program writes it, with the language's decimal point and a minus sign."""
    return text.replace("-", "\N{MINUS SIGN}").replace(".", _words(language)["number.point"])


def _joined(text: str) -> str:
    return text.replace(" ", _JOINED)


def _words(language: str) -> Words:
    return words(language, "shown")
