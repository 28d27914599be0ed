"""Whether every text in a content file is there in every language of its questionnaire."""

from __future__ import annotations

from collections.abc import Iterator

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.base import Model
from slimscan.questionnaire.nodes import NodePath
from slimscan.questionnaire.parts import ContentPart


def check_translations(part: ContentPart, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Every translated text has every language of the questionnaire, and no other."""
    for path, texts in _translated(part.content, ()):
        for language in languages:
            if language not in texts:
                yield part.problem(Fault.TRANSLATION_MISSING, path, True, language=language)
        for language in texts:
            if language not in languages:
                yield part.problem(
                    Fault.TRANSLATION_EXTRA, (*path, language), True, language=language
                )


def _translated(value: object, path: NodePath) -> Iterator[tuple[NodePath, dict[str, str]]]:
    """The only mappings in the models are translated texts."""
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, tuple):
        for place, element in enumerate(value):
            yield from _translated(element, (*path, place))
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _translated(getattr(value, name), (*path, name))
