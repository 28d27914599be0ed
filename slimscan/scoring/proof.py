"""An engine proves itself before it scores: hard answers, and the scores that they must give.

The rows hold every state and every option of every item, whole and half answered aspects, ends and
mixtures. What they must give is worked out in plain Python from the same formulas, noted down as a
program (`scoring/program.py`). An engine may be off by many points in silence.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from slimscan.errors import Fault, machine_error
from slimscan.questionnaire.models import Item
from slimscan.scoring.program import note_down, work_out_columns
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales

HARD_ROWS = 2000
MOST_OFF = 1e-9
"""How far an engine may be off: sums of broken numbers differ in their last digits."""

_MISSING = (None, DONT_KNOW, NOT_APPLICABLE)
_SEED = 20090401

AnswerCells = Mapping[str, Sequence[int | None]]
"""Answers as columns of cells, an item each."""
ScoreCells = Callable[[AnswerCells], Mapping[str, Sequence[float | None]]]
"""Hard rows as columns of cells, an item each; what the engine makes of them, column by column."""


_proven: set[tuple[str, str]] = set()
"""Which engine was right in this run of the program, for which formulas."""


def prove(engine: str, score: ScoreCells, scales: Scales) -> None:
    """Let an engine score the hard rows; raise `MachineError` when a score is off by over 1e-9.

    The error names the row, counted from 1, the column, and both numbers. An engine that was right
    for these scales is not asked again in the same run of the program.
    """
    program = note_down(scales)
    proof = (engine, repr(program))
    if not scales.items or proof in _proven:
        return
    cells = hard_cells(scales)
    right = work_out_columns(program, cells, HARD_ROWS)
    for name, column in score(cells).items():
        for row, (found, wanted) in enumerate(zip(column, right[name], strict=True), 1):
            if not _same(found, wanted):
                raise machine_error(
                    Fault.ENGINE_WRONG, engine=engine, row=row, name=name, found=found, right=wanted
                )
    _proven.add(proof)


def _same(value: float | None, right: float | None) -> bool:
    if value is None or right is None:
        return value is right
    return abs(value - right) <= MOST_OFF


def hard_cells(scales: Scales) -> dict[str, list[int | None]]:
    """The hard rows, an item a column; the same for the same scales."""
    rows = list(islice(_hard_rows(scales), HARD_ROWS))
    return {item.id: [row[item.id] for row in rows] for item in scales.items}


def _hard_rows(scales: Scales) -> Iterator[dict[str, int | None]]:
    items = scales.items
    values = {item.id: scales.questionnaire.option_values(item) for item in items}
    options = {name: len(of_item) for name, of_item in values.items()}
    yield from ({item.id: state for item in items} for state in _MISSING)
    for end in (min, max):
        yield {name: of_item.index(end(of_item)) for name, of_item in values.items()}
    chance = random.Random(_SEED)  # noqa: S311 the same rows every time
    yield from _around_the_half(scales, options, chance)
    while True:
        yield _mixture(items, options, chance)


def _around_the_half(
    scales: Scales, options: Mapping[str, int], chance: random.Random
) -> Iterator[dict[str, int | None]]:
    """Every aspect with each number of its items answered, the others in one state of missing."""
    longest = max((len(leaf.items) for leaf in scales.leaves), default=0)
    for answered in range(longest + 1):
        for state in _MISSING:
            yield {
                item.id: chance.randrange(options[item.id]) if at < answered else state
                for leaf in scales.leaves
                for at, item in enumerate(leaf.items)
            }


def _mixture(
    items: Sequence[Item], options: Mapping[str, int], chance: random.Random
) -> dict[str, int | None]:
    """Answers of which a share is missing: few in one row, nearly all in another."""
    missing = chance.random() ** 2
    return {
        item.id: chance.choice(_MISSING)
        if chance.random() < missing
        else chance.randrange(options[item.id])
        for item in items
    }
