"""Changes with their intervals on the screen, section by section: the programme monitor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from slimscan.terminal.display import open_display
from slimscan.terminal.drawing import ACCENT, plain_text
from slimscan.text import clean


@dataclass(frozen=True)
class ScreenRow:
    """One change: its name, its points with the interval, what it is called; `line` says it all."""

    name: str
    points: str
    interval: str
    verdict: str
    line: str
    is_whole: bool
    is_clear: bool


@dataclass(frozen=True)
class ScreenSection:
    """A heading with sentences, and changes under them."""

    title: str
    told: tuple[str, ...]
    rows: tuple[ScreenRow, ...] = ()


def print_sections(
    title: str, sections: Sequence[ScreenSection], language: str, plain: bool
) -> None:
    """The sections on stdout: drawn on a terminal, as plain sentences elsewhere."""
    screen = open_display(language, plain)
    if screen.plain:
        for line in _plain_lines(title, sections):
            print(clean(line))  # noqa: T201 plain output is the purpose
        return
    screen.print_within(lambda _: _drawn(title, sections))


def _drawn(title: str, sections: Sequence[ScreenSection]) -> Group:
    parts: list[RenderableType] = [plain_text(title, "bold")]
    for section in sections:
        parts.append(Text())
        if section.title:
            parts.append(plain_text(section.title, f"bold {ACCENT}"))
        parts += [plain_text(line) for line in section.told]
        if section.rows:
            parts += [Text(), _table(section.rows)]
    return Group(*parts)


def _table(rows: Sequence[ScreenRow]) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(ratio=1)
    for _ in range(2):
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for row in rows:
        style = "bold" if row.is_whole else ""
        verdict = Text(row.verdict, f"bold {ACCENT}" if row.is_clear else "dim")
        name = Padding(plain_text(row.name, style), (0, 0, 0, 0 if row.is_whole else 2))
        table.add_row(name, Text(row.points, style), Text(row.interval, "dim"), verdict)
    return table


def _plain_lines(title: str, sections: Sequence[ScreenSection]) -> Iterator[str]:
    yield title
    for section in sections:
        yield ""
        if section.title:
            yield f"{section.title}:"
        yield from section.told
        yield from (row.line for row in section.rows)
