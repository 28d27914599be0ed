"""What goes to the workers and what comes back: frames as Arrow, values, and errors with a name."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from slimscan.errors import SlimscanError

if TYPE_CHECKING:
    import polars as pl

_Element = TypeVar("_Element")
_Value = TypeVar("_Value")


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as Arrow's own bytes."""
    content = io.BytesIO()
    frame.write_ipc(content, compression="lz4")
    return content.getvalue()


def unpacked(content: bytes) -> pl.DataFrame:
    """The frame of these bytes."""
    import polars as pl

    return pl.read_ipc(io.BytesIO(content))


@dataclass(frozen=True)
class _Refused:
    """An error of slimscan's that a worker met: Spark would tell of it as a text with answers."""

    error: SlimscanError


def do_on_workers(
    rows: Any,
    work: Callable[[Iterator[_Element]], Iterable[_Value]],
    partitions: Sequence[int] | None = None,
) -> list[_Value]:
    """What the workers make of the partitions of an RDD: all of it, or of some, in their order.

    `work` is a function of a module, or a partial one. Raises the first error of slimscan's that a
    worker met.
    """
    found = rows.context.runJob(rows, partial(_tried, work), partitions)
    for one in found:
        if isinstance(one, _Refused):
            raise one.error
    return list(found)


def _tried(work: Callable[[Iterator[Any]], Iterable[Any]], elements: Iterator[Any]) -> list[Any]:
    try:
        return list(work(elements))
    except SlimscanError as error:
        return [_Refused(error)]
