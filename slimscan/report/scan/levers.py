"""The part of the report about scores: levers, aspects and items as a template sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from slimscan.questionnaire.models import Aspect, Item, Questionnaire
from slimscan.report import charts
from slimscan.report.scan.benchmark import marks_reading, standing_of, standing_text
from slimscan.result import Result
from slimscan.scoring.benchmark import Standing
from slimscan.scoring.responses import SKIPPED, State, item_value
from slimscan.scoring.scorecard import Score, highest_first, lowest_first
from slimscan.shown import Wording, as_shown, option_labels, shade, whole, whole_or_none


@dataclass(frozen=True)
class ScoreView:
    """A score in whole numbers, with what stands beside it."""

    number: int | None
    shown: str
    band: str
    counted: str
    complete: bool
    lowest: int | None
    reach: str
    """From where to where the score may lie if every missing item were 0 or 100."""
    why: str
    bar: charts.Bar
    reading: str
    """The bar in words."""
    answered: int
    applicable: int
    ends: tuple[int, int] | None
    """`reach` as numbers."""
    others: Standing | None
    """Where others stand on the same scale, when there is a benchmark."""


@dataclass(frozen=True)
class ItemView:
    """One item with its answer; `value` is 0 to 100 after reversal."""

    id: str
    statement: str
    state: str
    answer: str
    value: int | None
    step: int
    """The value in five steps, 0 to 4, for shading; -1 without a value."""
    reversed: bool
    example: str
    note: str
    evidence: str
    """What was seen or heard that supports the answer."""


@dataclass(frozen=True)
class AspectView:
    """An aspect with its items in this scan."""

    id: str
    name: str
    description: str
    target: str
    """The score that the firm aims for, when it has said so."""
    aim: int | None
    """`target` as a number."""
    score: ScoreView
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class LeverView:
    """A lever with its aspects; `number` counts from 1 and chooses its colour."""

    number: int
    name: str
    description: str
    score: ScoreView
    reading: str
    others: str
    """How organisations like this one score on it, when there is a benchmark."""
    aspects: tuple[AspectView, ...]


def lever_views(result: Result, say: Wording) -> tuple[LeverView, ...]:
    """The levers in the order of the questionnaire."""
    questionnaire = result.instrument.questionnaire
    return tuple(
        LeverView(
            number=number,
            name=say.text(lever.name),
            description=say.text(lever.description),
            score=score_view(questionnaire, score, say, standing_of(result, lever.id)),
            reading="" if result.contradicting else _reading(questionnaire, score, say),
            others=standing_text(result, lever.id, say),
            aspects=tuple(_aspect_views(result, lever.aspects, score.aspects, say)),
        )
        for number, (lever, score) in enumerate(
            zip(questionnaire.levers, result.scorecard.levers, strict=True), start=1
        )
    )


def module_views(result: Result, say: Wording) -> tuple[AspectView, ...]:
    """The aspect of the sector's own questions, when the sector has a module."""
    module = result.instrument.sector(result.scan.profile.sector)
    aspects = (module.aspect,) if module else ()
    return tuple(_aspect_views(result, aspects, result.scorecard.beside, say))


def _aspect_views(
    result: Result, aspects: Sequence[Aspect], scores: Sequence[Score], say: Wording
) -> Iterator[AspectView]:
    """The aspects that have items in this scan."""
    for aspect, score in zip(aspects, scores, strict=True):
        items = tuple(item for item in aspect.items if item.quick or not result.scan.quick)
        if items:
            yield AspectView(
                id=aspect.id,
                name=say.text(aspect.name),
                description=say.text(aspect.description),
                target=_target(result, aspect, say),
                aim=whole_or_none(result.scan.targets.get(aspect.id)),
                score=score_view(
                    result.instrument.questionnaire, score, say, standing_of(result, aspect.id)
                ),
                items=tuple(item_view(result, item, say) for item in items),
            )


def _target(result: Result, aspect: Aspect, say: Wording) -> str:
    target = result.scan.targets.get(aspect.id)
    return "" if target is None else say("lever.target", target=whole(target))


def score_view(
    questionnaire: Questionnaire, score: Score, say: Wording, standing: Standing | None = None
) -> ScoreView:
    """A score rounded and in words; `standing` is where others stand on the same scale."""
    lowest = whole_or_none(score.lowest_item)
    reach = None
    if score.range and whole(score.range[0]) < whole(score.range[1]):
        reach = (whole(score.range[0]), whole(score.range[1]))
    edges = [band.start for band in questionnaire.bands]
    why = say(f"why.{score.why}") if score.why else ""
    own = _bar_reading(score.shown, lowest, reach, say) or why
    return ScoreView(
        number=score.shown,
        shown=as_shown(score.score),
        band=say.text(score.band.label) if score.band else "",
        counted=say("score.counted", answered=score.answered, applicable=score.applicable),
        complete=score.answered == score.applicable,
        lowest=lowest,
        reach=f"{reach[0]}–{reach[1]}" if reach else "",
        why=why,
        bar=replace(charts.bar_marks(edges, score.shown, lowest, reach), others=_others(standing)),
        reading=" ".join(filter(None, (own, marks_reading(standing, say)))),
        answered=score.answered,
        applicable=score.applicable,
        ends=reach,
        others=standing,
    )


def _others(standing: Standing | None) -> charts.Marks | None:
    return charts.marks(standing.middle, standing.median) if standing else None


def _bar_reading(
    score: int | None, lowest: int | None, reach: tuple[int, int] | None, say: Wording
) -> str:
    parts = []
    if score is not None:
        parts.append(say("bar.score", score=score))
    if lowest is not None:
        parts.append(say("bar.lowest", lowest=lowest))
    if reach is not None:
        parts.append(say("bar.range", low=reach[0], high=reach[1]))
    return " ".join(parts)


def _reading(questionnaire: Questionnaire, lever: Score, say: Wording) -> str:
    """Which aspect of a lever is highest and which is lowest, in one sentence."""
    highest, lowest = highest_first(lever.aspects)[:1], lowest_first(lever.aspects)[:1]
    if not highest or highest[0].shown == lowest[0].shown:
        return ""
    names = {aspect.id: say.text(aspect.name) for aspect in questionnaire.aspects}
    return say(
        "lever.reading",
        highest=names[highest[0].id],
        high=highest[0].shown,
        lowest=names[lowest[0].id],
        low=lowest[0].shown,
    )


def item_view(result: Result, item: Item, say: Wording) -> ItemView:
    """An item with its answer in words, whichever of the four states it is in."""
    questionnaire = result.instrument.questionnaire
    answer = result.answers.get(item.id, SKIPPED)
    value = item_value(questionnaire, item, answer)
    if answer.place is None:
        words = say(f"state.{answer.state}")
    else:
        audience = result.scan.audience
        words = option_labels(questionnaire, item, say.language, audience)[answer.place]
    return ItemView(
        id=item.id,
        statement=say.text(item.statement.for_audience(result.scan.audience)),
        state=State.ANSWERED if answer.place is not None else answer.state.value,
        answer=words,
        value=whole_or_none(value),
        step=-1 if value is None else shade(value),
        reversed=item.reversed,
        example=_example(result, item, say),
        note=result.scan.notes.get(item.id, ""),
        evidence=result.scan.evidence.get(item.id, ""),
    )


def _example(result: Result, item: Item, say: Wording) -> str:
    example = result.instrument.example_of(item, result.scan.profile.sector)
    return say.text(example) if example else ""
