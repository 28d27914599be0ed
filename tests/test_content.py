"""The content that ships is complete, plain, traceable and balanced; and each guard can bite."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import content_guards as guards
import pytest
import yaml

from slimscan.disk.places import reports_folder
from slimscan.errors import Fault
from slimscan.questionnaire.base import Model
from slimscan.questionnaire.beside import Beside
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.reading import check_path
from slimscan.questionnaire.schema import KINDS, content_files

Guard = Callable[[Instrument], list[str]]
Place = tuple[str | int, ...]
FIRST_ITEM: Place = ("questionnaire", "levers", 0, "aspects", 0, "items", 0)
SECOND_ITEM: Place = (*FIRST_ITEM[:-1], 1)
FIRST_OUTCOME: Place = ("questionnaire", "outcome_scales", 0, "items", 0)


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_the_content_holds_to(guard: Guard, base: Instrument) -> None:
    assert guard(base) == []


def changed(part: Any, place: Place, new: Any) -> Any:
    """A copy of the part in which one place is different; a function gets what stands there."""
    if not place:
        return new(part) if callable(new) else new
    step, rest = place[0], place[1:]
    if isinstance(part, tuple):
        return (*part[:step], changed(part[step], rest, new), *part[int(step) + 1 :])
    if isinstance(part, dict):
        return {**part, step: changed(part[step], rest, new)}
    inner = changed(getattr(part, str(step)), rest, new)
    if isinstance(part, Model):
        # A fresh object: a copy would take along what was worked out before the change.
        kept = {name: getattr(part, name) for name in type(part).model_fields}
        return type(part).model_construct(**{**kept, str(step): inner})
    if isinstance(part, Instrument) and step in vars(Beside):
        return replace(part, beside=part.beside.having(str(step), inner))
    return replace(part, **{str(step): inner})


def without_last(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return parts[:-1]


def without_limits(text: str) -> str:
    return text.replace("geen oorzaak", "een oorzaak")


@pytest.mark.parametrize(
    ("guard", "place", "new"),
    [
        (guards.design, (*FIRST_ITEM[:-1],), without_last),
        (guards.design, (*FIRST_ITEM, "quick"), False),
        (guards.audiences, (*FIRST_ITEM, "statement", "employee"), None),
        (guards.negations, (*FIRST_ITEM, "statement", "leader", "nl"), "Wij doen dit niet."),
        (guards.negations, (*FIRST_ITEM, "statement", "leader", "en"), "We don't do this."),
        (guards.negations, (*FIRST_ITEM, "statement", "employee", "en"), "Nobody does this."),
        (guards.length, (*FIRST_ITEM, "statement", "employee", "en"), "We work. " * 13),
        (guards.length, (*FIRST_ITEM, "statement", "leader", "nl"), "Wij werken. " * 11),
        (guards.dutch_reading, (*FIRST_ITEM, "help", "nl"), "wij zijn er al " * 10),
        (guards.dutch_reading, ("advice", "actions", 0, "what", "nl"), "o " * 29),
        (guards.dutch_reading, (*FIRST_ITEM, "statement", "leader", "nl"), "geheimzinnig" * 30),
        (guards.officialese, ("worksheets", 0, "purpose", "nl"), "Een traject."),
        (guards.officialese, ("guide", "opening", "nl"), "Derhalve beginnen wij."),
        (guards.reversed_items, (*FIRST_ITEM, "reversed"), True),
        (guards.quantifiers, (*FIRST_ITEM, "statement", "leader", "nl"), "Elke maand praten wij."),
        (guards.quantifiers, (*FIRST_ITEM, "statement", "employee", "en"), "My team meets twice a year."),
        (guards.first_person, (*FIRST_ITEM, "statement", "employee", "nl"), "Teams praten samen."),
        (guards.conditions, (*FIRST_ITEM, "help", "nl"), "Het telt als er iets verandert."),
        (guards.conditions, (*FIRST_ITEM, "help", "en"), "It counts if something changes."),
        (guards.counts, (*FIRST_ITEM, "counts"), None),
        (guards.counts, (*FIRST_ITEM, "counts", "leader", "en"), "It counts " * 11),
        (guards.counts, (*SECOND_ITEM, "enough_from"), None),
        (guards.examples, (*FIRST_ITEM, "examples"), without_last),
        (guards.leverage, (*FIRST_ITEM, "leverage"), 1.25),
        (guards.quality_of_work, ("questionnaire", "outcome_scales", 0, "items"), without_last),
        (guards.quality_of_work, (*FIRST_OUTCOME, "statement", "nl"), "Ik ben niet moe."),
        (guards.quality_of_work, (*FIRST_OUTCOME, "answer_set"), "people"),
        (guards.actions, ("advice", "actions"), without_last),
        (guards.actions, ("sectors", 0, "actions"), without_last),
        (guards.actions, ("advice", "actions", 1, "level"), "start"),
        (guards.cases, ("cases",), lambda cases: cases[:19]),
        (guards.cases, ("cases",), lambda cases: tuple(c for c in cases if "vitality" not in c.aspects)),
        (guards.cases_of_actions, ("advice", "actions", 0, "cases"), ("burgerhout",)),
        (guards.worksheets, ("worksheets",), without_last),
        (guards.worksheets, ("worksheets", 0, "id"), "unused-sheet"),
        (guards.sources, (*FIRST_ITEM, "sources"), ("SER-2032 3.2",)),
        (guards.reviewed_sources, (*FIRST_ITEM, "sources"), ("SER-2023 3.3",)),
        (guards.sources, (*FIRST_ITEM, "sources"), ()),
        (guards.sources, ("cases", 0, "sources"), ("BOOK 1",)),
        (guards.sources, ("questionnaire", "target_groups", 0, "sources"), ("EIM-2009",)),
        (guards.referrals, ("advice", "actions", 0, "first_step", "nl"), "Bel Syntens."),
        (guards.referrals, ("worksheets", 0, "purpose", "en"), "Ask for an innovation voucher."),
        (guards.eim_figures, ("questionnaire", "target_groups", 0, "text", "nl"), without_limits),
        (guards.eim_figures, ("guide", "closing", "en"), "It brings 9 percentage points."),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)  # fmt: skip
def test_a_guard_notices(base: Instrument, guard: Guard, place: Place, new: Any) -> None:
    assert guard(changed(base, place, new)) != []


def test_every_guard_was_seen_to_notice() -> None:
    [marks] = [m for m in test_a_guard_notices.pytestmark if m.name == "parametrize"]  # type: ignore[attr-defined]
    assert {case[0] for case in marks.args[1]} == set(guards.GUARDS)


def test_the_guards_look_at_every_part_of_the_content(base: Instrument) -> None:
    places = {place.split(".")[0].split("[")[0] for place, _ in guards.all_texts(base)}
    parts = {"sectors", *(kind.name for kind in KINDS.values() if not kind.alone)} - {"sector"}
    assert places == {part for part in parts if getattr(base, part)}


def test_the_words_of_the_reports_quote_no_figure_and_refer_to_nothing_that_is_gone() -> None:
    for path in (reports_folder() / "languages").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert not guards.re.search(guards.EIM_FIGURE, text), path
        assert not guards.re.search(guards.DEAD_INSTITUTIONS, text, guards.re.IGNORECASE), path


def break_first(part: Any, recognise: Callable[[Any], bool], spoil: Callable[[Any], None]) -> bool:
    """Spoil the first thing in the data that is recognised; whether there was one."""
    if recognise(part):
        spoil(part)
        return True
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return any(break_first(element, recognise, spoil) for element in inner)


def cites_the_council(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and str(part[0]).startswith("SER-2023")


def test_a_missing_translation_and_an_unknown_source_are_found_in_every_file(
    base: Instrument, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(base.folder, folder)
    untranslated, unsourced = set(), set()
    for _, path in content_files(folder):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if break_first(data, lambda p: isinstance(p, dict) and "nl" in p, lambda p: p.pop("en")):
            untranslated.add(str(path))
        if break_first(data, cites_the_council, lambda p: p.append("NOWHERE 1")):
            unsourced.add(str(path))
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    found = check_path(folder)
    for fault, files in (
        (Fault.TRANSLATION_MISSING, untranslated),
        (Fault.SOURCE_UNKNOWN, unsourced),
    ):
        assert {problem.file for problem in found if problem.fault is fault} == files
    assert len(untranslated) >= 9
    assert len(unsourced) >= 8
