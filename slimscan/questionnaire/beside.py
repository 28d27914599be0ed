"""What stands beside questions and actions, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slimscan.questionnaire.schema import KINDS

if TYPE_CHECKING:  # a command loads those that it asks for
    from slimscan.questionnaire.law import Law
    from slimscan.questionnaire.library import Adviser, Case, Guide, Worksheet


@dataclass(frozen=True)
class Beside:
    """The files beside questionnaire and advice, by their kind, as JSON that was found sound."""

    texts: Mapping[str, str]
    given: Mapping[str, Any] = field(default_factory=dict)
    """What is told in place of what a file says, by the kind of that file."""

    @cached_property
    def law(self) -> Law | None:
        """The rights and duties that actions touch."""
        law: Law | None = self._told("law")
        return law

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The case library."""
        return self._listed("cases")

    @cached_property
    def worksheets(self) -> tuple[Worksheet, ...]:
        """The worksheets to fill in."""
        return self._listed("worksheets")

    @cached_property
    def guide(self) -> Guide | None:
        """The guide of the conversation."""
        guide: Guide | None = self._told("guide")
        return guide

    @cached_property
    def advisers(self) -> tuple[Adviser, ...]:
        """Who can help."""
        return self._listed("advisers")

    def having(self, kind: str, told: Any) -> Beside:
        """The same with this told in place of what the file of that kind says."""
        return Beside(self.texts, {**self.given, kind: told})

    def _told(self, kind: str) -> Any:
        if kind in self.given:
            return self.given[kind]
        text = self.texts.get(kind)
        return None if text is None else KINDS[kind].model.model_validate_json(text)

    def _listed(self, kind: str) -> tuple[Any, ...]:
        """Of a file that is a list: what stands in it, under the name of its kind."""
        told = self._told(kind) or ()
        return told if isinstance(told, tuple) else tuple(getattr(told, kind))
