"""What is chosen with the options of `slimscan batch`, checked before anything is scored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slimscan.batch.batch import PassedOver
    from slimscan.questionnaire.loading import Instrument
    from slimscan.questionnaire.models import Audience
    from slimscan.scoring.benchmark import Benchmark


def check_of_use(options: Mapping[str, object], needs: str) -> None:
    """Raise `UsageError` for an option that is given but does nothing here."""
    from slimscan.errors import Fault, usage_error

    for option, given in options.items():
        if given is not None:
            raise usage_error(Fault.OPTION_NEEDS, option=option, needs=needs)


def known_sector(name: str | None, instrument: Instrument) -> str | None:
    """The sector of this id; raises `UsageError` for one that the questionnaire does not know."""
    from slimscan.errors import Fault, usage_error
    from slimscan.questionnaire.validation import closest

    known = [sector.id for sector in instrument.questionnaire.profile.sectors]
    if name is None or name in known:
        return name
    raise usage_error(Fault.SECTOR_UNKNOWN, id=name, nearest=closest(name, known))


def known_audience(name: str | None) -> Audience | None:
    """The audience of this name; raises `UsageError` for another one."""
    from slimscan.errors import Fault, usage_error

    audiences: dict[str | None, Audience | None] = {
        None: None,
        "leader": "leader",
        "employee": "employee",
    }
    if name in audiences:
        return audiences[name]
    accepted = "leader, employee"
    raise usage_error(Fault.ANSWER_CHOICE_UNKNOWN, item="--audience", value=name, accepted=accepted)


def known_passed_over(name: str | None) -> PassedOver | None:
    """What becomes of rows that a tool passes over; raises `UsageError` for another word."""
    from slimscan.errors import Fault, usage_error

    choices: dict[str | None, PassedOver | None] = {None: None, "leave": "leave", "take": "take"}
    if name in choices:
        return choices[name]
    values = {"item": "--passed-over", "value": name, "accepted": "leave, take"}
    raise usage_error(Fault.ANSWER_CHOICE_UNKNOWN, **values)


def known_benchmark(path: Path | None, instrument: Instrument) -> Benchmark | None:
    """The benchmark in a file; raises `InputError` when it is of another questionnaire."""
    from slimscan.scoring.benchmark import check_made_for, read_benchmark

    if path is None:
        return None
    benchmark = read_benchmark(path)
    check_made_for(benchmark, instrument.questionnaire)
    return benchmark
