"""Putting a problem into words never fails, and no sentence has a gap at any place that makes it.

The places are found in the code itself: every `Fault.NAME` with the values that go with it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import openpyxl
import pytest
from batches import rejects_of, scored

from slimscan.disk.places import languages
from slimscan.errors import Fault, Problem
from slimscan.language import problem_text, words
from slimscan.questionnaire.loading import Instrument

SOURCE = Path(__file__).resolve().parent.parent / "slimscan"

ON_THE_WAY = {
    "unknown_name": {"id", "nearest"},
    "Unreadable": {"column", "value"},
    "Repeated": {"file", "row"},
    "_left_out": {"file", "row"},
    "_NAMED_LISTS": {"id", "nearest"},
}
"""What is added by a function of another module that a fault is handed to."""

BY_PYDANTIC = {
    Fault.KEY_MISSING: {"key"},
    Fault.VALUE_NOT_ONE_OF: {"accepted"},
    Fault.VALUE_OUT_OF_RANGE: {"bound"},
    Fault.VALUE_PATTERN: {"pattern"},
    Fault.VALUE_TOO_LONG: {"longest"},
    Fault.LIST_LENGTH: {"bound"},
    Fault.VALUE_INVALID: {"reason"},
}
"""What `questionnaire.validation` gives, by the fault; nothing for the others."""


Functions = dict[str, ast.FunctionDef]
"""The functions of a module, by their names."""


@dataclass(frozen=True)
class Site:
    """A place in the code that makes a problem, with the names of the values it gives."""

    fault: Fault
    place: str
    values: frozenset[str]


def sites() -> list[Site]:
    """Every place in the code that names a fault in order to make a problem of it."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name != "errors":
            found += list(_sites_in(ast.parse(path.read_text(encoding="utf-8")), path))
    return found


def _sites_in(tree: ast.Module, path: Path) -> Iterator[Site]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    defined = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_fault(node):
            given = _given(node, parents, defined)
            if given is not None:
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                fault = Fault[node.attr]
                yield Site(fault, place, frozenset(given | BY_PYDANTIC.get(fault, set())))


def _is_fault(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "Fault" and node.attr.isupper()


def _given(
    node: ast.Attribute, parents: dict[ast.AST, ast.AST], defined: Functions
) -> set[str] | None:
    """The names of the values at this place; nothing where a fault is only looked at."""
    parent = parents[node]
    while isinstance(parent, ast.IfExp | ast.keyword):
        parent = parents[parent]
    if isinstance(parent, ast.Call):
        return _values_of(parent, _function(node, parents), defined)
    if isinstance(parent, ast.Compare | ast.Set):
        return None
    if isinstance(parent, ast.Tuple) and isinstance(parents[parent], ast.Return):
        return None
    of_module = isinstance(_function(node, parents), ast.Module)
    of_choice = isinstance(parents[parent], ast.IfExp)
    if isinstance(parent, ast.Tuple) and (of_module or of_choice):
        return set()
    if isinstance(parent, ast.Dict):
        if node in parent.keys:
            return None
        named = parents[parent].targets if isinstance(parents[parent], ast.Assign) else []
        return set().union(*(ON_THE_WAY.get(ast.unparse(one), set()) for one in named))
    if isinstance(parent, ast.Return):
        return set()
    function = _function(node, parents)
    names = {
        target.id
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and node in ast.walk(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    calls = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Call) and any(_names(one, name) for name in names)
    ]
    assert calls, f"line {node.lineno}: it is not clear what goes with {node.attr}"
    return set.intersection(*(_values_of(call, function, defined) for call in calls))


def _names(call: ast.Call, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in call.args)


def _function(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    while not isinstance(node, ast.FunctionDef | ast.Module):
        node = parents[node]
    return node


def _values_of(call: ast.Call, function: ast.AST, defined: Functions) -> set[str]:
    """The keywords of a call, the keys of its mappings, and what the called function adds."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id  # type: ignore[attr-defined]
    names = set(ON_THE_WAY.get(called, ()))
    for keyword in call.keywords:
        names |= {keyword.arg} if keyword.arg else _keys(keyword.value, function, defined)
    for argument in call.args:
        names |= _keys(argument, function, defined)
    if called in defined:
        within = defined[called]
        for one in ast.walk(within):
            if isinstance(one, ast.Call) and _names(one, "fault") and one.func != call.func:
                names |= _values_of(one, within, {})
    return names


def _keys(value: ast.AST, function: ast.AST, defined: Functions) -> set[str]:
    """The keys of a mapping in the code, also of one with a name of its own or made by a call."""
    match value:
        case ast.Dict():
            return {key.value for key in value.keys if isinstance(key, ast.Constant)}
        case ast.BinOp():
            left, right = value.left, value.right
            return _keys(left, function, defined) | _keys(right, function, defined)
        case ast.Name():
            made = [
                _keys(one.value, function, defined)
                for one in ast.walk(function)
                if isinstance(one, ast.Assign | ast.AnnAssign)
                and one.value is not None
                and any(_is(target, value.id) for target in _targets(one))
            ]
            return set.intersection(*made) if made else set()
        case ast.Call(func=ast.Name(id=name)) if name in defined:
            within = defined[name]
            given = [one.value for one in ast.walk(within) if isinstance(one, ast.Return)]
            made = [_keys(one, within, {}) for one in given if one is not None]
            return set.intersection(*made) if made else set()
        case ast.Call(func=ast.Name(id="dict")):
            return {keyword.arg for keyword in value.keywords if keyword.arg}
    return set()


def _targets(assigned: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def places_in(fault: Fault) -> set[str]:
    """The places for values in the words of a fault, in all languages together."""
    return {
        name
        for language in languages()
        for _, name, _, _ in Formatter().parse(words(language, "problems")[fault.value])
        if name
    }


SITES = sites()


def test_every_place_that_makes_a_problem_gives_what_its_words_want() -> None:
    gaps = [
        f"{site.place}: {site.fault} lacks {sorted(places_in(site.fault) - site.values)}"
        for site in SITES
        if places_in(site.fault) - site.values
    ]
    assert gaps == []
    assert {site.fault for site in SITES} == set(Fault)


@pytest.mark.parametrize("language", languages())
def test_every_problem_is_a_whole_sentence_with_what_its_places_give(language: str) -> None:
    for site in SITES:
        values = {name: f"<{name}>" for name in site.values}
        told = problem_text(Problem(site.fault, values), language)
        assert "{" not in told, site
        assert "\N{HORIZONTAL ELLIPSIS}" not in told, site
        assert all(f"<{name}>" in told for name in places_in(site.fault))


@pytest.mark.parametrize("fault", list(Fault))
def test_a_problem_without_its_values_is_told_all_the_same(fault: Fault) -> None:
    for language in languages():
        told = problem_text(Problem(fault, {"value": "{nothing}"}, "file", 1), language)
        assert told.startswith("file:1: ")
        assert len(told) > 20


@pytest.mark.parametrize(
    ("cell", "column"), [("#N/A", "H1"), ("#DIV/0!", "sector"), ("=1+1", "H1")]
)
def test_an_error_in_a_cell_of_a_workbook_costs_its_row_alone(
    mini: Instrument, tmp_path: Path, cell: str, column: str
) -> None:
    header = ["respondent", "sector", "H1", "H2", "D1", "D2", "R1"]
    book = openpyxl.Workbook()
    book.active.append(header)
    for number in range(3):
        book.active.append([f"p{number}", "bakery", 1, 2, 3, 4, 5])
    at = header.index(column) + 1
    book.active.cell(3, at).value = cell
    if cell.startswith("#"):
        book.active.cell(3, at).data_type = "e"
    book.save(tmp_path / "answers.xlsx")
    done = scored(mini, tmp_path / "out", tmp_path / "answers.xlsx")
    assert [one.scored for one in done.files] == [2]
    [reject] = rejects_of(done)
    assert (reject["row"], reject["column"]) == ("3", column)
    assert reject["reason"].startswith(f"Column {column} holds")
