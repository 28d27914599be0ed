"""Every action of a questionnaire, to choose from: id, title and what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.questionnaire.loading import Instrument
from slimscan.shown import text_in
from slimscan.text import fold


@dataclass(frozen=True)
class ListedAction:
    """An action in one language; `about` is its aspect, or empty for a precondition."""

    id: str
    item: str
    level: str
    title: str
    about: str


def list_actions(
    instrument: Instrument, language: str, search: str = ""
) -> tuple[ListedAction, ...]:
    """The actions that have this word in their id, title, text or aspect; all without a word."""
    about = {
        item.id: text_in(aspect.name, language)
        for aspect in instrument.aspects
        for item in aspect.items
    }
    found = []
    for action in instrument.actions:
        title, topic = text_in(action.title, language), about.get(action.item, "")
        text = fold(" ".join((action.id, title, topic, text_in(action.what, language))))
        if fold(search) in text:
            found.append(ListedAction(action.id, action.item, action.level, title, topic))
    return tuple(found)
