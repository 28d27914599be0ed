"""Scoring noted down as a program: columns, each with a small formula, in the order of working out.

The formulas are those of `scales.py`, not others: `note_down` runs its steps with a maker of
expressions that writes down what a data-frame engine would do. The scan page works the program out
in a browser, `work_out_program` in Python without a data-frame engine. See docs/scan-page.md.

A formula is a number, nothing, the name of a column, or a list of an operation and what it is done
with: `["/", "heat__points", "heat__answered"]`. Truth is 1 or 0. What is missing makes every
operation missing but `sum`, `least`, `else`, `missing` and `if`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slimscan.scoring.scales import Scales, scoring_steps
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
    values: dict[str, float | None] = dict(cells)
    for name, formula in program:
        values[name] = _work_out(formula, values)
    return values


def _work_out(formula: Formula, values: Mapping[str, float | None]) -> float | None:
    if isinstance(formula, str):
        return values.get(formula)
    if not isinstance(formula, list):
        return formula
    operation, *parts = formula
    if operation == "if":
        chosen = parts[1] if _work_out(parts[0], values) else parts[2]
        return _work_out(chosen, values)
    found = [_work_out(part, values) for part in parts]
    if operation in _OF_MISSING:
        return _OF_MISSING[operation](found)
    if None in found:
        return None
    return _OF_NUMBERS[operation](*found)


def _least(found: Iterable[float | None]) -> float | None:
    return min((one for one in found if one is not None), default=None)


_OF_MISSING: Mapping[str, Callable[[list[float | None]], float | None]] = {
    "sum": lambda found: sum(one for one in found if one is not None),
    "least": _least,
    "else": lambda found: found[1] if found[0] is None else found[0],
    "missing": lambda found: int(found[0] is None),
}

_OF_NUMBERS: Mapping[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    ">=": lambda a, b: int(a >= b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    "<": lambda a, b: int(a < b),
    "=": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "and": lambda a, b: int(bool(a) and bool(b)),
    "not": lambda a: int(not a),
    "round": lambda a, _: without_noise(a),
    "floor": math.floor,
}
