"""The same option everywhere, also at reversed items: such answers contradict each other.

Whoever says "always" to a practice and to its opposite tells nothing about the firm. The option in
the middle says the same of both, so it contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import Answer

FROM = 10
"""From so many answers on the same option everywhere is no chance."""
MIDDLE = 50
"""The value of an option that says as much for a practice as against it."""


def contradicts(
    questionnaire: Questionnaire, items: Sequence[Item], answers: Mapping[str, Answer]
) -> bool:
    """Whether all answered items have the same option, and reversed ones among them say otherwise.

    `items` are the scored ones; who answered few of them contradicts nothing yet.
    """
    given = [
        (item, answers[item.id].place)
        for item in items
        if item.id in answers and answers[item.id].place is not None
    ]
    places = {place for _, place in given}
    if len(given) < FROM or len(places) != 1:
        return False
    [place] = places
    turned = [item for item, _ in given if item.reversed]
    straight = [item for item, _ in given if not item.reversed]
    return bool(straight) and any(not _is_middle(questionnaire, item, place) for item in turned)


def _is_middle(questionnaire: Questionnaire, item: Item, place: int | None) -> bool:
    """Whether an option says as much for a practice as against it."""
    return place is not None and questionnaire.answer_set_of(item).values[place] == MIDDLE
