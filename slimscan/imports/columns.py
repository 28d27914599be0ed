"""The columns of a table: which holds what, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.headers import column_keys, column_name, told
from slimscan.imports.matcher import CODE, CODE_WITHIN, DECISIVE, MAPPED, TEXT, Match, Matcher
from slimscan.imports.tools.tool import Header
from slimscan.questionnaire.models import Change, Item
from slimscan.text import fold

IGNORE = "ignore"
"""What a column is mapped to that holds nothing for slimscan."""

_MOST_NEAREST = 200
"""For how many columns a nearest match is looked up; it takes a while."""
_MOST_TOLD = 3
"""So many columns with something wrong are told one by one."""
_LONGEST_ONCE = 80
"""Mappings of earlier versions hold so much of a header."""

IMPORT_WORDS = "importing"


@dataclass(frozen=True)
class Columns:
    """The columns of a table by their place, counted from 0."""

    headers: tuple[str, ...]
    people: dict[str, int]
    """The columns beside the items, by name."""
    items: dict[int, Item]
    ignored: dict[str, str]
    """Columns that fit nothing, each under a name of its own, with the nearest code or nothing."""
    changes: dict[int, Change] = field(default_factory=dict)
    """The questions about changes, which have yes and no for an answer."""
    by_code: int = 0
    """How many columns of questions have its code in their header."""
    by_whole_code: int = 0
    """How many of those have nothing else there."""
    mapped: int = 0
    """How many columns of questions the user settled."""
    decisive: dict[str, str] = field(default_factory=dict)
    """Unknown columns that may decide who is who, with what they may hold."""
    unused: tuple[str, ...] = ()
    """What the user settled that is no column of this table."""

    @property
    def all_by_code(self) -> bool:
        """Whether every question has its code above its column."""
        return self.by_code == self.questions

    @property
    def questions(self) -> int:
        """How many columns hold a question."""
        return len(self.items) + len(self.changes)

    def overflown(self, cells: Sequence[object]) -> bool:
        """Whether a row has something beyond the last column: its values may have moved."""
        beyond = cells[len(self.headers) :]
        return any(cell is not None and str(cell).strip() for cell in beyond)


Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Settled:
    """What the user settled about the columns of a table, by their folded headers."""

    headers: Sequence[Header]
    mapped: Mapping[str, str]

    def keys(self) -> list[tuple[str, ...]]:
        """How each column may be called: with its place, by its header, by what a tool says."""
        cut = Counter(fold(one.shown[:_LONGEST_ONCE]) for one in self.headers)
        found = []
        for place, header in enumerate(self.headers):
            start = fold(header.shown[:_LONGEST_ONCE])
            names = [f"{column_name(place)}: {header.shown}", header.shown, *header.names]
            found.append((*map(fold, names), *([start] if cut[start] == 1 else [])))
        return found

    def targets(self) -> list[str | None]:
        """For each column what it is settled to hold."""
        if not self.mapped:
            return [None] * len(self.headers)
        return [
            next((self.mapped[key] for key in keys if key in self.mapped), None)
            for keys in self.keys()
        ]

    def unused(self) -> tuple[str, ...]:
        """What is settled about no column of this table."""
        if not self.mapped:
            return ()
        known = {key for keys in self.keys() for key in keys}
        return tuple(key for key in self.mapped if key not in known)


def matches_of(
    matcher: Matcher, headers: Sequence[Header], mapped: Mapping[str, str]
) -> list[Match | None]:
    """What each column holds. What the user settled goes first.

    Of columns for one question those count that say it most surely; others hold nothing. A column
    with the whole code or text of a question is one of it, whatever its tool says.
    """
    found: list[Match | None] = []
    for header, target in zip(headers, Settled(headers, mapped).targets(), strict=True):
        if header.taken or target == IGNORE:
            found.append(Match(CODE, person=IGNORE))
        elif target is not None:
            found.append(matcher.mapped(target))
        elif header.ignored:
            found.append(matcher.question(header) or Match(CODE, person=IGNORE))
        else:
            found.append(matcher.match(header))
    surest: dict[str, int] = {}
    for one in found:
        if one:
            surest[one.name] = min(one.rank, surest.get(one.name, one.rank))
    return [
        one if one and (one.name == IGNORE or one.competes_with(surest[one.name])) else None
        for one in found
    ]


def match_columns(
    file: str,
    matcher: Matcher,
    headers: Sequence[Header],
    mapped: Mapping[str, str] | None = None,
    first: Rows = (),
) -> Columns:
    """Match the headers of a table.

    Raises `InputError` when two columns hold one item, one column two items, or no column any.

    `mapped`: what the user settled, an item's id, a person column or `ignore` by folded header.
    `first`: some of the rows.
    """
    matches = matches_of(matcher, headers, mapped or {})
    problems = [
        *_twice(file, headers, matches),
        *_torn(file, matcher, headers, matches),
        *_cut(file, matcher, headers, matches),
        *_kept_but_known(file, matcher, headers, matches),
    ]
    best = dict(_best(matches))
    items = {place: one.question for place, one in best.items() if isinstance(one.question, Item)}
    if not items and not problems:
        problems.append(Problem(Fault.TABLE_NO_ITEMS, {}, file))
    if problems:
        raise InputError(few_told(problems))
    asked = [one for one in best.values() if one.question]
    people = {one.person: place for place, one in best.items() if not one.question}
    unknown = dict(_unknown(headers, matches, best, first))
    return Columns(
        headers=tuple(header.shown for header in headers),
        people=people,
        items=items,
        ignored=_ignored(matcher, headers, unknown),
        changes={
            place: one.question for place, one in best.items() if isinstance(one.question, Change)
        },
        by_code=sum(one.rank in (CODE, CODE_WITHIN) for one in asked),
        by_whole_code=sum(one.rank == CODE for one in asked),
        mapped=sum(one.rank == 0 for one in asked),
        decisive=dict(_decisive(matcher, headers, unknown, people, first)),
        unused=Settled(headers, mapped or {}).unused(),
    )


def questions_in(
    matcher: Matcher, headers: Sequence[Header], mapped: Mapping[str, str]
) -> dict[str, list[int]]:
    """The questions that the headers name, each with the places of its columns."""
    found: dict[str, list[int]] = {}
    for place, match in enumerate(matches_of(matcher, headers, mapped)):
        if match and match.question:
            found.setdefault(match.name, []).append(place)
    return found


def few_told(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems, and how many columns more have one: a line a column is a wall."""
    if len(problems) <= _MOST_TOLD + 1:
        return list(problems)
    left = len(problems) - _MOST_TOLD
    more = Problem(Fault.COLUMNS_MORE, {"count": left}, problems[0].file)
    return [*problems[:_MOST_TOLD], more]


def column_twice(
    file: str, headers: Sequence[Header], first: int, place: int, row: int | None = None
) -> Problem:
    """Two columns for one thing, both with their places; `row` is where both hold an answer."""
    values = {
        "first": told(headers[first].shown),
        "first_place": column_name(first),
        "column": told(headers[place].shown),
        "place": column_name(place),
    }
    return Problem(Fault.TABLE_COLUMN_TWICE, values, file, row)


def _best(matches: Sequence[Match | None]) -> Iterator[tuple[int, Match]]:
    """For everything that was found, the column that says it most surely."""
    ranked = sorted(
        (match.rank, place) for place, match in enumerate(matches) if match and match.name != IGNORE
    )
    taken: set[str] = set()
    for _, place in ranked:
        match = matches[place]
        if match and match.name not in taken:
            taken.add(match.name)
            yield place, match


def _twice(file: str, headers: Sequence[Header], matches: Sequence[Match | None]) -> list[Problem]:
    """Columns for one thing; of person columns only those that say it equally surely."""
    first: dict[tuple[str, int], int] = {}
    problems = []
    for place, match in enumerate(matches):
        if match is None or match.name == IGNORE:
            continue
        key = (match.name, 0 if match.question else match.rank)
        if key in first:
            problems.append(column_twice(file, headers, first[key], place))
        first.setdefault(key, place)
    return problems


def _torn(
    file: str, matcher: Matcher, headers: Sequence[Header], matches: Sequence[Match | None]
) -> Iterator[Problem]:
    """Columns with one question's code and another's text, as where a tool numbers questions."""
    for header, match in zip(headers, matches, strict=True):
        coded = match.question if match and match.rank in (CODE, CODE_WITHIN) else None
        text = matcher.told(header) if coded else None
        if coded and text and text.id != coded.id:
            values = {"column": told(header.shown), "code": coded.id, "text": text.id}
            yield Problem(Fault.TABLE_COLUMN_TORN, values, file)


def _kept_but_known(
    file: str, matcher: Matcher, headers: Sequence[Header], matches: Sequence[Match | None]
) -> Iterator[Problem]:
    """Columns to be kept as the user's own that hold what is scored, or who somebody is."""
    for header, match in zip(headers, matches, strict=True):
        if match and match.rank == MAPPED and matcher.is_own(match.name):
            known = matcher.match(header)
            if known and known.rank <= TEXT:
                values = {"column": told(header.shown), "held": known.name}
                yield Problem(Fault.KEPT_IS_KNOWN, values, file)


def _cut(
    file: str, matcher: Matcher, headers: Sequence[Header], matches: Sequence[Match | None]
) -> Iterator[Problem]:
    """Says that headers are cut off: what is left of them may be several questions'."""
    cut = [
        header
        for header, match in zip(headers, matches, strict=True)
        if match is None and header.shown and matcher.cut_off(header)
    ]
    if cut:
        yield Problem(Fault.HEADINGS_CUT, {"count": len(cut), "column": told(cut[0].shown)}, file)


def _unknown(
    headers: Sequence[Header],
    matches: Sequence[Match | None],
    best: Mapping[int, Match],
    first: Rows,
) -> Iterator[tuple[int, str]]:
    """The columns that fit nothing, by their place; without a header only where they are filled."""
    keys = column_keys([header.shown for header in headers])
    for place, match in enumerate(matches):
        filled = headers[place].shown or any(_cells(first, place))
        if place not in best and filled and not (match and match.name == IGNORE):
            yield place, keys[place]


def _ignored(
    matcher: Matcher, headers: Sequence[Header], unknown: Mapping[int, str]
) -> dict[str, str]:
    return {
        key: matcher.nearest(headers[place]) if number < _MOST_NEAREST else ""
        for number, (place, key) in enumerate(unknown.items())
    }


def _decisive(
    matcher: Matcher,
    headers: Sequence[Header],
    unknown: Mapping[int, str],
    people: Iterable[str],
    first: Rows,
) -> Iterator[tuple[str, str]]:
    missing = [name for name in DECISIVE if name not in people]
    for place, key in unknown.items() if missing else ():
        held = matcher.decisive(headers[place], _cells(first, place))
        if held in missing:
            yield key, held


def _cells(rows: Rows, place: int) -> list[object]:
    """The filled cells of a column in some rows."""
    cells = (row[place] for row in rows if place < len(row))
    return [cell for cell in cells if cell is not None and str(cell).strip()]
