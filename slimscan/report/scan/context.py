"""All that a template may see of a result: frozen, in words of the language, numbers rounded."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slimscan.errors import Fault, input_error
from slimscan.language import PROFILE_WORDS, Words, words
from slimscan.privacy import NO_REMARKS, without_groups
from slimscan.questionnaire.half_rule import HALF
from slimscan.questionnaire.loading import Instrument
from slimscan.report import charts
from slimscan.report.edition import CHAPTERS, WHOLE, Edition, OwnTextView, own_text_view
from slimscan.report.scan.benchmark import BenchmarkView, benchmark_view
from slimscan.report.scan.beside import (
    AdviserView,
    BringView,
    ChangeView,
    FigureView,
    PreconditionView,
    adviser_views,
    bring_view,
    change_views,
    figure_views,
    precondition_views,
)
from slimscan.report.scan.cases import CaseView
from slimscan.report.scan.guide import GuideView, guide_view
from slimscan.report.scan.levers import AspectView, LeverView, lever_views, module_views
from slimscan.report.scan.plan import PlanView, plan_view
from slimscan.report.scan.staff import StaffView, staff_view
from slimscan.report.scan.summary import SummaryView, summary_view
from slimscan.result import Result
from slimscan.shown import Wording, wording_of
from slimscan.text import shortened

MOST_CASES = 3
MOST_CASES_QUICK = 0
_LOOKED_UP = ("basis", "answers", "method")
"""Chapters in which something is looked up; a closing word stands before them."""


@dataclass(frozen=True)
class CoverView:
    """Whose report it is, and of what."""

    title: str
    organisation: str
    organisation_short: str
    date: str
    questionnaire: str
    scope: str
    profile: tuple[tuple[str, str], ...]
    """Labels with what the profile says: sector, size, who answered, who advised."""


@dataclass(frozen=True)
class BandView:
    """A band of the scale: from `start` up to, not including, `end`."""

    place: int
    label: str
    meaning: str
    start: str
    end: str


@dataclass(frozen=True)
class SourceView:
    """A document that the report relies on."""

    id: str
    title: str
    year: int
    limits: str
    link: str


@dataclass(frozen=True)
class MethodView:
    """How it was scored, and on what it rests."""

    bands: tuple[BandView, ...]
    sources: tuple[SourceView, ...]
    share: str
    """How much must be answered for a score, as "half" or "60%"."""
    low: str
    most: int
    per_aspect: int
    lever_below: str
    in_order_from: str


@dataclass(frozen=True)
class Chapter:
    """A part of the report that is there, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True)
class ReportContext:
    """The whole report."""

    language: str
    answers_language: str
    quick: bool
    words: Words
    cover: CoverView
    summary: SummaryView
    radar: charts.Radar | None
    levers: tuple[LeverView, ...]
    module: tuple[AspectView, ...]
    staff: StaffView | None
    plan: PlanView
    guide: GuideView | None
    bring: BringView | None
    cases: tuple[CaseView, ...]
    advisers: tuple[AdviserView, ...]
    preconditions: tuple[PreconditionView, ...]
    figures: tuple[FigureView, ...]
    changes: tuple[ChangeView, ...]
    method: MethodView
    chapters: tuple[Chapter, ...]
    benchmark: BenchmarkView | None = None
    foreword: OwnTextView | None = None
    closing: OwnTextView | None = None
    carries_answers: bool = False
    """Whether the file that it becomes has the scan inside."""

    @property
    def shown(self) -> frozenset[str]:
        """The chapters that are there; a link to another one is plain text."""
        return frozenset(one.id for one in self.chapters)


def report_context(
    result: Result, language: str, anonymous: bool = False, edition: Edition = WHOLE
) -> ReportContext:
    """The context of a report in `language`; an anonymous one names no firm and shows no notes.

    Raises `InputError` when none of the chapters that the edition asks for is there.
    """
    if anonymous:
        result = anonymised(result)
    known = result.instrument.questionnaire.languages
    say = wording_of(language, known, audience=result.scan.audience)
    levers = lever_views(result, say)
    plan = plan_view(result, say)
    edges = [band.start for band in result.instrument.questionnaire.bands]
    context = ReportContext(
        language=language,
        answers_language=result.scan.language,
        quick=result.scan.quick,
        words=say.words,
        cover=_cover(result, say),
        summary=summary_view(result, say),
        radar=charts.radar(edges, [lever.score.number for lever in levers]),
        levers=levers,
        module=module_views(result, say),
        staff=staff_view(result, say),
        plan=plan,
        guide=guide_view(result, say),
        bring=bring_view(result, say),
        cases=_cases(plan, MOST_CASES_QUICK if result.scan.quick else MOST_CASES),
        advisers=adviser_views(result, say),
        preconditions=precondition_views(result, say),
        figures=figure_views(result, say),
        changes=change_views(result, say),
        method=method_view(result.instrument, say),
        chapters=(),
        benchmark=benchmark_view(result, say),
        foreword=own_text_view(edition.foreword, result.scan.advisor),
        closing=own_text_view(edition.closing, result.scan.advisor),
    )
    return replace(context, chapters=_chapters(context, edition, say))


def anonymised(result: Result) -> Result:
    """The result without names, the scan's id, and what people wrote themselves."""
    staff = result.staff and replace(
        result.staff, release=without_groups(result.staff.release), remarks=NO_REMARKS
    )
    return replace(result, scan=result.scan.anonymised(), staff=staff)


def _cover(result: Result, say: Wording) -> CoverView:
    questionnaire, scan = result.instrument.questionnaire, result.scan
    organisation = scan.profile.organisation or say("cover.nameless")
    scope = say("cover.quick" if scan.quick else "cover.full")
    return CoverView(
        title=say.text(questionnaire.title),
        organisation=organisation,
        organisation_short=shortened(organisation),
        date=say.day(scan.measured_on),
        questionnaire=f"{say.text(questionnaire.title)} {scan.questionnaire.version}",
        scope=scope if scan.finished else f"{scope} · {say('cover.unfinished')}",
        profile=_profile(result, say),
    )


def _profile(result: Result, say: Wording) -> tuple[tuple[str, str], ...]:
    chosen, own = result.scan.profile.chosen, words(say.language, PROFILE_WORDS)
    named = {
        own[f"{name}.cover"]: say.choice(choices, chosen[name])
        for name, choices in result.instrument.questionnaire.profile.choices.items()
    }
    told = tuple((label, name) for label, name in named.items() if name)
    advisor = result.scan.advisor
    return (*told, (say("cover.advisor"), advisor)) if advisor else told


def _cases(plan: PlanView, most: int) -> tuple[CaseView, ...]:
    """The cases that are told in full: those of the plan, the firm's own sector first."""
    named = {action.case.id: action.case for action in plan.actions if action.case}
    return tuple(sorted(named.values(), key=lambda case: not case.same_sector)[:most])


def method_view(instrument: Instrument, say: Wording) -> MethodView:
    """How it is scored and how the plan is made, with the numbers of this questionnaire."""
    questionnaire, rules = instrument.questionnaire, instrument.advice.rules
    bands = questionnaire.bands
    starts = [say.decimal(band.start) for band in bands]
    return MethodView(
        bands=tuple(
            BandView(place, say.text(band.label), say.text(band.meaning), start, end)
            for place, (band, start, end) in enumerate(
                zip(bands, starts, [*starts[1:], "100"], strict=True), start=1
            )
        ),
        sources=tuple(
            SourceView(
                id=source.id,
                title=say.text(source.title),
                year=source.year,
                limits=say.text(source.limits) if source.limits else "",
                link=source.link or "",
            )
            for source in questionnaire.sources
        ),
        share=say("method.half")
        if questionnaire.valid_from == HALF
        else say.in_percent(say.decimal(100 * questionnaire.valid_from)),
        low=say.decimal(rules.low),
        most=rules.most,
        per_aspect=rules.per_aspect,
        lever_below=say.decimal(rules.lever_below),
        in_order_from=say.decimal(questionnaire.preconditions.in_order_from)
        if questionnaire.preconditions
        else "",
    )


def _chapters(context: ReportContext, edition: Edition, say: Wording) -> tuple[Chapter, ...]:
    """The parts that are there and were asked for, in the order of the report."""
    present = {
        "summary": True,
        "picture": True,
        "levers": True,
        "staff": context.staff is not None,
        "remarks": bool(context.staff and context.staff.remarks),
        "plan": bool(context.plan.actions),
        "guide": context.guide is not None,
        "evidence": bool(context.bring or context.cases or context.changes),
        "help": bool(context.advisers),
        "basis": bool(context.preconditions or context.figures),
        "answers": not context.quick,
        "method": True,
    }
    there = [name for name in CHAPTERS if present[name]]
    chosen = [name for name in there if edition.has(name)]
    if not chosen:
        raise input_error(Fault.CHAPTERS_NONE, known=", ".join(there))
    own = [("foreword", context.foreword, 0), ("closing", context.closing, _end(chosen))]
    for name, text, place in reversed(own):
        if text:
            chosen.insert(place, name)
    return tuple(Chapter(name, say(f"chapter.{name}")) for name in chosen)


def _end(chosen: list[str]) -> int:
    """The place after all that is told, before what is looked up."""
    return next((at for at, name in enumerate(chosen) if name in _LOOKED_UP), len(chosen))
