"""Many respondents: what the staff of one organisation say, beside what the leader says.

Everything about groups passes `privacy.release`; this file turns answers into its input and reads
its output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slimscan.privacy import TOTAL, Cell, End, Release, ReleasedValue, ScoreColumns, Staff
from slimscan.scoring.responses import Respondent, met_by, responses_frame
from slimscan.scoring.scales import Scales
from slimscan.scoring.scorecard import Scorecard
from slimscan.scoring.scores import score_responses
from slimscan.shown import whole
from slimscan.staff.gap import Gap
from slimscan.staff.rows import Measure, measure_of

_LOW_RESPONSE = 0.5
"""Under this share of the staff a response is low."""


def staff_of(
    respondents: Sequence[Respondent], scales: Scales, splits: Sequence[str] = ("group",)
) -> Staff:
    """What these respondents scored; `splits` are the columns that divide them."""
    frame = score_responses(responses_frame(scales.items, respondents), scales)
    measure = measure_of(scales, met_by(respondents))
    return read_staff(frame, measure, splits)


def read_staff(
    frame: Any,
    measure: Measure,
    splits: Sequence[str] = ("group",),
) -> Staff:
    """The staff in a scores frame of one organisation, one row a respondent (the leader is not).

    Raises `ValueError` when an id is missing or there twice.
    """
    ids = [str(one or "") for one in frame["respondent"].to_list()]
    scores = {scale: frame[scale].to_list() for scale in measure.asked.ids}
    groups = {split: frame[split].to_list() for split in splits}
    return staff_in(ScoreColumns(ids, scores), measure, groups)


def staff_in(
    scores: ScoreColumns, measure: Measure, groups: Mapping[str, Sequence[str | None]]
) -> Staff:
    """The staff with these scores; `groups` has, by way of splitting, the group of every row.

    Raises `ValueError` when an id is missing or there twice.
    """
    ids = scores.ids
    if "" in ids or len(set(ids)) < len(ids):
        raise ValueError("every respondent has an id of their own")
    return Staff(
        scores=scores,
        splits={
            split: {one: name for one, name in zip(ids, names, strict=True) if name}
            for split, names in groups.items()
        },
        kinds=measure.kinds,
        least=measure.least,
        items=measure.items,
        levers=measure.parts,
    )


def low_response(answered: int, staff: int | None) -> bool:
    """Whether under half of the staff answered; False when their number is not known."""
    return bool(staff) and answered < _LOW_RESPONSE * (staff or 0)


def gaps_of(leader: Scorecard, release: Release, cell: Cell = TOTAL) -> tuple[Gap, ...]:
    """The gap on every scale that the leader and the staff were both asked about, in order."""
    group = release.group(cell)
    staff = {value.scale: value for value in group.values} if group else {}
    scores = (leader.overall, *leader.levers, *leader.aspects, *leader.beside)
    return tuple(
        Gap(one.id, one.score, staff[one.id], _points(one.score, staff[one.id]))
        for one in scores
        if one.id in staff
    )


def _points(leader: float | None, staff: ReleasedValue) -> int | None:
    if leader is None or staff.mean is None:
        return None
    points = whole(leader) - staff.mean
    beyond = (staff.end is End.AT_LEAST and points > 0) or (staff.end is End.AT_MOST and points < 0)
    return 0 if beyond else points
