"""Things that a thread makes while the one before is used: the same ones, and no thread is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from limits import PATIENCE

from slimscan.batch.ahead import one_ahead


def test_things_come_in_their_order_and_nothing_gives_nothing() -> None:
    assert list(one_ahead(iter([3, 1, 2]))) == [3, 1, 2]
    assert list(one_ahead(iter([]))) == []


def test_the_next_one_is_made_while_the_one_before_is_used() -> None:
    second_begun = threading.Event()

    def things() -> Iterator[str]:
        yield "first"
        second_begun.set()
        yield "second"

    ahead = one_ahead(things())
    assert next(ahead) == "first"
    assert second_begun.wait(PATIENCE)
    assert next(ahead) == "second"


def test_what_goes_wrong_is_told_after_all_that_went_well() -> None:
    def things() -> Iterator[int]:
        yield 1
        yield 2
        raise LookupError

    ahead = one_ahead(things())
    assert [next(ahead), next(ahead)] == [1, 2]
    with pytest.raises(LookupError):
        next(ahead)


def test_whoever_wants_no_more_leaves_no_thread() -> None:
    before = threading.active_count()
    ahead = one_ahead(iter(range(100)))
    assert next(ahead) == 0
    ahead.close()
    assert threading.active_count() == before
