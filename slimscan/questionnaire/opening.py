"""What the first page says of a questionnaire; all else is read while that page is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.disk.remembered import remembered_texts
from slimscan.errors import InputError

if TYPE_CHECKING:  # loaded while the first page is read
    from slimscan.questionnaire.models import Questionnaire


@dataclass(frozen=True)
class Length:
    """How long a scan is."""

    items: int
    """Statements that count for the score, without those of a sector."""
    beside: int
    """All other questions of the interview."""
    minutes: int


@dataclass(frozen=True)
class Opening:
    """What is said of a questionnaire before its first question; texts by language."""

    languages: tuple[str, ...]
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    period: Mapping[str, str]
    """Which time a leader's answers are about; empty where that is not said."""
    full: Length
    quick: Length


def opening_of(questionnaire: Questionnaire) -> Opening:
    """What the first pages say of this questionnaire."""
    period = questionnaire.reference_period
    return Opening(
        questionnaire.languages,
        questionnaire.title,
        questionnaire.purpose,
        period.for_audience("leader") if period else {},
        _length_of(questionnaire, quick=False),
        _length_of(questionnaire, quick=True),
    )


def _length_of(questionnaire: Questionnaire, quick: bool) -> Length:
    minutes = questionnaire.minutes
    return Length(
        sum(item.quick or not quick for item in questionnaire.items),
        questionnaire.number_beside(quick),
        minutes.quick if quick else minutes.full,
    )


def read_opening(folder: Path) -> Opening | None:
    """The opening of the questionnaire in a folder, or nothing when its file has a problem.

    Reading the whole folder then tells that problem with all others. What was found sound before
    is told without its model.
    """
    path = folder / "questionnaire.yaml"
    try:
        [text] = remembered_texts("opening", [path], lambda: [_text_of(_sound(path))])
    except InputError:
        return None
    return _from_text(text)


def _text_of(questionnaire: Questionnaire) -> str:
    return json.dumps(asdict(opening_of(questionnaire)), ensure_ascii=False)


def _from_text(text: str) -> Opening:
    told: dict[str, Any] = json.loads(text)
    told["languages"] = tuple(told["languages"])
    return Opening(**told | {name: Length(**told[name]) for name in ("full", "quick")})


def _sound(path: Path) -> Questionnaire:
    """The questionnaire in the file; raises `InputError` when it is not sound."""
    from slimscan.questionnaire.models import Questionnaire
    from slimscan.questionnaire.nodes import read_document
    from slimscan.questionnaire.parts import ContentPart
    from slimscan.questionnaire.questionnaire_checks import check_questionnaire
    from slimscan.questionnaire.translations import check_translations
    from slimscan.questionnaire.validation import validate

    document = read_document(path)
    content = validate(document, Questionnaire, "questionnaire")
    if isinstance(content, list):
        raise InputError(content)
    part = ContentPart(document, content)
    problems = (*check_questionnaire(part), *check_translations(part, content.languages))
    if problems:
        raise InputError(problems)
    return content


def has_sectors(folder: Path) -> bool:
    """Whether sectors have questions of their own here."""
    return any(folder.glob("sectors/*.yaml"))
