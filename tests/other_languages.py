"""Questionnaires in other languages than ours, and a language that slimscan does not speak yet."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from limits import PATIENCE

ROOT = Path(__file__).resolve().parent.parent
VOWELS = str.maketrans("aeiou", "eioua")


def in_languages(source: Path, target: Path, change: Callable[[dict[str, str]], Any]) -> Path:
    """A copy of a questionnaire of which every translated text went through `change`."""
    shutil.copytree(source, target)
    for path in target.rglob("*.yaml"):
        content = _changed(yaml.safe_load(path.read_text(encoding="utf-8")), change)
        if path.name == "questionnaire.yaml":
            content["languages"] = list(change(dict.fromkeys(content["languages"], "")))
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
    return target


def _changed(value: Any, change: Callable[[dict[str, str]], Any]) -> Any:
    if isinstance(value, dict):
        if value and all(re.fullmatch("[a-z]{2}", str(key)) for key in value) and "nl" in value:
            return change(value)
        return {key: _changed(one, change) for key, one in value.items()}
    return [_changed(one, change) for one in value] if isinstance(value, list) else value


def only_dutch(text: dict[str, str]) -> dict[str, str]:
    """A text in Dutch alone."""
    return {"nl": text["nl"]}


def invented(text: str) -> str:
    """English with other vowels; places for values and commands stay as they are."""
    parts = re.split(r"(\{[^}]*\}|slimscan \S+|\S+\.\w+)", text)
    return "".join(one if place % 2 else one.translate(VOWELS) for place, one in enumerate(parts))


def with_invented(text: dict[str, str]) -> dict[str, str]:
    """A text in the invented language and in Dutch."""
    return {"qx": invented(text["en"]), "nl": text["nl"]}


def with_language(folder: Path) -> Path:
    """The program in a folder of its own, unchanged, with a language more in its words."""
    package = folder / "slimscan"
    shutil.copytree(ROOT / "slimscan", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("reports", "questionnaires"):
        shutil.copytree(ROOT / name, package / "content" / name)
    languages = package / "content" / "reports" / "languages"
    (languages / "qx").mkdir()
    for path in (languages / "en").glob("*.yaml"):
        words = _all_texts(yaml.safe_load(path.read_text(encoding="utf-8")))
        text = yaml.safe_dump(words, allow_unicode=True, sort_keys=False)
        (languages / "qx" / path.name).write_text(text, encoding="utf-8")
    return package


def _all_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _all_texts(one) for key, one in value.items()}
    return invented(str(value))


def slimscan(
    *arguments: object, cwd: Path, package: Path = ROOT / "slimscan", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program that is in this package, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(package.parent)} | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
