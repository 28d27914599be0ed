"""The same batch on Spark, with worker processes of their own: the same numbers, the same rejects."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from batches import Silent, answers_of, random_values, rejects_of, scored, scores_of, table
from mini import write_mini
from random_branch import RandomBranch
from test_many_organisations import kept
from typer.testing import CliRunner

import slimscan
from slimscan.batch.batch import Scored, Settings, score_files
from slimscan.batch.engines import open_engine
from slimscan.batch.files import BatchFolder, kept_among
from slimscan.batch.organisations import organisations_csv
from slimscan.batch.organisations.organisations_csv import write_organisations
from slimscan.batch.organisations.staff import LEDGER_FILE
from slimscan.batch.read.gather import Chosen
from slimscan.batch.spark import chunks, gathering, organisations, reading
from slimscan.batch.spark.chunks import score_chunks
from slimscan.batch.spark.run import SparkEngine
from slimscan.batch.spark.sources import brought
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError, MachineError
from slimscan.imports.mapping import AnswerMapping
from slimscan.privacy import open_book
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import (
    Answer,
    Respondent,
    State,
    check_answer,
    responses_frame,
)
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scores import COUNTS, score_responses

pytestmark = pytest.mark.filterwarnings(
    "ignore"
)  # pyspark warns of pandas, and leaves sockets open

ROWS = 10_000


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    pyspark = pytest.importorskip("pyspark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", os.path.dirname(pyspark.__file__))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        builder = builder.config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def on_spark(instrument: Instrument, folder: Path, *paths: str, **others: Any) -> Scored:
    chosen = Settings("en", engine="spark", **others)
    with open_engine(chosen) as engine:
        return engine.score(instrument, paths, BatchFolder(folder), chosen, Silent())


def test_both_engines_and_the_interview_give_the_same_scores(
    session: Any, base: Instrument, tmp_path: Path
) -> None:
    items = base.questionnaire.items
    values = random_values(base, ROWS, seed=11)
    header = ["respondent", "organisation", *(item.id for item in items)]
    rows = [[f"r{number}", f"org {number // 9}", *row] for number, row in enumerate(values)]
    rows[7][5], rows[8][5] = "Everywhere and as a matter of course", "nonsense"
    rows[9][2:] = [""] * len(items)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String()), orient="row")
    folder = tmp_path / "answers"
    folder.mkdir()
    for part in range(4):
        frame.slice(part * ROWS // 4, ROWS // 4).write_parquet(folder / f"{part}.parquet")
    of_spark = on_spark(base, tmp_path / "spark", str(folder))
    text = tmp_path / "answers.csv"
    text.write_text(table(header, rows))
    of_polars = scored(base, tmp_path / "polars", text)

    assert of_spark.rejected == of_polars.rejected
    assert [(one["column"], one["value"], one["reason"]) for one in rejects_of(of_spark)] == [
        (one["column"], one["value"], one["reason"]) for one in rejects_of(of_polars)
    ]
    theirs, ours = (scores_of(one).drop("file").sort("respondent") for one in (of_spark, of_polars))
    assert_same(theirs, ours)
    assert theirs.equals(ours)  # to the last digit that is stored
    given = [answers_of(one).drop("file").sort("respondent") for one in (of_spark, of_polars)]
    assert given[0].equals(given[1])
    assert sum(one.blank for one in of_spark.files) == of_polars.files[0].blank

    scales = scales_of(base.questionnaire)
    unasked = {item.id: Answer(State.NOT_APPLICABLE) for item in scales.items}
    respondents = [
        Respondent(
            unasked
            | {
                item.id: check_answer(base.questionnaire, item, cell)
                for item, cell in zip(items, row[2:], strict=True)
            },
            respondent=str(row[0]),
            organisation=str(row[1]),
        )
        for row in rows
        if row[0] in set(ours["respondent"])
    ]
    interview = score_responses(responses_frame(scales.items, respondents), scales)
    wanted = (
        interview.to_native().sort("respondent").with_columns(pl.lit("employee").alias("audience"))
    )
    numbers = ours.drop("flags")
    assert_same(numbers, wanted.select(numbers.columns))


def assert_same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    assert one.columns == other.columns
    for name in one.columns:
        left, right = one[name], other[name]
        assert left.is_null().equals(right.is_null()), name
        if left.dtype == pl.Float64():
            assert ((left - right).abs().max() or 0) < 1e-9, name
        elif name.endswith(COUNTS):
            assert left.to_list() == right.to_list(), name
        else:
            assert left.equals(right), name


def test_text_tables_with_broken_rows_and_a_quick_scan(
    session: Any, mini: Instrument, tmp_path: Path
) -> None:
    text = tmp_path / "answers.csv"
    text.write_text(
        "respondent,role,Own `a.b` (x),H1,H2,D1,R1\n"
        "a,Eigenaar,=1,1,half,3,4\n"
        "b,owner,,1,2,3\n"
        'c,"x, ""y""",5-9,5,n/a,3,1\n'
        "d,owner,,1,2,3,9\n"
        "e,owner,,1,2,3,4,surplus\n"
        ",,,2,2,2,2\n"
        ",,,2,2,2,2\n"
        "f,owner,,,,,\n"
    )
    asked: Any = {
        "chosen": Chosen(quick=True),
        "mapping": AnswerMapping().keeping({"Own `a.b` (x)": None}),
    }
    url = (tmp_path / "cluster").as_uri()
    of_spark = on_spark(mini, tmp_path / "spark", str(text), scores_url=url, **asked)
    of_polars = scored(mini, tmp_path / "polars", text, **asked)
    assert_same_files(of_spark, of_polars)
    [own] = kept_among(scores_of(of_polars).schema)
    there = pl.scan_parquet(tmp_path / "cluster" / "*.parquet").sort("respondent").collect()
    assert there[own].to_list() == scores_of(of_polars).sort("respondent")[own].to_list()
    assert [(one["column"], one["value"]) for one in rejects_of(of_spark)] == [
        ("R1", "9"),
        ("", ""),
    ]
    [count] = of_spark.files
    assert (count.read, count.scored, count.rejected, count.blank) == (8, 5, 2, 1)


def assert_same_files(one: Scored, other: Scored) -> None:
    """What both engines leave behind: texts byte for byte, scores to the last bit but one."""
    for name in ("rejects", "passed", "answers"):
        assert getattr(one.folder, name).read_bytes() == getattr(other.folder, name).read_bytes()
    assert_same(scores_of(one), scores_of(other))
    assert one.files == other.files


CODES = "1,2,3,4,5"
DIRTY = {
    "blanks.csv": "respondent,H1,H2,D1,D2,R1\n\na,1,2,3,4,5\n\n\nb,9,2,3,4,5\n,,,,,\nc,,,,,\n",
    "semicolons.csv": "respondent;H1;H2;D1;D2;R1\na;1;2;3;4;5\nb;half;x;3;4;5\n",
    "pipes.csv": "respondent|H1|H2|D1|D2|R1\na|1|2|3|4|5\n",
    "old.csv": "organisation;H1;H2;D1;D2;R1\nCafé Mölders;1;2;3;4;5\n".encode("cp1252"),
    "utf16.txt": "organisation\tH1\tR1\nCafé\t1\t5\n".encode("utf-16"),
    "lines.jsonl": '{"respondent": "a", "H1": 5, "R1": "half"}\n\nnonsense\n{"respondent": "b", "H1": 8}\n',
    "lime.csv": "id,submitdate,lastpage,startlanguage,Q[H1],Q[R1]\n1,2026-01-02 10:00,3,nl,2,3\n2,,1,nl,2,3\n",
    "same.csv": f"respondent,organisation,H1,H2,D1,D2,R1\na,Acme,{CODES}\na,Acme,{CODES}\na,Acme,2,2,2,2,2\n",
    "names.csv": f"respondent,organisation,H1,H2,D1,D2,R1\nNA,null,{CODES}\n00123,NaN,{CODES}\n",
}
"""Tables that a data-frame reader damages in silence, by the name of the file."""


def test_every_input_gives_the_same_files_on_both_engines(
    session: Any, mini: Instrument, tmp_path: Path
) -> None:
    files = []
    for name, content in DIRTY.items():
        files.append(tmp_path / name)
        files[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
    own = scored(mini, tmp_path / "own", *files)
    of_polars = scored(mini, tmp_path / "polars", *files, own.folder.answers)
    target = tmp_path / "written"
    of_spark = on_spark(
        mini,
        tmp_path / "spark",
        *map(str, files[:-1]),
        files[-1].as_uri(),
        str(own.folder.answers),
        scores_url=str(target),
    )
    assert_same_files(of_spark, of_polars)
    assert {"Café Mölders", "NaN"} <= set(answers_of(of_spark)["organisation"])
    written = pl.read_parquet(f"{target}/*.parquet")
    assert_same(*(one.sort("respondent", "organisation") for one in (written, scores_of(of_spark))))
    with pytest.raises(MachineError):
        on_spark(mini, tmp_path / "again", str(files[0]), scores_url=str(target))
    assert pl.read_parquet(f"{target}/*.parquet").height == written.height


def test_answers_of_slimscans_own_are_places_and_not_codes_and_their_stamp_is_looked_at(
    session: Any, mini: Instrument, base: Instrument, tmp_path: Path
) -> None:
    text = tmp_path / "answers.csv"
    text.write_text("respondent,H1,H2,D1,D2,R1\na,1,2,3,4,5\nb,5,4,3,2,1\n")
    own = scored(mini, tmp_path / "own", text)
    again = on_spark(mini, tmp_path / "again", str(own.folder.answers))
    assert_same(scores_of(again), scores_of(own))
    assert again.rejected == 0
    with pytest.raises(InputError) as refused:
        on_spark(base, tmp_path / "other", str(own.folder.answers))
    assert [one.fault for one in refused.value.problems] == [Fault.ANSWERS_OTHER_QUESTIONNAIRE]


def test_what_lies_on_a_cluster_is_brought_here_under_its_own_name(
    session: Any, mini: Instrument, tmp_path: Path
) -> None:
    folder = tmp_path / "on the cluster"
    (folder / "day=1").mkdir(parents=True)
    (folder / "day=1" / "part.csv").write_text("respondent;H1\na;1\n")
    (folder / "_SUCCESS").write_text("")
    (folder / "readme.txt").write_text("About these answers.\n")
    sources = brought(session, folder.as_uri().replace("%20", " "), tmp_path)
    done = score_files(mini, sources, BatchFolder(tmp_path / "out"), Settings("en"), Silent())
    assert [one.file.rpartition("/")[2] for one in done.files] == ["part.csv"]
    assert done.files[0].file.startswith("file:")
    with pytest.raises(InputError) as refused:
        brought(session, f"{folder.as_uri()}/none-*.csv", tmp_path)
    assert [one.fault for one in refused.value.problems] == [Fault.FILE_MISSING]


def test_workers_with_another_slimscan_are_refused(
    session: Any, mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slimscan, "__version__", "99")
    with pytest.raises(MachineError) as refused:
        on_spark(mini, tmp_path / "out", str(tmp_path / "nothing.parquet"))
    assert [one.fault for one in refused.value.problems] == [Fault.SPARK_WORKERS]


def test_a_path_that_is_not_there_is_named(session: Any, mini: Instrument, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        on_spark(mini, tmp_path / "out", str(tmp_path / "nothing.parquet"))
    assert [one.fault for one in refused.value.problems] == [Fault.FILE_MISSING]


def branch_table(firms: int, staff: int) -> str:
    """Leaders and staff of firms that keep a region of their own; some firms are large."""
    draw = random.Random(21)
    rows = []
    for firm in range(firms):
        sector, size = draw.choice(("bakery", "other")), draw.choice(("small", "large"))
        for person in range(1 + staff + firm % 3):
            codes = [draw.choice(("1", "2", "3", "4", "5", "half", "")) for _ in range(5)]
            who = [f"p{firm}-{person}", f"Firm {firm}", "employee" if person else "owner"]
            rows.append([*who, sector, size, f"region {firm % 2}", *codes])
    header = ["respondent", "organisation", "role", "sector", "size", "region"]
    return table([*header, "H1", "H2", "D1", "D2", "R1"], rows)


TOLD = ("organisations.csv", "released.parquet", "summary.json", "results.xlsx", "rejects.csv")


def read(path: Path) -> bytes:
    return path.read_bytes()


def test_the_command_tells_with_spark_what_it_tells_without(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ROWS_A_CHUNK", 150)
    monkeypatch.setattr(organisations, "ROWS_A_SLICE", 100)
    folder = write_mini(tmp_path / "mini")
    answers = tmp_path / "answers.csv"
    answers.write_text(branch_table(firms=40, staff=7))
    run = ["batch", str(answers), "--questionnaire", str(folder), "--lang", "en", "--yes"]
    open_book(tmp_path / "home of spark")
    shutil.copytree(tmp_path / "home of spark", tmp_path / "home of polars")
    for engine in ("spark", "polars"):
        monkeypatch.setenv("SLIMSCAN_HOME", str(tmp_path / f"home of {engine}"))
        target = str(tmp_path / engine)
        few = ["--reports", "--format", "html", "--shard", "1/6"]
        asked = [*run, "--split", "region", *few, "--output", target, "--engine", engine]
        done = CliRunner().invoke(app, asked)
        assert (done.exit_code, done.stdout) == (0, f"{target}\n"), done.output
    told = {
        engine: [read(tmp_path / engine / one) for one in TOLD] for engine in ("spark", "polars")
    }
    assert told["spark"] == told["polars"]
    reports = [
        {page.name: page.read_bytes() for page in (tmp_path / one / "reports").glob("*.html")}
        for one in told
    ]
    assert reports[0]
    assert reports[0] == reports[1]
    theirs, ours = (pl.read_parquet(tmp_path / one / "scores.parquet") for one in told)
    assert_same(theirs, ours)


def test_the_cluster_decides_on_organisations_as_one_machine_does(
    session: Any, base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ROWS_A_CHUNK", 150)
    for module in (organisations, organisations_csv):
        monkeypatch.setattr(module, "ROWS_A_SLICE", 120)
    homes = tmp_path / "cluster", tmp_path / "machine"
    open_book(homes[0])
    shutil.copytree(*homes)
    branch = RandomBranch(base, seed=2, count=30)
    for _ in range(3):
        branch.write(tmp_path / "out")
        found = []
        for home in homes:
            monkeypatch.setenv("SLIMSCAN_HOME", str(home))
            (tmp_path / "out" / LEDGER_FILE).unlink(missing_ok=True)
            if home.name == "cluster":
                answers = pl.read_parquet(BatchFolder(tmp_path / "out").answers)
                named = answers.with_columns(pl.lit("one.csv").alias("file"))
                named.write_parquet(tmp_path / "answers.parquet")
                rows = score_chunks(session, tmp_path / "answers.parquet", branch.scales)
                assert len(rows.facts) > 2, "there are chunks to put together"
                scores = pl.concat(rows.frames())
                scores.write_parquet(BatchFolder(tmp_path / "out").scores)
                SparkEngine(session, rows).write_organisations(tmp_path / "out")
            else:
                write_organisations(tmp_path / "out", branch.scales)
            lines = read(tmp_path / "out" / "organisations.csv")
            found.append((lines, read(tmp_path / "out" / "released.parquet"), kept(home)))
        assert found[0] == found[1]
        assert lines.count(b"\n") > 100, "enough is shown to compare"
        branch.goes_on()


@pytest.mark.parametrize("missing", ["pyspark", "Java"])
def test_what_spark_needs_here_and_is_not_there_is_said(tmp_path: Path, missing: str) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "answers.csv").write_text("respondent,H1\na,1\n")
    folder = write_mini(tmp_path / "mini")
    without = "sys.modules['pyspark'] = None; " if missing == "pyspark" else ""
    program = f"import sys; {without}from slimscan.cli import main; main()"
    command = [sys.executable, "-c", program, "batch", "answers.csv", "--engine", "spark"]
    done = subprocess.run(
        [*command, "--questionnaire", str(folder), "--lang", "en"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "Install pyspark" in done.stderr
    assert "Java 17" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_every_worker_sees_is_read_by_the_workers_a_large_table_in_parts(
    session: Any, mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PART", 2_000)
    monkeypatch.setattr(gathering, "ROWS_A_CHUNK", 100)
    columns = [place for place in range(11) if place != 5]
    rows = [line.split(",") for line in branch_table(firms=30, staff=7).splitlines()]
    lines = [",".join(row[place] for place in columns) for row in rows]
    lines[100], lines[200] = lines[100].replace("half", "9"), lines[200][:-1] + "nonsense"
    files: dict[str, list[str] | str] = {
        "plain.csv": [*lines, lines[5]],
        "quoted.csv": [
            lines[0],
            *(f'"{line.replace(",", chr(34) + ",", 1)}' for line in lines[1:90]),
        ],
        "short.csv": DIRTY["same.csv"],
        "lime.csv": DIRTY["lime.csv"],
    }
    folder = tmp_path / "answers of May"
    paths = [folder / "region=a%20b" / "plain.csv", *(folder / one for one in list(files)[1:])]
    paths[0].parent.mkdir(parents=True)
    for path in paths:
        content = files[path.name]
        path.write_text(content if isinstance(content, str) else "\n".join(content))
    own = tmp_path / "own"
    kept = AnswerMapping().keeping({"region": None})
    found = on_spark(mini, tmp_path / "spark", folder.as_uri(), mapping=kept)
    same = on_spark(
        mini, own, folder.as_uri(), scores_url=(tmp_path / "url").as_uri(), rows_here=False
    )
    in_order = sorted(paths)
    of_polars = scored(mini, tmp_path / "polars", *in_order)
    assert [replace(one, file="", ignored={}) for one in found.files] == [
        replace(one, file="", ignored={}) for one in of_polars.files
    ]
    assert rejects_without_files(found) == rejects_without_files(of_polars)
    assert_same(scores_of(found).drop("region"), scores_of(of_polars))
    assert answers_of(found).drop("region").equals(answers_of(of_polars))
    plain = pl.col("file") == "plain.csv"
    assert set(scores_of(found).filter(plain)["region"]) == {"a b"}
    assert set(scores_of(found).filter(~plain)["region"]) == {""}
    assert {path.name for path in own.iterdir()} == {"rejects.csv", "passed.csv", "columns.csv"}
    there = pl.read_parquet(tmp_path / "url" / "*.parquet")
    assert_same(there, scores_of(of_polars).select(there.columns))
    assert same.files == found.files


def rejects_without_files(done: Scored) -> list[tuple[str, ...]]:
    return [(one["row"], one["column"], one["value"]) for one in rejects_of(done)]
