"""A delivery of answers through the release rule, with the ledger of people in the home.

The rule (`rule.py`) sees people and groups under names that only this home can make; here they are
named so, and what is released gets the names of its groups back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from slimscan.privacy.delivery import Delivery
from slimscan.privacy.first_wave import first_waves, is_first
from slimscan.privacy.ledger import Ledger, Person
from slimscan.privacy.migration import Now, migrated
from slimscan.privacy.people import (
    ANSWERS_OF_ONE,
    NOT_GIVEN,
    NOT_KNOWN,
    SIGNS,
    Row,
    sign_at,
)
from slimscan.privacy.rule import Terms, release
from slimscan.privacy.session import FoundWave, Session
from slimscan.privacy.signer import Signer
from slimscan.privacy.staff import ScoreColumns, Staff
from slimscan.privacy.values import TOTAL, Cell, Release, release_of, released_group


@dataclass(frozen=True)
class Delivered:
    """The staff of one organisation as they were delivered: who they are, and what they scored.

    `staff` calls people by the names of `rows`. `wave` is what this delivery calls its wave; where
    most of its people were shown with these answers before, it is the wave that they were shown in.
    `places` are the items that have a place of their own in the rows' answers. `old`: a ledger of
    before there was one in the home, for people whom that does not know yet.
    """

    wave: str
    rows: Sequence[Row]
    staff: Staff
    places: Sequence[str] = ()
    is_scan: bool = False
    old: Mapping[str, Any] | None = None

    @property
    def pad(self) -> str:
        """What only the holder of the key of these answers knows, where they are sealed."""
        return next((row.pad for row in self.rows if row.pad), "")


def deliver(session: Session, one: Delivered, terms: Terms) -> Delivery:
    """What may be shown of a delivery, noted in the ledger. `terms.baseline` is one in code."""
    found = session.find(one.rows)
    name, ledger = session.signer.name("wave", one.wave), found.ledger
    if one.old is None and is_first(ledger, one.staff, terms):
        first = _first(session, found, one, name, terms)
        if first:
            return first
    code = _Code(session.signer, one.places, one.pad)
    staff = code.staff(one.staff, found)
    if one.old is not None and found.firm is None:
        old = migrated(one.old, found.names, staff, session.signer, Now(name, terms.measure))
        ledger = old.beside(ledger, {})
    ledger = code.resealed(ledger, name)
    delivery = release(staff, ledger, wave=_wave(ledger, name, staff), terms=terms)
    if delivery.ledger != found.ledger:
        scan = session.signer.name("scan", one.wave) if one.is_scan else None
        session.keep(found, delivery.ledger, scan)
    named = code.named(delivery.release, one.wave)
    return replace(
        delivery, release=named, labels=code.labels, in_code=delivery.release, names=found.names
    )


def _marks(signer: Signer, found: FoundWave, pad: str) -> dict[str, str]:
    """By person a mark of their answers."""
    people = [found.names[row.name] for row in found.rows]
    padded = [pad + one for one in people] if pad else people
    return dict(zip(people, signer.seals(padded, [row.answers for row in found.rows]), strict=True))


def _first(
    session: Session, found: FoundWave, one: Delivered, wave: str, terms: Terms
) -> Delivery | None:
    """What may be shown of people of whom nothing was, in no groups; None when they are not such.

    Rows that cannot be told apart, or of which nobody answered anything, are for the whole rule.
    """
    names = found.names
    marks = _marks(session.signer, found, one.pad)
    if len(marks) < len(found.rows) or not all(marks.values()):
        return None
    waves = first_waves(one.staff, terms)
    scores = cast("ScoreColumns", one.staff.scores).called(names)
    told, ledger = waves.released(wave, scores, marks)
    if ledger.publications:
        session.keep(found, ledger, session.signer.name("scan", one.wave) if one.is_scan else None)
    named = release_of(one.wave, told.minimum, told.groups)
    labels = {TOTAL: TOTAL}
    return Delivery(named, ledger, terms.measure, False, labels=labels, in_code=told, names=names)


def _wave(ledger: Ledger, wave: str, staff: Staff) -> str:
    """The wave of this name, else the one in which most of these people gave these answers."""
    if ledger.of_wave(wave):
        return wave
    for report in ledger.publications:
        same = sum(one.mark == staff.marks.get(one.id) for one in report.people)
        if 2 * same >= min(len(report.people), len(staff.marks)):
            return report.wave
    return wave


_OPEN = (NOT_GIVEN, NOT_KNOWN)


class _Code:
    """Names of people and groups as the ledger has them, and back."""

    def __init__(self, signer: Signer, places: Sequence[str], pad: str) -> None:
        self._signer, self._pad = signer, pad
        self._places = {item: place for place, item in enumerate(places)}
        self.labels: dict[Cell, Cell] = {TOTAL: TOTAL}
        self._cells: dict[Cell, str] = {}

    def staff(self, staff: Staff, found: FoundWave) -> Staff:
        """The staff under the ledger's names, with a mark for everybody's answers."""
        names = found.names
        cells = sorted(
            {Cell(split, name) for split, own in staff.splits.items() for name in own.values()}
        )
        return replace(
            staff,
            order=[Cell(one.split, self._cell(one.split, one.name)) for one in cells],
            scores=_renamed(staff.scores, names),
            splits={
                split: {names[one]: self._cell(split, group) for one, group in own.items()}
                for split, own in staff.splits.items()
            },
            marks=_marks(self._signer, found, self._pad),
            counting=self._counting,
        )

    def _counting(self, person: str, mark: str, items: str) -> str:
        """What somebody answered of these items; the mark is their answers, sealed."""
        answers = self._signer.unseal(self._pad + person, mark)
        signs = ((item, sign_at(answers, self._places, item)) for item in items.split())
        return " ".join(f"{item}{sign}" for item, sign in signs if sign not in _OPEN)

    def resealed(self, ledger: Ledger, wave: str) -> Ledger:
        """The ledger with this wave's marks under the pad, also those of before there was one.

        Else everybody would seem to have answered anew when a scan gets its key, and what was
        noted of their answers could still be read in this home.
        """
        if not self._pad:
            return ledger
        reports = tuple(
            replace(
                one,
                people=tuple(map(self._resealed, one.people)),
                gone=tuple(map(self._resealed, one.gone)),
            )
            if one.wave == wave
            else one
            for one in ledger.publications
        )
        return replace(ledger, publications=reports)

    def _resealed(self, person: Person) -> Person:
        def anew(mark: str) -> str:
            answers = self._signer.unseal(person.id, mark)
            if not self._is_answers(answers):
                return mark
            return self._signer.seal(self._pad + person.id, answers)

        older = tuple(anew(mark) for mark in person.older)
        return person._replace(mark=anew(person.mark), older=older)

    def _is_answers(self, text: str) -> bool:
        """Whether this can be read: under another pad it is noise."""
        fixed = text[: len(self._places)]
        return len(fixed) >= ANSWERS_OF_ONE and SIGNS.issuperset(fixed)

    def _cell(self, split: str, name: str) -> str:
        cell = Cell(split, name)
        if cell not in self._cells:
            coded = self._signer.name("group", split, name.casefold())
            self._cells[cell] = coded
            self.labels.setdefault(Cell(split, coded), cell)
        return self._cells[cell]

    def named(self, release: Release, wave: str) -> Release:
        """The release with the names that groups have in this delivery."""
        groups = [
            released_group(self.labels[group.cell], group.values)
            for group in release.groups
            if group.cell in self.labels
        ]
        return release_of(wave, release.minimum, sorted(groups, key=lambda group: group.cell))


def _renamed(
    scores: Mapping[str, Mapping[str, float]], names: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """The scores of rows as those of their people."""
    if isinstance(scores, ScoreColumns):
        return dict(scores.called(names))
    return {
        scale: {names[row]: score for row, score in own.items()} for scale, own in scores.items()
    }
