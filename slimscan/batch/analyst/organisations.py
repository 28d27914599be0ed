"""The sheets with a row an organisation: how it scores, and what is still missing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slimscan.batch.analyst.response import Responded
from slimscan.batch.analyst.scores import number_of
from slimscan.batch.results_workbook import scale_names
from slimscan.batch.summary.summary import Batch
from slimscan.language import PROFILE_WORDS, Words, words
from slimscan.privacy import End, end_of
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.report.office.tables import (
    BookColumn,
    BookRow,
    BookTable,
    CellKind,
    CellValue,
    ToldNumber,
)
from slimscan.shown import mean_in_words, percent, wording_of


def organisations_table(
    batch: Batch, firms: Sequence[Responded], kept: Mapping[str, CellKind], own: Words
) -> BookTable:
    """A row an organisation: its profile, its leader's scores, and its staff's as released."""
    names = scale_names(batch.instrument, batch.scales, own.language)
    columns = (
        *_head(kept, own),
        BookColumn(own["column.leaders"], 10, "whole"),
        BookColumn(own["column.people"], 12, "whole"),
        *(BookColumn(own("column.of_leader", scale=one), 20, "tenth") for one in names.values()),
        *(BookColumn(own("column.of_staff", scale=one), 20, "whole") for one in names.values()),
    )
    rows: list[BookRow] = [
        (
            *_profile(batch, one, kept, own),
            one.leaders,
            one.people,
            *(one.leader.get(scale) for scale in names),
            *(_released(one.staff.get(scale), own.language) for scale in names),
        )
        for one in firms
    ]
    return BookTable(own["sheet.organisations"], columns, tuple(rows))


def response_table(
    batch: Batch, firms: Sequence[Responded], kept: Mapping[str, CellKind], own: Words
) -> BookTable:
    """A row an organisation: who answered, how much of it, and what is still missing."""
    columns = (
        *_head(kept, own),
        BookColumn(own["column.leaders"], 10, "whole"),
        BookColumn(own["column.people"], 12, "whole"),
        BookColumn(own["column.given"], 16, "whole"),
        BookColumn(own["column.missing"], 60),
    )
    least = batch.instrument.questionnaire.release_minimum
    rows: list[BookRow] = [
        (
            *_profile(batch, one, kept, own),
            one.leaders,
            one.people,
            None if one.given is None else percent(one.given),
            "; ".join(_missing(one, kept, least, own)),
        )
        for one in firms
    ]
    return BookTable(own["sheet.response"], columns, tuple(rows))


def _missing(one: Responded, kept: Mapping[str, CellKind], least: int, own: Words) -> Iterator[str]:
    if not one.leaders:
        yield own["missing.leader"]
    if not one.people:
        yield own["missing.staff"]
    elif one.people < least:
        yield own("missing.more", count=least - one.people)
    profile = words(own.language, PROFILE_WORDS)
    yield from (profile[f"{name}.cover"] for name in one.lacks(DIVIDED_BY))
    yield from one.lacks([*kept])


def _head(kept: Mapping[str, CellKind], own: Words) -> tuple[BookColumn, ...]:
    profile = words(own.language, PROFILE_WORDS)
    return (
        BookColumn(own["column.organisation"], 36),
        *(BookColumn(profile[f"{name}.cover"], 24) for name in DIVIDED_BY),
        *(BookColumn(name, 18, kind) for name, kind in kept.items()),
    )


def _profile(
    batch: Batch, one: Responded, kept: Mapping[str, CellKind], own: Words
) -> tuple[CellValue, ...]:
    questionnaire = batch.instrument.questionnaire
    say = wording_of(own.language, questionnaire.languages)
    choices = questionnaire.profile.choices
    known = {name: one.profile[name] for name in DIVIDED_BY}
    named = (say.choice(choices.get(name, ()), text) or text for name, text in known.items())
    return (one.name, *named, *(_kept(one.profile[name], kind) for name, kind in kept.items()))


def _kept(text: str, kind: CellKind) -> CellValue:
    return number_of(text) if kind == "number" else text


def _released(mean: int | None, language: str) -> CellValue:
    """A mean of staff as it may be shown: at an end of the scale a number told in words."""
    end: End | None = None if mean is None else end_of(mean)
    if mean is None or end is None:
        return mean
    return ToldNumber(mean, mean_in_words(mean, end, language))
