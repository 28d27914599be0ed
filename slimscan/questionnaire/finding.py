"""Where a questionnaire is: by its id, or by a path."""

from __future__ import annotations

from pathlib import Path

from slimscan.errors import Fault, input_error


def available(root: Path) -> list[Path]:
    """The folders under `root` that hold a questionnaire."""
    return sorted(path.parent for path in root.glob("*/questionnaire.yaml"))


def find_folder(name_or_path: str, root: Path) -> Path:
    """The folder of a questionnaire, by its id under `root` or by a path to it or its file."""
    path = Path(name_or_path)
    if path.is_file():
        return path.parent
    if (path / "questionnaire.yaml").is_file():
        return path
    known = {folder.name: folder for folder in available(root)}
    if name_or_path in known:
        return known[name_or_path]
    from slimscan.questionnaire.validation import closest

    raise input_error(
        Fault.QUESTIONNAIRE_UNKNOWN,
        id=name_or_path,
        nearest=closest(name_or_path, known),
        known=", ".join(sorted(known)),
    )
