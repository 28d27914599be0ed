"""Tables as survey tools quote them: read by columns where lines are plain, and with every trap."""

from __future__ import annotations

import csv
import io
import os
import random
from dataclasses import astuple
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mini import write_mini
from test_polluted_exports import Export, ways

from slimscan.batch.read import parts, text_lines
from slimscan.batch.read.inputs import SourceFile
from slimscan.batch.read.pieces import scan_pieces
from slimscan.errors import Fault, InputError, Problem
from slimscan.imports import text_file
from slimscan.questionnaire.loading import Instrument, load_instrument

OWN = ["respondent", "organisation", "role", "measured_on", "H1", "H2", "D1", "R1", "CHG1", "note"]
LIMESURVEY = ["id", "submitdate", "lastpage", "startlanguage", "H1", "H2", "D1", "R1", "note"]
FORMS = ["ID", "Start time", "Completion time", "Email", "Name", "H1", "H2", "D1", "R1", "note"]
EXAMPLES = 5_000 if os.environ.get("SLIMSCAN_ATTACK") == "whole" else 60
NOBODY = ["H1", "H2", "D1", "R1", "note"]
KOBO = ["_uuid", "_id", "_submission_time", "_validation_status", "H1", "H2", "D1", "R1", "note"]
ODK = ["KEY", "SubmissionDate", "SubmitterID", "ReviewState", "Status", "H1", "H2", "D1", "R1", "x"]
QUALTRICS = ["ResponseId", "ResponseSet", "Status", "Finished", "H1", "H2", "D1", "R1", "note"]
HEADERS = [OWN, LIMESURVEY, FORMS, NOBODY, KOBO, ODK, QUALTRICS]

CODES = st.sampled_from("12345")
ODD = st.sampled_from(
    ["", " ", "dont_know", "half", "HALF", " 3", "3.0", "+3", "03", "007", "-1", "9", "99", "128", "4 - most",
     "n/a", "N/A", "nowhere;", "A3", "yes", "x", "\u0663", "NaN", "null", "-oth-", "1e0", "3\u200b"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["", " ", "a", "Bakery 1", "Bakker, Zn.", "a;b", "x\ty", 'say "hi"', "two  spaces", " edge ", "=1+1",
     "caf\xe9", "e\u0301", "a&amp;b", "\u200b", "\x01", "line\nbreak", "crlf\r\nbreak", "cr\rbreak", "'", "\ufeff",
     "owner", "Owner", "staff;", "1,2", "\x85", "\u2028", "x" * 90, "2026-11-01", "2026-02-30", "2026-11-01 12:30:00",
     "2026-11-01 00:00:00", "1-2-2026", "1980-01-01 00:00:00", "2026-11-01 9:30", "Not approved", "rejected", "not decrypted", "True", "False", "1", "Survey Preview"]
)  # fmt: skip
LINE = st.tuples(
    st.lists(TEXTS, min_size=5, max_size=5),
    st.lists(CODES, min_size=4, max_size=4) | st.lists(CODES | ODD, min_size=3, max_size=6),
    TEXTS,
)
DAMAGE = st.tuples(st.integers(0, 10_000), st.sampled_from(['"', ",", ";", "\n", "\r", "\0", '""']))


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    return load_instrument(write_mini(tmp_path_factory.mktemp("mini")))


def content(
    header: list[str],
    lines: list[tuple[list[str], list[str], str]],
    delimiter: str,
    quoting: int,
    end: str,
    damage: list[tuple[int, str]],
) -> str:
    text = io.StringIO(newline="")
    people = len(header) - 5
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(header)
    for number, (texts, cells, note) in enumerate(lines):
        writer.writerow([*[f"r{number}", *texts][:people], *cells, note])
    written = text.getvalue()
    for place, mark in damage:
        at = place % (len(written) + 1)
        written = written[:at] + mark + written[at:]
    return written


def read(instrument: Instrument, file: Path, work: Path, careful: bool) -> object:
    """All that came of a file: its answers, every line about what was left out, and what is said."""
    work.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "plain_header", lambda path: None)
        if careful:
            patch.setattr(parts, "text_table", lambda rows: None)
        try:
            order = parts.Order(instrument, work, "en")
            part = parts.read_part(order, 1, SourceFile.named(file), lambda rows: None)
        except InputError as error:
            return error.problems
    frames = [scan_pieces([piece]).collect() for piece in part.pieces]
    answers = pl.concat(frames).to_dicts() if frames else []
    schema = frames[0].schema if frames else {}
    told = part.rejects.read_bytes(), part.passed.read_bytes()
    return answers, schema, told, astuple(part.tally), part.ignored, part.remarks, part.tool


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    header=st.sampled_from(HEADERS),
    lines=st.lists(LINE, max_size=12),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    damage=st.lists(DAMAGE, max_size=2),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    size=st.sampled_from([3, 50, 300, 1 << 20]),
)
def test_a_table_read_by_columns_gives_what_one_read_row_by_row_gives_to_the_byte(
    mini: Instrument,
    tmp_path_factory: pytest.TempPathFactory,
    header: list[str],
    lines: list[tuple[list[str], list[str], str]],
    delimiter: str,
    quoting: int,
    end: str,
    damage: list[tuple[int, str]],
    encoding: str,
    size: int,
) -> None:
    folder = tmp_path_factory.mktemp("text")
    file = folder / "export.csv"
    text = content(header, lines, delimiter, quoting, end, damage)
    file.write_bytes(text.encode(encoding, errors="ignore"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_lines, "_BYTES_AT_ONCE", size)
        assert read(mini, file, folder / "a", False) == read(mini, file, folder / "b", True)


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("start", ["", "\n", '"a note\nof two lines",', '"H2","x\ny",'])
def test_what_a_table_begins_with_is_read_the_same_both_ways(
    mini: Instrument, tmp_path: Path, start: str, end: str
) -> None:
    file = tmp_path / "export.csv"
    for number, lines in enumerate((['"H1","R1"'], ['"H1","R1"', '"1","2"', '"3","4"'])):
        below = ['"5",' * start.count(",") + line for line in lines[1:]]
        file.write_text(start + "\n".join([lines[0], *below]) + end, encoding="utf-8")
        ways_of_it = [read(mini, file, tmp_path / f"{number}{way}", way) for way in (False, True)]
        assert ways_of_it[0] == ways_of_it[1]


@pytest.mark.parametrize("start", ["", '"3","4\n'], ids=["alone", "within a cell"])
def test_a_line_that_is_too_long_is_told_the_same_both_ways_wherever_a_block_ends(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    for module in (text_file, text_lines):
        monkeypatch.setattr(module, "LONGEST_TEXT_LINE", 500)
    monkeypatch.setattr(text_lines, "_BYTES_AT_ONCE", 60)
    file = tmp_path / "export.csv"
    for before in range(1, 9):
        rows = ['"1","2","fine"'] * 20
        rows.insert(before, start + "x" * 600)
        file.write_text("\n".join(['"H1","R1","note"', *rows]) + "\n", encoding="utf-8")
        ways_of_it = [read(mini, file, tmp_path / f"{before}{way}", way) for way in (False, True)]
        assert ways_of_it[0] == ways_of_it[1]
        if not start:
            assert ways_of_it[0] == (Problem(Fault.TABLE_BROKEN, {}, str(file), before + 2),)


def test_a_line_that_ends_with_two_carriage_returns_is_followed_by_a_blank_row_both_ways(
    mini: Instrument, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(b'"H1","R1"\r\n"1","2"\r\n"3","4"\r\r\n"9","2"\r\n"3","1"\r\n')
    ways_of_it = [read(mini, file, tmp_path / f"{way}", way) for way in (False, True)]
    assert ways_of_it[0] == ways_of_it[1]
    told = (tmp_path / "False" / "000001-rejects.csv").read_text("utf-8")
    assert f"{file},5,H1,9," in told, "as a person counts in the file"


def test_labels_are_read_the_same_both_ways_before_and_after_a_column_has_another_one(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "_BYTES_AT_ONCE", 3_000)
    draw = random.Random(5)
    labels = ["nowhere", "a few", "half", "most", "everywhere", "Overal", "dont_know", ""]
    others = ['say "hi"', "HALF", "n/a", "3", "a few ", "", "elsewhere", "caf\xe9"]
    for number, others_in in enumerate((0.0, 0.002, 0.01)):
        file = tmp_path / f"{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, quoting=(csv.QUOTE_ALL, csv.QUOTE_MINIMAL)[number % 2])
            writer.writerow(["H1", "H2", "D1", "R1", "note"])
            for _ in range(400):
                cells = [
                    draw.choice(others if draw.random() < others_in else labels[number:])
                    for _ in range(4)
                ]
                writer.writerow([*cells, draw.choice(["", "fine", 'a "b", c'])])
        ways_of_it = [read(mini, file, tmp_path / f"{number}{way}", way) for way in (False, True)]
        assert ways_of_it[0] == ways_of_it[1]


def test_every_polluted_export_gives_the_same_answers_and_rejects_both_ways(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "_BYTES_AT_ONCE", 400)
    for number, (name, pollutions) in enumerate(ways()):
        export = Export(random.Random(name))
        for pollution in pollutions:
            pollution(export)
        file = tmp_path / f"{number}.csv"
        file.write_bytes(export.content())
        ways_of_it = [read(mini, file, tmp_path / f"{number}-{way}", way) for way in (False, True)]
        assert ways_of_it[0] == ways_of_it[1], name


def test_rows_that_are_plain_are_not_read_one_by_one(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["2026-11-01 12:00:00", "2", "en", "1", "2", "3", "4", f"fine, {n}"] for n in range(99)]
    rows[40][-1] = "two\nlines"
    rows[60][3] = "9"
    rows[80][0] = ""
    file = tmp_path / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerows([LIMESURVEY, *([f"{n}", *row] for n, row in enumerate(rows))])
    seen: list[int] = []
    one_by_one = parts.RowReader.frame

    def frame(reader: parts.RowReader, rows: list[tuple[int, list[object]]]) -> pl.DataFrame:
        seen.extend(number for number, _ in rows)
        return one_by_one(reader, rows)

    monkeypatch.setattr(parts.RowReader, "frame", frame)
    part = parts.read_part(
        parts.Order(mini, tmp_path, "en"), 1, SourceFile.named(file), lambda rows: None
    )
    assert seen == [40 + 2, 60 + 2], "a cell of two lines, a 9"
    assert (part.tally.read, part.tally.rejected, part.tally.passed) == (99, 1, 1)
