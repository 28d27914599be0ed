"""A question of which a tool gives every option a column of its own, as one column again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from slimscan.imports.matcher import Match
from slimscan.imports.tools.tool import AnswerTable, SheetRow

Takes = Callable[[Match, str], bool]
"""Whether an option is an answer to what a column was found to hold."""


def with_options_together(
    table: AnswerTable, matches: Sequence[Match | None], takes: Takes
) -> AnswerTable:
    """The table with one column a question, which holds the option that was chosen.

    What stands beside the options, such as a comment, is left out. Two chosen options stay two: no
    question takes them.
    """
    groups = [group for group in _groups(table, matches, takes) if len(group) > 1]
    if not groups:
        return table
    places = {place for group in groups for place in group}
    firsts = {min(group) for group in groups}
    names = {matches[place].name for place in places}  # type: ignore[union-attr]
    beside = {
        place
        for place, match in enumerate(matches)
        if match and match.name in names and place not in firsts and table.headers[place].option
    }
    headers = tuple(
        replace(header, taken=True) if place in beside else header
        for place, header in enumerate(table.headers)
    )
    return replace(table, headers=headers, rows=_Chosen(table.rows, groups))


Group = Mapping[int, str]
"""The columns of one question by their place, each with its option."""


def _groups(
    table: AnswerTable, matches: Sequence[Match | None], takes: Takes
) -> Iterable[dict[int, str]]:
    groups: dict[str, dict[int, str]] = {}
    for place, (header, match) in enumerate(zip(table.headers, matches, strict=True)):
        if match and header.option and takes(match, header.option):
            groups.setdefault(match.name, {})[place] = header.option
    return groups.values()


@dataclass(frozen=True)
class _Chosen:
    """The rows with the chosen option in the first column of every question."""

    rows: Iterable[SheetRow]
    groups: Sequence[Group]

    def __iter__(self) -> Iterator[SheetRow]:
        for number, cells in self.rows:
            moved = list(cells)
            for group in self.groups:
                chosen = [option for place, option in group.items() if _filled(cells, place)]
                moved += [None] * (min(group) + 1 - len(moved))
                moved[min(group)] = "; ".join(chosen)
            yield number, moved


def _filled(cells: Sequence[object], place: int) -> bool:
    """Whether a cell marks its option; a 0 or a word for no is the mark of one not chosen."""
    text = "" if place >= len(cells) or cells[place] is None else str(cells[place]).strip()
    return bool(text) and text.casefold() not in {"0", "0.0", "false"}
