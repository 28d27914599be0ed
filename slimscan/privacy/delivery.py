"""What the release rule gives: what may be shown, and the ledger to keep beside the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from slimscan.privacy.ledger import Ledger, places_of
from slimscan.privacy.values import Cell, Release


@dataclass(frozen=True)
class Delivery:
    """What may be shown, and the ledger to keep beside the answers.

    `held_back`: the staff now are not those of what is shown, because too few of them changed.
    `waiting`: that holds for everybody together, so there may be people of whom nothing is shown.
    `second`: this wave was shown before by another way of measuring. `labels` are the names of the
    groups in `release` by those in the ledger, where these are others; `in_code` is the release
    in the ledger's names. `names` are the people in the ledger by what they are called in the rows.
    """

    release: Release
    ledger: Ledger = field(repr=False)
    measure: str
    held_back: bool
    second: bool = False
    waiting: bool = False
    labels: Mapping[Cell, Cell] = field(default_factory=dict, repr=False)
    in_code: Release | None = field(default=None, repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def coded(self) -> Release:
        """The release with the names that groups have in the ledger."""
        return self.in_code or self.release

    @property
    def is_steady(self) -> bool:
        """Whether everybody of whom this wave was ever shown is there, and as they were.

        Where somebody left or answered anew, sets are known of whom not all are in the rows now.
        """
        reports = self.ledger.of_wave(self.coded.wave)
        return not any(one.gone or any(x.older for x in one.people) for one in reports)

    @property
    def sets(self) -> list[list[str]]:
        """The rows behind every set of people that was ever shown, where these are two or more.

        Only of those who are all there as they were; of others see `is_steady`.
        """
        if len(self.ledger.sets) < 2:
            return []
        rows = {person: row for row, person in self.names.items()}
        reports = self.ledger.publications
        anew = {one.id for report in reports for one in report.people if one.older}
        people = [None if one in anew else rows.get(one) for one in self.ledger.people]
        some = ([people[place] for place in places_of(one)] for one in self.ledger.sets)
        return [[row for row in one if row is not None] for one in some if None not in one]

    def counts(self, cell: Cell) -> Mapping[str, int]:
        """Exactly how many people each shown value of a group is about, by its scale.

        For sums only, never to be told.
        """
        report = self.ledger.find(self.coded.wave, self.measure)
        shown = report.shown if report else ()
        return {scale: exact.n for scale, own, _, exact, _ in shown if own == cell}

    def label(self, cell: Cell) -> Cell | None:
        """What a group of the ledger is called; None when nobody is in it any more."""
        return self.labels.get(cell) if self.in_code else cell
