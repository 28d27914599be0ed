"""Whether a file is an export of a survey that was collected before, or of another one.

A number that a tool gives is a name within its survey only: every survey begins at 1. So a file
belongs to a survey known here when most of the people with those numbers answered the same. Rows
without a name are known by what they hold; a file of them was here before when half of the people
of the smaller one are found (method 3): two people may well answer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from slimscan.imports.delivery import FileDelivery, Handed
from slimscan.staff.answers import Gathering, Taken, made_respondent, table_respondent


def placed(delivery: FileDelivery, gathering: Gathering) -> list[Handed]:
    """The people of a file under the names that tell them from those of other surveys."""
    nameless = [one for one in delivery.handed if one.basis and not one.name]
    numbered = [one for one in delivery.handed if one.name and delivery.ids_within_file]
    known = {
        id(one): moved
        for group, is_known in ((nameless, _same_file), (numbered, _same_survey))
        for one, moved in zip(group, _in_their_survey(group, gathering, is_known), strict=True)
    }
    return [known.get(id(one), one) for one in delivery.handed]


_Known = Callable[[Sequence[Taken], Gathering], bool]


def _in_their_survey(
    group: Sequence[Handed], gathering: Gathering, is_known: _Known
) -> Sequence[Handed]:
    for survey in count(1):
        named = [_of_survey(one, survey) for one in group]
        standings = [gathering.standing(one.person, one.formerly) for one in named]
        if all(one is Taken.TAKEN for one in standings) or is_known(standings, gathering):
            return named
    raise AssertionError  # pragma: no cover


def _same_survey(standings: Sequence[Taken], _: Gathering) -> bool:
    known = [one for one in standings if one is not Taken.TAKEN]
    return 2 * known.count(Taken.SAME_RESPONDENT) >= len(known)


def _same_file(standings: Sequence[Taken], gathering: Gathering) -> bool:
    found = list(standings).count(Taken.SAME_RESPONDENT)
    return 2 * found >= min(len(standings), max(gathering.nameless, found))


def _of_survey(one: Handed, survey: int) -> Handed:
    """A person of the first, the second, ... survey of these numbers; `3/2` is 3 of the second."""
    if survey == 1:
        return one
    basis = f"{one.basis}/{survey}"
    respondent = table_respondent(basis) if one.name else made_respondent(basis)
    person = one.person.model_copy(update={"respondent": respondent})
    return replace(one, person=person, name=basis if one.name else "", formerly="")
