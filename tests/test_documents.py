"""The documents say what is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_the_page_on_the_house_names_every_room_in_the_order_of_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    rows = [{name.strip() for name in re.split(r"[|:]", layer)} for layer in layers]
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told: dict[int, set[str]] = {}
    for number, rooms in re.findall(r"^\| (\d+) \| (.*?) \|", page, re.MULTILINE):
        names = {
            name.removesuffix(".py").removesuffix("/") for name in re.findall(r"`([^`]+)`", rooms)
        }
        told.setdefault(int(number), set()).update(names)
    assert [told[number] for number in sorted(told, reverse=True)] == rows


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_dependency_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    wanted = [*settings["dependencies"], *settings["optional-dependencies"]["dev"]]
    names = [re.split(r"[<>=\[]", line)[0].lower() for line in wanted]
    assert [name for name in names if name not in reasons] == []


def test_the_locked_versions_name_no_address() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "README.md"])
def test_every_file_that_a_page_for_developers_names_is_there(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {
        word
        for span in re.findall(r"`([^`\n]+)`", text)
        for word in span.split()
        if not word.startswith(".venv/")
        and re.fullmatch(r"[\w./*-]+", word)
        and re.search(r"\w/|\w\.(py|yaml|md|toml|txt)$", word)
    }
    there = [ROOT / name for name in ("slimscan", "tests", "questionnaires", "reports", "docs")]
    missing = [
        word
        for word in named
        if not any(ROOT.glob(word)) and not any(any(root.glob(f"**/{word}")) for root in there)
    ]
    assert named
    assert missing == []
