"""The questionnaire alone, for the first page: what stands beside it is read while that is read."""

from __future__ import annotations

import json
from pathlib import Path

from slimscan.disk.remembered import remembered_texts
from slimscan.errors import InputError
from slimscan.questionnaire.models import Questionnaire


def read_questionnaire(folder: Path) -> Questionnaire | None:
    """The questionnaire in a folder, or nothing when its file has a problem.

    Reading the whole folder then tells that problem with all others.
    """
    path = folder / "questionnaire.yaml"
    try:
        [text] = remembered_texts("questionnaire", [path], lambda: [_sound_text(path)])
    except InputError:
        return None
    return Questionnaire.model_validate_json(text)


def _sound_text(path: Path) -> str:
    """What stands in the file as JSON; raises `InputError` when it is not sound."""
    # What was found sound before needs no reader of YAML and none of the checks.
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
    return json.dumps(document.data, ensure_ascii=False)


def has_sectors(folder: Path) -> bool:
    """Whether sectors have questions of their own here."""
    return any(folder.glob("sectors/*.yaml"))
