"""What the scan page computes with: the scan program, made from the questionnaire and the rules.

Nothing of it is typed by hand: scores are the formulas of `scoring/scores.py` noted down, orders
and numbers are those of `plan/`, and what follows for a size or a sector is looked up here for
every one of them. The page holds a small interpreter of it (`reports/templates/scan_program.js` and
`scan_advice.js`). See docs/scan-page.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from slimscan.plan import effort, ranking, schedule
from slimscan.plan.advice import MOST_STRENGTHS, STRENGTH_FROM, group_from, is_in_order
from slimscan.plan.effort import days_of, people_in
from slimscan.plan.working_days import days_off
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item, Questionnaire, SizeClass
from slimscan.report.scan.cases import FAR, distance, may_tell
from slimscan.scoring import contradiction
from slimscan.scoring.program import Formula, Noted, NoteMaker, Program, note_down
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import chosen
from slimscan.shown import whole

PROGRAM_FORMAT = 1
"""How a scan program is written; another number is another interpreter."""
LEVELS = ("start", "next", "unsafe")
YEARS_AHEAD = 15
"""For so many years from its making a page knows the public holidays."""


def scan_program(instrument: Instrument, quick: bool | None, made_on: date) -> dict[str, Any]:
    """All numbers and choices of a scan; `quick` makes it of one scope, nothing of both.

    The formulas under `quick` take the place of their namesakes where the quick scan is chosen.
    """
    questionnaire = instrument.questionnaire
    whole_scan = dict(_columns(instrument, quick=bool(quick)))
    short = dict(_columns(instrument, quick=True))
    return {
        "format": PROGRAM_FORMAT,
        "columns": list(whole_scan.items()),
        "quick": {name: one for name, one in short.items() if one != whole_scan.get(name)},
        "whole": whole_formula("value"),
        "cells": {"dont_know": DONT_KNOW, "not_applicable": NOT_APPLICABLE},
        "items": [_practice(questionnaire, *one) for one in _practices(instrument)],
        "basis": [_answered(questionnaire, item) for item in questionnaire.precondition_items],
        "changes": [change.id for change in questionnaire.changes],
        "levers": [
            {"id": lever.id, "aspects": [aspect.id for aspect in lever.aspects]}
            for lever in questionnaire.levers
        ],
        "modules": {module.id: module.aspect.id for module in instrument.sectors},
        "bands": [band.start for band in questionnaire.bands],
        "rules": _rules(instrument),
        **_advice(instrument),
        "daysOff": [
            day.isoformat()
            for year in range(made_on.year, made_on.year + YEARS_AHEAD)
            for day in sorted(days_off(year))
        ],
    }


def whole_formula(column: str) -> Formula:
    """How a value is shown, as `shown.whole` does it."""
    return _noted(whole(NoteMaker.col(column)))  # type: ignore[arg-type]


def _noted(noted: Any) -> Formula:
    """The formula that a function of numbers wrote down when it was given a note in their place."""
    formula: Formula = noted.formula
    return formula


def _columns(instrument: Instrument, quick: bool) -> Program:
    """The scores, then what the advice asks of every item and score."""
    scales = scales_of(instrument.questionnaire, quick, instrument.module_aspects)
    scales = replace(scales, outcomes=())
    return (*note_down(scales), *_of_advice(instrument, scales))


def _of_advice(instrument: Instrument, scales: Scales) -> Iterable[tuple[str, Formula]]:
    rules, questionnaire = instrument.advice.rules, instrument.questionnaire
    col: Any = NoteMaker.col
    for scale in (*(lever.id for lever in scales.levers), *(one.id for one in scales.aspects)):
        shown = whole(col(scale))
        yield f"{scale}__tie", _noted(shown.fill_null(ranking.LAST))  # type: ignore[attr-defined]
    for lever in scales.levers:
        yield f"{lever.id}__below", _noted(col(f"{lever.id}__tie") < rules.lever_below)
    for item in scales.practices:
        value = col(f"{item.id}__value")
        yield f"{item.id}__low", _noted(ranking.is_low_value(value, rules.low))
        yield f"{item.id}__priority", _noted(ranking.priority_of(value, item.leverage))
    for item in questionnaire.precondition_items:
        given = chosen(item.id, questionnaire.option_values(item), None, NoteMaker)
        edge = questionnaire.preconditions.in_order_from if questionnaire.preconditions else 0.0
        yield f"{item.id}__value", _noted(given)
        yield f"{item.id}__in_order", _noted(is_in_order(col(f"{item.id}__value"), edge))
    unsafe = [col(f"{aspect}__tie") <= rules.low for aspect in rules.unsafe_aspects]
    yield "unsafe", _noted(_all_of(unsafe)) if unsafe else 0


def _all_of(conditions: Sequence[Noted]) -> Noted:
    first, *others = conditions
    for one in others:
        first = first & one
    return first


def _practices(instrument: Instrument) -> list[tuple[Item, str, str, str | None]]:
    """Every scored item with its aspect, the scale that holds it, and the sector that asks it."""
    modules: list[tuple[Aspect, str | None]] = [(m.aspect, m.id) for m in instrument.sectors]
    return [
        *(
            (item, aspect.id, lever.id, None)
            for lever in instrument.questionnaire.levers
            for aspect in lever.aspects
            for item in aspect.items
        ),
        *(
            (item, aspect.id, aspect.id, sector)
            for aspect, sector in modules
            for item in aspect.items
        ),
    ]


def _practice(
    questionnaire: Questionnaire, item: Item, aspect: str, home: str, sector: str | None
) -> dict[str, Any]:
    values = questionnaire.answer_set_of(item).values
    return _answered(questionnaire, item) | {
        "aspect": aspect,
        "home": home,
        "sector": sector,
        "quick": item.quick,
        "reversed": item.reversed,
        "leverage": item.leverage,
        "middle": [n for n, value in enumerate(values) if value == contradiction.MIDDLE],
    }


def _answered(questionnaire: Questionnaire, item: Item) -> dict[str, Any]:
    sizes = questionnaire.profile.sizes
    return {
        "id": item.id,
        "codes": questionnaire.answer_set_of(item).codes,
        "notFor": [size.id for size in sizes if not item.fits(size)],
    }


def _rules(instrument: Instrument) -> dict[str, Any]:
    """The numbers and orders of the plan, each from where the command has it."""
    rules = instrument.advice.rules
    return {
        "most": rules.most,
        "perAspect": rules.per_aspect,
        "mostPreconditions": ranking.MOST_PRECONDITIONS,
        "nextAlone": ranking.NEXT_ALONE,
        "filledUpTo": ranking.FILLED_UP_TO,
        "startOrder": ranking.START_ORDER,
        "nextOrder": ranking.NEXT_ORDER,
        "last": ranking.LAST,
        "tooFew": _noted(ranking.is_too_few(_column("answered"), _column("applicable"))),
        "strengthFrom": STRENGTH_FROM,
        "mostStrengths": MOST_STRENGTHS,
        "unsafeFirst": [_item_of(instrument, name) for name in rules.unsafe_first],
        "contradictsFrom": contradiction.FROM,
        "groups": _groups(instrument.questionnaire),
        "runningAtOnce": schedule.RUNNING_AT_ONCE,
        "preconditionsAtOnce": schedule.PRECONDITIONS_AT_ONCE,
        "heldDays": schedule.HELD_DAYS,
        "firstStepDays": schedule.FIRST_STEP_DAYS,
        "quarterDays": effort.QUARTER_DAYS,
        "far": FAR,
    }


def _item_of(instrument: Instrument, action: str) -> str:
    return next(one.item for one in instrument.actions if one.id == action)


def _column(name: str) -> Any:
    return NoteMaker.col(name)


def _groups(questionnaire: Questionnaire) -> dict[str, dict[str, Any]]:
    """Which changes count as smart, and the target group for what a firm told of its changes.

    The key of a group: a smart change made, another one made, all told; each 1 or 0.
    """
    flags = (False, True)
    asked = bool(questionnaire.changes)
    return {
        "smart": {change.id: change.smart for change in questionnaire.changes},
        "of": {
            f"{smart:d}{other:d}{told:d}": group_from(smart, other, told and asked)
            for smart in flags
            for other in flags
            for told in flags
        },
    }


def _advice(instrument: Instrument) -> dict[str, Any]:
    """Which action follows where, for every size of firm, and what belongs to it."""
    questionnaire = instrument.questionnaire
    sizes = questionnaire.profile.sizes
    every: tuple[str | None, ...] = (*(size.id for size in sizes), None)
    items = [*(one[0] for one in _practices(instrument)), *questionnaire.precondition_items]
    return {
        "sizes": [
            {
                "id": size.id,
                "people": people_in(size),
                "open": size.highest is None,
                "small": instrument.is_small(size.id),
            }
            for size in sizes
        ],
        "follows": {
            item.id: {
                level: followed
                for level in LEVELS
                if (followed := _follows(instrument, item, level, every))
            }
            for item in items
        },
        "actions": {
            action.id: {
                "term": action.term,
                "days": [_days(action, size) for size in sizes],
                "cases": [case.id for case in instrument.cases if case.id in action.cases],
                "law": action.law,
                "openTalk": action.open_talk,
                "mayTell": may_tell(action),
            }
            for action in instrument.actions
        },
        "law": _law(instrument),
        "cases": [
            {
                "id": case.id,
                "sectors": case.sectors,
                "aspects": case.aspects,
                "distance": _far(sizes, case),
            }
            for case in instrument.cases
        ],
    }


def _follows(
    instrument: Instrument, item: Item, level: str, sizes: Sequence[str | None]
) -> str | list[str | None] | None:
    """The action for an item at a level: one for all, or one for every size and an unknown one."""
    found = [instrument.action_for(item.id, level, size) for size in sizes]
    names = [action.id if action else None for action in found]
    return names[0] if len(set(names)) == 1 else names


def _days(action: Action, size: SizeClass) -> list[float]:
    days = days_of(action.effort, people_in(size))
    return [days.all, days.leader]


def _law(instrument: Instrument) -> dict[str, Any]:
    """For every entry the sizes where it holds, its statute, and the sectors that have another."""
    law, sizes = instrument.law, instrument.questionnaire.profile.sizes
    if law is None:
        return {}
    return {
        entry.id: {
            "sizes": [entry.holds_for(size.lowest, size.highest) for size in sizes],
            "statute": entry.statute,
            "notIn": law.statute_of(entry).not_in,
        }
        for entry in law.entries
    }


def _far(sizes: Sequence[SizeClass], case: Case) -> list[float | None]:
    """How far a case lies outside every size; nothing where that is not known."""
    found = (distance(sizes, case, size) for size in sizes)
    return [None if math.isinf(one) else one for one in found]
