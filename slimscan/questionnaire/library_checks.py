"""What must fit together between the questionnaire and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.actions import Action, Advice, SectorModule
from slimscan.questionnaire.law import Law
from slimscan.questionnaire.library import Advisers, Cases, Guide, TableBlock, Worksheets
from slimscan.questionnaire.models import Questionnaire
from slimscan.questionnaire.nodes import NodePath
from slimscan.questionnaire.parts import ContentPart, Parts, ids_used_twice, unknown_name
from slimscan.questionnaire.questionnaire_checks import (
    check_item,
    item_paths,
    named_ids,
    scale_ids,
)


def check_advice(parts: Parts, part: ContentPart) -> Iterator[Problem]:
    """Every item and precondition has its action; what actions name exists."""
    questionnaire: Questionnaire = parts.questionnaire.content
    advice: Advice = part.content
    items = {item.id for item in (*questionnaire.items, *questionnaire.precondition_items)}
    yield from check_actions(parts, part, advice.actions, items)
    aspects = {aspect.id for aspect in questionnaire.aspects}
    for n, aspect in enumerate(advice.rules.unsafe_aspects):
        unsafe: NodePath = ("rules", "unsafe_aspects", n)
        yield from unknown_name(part, Fault.ASPECT_UNKNOWN, unsafe, aspect, aspects)
    careful = {action.id for action in advice.actions if action.level == "unsafe"}
    for n, name in enumerate(advice.rules.unsafe_first):
        first: NodePath = ("rules", "unsafe_first", n)
        yield from unknown_name(part, Fault.ACTION_UNKNOWN, first, name, careful)
    started = {action.item for action in advice.actions if action.level == "start"}
    for path, item in item_paths(questionnaire):
        if item.id not in started:
            yield parts.questionnaire.problem(
                Fault.ACTION_MISSING, (*path, "id"), item=item.id, where=part.document.file
            )


def check_actions(
    parts: Parts, part: ContentPart, actions: tuple[Action, ...], items: set[str]
) -> Iterator[Problem]:
    """Actions name known items, sizes, law, worksheets and cases; one each for whoever asks."""
    ids = [(("actions", n, "id"), action.id) for n, action in enumerate(actions)]
    yield from ids_used_twice(part, ids, taken={})
    yield from _given_twice(parts, part, actions)
    known = _known_beside(parts)
    for place, action in enumerate(actions):
        path: NodePath = ("actions", place)
        yield from unknown_name(part, Fault.ITEM_UNKNOWN, (*path, "item"), action.item, items)
        if action.worksheet:
            yield from unknown_name(
                part,
                Fault.WORKSHEET_UNKNOWN,
                (*path, "worksheet"),
                action.worksheet,
                known["worksheet"],
            )
        for key, fault in _NAMED_LISTS.items():
            for n, name in enumerate(getattr(action, key)):
                yield from unknown_name(part, fault, (*path, key, n), name, known[key])


_NAMED_LISTS = {
    "sizes": Fault.SIZE_UNKNOWN,
    "law": Fault.LAW_UNKNOWN,
    "cases": Fault.CASE_UNKNOWN,
}
"""The lists of names in an action, with the fault when a name is not known."""


def _known_beside(parts: Parts) -> dict[str, set[str]]:
    """The ids that an action may name, by the key that names them."""
    return {
        "worksheet": (
            {sheet.id for sheet in parts.worksheets.content.worksheets}
            if parts.worksheets
            else set()
        ),
        "cases": {case.id for case in parts.cases.content.cases} if parts.cases else set(),
        "law": {entry.id for entry in parts.law.content.entries} if parts.law else set(),
        "sizes": _size_ids(parts.questionnaire.content),
    }


def _size_ids(questionnaire: Questionnaire) -> set[str]:
    return {size.id for size in questionnaire.profile.sizes}


def _given_twice(parts: Parts, part: ContentPart, actions: tuple[Action, ...]) -> Iterator[Problem]:
    """A second action for an item at a level, in a size class that has one already."""
    every = _size_ids(parts.questionnaire.content)
    taken: dict[tuple[str, str], set[str]] = {}
    for place, action in enumerate(actions):
        mine = set(action.sizes) or every
        earlier = taken.setdefault((action.item, action.level), set())
        if earlier & mine:
            path: NodePath = ("actions", place, "item")
            yield part.problem(Fault.ACTION_TWICE, path, item=action.item, level=action.level)
        earlier |= mine


def check_law(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Entries have ids of their own, a statute that is there, and sizes that some firm has."""
    content: Law = part.content
    ids = [(("entries", n, "id"), entry.id) for n, entry in enumerate(content.entries)]
    yield from ids_used_twice(part, ids, {})
    statutes = [(("statutes", n, "id"), one.id) for n, one in enumerate(content.statutes)]
    yield from ids_used_twice(part, statutes, {})
    known = {statute.id for statute in content.statutes}
    sectors = {sector.id for sector in questionnaire.profile.sectors}
    for n, statute in enumerate(content.statutes):
        for m, sector in enumerate(statute.not_in):
            where: NodePath = ("statutes", n, "not_in", m)
            yield from unknown_name(part, Fault.SECTOR_UNKNOWN, where, sector, sectors)
    for place, entry in enumerate(content.entries):
        path: NodePath = ("entries", place)
        yield from unknown_name(
            part, Fault.STATUTE_UNKNOWN, (*path, "statute"), entry.statute, known
        )
        if entry.below_size is not None and entry.below_size <= entry.from_size:
            yield part.problem(
                Fault.VALUE_OUT_OF_RANGE, (*path, "below_size"), bound=f"> {entry.from_size}"
            )


def check_sector(parts: Parts, part: ContentPart) -> Iterator[Problem]:
    """A module adds to the base and never collides with it."""
    questionnaire: Questionnaire = parts.questionnaire.content
    module: SectorModule = part.content
    yield from unknown_name(
        part,
        Fault.SECTOR_UNKNOWN,
        ("id",),
        module.id,
        {c.id for c in questionnaire.profile.sectors},
    )
    base = parts.questionnaire.document.file
    items = [(("aspect", "items", n, "id"), item.id) for n, item in enumerate(module.aspect.items)]
    yield from ids_used_twice(
        part, items, {name.lower(): base for _, name in named_ids(questionnaire)}
    )
    scale = [(("aspect", "id"), module.aspect.id)]
    yield from ids_used_twice(
        part, scale, {name.lower(): base for _, name in scale_ids(questionnaire)}
    )
    for place, item in enumerate(module.aspect.items):
        yield from check_item(part, questionnaire, ("aspect", "items", place), item)
    own = {item.id for item in module.aspect.items}
    yield from check_actions(parts, part, module.actions, own)
    started = {action.item for action in module.actions if action.level == "start"}
    for place, item in enumerate(module.aspect.items):
        if item.id not in started:
            path: NodePath = ("aspect", "items", place, "id")
            yield part.problem(Fault.ACTION_MISSING, path, item=item.id, where=part.document.file)
    base_items = {item.id for item in questionnaire.items}
    for place, example in enumerate(module.examples):
        path = ("examples", place, "item")
        yield from unknown_name(part, Fault.ITEM_UNKNOWN, path, example.item, base_items)
    base_actions = {a.id for a in parts.advice.content.actions} if parts.advice else set()
    for place, step in enumerate(module.first_steps):
        path = ("first_steps", place, "action")
        yield from unknown_name(part, Fault.ACTION_UNKNOWN, path, step.action, base_actions)


def check_cases(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Cases have ids of their own and known aspects, sectors and size classes."""
    content: Cases = part.content
    yield from ids_used_twice(
        part, [(("cases", n, "id"), c.id) for n, c in enumerate(content.cases)], {}
    )
    for place, case in enumerate(content.cases):
        path: NodePath = ("cases", place)
        yield from check_topics(part, questionnaire, path, case.aspects, case.sectors)
        for n, size in enumerate(case.sizes):
            yield from unknown_name(
                part, Fault.SIZE_UNKNOWN, (*path, "sizes", n), size, _size_ids(questionnaire)
            )


def check_topics(
    part: ContentPart,
    questionnaire: Questionnaire,
    path: NodePath,
    aspects: tuple[str, ...],
    sectors: tuple[str, ...],
) -> Iterator[Problem]:
    """The aspects and sectors that a case or adviser names exist."""
    known_aspects = {aspect.id for aspect in questionnaire.aspects}
    known_sectors = {sector.id for sector in questionnaire.profile.sectors}
    for n, aspect in enumerate(aspects):
        yield from unknown_name(
            part, Fault.ASPECT_UNKNOWN, (*path, "aspects", n), aspect, known_aspects
        )
    for n, sector in enumerate(sectors):
        yield from unknown_name(
            part, Fault.SECTOR_UNKNOWN, (*path, "sectors", n), sector, known_sectors
        )


def check_worksheets(part: ContentPart, _: Questionnaire) -> Iterator[Problem]:
    """Sheets have ids of their own, and given rows as many cells as columns."""
    content: Worksheets = part.content
    ids = [(("worksheets", n, "id"), sheet.id) for n, sheet in enumerate(content.worksheets)]
    yield from ids_used_twice(part, ids, {})
    for place, sheet in enumerate(content.worksheets):
        for n, block in enumerate(sheet.blocks):
            if not isinstance(block, TableBlock):
                continue
            for row, cells in enumerate(block.rows):
                if len(cells) != len(block.columns):
                    yield part.problem(
                        Fault.TABLE_ROW_LENGTH,
                        ("worksheets", place, "blocks", n, "rows", row),
                        given=len(cells),
                        expected=len(block.columns),
                    )


def check_guide(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    """The guide asks about levers that exist."""
    content: Guide = part.content
    known = {lever.id for lever in questionnaire.levers}
    for place, entry in enumerate(content.lever_questions):
        path: NodePath = ("lever_questions", place, "lever")
        yield from unknown_name(part, Fault.ASPECT_UNKNOWN, path, entry.lever, known)


def check_advisers(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Advisers name known aspects and sectors."""
    content: Advisers = part.content
    for place, adviser in enumerate(content.advisers):
        path: NodePath = ("advisers", place)
        yield from check_topics(part, questionnaire, path, adviser.aspects, adviser.sectors)
