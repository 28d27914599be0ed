"""The candidates of `tests.bench.batch`, each as a process: `... NAME FILE [TARGET]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from slimscan import pipeline
from slimscan.batch.files import item_columns
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item
from slimscan.scoring.responses import PERSON_COLUMNS
from slimscan.scoring.scores import COUNTS

PEOPLE = ("respondent", "organisation", "role")


def schema(instrument: Instrument) -> dict[str, Any]:
    import polars as pl

    items = [item.id for item in instrument.questionnaire.items]
    return dict.fromkeys(PEOPLE, pl.String()) | dict.fromkeys(items, pl.Int8())


def raw(path: str, instrument: Instrument) -> Any:
    import polars as pl

    return pl.scan_csv(path, schema=schema(instrument), quote_char=None)


def as_cells(frame: Any, instrument: Instrument) -> Any:
    import polars as pl

    return frame.with_columns(pl.col([item.id for item in instrument.questionnaire.items]) - 1)


def cells(path: str, target: str) -> None:
    instrument = pipeline.load()
    frame = as_cells(raw(path, instrument), instrument)
    frame.sink_parquet(target, row_group_size=50_000)


def slimscan(path: str) -> None:
    import narwhals as nw
    import polars as pl

    from slimscan.scoring.scales import scales_of
    from slimscan.scoring.scores import score_responses

    instrument = pipeline.load()
    # Nobody was asked about the results of staff.
    scales = replace(scales_of(instrument.questionnaire), outcomes=())
    parquet = path.endswith(".parquet")
    frame = pl.scan_parquet(path) if parquet else as_cells(raw(path, instrument), instrument)
    scores = score_responses(nw.from_native(frame), scales).to_native()
    print(scores.group_by("role").agg(pl.col(scales.ids).mean()).collect(engine="streaming"))


def _value(item: Item) -> Any:
    """The value of an item, worked out by hand."""
    import polars as pl

    value = (pl.col(item.id) - 1) * 25.0
    return 100 - value if item.reversed else value


def bare(path: str) -> Any:
    """The same scores in polars alone."""
    import polars as pl

    instrument = pipeline.load()
    questionnaire = instrument.questionnaire
    frame = raw(path, instrument)

    def aspect(one: Aspect) -> list[Any]:
        answered = pl.sum_horizontal(pl.col(item.id).is_not_null() for item in one.items)
        mean = pl.mean_horizontal(_value(item) for item in one.items)
        enough = 2 * answered >= len(one.items)
        return [
            pl.when(enough).then(mean).alias(one.id),
            answered.alias(f"{one.id}__answered"),
        ]

    frame = frame.with_columns(expr for one in questionnaire.aspects for expr in aspect(one))
    for lever in questionnaire.levers:
        ids = [one.id for one in lever.aspects]
        valid = pl.sum_horizontal(pl.col(name).is_not_null() for name in ids)
        mean = pl.mean_horizontal(ids)
        frame = frame.with_columns(
            pl.when(2 * valid >= len(ids)).then(mean).alias(lever.id),
            pl.sum_horizontal(f"{name}__answered" for name in ids).alias(f"{lever.id}__answered"),
        )
    levers = [lever.id for lever in questionnaire.levers]
    there = pl.all_horizontal(pl.col(name).is_not_null() for name in levers)
    return frame.with_columns(pl.when(there).then(pl.mean_horizontal(levers)).alias("overall"))


def _ids(instrument: Instrument) -> list[str]:
    questionnaire = instrument.questionnaire
    parts = (*questionnaire.levers, *questionnaire.aspects)
    return ["overall", *(part.id for part in parts)]


def polars(path: str) -> None:
    import polars as pl

    means = bare(path).group_by("role").agg(pl.col(_ids(pipeline.load())).mean())
    print(means.collect(engine="streaming"))


def polars_files(path: str, target: str) -> None:
    """The three files of a batch by polars alone, with the very columns that a batch writes."""
    import polars as pl

    instrument = pipeline.load()
    folder, ids = Path(target), _ids(instrument)
    given = {*PEOPLE, *(item.id for item in instrument.questionnaire.items)}
    leads = pl.col("role").is_in([r.id for r in instrument.questionnaire.profile.roles
                                  if r.audience == "leader"])  # fmt: skip
    beside = [
        *(pl.col(name) if name in given else pl.lit("").alias(name) for name in PERSON_COLUMNS),
        pl.when(leads).then(pl.lit("leader")).otherwise(pl.lit("employee")).alias("audience"),
        pl.lit(Path(path).name).alias("file"),
    ]
    missing = pl.lit(-2, pl.Int8())
    answers = as_cells(raw(path, instrument), instrument).select(
        *beside,
        *(pl.col(n) if n in given else missing.alias(n) for n in item_columns(instrument)),
    )
    scores = bare(path).select(*beside, pl.lit("").alias("flags"), *_scores(instrument, ids))
    kept: Any = {"compression_level": 1, "row_group_size": 16_384}
    answers.sink_parquet(folder / "a.parquet", **kept)
    pl.collect_all(
        [
            scores.sink_parquet(folder / "s.parquet", lazy=True, **kept),
            scores.sink_csv(folder / "s.csv", lazy=True),
        ],
        engine="streaming",
    )


def _scores(instrument: Instrument, ids: list[str]) -> Iterator[Any]:
    """The scores with their counts, as they are stored; of the results of staff there are none."""
    import polars as pl

    questionnaire = instrument.questionnaire
    sizes = {one.id: len(one.items) for one in questionnaire.aspects}
    sizes |= {one.id: sum(sizes[a.id] for a in one.aspects) for one in questionnaire.levers}
    levers = [lever.id for lever in questionnaire.levers]
    sizes["overall"] = sum(sizes[name] for name in levers)
    for name in ids:
        count = f"{name}__answered"
        of_all = pl.sum_horizontal(f"{lever}__answered" for lever in levers)
        yield pl.col(name).round(12)
        yield (of_all if name == "overall" else pl.col(count)).cast(pl.Int32).alias(count)
        yield pl.lit(sizes[name], pl.Int32()).alias(f"{name}__applicable")
    for scale in questionnaire.outcome_scales:
        yield pl.lit(None, pl.Float64()).alias(scale.id)
        for part in COUNTS:
            yield pl.lit(0, pl.Int32()).alias(f"{scale.id}__{part}")


def batch(path: str, target: str) -> None:
    from slimscan.batch.batch import Settings, score_files
    from slimscan.batch.files import BatchFolder
    from slimscan.batch.read.inputs import SourceFile

    class Silent:
        def begin(self, stage: str, total: int | None = None) -> None: ...

        def advance(self, rows: int) -> None: ...

        def tell(self, remark: object) -> None: ...

    score_files(
        pipeline.load(),
        [SourceFile.named(Path(path))],
        BatchFolder(Path(target)),
        Settings("en"),
        Silent(),
    )


def careful(path: str, target: str) -> None:
    from slimscan.batch.read import parts

    parts.plain_header = lambda path: None
    parts.text_table = lambda rows: None
    batch(path, target)


def _sql(instrument: Instrument, path: str) -> str:
    questionnaire = instrument.questionnaire
    ids = _ids(instrument)

    def value(item: Item) -> str:
        return f"(({5 if item.reversed else 1} - {item.id}) * {25.0 if item.reversed else -25.0})"

    aspects = []
    for one in questionnaire.aspects:
        answered = " + ".join(f"({item.id} is not null)::int" for item in one.items)
        points = " + ".join(f"coalesce({value(item)}, 0)" for item in one.items)
        aspects.append(
            f"case when 2 * ({answered}) >= {len(one.items)} then ({points}) / ({answered}) end as {one.id}"
        )
    levers = []
    for lever in questionnaire.levers:
        names = [one.id for one in lever.aspects]
        valid = " + ".join(f"({name} is not null)::int" for name in names)
        points = " + ".join(f"coalesce({name}, 0)" for name in names)
        levers.append(
            f"case when 2 * ({valid}) >= {len(names)} then ({points}) / ({valid}) end as {lever.id}"
        )
    overall = " + ".join(lever.id for lever in questionnaire.levers)
    types = ", ".join(f"'{item.id}': 'TINYINT'" for item in questionnaire.items)
    read = f"read_csv('{path}', header = true, types = {{{types}}})"
    return f"""
        with a as (select role, {", ".join(aspects)} from {read}),
             l as (select *, {", ".join(levers)} from a),
             o as (select *, ({overall}) / {len(questionnaire.levers)} as overall from l)
        select role, {", ".join(f"avg({name})" for name in ids)} from o group by role
    """


def duckdb(path: str) -> None:
    import duckdb as engine

    print(engine.sql(_sql(pipeline.load(), path)).fetchall())


def pandas(path: str) -> None:
    import pandas as pd

    instrument = pipeline.load()
    questionnaire = instrument.questionnaire
    frame = pd.read_csv(path, dtype={item.id: "Int8" for item in questionnaire.items})
    frame[[item.id for item in questionnaire.items]] = frame[
        [item.id for item in questionnaire.items]
    ].astype("float32")
    scores = frame[["role"]].copy()
    for one in questionnaire.aspects:
        values = frame[[item.id for item in one.items]].sub(1).mul(25)
        for item in one.items:
            if item.reversed:
                values[item.id] = 100 - values[item.id]
        enough = 2 * values.notna().sum(axis=1) >= len(one.items)
        scores[one.id] = values.mean(axis=1).where(enough)
    for lever in questionnaire.levers:
        values = scores[[one.id for one in lever.aspects]]
        enough = 2 * values.notna().sum(axis=1) >= len(lever.aspects)
        scores[lever.id] = values.mean(axis=1).where(enough)
    scores["overall"] = scores[[lever.id for lever in questionnaire.levers]].mean(
        axis=1, skipna=False
    )
    print(scores.groupby("role").mean())


def python(path: str) -> None:
    import csv

    questionnaire = pipeline.load().questionnaire
    totals: dict[str, list[float]] = {}
    with open(path, encoding="utf-8", newline="") as content:
        for row in csv.DictReader(content):
            levers: list[float] = []
            for lever in questionnaire.levers:
                aspects: list[float] = []
                for one in lever.aspects:
                    values = [
                        (5 - int(row[item.id]) if item.reversed else int(row[item.id]) - 1) * 25.0
                        for item in one.items
                        if row[item.id]
                    ]
                    if 2 * len(values) >= len(one.items):
                        aspects.append(sum(values) / len(values))
                if 2 * len(aspects) >= len(lever.aspects):
                    levers.append(sum(aspects) / len(aspects))
            if len(levers) == len(questionnaire.levers):
                total = totals.setdefault(row["role"], [0.0, 0])
                total[0] += sum(levers) / len(levers)
                total[1] += 1
    print({role: total / count for role, (total, count) in totals.items()})


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
