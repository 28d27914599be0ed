"""One respondent's scores as values: what a page, a screen or a program reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from slimscan.questionnaire.models import Band
from slimscan.scoring.program import note_down, work_out_columns, work_out_program
from slimscan.scoring.responses import SKIPPED, Respondent, responses_frame
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.scoring.scores import answered_column, applicable_column, score_responses
from slimscan.shown import whole, whole_or_none


class Why(StrEnum):
    """Why a scale has no score."""

    NOT_APPLICABLE = "not_applicable"
    """None of its items applies to this firm."""
    TOO_FEW_ANSWERS = "too_few_answers"
    """Less was answered than the questionnaire asks for: half of what applies, or more."""
    LEVER_MISSING = "lever_missing"
    """A lever has no score, so the overall score has none."""


@dataclass(frozen=True)
class Score:
    """The score of one scale, 0 to 100 and unrounded, with what stands beside it (method 2.6).

    Its band is that of the score as it is shown.
    """

    id: str
    score: float | None
    band: Band | None
    answered: int
    applicable: int
    lowest_item: float | None
    range: tuple[float, float] | None
    why: Why | None
    aspects: tuple[Score, ...] = ()

    @property
    def shown(self) -> int | None:
        """The score as people see it: every threshold is applied to this number."""
        return whole_or_none(self.score)

    def without_band(self) -> Score:
        """The same score and its aspects, without bands."""
        aspects = tuple(one.without_band() for one in self.aspects)
        return replace(self, band=None, aspects=aspects)


@dataclass(frozen=True)
class Scorecard:
    """All scores of one respondent."""

    overall: Score
    levers: tuple[Score, ...]
    beside: tuple[Score, ...] = ()

    def without_bands(self) -> Scorecard:
        """The same scores, of which it is not said what they mean."""
        return Scorecard(
            self.overall.without_band(),
            tuple(one.without_band() for one in self.levers),
            tuple(one.without_band() for one in self.beside),
        )

    @property
    def aspects(self) -> tuple[Score, ...]:
        """The scores of the aspects within the levers, in order."""
        return tuple(aspect for lever in self.levers for aspect in lever.aspects)


def lowest_first(scores: Iterable[Score]) -> list[Score]:
    """The scores that are there by what is shown of them, equal ones in their own order.

    Whatever is called lowest or weakest is the first of these; `highest_first` is its counterpart.
    """
    return sorted(_there(scores), key=lambda one: one.shown or 0)


def highest_first(scores: Iterable[Score]) -> list[Score]:
    """The scores that are there, the highest shown one first, equal ones in their own order."""
    return sorted(_there(scores), key=lambda one: -(one.shown or 0))


def _there(scores: Iterable[Score]) -> list[Score]:
    return [one for one in scores if one.score is not None]


def scorecard_of(respondent: Respondent, scales: Scales) -> Scorecard:
    """The scores of one respondent, worked out without a data-frame engine."""
    cells = {item.id: respondent.answers.get(item.id, SKIPPED).cell for item in scales.items}
    return read_scorecard(work_out_program(note_down(scales), cells), scales)


def overall_scores(people: Sequence[Respondent], scales: Scales) -> list[float | None]:
    """The overall score of each, 0 to 100, without a data-frame engine: for tens or hundreds."""
    cells = {
        item.id: [one.answers.get(item.id, SKIPPED).cell for one in people] for item in scales.items
    }
    columns = work_out_columns(note_down(scales), cells, len(people))
    return list(columns[OVERALL])


def table_scorecard(agreed: Scorecard, people: Sequence[Respondent], scales: Scales) -> Scorecard:
    """The scores of a table: the mean over its people, where the agreed answers give a score.

    An agreed answer is the option nearest to the hands: a table at 97 would look like one at 100.
    Counts and the lowest answer stay those of the agreed answers.
    """
    frame = score_responses(responses_frame(scales.items, people), scales)

    def averaged(score: Score) -> Score:
        mean = frame[score.id].mean()
        if score.score is None or mean is None:
            return replace(score, aspects=tuple(map(averaged, score.aspects)))
        low, high = score.range or (mean, mean)
        return replace(
            score,
            score=mean,
            band=scales.questionnaire.band_of(whole(mean)),
            range=(min(low, mean), max(high, mean)),
            aspects=tuple(map(averaged, score.aspects)),
        )

    return Scorecard(
        averaged(agreed.overall),
        tuple(map(averaged, agreed.levers)),
        tuple(map(averaged, agreed.beside)),
    )


def read_scorecard(row: Mapping[str, Any], scales: Scales) -> Scorecard:
    """The scorecard in one row of a scores frame."""
    return Scorecard(
        overall=_read(row, scales, OVERALL, Why.LEVER_MISSING),
        levers=tuple(
            _read(
                row,
                scales,
                lever.id,
                Why.TOO_FEW_ANSWERS,
                tuple(
                    _read(row, scales, aspect.id, Why.TOO_FEW_ANSWERS) for aspect in lever.aspects
                ),
            )
            for lever in scales.levers
        ),
        beside=tuple(
            _read(row, scales, aspect.id, Why.TOO_FEW_ANSWERS) for aspect in scales.beside
        ),
    )


def _read(
    row: Mapping[str, Any],
    scales: Scales,
    scale: str,
    why: Why,
    aspects: tuple[Score, ...] = (),
) -> Score:
    value, applicable = row[scale], row[applicable_column(scale)]
    low, high = row[f"{scale}__low"], row[f"{scale}__high"]
    missing = Why.NOT_APPLICABLE if applicable == 0 else why
    return Score(
        id=scale,
        score=value,
        band=None if value is None else scales.questionnaire.band_of(whole(value)),
        answered=row[answered_column(scale)],
        applicable=applicable,
        lowest_item=row[f"{scale}__lowest"],
        range=None if low is None else (low, high),
        why=missing if value is None else None,
        aspects=aspects,
    )
