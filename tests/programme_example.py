"""Makes the example of docs/programme.md: two waves of 1,000 made-up firms, scored and monitored.

    python tests/programme_example.py FOLDER [FIRMS]

Every firm, every name and every answer is generated. The commands are those of the guide, told as
they run; the ledger of people is the folder's own, so that nothing of it meets a real one.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from slimscan import pipeline
from slimscan.questionnaire.loading import Instrument

SECTORS = ("bouw", "metalektro", "logistiek", "voeding")
SIZES = {"micro": 4, "small": 8, "medium_small": 14, "medium": 20, "medium_large": 26}
"""The size classes, and how many staff answer in each."""
REGIONS = ("Noord", "Oost", "Zuid", "West")
EFFECT = {"management": 7.0, "structure": 5.0, "competences": 2.0, "culture": 3.0}
"""How many points more the levers of who took part rise than those of the others: made up."""
DRIFT = 1.0
"""How many points everybody rises by itself: made up."""
KEEP = ("organisation_id", "region", "took_part")
_FIRST = (
    "Bakker",
    "Visser",
    "De Vries",
    "Jansen",
    "Mulder",
    "Smit",
    "Bos",
    "Kok",
    "Postma",
    "Dekker",
)
_SECOND = (
    "Noorderhof",
    "Veldzicht",
    "De Brug",
    "Waterkant",
    "Eikenlaan",
    "Zuidrand",
    "Havenzicht",
    "Molenhoek",
)
_KIND = {"bouw": "Bouw", "metalektro": "Techniek", "logistiek": "Transport", "voeding": "Voeding"}


@dataclass(frozen=True)
class MadeFirm:
    """A firm that does not exist."""

    id: str
    name: str
    sector: str
    size: str
    region: str
    took_part: bool
    level: float
    levers: dict[str, float]


def made_firms(draw: random.Random, count: int) -> list[MadeFirm]:
    """Firms of a few branches; of those that scored low a few more took part."""
    firms = []
    for number in range(count):
        sector = draw.choices(SECTORS, (4, 3, 2, 1))[0]
        name = f"{_KIND[sector]} {draw.choice(_FIRST)} {draw.choice(_SECOND)} {number + 1}"
        level = draw.gauss(54, 9)
        firms.append(
            MadeFirm(
                id=f"NL{number + 1:05}",
                name=name,
                sector=sector,
                size=draw.choices(tuple(SIZES), (30, 35, 20, 10, 5))[0],
                region=draw.choice(REGIONS),
                took_part=draw.random() < (0.5 if level < 54 else 0.3),
                level=level,
                levers={lever: draw.gauss(0, 4) for lever in EFFECT},
            )
        )
    return firms


def answer_rows(
    instrument: Instrument, firms: Sequence[MadeFirm], wave: int, draw: random.Random
) -> Iterator[list[str]]:
    """The rows of one wave, a leader and staff a firm, as a survey tool would export them."""
    questionnaire = instrument.questionnaire
    items = [
        (lever.id, item.reversed)
        for lever in questionnaire.levers
        for aspect in lever.aspects
        for item in aspect.items
    ]
    asked = [item.id for item in questionnaire.items]
    results = [item.id for item in questionnaire.outcome_items("employee")]
    yield [
        "respondent", "organisation", "role", "sector", "size", "measured_on", *KEEP, *asked, *results,
    ]  # fmt: skip
    for firm in firms:
        drifted = DRIFT * wave + draw.gauss(0, 3)
        risen = {
            lever: firm.level + own + drifted + (EFFECT[lever] if wave and firm.took_part else 0)
            for lever, own in firm.levers.items()
        }
        day = f"{2027 + wave}-03-{draw.randint(1, 28):02}"
        known = [firm.sector, firm.size, day, firm.id, firm.region]
        known.append(("ja" if firm.took_part else "nee") if wave else "")
        staff = max(2, round(SIZES[firm.size] * draw.uniform(0.4, 1.3)))
        for person in range(staff + 1):
            lower = 4 if person else 0
            own = draw.gauss(0, 7)
            places = [
                _place(risen[lever] - lower + own, is_reversed, draw)
                for lever, is_reversed in items
            ]
            work = [
                _place(58 + 0.3 * own + 2 * wave, False, draw) if person else "" for _ in results
            ]
            role = "employee" if person else "director"
            yield [f"{firm.id}-{wave}-{person}", firm.name, role, *known, *places, *work]


def _place(level: float, is_reversed: bool, draw: random.Random) -> str:
    """The code of an option, 1 to 5; now and then a don't know or nothing."""
    chance = draw.random()
    if chance < 0.015:
        return "dont_know" if chance < 0.008 else ""
    place = min(4, max(0, round((level + draw.gauss(0, 20)) / 25)))
    return str((4 - place if is_reversed else place) + 1)


def later(firms: Sequence[MadeFirm], draw: random.Random) -> list[MadeFirm]:
    """Who answers a year later: not all, some new, some spelled otherwise or without their id."""
    stay = [one for one in firms if draw.random() > (0.24 if one.level < 48 else 0.14)]
    new = made_firms(random.Random(99), len(firms) // 50)
    newcomers = [
        MadeFirm(
            f"NL9{n:04}",
            f"{one.name} Nieuw",
            one.sector,
            one.size,
            one.region,
            one.took_part,
            one.level,
            one.levers,
        )
        for n, one in enumerate(new)
    ]
    found = []
    for number, one in enumerate(stay):
        name, own = one.name, one.id
        if number % 40 == 0:
            name = f"{name} BV"
        if number % 80 == 0:
            own = ""
        found.append(
            MadeFirm(
                own, name, one.sector, one.size, one.region, one.took_part, one.level, one.levers
            )
        )
    return [*found, *newcomers]


def write_rows(path: Path, rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def run(folder: Path, *words: str) -> None:
    """A command of the guide, told and carried out in the folder."""
    print("$ slimscan", " ".join(words), flush=True)
    environment = os.environ | {"SLIMSCAN_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "slimscan", *words, "--lang", "en"]
    subprocess.run(command, cwd=folder, env=environment, check=True)


def main(folder: Path, count: int = 1000) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "home").mkdir(exist_ok=True)
    print(f"Everything in {folder} is made up: {count} firms that do not exist.")
    instrument, draw = pipeline.load(), random.Random(2027)
    firms = made_firms(draw, count)
    write_rows(folder / "wave-1.csv", answer_rows(instrument, firms, 0, draw))
    write_rows(folder / "wave-2.csv", answer_rows(instrument, later(firms, draw), 1, draw))
    keep = [word for name in KEEP for word in ("--keep", name)]
    for wave in ("wave-1", "wave-2"):
        run(folder, "batch", f"{wave}.csv", *keep, "--output", wave)
    monitor = ("monitor", "wave-1", "wave-2", "--participants", "took_part")
    run(folder, *monitor, "--plain")
    for form in ("html", "pdf", "docx", "xlsx", "json"):
        run(folder, *monitor, "--format", form, "--yes")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *(int(one) for one in sys.argv[2:3]))
