"""The door for scans: the scan in a JSON document of anybody, checked and clean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from slimscan.disk.places import languages
from slimscan.errors import Fault, input_error
from slimscan.scan.migration import migrate
from slimscan.scan.model import SCAN_FORMAT, Scan
from slimscan.text import clean, is_safe_name

_LARGEST = 10**9
"""No figure of a firm is larger; one that is no number is not within it either."""


def scan_from(content: object, file: Path) -> Scan:
    """The scan in a JSON document of anybody: its texts clean, its names safe.

    Raises `InputError` when it is damaged, too new, or reaches for another folder.
    """
    if not isinstance(content, dict):
        raise input_error(Fault.SCAN_DAMAGED, file, reason="JSON")
    version = content.get("format")
    if isinstance(version, int) and version > SCAN_FORMAT:
        raise input_error(Fault.SCAN_NEWER, file, format=version)
    try:
        scan = Scan.model_validate(_cleaned(migrate(content)))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise input_error(Fault.SCAN_DAMAGED, file, reason=where) from None
    for part, good in _soundness(scan).items():
        if not good:
            raise input_error(Fault.SCAN_DAMAGED, file, reason=part)
    return scan


def _soundness(scan: Scan) -> dict[str, bool]:
    """Whether what may become part of a path is a name, and numbers are what they count."""
    folder = scan.questionnaire.folder
    figures = (*scan.figures.values(), *scan.targets.values())
    return {
        "id": is_safe_name(scan.id),
        "questionnaire.id": is_safe_name(scan.questionnaire.id),
        "questionnaire.folder": folder is None or Path(folder).is_absolute(),
        "language": scan.language in languages(),
        "targets": all(0 <= target <= 100 for target in scan.targets.values()),
        "figures": all(abs(figure) <= _LARGEST for figure in figures),
    }


def _cleaned(content: Any, key: str = "") -> Any:
    """The same document with every text clean; where a folder is stays as it is spelled."""
    if isinstance(content, str):
        return content if key == "folder" else clean(content)
    if isinstance(content, list):
        return [_cleaned(one) for one in content]
    if isinstance(content, dict):
        return {clean(name): _cleaned(value, name) for name, value in content.items()}
    return content
