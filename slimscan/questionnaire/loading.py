"""Reading a questionnaire's folder: all its files, or every problem in them at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slimscan.disk.places import questionnaires_folder
from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.questionnaire.base import Translated
from slimscan.questionnaire.checks import check_advisers_file, check_parts
from slimscan.questionnaire.finding import available
from slimscan.questionnaire.law import Law, LawEntry
from slimscan.questionnaire.library import (
    SMALL_BELOW,
    Action,
    Advice,
    Adviser,
    Case,
    Guide,
    SectorModule,
    Worksheet,
)
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.questionnaire.nodes import read_document
from slimscan.questionnaire.parts import ContentPart, Parts
from slimscan.questionnaire.schema import KINDS
from slimscan.questionnaire.validation import validate


@dataclass(frozen=True)
class Instrument:
    """A questionnaire with all that stands beside it in its folder."""

    folder: Path
    questionnaire: Questionnaire
    advice: Advice
    law: Law | None = None
    cases: tuple[Case, ...] = ()
    worksheets: tuple[Worksheet, ...] = ()
    guide: Guide | None = None
    sectors: tuple[SectorModule, ...] = ()
    advisers: tuple[Adviser, ...] = ()

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
        modules = (action for module in self.sectors for action in module.actions)
        fitting = (
            action
            for action in (*self.advice.actions, *modules)
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
    """The instrument in `folder`; raises `InputError` with every problem in any of its files."""
    parts, problems = read_content(folder)
    if parts is None or problems:
        raise InputError(problems)
    advice = parts.advice
    if advice is None:
        raise input_error(Fault.FILE_MISSING, folder / "advice.yaml")
    return Instrument(
        folder=folder,
        questionnaire=parts.questionnaire.content,
        advice=advice.content,
        law=parts.law.content if parts.law else None,
        cases=parts.cases.content.cases if parts.cases else (),
        worksheets=parts.worksheets.content.worksheets if parts.worksheets else (),
        guide=parts.guide.content if parts.guide else None,
        sectors=tuple(part.content for part in parts.sectors),
        advisers=parts.advisers.content.advisers if parts.advisers else (),
    )


def with_advisers(instrument: Instrument, path: Path) -> Instrument:
    """The instrument with the advisers of this file in place of its own.

    Raises `InputError` with every problem in the file.
    """
    problems: list[Problem] = []
    part = _read_part(path, "advisers", problems)
    if part:
        problems += check_advisers_file(part, instrument.questionnaire)
    if part is None or problems:
        raise InputError(problems)
    return replace(instrument, advisers=part.content.advisers)


def read_content(folder: Path) -> tuple[Parts | None, list[Problem]]:
    """The files of a questionnaire's folder and every problem in them."""
    problems: list[Problem] = []
    found: dict[str, list[ContentPart]] = {name: [] for name in KINDS}
    for name, path in content_files(folder):
        part = _read_part(path, name, problems)
        if part:
            found[name].append(part)
    if not found["questionnaire"]:
        if not (folder / "questionnaire.yaml").is_file():
            problems.append(Problem(Fault.FILE_MISSING, {}, str(folder / "questionnaire.yaml")))
        return None, problems
    if not (folder / "advice.yaml").is_file():
        problems.append(Problem(Fault.FILE_MISSING, {}, str(folder / "advice.yaml")))
    one = {name: parts[0] for name, parts in found.items() if parts and name != "sector"}
    parts = Parts(**one, sectors=tuple(found["sector"]))
    if not problems:
        problems += check_parts(parts)
    return parts, problems


def content_files(folder: Path) -> list[tuple[str, Path]]:
    """The content files in a questionnaire's folder, each with its kind."""
    return [
        (kind.name, path)
        for kind in KINDS.values()
        if not kind.alone
        for path in sorted(folder.glob(kind.file))
        if path.is_file()
    ]


def _read_part(path: Path, kind: str, problems: list[Problem]) -> ContentPart | None:
    try:
        document = read_document(path)
    except InputError as error:
        problems += error.problems
        return None
    content: Any = validate(document, KINDS[kind].model, kind)
    if isinstance(content, list):
        problems += content
        return None
    return ContentPart(document, content)


def stands_alone(path: Path) -> str | None:
    """The kind of a file that belongs to no questionnaire's folder, told by its keys or its name.

    Raises `InputError` when it has no form at all.
    """
    alone = [kind for kind in KINDS.values() if kind.alone]
    if path.suffix not in (".yaml", ".yml") or not path.is_file() or _folder_of(path):
        return None
    data = read_document(path).data
    keys = set(data) if isinstance(data, dict) else set()
    shared = {kind.name: len(keys & (set(kind.model.model_fields) - {"format"})) for kind in alone}
    best = max(shared, key=lambda name: shared[name])
    if shared[best]:
        return best
    return next((kind.name for kind in alone if kind.file == path.name), None)


def check_alone(path: Path, kind: str) -> list[Problem]:
    """Every problem in the shape of a file that stands alone."""
    content = validate(read_document(path), KINDS[kind].model, kind)
    return content if isinstance(content, list) else []


def check_path(path: Path) -> list[Problem]:
    """Every problem at a path: a questionnaire's folder, a folder of those, or one of its files."""
    if path.is_dir():
        folders = [path] if (path / "questionnaire.yaml").is_file() else available(path)
        if not folders:
            return [Problem(Fault.NOTHING_TO_CHECK, {}, str(path))]
        return [problem for folder in folders for problem in read_content(folder)[1]]
    if not path.exists():
        return [Problem(Fault.FILE_MISSING, {}, str(path))]
    folder = _folder_of(path)
    if folder:
        return [one for one in read_content(folder)[1] if one.file == str(path)]
    known = ", ".join(kind.file for kind in KINDS.values() if not kind.alone)
    return [Problem(Fault.UNKNOWN_KIND, {"known": known}, str(path))]


def _folder_of(path: Path) -> Path | None:
    """The questionnaire's folder that a content file belongs to."""
    for folder in (path.parent, path.parent.parent):
        if path in [file for _, file in content_files(folder)]:
            return folder
    return None
