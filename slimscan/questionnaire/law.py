"""The law that actions touch: which body has which right, from which size, and where it stands.

Information, not legal advice. Another country is another file; nothing here knows a country.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from slimscan.questionnaire.base import HttpsLink, Model, Name, Slug, Translated

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A calendar day: `2026-11-27`."""

Right = Literal["advice", "consent", "information", "meeting", "representation", "duty"]
"""`advice`: may advise before the decision. `consent`: no decision without its yes.
`information`: may ask for what it needs. `meeting`: is called together. `representation`: the
form of representation itself. `duty`: of the employer, whoever represents the staff."""

Body = Literal["works_council", "staff_representation", "staff_meeting", "none"]
"""Who holds the right: a works council, a smaller elected staff representation, a meeting of all
staff where there is neither, or no body (a duty of the employer alone)."""


class Statute(Model):
    """A law by its name, and where its text can be looked up."""

    id: Slug
    name: Translated
    link: HttpsLink
    not_in: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Sectors of the profile where another law takes its place: there it is not shown."""
    instead: Translated | None = None
    """What those sectors have in its place, in one sentence."""


class LawEntry(Model):
    """One right or duty: its article, who holds it in which firm, and what it means."""

    id: Slug
    right: Right
    statute: Slug
    article: Translated
    """The place in the statute."""
    body: Body
    from_size: Annotated[int, Field(ge=1)]
    """The fewest people in a firm where it holds."""
    below_size: Annotated[int, Field(ge=2)] | None = None
    """Under this many people it holds; left out: however large the firm is."""
    meaning: Translated
    """What it means, in one sentence."""
    checked: Day | None = None
    """The day on which a person compared it with the statute; empty until somebody has."""

    def holds_for(self, lowest: int, highest: int | None) -> bool:
        """Whether it holds for firms of `lowest` to `highest` people (both included)."""
        reaches = highest is None or self.from_size <= highest
        return reaches and (self.below_size is None or lowest < self.below_size)


class Law(Model):
    """The law of one country that actions refer to (`law.yaml`)."""

    format: Literal[1]
    questionnaire: Slug
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    """The country by its two letters (ISO 3166)."""
    notice: Translated
    """That it is information and no legal advice; printed wherever an entry is."""
    statutes: Annotated[tuple[Statute, ...], Field(min_length=1, strict=False)]
    entries: Annotated[tuple[LawEntry, ...], Field(min_length=1, strict=False)]

    def statute_of(self, entry: LawEntry) -> Statute:
        """The statute that an entry stands in."""
        return next(statute for statute in self.statutes if statute.id == entry.statute)
