"""The words and small parts that every piece of the summary's page is told with."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.batch.summary.summary import Summary
from slimscan.language import Words
from slimscan.questionnaire.models import Audience
from slimscan.shown import Wording


@dataclass(frozen=True)
class ItemRow:
    """An item with its mean, or its share without an answer."""

    id: str
    statement: str
    value: int
    number: str
    """The value as it is written."""


@dataclass(frozen=True)
class Teller:
    """The summary with the words to tell it in."""

    summary: Summary
    say: Wording
    own: Words

    def bands(self) -> list[str]:
        """The names of the bands, from low to high."""
        return [self.say.text(band.label) for band in self.summary.instrument.questionnaire.bands]

    def number(self, value: int) -> str:
        """A count with a thin gap at the thousands."""
        return in_thousands(value)


def in_thousands(value: int) -> str:
    """A count with a thin gap at the thousands."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def item_row(
    tell: Teller, name: str, value: int, number: str, audience: Audience = "leader"
) -> ItemRow:
    """An item with a number, in the words of this audience."""
    return ItemRow(name, item_statement(tell, name, audience), value, number)


def item_statement(tell: Teller, name: str, audience: Audience = "leader") -> str:
    """What an item says to this audience."""
    item = next(one for one in tell.summary.scales.practices if one.id == name)
    return tell.say.text(item.statement.for_audience(audience))
