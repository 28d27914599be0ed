"""A questionnaire with all that stands beside it, loaded from its folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.disk.places import questionnaires_folder
from slimscan.disk.remembered import remembered_texts
from slimscan.questionnaire.actions import SMALL_BELOW, Action, Advice, SectorModule
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.beside import Beside
from slimscan.questionnaire.models import Aspect, Item, Questionnaire
from slimscan.questionnaire.schema import content_files

if TYPE_CHECKING:  # these are loaded when they are asked for
    from slimscan.questionnaire.law import Law, LawEntry
    from slimscan.questionnaire.library import Adviser, Case, Guide, Worksheet


@dataclass(frozen=True)
class Instrument:
    """A questionnaire with all that stands beside it in its folder."""

    folder: Path
    questionnaire: Questionnaire
    advice: Advice
    sectors: tuple[SectorModule, ...]
    beside: Beside

    @property
    def law(self) -> Law | None:
        """The rights and duties that actions touch."""
        return self.beside.law

    @property
    def cases(self) -> tuple[Case, ...]:
        """The case library."""
        return self.beside.cases

    @property
    def worksheets(self) -> tuple[Worksheet, ...]:
        """The worksheets to fill in."""
        return self.beside.worksheets

    @property
    def guide(self) -> Guide | None:
        """The guide of the conversation."""
        return self.beside.guide

    @property
    def advisers(self) -> tuple[Adviser, ...]:
        """Who can help."""
        return self.beside.advisers

    @property
    def bundled(self) -> bool:
        """Whether it is one that comes with slimscan."""
        return self.folder.resolve().parent == questionnaires_folder().resolve()

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the questionnaire file: changes when a question does."""
        return hashlib.sha256((self.folder / "questionnaire.yaml").read_bytes()).hexdigest()

    def sector(self, sector_id: str | None) -> SectorModule | None:
        """The module for this sector, when there is one."""
        return next((module for module in self.sectors if module.id == sector_id), None)

    @property
    def module_aspects(self) -> tuple[Aspect, ...]:
        """The aspect of every sector's module."""
        return tuple(module.aspect for module in self.sectors)

    @property
    def module_items(self) -> tuple[Item, ...]:
        """The items of all sectors' modules."""
        return tuple(item for aspect in self.module_aspects for item in aspect.items)

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects of the levers, and after them those of the modules."""
        return (*self.questionnaire.aspects, *self.module_aspects)

    @cached_property
    def scale_names(self) -> Mapping[str, Translated]:
        """What every scale but the overall score is called, by its id, as they follow each other.

        A lever and its aspects, the next lever; the modules' aspects; what staff say of results.
        """
        names = {}
        for lever in self.questionnaire.levers:
            names[lever.id] = lever.name
            names |= {aspect.id: aspect.name for aspect in lever.aspects}
        names |= {aspect.id: aspect.name for aspect in self.module_aspects}
        return names | {one.id: one.name for one in self.questionnaire.outcome_scales}

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions of the questionnaire, and after them those of all its sectors."""
        modules = (action for module in self.sectors for action in module.actions)
        return (*self.advice.actions, *modules)

    def example_of(self, item: Item, sector_id: str | None) -> Translated | None:
        """A sector's example of an item: its module's own, else the one that stands at the item."""
        module = self.sector(sector_id)
        own = module.examples if module else ()
        return next((e.text for e in own if e.item == item.id), item.example_for(sector_id))

    def action_for(
        self, item_id: str, level: str = "start", size: str | None = None
    ) -> Action | None:
        """The action for an item at a level that fits a firm of this size class, in its words.

        For an unknown size the first one, in the words for larger firms.
        """
        fitting = (
            action
            for action in self.actions
            if (action.item, action.level) == (item_id, level) and action.fits(size)
        )
        action = next(fitting, None)
        return self.worded_for(action, size) if action else None

    def worded_for(self, action: Action, size: str | None, sector: str | None = None) -> Action:
        """The action in the words for firms of this size class, with the sector's first step."""
        worded = action.in_small_firm() if self.is_small(size) else action
        module = self.sector(sector)
        own = module.first_steps if module else ()
        step = next((one.text for one in own if one.action == action.id), None)
        return worded.model_copy(update={"first_step": step}) if step else worded

    def is_small(self, size: str | None) -> bool:
        """Whether firms of this size class are of fewer than ten people; not for an unknown one."""
        known = self.questionnaire.profile.size(size)
        return known is not None and known.highest is not None and known.highest < SMALL_BELOW

    def law_of(
        self, action: Action, size: str | None = None, sector: str | None = None
    ) -> tuple[LawEntry, ...]:
        """The rights and duties that an action touches in firms of this size class, in its order.

        For an unknown size all of them: the page then says from which size each holds. Without
        those of a statute that this sector has another one for.
        """
        if self.law is None:
            return ()
        entries = {entry.id: entry for entry in self.law.entries}
        named = tuple(
            entries[name]
            for name in action.law
            if sector not in self.law.statute_of(entries[name]).not_in
        )
        known = self.questionnaire.profile.size(size)
        if known is None:
            return named
        return tuple(e for e in named if e.holds_for(known.lowest, known.highest))


def load_instrument(folder: Path) -> Instrument:
    """The instrument in `folder`; raises `InputError` with every problem in any of its files.

    Files that were read and found sound before are not read and checked again while they, and the
    program, stay what they were.
    """
    files = content_files(folder)
    paths = [path for _, path in files]
    texts = remembered_texts("instrument", paths, lambda: _sound_texts(folder))
    kinds = [kind for kind, _ in files]
    found = dict(zip(kinds, texts, strict=True))
    return Instrument(
        folder=folder,
        questionnaire=Questionnaire.model_validate_json(found["questionnaire"]),
        advice=Advice.model_validate_json(found["advice"]),
        sectors=tuple(
            SectorModule.model_validate_json(text)
            for kind, text in zip(kinds, texts, strict=True)
            if kind == "sector"
        ),
        beside=Beside({kind: text for kind, text in found.items() if kind != "sector"}),
    )


def _sound_texts(folder: Path) -> list[str]:
    # What was found sound needs no reader of YAML and none of the checks.
    from slimscan.questionnaire.reading import sound_data

    return [json.dumps(data, ensure_ascii=False) for data in sound_data(folder)]


def with_advisers(instrument: Instrument, path: Path) -> Instrument:
    """The instrument with the advisers of this file in place of its own.

    Raises `InputError` with every problem in the file.
    """
    from slimscan.questionnaire.reading import read_advisers

    advisers = read_advisers(path, instrument.questionnaire)
    return replace(instrument, beside=instrument.beside.having("advisers", advisers))
