"""The page of the summary about the answers themselves: how complete, and how consistent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slimscan.batch.summary.agreement import StaffAgreement
from slimscan.batch.summary.summary import (
    COUNT_COLUMNS,
    AudienceSummary,
    ItemMean,
    ScaleQuality,
)
from slimscan.batch.summary.words import ItemRow, Teller, item_row, item_statement
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
class AnsweredRow:
    """How a question was answered by each audience, as text; a dash where too few are told of."""

    id: str
    statement: str
    figures: tuple[tuple[str, str, str], ...]
    """For each audience: the shares at the lowest and the highest value, and of don't know."""
    numbers: tuple[ItemMean | None, ...]
    """The same, and more, as numbers."""


@dataclass(frozen=True)
class AgreementRow:
    """How alike the staff of one organisation see a scale, as text and as data."""

    name: str
    lever: bool
    figures: tuple[str, str, str, str]
    """Organisations, ICC(1), ICC(2) and the middle r_wg."""
    told: StaffAgreement


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
    answered_audiences: tuple[str, ...]
    answered: tuple[AnsweredRow, ...]
    agreement: tuple[AgreementRow, ...]


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
        answered_audiences=tuple(own[f"{one.audience}.title"] for one in _with_shares(tell)),
        answered=tuple(_answered(tell)),
        agreement=tuple(_agreement(tell)),
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
        item_row(tell, item, shares[item], tell.say.in_percent(shares[item]))
        for item in ranked
        if shares[item] >= LEAST_MISSED
    )


def _alphas(tell: Teller, told: Sequence[AudienceSummary]) -> Iterator[AlphaRow]:
    by_scale = [{one.scale: one for one in audience.reliability} for audience in told]
    for scale, name, is_lever in _scales(tell):
        figures = tuple(_alpha(tell, scales, scale) for scales in by_scale)
        if any(figure[0] != tell.own["hidden"] for figure in figures):
            numbers = tuple(_numbers(scales.get(scale)) for scales in by_scale)
            yield AlphaRow(name, is_lever, figures, numbers)


def _scales(tell: Teller) -> Iterator[tuple[str, str, bool]]:
    """Every lever and then its aspects, by id with the name, and whether it is a lever."""
    for lever in tell.summary.instrument.questionnaire.levers:
        yield lever.id, tell.say.text(lever.name), True
        for aspect in lever.aspects:
            yield aspect.id, tell.say.text(aspect.name), False


def _with_shares(tell: Teller) -> list[AudienceSummary]:
    """The audiences of whose questions the ends are told."""
    return [
        one
        for one in tell.summary.audiences
        if any(item.dont_know is not None for item in one.items)
    ]


def _answered(tell: Teller) -> Iterator[AnsweredRow]:
    by_item = [{one.id: one for one in told.items} for told in _with_shares(tell)]
    for item in tell.summary.scales.practices:
        told = [items.get(item.id) for items in by_item]
        if any(told):
            figures = tuple(_ends(tell, one) for one in told)
            yield AnsweredRow(item.id, item_statement(tell, item.id), figures, tuple(told))


def _ends(tell: Teller, one: ItemMean | None) -> tuple[str, str, str]:
    shares = (one.lowest, one.highest, one.dont_know) if one else (None, None, None)
    lowest, highest, dont_know = (
        tell.own["hidden"] if share is None else tell.say.in_percent(share) for share in shares
    )
    return lowest, highest, dont_know


def _agreement(tell: Teller) -> Iterator[AgreementRow]:
    told = {one.scale: one for each in tell.summary.audiences for one in each.agreement}
    for scale, name, is_lever in _scales(tell):
        if one := told.get(scale):
            icc1, icc2, r_wg = (_figure(tell, each) for each in (one.icc1, one.icc2, one.r_wg))
            figures = (tell.number(one.organisations), icc1, icc2, r_wg)
            yield AgreementRow(name, is_lever, figures, one)


def _numbers(one: ScaleQuality | None) -> tuple[int | str | None, float | None, float | None]:
    return (one.n, _together(one), _lowest_rest(one)) if one else (None, None, None)


def _together(one: ScaleQuality) -> float | None:
    """How reliable the items are together: of two the Spearman-Brown coefficient, else alpha."""
    return one.alpha if one.spearman_brown is None else one.spearman_brown


def _lowest_rest(one: ScaleQuality) -> float | None:
    return min((value for _, value in one.item_rest if value is not None), default=None)


def _alpha(tell: Teller, scales: Mapping[str, ScaleQuality], scale: str) -> tuple[str, str, str]:
    none = tell.own["hidden"]
    one = scales.get(scale)
    if one is None:
        return none, none, none
    return _count(tell, one.n), _figure(tell, _together(one)), _figure(tell, _lowest_rest(one))


def _count(tell: Teller, n: int | str) -> str:
    return tell.number(n) if isinstance(n, int) else n


def _figure(tell: Teller, value: float | None) -> str:
    if value is None:
        return tell.own["hidden"]
    return two_decimals(value, tell.say.language)
