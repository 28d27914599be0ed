"""Many answers read: every way of reading gives the same, and a bad row costs itself."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import threading
from pathlib import Path

import polars as pl
import pytest
from batches import answers_of, rejects_of, score_text, scored, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import PATIENCE

from slimscan.batch.read import parts, pieces
from slimscan.batch.read.careful_reader import RowTally
from slimscan.batch.read.frame_answers import cell_of_code
from slimscan.batch.read.inputs import SourceFile
from slimscan.errors import Fault, InputError, MachineError
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE

HEADER = ["respondent", "organisation", "group", "role", "H1", "H2", "D1", "D2", "R1"]


def test_a_cell_holds_the_place_of_the_option_and_says_what_was_not_asked(
    mini: Instrument, tmp_path: Path
) -> None:
    text = table(
        ["respondent", "H1", "H2", "D1", "PRE1", "CHG1"],
        [["a", 1, "half", "dont_know", "4 - most", "yes"], ["b", "", 5, "n/a", "", "no"]],
    )
    done = score_text(mini, tmp_path, text)
    first, second = answers_of(done).rows(named=True)
    items = ("H1", "H2", "D1", "D2", "R1", "PRE1", "CHG1", "CHG2")
    not_asked = NOT_APPLICABLE
    assert [first[name] for name in items] == [
        0, 2, DONT_KNOW, not_asked, not_asked, 3, 0, not_asked,
    ]  # fmt: skip
    assert [second[name] for name in items] == [
        None, 4, None, not_asked, not_asked, None, 1, not_asked,
    ]  # fmt: skip


def test_a_code_is_its_own_option_in_whatever_order_codes_are_numbered() -> None:
    """Also where a code is skipped, and where one stands for no option but for a state."""
    for places in itertools.permutations(range(4)):
        table = [*zip((0, 1, 2, 4), places, strict=True), (7, DONT_KNOW), (8, None)]
        codes = pl.DataFrame({"code": [None, 9, *(code for code, _ in table)]})
        cells = codes.select(cell_of_code(pl.col("code"), table, others=-9)).to_series()
        assert cells.to_list() == [None, -9, *places, DONT_KNOW, None]


def test_a_bad_row_costs_itself_and_every_reason_is_told(mini: Instrument, tmp_path: Path) -> None:
    text = table(
        HEADER,
        [
            ["a", "Acme", "", "", 1, 2, 3, 4, 5],
            ["b", "Acme", "", "", 9, 2, "=cmd()", 4, 5],
            ["", "", "", "", "", "", "", "", ""],
            ["c", "Acme", "", "", "", "", "", "", ""],
            ["d", "Acme", "", "", 1, 2, 3, 4, 5, "surplus"],
            ["e", "Acme", "", "", 1, 2],
        ],
    )
    done = score_text(mini, tmp_path, text)
    [count] = done.files
    assert (count.read, count.scored, count.rejected, count.blank) == (5, 2, 2, 1)
    told = [(one["row"], one["column"], one["value"]) for one in rejects_of(done)]
    assert told == [("3", "H1", "9"), ("3", "D1", "'=cmd()"), ("6", "", "")]
    assert "1, 2, 3, 4, 5, dont_know, not_applicable" in rejects_of(done)[0]["reason"]
    assert answers_of(done)["respondent"].to_list() == ["a", "e"]


def test_one_is_an_answer_but_true_is_not(mini: Instrument, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('[{"H1": 1, "R1": 1}, {"H1": true, "R1": 1}, {"H1": 1.0, "R1": 1}]')
    done = scored(mini, tmp_path / "out", file)
    assert [one["row"] for one in rejects_of(done)] == ["2"]
    assert answers_of(done)["H1"].to_list() == [0, 0]


def test_parquet_of_others_holds_codes_or_words(mini: Instrument, tmp_path: Path) -> None:
    numbers, words = tmp_path / "numbers.parquet", tmp_path / "words.parquet"
    pl.DataFrame({"H1": [1, 5, 9], "R1": [2.0, 3.0, 4.0]}).write_parquet(numbers)
    pl.DataFrame(
        {
            "H1": ["nowhere", "EVERYWHERE", "9"],
            "R1": pl.Series(["2", "3", "4"], dtype=pl.Categorical),
        }
    ).write_parquet(words)
    of_numbers = scored(mini, tmp_path / "one", numbers)
    of_words = scored(mini, tmp_path / "two", words)
    for done in (of_numbers, of_words):
        assert answers_of(done).select("H1", "R1").rows() == [(0, 1), (4, 2)]
        assert [(one["row"], one["column"]) for one in rejects_of(done)] == [("3", "H1")]


def test_answers_that_slimscan_wrote_are_taken_as_they_are(
    mini: Instrument, tmp_path: Path
) -> None:
    text = table(HEADER, [["a", "Acme", "", "", 1, 2, 3, 4, 5], ["", "", "", "", 1, "", "", "", 1]])
    first = score_text(mini, tmp_path, text)
    again = scored(mini, tmp_path / "again", first.folder.answers)
    assert again.folder.answers.read_bytes() == first.folder.answers.read_bytes()
    assert again.folder.scores_csv.read_bytes() == first.folder.scores_csv.read_bytes()


def test_answers_written_for_another_questionnaire_are_refused(
    mini: Instrument, tmp_path: Path, base: Instrument
) -> None:
    done = score_text(mini, tmp_path, table(HEADER, [["a", "", "", "", 1, 2, 3, 4, 5]]))
    with pytest.raises(InputError) as refused:
        scored(base, tmp_path / "other", done.folder.answers)
    assert [one.fault for one in refused.value.problems] == [Fault.ANSWERS_OTHER_QUESTIONNAIRE]


def test_all_files_that_cannot_be_read_are_named_at_once(mini: Instrument, tmp_path: Path) -> None:
    files = [tmp_path / "one.csv", tmp_path / "two.parquet", tmp_path / "three.csv"]
    files[0].write_text("name,age\nx,3\n")
    files[1].write_bytes(b"PAR1 and nothing more")
    files[2].write_text("H1\n3\n")
    with pytest.raises(InputError) as refused:
        scored(mini, tmp_path / "out", *files)
    assert {one.file for one in refused.value.problems} == {str(files[0]), str(files[1])}


CLEAN = st.sampled_from(["1", "2", "3", "4", "5", ""])
ODD = st.sampled_from(
    ["dont_know", "half", "HALF", " 3", "3.0", "+3", "03", "-1", "9", "4 - most", "n/a", "x", '"2"',
     "1e0", "0x1", "NaN", "null", "true", "\u0660", "127", "128", "-128", " "]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["", "a", "Bakery 1", "two  spaces", " edge ", "=1+1", "é", "e\u0301", "a&amp;b", "x\ty", "null",
     "\u200b", "1.0", "\x01"]
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.tuples(TEXTS, TEXTS, TEXTS, st.sampled_from(["", "owner", "Owner", "Eigenaar", "cook"])),
        st.one_of(
            st.lists(CLEAN, min_size=5, max_size=5),
            st.lists(CLEAN | ODD, min_size=3, max_size=7),
        ),
    ),
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n", "\n\n", ""]), numbered=st.booleans())
def test_the_fast_way_gives_what_the_careful_way_gives(
    mini: Instrument,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[tuple[str, ...], list[str]]],
    end: str,
    numbered: bool,
) -> None:
    lines = [",".join(HEADER)]
    for number, (people, cells) in enumerate(rows):
        name = f"r{number}" if numbered else people[0]
        lines.append(",".join([name, *people[1:], *cells]))
    text = "\n".join(lines) + end
    folder = tmp_path_factory.mktemp("ways")
    read = [_read(mini, folder / str(careful), text, careful) for careful in (False, True)]
    assert read[0] == read[1]


def _read(instrument: Instrument, folder: Path, text: str, careful: bool) -> object:
    """What came of the file: its answers and rejects, or its problems."""
    with pytest.MonkeyPatch.context() as patch:
        if careful:
            patch.setattr(parts, "plain_header", lambda path: None)
        try:
            done = score_text(instrument, folder, text)
        except InputError as error:
            faults = [one.fault for one in error.problems]
            rejects = folder / "out" / "rejects.csv"
            return faults, _without_file(rejects_of(rejects)) if rejects.exists() else []
    [count] = done.files
    counts = (count.read, count.scored, count.rejected, count.blank, count.duplicates)
    return counts, answers_of(done).rows(), _without_file(rejects_of(done))


def _without_file(rejects: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(one["row"], one["column"], one["value"]) for one in rejects]


def test_the_fast_way_is_taken_for_plain_tables(mini: Instrument, tmp_path: Path) -> None:
    plain = table(HEADER, [[f"r{n}", "Acme", "", "owner", 1, 2, "", 4, 5] for n in range(50)])
    words = plain.replace(",4,", ",dont_know,")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts._PartReader, "_from_export", lambda self: pytest.fail("careful"))
        assert answers_of(score_text(mini, tmp_path / "a", plain))["D2"].unique().to_list() == [3]
        assert answers_of(score_text(mini, tmp_path / "b", words))["D2"].unique().to_list() == [-1]


def test_many_files_are_read_by_processes_and_the_order_stays(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimscan.batch.read.readers.SMALL", 0)
    files = []
    for number, delimiter in zip(range(4), itertools.cycle(",;"), strict=False):
        rows = [[f"{number}-{row}", "", "", "", 1, 2, 3, 4, row % 7] for row in range(200)]
        files.append(tmp_path / f"{number}.csv")
        files[-1].write_text(table(HEADER, rows, delimiter))
    (tmp_path / "bad.csv").write_text("nothing,here\n1,2\n")
    with pytest.raises(InputError) as refused:
        scored(mini, tmp_path / "out", *files, tmp_path / "bad.csv", jobs=2)
    assert [one.file for one in refused.value.problems] == [str(tmp_path / "bad.csv")]
    done = scored(mini, tmp_path / "out", *files, jobs=2)
    assert [count.scored for count in done.files] == [143, 143, 143, 143]
    names = answers_of(done)["respondent"].to_list()
    assert names == sorted(names, key=lambda name: [int(part) for part in name.split("-")])
    assert [one["file"] for one in rejects_of(done)][0::57] == [str(file) for file in files]


def test_a_process_that_is_killed_in_the_middle_of_a_file_is_told_and_the_next_run_is_whole(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimscan.batch.read.readers.SMALL", 0)
    texts = [
        table(HEADER, [[f"{number}-{row}", "", "", "", 1, 2, 3, 4, 5] for row in range(200)])
        for number in range(2)
    ]
    files = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    wanted = scored(mini, tmp_path / "whole", *files, jobs=1)

    files[1].unlink()
    os.mkfifo(files[1])

    def kill_who_reads() -> None:
        """Opening a pipe waits for whoever reads it, who then waits for what never comes."""
        children: list[object] = []
        while not children:
            with files[1].open("w"):
                children += multiprocessing.active_children()
                for child in multiprocessing.active_children():
                    child.kill()

    killer = threading.Thread(target=kill_who_reads, daemon=True)
    killer.start()
    with pytest.raises(MachineError) as stopped:
        scored(mini, tmp_path / "out", *files, jobs=2)
    killer.join(timeout=PATIENCE)
    [problem] = stopped.value.problems
    assert problem.fault is Fault.BATCH_READER_DIED
    assert problem.file in map(str, files), "another was killed on the way to its own file"

    files[1].unlink()
    files[1].write_text(texts[1])
    again = scored(mini, tmp_path / "out", *files, jobs=2)
    assert answers_of(again).equals(answers_of(wanted))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {path.name for path in (tmp_path / "whole").iterdir()}


@pytest.mark.parametrize("kind", [{}, {"kind": "slimscan-answers"}])
def test_an_answer_file_in_a_newer_format_costs_itself(
    mini: Instrument, tmp_path: Path, kind: dict[str, str]
) -> None:
    one = {"format": 1, **kind, "organisation": "Acme", "answers": {"H1": 4, "R1": 2}}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps([one, one | {"format": 99}, one | {"format": "x" * 99}]))
    done = scored(mini, tmp_path / "out", file)
    assert [(count.scored, count.rejected) for count in done.files] == [(1, 2)]
    assert [reject["row"] for reject in rejects_of(done)] == ["2", "3"]
    newer, long = (reject["reason"] for reject in rejects_of(done))
    assert "format 99" in newer
    assert f"format {'x' * 20})" in long, "a line is not flooded by what a file says of itself"


def test_rows_wait_until_they_are_a_piece_of_which_there_are_not_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 4)
    frames = [pl.DataFrame({"respondent": [f"{n}{row}" for row in range(3)]}) for n in range(5)]
    made = pieces.write_pieces(frames, RowTally(), lambda n: tmp_path / f"{n}", lambda _: None)
    assert [pieces.scan_pieces([one]).collect().height for one in made] == [6, 6, 3]


def test_short_rows_are_counted_and_read_the_careful_way(mini: Instrument, tmp_path: Path) -> None:
    text = table(HEADER, [["a", "Acme", "", "owner", 1, 2, 3, 4, 5]])
    done = score_text(mini, tmp_path, text + "b,Acme,,owner,1,2\n")
    assert [count.scored for count in done.files] == [2]
    part = parts.read_part(
        parts.Order(mini, tmp_path, "en"),
        1,
        SourceFile.named(tmp_path / "answers.csv"),
        lambda n: None,
    )
    assert [(one.fault, one.values) for one in part.remarks] == [(Fault.ROWS_SHORT, {"rows": 1})]


def test_answer_files_in_yaml_are_read_one_a_file_or_many(mini: Instrument, tmp_path: Path) -> None:
    one, many = tmp_path / "one.yaml", tmp_path / "many.yml"
    one.write_text("organisation: Zon\nmeasured_on: 2026-09-01\nanswers: {H1: 4, D1: de helft}\n")
    many.write_text("- {organisation: Maan, answers: {H1: 1}}\n- {answers: {H1: often}}\n")
    done = scored(mini, tmp_path / "out", one, many)
    assert answers_of(done).select("organisation", "measured_on", "H1", "D1").rows() == [
        ("Zon", "2026-09-01", 3, 2), ("Maan", "", 0, NOT_APPLICABLE),
    ]  # fmt: skip
    assert [(Path(one["file"]).name, one["row"]) for one in rejects_of(done)] == [("many.yml", "2")]


def test_long_headings_with_one_title_still_differ_where_they_are_told(
    mini: Instrument, tmp_path: Path
) -> None:
    title = "Een lange titel die boven alle stellingen van dit formulier staat, ook boven deze"
    heads = [f"{title} - {one}" for one in ("De oven is warm.", "De deur sluit.")]
    done = score_text(
        mini, tmp_path, table([*heads, "R1"], [["x", "y", 1], [1, 2, 3]]), tool="generic"
    )
    columns = [one["column"] for one in rejects_of(done)]
    assert len(set(columns)) == 2
    assert all(len(column) <= 80 for column in columns)
