"""Modules that a library imports and hardly ever uses, loaded only when it does."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any


@contextlib.contextmanager
def loaded_when_used(seldom_used: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """What is imported meanwhile gets stand-ins for these modules, which load them when asked.

    `seldom_used` has for each module the functions that are taken out of it by name.
    """
    waiting = {
        name: _StandIn(name, functions)
        for name, functions in seldom_used.items()
        if name not in sys.modules
    }
    sys.modules.update(waiting)
    try:
        yield
    finally:
        for stand_in in waiting.values():
            stand_in.step_aside()


def spare_search_for_plugins() -> None:
    """Let pydantic search for plugins without loading what it searches with, until it does.

    What reads the descriptions of packages reads them as mail, and takes as long as Python itself.
    """
    searching = {"importlib.metadata": ("entry_points",)}
    with loaded_when_used(searching), contextlib.suppress(ImportError):
        import pydantic.plugin._loader  # noqa: F401


class _StandIn(ModuleType):
    def __init__(self, name: str, functions: Sequence[str]) -> None:
        super().__init__(name)
        vars(self).update({function: self._calling(function) for function in functions})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.step_aside()
        return getattr(importlib.import_module(self.__name__), name)

    def step_aside(self) -> None:
        """Let the module itself be imported from now on."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]

    def _calling(self, function: str) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            return self.__getattr__(function)(*given, **named)

        return called
