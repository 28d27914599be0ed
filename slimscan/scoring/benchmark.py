"""A benchmark file: how organisations like this one score, as percentiles.

`slimscan benchmark` makes it from the results of a batch; a report shows it beside the firm's own
scores. It never touches a score or its band: to be average is not to be good.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from slimscan.errors import Fault, input_error
from slimscan.questionnaire.base import Model, Name, Slug
from slimscan.questionnaire.json_text import read_json
from slimscan.questionnaire.models import Audience, Questionnaire, Version
from slimscan.questionnaire.profile_fields import DIVIDED_BY

_FORMAT = 1
_KIND = "benchmark"
_LEAST = 10
"""The fewest organisations that a figure is about."""

Whole = Annotated[int, Field(ge=0, le=100)]


class Standing(Model):
    """One scale in one cell: the scores (0 to 100) under which 10, 25, 50, 75, 90 percent lie."""

    organisations: Annotated[int, Field(ge=_LEAST)]
    percentiles: Annotated[tuple[Whole, Whole, Whole, Whole, Whole], Field(strict=False)]

    @field_validator("percentiles")
    @classmethod
    def _rising(cls, percentiles: tuple[int, ...]) -> tuple[int, ...]:
        if list(percentiles) != sorted(percentiles):
            raise ValueError("percentiles rise")
        return percentiles

    @property
    def median(self) -> int:
        """Half of the organisations score this or less."""
        return self.percentiles[2]

    @property
    def middle(self) -> tuple[int, int]:
        """Half of the organisations score between these."""
        return self.percentiles[1], self.percentiles[3]


class BenchmarkCell(Model):
    """Organisations of one sector and one size class; no name stands for all of them.

    In a file the fields of `DIVIDED_BY` stand beside `scales`; one that is left out stands for all.
    """

    place: dict[str, Name | None]
    scales: dict[Name, Standing]

    @model_validator(mode="before")
    @classmethod
    def _folded(cls, cell: Any) -> Any:
        if not isinstance(cell, dict) or "place" in cell:
            return cell
        rest = {key: value for key, value in cell.items() if key not in DIVIDED_BY}
        return {**rest, "place": {name: cell.get(name) for name in DIVIDED_BY}}

    @model_validator(mode="after")
    def _whole(self) -> BenchmarkCell:
        if tuple(self.place) != DIVIDED_BY:
            raise ValueError("a cell has a place in every field")
        return self

    @model_serializer(mode="wrap")
    def _flat(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        document = dump(self)
        return {**document.pop("place"), **document}


class MadeFor(Model):
    """The questionnaire that the organisations answered."""

    id: Slug
    version: Version


class Benchmark(Model):
    """A benchmark file."""

    format: Literal[1]
    kind: Literal["benchmark"]
    questionnaire: MadeFor
    made_on: Annotated[date, Field(strict=False)]
    group: str = ""
    """Which group of organisations it is about, in words; all of them where none is named."""
    audiences: dict[Audience, Annotated[tuple[BenchmarkCell, ...], Field(strict=False)]]

    def as_text(self) -> str:
        """The file's text."""
        without = None if self.group else {"group"}
        return json.dumps(self.model_dump(mode="json", exclude=without), ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Reference:
    """What stands beside the scores of one firm: the cell that fits it best."""

    made_on: date
    version: str
    place: Mapping[str, str | None]
    """The name in every field of `DIVIDED_BY`; none stands for all."""
    scales: Mapping[str, Standing]
    group: str = ""


def read_benchmark(path: Path) -> Benchmark:
    """The benchmark in a file; raises `InputError` saying what is wrong with it."""
    document = read_json(path)
    if isinstance(document, dict):
        version = document.get("format")
        if isinstance(version, int) and version > _FORMAT:
            raise input_error(Fault.BENCHMARK_NEWER, path, format=version)
    try:
        return Benchmark.model_validate(document)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise input_error(Fault.BENCHMARK_SHAPE, path, where=_where(detail)) from None


def _where(detail: Any) -> str:
    return ".".join(str(part) for part in detail["loc"]) or _KIND


def reference_for(
    benchmark: Benchmark,
    questionnaire: Questionnaire,
    audience: Audience,
    chosen: Mapping[str, str | None],
) -> Reference | None:
    """The cell that fits a firm best: sector and size, else its sector, else its size, else all.

    `chosen` is the firm's profile by the name of the field.

    None when the benchmark has nothing for this audience. Raises as `check_made_for` does.
    """
    check_made_for(benchmark, questionnaire)
    cells = {tuple(one.place.values()): one for one in benchmark.audiences.get(audience, ())}
    for place in _nearest_places(chosen):
        cell = cells.get(tuple(place.values()))
        if cell and cell.scales:
            version = benchmark.questionnaire.version
            return Reference(benchmark.made_on, version, place, cell.scales, benchmark.group)
    return None


def _nearest_places(chosen: Mapping[str, str | None]) -> Iterator[dict[str, str | None]]:
    """A firm's places in a benchmark, the narrowest first; what comes first in the list stays."""
    for size in range(len(DIVIDED_BY), -1, -1):
        for names in combinations(DIVIDED_BY, size):
            yield {name: chosen.get(name) if name in names else None for name in DIVIDED_BY}


def check_made_for(benchmark: Benchmark, questionnaire: Questionnaire) -> None:
    """Raises `InputError` when a benchmark was made for another questionnaire, or other items."""
    made_for = benchmark.questionnaire
    if made_for.id != questionnaire.id or not questionnaire.reads(made_for.version):
        given, expected = (f"{one.id} {one.version}" for one in (made_for, questionnaire))
        raise input_error(Fault.BENCHMARK_QUESTIONNAIRE, given=given, expected=expected)
