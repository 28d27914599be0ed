"""The staff of organisations as they stand in a batch's results: who, with answers and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.keyed_rows import KEY, answers_in, named_staff, scores_of
from slimscan.batch.read.respondent_names import MADE, NUMBERED
from slimscan.privacy import (
    NOT_GIVEN,
    Row,
    ScoreColumns,
    Signer,
    Staff,
)
from slimscan.questionnaire.models import Questionnaire
from slimscan.scoring.responses import DONT_KNOW
from slimscan.scoring.scales import Scales
from slimscan.staff.gaps import staff_in
from slimscan.staff.rows import (
    Measure,
    core_of,
    fixed_items,
    measure_of,
    sign_of,
)

if TYPE_CHECKING:
    import polars as pl

_FIXED, _OTHERS = "__fixed", "__others"


def code_columns(answers: pl.LazyFrame, questionnaire: Questionnaire) -> list[pl.Expr]:
    """The answers of each row as text: those with a place of their own, and all others."""
    import polars as pl

    kinds = answers.collect_schema()
    there = {name for name, kind in kinds.items() if kind == pl.Int8()}
    fixed = fixed_items(questionnaire)
    least, most = DONT_KNOW - 1, 2**7 - 1
    signs = pl.lit(pl.Series(map(sign_of, range(least, most + 1))))

    def sign(name: str) -> pl.Expr:
        """By its place among all signs: `replace_strict` takes four times as long."""
        return signs.gather(pl.col(name).fill_null(least).cast(pl.Int32) - least)

    none = pl.lit(sign_of(None))
    aside = {change.id for change in questionnaire.changes}
    aside |= {question.id for question in questionnaire.closing}
    others = sorted(there - set(fixed) - aside)
    given = (
        pl.when(pl.col(name) >= DONT_KNOW)
        .then(pl.lit(f"|{name}=") + sign(name))
        .otherwise(pl.lit(""))
        for name in others
    )
    return [
        pl.concat_str([sign(name) if name in there else none for name in fixed]).alias(_FIXED),
        (pl.concat_str(list(given)) if others else pl.lit("")).alias(_OTHERS),
    ]


@dataclass(frozen=True)
class ChosenRows:
    """Which organisations are read: those of the `rows` that this holds for.

    They lie in the `length` rows from `start` on, of answers and scores alike; so what is read of
    many organisations does not grow with the files when they stand together there.
    """

    rows: pl.Expr
    start: int = 0
    length: int | None = None

    def among(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Their staff."""
        part = frame if self.length is None else frame.slice(self.start, self.length)
        return named_staff(part).filter(self.rows)


def read_organisations(
    folder: Path, scales: Scales, chosen: ChosenRows, signer: Signer
) -> Iterator[DeliveredStaff]:
    """The organisations with staff among the chosen rows, by their keys."""
    who = [KEY, "respondent"]
    answers = chosen.among(answers_in(folder))
    codes = answers.select(*who, "measured_on", *code_columns(answers, scales.questionnaire))
    scores = chosen.among(scores_of(folder))
    rows = scores.select(*who, "organisation", "group", *scales.ids).join(
        codes, on=who, how="left", maintain_order="left"
    )
    return delivered_staff(rows, scales, signer)


def coded_staff(rows: pl.LazyFrame, scales: Scales) -> pl.LazyFrame:
    """The same of answers and scores that stand side by side: what `delivered_staff` takes."""
    staff = named_staff(rows)
    return staff.select(
        KEY,
        "respondent",
        "organisation",
        "group",
        *scales.ids,
        "measured_on",
        *code_columns(staff, scales.questionnaire),
    )


def delivered_staff(rows: pl.LazyFrame, scales: Scales, signer: Signer) -> Iterator[DeliveredStaff]:
    """The organisations among rows of staff that have their scores and coded answers."""
    columns, lengths, checked = _columns(rows, scales)
    columns["id"] = signer.names("respondent", columns["id"])
    reader = _Reader(columns, scales, checked)
    for first, last in pairwise(accumulate(lengths, initial=0)):
        yield reader.read(first, last)


def _columns(rows: pl.LazyFrame, scales: Scales) -> tuple[dict[str, list[Any]], list[int], bool]:
    """Everything column by column, sorted by organisation and respondent.

    With the number of rows of every organisation, and whether all scores are numbers.
    """
    import polars as pl

    coded = (
        rows.with_columns(
            pl.when(pl.col("respondent").str.contains(f"{MADE}|{NUMBERED}"))
            .then(pl.lit(""))
            .otherwise(pl.col("respondent"))
            .alias("id")
        )
        .collect(engine="streaming")
        .sort(KEY, "respondent")
    )
    lengths = coded.group_by(KEY, maintain_order=True).len()["len"].to_list()
    checked = coded.select(pl.all_horizontal(pl.col(scales.ids).is_finite().all())).item()
    return {name: coded[name].to_list() for name in coded.columns}, lengths, bool(checked)


@dataclass(frozen=True)
class DeliveredStaff:
    """The staff of one organisation as they stand in the results."""

    key: str
    name: str
    rows: tuple[Row, ...]
    staff: Staff
    measure: Measure


_PEOPLE = ("respondent", "id", _FIXED, _OTHERS, "measured_on", "organisation", "group")
"""What is told of everybody beside their scores."""


class _Reader:
    """Takes organisations out of columns that were read once."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], scales: Scales, checked: bool) -> None:
        self._columns, self._scales, self._checked = columns, scales, checked
        self._asked = len(scales.questionnaire.items)
        places = {name: n for n, name in enumerate(fixed_items(scales.questionnaire))}
        self._fixed = {i.id: places[i.id] for i in scales.items if i.id in places}
        self._others = [item.id for item in scales.items if item.id not in places]
        self._core = core_of(scales.questionnaire)
        self._measures: dict[frozenset[str], Measure] = {}

    def read(self, first: int, last: int) -> DeliveredStaff:
        columns = self._columns
        who, own, fixed, others, days, names, groups = (
            columns[name][first:last] for name in _PEOPLE
        )
        measure = self._measure(fixed, others)
        answers = map(add, fixed, others) if any(others) else fixed
        rows = map(Row, who, own, answers, [day or "" for day in days], map(self._core, fixed))
        scores = {scale: columns[scale][first:last] for scale in measure.asked.ids}
        staff = staff_in(ScoreColumns(who, scores, self._checked), measure, {"group": groups})
        return DeliveredStaff(columns[KEY][first], spelling_of(names), tuple(rows), staff, measure)

    def _measure(self, fixed: Sequence[str], others: Sequence[str]) -> Measure:
        """By which items they are scored: those that anybody met."""
        met: set[str] = set()
        if any(NOT_GIVEN not in one[: self._asked] for one in fixed):
            met.update(self._fixed)
        else:
            signs = {item: {one[place] for one in fixed} for item, place in self._fixed.items()}
            met.update(item for item, its in signs.items() if its != {NOT_GIVEN})
        if any(others):
            said = "".join(others)
            met.update(one for one in self._others if f"|{one}=" in said)
        known = frozenset(met)
        if known not in self._measures:
            self._measures[known] = measure_of(self._scales, known)
        return self._measures[known]


def spelling_of(names: Sequence[str]) -> str:
    """The name as most people spell it; of two as often the one with most small letters."""
    if names.count(names[0]) == len(names):
        return names[0]
    counts = Counter(names)
    return max(counts, key=lambda name: (counts[name], sum(map(str.islower, name)), name))
