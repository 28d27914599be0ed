"""Working days: Monday to Friday, without the public holidays of a country."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field

from slimscan.disk.places import reports_folder
from slimscan.questionnaire.base import Model, Translated
from slimscan.questionnaire.content_file import content_data

COUNTRY = "nl"
_SATURDAY, _SUNDAY = 5, 6


class DayOff(Model):
    """A public holiday: on a date, or so many days after Easter Sunday."""

    name: Translated
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    easter: int | None = None
    when_sunday: int = 0
    every: Annotated[int, Field(ge=1)] = 1

    def in_year(self, year: int) -> date | None:
        """The day in this year; nothing in a year that does not have it."""
        from dateutil.easter import easter

        if year % self.every:
            return None
        if self.easter is not None:
            return easter(year) + timedelta(self.easter)
        if self.month is None or self.day is None:
            return None
        day = date(year, self.month, self.day)
        return day + timedelta(self.when_sunday) if day.weekday() == _SUNDAY else day


@cache
def days_off(year: int, country: str = COUNTRY) -> frozenset[date]:
    """The public holidays of a year."""
    return frozenset(found for day in _rules(country) if (found := day.in_year(year)))


@cache
def _rules(country: str) -> tuple[DayOff, ...]:
    path = reports_folder() / "days_off" / f"{country}.yaml"
    return tuple(DayOff.model_validate(one) for one in content_data(path))


def is_working_day(day: date) -> bool:
    """Whether people are at work on this day."""
    return day.weekday() < _SATURDAY and day not in days_off(day.year)


def next_working_day(day: date) -> date:
    """This day when it is a working day, else the first one after it: for a start."""
    while not is_working_day(day):
        day += timedelta(1)
    return day


def last_working_day(day: date) -> date:
    """This day when it is a working day, else the last one before it: for a deadline."""
    while not is_working_day(day):
        day -= timedelta(1)
    return day
