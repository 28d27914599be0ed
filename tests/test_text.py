"""Text from outside is clean after the door, and names are safe as file names."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import slimscan
from slimscan.text import clean, clean_line, spreadsheet_cell, spreadsheet_column


def test_control_characters_escapes_and_bidi_overrides_are_taken_out() -> None:
    assert clean("a\x1b[31mred\x1b[0m\x07b\u202ec\u2066d\x9be\x7f\ufeff") == "aredbcde"


def test_line_ends_are_one_kind_and_outer_space_goes() -> None:
    assert clean("  one\r\ntwo\rthree\t \n") == "one\ntwo\nthree"
    assert clean_line(" one \n\n two ") == "one two"
    assert (
        clean("one\u2028two\u2029three\x85four\x0bfive\x0csix")
        == "one\ntwo\nthree\nfour\nfive\nsix"
    )


def test_private_characters_such_as_the_bullet_of_a_word_processor_go() -> None:
    assert clean("\uf0b7 one \ue000\U000f0001\U0010fffdtwo") == "one two"


def test_text_is_cut_at_its_limit() -> None:
    assert clean("x" * 5000, 100) == "x" * 100


@given(st.text())
def test_clean_text_is_printable_normal_and_stays_the_same(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    categories = {unicodedata.category(character) for character in cleaned if character != "\n"}
    assert not categories & {"Cc", "Cs", "Co"}
    cleaned.encode("utf-8")


@given(st.lists(st.text(max_size=4)))
def test_a_spreadsheet_cell_is_the_same_as_a_value_and_as_an_expression(texts: list[str]) -> None:
    column = pl.DataFrame({"text": texts}, schema={"text": pl.String()})
    made = column.select(spreadsheet_column("text"))["text"].to_list()
    assert made == [spreadsheet_cell(text) for text in texts]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_spreadsheet_cell_begins_a_formula(start: str) -> None:
    assert spreadsheet_cell(f"{start}1+1") == f"'{start}1+1"
    assert spreadsheet_cell(f"1{start}") == f"1{start}"


def test_whatever_writes_a_table_of_texts_makes_its_cells_safe() -> None:
    writes = re.compile(r"\bcsv\.writer\(|\.sink_csv\(|\.write_csv\((?!include_header=False\))")
    for path in Path(slimscan.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not writes.search(source) or "spreadsheet_c" in source, path
