"""Which column of a table holds which item: by its code first, then by its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from slimscan.disk.places import languages
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.headers import bare
from slimscan.imports.tools.tool import Header
from slimscan.language import PROFILE_WORDS, words
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Change, Item
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.questionnaire.validation import closest
from slimscan.scoring.responses import PERSON_COLUMNS
from slimscan.staff.answers import staff_items
from slimscan.text import fold

LONGEST_SHOWN = 80
IGNORE = "ignore"
"""What a column is mapped to that holds nothing for slimscan."""

_MOST_NEAREST = 50
"""For how many columns a nearest match is looked up; it takes a while."""

IMPORT_WORDS = "importing"
AskedColumn = Item | Change


@dataclass(frozen=True)
class Columns:
    """The columns of a table by their place, counted from 0."""

    headers: tuple[str, ...]
    people: dict[str, int]
    """The columns beside the items, by name."""
    items: dict[int, Item]
    ignored: dict[str, str]
    """Columns that fit nothing, with the nearest code or an empty text."""
    changes: dict[int, Change] = field(default_factory=dict)
    """The questions about changes, which have yes and no for an answer."""
    by_code: int = 0
    """How many columns of questions are named by their code."""

    @property
    def all_by_code(self) -> bool:
        """Whether every question has its code above its column."""
        return self.by_code == len(self.items) + len(self.changes)

    def overflown(self, cells: Sequence[object]) -> bool:
        """Whether a row has something beyond the last column: its values may have moved."""
        beyond = cells[len(self.headers) :]
        return any(cell is not None and str(cell).strip() for cell in beyond)


@dataclass(frozen=True)
class _Match:
    """What a column was found to hold, and how sure that is: the lowest `rank` wins."""

    rank: int
    question: AskedColumn | None = None
    person: str = ""

    @property
    def name(self) -> str:
        return self.question.id if self.question else self.person


_MAPPED, _CODE, _TOLD, _TEXT = range(4)


@dataclass(frozen=True)
class Matcher:
    """Finds what a header stands for, in one questionnaire."""

    instrument: Instrument

    @cached_property
    def questions(self) -> dict[str, AskedColumn]:
        """Every question that a column may hold, by its id."""
        changes = {change.id: change for change in self.instrument.questionnaire.changes}
        closing = {item.id: item for item in self.instrument.questionnaire.closing_items}
        return {**staff_items(self.instrument), **changes, **closing}

    @cached_property
    def _codes(self) -> dict[str, AskedColumn]:
        return {name.casefold(): question for name, question in self.questions.items()}

    @cached_property
    def _texts(self) -> dict[str, AskedColumn]:
        """The questions by their text, where it is one question's."""
        found: dict[str, AskedColumn] = {}
        shared: set[str] = set()
        for question in self.questions.values():
            for text in _statements(question):
                if found.setdefault(text, question).id != question.id:
                    shared.add(text)
        return {text: question for text, question in found.items() if text not in shared}

    def match(self, header: Header, mapped: str | None = None) -> _Match | None:
        """What the column holds; nothing when it fits nothing."""
        if mapped is not None:
            return _Match(_MAPPED, self.questions.get(mapped), mapped)
        names = header.names or (header.shown,)
        for name in map(fold, names):
            if name in self._codes:
                return _Match(_CODE, self._codes[name])
        if header.person:
            return _Match(_TOLD, person=header.person)
        for name in map(fold, names):
            if name in PERSON_COLUMNS:
                return _Match(_CODE, person=name)
        for name in map(bare, names):
            if name in self._texts:
                return _Match(_TEXT, self._texts[name])
            if name in _person_words():
                return _Match(_TEXT, person=_person_words()[name])
        return None

    def told(self, header: Header) -> AskedColumn | None:
        """The question whose text stands in the header, whatever code stands there, too."""
        texts = map(bare, header.names or (header.shown,))
        return next((self._texts[text] for text in texts if text in self._texts), None)

    def nearest(self, header: Header) -> str:
        """The code of the question that the header is most like, or an empty text."""
        for name in header.names or (header.shown,):
            code = closest(name, self.questions)
            if code:
                return code
            text = closest(bare(name), self._alike(bare(name)))
            if text:
                return self._texts[text].id
        return ""

    def _alike(self, text: str) -> list[str]:
        """The texts of questions that share half of its words: comparing letters takes long."""
        wanted = set(text.split())
        return [one for one in self._texts if 2 * len(wanted & set(one.split())) >= len(wanted)]


def match_columns(
    file: str, matcher: Matcher, headers: Sequence[Header], mapped: Mapping[str, str] | None = None
) -> Columns:
    """Match the headers of a table.

    Raises `InputError` when two columns hold one item, one column two items, or no column any.

    `mapped`: what the user settled, an item's id, a person column or `ignore` by folded header.
    """
    matches = [_matched(matcher, header, mapped or {}) for header in headers]
    problems = [*_twice(file, headers, matches), *_torn(file, matcher, headers, matches)]
    best = dict(_best(matches))
    items = {place: one.question for place, one in best.items() if isinstance(one.question, Item)}
    if not items and not problems:
        problems.append(Problem(Fault.TABLE_NO_ITEMS, {}, file))
    if problems:
        raise InputError(problems)
    return Columns(
        headers=tuple(header.shown for header in headers),
        people={one.person: place for place, one in best.items() if not one.question},
        items=items,
        ignored=_ignored(matcher, headers, matches, best),
        changes={
            place: one.question for place, one in best.items() if isinstance(one.question, Change)
        },
        by_code=sum(bool(one.question) and one.rank == _CODE for one in best.values()),
    )


def questions_in(
    matcher: Matcher, headers: Sequence[Header], mapped: Mapping[str, str]
) -> dict[str, list[int]]:
    """The questions that the headers name, each with the places of its columns."""
    found: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        match = _matched(matcher, header, mapped)
        if match and match.question:
            found.setdefault(match.name, []).append(place)
    return found


def column_name(place: int) -> str:
    """A column as a spreadsheet program calls it: A for the first, AA behind Z."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def column_twice(
    file: str, headers: Sequence[Header], first: int, place: int, row: int | None = None
) -> Problem:
    """Two columns for one thing, both with their places; `row` is where both hold an answer."""
    values = {
        "first": headers[first].shown[:LONGEST_SHOWN],
        "first_place": column_name(first),
        "column": headers[place].shown[:LONGEST_SHOWN],
        "place": column_name(place),
    }
    return Problem(Fault.TABLE_COLUMN_TWICE, values, file, row)


def _matched(matcher: Matcher, header: Header, mapped: Mapping[str, str]) -> _Match | None:
    keys = map(fold, (header.shown, header.shown[:LONGEST_SHOWN], *header.names))
    target = next((mapped[key] for key in keys if key in mapped), None)
    if target == IGNORE or (target is None and header.ignored):
        return _Match(_MAPPED, person=IGNORE)
    return matcher.match(header, target)


def _best(matches: Sequence[_Match | None]) -> Iterator[tuple[int, _Match]]:
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


def _twice(file: str, headers: Sequence[Header], matches: Sequence[_Match | None]) -> list[Problem]:
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
    file: str, matcher: Matcher, headers: Sequence[Header], matches: Sequence[_Match | None]
) -> Iterator[Problem]:
    """Columns with one question's code and another's text, as where a tool numbers questions."""
    for header, match in zip(headers, matches, strict=True):
        coded = match.question if match and match.rank == _CODE else None
        told = matcher.told(header) if coded else None
        if coded and told and told.id != coded.id:
            shown = header.shown[:LONGEST_SHOWN]
            values = {"column": shown, "code": coded.id, "text": told.id}
            yield Problem(Fault.TABLE_COLUMN_TORN, values, file)


def _ignored(
    matcher: Matcher,
    headers: Sequence[Header],
    matches: Sequence[_Match | None],
    best: Mapping[int, _Match],
) -> dict[str, str]:
    ignored: dict[str, str] = {}
    for place, (header, match) in enumerate(zip(headers, matches, strict=True)):
        if header.shown and place not in best and not (match and match.name == IGNORE):
            near = matcher.nearest(header) if len(ignored) < _MOST_NEAREST else ""
            ignored[header.shown[:LONGEST_SHOWN].rstrip()] = near
    return ignored


def _statements(question: AskedColumn) -> Iterator[str]:
    texts: Iterable[Translated] = (
        (question.text,)
        if isinstance(question, Change)
        else (question.statement.leader, question.statement.employee or {})
    )
    for text in texts:
        yield from map(bare, text.values())


@cache
def _person_words() -> Mapping[str, str]:
    """The person columns by the words of people and of slimscan's forms, in its languages."""
    found: dict[str, str] = {}
    for language in languages():
        told = words(language, PROFILE_WORDS)
        for person in PERSON_COLUMNS:
            found |= {bare(word): person for word in told[f"{person}.columns"].split("|")}
        found |= {bare(told[f"{name}.form"]): name for name in ("organisation", *PROFILE_FIELDS)}
        found[bare(words(language, "form")["about.group"])] = "group"
    return found
