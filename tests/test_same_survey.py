"""Surveys whose tool numbers people from 1 each time: who was collected before, and who was not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from batches import answers_of, rejects_of, scored
from test_collecting import keep_example
from tool_files import csv_text, workbook, written
from typer.testing import CliRunner

from slimscan.batch.read.gather import Chosen
from slimscan.cli.app import app
from slimscan.errors import Fault
from slimscan.imports.collection import Collected, collect_files
from slimscan.questionnaire.loading import Instrument
from slimscan.staff.answers import StaffAnswers

ITEMS = ["H1", "H2", "D1", "D2", "R1"]
HEADER = ["id", "submitdate", "lastpage", "startlanguage", "group", *(f"Q[{one}]" for one in ITEMS)]


def survey(count: int, seed: int, group: str = "Team", changed: int = 0) -> list[list[object]]:
    """The responses of one survey; so many of them with another answer than before."""
    draw = random.Random(seed)
    rows: list[list[object]] = []
    for number in range(1, count + 1):
        answers = [draw.randint(1, 4) for _ in ITEMS]
        answers[0] += number <= changed
        rows.append([number, "2026-09-01 10:00:00", 2, "nl", group, *answers])
    return rows


def file_of(folder: Path, rows: list[list[object]], name: str = "results.csv") -> Path:
    return written(folder / name, csv_text([HEADER, *rows]))


def collected(mini: Instrument, before: StaffAnswers | None, *paths: Path) -> Collected:
    return collect_files(mini, before or StaffAnswers(scan="scan"), paths)


@pytest.mark.parametrize("groups", [("Team A", "Team B"), ("", "")])
def test_two_surveys_that_both_begin_at_one_are_different_people(
    mini: Instrument, tmp_path: Path, groups: tuple[str, str]
) -> None:
    one = file_of(tmp_path, survey(7, 1, groups[0]))
    first = collected(mini, None, one)
    two = file_of(tmp_path, survey(7, 2, groups[1]), "team-b.csv")
    second = collected(mini, first.staff, two)
    assert (first.taken, second.taken, second.duplicates) == (7, 7, [])
    assert len(second.staff.respondents) == 14
    again = collected(mini, second.staff, two, one)
    assert (again.taken, again.repeats, again.conflicts) == (0, 14, [])
    assert again.staff == second.staff


def test_a_later_export_of_a_survey_adds_who_came_later(mini: Instrument, tmp_path: Path) -> None:
    first = collected(mini, None, file_of(tmp_path, survey(10, 1)))
    rows = [[*row] for row in survey(14, 1)]
    later = workbook(tmp_path / "later.xlsx", Sheet=[HEADER, *rows])
    assert collected(mini, first.staff, later).taken == 4


def test_an_answer_that_changed_in_a_survey_is_a_conflict_and_can_be_taken_in_anew(
    mini: Instrument, tmp_path: Path
) -> None:
    other = collected(mini, None, file_of(tmp_path, survey(6, 3), "other.csv"))
    path = file_of(tmp_path, survey(10, 1))
    first = collected(mini, other.staff, path)
    assert first.taken == 10
    file_of(tmp_path, survey(10, 1, changed=1))
    second = collected(mini, first.staff, path)
    assert (second.taken, second.repeats) == (0, 9)
    [conflict] = second.conflicts
    assert conflict.name == "1/2"
    third = collected(mini, first.staff.without(conflict.name), path)
    assert (third.taken, third.conflicts) == (1, [])


def test_a_batch_does_not_take_two_surveys_of_one_firm_for_one(
    mini: Instrument, tmp_path: Path
) -> None:
    head = [*HEADER[:4], "organisation", *HEADER[5:]]
    paths = [
        written(tmp_path / f"{seed}.csv", csv_text([head, *survey(7, seed, "Zon")]))
        for seed in (1, 2)
    ]
    done = scored(mini, tmp_path / "out", *paths, chosen=Chosen(audience="employee"))
    assert (answers_of(done).height, done.rejected) == (14, 0)
    assert answers_of(done)["respondent"].n_unique() == 14
    copy = written(tmp_path / "copy.csv", paths[0].read_bytes())
    again = scored(mini, tmp_path / "more", *paths, copy, chosen=Chosen(audience="employee"))
    assert answers_of(again).height == 14
    assert len(rejects_of(again)) == 7


def test_an_own_table_keeps_a_number_for_one_person(mini: Instrument, tmp_path: Path) -> None:
    first = written(tmp_path / "a.csv", csv_text([["respondent", *ITEMS], [1, 1, 2, 3, 4, 5]]))
    other = written(tmp_path / "b.csv", csv_text([["respondent", *ITEMS], [1, 5, 4, 3, 2, 1]]))
    done = collected(mini, None, first, other)
    assert (done.taken, len(done.conflicts)) == (1, 1)


def test_answers_alike_are_said_of_the_file_that_holds_them(
    mini: Instrument, tmp_path: Path
) -> None:
    done = collected(mini, None, file_of(tmp_path, [survey(1, 1)[0], [2, *survey(1, 1)[0][1:]]]))
    assert done.taken == 2
    faults = [one.fault for delivery in done.deliveries.values() for one in delivery.remarks]
    assert Fault.ANSWERS_ALIKE not in faults  # five answers are soon alike


def told_on_collecting(path: Path) -> list[str]:
    ask = ["collect", "voorbeeld-bouw-fictief", str(path), "--lang", "en"]
    return CliRunner().invoke(app, ask).output.splitlines()


def test_many_rows_that_were_collected_before_are_one_line_and_a_conflict_keeps_its_own(
    base: Instrument, tmp_path: Path
) -> None:
    keep_example(base)
    rows = survey(8, 1)
    head = [*HEADER[:5], "MAN01", "MAN02", "MAN03", "MAN04", "MAN05"]
    path = written(tmp_path / "a.csv", csv_text([head, *rows]))
    told_on_collecting(path)
    rows[0][5] = 5
    written(path, csv_text([head, *rows]))
    told = told_on_collecting(path)
    [repeats] = [line for line in told if "rows that were collected before" in line]
    assert repeats.endswith("counted again: 7.")
    [conflict] = [line for line in told if "with other answers; those stay" in line]
    assert conflict.startswith(f"{path}:2: 1 was collected before")
    assert any("Collected before: 7. Before, but with other answers: 1." in line for line in told)
