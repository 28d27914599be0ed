"""A mutant put into functions that are loaded already: nothing is imported anew for it."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

Place = tuple[str, int]
"""A function's name within its module, and the line that it begins on."""


class Functions:
    """What is loaded of the program: every function by its file, and what functions remember."""

    def __init__(self, tree: Path) -> None:
        program = f"{tree}/slimscan/"
        everything = gc.get_objects()
        self.tree = tree
        self.of_file: dict[str, list[FunctionType]] = {}
        for one in everything:
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(program):
                self.of_file.setdefault(one.__code__.co_filename, []).append(one)
        self.memories = [one for one in everything if isinstance(one, functools._lru_cache_wrapper)]

    def swap(self, source: str, changed: str) -> bool:
        """Give the functions of a source file their changed code; whether they could be given it.

        What functions remember is forgotten: it was made without the mutant.
        """
        file = str(self.tree / source)
        if all(getattr(one, "__file__", None) != file for one in list(sys.modules.values())):
            return True  # a module that is not loaded yet is read from the tree when it is
        codes = _codes(compile(changed, file, "exec", dont_inherit=True))
        swapped = False
        for function in self.of_file.get(file, []):
            new = codes.get(_place(function.__code__))
            if new is None or new == function.__code__:
                continue
            if new.co_freevars != function.__code__.co_freevars:
                return False
            function.__code__ = new
            swapped = True
        for memory in self.memories:
            memory.cache_clear()
        return swapped


def _place(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def _codes(module: CodeType) -> dict[Place, CodeType]:
    return {_place(code): code for code in _all_within(module) if code.co_name != "<lambda>"}


def _all_within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _all_within(constant)
