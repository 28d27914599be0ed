"""What was told of organisations together, and what may be told of them now.

Figures are about a pool of organisations. They are told anew only where five organisations or more
came, left or changed beside every pool that was told before, and where no combination of pools
speaks of one to four (`audit.py`): three pools can be chosen so that two of them, taken from the
third, leave one organisation. A figure of which few of the pool are part, because the others left
the question open, waits in the same way by itself: its `tally`, how often every answer was given,
must differ by five people or by none, from that of every pool and from what two of them make. A
figure that is told of parts too (of sectors, of groups) has a tally of each, and waits whole.

Everything that was told stays known, for a reader has it still.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from slimscan.privacy.akin import Kinship, PoolDocument
from slimscan.privacy.audit import Audit
from slimscan.privacy.held_figures import (
    few_changed,
    marks_in,
    told_rests,
    with_figures_of_before,
    with_held_figures,
    without_few_left_over,
)
from slimscan.privacy.kept_pools import (
    Pool,
    change_document,
    documents_told,
    every_set,
    keep_pool,
    pools_told,
    same_firms_known,
)
from slimscan.privacy.organisations import LEAST_ORGANISATIONS
from slimscan.privacy.people_sets import KeepSet, PeopleSets, mark_of_set
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.same_firms import SameFirm, SameFirms
from slimscan.privacy.tallies import Triples


class PoolFigures(Protocol):
    """What may be told of a pool, made when it is asked."""

    def document(self, keep: KeepSet) -> PoolDocument:
        """The figures of now; `keep` notes the sets of people that they leave over."""

    @property
    def nothing(self) -> PoolDocument:
        """What is told where even the figures of before are not theirs."""

    def added(self, document: PoolDocument) -> PoolDocument:
        """A document with what else is told of the very same members; itself when nothing is."""


MemberSets = Sequence[tuple[str, frozenset[int]]]
"""The same organisations, each time with its scope: as pairs, and as they are at a measurement."""

MayTell = Callable[[MemberSets], bool]

FewChanged = Callable[[Sequence[PoolDocument]], frozenset[str]]
"""The figures of some measurements of which few answers changed since these people were told of."""


@dataclass(frozen=True)
class Led:
    """Who leads the organisations of a pool.

    `sets` are the leaders whom the figures are about, with the scope in which all sets of leaders
    are known that were told of, by whatever else. `firms` are the numbers in these, and in the
    pool, that are of the same organisation. `people` are who answered, as documents keep them.
    """

    sets: Sequence[tuple[str, Sequence[int]]] = ()
    firms: Iterable[SameFirm] = ()
    people: PoolDocument = field(default_factory=dict)


_WAITED = "waited"
"""Under which name the ledger keeps who answered when all of it waited: a measurement goes on."""
_NO_FIRMS = SameFirms()
_NO_KEYS: frozenset[tuple[bool, ...]] = frozenset()


def settle_pool(
    book: sqlite3.Connection,
    scope: str,
    members: Iterable[int],
    figures: PoolFigures,
    led: Led,
) -> tuple[PoolDocument, bool]:
    """What may be told of these now, and whether some of it is what was told before.

    The caller holds the ledger.
    """
    now = frozenset(members)
    same_firms = same_firms_known(book, led.firms)
    told = pools_told(book, scope, now)
    same = [one for one in told if one.document and one.is_of_the_same(now)]
    nearest = _nearest(same, now)
    if nearest and nearest.changed(now) < MINIMUM:
        if nearest.changed(now) > 0:
            _keep_waiting(book, led.people)
            return nearest.document, True
        document = _with_added(book, nearest, figures)
        return document, bool(document.get("held"))
    if len(now) < LEAST_ORGANISATIONS:
        return figures.document(mark_of_set), False  # of so few nothing is told
    if not _may_be_told(now, [one.members for one in told], same_firms):
        _keep_waiting(book, led.people)
        return (nearest.document if nearest else figures.nothing), True
    before = _Before(_documents_of(same), _documents_of(told), same_firms)
    del now, told, same, nearest  # figures of very many take the memory that these had
    same_firms.fold()
    return _told_anew(book, scope, members, figures, led, before=before)


@dataclass(frozen=True)
class _Before:
    """What was told of nearly the same organisations, and of all that hang together with these.

    `same_firms` tells which numbers are of the same organisation.
    """

    same: Sequence[PoolDocument]
    told: Sequence[PoolDocument]
    same_firms: SameFirms


def _told_anew(  # noqa: PLR0913
    book: sqlite3.Connection,
    scope: str,
    members: Iterable[int],
    figures: PoolFigures,
    led: Led,
    *,
    before: _Before,
) -> tuple[PoolDocument, bool]:
    """The figures of now but for those that wait, noted; and whether some do."""
    sets, same_firms = PeopleSets(book), before.same_firms
    document = figures.added(figures.document(sets.keep))
    everything = documents_told(book)
    kinship = Kinship(same_firms)
    akin = kinship.akin(everything, document)
    near, all_told = [*before.same, *akin], [*before.told, *akin]
    document, held = with_held_figures(document, near, Triples(all_told, kinship.people))
    document, too_few = without_few_left_over(document, near, told_rests(everything, sets))
    held |= too_few and bool(near)  # of what was never told no figure is of before
    few = kinship.is_few_beside([one for one in akin if _is_other(one, scope)], document)
    led_now = [(one, frozenset(its)) for one, its in led.sets]
    if few or not _admit(book, led_now, {}, same_firms):
        document, held = with_figures_of_before(document, near), True
    sets.leave(marks_in(document))
    keep_pool(book, scope, frozenset(members), {**document, "held": held, "scope": scope})
    return document, held


def _documents_of(pools: Iterable[Pool]) -> list[PoolDocument]:
    return [one.document for one in pools]


def _is_other(document: PoolDocument, scope: str) -> bool:
    """Whether it is what was told by other questions."""
    return bool(document.get("scope", scope) != scope)


def _keep_waiting(book: sqlite3.Connection, people: PoolDocument) -> None:
    """Note who answered where nothing new is told of them."""
    if people and all(one.get("kin") != list(people["kin"]) for one in documents_told(book)):
        keep_pool(book, _WAITED, frozenset(), people)


def settle_parts(
    book: sqlite3.Connection,
    scope: str,
    members: Iterable[int],
    figures: Callable[[MayTell, FewChanged], PoolDocument],
    firms: Iterable[SameFirm] = (),
) -> tuple[PoolDocument, bool]:
    """As `settle_pool`, of figures about the same organisations at several measurements.

    `figures` is given what says whether a set of them may be told of, beside all that was told of
    these organisations, at each measurement too; a set that may be is noted at once. And it is
    given what says of which figures of a measurement too few answers changed. Its `waves` are what
    it tells of each measurement: `known` figures, that summaries are held against.
    """
    now = frozenset(members)
    same = [one for one in pools_told(book, scope, now) if one.document and one.is_of_the_same(now)]
    nearest = _nearest(same, now)
    if nearest and nearest.changed(now) < MINIMUM:
        return nearest.document, nearest.changed(now) > 0
    known: dict[str, list[frozenset[int]]] = {}
    same_firms = same_firms_known(book, firms)
    everything = documents_told(book)
    document = figures(
        lambda sets: _admit(book, sets, known, same_firms),
        lambda waves: few_changed(waves, everything, Kinship(same_firms)),
    )
    keep_pool(book, scope, now, document)
    return document, False


def _admit(
    book: sqlite3.Connection,
    sets: MemberSets,
    known: dict[str, list[frozenset[int]]],
    same_firms: SameFirms,
) -> bool:
    """Whether these sets may be told of, beside all that were in their scopes; then they are noted.

    `known` are the sets of scopes that were read already.
    """
    for one, _ in sets:
        if one not in known:
            known[one] = every_set(book, one)
    if not all(_may_be_told(its, known[one], same_firms) for one, its in sets):
        return False
    for one, its in sets:
        if its not in known[one]:
            known[one].append(its)
            keep_pool(book, one, its, {})
    return True


def _nearest(pools: Sequence[Pool], now: frozenset[int]) -> Pool | None:
    return min(pools, key=lambda one: one.changed(now), default=None)


def _may_be_told(
    now: frozenset[int], told: Sequence[frozenset[int]], same_firms: SameFirms = _NO_FIRMS
) -> bool:
    """Whether nothing follows about one to four members.

    Members who are always together are one to the audit; five stand for many of them. So are the
    numbers of one organisation, where fewer than five organisations have theirs in the same pools:
    of five and more nothing is left of any, or enough of all.
    """
    if not told:
        return _are_enough(map(same_firms.of, now))
    firms: dict[int, frozenset[tuple[bool, ...]]] = {}
    equal: dict[frozenset[tuple[bool, ...]], frozenset[tuple[bool, ...]]] = {}
    for member in now.union(*told):
        key = (member in now, *(member in pool for pool in told))
        firm = same_firms.of(member)
        keys = firms.get(firm, _NO_KEYS) | {key}
        firms[firm] = equal.setdefault(keys, keys)  # the same for nearly all of very many
    alike = Counter(firms.values())
    sets, place = [0] * (len(told) + 1), 0
    whose: dict[int, int] = {}
    for keys, count in alike.items():
        few = min(count, MINIMUM)
        for number, key in enumerate(sorted(keys)):
            bits = ((1 << few) - 1) << place
            if len(keys) > 1 and count < MINIMUM:
                whose |= {place + one: place - number * few + one for one in range(few)}
            sets = [one | bits if is_in else one for one, is_in in zip(sets, key, strict=True)]
            place += few
    audit = Audit(MINIMUM - 1, sets[1:], whose)
    if audit.admit(sets[:1]):
        return True
    # What was told before it was known of whom it was, does not hide all that follows.
    return bool(whose) and not audit.is_sound and Audit(MINIMUM - 1, sets[1:]).admit(sets[:1])


def _are_enough(firms: Iterable[int]) -> bool:
    """Whether these are nobody, or enough organisations."""
    found: set[int] = set()
    for firm in firms:
        found.add(firm)
        if len(found) >= MINIMUM:
            return True
    return not found


def _with_added(book: sqlite3.Connection, pool: Pool, figures: PoolFigures) -> PoolDocument:
    """What was told of these members with what is told beside it from now on."""
    document = figures.added(pool.document)
    if document is not pool.document:
        change_document(book, pool, document)
    return document
