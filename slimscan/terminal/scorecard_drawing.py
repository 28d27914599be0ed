"""The scorecard as it is drawn on a terminal: bars in a table, or a list where it is narrow."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.result import Result
from slimscan.scoring.scorecard import Score
from slimscan.shown import Wording, as_shown, day
from slimscan.terminal.drawing import ACCENT, MARK, draw_bar, plain_text
from slimscan.terminal.scorecard_words import (
    answered_words,
    band_words,
    scan_remarks,
    scorecard_sections,
    scorecard_title,
    told_scales,
)
from slimscan.text import clean

_ROOMY = 76
"""From this width on a scale fits on one line."""
_BAR = 10


def draw_scorecard(result: Result, texts: Wording, names: Mapping[str, str], width: int) -> Group:
    """The scorecard for a screen with room for so many columns of text."""
    title = Text.assemble(
        plain_text(scorecard_title(result, texts), "bold"),
        (f"  {day(result.scan.measured_on, texts.language)}", "dim"),
    )
    parts: list[RenderableType] = [title]
    remarks = scan_remarks(result, texts, MARK)
    if remarks:
        parts.append(Text(" · ".join(remarks), "dim"))
    scales = _wide_table if width >= _ROOMY else _narrow_list
    parts += [Text(), scales(result, texts, names)]
    for heading, lines in scorecard_sections(result, texts, names):
        parts += [Text(), Text(heading, f"bold {ACCENT}"), _points(lines)]
    return Group(*parts)


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
    for score, depth in told_scales(result):
        style = "" if depth else "bold"
        if not depth:
            table.add_row()
        table.add_row(
            Padding(plain_text(names[score.id], style), (0, 0, 0, 2 * depth)),
            _bar(score, result.scan.targets.get(score.id)),
            Text(as_shown(score.score), style),
            plain_text(band_words(score, texts)),
            Text(answered_words(score, texts)),
            Text(as_shown(score.lowest_item)),
        )
    return table


def _narrow_list(result: Result, texts: Wording, names: Mapping[str, str]) -> Group:
    """Two lines a scale: its name and score, then the bar with the rest."""
    parts: list[RenderableType] = []
    for score, depth in told_scales(result):
        style = "" if depth else "bold"
        head = Table.grid(expand=True, padding=(0, 1))
        head.add_column(ratio=1)
        head.add_column(justify="right")
        head.add_row(plain_text(names[score.id], style), Text(as_shown(score.score), style))
        lowest = f"{texts('scorecard.column.lowest')} {as_shown(score.lowest_item)}"
        rest = (band_words(score, texts), answered_words(score, texts), lowest)
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
