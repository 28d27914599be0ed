"""Who is who between two deliveries of answers: the rows of people, known under a secret key.

The same person has the same id, used once in its delivery, with the same time stamp (where there
are any) and at least half of the answers. A row of the same id and stamp with other answers is
that person, too, where no other row is and it has nobody else's answers. Any other row is a person
known by its answers, time stamp and id together, and by a number where several rows are equal.
Somebody with the same answers to the quick questions is the same person though the id became
another one (a table that numbers its rows anew) or other questions were left out. Names of firms,
folders, files and teams are no part of it. All that is kept is hashed, or sealed, under the key of
this home.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from slimscan.privacy.signer import Signer

NOT_GIVEN = "-"
"""The place of an answer that was not given, in `Row.answers`."""
NOT_KNOWN = "?"
"""The place of a "don't know"."""

OPTIONS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""What stands for the options of an item, in their order."""
SIGNS = frozenset(OPTIONS + NOT_GIVEN + NOT_KNOWN)
"""All that can stand for an answer at its place."""

ANSWERS_OF_ONE = 12
"""Somebody is known again by so many quick answers alone; fewer may well be those of two people."""


class Row(NamedTuple):
    """One respondent of a delivery.

    `name` is what the delivery calls them, once; `id` what the respondent was called where they
    answered, empty when there is no such id (then `name` was made up). `answers` has one character
    an item, at the same place in every delivery, `NOT_GIVEN` where there is no answer. `core` are
    those to the quick items, which are asked by every measure. `pad` is what only the holder of a
    scan's key knows, where its answers are sealed: then what the ledger keeps of them cannot be
    read in this home either.
    """

    name: str
    id: str
    answers: str
    stamp: str = ""
    core: str = ""
    pad: str = ""


class Known(NamedTuple):
    """What the ledger keeps of a person, to know them again.

    `alias` stands for id and time stamp together, 0 without an id. `keys` are those by which the
    person's firm is found. `seal` holds the answers of somebody with an id, empty after deletion.
    `core` is the one of the keys that says nothing of an id, 0 when there is none or it is not
    known any more.
    """

    person: str
    alias: int
    keys: tuple[int, ...]
    seal: bytes = b""
    core: int = 0

    @property
    def by_id(self) -> Known:
        """The same, known by the keys that its id is part of alone."""
        keys = tuple(key for key in self.keys if key != self.core) if self.alias else ()
        return self._replace(keys=keys, core=0)


def telling(rows: Sequence[Row]) -> list[bool]:
    """Whether the answers of each say who it is, whatever the id.

    Those of somebody who chose one option everywhere do not, nor those of one more who answered as
    another one of the delivery: in many firms people answer so, and these are not one firm.
    """
    told = [(core or answers, stamp) for _, _, answers, stamp, core, _ in rows]
    if len(set(told)) == len(told):
        return [not _is_one_option(answers) for answers, _ in told]
    seen: set[tuple[str, str]] = set()
    found = []
    for one in told:
        found.append(one not in seen and not _is_one_option(one[0]))
        seen.add(one)
    return found


_OPEN = frozenset(("", NOT_GIVEN, NOT_KNOWN))


def _is_one_option(answers: str) -> bool:
    """Whether nothing else was chosen, or nothing at all."""
    first, second = answers[:1], answers[1:2]
    if first != second and first not in _OPEN and second not in _OPEN:
        return False
    given = answers.replace(NOT_GIVEN, "").replace(NOT_KNOWN, "")
    return given.count(given[:1]) == len(given) if given else True


def sign_at(answers: str, places: Mapping[str, int], item: str) -> str:
    """What somebody answered to an item: at its place, or behind its name where it has none."""
    place = places.get(item)
    if place is not None:
        return answers[place] if place < len(answers) else NOT_GIVEN
    mark = f"|{item}="
    at = answers.find(mark)
    return answers[at + len(mark)] if at >= 0 else NOT_GIVEN


def half_equal(first: str, second: str) -> bool:
    """Whether at least half of the answers are the same; of the one who was asked less."""
    given = min(len(one) - one.count(NOT_GIVEN) for one in (first, second))
    pairs = zip(first, second, strict=False)
    same = sum(one == other != NOT_GIVEN for one, other in pairs)
    return 2 * same >= given > 0


@dataclass(frozen=True)
class Paired:
    """The rows of a delivery beside what a firm's ledger knows: by row name the person's id."""

    names: Mapping[str, str]
    """For every row the person: one that is known, or a new one."""
    found: int
    """How many rows were known by id and answers, or by answers that tell who it is."""
    by_id: int
    """How many of these by an id."""


def pair(
    signer: Signer,
    rows: Sequence[Row],
    now: Sequence[Known],
    before: Iterable[Known],
    tells: Sequence[bool],
) -> Paired:
    """Know the rows again among the people of one ledger; `tells`: whose answers say who it is."""
    by_key: dict[int, Known] = {}
    by_alias: dict[int, list[Known]] = {}
    by_answers: dict[int, Known] = {}
    for one in before:
        by_answers |= dict.fromkeys(one.keys, one)
        if one.alias:
            by_alias.setdefault(one.alias, []).append(one)
        else:
            by_key[one.keys[0]] = one
    names: dict[str, str] = {}
    taken: set[str] = set()
    found = by_id = 0
    for row, one, is_told in zip(rows, now, tells, strict=True):
        if one.alias:
            candidates = by_alias.get(one.alias, ())
            same = next((each for each in candidates if _same(signer, row, one, each)), None)
        else:
            same = by_key.get(one.keys[0])
        if same and same.person not in taken:
            names[row.name] = same.person
            taken.add(same.person)
            found += is_told or bool(one.alias)
            by_id += bool(one.alias)
    for row, one, is_told in zip(rows, now, tells, strict=True):
        near = ((key, by_answers[key]) for key in one.keys if key in by_answers)
        key, same = next(near, (0, None)) if row.name not in names else (0, None)
        if same and same.person not in taken:
            names[row.name] = same.person
            taken.add(same.person)
            has_id = key in one.by_id.keys
            found += is_told or has_id
            by_id += has_id
    for row, one in zip(rows, now, strict=True):
        likely = by_alias.get(one.alias, ()) if row.stamp and row.name not in names else ()
        same = next((each for each in likely if each.person not in taken), None)
        if same:
            names[row.name] = same.person
            taken.add(same.person)
    fresh = {row.name: one.person for row, one in zip(rows, now, strict=True)}
    return Paired(fresh | names, found, by_id)


def _same(signer: Signer, row: Row, now: Known, then: Known) -> bool:
    return now.person == then.person or signer.is_same(row, then)
