"""What somebody was not asked does not apply, whatever stands in the cell (method 2.2).

A table may have the questions to staff in the rows of leaders, too, and questions for large firms
in those of small ones. A single scan leaves both out, so a batch does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.questionnaire.models import Aspect, Questionnaire
from slimscan.scoring.responses import NOT_APPLICABLE

if TYPE_CHECKING:
    import polars as pl


def without_not_asked(
    frame: pl.LazyFrame, questionnaire: Questionnaire, modules: Sequence[Aspect]
) -> pl.LazyFrame:
    """A responses frame with its audiences, of which only what was asked counts."""
    import polars as pl

    does_not_apply = pl.lit(NOT_APPLICABLE, pl.Int8())
    return frame.with_columns(
        pl.when(not_asked).then(does_not_apply).otherwise(pl.col(name)).alias(name)
        for name, not_asked in _not_asked(questionnaire, modules)
    )


def _not_asked(
    questionnaire: Questionnaire, modules: Sequence[Aspect]
) -> Iterator[tuple[str, pl.Expr]]:
    """Items with who is not asked them."""
    import polars as pl

    for item in questionnaire.outcome_items("employee"):
        yield item.id, pl.col(AUDIENCE) == "leader"
    scored = (*questionnaire.items, *(item for module in modules for item in module.items))
    for item in (*scored, *questionnaire.precondition_items):
        too_small = [size.id for size in questionnaire.profile.sizes if not item.fits(size)]
        if too_small:
            yield item.id, pl.col("size").is_in(too_small)
