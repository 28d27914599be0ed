"""What the ledger keeps of one firm: its people, and what was ever shown of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, compress, count
from typing import Any

from slimscan.privacy.kept_before import SQUEEZED, read_before
from slimscan.privacy.kept_bytes import BytesReader, BytesWriter
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.outlines import Outlines
from slimscan.privacy.people import Known, Row
from slimscan.privacy.signer import Signer
from slimscan.privacy.values import Cell, Moments


@dataclass
class Firm:
    """What is kept of one firm: its ledger, and its people to know them again."""

    ledger: Ledger
    known: dict[str, Known]
    version: int = 0
    scan: str | None = None

    def document(self, outlines: Outlines) -> bytes:
        """The firm as bytes; what it shares with others is noted in the outlines."""
        return _FirmWriter(self, outlines).content()

    def learn(
        self,
        people: Iterable[str],
        names: Mapping[str, str],
        rows: Sequence[Row],
        now: Sequence[Known],
    ) -> list[int]:
        """Know these rows from now on, as far as they are of these people: the keys that are new.

        `names` are the people by their rows.
        """
        there, known = set(people), self.known
        new: list[int] = []
        fresh = {one.person: one for one in now}
        if not known and list(names.values()) == list(fresh):
            known.update((person, one) for person, one in fresh.items() if person in there)
            return [key for one in known.values() for key in one.keys]
        for row, one in zip(rows, now, strict=True):
            person = names[row.name]
            if person not in there:
                continue
            keys, before = one.keys, known.get(person)
            if before:
                new += [key for key in keys if key not in before.keys]
                keys = tuple(dict.fromkeys((*keys, *before.keys)))
            else:
                new += keys
            same = not before and person == one.person
            known[person] = one if same else Known(person, one.alias, keys, one.seal)
        return new

    def forget_answers(self, signer: Signer) -> None:
        """Leave only hashes of what its people answered."""

        def hashed(one: Person) -> Person:
            older = tuple(signer.name("mark", mark) for mark in one.older)
            return one._replace(mark=signer.name("mark", one.mark), older=older)

        self.known = {
            one.person: Known(one.person, one.alias, one.keys) for one in self.known.values()
        }
        reports = tuple(
            replace(one, people=tuple(map(hashed, one.people)), gone=tuple(map(hashed, one.gone)))
            for one in self.ledger.publications
        )
        self.ledger = replace(self.ledger, publications=reports)

    @staticmethod
    def read(document: bytes, version: int, scan: str | None, outlines: Outlines) -> Firm:
        """The firm of these bytes; raises `ValueError` when they are damaged."""
        try:
            if document[:1] == SQUEEZED:
                ledger, known = read_before(document)
            else:
                ledger, known = _FirmReader(document, outlines).firm()
        except (StopIteration, IndexError, TypeError) as error:
            raise ValueError("damaged") from error
        return Firm(ledger, {one.person: one for one in known}, version, scan)


class _FirmWriter:
    """Writes a firm; people, sets, groups and scales stand once and are then told by place."""

    def __init__(self, firm: Firm, outlines: Outlines) -> None:
        self._firm, self._outlines = firm, outlines
        ledger = firm.ledger
        self._people = list(dict.fromkeys((*ledger.people, *firm.known)))
        self._places = dict(zip(self._people, count()))
        shown = {one.people: None for report in ledger.publications for one in report.shown}
        self._sets = dict(zip(dict.fromkeys((*ledger.sets, *shown)), count()))
        self._to = BytesWriter()

    def content(self) -> bytes:
        """The firm as bytes."""
        ledger, to = self._firm.ledger, self._to
        to.put_hashes(self._people)
        to.counts += (len(ledger.people), len(ledger.sets), len(self._sets))
        for one in self._sets:
            to.put_set(one)
        to.counts.append(len(ledger.publications))
        for report in ledger.publications:
            self._put(report)
        self._put_known(list(self._firm.known.values()))
        return to.content()

    def _put(self, one: Publication) -> None:
        to = self._to
        scale, shown, people, exact, earlier = _columns(one.shown, 5)
        n, mean, sd = _columns(exact, 3)
        of_people = [each.cells for each in (*one.people, *one.gone) if each.cells]
        groups = dict(zip(dict.fromkeys(chain(one.cells, shown, *of_people)), count()))
        to.keys.append(self._outlines.note(one))
        to.texts.append(one.wave)
        to.counts.append(len(groups))
        to.texts += chain.from_iterable(groups)
        to.put_row([groups[cell] for cell in one.cells])
        self._put_people(one.people, groups)
        self._put_people(one.gone, groups)
        to.put_row(_places(one.scales, scale))
        to.counts += map(groups.__getitem__, shown)
        to.counts += map(self._sets.__getitem__, people)
        to.counts += earlier
        to.counts += n
        to.figures += chain.from_iterable(zip(mean, sd, strict=True))

    def _put_people(self, people: Sequence[Person], groups: Mapping[Cell, int]) -> None:
        to, places = self._to, self._places
        ids, cells, marks, older = _columns(people, 4)
        to.put_row(list(map(places.__getitem__, ids)))
        to.put_hashes(marks)
        grouped = list(compress(people, cells))
        to.counts.append(len(grouped))
        for one in grouped:
            to.counts.append(places[one.id])
            to.put_row([groups[cell] for cell in one.cells])
        revised = list(compress(people, older))
        to.counts.append(len(revised))
        for one in revised:
            to.counts.append(places[one.id])
            to.put_hashes(one.older)

    def _put_known(self, known: Sequence[Known]) -> None:
        to = self._to
        people, alias, keys, seals, _ = _columns(known, 5)
        to.put_row(list(map(self._places.__getitem__, people)))
        to.counts += map(len, keys)
        to.keys += alias
        to.keys += chain.from_iterable(keys)
        to.put_bytes(seals)


def _columns(rows: Sequence[tuple[Any, ...]], number: int) -> Sequence[Sequence[Any]]:
    """Some rows of so many things each, thing by thing."""
    return tuple(zip(*rows, strict=True)) or ((),) * number


@lru_cache(maxsize=256)
def _scale_places(scales: tuple[str, ...]) -> Mapping[str, int]:
    return dict(zip(scales, count()))


def _places(scales: tuple[str, ...], some: Sequence[str]) -> list[int]:
    """Where some of the scales stand among all."""
    return list(map(_scale_places(scales).__getitem__, some))


class _FirmReader:
    """Reads what `_FirmWriter` wrote, in the same order."""

    def __init__(self, document: bytes, outlines: Outlines) -> None:
        self._from, self._outlines = BytesReader(document), outlines
        self._people: list[str] = []
        self._sets: list[int] = []

    def firm(self) -> tuple[Ledger, list[Known]]:
        """What was shown, and its people."""
        its = self._from
        self._people = its.hashes()
        people, sets, all_sets = its.counts(3)
        self._sets = [its.people() for _ in range(all_sets)]
        reports = tuple(self._publication() for _ in range(its.count()))
        ledger = Ledger(tuple(self._people[:people]), tuple(self._sets[:sets]), reports)
        return ledger, self._known()

    def _publication(self) -> Publication:
        its = self._from
        outline = self._outlines.find(its.key())
        wave = its.text()
        cells = [Cell(its.text(), its.text()) for _ in range(its.count())]
        return Publication(
            wave=wave,
            measure=outline.measure,
            minimum=outline.minimum,
            scales=outline.scales,
            kinds=outline.kinds,
            cells=tuple(cells[place] for place in its.row()),
            people=self._persons(cells),
            gone=self._persons(cells),
            shown=self._shown(outline.scales, cells),
            items=outline.items,
        )

    def _persons(self, cells: Sequence[Cell]) -> tuple[Person, ...]:
        its = self._from
        places = its.row()
        marks = its.hashes()
        groups = {its.count(): tuple(cells[one] for one in its.row()) for _ in range(its.count())}
        older = {its.count(): tuple(its.hashes()) for _ in range(its.count())}
        return tuple(
            Person(self._people[place], groups.get(place, ()), mark, older.get(place, ()))
            for place, mark in zip(places, marks, strict=True)
        )

    def _shown(self, scales: Sequence[str], cells: Sequence[Cell]) -> tuple[Shown, ...]:
        its = self._from
        rows = its.row()
        groups, sets, earlier, n = (its.counts(len(rows)) for _ in range(4))
        figures = its.figures(2 * len(rows))
        return tuple(
            Shown(scales[scale], cells[cell], self._sets[people], Moments(*exact), bool(was))
            for scale, cell, people, was, *exact in zip(
                rows, groups, sets, earlier, n, figures[::2], figures[1::2], strict=True
            )
        )

    def _known(self) -> list[Known]:
        its = self._from
        people = its.row()
        counts = its.counts(len(people))
        aliases = its.keys(len(people))
        keys = [tuple(its.keys(count)) for count in counts]
        return [
            Known(self._people[person], alias, own, seal)
            for person, alias, own, seal in zip(people, aliases, keys, its.raw(), strict=True)
        ]
