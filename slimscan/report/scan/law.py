"""The law that an action touches, for the body that a firm of this size has. No legal advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.law import Law, LawEntry
from slimscan.result import Result
from slimscan.shown import Wording


@dataclass(frozen=True)
class LawView:
    """One right or duty as a reader sees it."""

    title: str
    """Whether it is a right of whoever speaks for the staff, or a duty of the employer."""
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
    size, sector = result.scan.profile.chosen.get("size"), result.scan.profile.sector
    entries = result.instrument.law_of(action, size, sector)
    return tuple(view_of_law(law, entry, say) for entry in entries)


def law_notice(result: Result, actions: Sequence[Action | None], say: Wording) -> str:
    """What the law lines are worth and where the law can be read, also by a reader on paper.

    Where a sector has another law in the place of one that is touched, that is said; empty where
    no action touches any law.
    """
    law, profile = result.instrument.law, result.scan.profile
    of_each = (result.instrument.law_of(one, profile.chosen.get("size")) for one in actions if one)
    entries = [entry for some in of_each for entry in some]
    if law is None or not entries:
        return ""
    statutes = {statute.id: statute for statute in map(law.statute_of, entries)}.values()
    other = [one.instead for one in statutes if profile.sector in one.not_in and one.instead]
    links = [
        f"{say.text(one.name)}, {one.link.removeprefix('https://').rstrip('/')}"
        for one in statutes
        if profile.sector not in one.not_in
    ]
    where = [say("law.where", statutes=say.together(links))] if links else []
    return " ".join([say.text(law.notice), *map(say.text, other), *where])


def view_of_law(law: Law, entry: LawEntry, say: Wording) -> LawView:
    """A right or duty in words."""
    statute = law.statute_of(entry)
    of_employer = entry.right in ("duty", "representation")
    return LawView(
        title=say("law.of_employer" if of_employer else "law.of_staff"),
        place=f"{say.text(statute.name)}, {say.text(entry.article)}",
        meaning=say.text(entry.meaning),
        link=statute.link,
        checked=say("law.checked", date=entry.checked) if entry.checked else say("law.unchecked"),
    )
