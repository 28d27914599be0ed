"""Numbers of another scale refuse a file; a number that somebody mistyped costs its row."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from batches import random_values, rejects_of, score_text, scored, table

from slimscan.batch.read import parts
from slimscan.errors import Fault, InputError
from slimscan.imports.collection import Told, read_answers
from slimscan.imports.delivery import FileSource
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument

ITEMS = ["H1", "H2", "D1", "D2", "R1"]


def rows_of(low: int, high: int, count: int = 10, seed: int = 1) -> list[list[object]]:
    draw = random.Random(seed)
    return [[draw.randint(low, high) for _ in ITEMS] for _ in range(count)]


def refused_whole(
    mini: Instrument, folder: Path, rows: list[list[object]], mark: str = ","
) -> Fault:
    with pytest.raises(InputError) as refused:
        score_text(mini, folder, table(ITEMS, rows, mark))
    assert not (folder / "out" / "scores.csv").exists()
    [problem] = refused.value.problems
    return problem.fault


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize(("low", "high"), [(0, 4), (1, 7), (0, 10), (2, 6), (-2, 2), (0, 5)])
def test_another_scale_refuses_the_file_however_it_is_read(
    mini: Instrument, tmp_path: Path, low: int, high: int, mark: str
) -> None:
    assert refused_whole(mini, tmp_path, rows_of(low, high), mark) is Fault.CODES_OTHER_SET


def test_one_who_chose_the_lowest_option_tells_it_of_all(mini: Instrument, tmp_path: Path) -> None:
    rows = [*rows_of(1, 4, 9), [0, 2, 0, 3, 1]]
    with pytest.raises(InputError) as refused:
        score_text(mini, tmp_path, table(ITEMS, rows))
    [problem] = refused.value.problems
    assert (problem.fault, problem.line) == (Fault.CODES_OTHER_SET, 11)
    assert {"value": 0, "lowest": 0, "highest": 4, "column": "H1"}.items() <= problem.values.items()


def test_a_single_zero_tells_it_where_nobody_chose_the_highest_option(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [*rows_of(1, 4, 9), [1, 2, 0, 3, 1]]
    assert refused_whole(mini, tmp_path, rows) is Fault.CODES_OTHER_SET
    settled = AnswerMapping(labels={"0": "dont_know"})
    done = score_text(mini, tmp_path, table(ITEMS, rows), mapping=settled)
    assert done.rejected == 0


@pytest.mark.parametrize("wrong", [0, 6, 9, 99])
def test_a_number_that_somebody_mistyped_costs_its_row_and_is_said(
    mini: Instrument, tmp_path: Path, wrong: int
) -> None:
    rows = rows_of(1, 5, 12)
    rows[3][2] = wrong
    done = score_text(mini, tmp_path, table(ITEMS, rows))
    assert [(one["row"], one["value"]) for one in rejects_of(done)] == [("5", str(wrong))]


def test_a_mark_for_no_answer_far_from_the_codes_is_no_other_scale(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [*rows_of(1, 5, 12), *[[9, 9, 9, 9, 9]] * 4]
    done = score_text(mini, tmp_path, table(ITEMS, rows))
    assert (done.files[0].scored, done.files[0].rejected) == (12, 4)


def test_numbers_with_a_meaning_of_their_own_are_settled_by_a_mapping(
    mini: Instrument, tmp_path: Path
) -> None:
    settled = AnswerMapping(labels={str(number): number + 1 for number in range(5)})
    rows = rows_of(0, 4)
    done = score_text(mini, tmp_path, table(ITEMS, rows), mapping=settled)
    assert done.rejected == 0
    export = open_export(tmp_path / "answers.csv", mini, None, settled)
    export.check_codes()


def test_parquet_of_others_is_looked_at_in_the_same_way(mini: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(rows_of(0, 4), schema=ITEMS, orient="row").write_parquet(path)
    with pytest.raises(InputError) as refused:
        scored(mini, tmp_path / "out", path)
    assert [one.fault for one in refused.value.problems] == [Fault.CODES_OTHER_SET]


def test_answers_of_slimscan_without_their_stamp_are_places_and_are_not_read_as_codes(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = rows_of(1, 5, 30)
    own = score_text(mini, tmp_path, table(ITEMS, rows)).folder.answers
    bare = tmp_path / "bare.parquet"
    pl.read_parquet(own).write_parquet(bare)
    with pytest.raises(InputError) as refused:
        scored(mini, tmp_path / "again", bare)
    assert [one.fault for one in refused.value.problems] == [Fault.CODES_OTHER_SET]


def test_collecting_refuses_another_scale_too(mini: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table(ITEMS, rows_of(0, 4)))
    with pytest.raises(InputError) as refused:
        read_answers(FileSource(str(path), mini, "scan"), path, Told())
    assert [one.fault for one in refused.value.problems] == [Fault.CODES_OTHER_SET]


@pytest.mark.parametrize("seed", range(3))
def test_sound_answers_with_all_kinds_of_cells_are_never_taken_for_another_scale(
    mini: Instrument, tmp_path: Path, seed: int
) -> None:
    text = table([item.id for item in mini.questionnaire.items], random_values(mini, 40, seed))
    done = score_text(mini, tmp_path, text)
    assert done.rejected == 0


def test_only_a_refused_number_costs_a_second_look(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts._PartReader, "_opened", lambda self: pytest.fail("looked twice"))
    score_text(mini, tmp_path, table(ITEMS, [*rows_of(1, 5), ["nonsense", 1, 2, 3, 4]]))
