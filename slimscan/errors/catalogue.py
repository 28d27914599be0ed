"""The catalogue of faults: everything slimscan can find wrong, named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from slimscan.errors.scan_faults import ScanFaults
from slimscan.errors.survey_faults import SurveyFaults


class _Catalogue(type):
    """Makes an entry when it is first named: all at once, as an `Enum`, delays every command."""

    def __getattr__(cls, name: str) -> Any:
        if not any(name in vars(part).get("__annotations__", ()) for part in cls.__mro__):
            raise AttributeError(name)
        made = _MADE.setdefault(name, str.__new__(Fault, name.lower()))
        setattr(cls, name, made)
        return made

    def __getitem__(cls, name: str) -> Any:
        """The entry of this name; raises `KeyError`."""
        try:
            return getattr(cls, name)
        except AttributeError:
            raise KeyError(name) from None

    def __iter__(cls) -> Iterator[Any]:
        """All entries, in their order."""
        parts = (vars(part).get("__annotations__", ()) for part in cls.__mro__)
        return (getattr(cls, name) for names in parts for name in names)


_MADE: dict[str, Any] = {}


class Fault(str, ScanFaults, SurveyFaults, metaclass=_Catalogue):
    """An entry of the catalogue: a text that stands for one fault, each of them there once."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """What the program calls it."""
        return self.upper()

    @property
    def value(self) -> str:
        """The key of its words, and what programs read of it."""
        return str(self)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The same entry in another process, too."""
        return getattr, (Fault, self.name)
