"""A comparison on the screen: what changed, in a minute."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.comparison.comparison import Comparison, FigureChange, ScaleChange
from slimscan.comparison.staff import StaffChange
from slimscan.language import as_typed, words
from slimscan.plan.deeds import what_we_did
from slimscan.privacy import TOTAL, Cell, ReleasedChange
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import Answer
from slimscan.shown import (
    Wording,
    as_shown,
    day,
    option_labels,
    points_between,
    signed,
    whole,
    wording_of,
)
from slimscan.terminal.display import open_display
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.text import clean

_MOST_ITEMS = 10
_LINE = 21


def print_comparison(comparison: Comparison, language: str, plain: bool) -> None:
    """The comparison on stdout: drawn on a terminal, as plain sentences elsewhere."""
    screen = open_display(language, plain)
    told = _Told(comparison, language)
    if screen.plain:
        for line in _plain_lines(told):
            print(clean(line))  # noqa: T201 plain output is the purpose
        return
    screen.print_within(lambda _: _drawn(told))


class _Told:
    """The comparison in the words of one language."""

    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison = comparison
        self.language = language
        known = comparison.instrument.questionnaire.languages
        self.own = wording_of(language, known, "comparison", comparison.followup.audience)
        self.text = self.own.text

    def title(self) -> str:
        """Whose comparison, and between which days."""
        before, after = self.comparison.baseline, self.comparison.followup
        return self.own(
            "terminal.title",
            organisation=after.profile.organisation or self.own("page.firm"),
            before=day(before.measured_on, self.language),
            after=day(after.measured_on, self.language),
        )

    def lead(self) -> str:
        """How many answers rose and fell."""
        differences = [change.difference for change in self.comparison.items]
        up, down = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
        if not up and not down:
            return self.own("lead.same", items=len(differences))
        same = len(differences) - up - down
        return self.own("lead.told", items=len(differences), up=up, down=down, same=same)

    def scales(self) -> Iterator[tuple[str, ScaleChange, int]]:
        """Every scale with its name and depth."""
        questionnaire = self.comparison.instrument.questionnaire
        yield self.own("overall"), self.comparison.overall, 0
        for lever, change in zip(questionnaire.levers, self.comparison.levers, strict=True):
            yield self.text(lever.name), change, 0
            for aspect, part in zip(lever.aspects, change.aspects, strict=True):
                yield self.text(aspect.name), part, 1
        for change in self.comparison.beside:
            yield self.text(self.comparison.instrument.scale_names[change.id]), change, 0

    def change(self, change: ScaleChange) -> str:
        """The difference in whole points with its sign."""
        return self.difference(change.before.score, change.after.score)

    def difference(self, before: float | None, after: float | None) -> str:
        """The difference between two scores as they are shown, in words where it is no number."""
        points = points_between(before, after)
        if points is None:
            return self.own("change.no_score")
        return signed(points) if points else self.own("change.same")

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """What stands under the scores: a heading with its lines, empty sections left out."""
        changed = sorted(self.comparison.changed, key=lambda one: -abs(one.difference))
        items = [
            self.own(
                "terminal.item",
                id=one.item.id,
                statement=self.text(one.item.statement.leader),
                before=self._answer(one.item, one.before),
                after=self._answer(one.item, one.after),
                change=self.difference(one.before_value, one.after_value),
            )
            for one in changed[:_MOST_ITEMS]
        ]
        own = self.own
        if (rest := len(changed) - _MOST_ITEMS) > 0:
            items.append(own("terminal.rest", n=rest))
        heading = (
            own("terminal.changed.one")
            if len(changed) == 1
            else own("terminal.changed.many", n=len(changed))
        )
        yield heading, items
        yield own("staff.heading"), list(self._staff())
        yield own("chapter.plan"), list(self._deeds())
        yield own("beside.figures"), [self._figure(one) for one in self.comparison.figures]
        yield own("chapter.left_out"), list(self._left_out())

    def hint(self) -> str:
        """How to get the whole story; nothing for an anonymous comparison."""
        before, after = self.comparison.baseline.id, self.comparison.followup.id
        more = self.own("terminal.more", baseline=before, followup=after) if before else ""
        return as_typed(more)

    def _answer(self, item: Item, answer: Answer) -> str:
        labels = option_labels(self.comparison.instrument.questionnaire, item, self.language)
        return as_shown(None) if answer.place is None else labels[answer.place]

    def _staff(self) -> Iterator[str]:
        """What may be shown of the staff, a scale a line; of a team the total and the levers."""
        staff = self.comparison.staff
        if staff is None:
            return
        for cell in (TOTAL, *staff.teams):
            changes = staff.by_scale(cell)
            for name, scale, depth in self._staff_scales(cell):
                change = changes.get(scale)
                if change and change.verdict and (cell == TOTAL or not depth):
                    yield self._staff_line(staff, change, name)

    def _staff_scales(self, cell: Cell) -> Iterator[tuple[str, str, int]]:
        """The scales that staff have a value on: outcomes too, of everyone together."""
        yield from ((name, scale.id, depth) for name, scale, depth in self.scales())
        if cell == TOTAL:
            for outcome in self.comparison.instrument.questionnaire.outcome_scales:
                yield self.text(outcome.name), outcome.id, 0

    def _staff_line(self, staff: StaffChange, change: ReleasedChange, name: str) -> str:
        before, after = (
            self.own.mean(value.mean, value.end)
            for value in staff.values(change.cell, change.scale)
        )
        return self.own(
            "staff.line" if change.cell == TOTAL else "staff.team_line",
            team=change.cell.name,
            name=name,
            before=before,
            after=after,
            verdict=self.own(f"staff.{change.verdict}"),
        )

    def _deeds(self) -> Iterator[str]:
        statuses = words(self.language, "plan")
        baseline = self.comparison.baseline
        for deed in what_we_did(self.comparison.instrument, baseline, self.language):
            status = statuses(f"status.{deed.status}")
            line = self.own("terminal.deed", title=deed.title, status=status)
            yield f"{line}. {deed.told}" if deed.told else line

    def _figure(self, figure: FigureChange) -> str:
        unit = self.text(figure.outcome.unit)
        before, after = (
            as_shown(None) if value is None else self.own.figure(value, unit)
            for value in (figure.before, figure.after)
        )
        name = self.text(figure.outcome.name)
        return self.own("terminal.figure", name=name, before=before, after=after)

    def _left_out(self) -> Iterator[str]:
        counts: dict[str, int] = {}
        for one in self.comparison.left_out:
            why = self.own(f"left_out.{one.why}", where=self.own(f"where.{one.where}"))
            counts[why] = counts.get(why, 0) + 1
        for why, count in counts.items():
            yield self.own("terminal.left_out", n=count, why=why)


def _drawn(told: _Told) -> Group:
    parts: list[RenderableType] = [plain_text(told.title(), "bold"), plain_text(told.lead())]
    for note in told.comparison.notes:
        parts.append(Text(told.own(f"note.{note}"), ACCENT))
    parts += [Text(), _table(told), Text(), Text(told.own("summary.in_answers"), "dim")]
    for heading, lines in told.sections():
        if lines:
            parts += [Text(), Text(heading, f"bold {ACCENT}"), _points(lines)]
    if told.hint():
        parts += [Text(), Text(told.hint(), "dim")]
    return Group(*parts)


def _table(told: _Told) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(width=_LINE)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, change, depth in told.scales():
        style = "" if depth else "bold"
        if not depth:
            table.add_row()
        table.add_row(
            Padding(plain_text(name, style), (0, 0, 0, 2 * depth)),
            _dumbbell(change),
            Text(_scores(change, told.own), style),
            Text(told.change(change), style),
        )
    return table


def _dumbbell(change: ScaleChange) -> Text:
    """The two scores on a line from 0 to 100: open for the baseline, filled for the follow-up."""
    cells = ["·"] * _LINE
    first, second = change.before.shown, change.after.shown
    if first is None or second is None:
        return Text("".join(cells), "dim")
    before, after = (whole(score / 100 * (_LINE - 1)) for score in (first, second))
    for place in range(min(before, after), max(before, after)):
        cells[place] = "━"
    cells[before], cells[after] = "○", "●"
    text = Text("".join(cells), "dim")
    text.stylize(f"not dim {ACCENT}", min(before, after), max(before, after) + 1)
    return text


def _points(lines: list[str]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for line in lines:
        table.add_row(Text("•", ACCENT), plain_text(line))
    return table


def _plain_lines(told: _Told) -> Iterator[str]:
    yield told.title()
    yield told.lead()
    yield from (told.own(f"note.{note}") for note in told.comparison.notes)
    for name, change, _ in told.scales():
        if change.difference is None:
            yield told.own("terminal.line_none", name=name, change=told.change(change))
        else:
            before, after = as_shown(change.before.score), as_shown(change.after.score)
            yield told.own(
                "terminal.line", name=name, before=before, after=after, change=told.change(change)
            )
    yield told.own("summary.in_answers")
    for heading, lines in told.sections():
        if lines:
            yield ""
            yield f"{heading}:"
            yield from lines
    if told.hint():
        yield ""
        yield told.hint()


def _scores(change: ScaleChange, own: Wording) -> str:
    before, after = as_shown(change.before.score), as_shown(change.after.score)
    return own("scores", before=before, after=after)
