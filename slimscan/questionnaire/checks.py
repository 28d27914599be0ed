"""What must fit together in a questionnaire's files, beyond the shape of each."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.base import Model, source_name
from slimscan.questionnaire.library_checks import (
    check_advice,
    check_advisers,
    check_cases,
    check_guide,
    check_law,
    check_sector,
    check_worksheets,
)
from slimscan.questionnaire.models import Questionnaire
from slimscan.questionnaire.nodes import NodePath
from slimscan.questionnaire.parts import ContentPart, Parts
from slimscan.questionnaire.questionnaire_checks import check_questionnaire
from slimscan.questionnaire.translations import check_translations
from slimscan.questionnaire.validation import closest


def check_parts(parts: Parts) -> list[Problem]:
    """Every problem in what belongs together, in the order of files and lines."""
    problems: list[Problem] = []
    problems += check_questionnaire(parts.questionnaire)
    for part in parts:
        problems += check_translations(part, parts.questionnaire.content.languages)
        problems += _check_belongs(part, parts.questionnaire.content)
    problems += _check_sources(parts)
    if parts.advice:
        problems += check_advice(parts, parts.advice)
    for sector in parts.sectors:
        problems += check_sector(parts, sector)
    for beside, check in (
        (parts.law, check_law),
        (parts.cases, check_cases),
        (parts.worksheets, check_worksheets),
        (parts.guide, check_guide),
        (parts.advisers, check_advisers),
    ):
        if beside:
            problems += check(beside, parts.questionnaire.content)
    return sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.column or 0))


def check_advisers_file(part: ContentPart, questionnaire: Questionnaire) -> list[Problem]:
    """Every problem in a list of advisers that stands outside the questionnaire's folder."""
    return [
        *check_translations(part, questionnaire.languages),
        *check_advisers(part, questionnaire),
    ]


def _check_belongs(part: ContentPart, questionnaire: Questionnaire) -> Iterator[Problem]:
    named = getattr(part.content, "questionnaire", questionnaire.id)
    if named != questionnaire.id:
        yield part.problem(
            Fault.QUESTIONNAIRE_OTHER, ("questionnaire",), id=named, expected=questionnaire.id
        )


def _check_sources(parts: Parts) -> Iterator[Problem]:
    known = {source.id for source in parts.questionnaire.content.sources}
    for part in parts:
        for path, reference in _references(part.content, ()):
            if source_name(reference) not in known:
                yield part.problem(
                    Fault.SOURCE_UNKNOWN,
                    path,
                    id=source_name(reference),
                    nearest=closest(source_name(reference), known),
                )


def _references(value: object, path: NodePath) -> Iterator[tuple[NodePath, str]]:
    if isinstance(value, tuple):
        for place, element in enumerate(value):
            yield from _references(element, (*path, place))
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            content = getattr(value, name)
            if name == "sources" and all(isinstance(element, str) for element in content):
                for place, reference in enumerate(content):
                    yield (*path, name, place), reference
            else:
                yield from _references(content, (*path, name))
