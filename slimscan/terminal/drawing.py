"""A page drawn with rich: calm, one accent colour, and every text taken literally."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from slimscan.shown import whole
from slimscan.terminal.field import Field
from slimscan.terminal.page import ChoiceLine, Detail, HandsTally, Hint, Page, Step, TextEntry
from slimscan.text import clean

ACCENT = "#0087af"
"""Readable on a dark and on a light background alike."""
WIDEST = 80
MARK = "┃"
"""Stands in a bar where it should come to."""
_MARGIN = 2
_TALLY = 10

Line = list[Segment]


@dataclass(frozen=True)
class Drawing:
    """A page as lines: what may scroll, and what always stays in view under it."""

    body: tuple[Line, ...]
    footer: tuple[Line, ...]


def draw(page: Page, field: Field, console: Console, size: os.terminal_size) -> Drawing:
    """The page for a terminal of this size; generous where it is high enough, else tight."""
    width = max(20, min(size.columns, WIDEST) - 2 * _MARGIN)
    footer = _lines(_footer(page, width), console, width)
    blocks = list(_blocks(page, field, width))
    drawn = [_lines([block], console, width) for block in blocks]
    room = size.lines - len(footer) - sum(len(lines) for lines in drawn)
    return Drawing(tuple(_with_air(drawn, room)), footer)


def plain_text(text: str, style: str = "") -> Text:
    """A text from outside, clean and never read as markup."""
    return Text(clean(text), style)


def draw_bar(share: float, width: int, mark: float | None = None) -> Text:
    """A thin bar of which a share (0 to 1) is full; `mark` is a share to come to."""
    full = whole(width * max(0.0, min(1.0, share)))
    text = Text.assemble(("━" * full, ACCENT), ("─" * (width - full), "dim"))
    if mark is None:
        return text
    place = min(width - 1, max(0, whole(width * mark) - 1))
    return Text.assemble(text[:place], (MARK, "bold"), text[place + 1 :])


def _lines(parts: Iterable[RenderableType], console: Console, width: int) -> tuple[Line, ...]:
    options = console.options.update(width=width + _MARGIN, height=None)
    padded = Padding(Group(*parts), (0, 0, 0, _MARGIN))
    return tuple(console.render_lines(padded, options, pad=False))


def _with_air(blocks: Sequence[tuple[Line, ...]], room: int) -> Iterator[Line]:
    """The lines with blank ones between the blocks as far as there is room, then around them."""
    between = range(1, len(blocks))
    gaps = set([*between, len(blocks), 0][: max(0, room)])
    for number, block in enumerate(blocks):
        if number in gaps:
            yield []
        yield from block
    if len(blocks) in gaps:
        yield []


def _blocks(page: Page, field: Field, width: int) -> Iterable[RenderableType]:
    yield _header(page, width)
    if page.question:
        yield plain_text(page.question, "bold")
    for paragraph in page.paragraphs:
        yield plain_text(paragraph)
    if page.steps:
        yield _steps(page.steps)
    if page.options:
        yield _options(page.options)
    if page.tallies:
        yield _tallies(page.tallies)
    if page.entry is not TextEntry.KEY:
        yield _field(page.label, field)
    for detail in page.details:
        yield _detail(detail)


def _header(page: Page, width: int) -> RenderableType:
    top = Table.grid(expand=True)
    top.add_column(ratio=1)
    top.add_column(justify="right", no_wrap=True)
    top.add_row(plain_text(page.title, "dim"), Text(page.remaining, "dim"))
    parts: list[RenderableType] = [top]
    if page.progress is not None:
        parts.append(draw_bar(page.progress, width))
    if page.place:
        place = plain_text(page.place[0], f"bold {ACCENT}")
        for more in page.place[1:]:
            place.append_text(Text(" · ", "dim")).append_text(plain_text(more))
        parts.append(place)
    return Group(*parts)


def _options(options: Sequence[ChoiceLine]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for option in options:
        mark = Text("›" if option.remark else "", ACCENT)
        label = plain_text(option.label, "bold" if option.remark else "")
        if option.remark:
            label.append(f"  {option.remark}", "not bold dim")
        table.add_row(mark, Text(option.key, f"bold {ACCENT}"), Padding(label, (0, 0, 0, 1)))
    return table


def _tallies(tallies: Sequence[HandsTally]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(width=_TALLY, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for tally in tallies:
        table.add_row(
            Text("›" if tally.chosen else "", ACCENT),
            Text(tally.key, f"bold {ACCENT}"),
            draw_bar(tally.share, _TALLY),
            Text(str(tally.hands), "bold" if tally.hands else "dim"),
            plain_text(tally.label, "bold" if tally.chosen else ""),
        )
    return table


def _steps(steps: Sequence[Step]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column()
    table.add_column(justify="right")
    for step in steps:
        sign = "✓" if step.done else "›" if step.present else "·"
        style = "bold" if step.present else "" if step.done else "dim"
        table.add_row(
            Text(sign, ACCENT), plain_text(step.label, style), plain_text(step.remark, "dim")
        )
    return table


def _detail(detail: Detail) -> Text:
    text = Text.assemble((f"{detail.label} ", ACCENT)) if detail.label else Text()
    return text.append_text(plain_text(detail.text))


def _field(label: str, field: Field) -> Text:
    """The typed text; the character at the cursor stands out."""
    at, behind = field.text[field.cursor : field.cursor + 1] or " ", field.text[field.cursor + 1 :]
    text = Text.assemble((f"{label} ", f"bold {ACCENT}"))
    return text.append(field.text[: field.cursor]).append(at, "reverse").append(behind)


def _footer(page: Page, width: int) -> Iterable[RenderableType]:
    if page.message:
        yield plain_text(page.message, f"bold {ACCENT}")
    yield from _hint_lines(page.hints, width)


def _hint_lines(hints: Sequence[Hint], width: int) -> list[Text]:
    """The keys, as many on a line as fit; a key is never parted from what it does."""
    lines: list[Text] = []
    for hint in hints:
        text = Text.assemble((hint.key, f"bold {ACCENT}"), " ", hint.label)
        if lines and cell_len(lines[-1].plain) + 3 + text.cell_len <= width:
            lines[-1].append("   ").append_text(text)
        else:
            lines.append(text)
    return lines
