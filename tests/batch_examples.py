"""Batches to test with: people with answers, as the two frames in an output folder."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw
import polars as pl

from slimscan.batch.files import PEOPLE, BatchFolder, stamp
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State, responses_frame
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import COUNTS, score_responses


@dataclass(frozen=True)
class Person:
    """A respondent: places of the chosen options by item; what is left out was skipped."""

    id: str
    organisation: str
    audience: str = "employee"
    group: str = ""
    sector: str = ""
    size: str = ""
    places: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    """What stands in columns of the branch's own; the same columns for all."""


def write_batch(
    folder: Path, instrument: Instrument, people: Sequence[Person], quick: bool = False
) -> Scales:
    """The frames of these people, as `slimscan batch` leaves them; and the scales."""
    folder.mkdir(exist_ok=True)
    scales = scales_of(instrument.questionnaire, quick)
    audience = pl.Series("audience", [one.audience for one in people], dtype=pl.String)
    asked = [*scales.items, *instrument.questionnaire.closing_items]
    answers = responses_frame(asked, [_respondent(one) for one in people]).to_native()
    answers.insert_column(PEOPLE.index("audience"), audience)
    kept = [*people[0].own] if people else []
    answers = answers.with_columns(
        pl.Series(name, [one.own[name] for one in people], dtype=pl.String) for name in kept
    )
    known = BatchFolder(folder)
    answers.write_parquet(known.answers, metadata=stamp(instrument))
    columns = [
        f"{scale}{part}" for scale in scales.ids for part in ("", *(f"__{c}" for c in COUNTS))
    ]
    scores = score_responses(nw.from_native(answers), scales).select(*PEOPLE, *kept, *columns)
    scores.to_native().write_parquet(known.scores)
    return scales


def _respondent(person: Person) -> Respondent:
    answers = {item: Answer(State.ANSWERED, place) for item, place in person.places.items()}
    return Respondent(
        answers,
        respondent=person.id,
        organisation=person.organisation,
        group=person.group,
        profile={"sector": person.sector, "size": person.size},
    )


def staff(
    organisation: str,
    count: int,
    items: Iterable[str] = ("H1", "H2", "D1", "D2", "R1"),
    start: int = 0,
    **known: str,
) -> list[Person]:
    """Staff of one organisation with answers drawn at random, the same ones every time."""
    names = tuple(items)
    people = []
    for number in range(start, start + count):
        drawn = random.Random(f"{organisation} {number}")
        places = {item: drawn.randrange(5) for item in names}
        people.append(Person(f"{organisation}-{number}", organisation, places=places, **known))
    return people


def leader(organisation: str, place: int, **known: str) -> Person:
    """A leader who gives every item the same place."""
    places = dict.fromkeys(("H1", "H2", "D1", "D2", "R1"), place)
    return Person(f"{organisation}-leader", organisation, "leader", places=places, **known)
