"""Scoring noted down as a program: columns, each with a small formula, in the order of working out.

The formulas are those of `scores.py`, not others: `note_down` runs its steps with a maker of
expressions that writes down what a data-frame engine would do. The scan page works the program out
in a browser, `work_out_program` in Python without a data-frame engine. See docs/scan-page.md.

A formula is a number, nothing, the name of a column, or a list of an operation and what it is done
with: `["/", "heat__points", "heat__answered"]`. Truth is 1 or 0. What is missing makes every
operation missing but `sum`, `least`, `else`, `missing` and `if`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slimscan.scoring.scales import Scales
from slimscan.scoring.scores import scoring_steps
from slimscan.shown import without_noise

Formula = None | float | str | list[Any]
Program = tuple[tuple[str, Formula], ...]
"""Every column with its formula; a column uses only answers and columns before it."""


@dataclass(frozen=True)
class Noted:
    """Formulas that are made like expressions of narwhals: one for each column it gives."""

    columns: Mapping[str, Formula]

    @property
    def formula(self) -> Formula:
        """The one formula."""
        [formula] = self.columns.values()
        return formula

    def alias(self, name: str) -> Noted:
        """The same formula as the column of this name."""
        return Noted({name: self.formula})

    @property
    def name(self) -> Noted:
        """Where narwhals keeps what changes names."""
        return self

    def suffix(self, ending: str) -> Noted:
        """The same formulas, this ending behind every name."""
        return Noted({f"{name}{ending}": one for name, one in self.columns.items()})

    def cast(self, kind: object) -> Noted:  # noqa: ARG002 the kinds of a data-frame engine
        """The same: a number is a number here, and so is truth."""
        return self

    def fill_null(self, value: float) -> Noted:
        """A value in place of what is missing."""
        return self._each("else", value)

    def is_null(self) -> Noted:
        """Whether it is missing."""
        return Noted({name: ["missing", one] for name, one in self.columns.items()})

    def __bool__(self) -> bool:
        """A choice that Python made would not be in the formula."""
        raise TypeError("a formula is neither true nor false")

    def __invert__(self) -> Noted:
        return Noted({name: ["not", one] for name, one in self.columns.items()})

    def __add__(self, other: object) -> Noted:
        return self._each("+", other)

    def __sub__(self, other: object) -> Noted:
        return self._each("-", other)

    def __mul__(self, other: object) -> Noted:
        return self._each("*", other)

    def __truediv__(self, other: object) -> Noted:
        return self._each("/", other)

    def __radd__(self, other: float) -> Noted:
        return self._after("+", other)

    def __rsub__(self, other: float) -> Noted:
        return self._after("-", other)

    def __rmul__(self, other: float) -> Noted:
        return self._after("*", other)

    def __and__(self, other: object) -> Noted:
        return self._each("and", other)

    def __ge__(self, other: object) -> Noted:
        return self._each(">=", other)

    def __gt__(self, other: object) -> Noted:
        return self._each(">", other)

    def __le__(self, other: object) -> Noted:
        return self._each("<=", other)

    def __lt__(self, other: object) -> Noted:
        return self._each("<", other)

    def __eq__(self, other: object) -> Noted:  # type: ignore[override]
        return self._each("=", other)

    def __ne__(self, other: object) -> Noted:  # type: ignore[override]
        return self._each("!=", other)

    __hash__ = None  # type: ignore[assignment]

    def __round__(self, decimals: int) -> Noted:
        """What `shown.without_noise` does: the one rounding there is before the last step."""
        return self._each("round", decimals)

    def __floor__(self) -> Noted:
        return Noted({name: ["floor", one] for name, one in self.columns.items()})

    def _each(self, operation: str, other: object) -> Noted:
        right = _formula_of(other)
        return Noted({name: [operation, one, right] for name, one in self.columns.items()})

    def _after(self, operation: str, other: float) -> Noted:
        return Noted({name: [operation, other, one] for name, one in self.columns.items()})


@dataclass(frozen=True)
class When:
    """A choice that is being written: `when(condition).then(value).otherwise(other)`."""

    condition: Formula

    def then(self, value: object) -> Alternative:
        """What it is where the condition holds; without more, missing where it does not."""
        chosen = ["if", self.condition, _formula_of(value), None]
        return Alternative({"": chosen})


class Alternative(Noted):
    """A choice that may get what it is otherwise."""

    def otherwise(self, value: object) -> Noted:
        """What it is where the condition does not hold."""
        formula = self.formula
        kept = formula[:3] if isinstance(formula, list) else []
        return Noted({"": [*kept, _formula_of(value)]})


class NoteMaker:
    """What stands in for narwhals in `scoring_steps`: the functions of it that they use."""

    Float64 = Int32 = Int64 = staticmethod(lambda: None)

    @staticmethod
    def col(*names: str) -> Noted:
        """These columns."""
        return Noted({name: name for name in names})

    @staticmethod
    def lit(value: float | None, kind: object = None) -> Noted:  # noqa: ARG004 as in narwhals
        """A value that is always the same."""
        return Noted({"": value})

    @staticmethod
    def when(condition: Noted) -> When:
        """The beginning of a choice."""
        return When(condition.formula)

    @staticmethod
    def sum_horizontal(*parts: object) -> Noted:
        """The sum of what is there, 0 when nothing is."""
        return Noted({"": ["sum", *map(_formula_of, parts)]})

    @staticmethod
    def min_horizontal(*parts: object) -> Noted:
        """The least of what is there."""
        return Noted({"": ["least", *map(_formula_of, parts)]})


def _formula_of(value: Any) -> Formula:
    """A formula, a number or the name of a column, as a formula."""
    return value.formula if isinstance(value, Noted) else value


def note_down(scales: Scales) -> Program:
    """The program that gives the scores of these scales from the cells of the answers."""
    return tuple(
        (name, formula)
        for step in scoring_steps(scales, NoteMaker())
        for noted in step
        for name, formula in noted.columns.items()
    )


def work_out_program(program: Program, cells: Mapping[str, int | None]) -> dict[str, float | None]:
    """Every column of a program worked out for one respondent's cells, in plain Python."""
    columns = work_out_columns(program, {name: [cell] for name, cell in cells.items()}, rows=1)
    return {name: value for name, [value] in columns.items()}


def work_out_columns(
    program: Program, cells: Mapping[str, Sequence[int | None]], rows: int
) -> dict[str, Sequence[float | None]]:
    """Every column of a program for so many respondents, each cell in its respondent's place."""
    columns: dict[str, Sequence[float | None]] = dict(cells)
    for name, formula in program:
        columns[name] = _work_out(formula, columns, rows)
    return columns


def _work_out(
    formula: Formula, columns: Mapping[str, Sequence[float | None]], rows: int
) -> Sequence[float | None]:
    if isinstance(formula, str):
        return columns.get(formula) or [None] * rows
    if not isinstance(formula, list):
        return [formula] * rows
    operation, *parts = formula
    found = [_work_out(part, columns, rows) for part in parts]
    if operation in _OF_MISSING:
        return list(map(_OF_MISSING[operation], *found))
    if operation in _OF_ONE:
        do = _OF_ONE[operation]
        return [None if one is None else do(one) for one in found[0]]
    of_two = _OF_TWO[operation]
    return [
        None if one is None or other is None else of_two(one, other)
        for one, other in zip(*found, strict=True)
    ]


def _sum(*found: float | None) -> float:
    return sum([one for one in found if one is not None])


def _least(*found: float | None) -> float | None:
    return min([one for one in found if one is not None], default=None)


def _divided(one: float, other: float) -> float | None:
    """A share of nothing is none; what asks for it is chosen away afterwards."""
    return one / other if other else None


_OF_MISSING: Mapping[str, Callable[..., float | None]] = {
    "if": lambda met, then, otherwise: then if met else otherwise,
    "sum": _sum,
    "least": _least,
    "else": lambda one, other: other if one is None else one,
    "missing": lambda one: int(one is None),
}

_OF_TWO: Mapping[str, Callable[[Any, Any], float | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
    "and": lambda one, other: bool(one) and bool(other),
    "round": lambda one, _: without_noise(one),
}

_OF_ONE: Mapping[str, Callable[[Any], float]] = {
    "not": operator.not_,
    "floor": math.floor,
}
