"""The questionnaire alone, for the first page: what stands beside it is read while that is read."""

from __future__ import annotations

from pathlib import Path

from slimscan.errors import InputError
from slimscan.questionnaire.models import Questionnaire
from slimscan.questionnaire.nodes import read_document
from slimscan.questionnaire.parts import ContentPart
from slimscan.questionnaire.questionnaire_checks import check_questionnaire
from slimscan.questionnaire.translations import check_translations
from slimscan.questionnaire.validation import validate


def read_questionnaire(folder: Path) -> Questionnaire | None:
    """The questionnaire in a folder, or nothing when its file has a problem.

    Reading the whole folder then tells that problem with all others.
    """
    try:
        document = read_document(folder / "questionnaire.yaml")
    except InputError:
        return None
    content = validate(document, Questionnaire, "questionnaire")
    if isinstance(content, list):
        return None
    part = ContentPart(document, content)
    problems = (check_questionnaire(part), check_translations(part, content.languages))
    return None if any(True for found in problems for _ in found) else content


def has_sectors(folder: Path) -> bool:
    """Whether sectors have questions of their own here."""
    return any(folder.glob("sectors/*.yaml"))
