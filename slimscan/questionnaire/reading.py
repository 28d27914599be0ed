"""Reading the files of a questionnaire's folder, and every problem in them, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.checks import check_advisers_file, check_parts
from slimscan.questionnaire.finding import available
from slimscan.questionnaire.library import Adviser
from slimscan.questionnaire.models import Questionnaire
from slimscan.questionnaire.nodes import read_document
from slimscan.questionnaire.parts import ContentPart, Parts
from slimscan.questionnaire.schema import KINDS, content_files
from slimscan.questionnaire.validation import validate


def sound_data(folder: Path) -> list[Any]:
    """What stands in each content file of a folder, as plain data, in the order of `content_files`.

    Raises `InputError` with every problem in any of them.
    """
    parts, problems = read_content(folder)
    if parts is None or problems:
        raise InputError(problems)
    data = {part.document.file: part.document.data for part in parts}
    return [data[str(path)] for _, path in content_files(folder)]


def read_advisers(path: Path, questionnaire: Questionnaire) -> tuple[Adviser, ...]:
    """The advisers in a file of its own; raises `InputError` with every problem in it."""
    problems: list[Problem] = []
    part = _read_part(path, "advisers", problems)
    if part:
        problems += check_advisers_file(part, questionnaire)
    if part is None or problems:
        raise InputError(problems)
    advisers: tuple[Adviser, ...] = part.content.advisers
    return advisers


def read_content(folder: Path) -> tuple[Parts | None, list[Problem]]:
    """The files of a questionnaire's folder and every problem in them."""
    problems: list[Problem] = []
    found: dict[str, list[ContentPart]] = {name: [] for name in KINDS}
    for name, path in content_files(folder):
        part = _read_part(path, name, problems)
        if part:
            found[name].append(part)
    if not found["questionnaire"]:
        if not (folder / "questionnaire.yaml").is_file():
            problems.append(Problem(Fault.FILE_MISSING, {}, str(folder / "questionnaire.yaml")))
        return None, problems
    if not (folder / "advice.yaml").is_file():
        problems.append(Problem(Fault.FILE_MISSING, {}, str(folder / "advice.yaml")))
    one = {name: parts[0] for name, parts in found.items() if parts and name != "sector"}
    parts = Parts(**one, sectors=tuple(found["sector"]))
    if not problems:
        problems += check_parts(parts)
    return parts, problems


def _read_part(path: Path, kind: str, problems: list[Problem]) -> ContentPart | None:
    try:
        document = read_document(path)
    except InputError as error:
        problems += error.problems
        return None
    content: Any = validate(document, KINDS[kind].model, kind)
    if isinstance(content, list):
        problems += content
        return None
    return ContentPart(document, content)


def stands_alone(path: Path) -> str | None:
    """The kind of a file that belongs to no questionnaire's folder, told by its keys or its name.

    Raises `InputError` when it has no form at all.
    """
    alone = [kind for kind in KINDS.values() if kind.alone]
    if path.suffix not in (".yaml", ".yml") or not path.is_file() or _folder_of(path):
        return None
    data = read_document(path).data
    keys = set(data) if isinstance(data, dict) else set()
    shared = {kind.name: len(keys & (set(kind.model.model_fields) - {"format"})) for kind in alone}
    best = max(shared, key=lambda name: shared[name])
    if shared[best]:
        return best
    return next((kind.name for kind in alone if kind.file == path.name), None)


def check_alone(path: Path, kind: str) -> list[Problem]:
    """Every problem in the shape of a file that stands alone."""
    content = validate(read_document(path), KINDS[kind].model, kind)
    return content if isinstance(content, list) else []


def check_path(path: Path) -> list[Problem]:
    """Every problem at a path: a questionnaire's folder, a folder of those, or one of its files."""
    if path.is_dir():
        folders = [path] if (path / "questionnaire.yaml").is_file() else available(path)
        if not folders:
            return [Problem(Fault.NOTHING_TO_CHECK, {}, str(path))]
        return [problem for folder in folders for problem in read_content(folder)[1]]
    if not path.exists():
        return [Problem(Fault.FILE_MISSING, {}, str(path))]
    folder = _folder_of(path)
    if folder:
        return [one for one in read_content(folder)[1] if one.file == str(path)]
    known = ", ".join(kind.file for kind in KINDS.values() if not kind.alone)
    return [Problem(Fault.UNKNOWN_KIND, {"known": known}, str(path))]


def _folder_of(path: Path) -> Path | None:
    """The questionnaire's folder that a content file belongs to."""
    for folder in (path.parent, path.parent.parent):
        if path in [file for _, file in content_files(folder)]:
            return folder
    return None
