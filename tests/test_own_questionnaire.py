"""The content guide, followed word for word; and no code that knows a questionnaire by its names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from slimscan.disk.places import reports_folder
from slimscan.questionnaire.loading import Instrument

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "content-guide.md"
# The kind of block, a file if it has one, and the text.
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Followed:
    """The folder in which the guide was followed, and what each command said."""

    folder: Path
    said: dict[str, str]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Every command run and every file written, in the order of the guide."""
    folder = tmp_path_factory.mktemp("guide")
    tool = folder / "bin" / "slimscan"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m slimscan "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SLIMSCAN_HOME": str(folder / "scans"),
        "LC_ALL": "C.UTF-8",
    }
    work = folder / "work"
    work.mkdir()
    said: dict[str, str] = {}
    begun: set[str] = set()
    for kind, file, text in _BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if file:
            path = work / file
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a" if file in begun else "w", encoding="utf-8") as written:
                written.write(text)
            begun.add(file)
        elif kind == "sh":
            for command in text.splitlines():
                done = subprocess.run(
                    command, shell=True, cwd=work, env=environment, capture_output=True, text=True
                )
                assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
                said[command] = done.stdout
    return Followed(work, said)


def test_the_check_is_silent(followed: Followed) -> None:
    checks = [text for command, text in followed.said.items() if "check" in command]
    assert checks
    assert set(checks) == {""}


def test_the_scores_are_those_of_a_pencil(followed: Followed) -> None:
    document = json.loads((followed.folder / "tandem.json").read_text(encoding="utf-8"))
    scores = {
        part["id"]: part["score"]
        for lever in document["levers"]
        for part in (lever, *lever["aspects"])
    }
    assert scores == pytest.approx(
        {
            "counter": 80,
            "welcome": (80 + (100 - 20)) / 2,
            "workshop": (140 / 3 + 40) / 2,
            "repair_work": (2 * 70 + 1 * (100 - 100)) / 3,
            "handing_over": 40,
        }
    )
    assert document["overall"]["score"] == pytest.approx((80 + (140 / 3 + 40) / 2) / 2)
    assert document["overall"]["band"] == "rolling"
    assert [(part["id"], part["score"]) for part in document["beside"]] == [("city_service", 20)]
    assert [(p["id"], p["in_order"]) for p in document["preconditions"]] == [("SAFE", False)]
    assert document["target_group"] is None


def test_the_plan_follows_the_rules_of_the_file(followed: Followed) -> None:
    document = json.loads((followed.folder / "tandem.json").read_text(encoding="utf-8"))
    assert [(action["id"], action["priority"]) for action in document["actions"]] == [
        ("SAFEa", None),
        ("REP2a", 1.5),
        ("CIT1a", 0.8),
    ]


def test_the_report_is_there_with_all_that_stands_beside(followed: Followed) -> None:
    assert (followed.folder / "tandem.pdf").read_bytes().startswith(b"%PDF-")
    html = (followed.folder / "tandem.html").read_text(encoding="utf-8")
    for text in (
        "Tandem Brothers",
        "In the workshop",
        "Find out why bicycles come back",
        "Put the list on the tablet at the stand.",
        "Why do bicycles come back?",
        "Wheel of Fortune",
        "The bicycle guild",
        "some customers",
        "Mostly gear cables.",
        "It rests on twelve shops",
    ):
        assert text in html, text


def test_the_scorecard_names_its_own_levers(followed: Followed) -> None:
    shown = followed.said["slimscan show --lang en"]
    assert "At the counter" in shown
    assert "In the city" in shown


def test_the_worksheet_is_printed(followed: Followed) -> None:
    [listing] = [t for c, t in followed.said.items() if "worksheet --questionnaire" in c]
    assert listing.split(maxsplit=1) == ["returns", "Why do bicycles come back?\n"]
    assert (followed.folder / "slimscan-returns-en.pdf").read_bytes().startswith(b"%PDF-")


def test_the_guide_names_every_file_that_a_questionnaire_can_have(followed: Followed) -> None:
    from slimscan.questionnaire.schema import KINDS

    text = GUIDE.read_text(encoding="utf-8")
    assert [
        kind.file for kind in KINDS.values() if not kind.alone and f"`{kind.file}`" not in text
    ] == []
    assert (followed.folder / "bike-shop" / "schema").is_dir()


EVERYDAY_WORDS = {"people"}
"""Ids that code uses in quotes in a meaning of its own."""


def names_of(instrument: Instrument) -> set[str]:
    """Every name by which code could know this questionnaire."""
    questionnaire = instrument.questionnaire
    modules = instrument.sectors
    parts = (
        *questionnaire.levers,
        *questionnaire.aspects,
        *questionnaire.items,
        *questionnaire.precondition_items,
        *questionnaire.changes,
        *questionnaire.outcomes,
        *questionnaire.answer_sets,
        *questionnaire.profile.sectors,
        *(module.aspect for module in modules),
        *(item for module in modules for item in module.aspect.items),
    )
    return {part.id for part in parts} - EVERYDAY_WORDS


def quoted_names(text: str, names: set[str]) -> set[str]:
    return set(re.findall(r"""["']([A-Za-z0-9_]+)["']""", text)) & names


def test_no_code_and_no_template_knows_a_questionnaire_by_its_names(base: Instrument) -> None:
    names = names_of(base)
    assert len(names) > 100
    folders = (ROOT / "slimscan", reports_folder() / "templates")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    known = {
        str(path.relative_to(ROOT)): found
        for path in files
        if "__pycache__" not in path.parts
        and (found := quoted_names(path.read_text(encoding="utf-8"), names))
    }
    assert known == {}


def test_a_name_in_quotes_would_be_noticed() -> None:
    assert quoted_names("if lever == 'culture' or x == \"MAN01\":", {"culture", "MAN01", "x"}) == {
        "culture",
        "MAN01",
    }
