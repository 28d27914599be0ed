"""All that a template may see of a comparison: frozen, in words, numbers rounded at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from slimscan.comparison.comparison import Comparison, ItemChange, ScaleChange
from slimscan.errors import Fault, input_error
from slimscan.language import Words, words
from slimscan.report import charts
from slimscan.report.comparison.beside import (
    ConditionView,
    DeedView,
    FigurePairView,
    LeftOutView,
    condition_views,
    deed_views,
    figure_pair_views,
    left_out_views,
)
from slimscan.report.comparison.staff import StaffChangeView, StaffNames, staff_change_view
from slimscan.report.comparison.words import (
    Direction,
    ValueView,
    answer_words,
    difference_in_words,
    direction_of,
    value_view,
)
from slimscan.report.edition import (
    COMPARISON_CHAPTERS,
    WHOLE,
    Edition,
    OwnTextView,
    own_text_view,
)
from slimscan.scan.model import Scan
from slimscan.shown import Wording, as_shown, points_between, wording_of
from slimscan.text import shortened

MOST_NAMED = 3


@dataclass(frozen=True)
class ScaleView:
    """One scale then and now."""

    name: str
    number: int
    """The number of its lever, which chooses the colour; 0 for what is not a lever."""
    before: str
    after: str
    change: str
    direction: Direction
    items: int
    dumbbell: charts.Dumbbell | None
    alt: str
    aspects: tuple[ScaleView, ...] = ()


@dataclass(frozen=True)
class ItemChangeView:
    """An item with another answer than before."""

    id: str
    statement: str
    topic: str
    lever: int
    before: ValueView | None
    after: ValueView | None
    change: str
    direction: Direction
    reversed: bool


@dataclass(frozen=True)
class HeadView:
    """Whose comparison it is, and of which two scans."""

    title: str
    organisation: str
    organisation_short: str
    period: str
    before: str
    after: str
    shared: str
    questionnaire: str


@dataclass(frozen=True)
class ComparisonContext:
    """The whole comparison. `words` are its own; `report_words` those of the report's macros."""

    language: str
    words: Words
    report_words: Words
    head: HeadView
    lead: tuple[str, ...]
    notes: tuple[str, ...]
    overall: ScaleView
    levers: tuple[ScaleView, ...]
    beside: tuple[ScaleView, ...]
    risen: tuple[ScaleView, ...]
    fallen: tuple[ScaleView, ...]
    items: tuple[ItemChangeView, ...]
    deeds: tuple[DeedView, ...]
    conditions: tuple[ConditionView, ...]
    figures: tuple[FigurePairView, ...]
    left_out: tuple[LeftOutView, ...]
    staff: StaffChangeView | None
    shown: frozenset[str]
    """The chapters that were asked for, by the ids of their sections."""
    foreword: OwnTextView | None
    closing: OwnTextView | None


def comparison_context(
    comparison: Comparison, language: str, edition: Edition = WHOLE
) -> ComparisonContext:
    """The context of a comparison in `language`.

    Raises `InputError` when none of the chapters that the edition asks for is there.
    """
    known, audience = comparison.instrument.questionnaire.languages, comparison.followup.audience
    say = wording_of(language, known, audience=audience)
    own = wording_of(language, known, "comparison", audience).words
    levers = _lever_views(comparison, say, own)
    aspects = [aspect for lever in levers for aspect in lever.aspects]
    author = comparison.followup.advisor
    context = ComparisonContext(
        language=language,
        words=own,
        report_words=say.words,
        head=_head(comparison, say, own),
        lead=_lead(comparison, levers, own),
        notes=tuple(own(f"note.{note}") for note in comparison.notes),
        overall=_scale_view(comparison, comparison.overall, own("overall"), 0, own),
        levers=levers,
        beside=_beside_views(comparison, say, own),
        risen=_most(comparison, aspects, Direction.UP),
        fallen=_most(comparison, aspects, Direction.DOWN),
        items=tuple(
            _item_view(comparison, change, say)
            for change in sorted(comparison.changed, key=lambda one: -abs(one.difference))
        ),
        deeds=deed_views(comparison, language),
        conditions=condition_views(comparison, say, own),
        figures=figure_pair_views(comparison, say),
        left_out=left_out_views(comparison, say, own),
        staff=staff_change_view(
            comparison.staff,
            StaffNames(_names(comparison, say, own), _main(comparison), _outcomes(comparison, say)),
            own,
        ),
        shown=frozenset(),
        foreword=own_text_view(edition.foreword, author),
        closing=own_text_view(edition.closing, author),
    )
    return replace(context, shown=_shown(context, edition))


def _shown(context: ComparisonContext, edition: Edition) -> frozenset[str]:
    absent = {
        name
        for name, there in (
            ("staff", context.staff),
            ("beside", context.conditions or context.figures),
        )
        if not there
    }
    there = [name for name in COMPARISON_CHAPTERS if name not in absent]
    shown = frozenset(name for name in there if edition.has(name))
    if not shown:
        raise input_error(Fault.CHAPTERS_NONE, known=", ".join(there))
    return shown


def _names(comparison: Comparison, say: Wording, own: Words) -> dict[str, str]:
    """The scales in the order of the page: overall, each lever with its aspects, the sector's."""
    parts = [one for lever in comparison.levers for one in (lever, *lever.aspects)]
    compared = {one.id for one in (*parts, *comparison.beside)}
    return {comparison.overall.id: own("overall")} | {
        scale: say.text(name)
        for scale, name in comparison.instrument.scale_names.items()
        if scale in compared
    }


def _outcomes(comparison: Comparison, say: Wording) -> dict[str, str]:
    """The results that staff are asked about."""
    scales = comparison.instrument.questionnaire.outcome_scales
    return {scale.id: say.text(scale.name) for scale in scales}


def _main(comparison: Comparison) -> frozenset[str]:
    """Overall, the levers and the sector's aspect: as much as is told of a team."""
    whole = (comparison.overall, *comparison.levers, *comparison.beside)
    return frozenset(change.id for change in whole)


def _head(comparison: Comparison, say: Wording, own: Words) -> HeadView:
    questionnaire = comparison.instrument.questionnaire
    before, after = comparison.baseline, comparison.followup
    organisation = after.profile.organisation or own("page.firm")
    return HeadView(
        title=say.text(questionnaire.title),
        organisation=organisation,
        organisation_short=shortened(organisation),
        period=own(
            "page.period", before=say.day(before.measured_on), after=say.day(after.measured_on)
        ),
        before=_told(before, say, own),
        after=_told(after, say, own),
        shared=own("page.shared", shared=len(comparison.items), left_out=len(comparison.left_out)),
        questionnaire=f"{say.text(questionnaire.title)} {after.questionnaire.version}",
    )


def _told(scan: Scan, say: Wording, own: Words) -> str:
    return f"{say.day(scan.measured_on)}, {own('page.quick' if scan.quick else 'page.full')}"


def _lead(comparison: Comparison, levers: Sequence[ScaleView], own: Words) -> tuple[str, ...]:
    """How many answers moved, and which lever moved most in either direction."""
    up = sum(change.difference > 0 for change in comparison.items)
    down = sum(change.difference < 0 for change in comparison.items)
    total = len(comparison.items)
    if not up and not down:
        return (own("lead.same", items=total),)
    told = [own("lead.told", items=total, up=up, down=down, same=total - up - down)]
    moves = [
        (_points(change) or 0, view) for change, view in zip(comparison.levers, levers, strict=True)
    ]
    most_up, most_down = (pick(moves, key=lambda move: move[0])[1] for pick in (max, min))
    for key, view in (("up", most_up), ("down", most_down)):
        if view.direction.value == key:
            values = {"lever": view.name, "before": view.before, "after": view.after}
            told.append(own(f"lead.lever_{key}", **values))
    return tuple(told)


def _lever_views(comparison: Comparison, say: Wording, own: Words) -> tuple[ScaleView, ...]:
    levers = comparison.instrument.questionnaire.levers
    return tuple(
        _scale_view(
            comparison,
            change,
            say.text(lever.name),
            number,
            own,
            tuple(
                _scale_view(comparison, part, say.text(aspect.name), number, own)
                for aspect, part in zip(lever.aspects, change.aspects, strict=True)
            ),
        )
        for number, (lever, change) in enumerate(zip(levers, comparison.levers, strict=True), 1)
    )


def _beside_views(comparison: Comparison, say: Wording, own: Words) -> tuple[ScaleView, ...]:
    names = comparison.instrument.scale_names
    return tuple(
        _scale_view(comparison, change, say.text(names[change.id]), 0, own)
        for change in comparison.beside
    )


def _scale_view(  # noqa: PLR0913, PLR0917
    comparison: Comparison,
    change: ScaleChange,
    name: str,
    number: int,
    own: Words,
    aspects: tuple[ScaleView, ...] = (),
) -> ScaleView:
    before, after = (as_shown(score.score) for score in (change.before, change.after))
    points = _points(change)
    return ScaleView(
        name=name,
        number=number,
        before=before,
        after=after,
        change=difference_in_words(points, own),
        direction=direction_of(points),
        items=change.before.answered,
        dumbbell=_dumbbell(comparison, change),
        alt=f"{name}: {own('alt', before=before, after=after)}",
        aspects=aspects,
    )


def _dumbbell(comparison: Comparison, change: ScaleChange) -> charts.Dumbbell | None:
    edges = [band.start for band in comparison.instrument.questionnaire.bands]
    return charts.dumbbell(edges, change.before.shown, change.after.shown)


def _most(
    comparison: Comparison, views: Sequence[ScaleView], direction: Direction
) -> tuple[ScaleView, ...]:
    """The aspects that moved most in one direction, the largest move first."""
    moved = [
        (abs(_points(change) or 0), view)
        for change, view in zip(comparison.aspects, views, strict=True)
        if view.direction is direction
    ]
    moved.sort(key=lambda pair: -pair[0])
    return tuple(view for _, view in moved[:MOST_NAMED])


def _item_view(comparison: Comparison, change: ItemChange, say: Wording) -> ItemChangeView:
    levers = enumerate(comparison.instrument.questionnaire.levers, start=1)
    own = words(say.language, "comparison")
    points = points_between(change.before_value, change.after_value)
    return ItemChangeView(
        id=change.item.id,
        statement=say.text(change.item.statement.leader),
        topic=say.text(change.aspect.name),
        lever=next((n for n, lever in levers if change.aspect in lever.aspects), 0),
        before=value_view(
            change.before_value, answer_words(comparison, change.item, change.before, say)
        ),
        after=value_view(
            change.after_value, answer_words(comparison, change.item, change.after, say)
        ),
        change=difference_in_words(points, own),
        direction=direction_of(points),
        reversed=change.item.reversed,
    )


def _points(change: ScaleChange) -> int | None:
    return points_between(change.before.score, change.after.score)
