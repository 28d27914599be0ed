"""The scorecard on the screen: where the firm stands, what is strong, what to do first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.result import Result
from slimscan.scan.workshop import talk_first
from slimscan.scoring.responses import State
from slimscan.scoring.scales import OVERALL
from slimscan.scoring.scorecard import Score, Why
from slimscan.shown import NONE, Wording, as_shown, day, wording_of
from slimscan.terminal.drawing import ACCENT, MARK, WIDEST, draw_bar, plain_text
from slimscan.terminal.screen import open_screen
from slimscan.terminal.staff_lines import staff_lines
from slimscan.text import clean

FIRST_ACTIONS = 3
_ROOMY = 76
"""From this width on a scale fits on one line."""
_BAR = 10


def print_scorecard(result: Result, language: str, plain: bool) -> None:
    """The scorecard on stdout: drawn on a terminal, as plain sentences elsewhere."""
    screen = open_screen(language, plain)
    questionnaire = result.instrument.questionnaire
    audience = result.scan.audience
    texts = wording_of(language, questionnaire.languages, "terminal", audience)
    names = _names(result, texts)
    if screen.plain:
        for line in _plain_lines(result, texts, names):
            print(line)  # noqa: T201 plain output is the purpose
        return
    width = min(screen.width, WIDEST) - 4
    screen.console.print(Padding(_drawn(result, texts, names, width), (1, 2)), width=width + 4)


def _names(result: Result, texts: Wording) -> dict[str, str]:
    """The name of every scale on the scorecard."""
    return {OVERALL: texts("scorecard.overall")} | {
        scale: texts.text(name) for scale, name in result.instrument.scale_names.items()
    }


def _drawn(result: Result, texts: Wording, names: Mapping[str, str], width: int) -> Group:
    title = Text.assemble(
        plain_text(_title(result, texts), "bold"),
        (f"  {day(result.scan.measured_on, texts.language)}", "dim"),
    )
    parts: list[RenderableType] = [title]
    remarks = _remarks(result, texts, drawn=True)
    if remarks:
        parts.append(Text(" · ".join(remarks), "dim"))
    scales = _wide_table if width >= _ROOMY else _narrow_list
    parts += [Text(), scales(result, texts, names)]
    for heading, lines in _sections(result, texts, names):
        parts += [Text(), Text(heading, f"bold {ACCENT}"), _points(lines)]
    return Group(*parts)


def _title(result: Result, texts: Wording) -> str:
    return result.scan.profile.organisation or texts("scans.no_name")


def _remarks(result: Result, texts: Wording, drawn: bool) -> list[str]:
    """What kind of scan it is; on a drawn scorecard also what the mark in a bar means."""
    scan = result.scan
    return [
        *([texts("scorecard.quick")] if scan.quick else []),
        *([] if scan.finished else [texts("scorecard.unfinished")]),
        *([texts("scorecard.workshop", people=scan.workshop.people)] if scan.workshop else []),
        *([texts("scorecard.advisor", advisor=clean(scan.advisor))] if scan.advisor else []),
        *([texts("scorecard.target", mark=MARK)] if scan.targets and drawn else []),
    ]


def _scales(result: Result) -> Iterator[tuple[Score, int]]:
    """Every scale with its depth: overall, the levers with their aspects, what stands beside."""
    card = result.scorecard
    yield card.overall, 0
    for lever in card.levers:
        yield lever, 0
        yield from ((aspect, 1) for aspect in lever.aspects if _is_told(aspect))
    yield from ((aspect, 0) for aspect in card.beside)


def _is_told(aspect: Score) -> bool:
    """A quick scan leaves aspects without items out; there is nothing to tell about them."""
    return aspect.applicable > 0 or aspect.answered > 0 or aspect.why is Why.NOT_APPLICABLE


def _wide_table(result: Result, texts: Wording, names: Mapping[str, str]) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    table.add_column(width=_BAR)
    table.add_column(justify="right")
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    columns = ("score", "band", "answered", "lowest")
    table.add_row("", "", *(Text(texts(f"scorecard.column.{name}"), "dim") for name in columns))
    for score, depth in _scales(result):
        style = "" if depth else "bold"
        if not depth:
            table.add_row()
        table.add_row(
            Padding(plain_text(names[score.id], style), (0, 0, 0, 2 * depth)),
            _bar(score, result.scan.targets.get(score.id)),
            Text(as_shown(score.score), style),
            plain_text(_band(score, texts)),
            Text(_answered(score, texts)),
            Text(as_shown(score.lowest_item)),
        )
    return table


def _narrow_list(result: Result, texts: Wording, names: Mapping[str, str]) -> Group:
    """Two lines a scale: its name and score, then the bar with the rest."""
    parts: list[RenderableType] = []
    for score, depth in _scales(result):
        style = "" if depth else "bold"
        head = Table.grid(expand=True, padding=(0, 1))
        head.add_column(ratio=1)
        head.add_column(justify="right")
        head.add_row(plain_text(names[score.id], style), Text(as_shown(score.score), style))
        lowest = f"{texts('scorecard.column.lowest')} {as_shown(score.lowest_item)}"
        rest = (_band(score, texts), _answered(score, texts), lowest)
        line = _bar(score, result.scan.targets.get(score.id)).append(
            f"  {' · '.join(clean(part) for part in rest)}", "dim"
        )
        parts.append(Padding(Group(head, line), (0 if depth else 1, 0, 0, 2 * depth)))
    return Group(*parts)


def _bar(score: Score, target: float | None) -> Text:
    """The score as a bar, with a mark where it should come to."""
    if score.score is None and target is None:
        return Text("·" * _BAR, "dim")
    return draw_bar((score.score or 0) / 100, _BAR, None if target is None else target / 100)


def _band(score: Score, texts: Wording) -> str:
    if score.score is not None and score.band is None:
        return NONE  # the answers contradict each other
    return texts.text(score.band.label) if score.band else texts("scorecard.no_score")


def _answered(score: Score, texts: Wording) -> str:
    return texts("scorecard.of", answered=score.answered, applicable=score.applicable)


def _sections(
    result: Result, texts: Wording, names: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What stands under the bars: headings with points, each a mark and a text."""
    if result.contradicting:
        yield (
            texts("scorecard.contradicting.heading"),
            [("", texts("scorecard.contradicting.text"))],
        )
    else:
        yield from _conclusions(result, texts, names)
    staff = staff_lines(result, texts, names)
    if staff:
        yield texts("staff.heading"), staff
    talk = [
        ("•", texts.text(vote.item.statement.for_audience(result.scan.audience)))
        for vote in talk_first(result.instrument, result.scan)
    ]
    if talk:
        yield texts("workshop.talk_first"), talk
    missing = _missing(result, texts, names)
    if missing:
        yield texts("scorecard.missing"), [("•", line) for line in missing]


def _conclusions(
    result: Result, texts: Wording, names: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What is strong, and what to do first."""
    strong = [("•", f"{names[s.id]} ({as_shown(s.score)})") for s in result.strengths]
    yield (
        texts("scorecard.strengths"),
        strong or [("", texts(_no_strengths(result)))],
    )
    actions = []
    for row in result.plan.ahead[:FIRST_ACTIONS]:
        lead = row.who(texts.language)
        who = "\n" + texts("scorecard.action.who", who=lead) if lead else ""
        actions.append((f"{row.number}", f"{row.title(texts.language)}{who}"))
    if actions or result.scorecard.overall.score is not None:
        yield texts("scorecard.actions"), actions or [("", texts(_no_actions(result)))]


def _no_actions(result: Result) -> str:
    """Why there is nothing to do: what little was answered must not look as if all were well."""
    return f"scorecard.{'too_few_to_advise' if result.proposal.too_few else 'no_actions'}"


def _no_strengths(result: Result) -> str:
    """Why no strong point is named: nothing has a score, or nothing scores high."""
    scored = any(one.score is not None for one in result.scorecard.aspects)
    return "scorecard.none_strong" if scored else "scorecard.no_strengths"


def _missing(result: Result, texts: Wording, names: Mapping[str, str]) -> list[str]:
    """Every scale without a score and why, then how many questions have no answer."""
    lines = [
        texts(
            "scorecard.no_score_line",
            name=names[score.id],
            why=_why(score, texts),
        )
        for score, _ in _scales(result)
        if score.why
    ]
    states = Counter(answer.state for answer in result.answers.values())
    for state in (State.SKIPPED, State.DONT_KNOW, State.NOT_APPLICABLE):
        count = states[state]
        if count:
            key = f"scorecard.{state}.{'one' if count == 1 else 'many'}"
            lines.append(texts(key, n=count))
    return lines


def _why(score: Score, texts: Wording) -> str:
    if score.why is None:
        return ""
    return texts(f"scorecard.why.{score.why}", answered=score.answered, applicable=score.applicable)


def _points(lines: list[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for mark, line in lines:
        first, _, second = line.partition("\n")
        text = plain_text(first)
        if second:
            text.append("\n").append_text(plain_text(second, "dim"))
        table.add_row(Text(mark, ACCENT), text)
    return table


def _plain_lines(result: Result, texts: Wording, names: Mapping[str, str]) -> Iterator[str]:
    yield f"{clean(_title(result, texts))}, {day(result.scan.measured_on, texts.language)}"
    yield from _remarks(result, texts, drawn=False)
    for score, _ in _scales(result):
        if score.score is not None:
            target = result.scan.targets.get(score.id)
            line = texts(
                "scorecard.line",
                name=names[score.id],
                score=as_shown(score.score),
                band=_band(score, texts),
                answered=score.answered,
                applicable=score.applicable,
                lowest=as_shown(score.lowest_item),
            )
            yield line + (
                "" if target is None else texts("scorecard.target_line", target=as_shown(target))
            )
    for heading, lines in _sections(result, texts, names):
        yield ""
        yield f"{heading}:"
        for mark, line in lines:
            rank = f"{mark}. " if mark.isdecimal() else ""
            yield rank + clean(line).replace("\n", ". ")
