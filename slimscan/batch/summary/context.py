"""All that the page of a batch's summary may see: frozen, in words of its language, rounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimscan.batch.organisations.standings import Spread
from slimscan.batch.summary.quality import quality_view
from slimscan.batch.summary.summary import AudienceSummary, GroupSpreads, Summary
from slimscan.batch.summary.views import (
    AudienceView,
    BandPart,
    CellRow,
    CellTable,
    ClosingView,
    LeverSpreads,
    OutcomeSpread,
    SpreadView,
    SummaryContext,
)
from slimscan.batch.summary.words import ItemRow, Teller, item_row
from slimscan.language import PROFILE_WORDS, words
from slimscan.privacy import EVERYWHERE, CellPlace, names_of, place_of
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.report import charts
from slimscan.report.edition import (
    SUMMARY_CHAPTERS,
    WHOLE,
    Edition,
    own_text_view,
)
from slimscan.scoring.scales import OVERALL
from slimscan.shown import wording_of

_MOST_ITEMS = 5


def summary_context(summary: Summary, language: str, edition: Edition = WHOLE) -> SummaryContext:
    """The summary in the words of one language, with the chapters and texts that are asked for."""
    questionnaire = summary.instrument.questionnaire
    tell = Teller(
        summary, wording_of(language, questionnaire.languages), words(language, "summary")
    )
    levers = [tell.say.text(lever.name) for lever in questionnaire.levers]
    title = tell.say.text(questionnaire.title)
    return SummaryContext(
        language=language,
        words=tell.own,
        title=title,
        questionnaire=f"{title} {questionnaire.version}",
        date=tell.say.day(summary.made_on),
        facts=_facts(tell),
        bands=tuple(zip(tell.bands(), _shades(len(questionnaire.bands)), strict=True)),
        scales=(tell.own["overall"], *levers),
        audiences=tuple(
            _audience(tell, one) for one in summary.audiences if edition.has(one.audience)
        ),
        closing=_closing(tell) if edition.has("closing") else (),
        quality=quality_view(tell),
        staff_note=_staff_note(tell) if edition.has("employee") else "",
        shown=frozenset(one for one in SUMMARY_CHAPTERS if edition.has(one)),
        report_words=words(language, "report"),
        foreword=own_text_view(edition.foreword, ""),
        afterword=own_text_view(edition.closing, ""),
    )


def _facts(tell: Teller) -> tuple[tuple[str, str], ...]:
    own, summary = tell.own, tell.summary
    return (
        (own["facts.scored"], tell.number(summary.counted("scored"))),
        (own["facts.files"], tell.number(len(summary.files))),
        (own["facts.scope"], own["facts.quick" if summary.quick else "facts.full"]),
    )


def _closing(tell: Teller) -> tuple[ClosingView, ...]:
    questions = {one.id: one for one in tell.summary.instrument.questionnaire.closing}
    return tuple(
        ClosingView(
            text=tell.say.text(questions[told.id].text),
            basis=tell.own("closing.basis", n=tell.number(told.n)),
            options=tuple(
                (tell.say.text(option), tell.say.in_percent(share))
                for option, share in zip(questions[told.id].options, told.percents, strict=True)
            ),
        )
        for told in tell.summary.closing
    )


def _staff_note(tell: Teller) -> str:
    notes = [tell.own["method.held"]] if tell.summary.held else []
    for told in tell.summary.audiences:
        if told.audience == "employee":
            notes.append(tell.own["method.staff" if told.by_name else "method.staff_pooled"])
    return " ".join(notes)


def _shades(count: int) -> list[str]:
    """From light to full, one for each band."""
    return [f"{(place + 1) / count:.2f}".rstrip("0").rstrip(".") for place in range(count)]


def _audience(tell: Teller, told: AudienceSummary) -> AudienceView:
    whole_picture = _spread(tell, told, OVERALL, tell.own["overall"], 0)
    return AudienceView(
        id=told.audience,
        title=tell.own[f"{told.audience}.title"],
        basis=_basis(tell, told),
        lead=_lead(tell, told),
        overall=whole_picture,
        levers=tuple(_levers(tell, told)),
        beside=tuple(_beside(tell, told)),
        outcomes=tuple(_outcomes(tell, told)),
        tables=(*_tables(tell, told), *_splits(tell, told)),
        untold=tuple(_untold(tell, told)),
        strongest=_items(tell, told, best=True),
        weakest=_items(tell, told, best=False),
    )


def _basis(tell: Teller, told: AudienceSummary) -> str:
    if not told.spreads:
        return tell.own[f"{told.audience}.none"]
    counted = "organisations" if told.by_name else "respondents"
    most = max(cells[EVERYWHERE].n for cells in told.spreads.values())
    return tell.own(f"{told.audience}.{counted}", n=tell.number(most))


def _lead(tell: Teller, told: AudienceSummary) -> str:
    """Where the middle one stands, and which lever is highest and lowest."""
    levers = [
        (told.spreads[lever.id][EVERYWHERE].median, tell.say.text(lever.name))
        for lever in tell.summary.instrument.questionnaire.levers
        if lever.id in told.spreads
    ]
    if OVERALL not in told.spreads or not levers:
        return ""
    spread = told.spreads[OVERALL][EVERYWHERE]
    low, high = spread.middle
    first = tell.own("lead.middle", median=spread.median, low=low, high=high)
    lowest, highest = min(levers), max(levers, key=lambda one: one[0])
    if lowest[0] == highest[0]:
        return first
    values = {"highest": highest[1], "high": highest[0], "lowest": lowest[1], "low": lowest[0]}
    return f"{first} {tell.own('lead.levers', **values)}"


def _levers(tell: Teller, told: AudienceSummary) -> Iterator[LeverSpreads]:
    for number, lever in enumerate(tell.summary.instrument.questionnaire.levers, start=1):
        name = tell.say.text(lever.name)
        whole = _spread(tell, told, lever.id, name, number)
        views = (
            _spread(tell, told, one.id, tell.say.text(one.name), number) for one in lever.aspects
        )
        aspects = tuple(filter(None, views))
        if whole or aspects:
            yield LeverSpreads(name, number, whole, aspects)


def _beside(tell: Teller, told: AudienceSummary) -> Iterator[SpreadView]:
    """The aspects of sector modules."""
    instrument = tell.summary.instrument
    modules = {aspect.id for aspect in instrument.module_aspects}
    for scale in tell.summary.scales.beside:
        if scale.id in modules:
            name = tell.say.text(instrument.scale_names[scale.id])
            view = _spread(tell, told, scale.id, name, 0)
            if view:
                yield view


def _outcomes(tell: Teller, told: AudienceSummary) -> Iterator[OutcomeSpread]:
    """Where the middle one stands on every outcome that may be shown."""
    for scale in tell.summary.instrument.questionnaire.outcome_scales:
        if scale.id in told.spreads:
            spread = told.spreads[scale.id][EVERYWHERE]
            low, high = spread.middle
            counted = "organisations" if told.by_name else "respondents"
            name = tell.say.text(scale.name)
            values = {"median": spread.median, "low": low, "high": high}
            yield OutcomeSpread(
                name=name,
                sentence=tell.own(
                    f"outcome.{counted}", name=name, n=tell.number(spread.n), **values
                ),
                n=spread.n,
                median=str(spread.median),
                middle=_middle(spread),
            )


def _spread(
    tell: Teller, told: AudienceSummary, scale: str, name: str, lever: int
) -> SpreadView | None:
    if scale not in told.spreads:
        return None
    spread = told.spreads[scale][EVERYWHERE]
    shares = ", ".join(
        f"{band} {tell.say.in_percent(share)}"
        for band, share in zip(tell.bands(), spread.bands, strict=True)
    )
    return SpreadView(
        name=name,
        lever=lever,
        parts=tuple(_parts(spread)),
        alt=f"{name}: {shares}.",
        n=spread.n,
        median=str(spread.median),
        middle=_middle(spread),
        shares=spread.bands,
    )


def _middle(spread: Spread) -> str:
    """Between which scores half of them lie."""
    low, high = spread.middle
    return f"{low}–{high}"


def _parts(spread: Spread) -> Iterator[BandPart]:
    """The shares side by side; rounded shares may miss a percent, so they are drawn to fill up."""
    together = sum(spread.bands) or 1
    start = 0.0
    for share, shade in zip(spread.bands, _shades(len(spread.bands)), strict=True):
        width = share / together * charts.BAR_WIDTH
        if share:
            yield BandPart(charts.point(start), charts.point(width), shade)
        start += width


def _tables(tell: Teller, told: AudienceSummary) -> Iterator[CellTable]:
    titles = words(tell.own.language, PROFILE_WORDS)
    choices = tell.summary.instrument.questionnaire.profile.choices
    for field in DIVIDED_BY:
        names = {one.id: tell.say.text(one.name) for one in choices.get(field, ())}
        names |= {one: one for one in _told_names(told, field) if one not in names}
        rows = tuple(_row(tell, told, place_of({field: one}), name) for one, name in names.items())
        if any(row.n != tell.own["hidden"] for row in rows):
            yield CellTable(titles[f"{field}.table"], rows)


def _told_names(told: AudienceSummary, field: str) -> list[str]:
    """The names in a field that anything is told of: also those that the profile does not know."""
    places = {place for cells in told.spreads.values() for place in cells}
    names = {name for place in places if (name := names_of(place)[field])}
    return sorted((one for one in names if place_of({field: one}) in places), key=str.casefold)


def _splits(tell: Teller, told: AudienceSummary) -> Iterator[CellTable]:
    """The groups of every column of the branch's own; those that are not shown are not named."""
    for column, scales in told.splits.items():
        groups = sorted({one for its in scales.values() for one in its}, key=str.casefold)
        rows = tuple(_group_row(tell, scales, one) for one in groups)
        if rows:
            title = tell.own("split.title", column=column)
            yield CellTable(title, rows, tell.own["split.intro"])


def _untold(tell: Teller, told: AudienceSummary) -> Iterator[str]:
    if told.spreads:
        for column in tell.summary.waiting:
            yield tell.own("split.waits", column=column)
        for column, scales in told.splits.items():
            if not scales:
                yield tell.own("split.none", column=column)


def _group_row(tell: Teller, scales: GroupSpreads, group: str) -> CellRow:
    return _medians(tell, group, [scales.get(one, {}).get(group) for one in _told_scales(tell)])


def _told_scales(tell: Teller) -> tuple[str, ...]:
    levers = tell.summary.instrument.questionnaire.levers
    return (OVERALL, *(lever.id for lever in levers))


def _row(tell: Teller, told: AudienceSummary, place: CellPlace, name: str) -> CellRow:
    spreads = [told.spreads.get(scale, {}).get(place) for scale in _told_scales(tell)]
    return _medians(tell, name, spreads)


def _medians(tell: Teller, name: str, spreads: Sequence[Spread | None]) -> CellRow:
    counts = [spread.n for spread in spreads if spread]
    return CellRow(
        name=name,
        n=tell.number(min(counts)) if counts else tell.own["hidden"],
        medians=tuple(str(one.median) if one else tell.own["hidden"] for one in spreads),
    )


def _items(tell: Teller, told: AudienceSummary, best: bool) -> tuple[ItemRow, ...]:
    """The items with the highest means, or the lowest; none of them is in both."""
    most = min(_MOST_ITEMS, len(told.items) // 2)
    ranked = sorted(told.items, key=lambda one: (-one.mean if best else one.mean, one.id))
    return tuple(
        item_row(tell, one.id, one.mean, str(one.mean), told.audience) for one in ranked[:most]
    )
