"""The scores a second time: in SQL, from the method and the questionnaire's own files.

Nothing here comes from slimscan: the YAML is read as it is, and ``second_scoring.sql`` does the work.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

SQL = Path(__file__).with_name("second_scoring.sql")
METHODS_HALF = 0.5
ABOUT = ("respondent", "role", "sector", "size")
NO_ANSWER = ("dont_know", "not_applicable", "skipped", "")

TEMPERS = (
    (1.0, (0, 0, 0, 1)),
    (0.95, (1, 1, 1, 1)),
    (0.8, (3, 1, 1, 1)),
    (0.6, (1, 4, 1, 1)),
    (0.5, (1, 1, 1, 1)),
    (0.4, (1, 8, 1, 1)),
    (0.2, (1, 2, 1, 1)),
    (0.03, (1, 1, 1, 1)),
)
"""Ways to fill in a sheet: the share that is answered, and what stands in the rest."""


@dataclass(frozen=True)
class Asked:
    """An item as the second scoring needs it."""

    item: str
    scale: str
    lever: str | None
    weight: float
    reversed: bool
    quick: bool
    audience: str | None
    enough_from: int | None
    from_size: int | None


@dataclass(frozen=True)
class Step:
    """An option of an item; steps are counted from 1."""

    item: str
    step: int
    steps: int
    code: str
    own_value: float | None


class Sheet:
    """A questionnaire's own files, read without slimscan."""

    def __init__(self, folder: Path) -> None:
        self.content = _yaml(folder / "questionnaire.yaml")
        self.half = max(METHODS_HALF, self.content.get("valid_from", METHODS_HALF))
        profile = self.content["profile"]
        self.audiences = {one["id"]: one.get("audience", "leader") for one in profile["roles"]}
        self.sizes = {one["id"]: one.get("highest") for one in profile["sizes"]}
        self.sectors = [one["id"] for one in profile["sectors"]]
        self.beside = {
            one["id"]: [step.code for step in self._steps(one)]
            for one in self.content["preconditions"]["items"]
        }
        """The codes of what no score may look at."""
        self.asked: list[Asked] = []
        self.steps: list[Step] = []
        for lever in self.content["levers"]:
            for aspect in lever["aspects"]:
                self._take(aspect, lever["id"])
        for file in sorted(folder.glob("sectors/*.yaml")):
            self._take(_yaml(file)["aspect"])
        for scale in self.content.get("outcome_scales", []):
            items = [{**item, "quick": True} for item in scale["items"]]
            self._take({**scale, "items": items}, audience=scale.get("audience", "employee"))

    def _take(self, scale: Any, lever: str | None = None, audience: str | None = None) -> None:
        for item in scale["items"]:
            self.asked.append(
                Asked(
                    item["id"],
                    scale["id"],
                    lever,
                    item.get("weight", 1),
                    item.get("reversed", False),
                    item.get("quick", False),
                    audience,
                    item.get("enough_from"),
                    item.get("from_size"),
                )
            )
            self.steps += self._steps(item)

    def _steps(self, item: Any) -> Iterator[Step]:
        chosen = item.get("answer_set", self.content["default_answer_set"])
        options = next(one["options"] for one in self.content["answer_sets"] if one["id"] == chosen)
        for step, option in enumerate(options, 1):
            code = str(option.get("code", step))
            yield Step(item["id"], step, len(options), code, option.get("value"))

    def write_answers(self, file: Path, rows: int, seed: int) -> None:
        """Write a table of answers made at random, with every state of every item."""
        draw = random.Random(seed)
        codes: dict[str, list[str]] = {}
        for step in self.steps:
            codes.setdefault(step.item, []).append(step.code)
        codes |= self.beside
        about = [list(self.audiences), [*self.sectors, ""], [*self.sizes, ""]]
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*ABOUT, *codes])
            for number in range(rows):
                share, others = draw.choice(TEMPERS)
                person = [f"r{number}", *map(draw.choice, about)]
                writer.writerow([*person, *_cells(draw, codes.values(), share, others)])


def _cells(draw: random.Random, items: Any, share: float, others: tuple[int, ...]) -> Iterator[str]:
    for codes in items:
        if draw.random() < share:
            yield draw.choice(codes)
        else:
            yield draw.choices(NO_ANSWER, others)[0]


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def scored_again(sheet: Sheet, answers: Path, quick: bool = False) -> duckdb.DuckDBPyConnection:
    """Score a table of answers in SQL; the table ``second`` of what is returned holds the scores."""
    base = duckdb.connect()
    base.execute(
        "CREATE TABLE constants AS SELECT ?::DOUBLE AS half, ?::BOOLEAN AS quick",
        [sheet.half, quick],
    )
    _fill(
        base,
        "items (item TEXT, scale TEXT, lever TEXT, weight DOUBLE, reversed BOOLEAN, quick BOOLEAN,"
        " audience TEXT, enough_from INTEGER, from_size INTEGER)",
        map(astuple, sheet.asked),
    )
    _fill(
        base,
        "options (item TEXT, step INTEGER, steps INTEGER, code TEXT, own_value DOUBLE)",
        map(astuple, sheet.steps),
    )
    _fill(base, "roles (role TEXT, audience TEXT)", sheet.audiences.items())
    _fill(base, "sizes (size TEXT, at_most INTEGER)", sheet.sizes.items())
    base.execute(
        "CREATE TABLE read AS SELECT * FROM read_csv(?, all_varchar = true)", [str(answers)]
    )
    base.execute(
        "CREATE TABLE respondents AS SELECT respondent, audience, at_most FROM read"
        " JOIN roles USING (role) LEFT JOIN sizes USING (size)"
    )
    base.execute(
        "CREATE TABLE answers AS SELECT respondent, item, answer FROM"
        f" (UNPIVOT read ON COLUMNS(* EXCLUDE ({', '.join(ABOUT)})) INTO NAME item VALUE answer)"
    )
    base.execute(SQL.read_text(encoding="utf-8"))
    return base


def _fill(base: duckdb.DuckDBPyConnection, table: str, rows: Any) -> None:
    base.execute(f"CREATE TABLE {table}")
    listed = [list(row) for row in rows]
    marks = ", ".join("?" for _ in listed[0])
    base.executemany(f"INSERT INTO {table.split(maxsplit=1)[0]} VALUES ({marks})", listed)
