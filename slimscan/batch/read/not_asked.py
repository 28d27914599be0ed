"""What somebody was not asked does not apply, whatever stands in the cell (method 2.2).

A table may have the questions to staff in the rows of leaders, too, questions for large firms in
those of small ones, and those of one sector in the rows of another. A single scan leaves all of
them out, so a batch does. Where a row has no sector or size, all that was answered counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect
from slimscan.scoring.responses import NOT_APPLICABLE

if TYPE_CHECKING:
    import polars as pl


def without_not_asked(
    frame: pl.LazyFrame, instrument: Instrument, modules: Sequence[Aspect]
) -> pl.LazyFrame:
    """A responses frame with its audiences, of which only what was asked counts."""
    import polars as pl

    does_not_apply = pl.lit(NOT_APPLICABLE, pl.Int8())
    return frame.with_columns(
        pl.when(not_asked).then(does_not_apply).otherwise(pl.col(name)).alias(name)
        for name, not_asked in _not_asked(instrument, modules)
    )


def _not_asked(instrument: Instrument, modules: Sequence[Aspect]) -> Iterator[tuple[str, pl.Expr]]:
    """Items with who is not asked them."""
    import polars as pl

    questionnaire = instrument.questionnaire
    for item in questionnaire.outcome_items("employee"):
        yield item.id, pl.col(AUDIENCE) == "leader"
    sectors = {item.id: one.id for one in instrument.sectors for item in one.aspect.items}
    of_modules = (item for module in modules for item in module.items)
    for item in (*questionnaire.items, *questionnaire.precondition_items, *of_modules):
        too_small = [size.id for size in questionnaire.profile.sizes if not item.fits(size)]
        not_asked = [pl.col("size").is_in(too_small)] if too_small else []
        if item.id in sectors:
            not_asked.append(~pl.col("sector").is_in(["", sectors[item.id]]))
        if not_asked:
            yield item.id, pl.any_horizontal(not_asked)
