"""The page of the summary about the answers themselves: how complete, and how consistent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slimscan.batch.summary.summary import COUNT_COLUMNS, AudienceSummary, ScaleQuality
from slimscan.batch.summary.words import ItemRow, Teller, item_row
from slimscan.shown import two_decimals

MOST_MISSED = 10
LEAST_MISSED = 1
"""Percent; less often missed is not worth a line."""


@dataclass(frozen=True)
class AlphaRow:
    """A scale's reliability for each audience, as text; a dash where there are too few."""

    name: str
    lever: bool
    figures: tuple[tuple[str, str, str], ...]
    """For each audience: number, alpha, lowest item-rest correlation."""
    numbers: tuple[tuple[int | str | None, float | None, float | None], ...]
    """The same as numbers; a number of staff is a band."""


@dataclass(frozen=True)
class QualityView:
    """How complete and how consistent the answers are."""

    columns: tuple[str, ...]
    files: tuple[tuple[str, str, tuple[str, ...]], ...]
    total: tuple[str, ...]
    flags: tuple[str, ...]
    missed: tuple[ItemRow, ...]
    alpha_audiences: tuple[str, ...]
    alphas: tuple[AlphaRow, ...]


def quality_view(tell: Teller) -> QualityView:
    """What was read, what deserves a look, and how reliable the scales are."""
    summary, own = tell.summary, tell.own
    return QualityView(
        columns=tuple(own[f"count.{name}"] for name in COUNT_COLUMNS),
        files=tuple(
            (one.file, one.tool, tuple(tell.number(getattr(one, name)) for name in COUNT_COLUMNS))
            for one in summary.files
        ),
        total=tuple(tell.number(summary.counted(name)) for name in COUNT_COLUMNS),
        flags=tuple(_flags(tell)),
        missed=_missed(tell),
        alpha_audiences=tuple(
            own[f"{one.audience}.title"] for one in summary.audiences if one.reliability
        ),
        alphas=tuple(_alphas(tell, [one for one in summary.audiences if one.reliability])),
    )


def _flags(tell: Teller) -> Iterator[str]:
    own = tell.own
    for flag, n in tell.summary.flags.items():
        yield own(f"flag.{flag}", n=n or own["flag.few"])
    for name, n in tell.summary.apart.items():
        if n:
            yield own(f"apart.{name}", n=n)


def _missed(tell: Teller) -> tuple[ItemRow, ...]:
    shares = tell.summary.missing
    ranked = sorted(shares, key=lambda item: -shares[item])[:MOST_MISSED]
    return tuple(
        item_row(tell, item, f"{shares[item]}%") for item in ranked if shares[item] >= LEAST_MISSED
    )


def _alphas(tell: Teller, told: Sequence[AudienceSummary]) -> Iterator[AlphaRow]:
    by_scale = [{one.scale: one for one in audience.reliability} for audience in told]
    for lever in tell.summary.instrument.questionnaire.levers:
        aspects = ((aspect.id, aspect.name) for aspect in lever.aspects)
        for scale, name in ((lever.id, lever.name), *aspects):
            figures = tuple(_alpha(tell, scales, scale) for scales in by_scale)
            if any(figure[0] != tell.own["hidden"] for figure in figures):
                numbers = tuple(_numbers(scales.get(scale)) for scales in by_scale)
                yield AlphaRow(tell.say.text(name), scale == lever.id, figures, numbers)


def _numbers(one: ScaleQuality | None) -> tuple[int | str | None, float | None, float | None]:
    return (one.n, one.alpha, _lowest_rest(one)) if one else (None, None, None)


def _lowest_rest(one: ScaleQuality) -> float | None:
    return min((value for _, value in one.item_rest if value is not None), default=None)


def _alpha(tell: Teller, scales: Mapping[str, ScaleQuality], scale: str) -> tuple[str, str, str]:
    none = tell.own["hidden"]
    one = scales.get(scale)
    if one is None:
        return none, none, none
    return _count(tell, one.n), _figure(tell, one.alpha), _figure(tell, _lowest_rest(one))


def _count(tell: Teller, n: int | str) -> str:
    return tell.number(n) if isinstance(n, int) else n


def _figure(tell: Teller, value: float | None) -> str:
    if value is None:
        return tell.own["hidden"]
    return two_decimals(value, tell.say.language)
