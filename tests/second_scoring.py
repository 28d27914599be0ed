"""The scores a second time: in SQL, from the method and the questionnaire's own files.

Nothing here comes from slimscan: the YAML is read as it is, and ``second_scoring.sql`` does the work.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

SQL = Path(__file__).with_name("second_scoring.sql")
METHODS_HALF = 0.5
ABOUT = ("respondent", "role", "sector")
NO_ANSWER = ("dont_know", "not_applicable", "skipped", "")

# How much of a sheet is answered, and what stands in the rest: few don't knows, many, mostly "does not apply".
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


@dataclass(frozen=True)
class Asked:
    """An item as the second scoring needs it, with the codes of its options from low to high."""

    item: str
    scale: str
    lever: str | None
    weight: float
    reversed: bool
    quick: bool
    sector: str | None
    audience: str | None
    enough_from: int | None
    options: tuple[tuple[str, float | None], ...]


class Sheet:
    """A questionnaire's own files, read without slimscan."""

    def __init__(self, folder: Path) -> None:
        self.content = _yaml(folder / "questionnaire.yaml")
        self.half = max(METHODS_HALF, self.content.get("valid_from", METHODS_HALF))
        self.audiences = {
            role["id"]: role.get("audience", "leader") for role in self.content["profile"]["roles"]
        }
        self.sectors = [sector["id"] for sector in self.content["profile"]["sectors"]]
        self.beside = [item["id"] for item in self.content["preconditions"]["items"]]
        modules = [_yaml(file) for file in sorted(folder.glob("sectors/*.yaml"))]
        self.asked = [*self._base(), *self._modules(modules), *self._outcomes()]

    def _base(self) -> Iterator[Asked]:
        for lever in self.content["levers"]:
            for aspect in lever["aspects"]:
                for item in aspect["items"]:
                    yield self._one(item, aspect["id"], lever["id"])

    def _modules(self, modules: list[Any]) -> Iterator[Asked]:
        for module in modules:
            for item in module["aspect"]["items"]:
                yield self._one(item, module["aspect"]["id"], sector=module["id"])

    def _outcomes(self) -> Iterator[Asked]:
        for scale in self.content.get("outcome_scales", []):
            for item in scale["items"]:
                audience = scale.get("audience", "employee")
                yield self._one({"quick": True, **item}, scale["id"], audience=audience)

    def _one(
        self,
        item: Any,
        scale: str,
        lever: str | None = None,
        sector: str | None = None,
        audience: str | None = None,
    ) -> Asked:
        return Asked(
            item["id"],
            scale,
            lever,
            item.get("weight", 1),
            item.get("reversed", False),
            item.get("quick", False),
            sector,
            audience,
            item.get("enough_from"),
            tuple(self._options(item)),
        )

    def _options(self, item: Any) -> Iterator[tuple[str, float | None]]:
        chosen = item.get("answer_set", self.content["default_answer_set"])
        options = next(entry["options"] for entry in self.content["answer_sets"] if entry["id"] == chosen)
        if "anchors" in item:
            options = [{} for _ in item["anchors"]]
        for step, option in enumerate(options, 1):
            yield str(option.get("code", step)), option.get("value")

    def write_answers(self, file: Path, rows: int, seed: int) -> None:
        """Write a table of answers made at random, with every state of every item."""
        draw = random.Random(seed)
        answers = [[code for code, _ in asked.options] for asked in self.asked]
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*ABOUT, *(asked.item for asked in self.asked), *self.beside])
            for number in range(rows):
                share, others = draw.choice(TEMPERS)
                cells = [
                    draw.choice(codes)
                    if draw.random() < share
                    else draw.choices(NO_ANSWER, others)[0]
                    for codes in answers
                ]
                about = [f"r{number}", draw.choice([*self.audiences]), draw.choice([*self.sectors, ""])]
                writer.writerow([*about, *cells, *(draw.choice("12345") for _ in self.beside)])


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def scored_again(sheet: Sheet, answers: Path, quick: bool = False) -> duckdb.DuckDBPyConnection:
    """Score a table of answers in SQL; the table ``second`` of what is returned holds the scores."""
    base = duckdb.connect()
    base.execute("CREATE TABLE constants AS SELECT ?::DOUBLE AS half, ?::BOOLEAN AS quick", [sheet.half, quick])
    base.execute(
        "CREATE TABLE items (item TEXT, scale TEXT, lever TEXT, weight DOUBLE, reversed BOOLEAN,"
        " quick BOOLEAN, sector TEXT, audience TEXT, enough_from INTEGER)"
    )
    base.execute(
        "CREATE TABLE options (item TEXT, step INTEGER, steps INTEGER, code TEXT, own_value DOUBLE)"
    )
    for asked in sheet.asked:
        *columns, options = vars(asked).values()
        base.execute("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", columns)
        for step, (code, value) in enumerate(options, 1):
            base.execute(
                "INSERT INTO options VALUES (?, ?, ?, ?, ?)",
                [asked.item, step, len(options), code, value],
            )
    base.execute("CREATE TABLE roles (role TEXT, audience TEXT)")
    base.executemany("INSERT INTO roles VALUES (?, ?)", list(sheet.audiences.items()))
    base.execute("CREATE TABLE read AS SELECT * FROM read_csv(?, all_varchar = true)", [str(answers)])
    base.execute(
        "CREATE TABLE respondents AS SELECT respondent, sector, audience FROM read JOIN roles USING (role)"
    )
    base.execute(
        "CREATE TABLE answers AS SELECT respondent, item, answer FROM"
        " (UNPIVOT read ON COLUMNS(* EXCLUDE (respondent, role, sector)) INTO NAME item VALUE answer)"
    )
    base.execute(SQL.read_text(encoding="utf-8"))
    return base
