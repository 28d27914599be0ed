"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

from slimscan.language import Words


def day(texts: Words, when: date) -> str:
    """A date in words: `21 november 2026`."""
    return texts("date", day=when.day, month=texts(f"month.{when.month}"), year=when.year)


def moment(texts: Words, when: datetime) -> str:
    """A moment in words, on this machine's clock."""
    local = when.astimezone()
    return texts("moment", date=day(texts, local.date()), time=f"{local:%H:%M}")
