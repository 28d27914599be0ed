"""An engine proves itself on hard answers before it scores, and is refused when it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from slimscan.batch import results
from slimscan.errors import Fault, MachineError
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring import proof
from slimscan.scoring.proof import HARD_ROWS, hard_cells, prove
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales, scales_of

Cells = Mapping[str, Sequence[int | None]]


@pytest.fixture
def scales(base: Instrument, monkeypatch: pytest.MonkeyPatch) -> Scales:
    monkeypatch.setattr(proof, "_proven", set())
    return scales_of(base.questionnaire, beside=[one.aspect for one in base.sectors])


def on_polars(cells: Cells, scales: Scales) -> dict[str, list[Any]]:
    return results._scores_of(cells, scales)


def test_the_hard_rows_hold_every_state_and_option_of_every_item(scales: Scales) -> None:
    for item, cells in zip(scales.items, hard_cells(scales).values(), strict=True):
        options = range(len(scales.questionnaire.option_values(item)))
        assert len(cells) == HARD_ROWS
        assert set(cells) == {None, DONT_KNOW, NOT_APPLICABLE, *options}


def test_the_hard_rows_stand_on_both_sides_of_the_half_of_every_scale(scales: Scales) -> None:
    scores = on_polars(hard_cells(scales), scales)
    for aspect in scales.leaves:
        counts = zip(
            scores[f"{aspect.id}__answered"],
            scores[f"{aspect.id}__applicable"],
            scores[aspect.id],
            strict=True,
        )
        seen = {(2 * there - of, score is None) for there, of, score in counts if of}
        assert {(0, False), (-1, True)} <= seen or {(0, False), (-2, True)} <= seen
    for scale in scales.ids:
        assert {None} < set(scores[scale])
        assert {0.0, 100.0} < set(scores[scale])


@pytest.fixture
def nothing_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("nothing_remembered")
def test_polars_as_it_is_here_is_right(base: Instrument, scales: Scales) -> None:
    """Every column of the shipped questionnaire, whole and quick, as the scan page computes it."""
    results.prove_polars(scales)
    results.prove_polars(scales_of(base.questionnaire, quick=True))


def test_a_polars_that_was_right_is_asked_again_once_it_is_another_one_and_a_wrong_one_always(
    base: Instrument, nothing_remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scales, asked = scales_of(base.questionnaire, quick=True), []
    right = results._scores_of

    def counted(cells: Cells, its: Scales) -> dict[str, list[Any]]:
        asked.append(its)
        return right(cells, its)

    def in_another_run(its: Scales = scales) -> int:
        monkeypatch.setattr(proof, "_proven", set())
        asked.clear()
        results.prove_polars(its)
        return len(asked)

    monkeypatch.setattr(results, "_scores_of", counted)
    here = results._polars_here()
    assert here
    assert [in_another_run(), in_another_run()] == [1, 0]
    assert in_another_run(scales_of(base.questionnaire)) == 1
    monkeypatch.setattr(results, "_polars_here", lambda: f"{here} newer")
    assert [in_another_run(), in_another_run()] == [1, 0]
    monkeypatch.setattr(results, "_polars_here", lambda: "")
    assert [in_another_run(), in_another_run()] == [1, 1]

    def wrong(cells: Cells, its: Scales) -> dict[str, list[Any]]:
        return {name: [None] * len(column) for name, column in right(cells, its).items()}

    monkeypatch.setattr(results, "_polars_here", lambda: f"{here} wrong")
    monkeypatch.setattr(results, "_scores_of", wrong)
    for _ in range(2):
        with pytest.raises(MachineError):
            in_another_run()


@pytest.mark.parametrize("off", [None, 2e-9, 80.0])
def test_an_engine_that_is_off_in_one_cell_is_refused_with_row_and_column(
    scales: Scales, off: float | None
) -> None:
    last, places = scales.ids[-1], []

    def wrong(cells: Cells) -> dict[str, list[Any]]:
        scores = on_polars(cells, scales)
        at = next(row for row in range(1700, HARD_ROWS) if scores[last][row] is not None)
        places.append(at)
        scores[last][at] = None if off is None else scores[last][at] + off
        return scores

    for _ in range(2):
        with pytest.raises(MachineError) as refused:
            prove("other", wrong, scales)
        [problem] = refused.value.problems
        assert problem.fault is Fault.ENGINE_WRONG
        assert problem.values["name"] == last
        assert problem.values["row"] == places[-1] + 1, "rows are counted from 1"


def test_an_engine_that_was_right_is_not_asked_twice_for_the_same_scales(scales: Scales) -> None:
    asked = []

    def counted(cells: Cells) -> dict[str, list[Any]]:
        asked.append(len(cells))
        return on_polars(cells, scales)

    prove("polars", counted, scales)
    prove("polars", counted, scales)
    assert len(asked) == 1


@pytest.mark.usefixtures("nothing_remembered")
def test_weights_that_are_no_whole_numbers_and_reversed_items_are_among_what_is_proved(
    mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "_proven", set())
    questionnaire = mini.questionnaire
    levers = [
        lever.model_copy(
            update={
                "aspects": tuple(
                    aspect.model_copy(
                        update={
                            "items": tuple(
                                item.model_copy(
                                    update={"weight": 0.1 + at, "reversed": at % 2 == 0}
                                )
                                for at, item in enumerate(aspect.items)
                            )
                        }
                    )
                    for aspect in lever.aspects
                )
            }
        )
        for lever in questionnaire.levers
    ]
    scales = scales_of(questionnaire.model_copy(update={"levers": tuple(levers)}))
    results.prove_polars(scales)

    def unweighted(cells: Cells) -> dict[str, list[Any]]:
        return on_polars(cells, scales_of(questionnaire))

    with pytest.raises(MachineError):
        prove("other", unweighted, scales)
