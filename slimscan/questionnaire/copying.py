"""Copying a questionnaire's folder, as the start of somebody's own."""

from __future__ import annotations

import re
from pathlib import Path

from slimscan.errors import Fault, input_error, machine_error
from slimscan.questionnaire.schema import KINDS, content_files, schema_text
from slimscan.text import slug

_EDITOR_LINE = re.compile(r"^# yaml-language-server: .*$", re.MULTILINE)


def copy_questionnaire(source: Path, target: Path) -> None:
    """Copy the content files and the schemas for editors; the copy gets the folder's name as id.

    Raises `InputError` when the target holds files already, `MachineError` when it cannot be made.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise input_error(Fault.FOLDER_NOT_EMPTY, target)
    old_id, new_id = source.resolve().name, slug(target.resolve().name) or "my-questionnaire"
    try:
        for kind, path in content_files(source):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            upwards = "../" * (len(path.relative_to(source).parts) - 1)
            copy.write_text(_adapted(path, kind, upwards, old_id, new_id), encoding="utf-8")
        (target / "schema").mkdir(exist_ok=True)
        for kind in KINDS:
            (target / "schema" / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")
    except OSError as error:
        raise machine_error(Fault.CANNOT_WRITE, target, reason=error.strerror or error) from None


def _adapted(path: Path, kind: str, upwards: str, old_id: str, new_id: str) -> str:
    text = path.read_text(encoding="utf-8")
    line = f"# yaml-language-server: $schema={upwards}schema/{kind}.json"
    text = _EDITOR_LINE.sub(line, text, count=1)
    key = "id" if kind == "questionnaire" else "questionnaire"
    return re.sub(rf"^{key}: {re.escape(old_id)}$", f"{key}: {new_id}", text, flags=re.MULTILINE)
