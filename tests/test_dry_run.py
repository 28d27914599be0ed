"""A dry run shows what stands in the columns of any table, and writes a mapping to start from."""

from __future__ import annotations

from pathlib import Path

import pytest
from mini import write_mini
from tool_files import csv_text, taken, written
from typer.testing import CliRunner

from slimscan.batch.read.dry_run import dry_run
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError
from slimscan.imports.mapping import AnswerMapping, read_mapping
from slimscan.questionnaire.loading import Instrument

STRANGE = [
    ["Wie", "Is het lekker warm bij de oven?", "De deur sluit altijd.", "", "x" * 990],
    ["an", 4, 2, 3, "a"],
    ["bo", 1, 5, "", "b"],
    ["bo", 1, 5, "", "b"],
]


def test_a_file_of_which_no_heading_fits_is_shown_with_examples_and_the_nearest_questions(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", csv_text(STRANGE))
    run = dry_run([path], mini, None, AnswerMapping())
    lines = list(run.lines("en"))
    assert lines[0] == f"{path}: not read yet. Rows: 3"
    assert lines[1] == "column Wie -> left out (an; bo)"
    assert lines[3] == "column De deur sluit altijd. -> left out; nearest is D1 (2; 5)"
    assert lines[4] == "column D: -> left out (3)"
    assert [one.fault for one in run.problems] == [Fault.TABLE_NO_ITEMS]


def test_the_mapping_that_it_writes_is_filled_in_and_then_needs_no_tool(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", csv_text(STRANGE))
    text = dry_run([path], mini, None, AnswerMapping()).mapping("nl", whole=True)
    filled = text.replace('"Wie":', '"Wie": respondent #').replace(
        'sluit altijd.":', 'sluit altijd.": D1 #'
    )
    filled = filled.replace('"D:":', '"D:": R1 #').replace('x"\n  :', 'x"\n  : H2 #')
    settled = read_mapping(written(tmp_path / "m.yaml", filled), mini)
    assert sorted(settled.columns.values()) == ["D1", "H2", "R1", "respondent"]
    written(path, csv_text([*STRANGE[:1], ["an", 4, 2, 3, 1]]))
    assert taken(mini, path, mapping=settled).answers == [{"D1": 2, "R1": 3, "H2": 1}]


def test_every_column_has_a_key_of_its_own_in_a_written_mapping(
    mini: Instrument, tmp_path: Path
) -> None:
    heads = [f"{'Een lange titel boven de tabel ' * 4}- rij {n % 100}" for n in range(310)]
    path = written(tmp_path / "a.csv", csv_text([[*heads, "De oven is warm."], [1] * 311]))
    run = dry_run([path], mini, "generic", AnswerMapping())
    settled = read_mapping(
        written(tmp_path / "m.yaml", run.mapping("en", whole=True).replace('":', '": ignore #')),
        mini,
    )
    assert len(settled.columns) == 311


def slimscan(*arguments: object) -> tuple[str, object]:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    return done.stdout, done.exception


def test_the_command_writes_it_once_and_says_what_is_left_to_settle(tmp_path: Path) -> None:
    ask = ("--questionnaire", write_mini(tmp_path / "mini"), "--lang", "en", "--dry-run")
    path = written(tmp_path / "a.csv", csv_text(STRANGE))
    target = tmp_path / "m.yaml"
    told, error = slimscan("batch", path, *ask, "--write-mapping", target)
    assert "nearest is D1" in told
    assert isinstance(error, InputError)
    before = target.read_text()
    assert '"Wie":' in before
    _, error = slimscan("batch", path, *ask, "--write-mapping", target)
    assert isinstance(error, InputError)
    assert [one.fault for one in error.problems] == [Fault.MAPPING_EXISTS]
    assert target.read_text() == before
    written(path, "respondent,H1\na,1\n")
    _, error = slimscan("batch", path, *ask, "--write-mapping", target, "--yes")
    assert error is None
    assert '"H1": H1' in target.read_text()


def test_a_wall_of_columns_is_a_count_and_a_file(tmp_path: Path) -> None:
    ask = (
        "--questionnaire",
        write_mini(tmp_path / "mini"),
        "--lang",
        "en",
        "--audience",
        "employee",
    )
    heads = ["H1", *(f"Extra {number}" for number in range(40)), "De deur sluit goed."]
    path = written(tmp_path / "a.csv", csv_text([heads, [4, *range(41)]]))
    done = CliRunner().invoke(
        app, ["batch", str(path), *map(str, ask), "--output", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    assert "41 columns fit no question" in done.output
    assert "Extra 7" not in done.output
    lines = (tmp_path / "out" / "columns.csv").read_text().splitlines()
    assert (lines[0], len(lines)) == ("file,column,nearest", 42)
    assert lines[-1] == f"{path},De deur sluit goed.,D1"


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_file_of_which_every_row_is_passed_over_says_how_many(
    tmp_path: Path, taken_in: bool
) -> None:
    ask = ("--questionnaire", write_mini(tmp_path / "mini"), "--audience", "employee")
    text = "id,submitdate,lastpage,startlanguage,Q[H1]\n1,,1,nl,4\n2,,1,nl,5\n"
    path = written(tmp_path / "a.csv", text)
    command = ["batch", str(path), *map(str, ask), "--output", str(tmp_path / "out")]
    if taken_in:
        command += ["--passed-over", "take"]
    done = CliRunner().invoke(app, command)
    if taken_in:
        assert done.exit_code == 0, done.output
    else:
        assert isinstance(done.exception, InputError)
        [problem] = done.exception.problems
        assert (problem.fault, problem.values) == (Fault.BATCH_ALL_PASSED, {"passed": 2})
