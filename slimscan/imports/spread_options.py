"""A question of which a tool gives every option a column of its own, as one column again.

Its headers say the option, and its cells hold a mark: a 1, an x, yes, or the option itself. Such a
mark is no code of the question, so nothing of these columns is read as an answer before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.answer_values import UNANSWERED
from slimscan.imports.headers import told
from slimscan.imports.matcher import Match
from slimscan.imports.tools.facts import truths
from slimscan.imports.tools.tool import AnswerTable, SheetRow
from slimscan.language import every_word
from slimscan.text import fold

StandsFor = Callable[[Match, str], object]
"""What a cell of a column stands for; nothing when it is no answer to what the column holds."""

_MARKS = frozenset({"x", "v", "\N{CHECK MARK}", "\N{HEAVY CHECK MARK}", "checked", "selected"})
_NO_MARKS = frozenset({"-", "unchecked", "not selected"})


def with_options_together(
    file: str, table: AnswerTable, matches: Sequence[Match | None], stands_for: StandsFor
) -> AnswerTable:
    """The table with one column a question, which holds the option that was chosen.

    What stands beside the options, such as a comment, is left out. Two chosen options stay two: no
    question takes them. Raises `InputError` where a column of an option of a question holds what is
    neither a mark nor that option.
    """
    groups = _marked(file, table, list(_groups(matches, stands_for)))
    if not groups:
        return table
    names = {group.match.name for group in groups}
    optional = {place for group in groups for place in group.options}
    beside = {
        place: match
        for place, match in enumerate(matches)
        if match and match.name in names and place not in optional
    }
    _check_beside(file, table, beside)
    moved = (optional | beside.keys()) - {group.first for group in groups}
    headers = tuple(
        replace(header, taken=True) if place in moved else header
        for place, header in enumerate(table.headers)
    )
    return replace(table, headers=headers, rows=_Chosen(table.rows, groups))


@dataclass(frozen=True)
class _Group:
    """The columns of one question, each with its option, by their place."""

    match: Match
    options: Mapping[int, str]
    stands_for: StandsFor
    known: dict[tuple[int, str], bool | None] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The place where the chosen option is put."""
        return min(self.options)

    def chosen(self, cells: Sequence[object]) -> list[str]:
        """The options that a row has chosen, each once."""
        return list(
            dict.fromkeys(
                option for place, option in self.options.items() if self.marked(cells, place)
            )
        )

    def marked(self, cells: Sequence[object], place: int) -> bool | None:
        """Whether a cell chooses its option; nothing where it holds something else."""
        cell = cells[place] if place < len(cells) else None
        text = "" if cell is None else fold(str(cell)).removesuffix(".0")
        if (place, text) not in self.known:
            self.known[place, text] = self._marked(place, text)
        return self.known[place, text]

    def _marked(self, place: int, text: str) -> bool | None:
        if not text or text in _no_marks():
            return False
        option = self.options[place]
        at = list(self.options).index(place) + 1
        if text in _marks() or text in (str(at), fold(option)):
            return True
        meant = self.stands_for(self.match, text)
        return True if meant is not None and meant == self.stands_for(self.match, option) else None


def _groups(matches: Sequence[Match | None], stands_for: StandsFor) -> Iterator[_Group]:
    options: dict[str, dict[int, str]] = {}
    found: dict[str, Match] = {}
    for place, match in enumerate(matches):
        # Names of states have an underscore, which is a space in a header.
        for option in (match.beside, match.beside.replace(" ", "_")) if match else ():
            if match and option and stands_for(match, option) is not None:
                options.setdefault(match.name, {})[place] = option
                found.setdefault(match.name, match)
                break
    for name, match in found.items():
        if len({fold(option) for option in options[name].values()}) > 1:
            yield _Group(match, options[name], stands_for)


def _marked(file: str, table: AnswerTable, groups: Sequence[_Group]) -> list[_Group]:
    """The groups whose cells are marks; columns about a person may hold texts of their own."""
    others: set[str] = set()
    for number, cells in table.rows if groups else ():
        for group in groups:
            for place, option in group.options.items():
                if group.marked(cells, place) is not None:
                    continue
                if group.match.question:
                    values = {
                        "column": told(table.headers[place].shown),
                        "option": told(option),
                        "value": told(str(cells[place]).strip()),
                    }
                    raise InputError([Problem(Fault.OPTION_COLUMN, values, file, number)])
                others.add(group.match.name)
    return [group for group in groups if group.match.name not in others]


def _check_beside(file: str, table: AnswerTable, beside: Mapping[int, Match]) -> None:
    """Refuse a column of marks that is no option's: whoever is marked there would have no answer.

    What people wrote there is a remark.
    """
    marked: dict[int, int] = {}
    written: set[int] = set()
    for number, cells in table.rows if beside else ():
        for place in beside.keys() - written:
            cell = cells[place] if place < len(cells) else None
            text = "" if cell is None else fold(str(cell)).removesuffix(".0")
            if text in _marks():
                marked.setdefault(place, number)
            elif text and text not in _no_marks():
                written.add(place)
    for place, number in sorted(marked.items()):
        if place not in written and beside[place].question:
            values = {"column": told(table.headers[place].shown), "option": beside[place].beside}
            raise InputError([Problem(Fault.OPTION_UNKNOWN, values, file, number)])


@dataclass(frozen=True)
class _Chosen:
    """The rows with the chosen option in the first column of every question."""

    rows: Iterable[SheetRow]
    groups: Sequence[_Group]

    def __iter__(self) -> Iterator[SheetRow]:
        for number, cells in self.rows:
            moved = list(cells)
            for group in self.groups:
                moved += [None] * (group.first + 1 - len(moved))
                moved[group.first] = "; ".join(group.chosen(cells))
            yield number, moved


@cache
def _marks() -> frozenset[str]:
    return _MARKS | {"1"} | _said("answers.yes", is_so=True)


@cache
def _no_marks() -> frozenset[str]:
    return _NO_MARKS | {"0"} | UNANSWERED | _said("answers.no", is_so=False)


def _said(key: str, is_so: bool) -> frozenset[str]:
    """The words of people and of spreadsheet programs, in every language."""
    of_programs = (word for word, value in truths().items() if value is is_so)
    return frozenset(map(fold, (*every_word("importing", key), *of_programs)))
