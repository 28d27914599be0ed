"""Two implementations of the scores, made apart, agree: slimscan's, and one in SQL."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
import yaml
from batches import scored
from second_scoring import Sheet, scored_again

from slimscan.batch.read.gather import Chosen
from slimscan.questionnaire.loading import load_instrument
from slimscan.scoring.scales import Scales
from slimscan.scoring.scores import score_responses
from slimscan.shown import whole

SHIPPED = Path("questionnaires/slimmer-werken")
WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
ROWS = 100_000 if WHOLE else 1_000
"""Of each kind."""
KINDS = ("whole scan", "all that a questionnaire may have", *(["quick scan"] if WHOLE else []))
CLOSE = 1e-9


def harder(folder: Path) -> Path:
    """The shipped questionnaire with all that a questionnaire of one's own may have."""
    shutil.copytree(SHIPPED, folder)
    file = folder / "questionnaire.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["valid_from"] = 0.6
    sets = {one["id"]: one["options"] for one in content["answer_sets"]}
    for option, (code, value) in zip(
        sets["arranged"], [(0, 0), (10, 5), (20, 33.3), (30, 90), (99, 100)], strict=True
    ):
        option |= {"code": code, "value": value}
    for number, option in enumerate(sets["people"]):
        option["code"] = number
    items = [item for lever in content["levers"] for a in lever["aspects"] for item in a["items"]]
    for number, item in enumerate(items):
        item["weight"] = (1, 2, 0.3, 1, 7)[number % 5]
        item["reversed"] = number % 3 == 0 and "enough_from" not in item
        if number % 11 == 0:
            item["from_size"] = 25
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Both:
    """Answers with the scores that slimscan wrote and those of the second scoring."""

    sql: duckdb.DuckDBPyConnection
    answers: Path
    scales: Scales

    def compare_with(self, file: Path) -> None:
        """Take what stands in a Parquet file for slimscan's scores."""
        self.sql.execute(
            "CREATE OR REPLACE TABLE first AS SELECT * FROM read_parquet(?)", [str(file)]
        )

    def differences(self, parts: tuple[str, ...], where: str = "TRUE") -> list[Any]:
        """What the two do not agree on, as a reader can find it again."""
        differ = " OR ".join(
            f"(f.{part} IS NULL) <> (s.{part} IS NULL) OR abs(f.{part} - s.{part}) > {CLOSE}"
            for part in parts
        )
        return self.sql.sql(
            f"SELECT respondent, scale, f, s FROM first f LEFT JOIN told s USING (respondent, scale)"
            f" WHERE ({where}) AND ({differ}) LIMIT 5"
        ).fetchall()


def both(folder: Path, questionnaire: Path, quick: bool = False) -> Both:
    instrument = load_instrument(questionnaire)
    sheet = Sheet(questionnaire)
    answers = folder / "answers.csv"
    sheet.write_answers(answers, ROWS, seed=ROWS)
    batch = scored(instrument, folder, answers, chosen=Chosen(quick=quick))
    sql = scored_again(sheet, answers, quick)
    # Who is asked nothing of a scale has none of its items, which slimscan writes as 0 of 0.
    sql.execute(
        "CREATE TABLE told AS SELECT respondent, scale, score, coalesce(s.answered, 0) AS answered,"
        " coalesce(s.applicable, 0) AS applicable, lowest, low, high FROM respondents"
        " CROSS JOIN (SELECT DISTINCT scale FROM second) LEFT JOIN second s USING (respondent, scale)"
    )
    sql.execute(
        "CREATE TABLE wide AS SELECT * FROM read_csv(?, all_varchar = true)",
        [str(batch.folder.scores_csv)],
    )
    columns = [name for name, *_ in sql.execute("DESCRIBE wide").fetchall()]
    scales = [name.removesuffix("__answered") for name in columns if name.endswith("__answered")]
    sql.execute(
        "CREATE TABLE first AS "
        + " UNION ALL ".join(
            f"SELECT respondent, '{scale}' AS scale, {scale}::DOUBLE AS score,"
            f" {scale}__answered::DOUBLE AS answered, {scale}__applicable::DOUBLE AS applicable FROM wide"
            for scale in scales
        )
    )
    counts = [sql.sql(f"SELECT count(*) FROM {name}").fetchall() for name in ("first", "told")]
    assert counts[0] == counts[1], "the same scales for everybody"
    return Both(sql, batch.folder.answers, batch.scales)


@pytest.fixture(params=KINDS)
def scored_twice(request: pytest.FixtureRequest, tmp_path: Path) -> Both:
    if request.param == "all that a questionnaire may have":
        return both(tmp_path, harder(tmp_path / "harder"))
    return both(tmp_path, SHIPPED, quick=request.param == "quick scan")


def test_a_second_scoring_from_the_method_alone_gives_what_a_batch_writes(
    scored_twice: Both, tmp_path: Path
) -> None:
    assert scored_twice.differences(("score", "answered", "applicable")) == []

    # What a batch does not write: the lowest item, the range of a score, and how it is shown.
    again = nw.from_native(pl.scan_parquet(scored_twice.answers))
    frame = score_responses(again, scored_twice.scales).to_native()
    ends = {"score": "", "lowest": "__lowest", "low": "__low", "high": "__high"}
    beside = pl.concat(
        frame.select(
            "respondent",
            pl.lit(scale).alias("scale"),
            *(pl.col(f"{scale}{end}").alias(part) for part, end in ends.items()),
        )
        for scale in scored_twice.scales.ids
    )
    beside.sink_parquet(tmp_path / "beside.parquet")
    scored_twice.compare_with(tmp_path / "beside.parquet")
    assert scored_twice.differences(("lowest",)) == []
    assert scored_twice.differences(("low", "high"), "f.score IS NOT NULL") == []
    shown = "SELECT DISTINCT score, shown(score) FROM second WHERE score IS NOT NULL"
    assert all(whole(score) == at for score, at in scored_twice.sql.sql(shown).fetchall())
