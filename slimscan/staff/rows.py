"""What a delivery of staff answers is made of, as the release rule wants to know it.

Who is who (`staff_rows`), and by which measure the staff are scored: which items, how many of them
in each scale, and who answered others than the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter

from slimscan.privacy import NOT_GIVEN, NOT_KNOWN, OPTIONS, Row, ScaleKind, kind_of, outcome_kind
from slimscan.questionnaire.models import Questionnaire
from slimscan.scoring.responses import DONT_KNOW, Respondent
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.staff.answers import MADE_FROM_CONTENT


def sign_of(cell: int | None) -> str:
    """A cell of the responses frame as one character."""
    if cell is None or cell < DONT_KNOW:
        return NOT_GIVEN
    return NOT_KNOWN if cell == DONT_KNOW else OPTIONS[cell % len(OPTIONS)]


def fixed_items(questionnaire: Questionnaire) -> list[str]:
    """The items that have a place of their own in `Row.answers`."""
    return [item.id for item in (*questionnaire.items, *questionnaire.precondition_items)]


def other_answers(given: Iterable[tuple[str, str]]) -> str:
    """The answers to all other items (of sector modules), by item, in order of their names."""
    return "".join(f"|{item}={sign}" for item, sign in sorted(given) if sign != NOT_GIVEN)


def core_of(questionnaire: Questionnaire) -> Callable[[str], str]:
    """Takes the answers to the quick items out of those that have a place of their own."""
    places = [place for place, item in enumerate(questionnaire.items) if item.quick]
    if not places:
        return lambda _: ""
    picked = itemgetter(*places)
    return lambda answers: "".join(picked(answers))


def staff_rows(
    questionnaire: Questionnaire, respondents: Sequence[Respondent], pad: str = ""
) -> tuple[Row, ...]:
    """The respondents as people of a delivery; the `pad` follows from the key of sealed answers."""
    places, core = fixed_items(questionnaire), core_of(questionnaire)
    return tuple(_row(places, core, one, pad) for one in respondents)


def _row(places: Sequence[str], core: Callable[[str], str], one: Respondent, pad: str) -> Row:
    signs = {item: sign_of(answer.cell) for item, answer in one.answers.items()}
    fixed = "".join(signs.get(item, NOT_GIVEN) for item in places)
    others = set(signs) - set(places)
    code = fixed + other_answers((item, signs[item]) for item in others)
    known = "" if one.respondent.startswith(MADE_FROM_CONTENT) else one.respondent
    # A row of a table that names nobody is known by its answers alone, also from before the key.
    return Row(one.respondent, known, code, one.measured_on, core(fixed), pad if known else "")


@dataclass(frozen=True)
class Measure:
    """By which items the staff of one delivery are scored.

    `asked` are the scales with the items that anybody answered or does not know; `name` tells this
    way of measuring from others: all items or the quick ones, with which sector modules.
    """

    asked: Scales
    name: str

    @cached_property
    def kinds(self) -> dict[str, ScaleKind]:
        """What every scale is made of."""
        aspects = {one.id: kind_of(len(one.items), is_aspect=True) for one in self.asked.aspects}
        outcomes = {one.id: outcome_kind(len(one.items)) for one in self.asked.outcomes}
        levers = {
            scale: kind_of(len(items), is_aspect=False) for scale, items in self.levers.items()
        }
        return levers | aspects | outcomes

    @cached_property
    def least(self) -> dict[str, int]:
        """The fewest people of whom the questionnaire shows an outcome."""
        scales = self.asked.questionnaire.outcome_scales
        return {scale.id: scale.shown_from for scale in scales}

    @cached_property
    def levers(self) -> dict[str, tuple[str, ...]]:
        """The items of every lever, and of all levers together."""
        levers = {
            lever.id: tuple(item.id for aspect in lever.aspects for item in aspect.items)
            for lever in self.asked.levers
        }
        return {OVERALL: tuple(item for items in levers.values() for item in items)} | levers

    @cached_property
    def items(self) -> dict[str, str]:
        """The names of the items of every scale."""
        aspects = {one.id: [item.id for item in one.items] for one in self.asked.leaves}
        return {scale: " ".join(items) for scale, items in (*self.levers.items(), *aspects.items())}

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """The aspects of every lever."""
        return {lever.id: lever.parts for lever in self.asked.levers}


def measure_of(scales: Scales, met: Iterable[str]) -> Measure:
    """The measure of people who met these items, when they are scored by these scales."""
    return _measure(_Key(scales), frozenset(met) & _Key(scales).items)


class _Key:
    """Scales as they are told apart while a program runs."""

    def __init__(self, scales: Scales) -> None:
        self.scales = scales
        self.items = frozenset(item.id for item in scales.items)

    def __hash__(self) -> int:
        return id(self.scales)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.scales is self.scales


@lru_cache(maxsize=256)
def _measure(key: _Key, met: frozenset[str]) -> Measure:
    scales = key.scales
    asked = scales.only(met)
    base = [item for lever in scales.levers for aspect in lever.aspects for item in aspect.items]
    quick = all(item.quick for item in base if item.id in met)
    used = [item for item in base if item.quick or not quick]
    for aspect in scales.beside:
        if any(item.id in met for item in aspect.items):
            used += [item for item in aspect.items if item.quick or not quick]
    return Measure(asked, _digest(scales, {item.id for item in used}))


def shared_measure(scales: Scales) -> Measure:
    """The measure by exactly the items of these scales, when it is nobody's own."""
    return Measure(scales, "shared " + _digest(scales, {item.id for item in scales.items}))


def _digest(scales: Scales, items: set[str]) -> str:
    """The same items with the same values have the same name, whatever the version."""
    digest = hashlib.blake2b(scales.questionnaire.id.encode(), digest_size=8)
    for aspect in scales.aspects:
        for item in aspect.items:
            if item.id in items:
                values = scales.questionnaire.option_values(item)
                digest.update(f"{aspect.id} {item.id} {item.weight} {values}\n".encode())
    return digest.hexdigest()
