"""Two waves of a programme to test with, in a home of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from batch_examples import Person, leader, staff, write_batch

from slimscan.batch.monitor.monitor import Asked, Monitor, monitor_waves
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.questionnaire.loading import Instrument

ITEMS = ("H1", "H2", "D1", "D2", "R1")


def write_wave(folder: Path, instrument: Instrument, people: Sequence[Person]) -> Path:
    """The results of a wave as a batch leaves them, its summary told."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = write_batch(folder, instrument, people)
    tell_outcome(Batch(folder, instrument, scales, (), date(2026, 11, 22)))
    return folder


def monitor_of(
    instrument: Instrument, baseline: Path, followup: Path, participants: Path | None = None
) -> Monitor:
    asked = Asked(str(participants) if participants else None)
    return monitor_waves(instrument, (baseline, followup), asked, date(2027, 11, 22))


def leaders(places: Mapping[str, int], **known: str) -> list[Person]:
    """A leader a firm, who gives every item the same place."""
    return [leader(name, place, **known) for name, place in places.items()]


def staffed(firms: Iterable[str], wave: str, count: int = 6) -> list[Person]:
    """Staff of these firms; other people, and other answers, in every wave."""
    people = [one for firm in firms for one in staff(f"{firm} {wave}", count)]
    return [
        Person(one.id, one.organisation.removesuffix(f" {wave}"), places=one.places)
        for one in people
    ]


def list_of_names(path: Path, names: Iterable[str]) -> Path:
    path.write_text("\n".join(names), encoding="utf-8")
    return path
