"""The sheet of groups: how organisations score by sector and size together, as may be shown."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.batch.summary.summary import AudienceSummary, Summary
from slimscan.language import PROFILE_WORDS, Words, words
from slimscan.privacy import CellPlace, names_of
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.report.office.tables import BookColumn, BookRow, BookTable
from slimscan.scoring.scales import OVERALL
from slimscan.shown import wording_of


def groups_table(summary: Summary, own: Words) -> BookTable:
    """A row a group that may be shown: the middle of every lever, and the middle half."""
    questionnaire = summary.instrument.questionnaire
    say = wording_of(own.language, questionnaire.languages)
    profile = words(own.language, PROFILE_WORDS)
    levers = [say.text(lever.name) for lever in questionnaire.levers]
    columns = (
        BookColumn(own["column.audience"], 18),
        *(BookColumn(profile[f"{name}.cover"], 28) for name in DIVIDED_BY),
        BookColumn(own["column.number"], 16, "whole"),
        BookColumn(own["column.low"], 12, "whole"),
        BookColumn(own["column.median"], 12, "whole"),
        BookColumn(own["column.high"], 12, "whole"),
        *(BookColumn(name, 26, "whole") for name in levers),
    )
    rows = tuple(row for told in summary.audiences for row in _rows(summary, told, own))
    return BookTable(own["sheet.groups"], columns, rows)


def _rows(summary: Summary, told: AudienceSummary, own: Words) -> Iterator[BookRow]:
    summarised = words(own.language, "summary")
    whole = told.spreads.get(OVERALL, {})
    levers = [lever.id for lever in summary.instrument.questionnaire.levers]
    for place in sorted(whole, key=lambda one: (sum(map(bool, one)), one)):
        spread = whole[place]
        medians = (told.spreads.get(lever, {}).get(place) for lever in levers)
        yield (
            summarised[f"{told.audience}.title"],
            *_names(summary, place, own),
            spread.n,
            spread.middle[0],
            spread.median,
            spread.middle[1],
            *(one.median if one else None for one in medians),
        )


def _names(summary: Summary, place: CellPlace, own: Words) -> Iterator[str]:
    """The names of a group's sector and size; where it is about all of them, that is said."""
    questionnaire = summary.instrument.questionnaire
    say = wording_of(own.language, questionnaire.languages)
    for field, name in names_of(place).items():
        choices = questionnaire.profile.choices.get(field, ())
        yield (say.choice(choices, name) or name) if name else own["all"]
