"""What the cells beside the answers stand for: ids of the questionnaire's profile, and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from hashlib import blake2b

from slimscan.errors import Unreadable
from slimscan.imports.answer_values import unreadable
from slimscan.imports.dates import DAY, read_moment
from slimscan.language import every_word
from slimscan.questionnaire.models import Choice, Profile, SizeClass
from slimscan.text import LONGEST_GROUP, clean_line, fold, plain

LONGEST_ORGANISATION = 120
_LONGEST_READ = 10_000

_COUNT = re.compile(r"^(\d{1,7})(?:[.,]0{1,2})?$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")


@dataclass(frozen=True)
class PersonReader:
    """Reads the columns beside the items of one export."""

    profile: Profile
    day_first: bool | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    """How the tool writes a choice by its place in the profile, counted from 0, case-folded."""

    def person(self, name: str, cell: object) -> str:
        """What a cell in the column `name` stands for, cleaned.

        A choice, such as a sector, that the profile knows by its id or its name in any language
        gives the id; other words stay, and the dates of a spreadsheet as `read_moment` has them.
        An empty text for a cell that is not empty: a date that is none, or can be read in two ways.

        Raises `InputError` for an error or a formula without a result.
        """
        if isinstance(cell, Unreadable):
            raise unreadable(cell, name)
        if cell is None:
            return ""
        if name == "measured_on":
            return read_moment(cell, self.day_first)[:DAY]
        if isinstance(cell, date):
            cell = read_moment(cell) or cell
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        longest = LONGEST_ORGANISATION if name == "organisation" else LONGEST_GROUP
        text = _fitting(str(cell), longest)
        if name not in self._ids_by_name:
            return text
        known = fold(text)
        found = self._ids_by_name[name].get(known) or self._at(name, self.places.get(known))
        return found or (self._size(known) if name == "size" else "") or text

    def moment(self, cell: object) -> str:
        """The day in a cell as `person` gives it, with the time behind it where there is one."""
        if isinstance(cell, Unreadable):
            raise unreadable(cell, "measured_on")
        return "" if cell is None else read_moment(cell, self.day_first)

    def _at(self, name: str, place: int | None) -> str:
        choices = self.profile.choices[name]
        return choices[place].id if place is not None and place < len(choices) else ""

    @cached_property
    def _ids_by_name(self) -> Mapping[str, Mapping[str, str]]:
        return {field: _by_name(choices) for field, choices in self.profile.choices.items()}

    def _size(self, text: str) -> str:
        """The size class that a number of people, or its own bounds, say."""
        if match := _range().match(text):
            return self._class_with(int(match[1]), int(match[2]))
        if match := _upwards().match(text):
            return self._class_with(int(match[1]), None)
        if _THOUSANDS.match(text):
            text = re.sub("[.,]", "", text)
        match = _COUNT.match(text)
        return self._class_of(int(match[1])) if match else ""

    def _class_with(self, lowest: int, highest: int | None) -> str:
        bounds = {(one.lowest, one.highest): one.id for one in self.profile.sizes}
        return bounds.get((lowest, highest), "")

    def _class_of(self, people: int) -> str:
        fitting = (
            one.id
            for one in self.profile.sizes
            if one.lowest <= people and (one.highest is None or people <= one.highest)
        )
        return next(fitting, "")


@cache
def _range() -> re.Pattern[str]:
    """From one number of people to another, in any language: 10-19, 10 to 19."""
    between = _any_of("-", "\u2013", *every_word("importing", "numbers.range"))
    return re.compile(rf"^(\d{{1,7}})\s*{between}\s*(\d{{1,7}})\b")


@cache
def _upwards() -> re.Pattern[str]:
    """A number of people or more, in any language: 250+, 250 or more."""
    behind = _any_of("+", *every_word("importing", "numbers.upwards"))
    return re.compile(rf"^(\d{{1,7}})\s*{behind}")


def _any_of(*words: str) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def _fitting(text: str, longest: int) -> str:
    """The text on one line; of one that is too long the beginning, with a mark of all of it.

    Without it two names that begin alike would be one organisation, one team or one person.
    """
    whole = plain(clean_line(text, _LONGEST_READ))
    if len(whole) <= longest:
        return whole
    mark = blake2b(whole.lower().encode(), digest_size=5).hexdigest()
    return f"{whole[: longest - len(mark) - 2].rstrip()}\N{HORIZONTAL ELLIPSIS} {mark}"


def _by_name(choices: Iterable[Choice | SizeClass]) -> Mapping[str, str]:
    return {
        fold(name): choice.id for choice in choices for name in (choice.id, *choice.name.values())
    }
