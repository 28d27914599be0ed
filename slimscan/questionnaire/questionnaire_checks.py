"""What must fit together within `questionnaire.yaml`: ids, answer sets, bands, the quick scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.questionnaire.nodes import NodePath
from slimscan.questionnaire.parts import ContentPart, Places, ids_used_twice, unknown_name
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.questionnaire.validation import closest
from slimscan.text import fold

MOST_WORDS_IN_COUNTS = 20


def check_questionnaire(part: ContentPart) -> Iterator[Problem]:
    """Every problem within the questionnaire file."""
    questionnaire: Questionnaire = part.content
    yield from ids_used_twice(part, named_ids(questionnaire), taken={})
    yield from ids_used_twice(part, scale_ids(questionnaire), taken={})
    for places in _other_ids(questionnaire):
        yield from ids_used_twice(part, places, taken={})
    yield from _check_answer_sets(part, questionnaire)
    for path, item in item_paths(questionnaire):
        yield from check_item(part, questionnaire, path, item)
    for path, item in outcome_item_paths(questionnaire):
        yield from _check_answer_set(part, questionnaire, path, item)
    yield from _check_bands(part, questionnaire)
    yield from _check_sizes(part, questionnaire)
    yield from _check_quick(part, questionnaire)
    yield from _check_rest(part, questionnaire)


def item_paths(questionnaire: Questionnaire) -> Iterator[tuple[NodePath, Item]]:
    """Every item, scored or precondition, with its path in the file."""
    for a, lever in enumerate(questionnaire.levers):
        for b, aspect in enumerate(lever.aspects):
            for c, item in enumerate(aspect.items):
                yield ("levers", a, "aspects", b, "items", c), item
    for a, item in enumerate(questionnaire.precondition_items):
        yield ("preconditions", "items", a), item


def outcome_item_paths(questionnaire: Questionnaire) -> Iterator[tuple[NodePath, Item]]:
    """Every item of an outcome scale, with its path in the file."""
    for a, scale in enumerate(questionnaire.outcome_scales):
        for b, outcome in enumerate(scale.items):
            yield ("outcome_scales", a, "items", b), outcome.as_item


def named_ids(questionnaire: Questionnaire) -> Iterator[tuple[NodePath, str]]:
    """Everything that has an answer: one name space."""
    for path, item in (*item_paths(questionnaire), *outcome_item_paths(questionnaire)):
        yield (*path, "id"), item.id
    for place, change in enumerate(questionnaire.changes):
        yield ("changes", place, "id"), change.id
    for place, closing in enumerate(questionnaire.closing):
        yield ("closing", place, "id"), closing.id
    for place, outcome in enumerate(questionnaire.outcomes):
        yield ("outcomes", place, "id"), outcome.id


def scale_ids(questionnaire: Questionnaire) -> Iterator[tuple[NodePath, str]]:
    """Everything that has a score: one name space."""
    for a, lever in enumerate(questionnaire.levers):
        yield ("levers", a, "id"), lever.id
        for b, aspect in enumerate(lever.aspects):
            yield ("levers", a, "aspects", b, "id"), aspect.id
    for a, scale in enumerate(questionnaire.outcome_scales):
        yield ("outcome_scales", a, "id"), scale.id


def _other_ids(questionnaire: Questionnaire) -> Iterator[Places]:
    for key in ("sources", "answer_sets", "bands"):
        yield [((key, n, "id"), part.id) for n, part in enumerate(getattr(questionnaire, key))]
    for key in PROFILE_FIELDS.values():
        choices = getattr(questionnaire.profile, key)
        yield [(("profile", key, n, "id"), choice.id) for n, choice in enumerate(choices)]


def _check_answer_sets(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    known = {answer_set.id for answer_set in questionnaire.answer_sets}
    default = questionnaire.default_answer_set
    if default not in known:
        nearest = closest(default, known)
        yield part.problem(
            Fault.ANSWER_SET_UNKNOWN, ("default_answer_set",), id=default, nearest=nearest
        )
    for place, answer_set in enumerate(questionnaire.answer_sets):
        path: NodePath = ("answer_sets", place, "options")
        given = [option.value for option in answer_set.options]
        if any(value is None for value in given) and any(value is not None for value in given):
            yield part.problem(Fault.ANSWER_VALUES_MIXED, path, id=answer_set.id)
        elif any(low >= high for low, high in pairwise(answer_set.values)):
            yield part.problem(Fault.ANSWER_VALUES_ORDER, path, id=answer_set.id)
        if len(set(answer_set.codes)) < len(answer_set.codes):
            yield part.problem(Fault.ANSWER_CODE_TWICE, path, id=answer_set.id)
        labels = [
            [*option.label.items(), *option.label_for("employee").items()]
            for option in answer_set.options
        ]
        yield from _same_labels(part, path, "label", labels, answer_set.id)


def _same_labels(
    part: ContentPart,
    path: NodePath,
    key: str,
    labels: Sequence[Iterable[tuple[str, str]]],
    name: str,
) -> Iterator[Problem]:
    """Options that an answer in words cannot tell apart, in whatever language it is given."""
    first: dict[str, tuple[int, str]] = {}
    told: set[int] = set()
    for place, label in enumerate(labels):
        for language, text in label:
            at, other = first.setdefault(fold(text), (place, text))
            if at != place and place not in told:
                told.add(place)
                where = (*path, place, *([key] if key else []), language)
                yield part.problem(
                    Fault.ANSWER_LABEL_TWICE, where, id=name, first=other, second=text
                )


def check_item(
    part: ContentPart, questionnaire: Questionnaire, path: NodePath, item: Item
) -> Iterator[Problem]:
    """The item uses a known answer set rightly, speaks to every audience, and counts briefly."""
    yield from _check_answer_set(part, questionnaire, path, item)
    if "employee" in questionnaire.audiences and not item.statement.employee:
        yield part.problem(
            Fault.AUDIENCE_MISSING, (*path, "statement"), item=item.id, audience="employee"
        )
    yield from _check_counts(part, path, item)
    yield from _check_examples(part, questionnaire, path, item)


def _check_answer_set(
    part: ContentPart, questionnaire: Questionnaire, path: NodePath, item: Item
) -> Iterator[Problem]:
    sets = {answer_set.id: answer_set for answer_set in questionnaire.answer_sets}
    name = item.answer_set or questionnaire.default_answer_set
    if item.answer_set and item.answer_set not in sets:
        nearest = closest(item.answer_set, sets)
        yield part.problem(
            Fault.ANSWER_SET_UNKNOWN, (*path, "answer_set"), id=item.answer_set, nearest=nearest
        )
    if name not in sets:
        return
    options = len(sets[name].options)
    if item.anchors and len(item.anchors) != options:
        yield part.problem(
            Fault.ANCHORS_COUNT,
            (*path, "anchors"),
            item=item.id,
            given=len(item.anchors),
            expected=options,
        )
    anchors = [anchor.items() for anchor in item.anchors or ()]
    yield from _same_labels(part, (*path, "anchors"), "", anchors, item.id)
    if item.enough_from and (item.reversed or item.enough_from > options):
        yield part.problem(Fault.ENOUGH_FROM, (*path, "enough_from"), item=item.id, options=options)


def _check_counts(part: ContentPart, path: NodePath, item: Item) -> Iterator[Problem]:
    for audience in ("leader", "employee"):
        for language, line in (getattr(item.counts, audience, None) or {}).items():
            given = len(line.split())
            if given > MOST_WORDS_IN_COUNTS:
                yield part.problem(
                    Fault.COUNTS_LONG,
                    (*path, "counts", audience, language),
                    item=item.id,
                    given=given,
                    most=MOST_WORDS_IN_COUNTS,
                )


def _check_examples(
    part: ContentPart, questionnaire: Questionnaire, path: NodePath, item: Item
) -> Iterator[Problem]:
    sectors = [sector.id for sector in questionnaire.profile.sectors]
    places = [((*path, "examples", n, "sector"), e.sector) for n, e in enumerate(item.examples)]
    for place, sector in places:
        yield from unknown_name(part, Fault.SECTOR_UNKNOWN, place, sector, sectors)
    yield from ids_used_twice(part, places, taken={})


def _check_bands(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    bands = questionnaire.bands
    if bands[0].start != 0:
        yield part.problem(Fault.BANDS_START, ("bands", 0, "start"), start=bands[0].start)
    for place, (band, following) in enumerate(pairwise(bands), start=1):
        if following.start <= band.start:
            yield part.problem(
                Fault.BANDS_ORDER, ("bands", place, "start"), id=following.id, before=band.id
            )


def _check_sizes(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    sizes = questionnaire.profile.sizes
    for place, (size, following) in enumerate(pairwise(sizes), start=1):
        if size.highest is None or following.lowest != size.highest + 1:
            yield part.problem(
                Fault.SIZES_HOLE,
                ("profile", "sizes", place, "lowest"),
                id=following.id,
                before=size.id,
            )


def _check_quick(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    """In a quick scan every lever must be able to get a score: enough of its aspects are in it."""
    if not any(item.quick for item in questionnaire.items):
        return
    for place, lever in enumerate(questionnaire.levers):
        with_quick = sum(any(item.quick for item in aspect.items) for aspect in lever.aspects)
        if with_quick < questionnaire.valid_share * len(lever.aspects):
            yield part.problem(Fault.QUICK_LEVER, ("levers", place, "id"), lever=lever.id)


def _check_rest(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    for place, outcome in enumerate(questionnaire.outcomes):
        if outcome.lowest >= outcome.highest:
            yield part.problem(Fault.OUTCOME_RANGE, ("outcomes", place, "lowest"), id=outcome.id)
    sets = {one.id: one for one in questionnaire.answer_sets}
    default = sets.get(questionnaire.default_answer_set)
    for place, closing in enumerate(questionnaire.closing):
        path: NodePath = ("closing", place, "options")
        given = len(closing.options)
        if default and given != len(default.options):
            expected = len(default.options)
            yield part.problem(
                Fault.ANCHORS_COUNT, path, item=closing.id, given=given, expected=expected
            )
        labels = [option.items() for option in closing.options]
        yield from _same_labels(part, path, "", labels, closing.id)
    groups = sorted(group.group for group in questionnaire.target_groups)
    if groups and groups != [1, 2, 3]:
        yield part.problem(Fault.TARGET_GROUPS, ("target_groups",))
