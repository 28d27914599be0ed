"""Which figures of a document may be told anew, and which stay what they were.

A figure waits where one to four gave another answer since it was told, where it would leave so few
over beside all that was told, or where what is told of leaders elsewhere would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slimscan.privacy.akin import Kinship, PoolDocument
from slimscan.privacy.people_sets import PeopleSets
from slimscan.privacy.rests import Rest, Rests
from slimscan.privacy.tallies import Triples, differs_by_few, same_by_chance


def with_held_figures(
    now: PoolDocument,
    before: Sequence[PoolDocument],
    triples: Triples,
) -> tuple[PoolDocument, bool]:
    """The document, of which a figure stays what it was where too few of its answers changed.

    `before` is what was told of nearly the same, `triples` any two of all that was told. A figure
    that is the same by chance must look like one that waits: so it is said that some may wait.
    """
    figures: dict[str, Any] = {}
    told = [then.get("figures", {}) for then in before]
    held = False
    for name, figure in now["figures"].items():
        near = [
            then[name]
            for then in told
            if name in then
            and _is_known(then[name])
            and differs_by_few(figure["tally"], then[name]["tally"])
        ]
        if not near:
            near = triples.telling(name, now)
        last = next((one for one in reversed(near) if one["told"]), {**figure, "told": None})
        figures[name] = {**last, "of_before": True} if near else figure
        held |= bool(near) or any(
            name in then
            and then[name]["told"]
            and same_by_chance(figure["tally"], then[name]["tally"])
            for then in told
        )
    waiting = _of_what_waits(figures)
    figures |= {name: _of_before(figures[name], name, before) for name in waiting}
    return {**now, "figures": figures}, held or bool(waiting)


def _of_what_waits(figures: Mapping[str, Any]) -> list[str]:
    """The figures that are made of others, of which one waits: it would follow."""
    waiting = {name for name, one in figures.items() if one.get("of_before")}
    return [
        name
        for name, one in figures.items()
        if name not in waiting and not waiting.isdisjoint(one.get("made_of", ()))
    ]


def _of_before(
    figure: Mapping[str, Any], name: str, before: Sequence[PoolDocument]
) -> dict[str, Any]:
    """What was told last in place of a figure, or nothing."""
    told = (then.get("figures", {}).get(name) for then in reversed(before))
    last = next((one for one in told if one and one["told"]), {**figure, "told": None})
    return {**last, "of_before": True}


def without_few_left_over(
    now: PoolDocument, before: Sequence[PoolDocument], rests: Rests
) -> tuple[PoolDocument, bool]:
    """The document, of which a figure stays what it was where it would leave one to four over."""
    figures = dict(now["figures"])
    held = False
    for name, figure in figures.items():
        is_new = figure["told"] and not figure.get("of_before")
        if is_new and not rests.admit(_rests(figure)):
            held = True
            figures[name] = _of_before(figure, name, before)
    return {**now, "figures": figures}, held


def with_figures_of_before(now: PoolDocument, before: Sequence[PoolDocument]) -> PoolDocument:
    """The document with the figures that were told last, and without those that never were."""
    last: dict[str, Any] = {}
    for then in before:
        last |= {name: one for name, one in then.get("figures", {}).items() if one["told"]}
    figures = {
        name: {**last.get(name, {**figure, "told": None}), "of_before": True}
        for name, figure in now["figures"].items()
    }
    return {**now, "figures": figures}


def few_changed(
    waves: Sequence[PoolDocument], everything: Sequence[PoolDocument], kinship: Kinship
) -> frozenset[str]:
    """The figures of which one to four answers changed since something was told of them.

    What was told of the very same answers is no change, nor is what another measurement tells.
    """
    same = [wave["led"] for wave in waves]
    told = [one for one in everything if one.get("led") not in same]
    return frozenset(
        name
        for wave in waves
        for then in kinship.akin(told, wave)
        for name, figure in wave["figures"].items()
        if name in then.get("figures", {})
        and _is_known(then["figures"][name])
        and differs_by_few(figure["tally"], then["figures"][name]["tally"])
    )


def told_rests(told: Iterable[PoolDocument], sets: PeopleSets) -> Rests:
    """All that was ever left over of figures that were told."""
    figures = (figure for one in told for figure in one.get("figures", {}).values())
    return Rests(sets, (rest for figure in figures if figure["told"] for rest in _rests(figure)))


def marks_in(document: PoolDocument) -> frozenset[str]:
    """The sets of people that the figures of a document leave over."""
    figures = document.get("figures", {}).values()
    return frozenset(mark for one in figures for rest in _rests(one) for mark in rest.marks)


def _rests(figure: Mapping[str, Any]) -> list[Rest]:
    return [Rest.read(one) for one in figure.get("rests", ())]


def _is_known(figure: Mapping[str, Any]) -> bool:
    """Whether it was told, or follows from what was."""
    return bool(figure["told"] or figure.get("known"))
