"""The report as slides for the staff meeting: eight at most, with what to say under each.

Made of the same context as the page, for the people who answered: no team, no note of anybody, and
of staff only what was released of all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from slimscan.errors import Fault, input_error
from slimscan.language import Words, words
from slimscan.report.edition import WHOLE, Edition
from slimscan.report.look import palette_of
from slimscan.report.office.slide_drawing import SlideBar, SlideChart
from slimscan.report.office.slides import Deck, Slide, SlideLine, deck_bytes
from slimscan.report.office.tables import shown_number
from slimscan.report.scan.action_view import ActionView
from slimscan.report.scan.context import ReportContext, report_context
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.guide import GuideView
from slimscan.report.scan.levers import LeverView
from slimscan.report.scan.staff import StaffRow, told_more

MOST_DIFFERENT = 4
MOST_ACTIONS = 3
MOST_LOWEST = 3


def report_pptx(told: ToReport) -> bytes:
    """The report as slides; raises `InputError` when no slide tells of the chapters asked for."""
    context = told.context
    own = words(told.language, "slides")
    is_leader = told.result.scan.audience == "leader"
    theme = told.look.theme
    said = own if is_leader else own.for_staff()
    teller = _Teller(context, said, is_leader, told.edition)
    slides = tuple(teller.slides())
    if len(slides) == 1:
        raise input_error(Fault.CHAPTERS_NONE, known=", ".join(_on_slides(told, teller)))
    deck = Deck(
        title=context.words(
            "page.title", title=context.cover.title, organisation=context.cover.organisation
        ),
        language=own["tag"],
        made_on=told.result.scan.measured_on,
        slides=slides,
        palette=palette_of(told.look),
        logos=theme.logos if theme else (),
    )
    return deck_bytes(deck)


@dataclass(frozen=True)
class _Teller:
    """The context with the words to tell it in."""

    context: ReportContext
    own: Words
    is_leader: bool
    edition: Edition

    def slides(self) -> Iterator[Slide]:
        """The opening, and the slides of the chapters that are asked for."""
        yield self.opening()
        for chapters, slide in self.all_slides():
            if any(map(self.has, chapters)):
                yield slide()

    def all_slides(self) -> Iterator[tuple[tuple[str, ...], Callable[[], Slide]]]:
        """Every slide but the opening, with the chapters that it tells of."""
        yield ("summary", "method"), self.asked
        yield ("picture", "levers"), self.levers
        yield ("summary",), self.strong
        yield (("staff",), self.different) if self.staff_rows else (("levers",), self.lowest)
        yield ("plan",), self.first
        yield ("guide",), self.ask
        yield ("plan", "guide"), self.next

    def has(self, chapter: str) -> bool:
        """Whether a chapter is asked for."""
        return self.edition.has(chapter)

    @property
    def guide(self) -> GuideView | None:
        """The conversation guide, where it is asked for."""
        return self.context.guide if self.has("guide") else None

    @property
    def unsafe(self) -> tuple[str, ...]:
        """What to do instead, where people may not dare to speak in a group: in every edition."""
        guide = self.context.guide
        return guide.unsafe if guide else ()

    @property
    def staff_rows(self) -> tuple[StaffRow, ...]:
        """The staff beside the leader, lever by lever; nothing when they may not be shown so."""
        staff = self.context.staff
        if staff is None or not staff.shown or staff.alone or not self.has("staff"):
            return ()
        return tuple(row for lever in staff.levers for row in (lever.whole, *lever.aspects))

    def notes(self, *texts: str) -> tuple[str, ...]:
        """What to say with a slide; where people may not dare to speak, that nothing is asked."""
        return (self.own["ask.quietly"],) if self.unsafe else tuple(filter(None, texts))

    def opening(self) -> Slide:
        own, context = self.own, self.context
        guide, notes = self.guide, [own["open.say"]]
        if self.unsafe:
            notes += [own["ask.unsafe"], *self.unsafe]
        elif guide:
            agenda = " ".join(f"{minutes}: {text}" for minutes, text in guide.agenda)
            notes += [guide.purpose, own("open.time", agenda=agenda)]
        organisation = context.cover.organisation
        nameless = organisation == context.words["cover.nameless"]
        return Slide(
            own["open.title_nameless"]
            if nameless
            else own("open.title", organisation=organisation),
            (SlideLine(own["open.lead"]), SlideLine(context.cover.date)),
            tuple(notes),
        )

    def asked(self) -> Slide:
        own, context = self.own, self.context
        staff = context.staff
        key = "asked.questions" if len(context.levers) == 4 else "asked.questions_any"
        names = ", ".join(lever.name for lever in context.levers)
        lines = [SlideLine(own(key, n=context.summary.overall.applicable), f"{names}.")]
        if staff and staff.around_table:
            lines.append(SlideLine(own["asked.table"]))
        else:
            lines.append(SlideLine(own("asked.leader", date=context.cover.date)))
        notes = [own["asked.say"]]
        if staff and staff.people and not staff.around_table and self.has("staff"):
            lines.append(SlideLine(own("asked.staff", people=staff.people)))
            notes.append(own["asked.say_staff"])
        lines.append(SlideLine(own["asked.scale"]))
        return Slide(own["asked.title"], tuple(lines), tuple(notes))

    def levers(self) -> Slide:
        own, context = self.own, self.context
        overall = context.summary.overall
        told = [self._lever_line(lever) for lever in context.levers if lever.score.shown]
        title = own["levers.title"]
        if all(lever.score.number is None for lever in context.levers):
            line = SlideLine(own["levers.none"])
            return Slide(title, (line,), self.notes(own["levers.say"]))
        foot = ""
        if overall.number is not None:
            key = "levers.overall" if overall.band else "levers.overall_no_band"
            foot = own(key, score=overall.shown, band=overall.band)
        reading = context.summary.reading if self.has("summary") else ""
        notes = self.notes(own["levers.say"], reading, *told)
        return Slide(title, (), notes, self._lever_chart(told), foot)

    def _lever_line(self, lever: LeverView) -> str:
        score = lever.score
        row = self._whole_row(lever.number)
        if row:
            values = {"name": lever.name, "score": score.shown, "staff": row.staff}
            return self.own("levers.line_staff", **values)
        if score.number is None:
            return f"{lever.name}: {score.why}"
        key = "levers.line" if score.band else "levers.line_no_band"
        return self.own(key, name=lever.name, score=score.shown, band=score.band)

    def _whole_row(self, number: int) -> StaffRow | None:
        staff = self.context.staff
        if not self.staff_rows or staff is None:
            return None
        return next((one.whole for one in staff.levers if one.whole.number == number), None)

    def _lever_chart(self, told: list[str]) -> SlideChart:
        say, bars = self.context.words, []
        for lever in self.context.levers:
            row = self._whole_row(lever.number)
            values, shown = [lever.score.number], [lever.score.shown]
            if self.staff_rows:
                values.append(row.mean if row else None)
                shown.append(row.staff if row else "")
            colour = f"lever-{lever.number}"
            bars.append(SlideBar(lever.name, tuple(values), tuple(shown), colour))
        series = (say["staff.leader"], say["staff.staff"]) if self.staff_rows else ("0–100",)
        return SlideChart(series, tuple(bars), self.own("levers.about", scores=" ".join(told)))

    def strong(self) -> Slide:
        context, say = self.context, self.context.words
        summary, guide = context.summary, self.guide
        lines = tuple(
            SlideLine(f"{one.name} ({one.score}).", one.description) for one in summary.strengths
        )
        if not lines:
            key = "summary.contradicting" if summary.contradicting else "summary.no_strengths"
            lines = (SlideLine(say[key]),)
        questions = guide.strong if guide else ()
        notes = self.notes(self.own["strong.say"], *questions)
        return Slide(self.own["strong.title"], lines, notes)

    def different(self) -> Slide:
        """Where leader and staff see it differently, widest first."""
        own, say, staff = self.own, self.context.words, self.context.staff
        if staff is None or not staff.topic_rows:
            same = (SlideLine(own["differ.same"]),)
            return Slide(own["differ.title"], same, self.notes(own["differ.say"]))
        all_of_them = staff.topic_rows
        widest = all_of_them[:MOST_DIFFERENT]
        bars = tuple(
            SlideBar(
                row.name,
                (_whole(row.leader), row.mean),
                (row.leader, row.staff),
                f"lever-{row.number}",
            )
            for row in widest
        )
        told = " ".join(row.alt for row in widest)
        chart = SlideChart(
            (say["staff.leader"], say["staff.staff"]), bars, own("differ.about", scores=told)
        )
        more = told_more(all_of_them, MOST_DIFFERENT, say)
        notes = self.notes(own["differ.say"], *staff.topics[:MOST_DIFFERENT], *more)
        title = own["differ.title"]
        if more:
            title = own("differ.title_some", shown=len(widest), count=len(all_of_them))
        return Slide(title, (), notes, chart)

    def lowest(self) -> Slide:
        """Without staff beside the leader: the lowest topics, to hear how others see them."""
        own, context = self.own, self.context
        aspects = [aspect for lever in context.levers for aspect in lever.aspects]
        if context.summary.contradicting:
            aspects = []
        scored = [one for one in aspects if one.score.number is not None]
        low = sorted(scored, key=lambda one: one.score.number or 0)[:MOST_LOWEST]
        lines = [
            SlideLine(own("differ.lowest", name=one.name, score=one.score.shown)) for one in low
        ]
        asked = own["ask.quiet"] if self.unsafe else own["differ.lowest_say"]
        none = context.words["summary.contradicting"]
        none = none if context.summary.contradicting else own["levers.none"]
        lines.append(SlideLine(asked if low else none))
        notes = self.notes(own["differ.say_none"])
        title = own["differ.title_quiet" if self.unsafe else "differ.title_none"]
        return Slide(title, tuple(lines), notes)

    def first(self) -> Slide:
        own, plan = self.own, self.context.plan
        actions = plan.ahead[:MOST_ACTIONS]
        decided = any(action.decided for action in actions)
        title = own["first.title" if decided or not self.is_leader else "first.title_proposal"]
        if not actions:
            return Slide(title, (SlideLine(own["first.none"]),), self.notes(own["first.say"]))
        lines = tuple(SlideLine(f"{one.title}.", self._first_step(one)) for one in actions)
        signs = (own("first.sign", title=one.title, sign=one.sign) for one in actions if one.sign)
        notes = self.notes(own["first.say"], plan.standing, plan.meeting, *signs)
        return Slide(title, lines, notes)

    def _first_step(self, action: ActionView) -> str:
        """What is done first; not where that is for the leader's eyes, because people dare not."""
        step = "" if self.unsafe else action.first_step or action.what
        return self.own("first.step", step=step) if step else ""

    def ask(self) -> Slide:
        own, guide = self.own, self.guide
        if self.unsafe:
            lines = (own["ask.none"], own["ask.quiet"])
            notes = (own["ask.unsafe"], *self.unsafe)
            return Slide(own["ask.title"], tuple(map(SlideLine, lines)), notes)
        weak = guide.weak if guide else ()
        about_actions = (own["ask.best"],) if self.context.plan.ahead else ()
        asked = (*weak, *about_actions, own["ask.missing"], own["ask.need"])
        avoid = guide.avoid if guide else ()
        notes = (own["ask.say"], *(own("ask.avoid", text=text) for text in avoid))
        return Slide(own["ask.title"], tuple(map(SlideLine, asked)), notes)

    def next(self) -> Slide:
        own, guide = self.own, self.guide
        actions = self.context.plan.ahead[:1] if self.has("plan") else ()
        done = "; ".join(one.title for one in self.context.plan.done) if self.has("plan") else ""
        begin = [own("next.done", titles=done)] if done else []
        begin += [own("next.start", title=one.title) for one in actions]
        lines = (*begin, own["next.told"], own["next.again"])
        closing = (guide.closing,) if guide and not self.unsafe else ()
        return Slide(own["next.title"], tuple(map(SlideLine, lines)), (own["next.say"], *closing))


def _on_slides(told: ToReport, teller: _Teller) -> list[str]:
    """The chapters of this report that a slide tells of."""
    whole = replace(teller, context=report_context(told.result, told.language), edition=WHOLE)
    names = {name for chapters, _ in whole.all_slides() for name in chapters}
    return [one.id for one in whole.context.chapters if one.id in names]


def _whole(told: str) -> int | None:
    number = shown_number(told)
    return number if isinstance(number, int) else None
