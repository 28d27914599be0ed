"""The day in a cell: every spelling that has one meaning is read, and no other; both is said."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from batches import FIRMS, Heard, answers_of, firm, firms, rejects_of, table
from batches import score_path as run
from tool_files import workbook

from slimscan.batch.batch import Scored
from slimscan.batch.read.gather import Chosen
from slimscan.errors import Fault, InputError
from slimscan.imports.dates import read_date, read_moment
from slimscan.questionnaire.loading import Instrument


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-09-01", "2026-09-01"),
        (" 2026/9/1 ", "2026-09-01"),
        ("2026-09-01T08:05:09.123+02:00", "2026-09-01 08:05:09"),
        ("2024/12/05 9:39:00 PM GMT+1", "2024-12-05 21:39:00"),
        ("2024/12/05 12:10:00 am", "2024-12-05 00:10:00"),
        ("20260901", "2026-09-01"),
        ("13-9-2026 14:20:31", "2026-09-13 14:20:31"),
        ("9/13/2026", "2026-09-13"),
        ("1.1.2026", "2026-01-01"),
        ("1 september 2026", "2026-09-01"),
        ("dinsdag 1 september 2026 om 10.30", "2026-09-01 10:30:00"),
        ("1-sep-2026", "2026-09-01"),
        ("September 1st, 2026", "2026-09-01"),
        ("12 mrt. 2026", "2026-03-12"),
        ("46266", "2026-09-01"),
        (46266.5, "2026-09-01 12:00:00"),
        ("46266,75", "2026-09-01 18:00:00"),
        (datetime(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 7, 30), "2026-09-01 07:30:00"),
        (date(2026, 9, 1), "2026-09-01"),
    ],
)
def test_a_day_with_one_meaning_is_read_with_its_time(cell: object, moment: str) -> None:
    assert read_moment(cell) == moment


@pytest.mark.parametrize(
    "cell",
    ["1-9-2026", "01/09/2026", "1-9-26", "9999-12-31", "0001-01-01", "1899-12-30", "2026-13-01",
     "20261301", "2026", "2026-09", "last week", "12345", "99999", "31-31-2026", "1 foo 2026", "0", True],
)  # fmt: skip
def test_what_is_no_day_or_can_be_two_is_not_read(cell: object) -> None:
    assert read_date(cell) == ""


def told(heard: Heard, fault: Fault) -> dict[str, object]:
    [problem] = [one for _, one in heard.told if one.fault is fault]
    return dict(problem.values)


def test_one_date_of_a_column_that_begins_with_its_day_tells_the_order_of_all(
    mini: Instrument, tmp_path: Path
) -> None:
    done, heard = run(
        mini, tmp_path, [firm("A", "01-09-2026"), firm("B", "2-9-2026"), firm("C", "13-9-2026")]
    )
    assert answers_of(done)["measured_on"].to_list() == ["2026-09-01", "2026-09-02", "2026-09-13"]
    assert Fault.DATES_UNREAD not in heard.faults


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_dates_that_cannot_be_read_are_counted_and_said_and_strict_refuses_them(
    mini: Instrument, tmp_path: Path, ending: str
) -> None:
    rows = [firm("A", "01-09-2026"), firm("B", "9999-12-31"), firm("C", "2026-09-03"), firm("D")]
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        path.write_text(table(FIRMS, rows))
    else:
        pl.DataFrame(rows, schema=FIRMS, orient="row", strict=False).write_parquet(path)
    done, heard = run(mini, tmp_path, path)
    assert answers_of(done)["measured_on"].to_list() == ["", "", "2026-09-03", ""]
    assert told(heard, Fault.DATES_UNREAD) == {"rows": 2, "value": "01-09-2026"}
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path / "strict", path, strict=True)
    assert Fault.DATES_UNREAD in [one.fault for one in refused.value.problems]


def kept(done: Scored, name: str) -> list[tuple[str, int]]:
    rows = answers_of(done).filter(organisation=name).select("measured_on", "H1").rows()
    return [(day, place) for day, place in rows]


@pytest.mark.parametrize(
    ("earlier", "later", "day"),
    [
        ("2026-09-01 09:00:00", "2026-09-01 14:30:00", "2026-09-01"),
        ("2026/09/01 9:00:00 AM", "2026/09/01 2:30:00 PM", "2026-09-01"),
        ("46266.25", "46266.5", "2026-09-01"),
        ("31-8-2026", "1-9-2026", "2026-09-01"),
    ],
)
def test_of_a_firm_that_answered_twice_on_a_day_the_time_tells_which_counts(
    mini: Instrument, tmp_path: Path, earlier: str, later: str, day: str
) -> None:
    rows = [*firms(20), firm("Twice", later, first=5), firm("Twice", earlier)]
    done, _ = run(mini, tmp_path, rows)
    assert kept(done, "Twice") == [(day, 4)]
    assert [one["row"] for one in rejects_of(done)] == ["23"]


def test_a_time_beside_a_day_without_one_does_not_tell_which_is_later(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [*firms(20), firm("Twice", "2026-09-01 10:00", first=5), firm("Twice", "2026-09-01")]
    done, _ = run(mini, tmp_path, rows)
    assert kept(done, "Twice") == []


def test_days_as_numbers_of_a_spreadsheet_are_read_and_said(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [["organisation", "measured_on", "H1", "D1"], ["A", 46266, 1, 2], ["B", 46267.5, 2, 3]]
    path = workbook(tmp_path / "a.xlsx", Sheet=rows)
    done, heard = run(mini, tmp_path, path, chosen=Chosen(audience="employee"))
    assert answers_of(done)["measured_on"].to_list() == ["2026-09-01", "2026-09-02"]
    assert told(heard, Fault.DATES_AS_NUMBERS) == {"number": "46266", "day": "2026-09-01"}


def test_a_nameless_row_keeps_its_name_when_its_time_becomes_known(
    mini: Instrument, tmp_path: Path
) -> None:
    day, _ = run(mini, tmp_path / "day", [firm("A", "2026-09-01")])
    moment, _ = run(mini, tmp_path / "moment", [firm("A", "2026-09-01 10:00")])
    assert answers_of(day).equals(answers_of(moment))
