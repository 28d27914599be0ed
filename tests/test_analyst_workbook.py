"""`analyst.xlsx` of a batch: what is the branch's own, as one workbook, for its owner alone."""

from __future__ import annotations

import random
import stat
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import findings
from test_attacked_kinds import run
from test_report_workbook import opened

from slimscan.batch.analyst import scores
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument

OWN = {"region": ["north", "5-9", "1-2-2026", "=1+1"], "weight": ["0,75", "1.25", "2", "1"]}
OWN |= {"chamber": ["01234567", "12345678", "23456789", "34567890"]}
ITEMS = ["H1", "H2", "D1", "D2", "R1"]


def write_answers(path: Path) -> None:
    """Twelve firms with a leader and nine staff; one without a leader, one with two staff."""
    draw = random.Random(4)
    lines = [",".join(["respondent", "organisation", "role", "sector", *OWN, *ITEMS])]
    for firm in range(12):
        own = [f'"{values[firm % 4]}"' for values in OWN.values()]
        for person in range(10):
            if (firm == 3 and not person) or (firm == 5 and person > 2):
                continue
            answers = [str(draw.randint(1, 5)) for _ in ITEMS]
            answers[0] = "nonsense" if firm == 7 and person == 4 else answers[0]
            role = "employee" if person else "owner"
            sector = "" if firm == 9 else "bakery"
            lines.append(
                ",".join([f"{firm}-{person}", f"Firm {firm:02}", role, sector, *own, *answers])
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def out(mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_answers(tmp_path / "q.csv")
    own = [part for name in OWN for part in ("--keep", name)]
    with pytest.raises(AssertionError):  # done, with a row rejected
        run("batch", "q.csv", "--output", "out", "--analyst", *own, "--jobs", 1,
            "--questionnaire", mini.folder)  # fmt: skip
    return tmp_path / "out"


def sheet_of(book: Any, name: str) -> list[dict[str, Any]]:
    head, *rows = book[words("en", "analyst")[f"sheet.{name}"]].iter_rows()
    names = [cell.value for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_it_is_for_its_owner_alone_and_everything_in_it_is_what_it_is(out: Path) -> None:
    path = out / "analyst.xlsx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "results.xlsx").stat().st_mode) == 0o644
    assert [one for one in findings(path) if "inline-string" not in one] == []
    book = opened(path.read_bytes())
    known = pl.read_parquet(out / "scores.parquet")
    rows = sheet_of(book, "scores")
    assert [*rows[0]] == known.columns
    for row, expected in zip(rows, known.iter_rows(named=True), strict=True):
        for name, cell in row.items():
            wanted = expected[name]
            if name == "weight":
                assert cell.data_type == "n"
                assert cell.value == float(wanted.replace(",", "."))
            elif isinstance(wanted, str):
                assert (cell.value or "") == wanted
                assert not wanted or (cell.data_type, cell.number_format) == ("s", "@")
            elif wanted is not None:
                assert cell.data_type == "n"
                assert cell.value == pytest.approx(wanted, abs=1e-9)
    formulas = [
        cell.value
        for sheet in book.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f" or cell.hyperlink
    ]
    assert formulas == []

    told = words("en", "analyst")
    firms = {row[told["column.organisation"]].value: row for row in sheet_of(book, "organisations")}
    leaders = known.filter(pl.col("audience") == "leader").group_by("organisation")
    means = dict(leaders.agg(pl.col("overall").mean()).rows())
    of_leader = told("column.of_leader", scale=words("en", "workbook")["level.overall"])
    assert {name: row[of_leader].value for name, row in firms.items()} == {
        **dict.fromkeys(firms), **means
    }  # fmt: skip
    assert firms["Firm 00"]["chamber"].value == "01234567"
    assert (firms["Firm 00"]["weight"].data_type, firms["Firm 00"]["weight"].value) == ("n", 0.75)
    shown = pl.read_csv(out / "organisations.csv").filter(
        (pl.col("scale") == "overall") & pl.col("group").is_null()
    )
    of_staff = told("column.of_staff", scale=words("en", "workbook")["level.overall"])
    released = {name: row[of_staff].value for name, row in firms.items()}
    assert {name: value for name, value in released.items() if value is not None} == {
        name: int(mean.lstrip("<>=")) for name, mean in shown.select("organisation", pl.col("mean").cast(pl.String)).rows()
    }  # fmt: skip

    response = {row[told["column.organisation"]].value: row for row in sheet_of(book, "response")}
    missing = {name: row[told["column.missing"]].value or "" for name, row in response.items()}
    assert missing["Firm 00"] == "Size"
    assert missing["Firm 03"] == f"{told['missing.leader']}; Size"
    assert missing["Firm 05"] == f"{told('missing.more', count=3)}; Size"
    assert missing["Firm 09"] == "Sector; Size"
    [reject] = sheet_of(book, "rejects")
    assert [cell.value for cell in reject.values()][:4] == ["q.csv", 68, "H1", "nonsense"]
    groups = sheet_of(book, "groups")
    assert all(row[told["column.number"]].value >= 10 for row in groups)
    codes = {row[told["column.code"]].value for row in sheet_of(book, "codebook")}
    assert codes >= {*OWN, "overall", "flags", *pl.read_parquet_schema(out / "answers.parquet")}


def test_more_respondents_than_a_sheet_is_for_stay_in_parquet(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "MOST_SCORES", 50)
    sheet = scores.ScoresSheet(out, words("en", "analyst"))
    assert (sheet.count, sheet.fits) == (111, False)


def test_a_column_of_digits_alone_stays_text_and_so_does_one_that_may_have_thousands() -> None:
    def numeric(*texts: str) -> bool:
        return scores.holds_numbers(pl.LazyFrame({"own": list(texts)}), "own")

    assert numeric("0,75", "1", "", "12.5")
    assert not numeric("12345678", "2")
    assert not numeric("1.250", "2,5")
    assert not numeric("0,5", "5-9")
    assert not numeric("0,5", "007")
    assert not numeric("", "")
