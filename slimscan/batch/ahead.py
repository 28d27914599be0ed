"""The next of many things, made while the one before is used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def one_ahead(things: Iterator[Thing]) -> Generator[Thing, None, None]:
    """The same things, of which a thread makes the next one meanwhile.

    That helps where most of the making is done by a library that lets other threads go on. What is
    raised by the making is raised here, in its turn.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, things, None)
        while (one := coming.result()) is not None:
            coming = maker.submit(next, things, None)
            yield one
