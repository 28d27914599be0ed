"""A sentence with a count in it is as right for 1 as it is for many."""

from __future__ import annotations

import re

import pytest

from slimscan.language import words

MANY = (
    "rows|rijen|names|namen|more columns|nog kolommen|questions|vragen|answers are|organisaties\\."
    "|are|were|zijn|hebben|more\\. They|andere zijn|more were"
)
AFTER_A_COUNT = re.compile(rf"\{{(?:rows|rejected|passed|read|count|n|up|down|same)\}} (?:{MANY})")
MORE_THAN_ONE = (".many", "_many")
"""How the keys of texts end that are said of two or more."""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("room", ["batch", "cli", "comparison", "problems"])
def test_no_count_that_can_be_one_stands_before_words_for_many(language: str, room: str) -> None:
    wrong = {
        key: found[0]
        for key, text in words(language, room).texts.items()
        if not key.endswith(MORE_THAN_ONE) and (found := AFTER_A_COUNT.search(text))
    }
    assert wrong == {}
