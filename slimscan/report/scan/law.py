"""The law that an action touches, for the body that a firm of this size has. No legal advice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slimscan.questionnaire.law import Law, LawEntry
from slimscan.questionnaire.library import Action
from slimscan.result import Result
from slimscan.shown import Wording


@dataclass(frozen=True)
class LawView:
    """One right or duty as a reader sees it."""

    title: str
    """Whether it is a right of whoever speaks for the staff, or a duty of the employer."""
    statute: str
    place: str
    """Statute and article."""
    meaning: str
    link: str
    checked: str
    """When a person compared it with the statute, or that nobody has yet."""


def law_views(result: Result, action: Action | None, say: Wording) -> tuple[LawView, ...]:
    """What the law says of an action in a firm of this size; all of it when the size is unknown."""
    law = result.instrument.law
    if law is None or action is None:
        return ()
    entries = result.instrument.law_of(action, result.scan.profile.chosen.get("size"))
    return tuple(_view(law, entry, say) for entry in entries)


def where_to_look(result: Result, actions: Iterable[Action | None], say: Wording) -> str:
    """Where the law that these actions touch can be read, for whoever reads on paper."""
    views = [view for action in actions for view in law_views(result, action, say)]
    links = dict.fromkeys(
        f"{view.statute} ({view.link.removeprefix('https://').rstrip('/')})" for view in views
    )
    return say("law.where", statutes=say.together(list(links))) if links else ""


def _view(law: Law, entry: LawEntry, say: Wording) -> LawView:
    statute = law.statute_of(entry)
    of_employer = entry.right in ("duty", "representation")
    return LawView(
        title=say("law.of_employer" if of_employer else "law.of_staff"),
        statute=say.text(statute.name),
        place=f"{say.text(statute.name)}, {say.text(entry.article)}",
        meaning=say.text(entry.meaning),
        link=statute.link,
        checked=say("law.checked", date=entry.checked) if entry.checked else say("law.unchecked"),
    )
