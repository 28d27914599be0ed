"""What a batch tells of organisations: only what the release rule lets out, again and again."""

from __future__ import annotations

import csv
import random
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_examples import Person, leader, staff, write_batch

from slimscan.batch.organisations import organisations_csv as organisations
from slimscan.batch.organisations import scattered
from slimscan.batch.organisations.delivered import _Reader
from slimscan.batch.organisations.organisations_csv import write_organisations
from slimscan.batch.organisations.scattered import gathered_staff
from slimscan.batch.organisations.staff import released_among
from slimscan.batch.organisations.told import read_mean, shown_groups_in
from slimscan.errors import Fault, InputError, MachineError
from slimscan.privacy import NOT_GIVEN, TOTAL, End, Signer
from slimscan.privacy.organisations import coarse_share, count_band
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import scales_of
from slimscan.staff.rows import fixed_items, other_answers

Row = dict[str, str]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def told(out: Path, mini: Instrument, people: list[Person], jobs: int = 1) -> list[Row]:
    """The lines of organisations.csv for these people."""
    path = write_organisations(out, write_batch(out, mini, people), jobs)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["organisation"] for row in rows))


def test_an_organisation_is_told_of_from_five_staff_on(out: Path, mini: Instrument) -> None:
    rows = told(out, mini, [*staff("Four", 4), *staff("Five", 5), *staff("Ten", 10)])
    assert names(rows) == ["Five", "Ten"]
    assert {row["n"] for row in rows if row["organisation"] == "Five"} == {"5-9"}
    assert {row["n"] for row in rows if row["organisation"] == "Ten"} == {"10-19"}
    assert all(
        int(row["mean"].strip("<=>")) % 10 == 0 for row in rows if row["organisation"] == "Five"
    )


def test_the_leader_is_never_counted_among_the_staff(out: Path, mini: Instrument) -> None:
    assert told(out, mini, [*staff("Firm", 4), leader("Firm", 4)]) == []


def test_staff_without_an_organisation_are_in_none(out: Path, mini: Instrument) -> None:
    assert told(out, mini, staff("", 12)) == []


def test_a_hidden_group_looks_like_a_group_that_never_was(out: Path, mini: Instrument) -> None:
    people = [*staff("Firm", 6, group="Shop"), *staff("Firm", 3, start=6, group="Van")]
    with_van = told(out, mini, people)
    assert {row["group"] for row in with_van} == {""}


def test_a_group_that_may_be_shown_stands_under_its_organisation(
    out: Path, mini: Instrument
) -> None:
    people = [*staff("Firm", 6, group="Shop"), *staff("Firm", 7, start=6, group="Van")]
    rows = told(out, mini, people)
    assert {row["group"] for row in rows} == {"", "Shop", "Van"}
    assert rows[0]["group"] == ""


def test_one_name_in_other_letters_is_one_organisation(out: Path, mini: Instrument) -> None:
    rows = told(out, mini, [*staff("De Bakker", 3), *staff("DE BAKKER", 3)])
    assert names(rows) == ["De Bakker"]


def test_one_to_four_more_staff_change_nothing(out: Path, mini: Instrument) -> None:
    people = [*staff("Firm", 12), *staff("Other", 8)]
    before = told(out, mini, people)
    for more in (1, 4):
        assert told(out, mini, [*people, *staff("Firm", more, start=12)]) == before
    assert told(out, mini, [*people, *staff("Firm", 5, start=12)]) != before


def test_who_came_to_an_organisation_later_is_not_told_by_the_order(
    out: Path, mini: Instrument
) -> None:
    people = [*staff("Alfa", 6), *staff("Mid", 6), *staff("Zulu", 6)]
    backwards = told(out, mini, people[::-1])
    assert told(out, mini, people) == backwards
    assert names(backwards) == ["Alfa", "Mid", "Zulu"]


def test_a_name_that_a_spreadsheet_would_run_is_text(out: Path, mini: Instrument) -> None:
    assert names(told(out, mini, staff("=1+1", 6))) == ["'=1+1"]


def test_the_ends_of_the_scale_are_told_as_ends(out: Path, mini: Instrument) -> None:
    people = [
        Person(f"p{n}", "Low", places={"H1": 0, "H2": 4, "D1": 0, "D2": 0, "R1": 4})
        for n in range(20)
    ]
    means = {row["scale"]: row["mean"] for row in told(out, mini, people)}
    assert (means["heat"], means["rest"]) == ("<=10", ">=90")


def test_workers_write_what_one_process_writes(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "ROWS_A_SLICE", 25)
    people = [one for number in range(9) for one in staff(f"Firm {number}", 7)]
    done: list[tuple[int, int]] = []
    alone = told(out.with_name("alone"), mini, people)
    monkeypatch.setenv("SLIMSCAN_HOME", str(out.with_name("other home")))
    scales = write_batch(out, mini, people)
    path = write_organisations(out, scales, 2, lambda now, whole: done.append((now, whole)))
    assert path.read_bytes() == out.with_name("alone").joinpath(path.name).read_bytes()
    assert len(names(alone)) == 9
    assert done[-1] == (9, 9)
    assert len(done) > 1


def test_what_is_shown_is_written_for_a_workbook_too(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "ROWS_A_SLICE", 25)
    people = [one for number in range(9) for one in staff(f'Firm "{number}", =1', 7)]
    shown = out.with_name("shown.csv")
    scales = write_batch(out, mini, people)
    path = write_organisations(out, scales, 2, shown=shown)
    groups = list(shown_groups_in(shown, 0))
    assert [one.organisation for one in groups] == [f'Firm "{number}", =1' for number in range(9)]
    with path.open(encoding="utf-8", newline="") as file:
        wanted = [[*row.values()][2:5] for row in csv.DictReader(file)]
    ends = {None: "", End.AT_MOST.value: "<=", End.AT_LEAST.value: ">="}
    assert wanted == [
        [scale, one.people, f"{ends[mean[1]]}{mean[0]}"]
        for one in groups
        for scale, mean in zip(scales.ids, map(read_mean, one.means), strict=True)
        if mean
    ]


@pytest.mark.parametrize("a_part", [1, 3])
def test_organisations_whose_rows_lie_all_over_the_file_are_written_as_those_that_stand_together(
    out: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch, a_part: int
) -> None:
    people = [
        *(one for number in range(12) for one in staff(f"Firm {number}", 7, group="oven team")),
        *staff("", 8),
        *(replace(one, audience="leader") for one in staff("Led", 3)),
    ]
    told(together := out.with_name("together"), mini, people)
    gathered: list[list[Path]] = []

    def noted(*given: Any) -> list[list[Path]]:
        gathered.extend(parts := gathered_staff(*given))
        return parts

    monkeypatch.setattr(organisations, "ROWS_A_SLICE", 14)
    monkeypatch.setattr(organisations, "SLICES_TO_GATHER", 1)
    monkeypatch.setattr(organisations, "SLICES_A_PART", a_part)
    monkeypatch.setattr(scattered, "_ROWS_A_LOT", 30)
    monkeypatch.setattr(organisations, "gathered_staff", noted)
    monkeypatch.setenv("SLIMSCAN_HOME", str(out.with_name("other home")))
    monkeypatch.chdir(out.parent)
    random.Random(3).shuffle(people)
    scales = write_batch(out, mini, people)
    write_organisations(Path(out.name), scales, 2)
    for name in ("organisations.csv", "released.parquet"):
        assert (out / name).read_bytes() == (together / name).read_bytes()
    assert len(gathered) == 6 // a_part
    assert any(len(files) > 1 for files in gathered), "rows come in several lots"
    assert not list(out.glob("*/*.arrow")), "what was gathered is gone afterwards"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_the_branchs_own_is_for_its_owner_only(
    out: Path, mini: Instrument, home: Path
) -> None:
    told(out, mini, staff("Firm", 6))
    own = (home / "people.ledger", home / "people.key", out / "organisations.ledger")
    assert {mode(path) for path in (*own, out / "released.parquet")} == {0o600}
    assert mode(out / "organisations.csv") == 0o644
    assert not list(out.glob(".*")), "nothing half-done is left"


def test_the_ledger_is_kept_before_anything_is_written(
    out: Path, mini: Instrument, home: Path
) -> None:
    scales = write_batch(out, mini, staff("Firm", 6))
    (out / "organisations.csv" / "in the way").mkdir(parents=True)
    with pytest.raises(MachineError):
        write_organisations(out, scales)
    book = sqlite3.connect(home / "people.ledger")
    assert book.execute("select count(*) from firm").fetchone() == (1,)
    book.close()


def test_a_damaged_ledger_stops_the_results(out: Path, mini: Instrument, home: Path) -> None:
    told(out, mini, staff("Firm", 6))
    (home / "people.ledger").write_bytes(b"SQLite format 3\0 and then not" * 200)
    with pytest.raises(InputError) as raised:
        told(out, mini, staff("Firm", 6))
    assert raised.value.problems[0].fault is Fault.LEDGER_DAMAGED


def test_the_ledger_of_a_newer_slimscan_is_left_alone(
    out: Path, mini: Instrument, home: Path
) -> None:
    told(out, mini, staff("Firm", 6))
    book = sqlite3.connect(home / "people.ledger")
    book.execute("pragma user_version = 9")
    book.close()
    with pytest.raises(InputError) as raised:
        told(out, mini, staff("Firm", 6))
    assert raised.value.problems[0].fault is Fault.LEDGER_NEWER


def test_a_report_shows_what_the_table_shows(out: Path, mini: Instrument) -> None:
    people = [*staff("Firm", 7, group="Shop"), *staff("Firm", 6, start=7, group="Van")]
    rows = told(out, mini, [*people, *staff("Small", 3)])
    scales = write_batch(out, mini, people)
    [released] = released_among(out, scales, ["firm"]).values()
    shown = [
        ("" if group.cell == TOTAL else group.cell.name, value.scale, str(value.people))
        for group in released.release.groups
        for value in group.values
        if value.shown
    ]
    assert shown == [(row["group"], row["scale"], row["n"]) for row in rows]


def test_a_report_before_the_table_counts_as_shown(out: Path, mini: Instrument) -> None:
    scales = write_batch(out, mini, staff("Firm", 6))
    [first] = released_among(out, scales, ["firm"]).values()
    write_batch(out, mini, staff("Firm", 9))
    [later] = released_among(out, scales, ["firm"]).values()
    assert later.release == first.release
    assert later.held_back


def test_an_organisation_without_staff_has_nothing_to_show(out: Path, mini: Instrument) -> None:
    scales = write_batch(out, mini, [leader("Firm", 2)])
    assert released_among(out, scales, ["firm"]) == {}
    assert released_among(out, scales, []) == {}


def test_one_to_four_who_stopped_half_way_count_in_no_scale_and_five_count_where_they_can(
    out: Path, mini: Instrument
) -> None:
    whole = {"H1": 1, "H2": 2, "D1": 1, "D2": 2, "R1": 1}
    for stopped, mean in ((4, "40"), (5, "60")):
        people = [Person(f"{stopped}p{n}", f"Firm {stopped}", places=whole) for n in range(10)]
        people += [
            Person(f"{stopped}s{n}", f"Firm {stopped}", places={"H1": 4, "H2": 0})
            for n in range(stopped)
        ]
        rows = [row for row in told(out, mini, people) if row["organisation"] == f"Firm {stopped}"]
        by_scale = {row["scale"]: row for row in rows}
        assert by_scale["overall"]["n"] == "10-19"
        assert by_scale["heat"]["mean"] == mean, "10 people at 37.5, with those at 100 or without"


def test_a_question_that_only_later_people_answered_is_one_that_staff_were_asked(
    base: Instrument,
) -> None:
    module = base.sectors[0].aspect
    scales = scales_of(base.questionnaire, beside=(module,))
    late = next(item.id for item in base.questionnaire.items if item.id.startswith("COM"))
    place = fixed_items(base.questionnaire).index(late)
    answers = "3" * len(fixed_items(base.questionnaire))
    first = answers[:place] + NOT_GIVEN + answers[place + 1 :]
    # Everybody left something open, so that nobody's answers alone say what was asked.
    second = NOT_GIVEN + answers[1:]
    others = other_answers((item.id, "3") for item in module.items)
    reader = _Reader({}, scales, Signer(b"a key of thirty-two bytes in all"))
    measure = reader._measure([first, second], [others, others])
    assert late in {item.id for item in measure.asked.items}


def test_shares_of_few_are_told_more_coarsely_than_those_of_many() -> None:
    assert [coarse_share(33, people) for people in (99, 100, 199, 200)] == [40, 30, 30, 35]


def test_a_count_is_told_as_the_band_that_it_lies_in() -> None:
    edges = (4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 199, 200, 499, 500, 999, 1000)
    first, *bands, last = [count_band(count) for count in edges]
    assert (first, last) == (None, "1000+")
    assert bands == [band for low, high in zip(edges[1:-1:2], edges[2:-1:2], strict=True)
                     for band in [f"{low}-{high}"] * 2]  # fmt: skip
