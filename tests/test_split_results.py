"""Results by columns of the branch's own: what is shown of their groups, and what never is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest
from batches import score_text, scores_of, table
from report_examples import example

from slimscan.batch.batch import Scored
from slimscan.batch.organisations.benchmark import make_group_benchmarks
from slimscan.batch.outcome import render_summary, tell_outcome
from slimscan.batch.summary.summary import Batch, summary_document
from slimscan.errors import Fault, InputError
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.document import result_document
from slimscan.scoring.benchmark import MadeFor, reference_for

ITEMS = ("H1", "H2", "D1", "D2", "R1")
OWN = ("region", "part", "chamber")
HEADER = ["respondent", "organisation", "role", "sector", *OWN, *ITEMS]
REGIONS = ["north"] * 14 + ["south"] * 13 + ["east"] * 4
FIRMS = len(REGIONS)


def rows(moved: Mapping[int, str] | None = None, said_by: int = 6) -> list[list[object]]:
    """A leader and six staff of each firm; `said_by` of the staff name its region, too."""
    found: list[list[object]] = []
    for number, usual in enumerate(REGIONS):
        region = (moved or {}).get(number, usual)
        own = ["yes" if number % 2 else "no", f"{number:08}"]
        for person in range(7):
            answers = [1 + (number * 7 + person * 3 + item) % 5 for item in range(5)]
            told = region if person <= said_by else ""
            role = "employee" if person else "owner"
            name = f"{number}-{person}"
            found.append([name, f"Firm {number}", role, "bakery", told, *own, *answers])
    return found


def told(
    mini: Instrument, folder: Path, text: list[list[object]], *splits: str, keep: str = ""
) -> tuple[Scored, Any, str]:
    """The batch, its summary as data, and its page."""
    names = dict.fromkeys(filter(None, (*splits, keep)))
    mapping = AnswerMapping().keeping(names)
    done = score_text(mini, folder, table(HEADER, text), mapping=mapping)
    day = date(2026, 11, 22)
    batch = Batch(done.folder.path, mini, done.scales, done.files, day, splits=splits)
    _, summary = tell_outcome(batch)
    return done, summary_document(summary), render_summary(summary, "en")


def cells(document: Any, audience: str, column: str, scale: str = "overall") -> dict[str, Any]:
    [split] = [s for s in document["audiences"][audience]["splits"] if s["column"] == column]
    found = [one["cells"] for one in split["scales"] if one["id"] == scale]
    return {one["value"]: one for some in found for one in some}


def test_every_large_group_has_its_figures_and_no_other_group_is_named(
    mini: Instrument, tmp_path: Path
) -> None:
    done, document, page = told(mini, tmp_path, rows(), *OWN)
    scores = scores_of(done).filter(pl.col("audience") == "leader")
    for column, group in (("part", "yes"), ("part", "no")):
        own = scores.filter(pl.col(column) == group)["overall"].to_list()
        shown = cells(document, "leader", column)[group]
        assert shown["n"] == len(own)
        assert shown["percentiles"]["50"] == int(median(own) + 0.5)
    by_region = cells(document, "leader", "region")
    assert set(by_region) == {"north"}, "all less north and south is four firms"
    assert cells(document, "employee", "part").keys() == {"yes", "no"}
    assert cells(document, "leader", "chamber") == {}
    passed_on = (
        page + json.dumps(document) + done.folder.path.joinpath("standings.json").read_text()
    )
    assert "By part" in page
    assert "By chamber nothing is shown" in page
    for hidden in ("east", *(f"{number:08}" for number in range(FIRMS))):
        assert f'"{hidden}"' not in passed_on
        assert f">{hidden}<" not in passed_on


def test_a_column_may_be_added_later_but_not_a_group_that_differs_by_a_few_firms(
    mini: Instrument, tmp_path: Path, home: Path
) -> None:
    _, first, _ = told(mini, tmp_path / "a", rows(), "part", keep="region")
    assert [one["column"] for one in first["audiences"]["leader"]["splits"]] == ["part"]
    _, both, _ = told(mini, tmp_path / "b", rows(), "part", "region")
    assert cells(both, "leader", "part") == cells(first, "leader", "part")
    assert set(cells(both, "leader", "region")) == {"north"}
    # One firm moves from north: a reader of both would know its answers.
    _, moved, page = told(mini, tmp_path / "c", rows({0: "south"}), "part", "region")
    assert cells(moved, "leader", "region") == cells(both, "leader", "region")
    _, more, page = told(mini, tmp_path / "d", rows({0: "south"}), "region", "chamber")
    assert [one["column"] for one in more["audiences"]["leader"]["splits"]] == ["region"]
    assert "By chamber nothing is shown yet" in page


def test_a_benchmark_of_each_group_is_about_that_group_alone(
    mini: Instrument, tmp_path: Path
) -> None:
    done, document, _ = told(mini, tmp_path, rows(), "part", "chamber")
    made_for = MadeFor(id="mini", version="1.0.0")
    made = make_group_benchmarks(done.folder.path, made_for, date(2026, 11, 22), "PART")
    assert list(made) == ["no", "yes"]
    assert made["yes"].group == "part: yes"
    [cell] = made["yes"].audiences["leader"]
    shown = cells(document, "leader", "part")["yes"]
    assert cell.scales["overall"].organisations == shown["n"]
    assert list(cell.scales["overall"].percentiles) == list(shown["percentiles"].values())
    shown_beside = reference_for(made["yes"], mini.questionnaire, "leader", {})
    firm = replace(example(mini), reference=shown_beside)
    assert result_document(firm)["benchmark"]["group"] == "part: yes"
    for column, fault in (("region", Fault.BENCHMARK_SPLIT), ("chamber", Fault.BENCHMARK_NOTHING)):
        with pytest.raises(InputError) as error:
            make_group_benchmarks(done.folder.path, made_for, date(2026, 11, 22), column)
        assert [one.fault for one in error.value.problems] == [fault]


def test_organisations_carry_what_their_leader_says_or_five_of_their_staff(
    mini: Instrument, tmp_path: Path
) -> None:
    def regions(folder: str, text: list[list[object]]) -> set[str]:
        done, _, _ = told(mini, tmp_path / folder, text, keep="region")
        table_ = pl.read_csv(done.folder.path / "organisations.csv", infer_schema=False)
        assert table_.columns[-2:] == ["sd", "region"]
        return set(table_["region"].fill_null("").to_list())

    assert regions("leader", rows(said_by=0)) == {"north", "south", "east"}
    staff = [row for row in rows() if row[2] == "employee"]
    assert regions("staff", staff) == {"north", "south", "east"}
    few = [[*row[:4], row[4] if int(str(row[0])[-1]) < 5 else "", *row[5:]] for row in staff]
    assert regions("few", few) == {""}
