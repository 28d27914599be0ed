"""The wheel carries everything and runs outside the checkout, also under a path with a space."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_questionnaires_reports_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("questionnaires", "reports"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"slimscan/content/{path.relative_to(ROOT)}" in names
    assert not any("__pycache__" in name for name in names)
    assert "slimscan/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("test" in name.split("/")[0] for name in names)


def test_a_scan_runs_from_the_wheel_under_a_path_with_a_space(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "a place with spaces"
    zipfile.ZipFile(wheel).extractall(place / "installed")
    work = place / "my work"
    work.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PYTHONPATH": str(place / "installed"),
        "SLIMSCAN_HOME": str(place / "my scans"),
    }
    answers = ROOT / "questionnaires" / "examples" / "builder-12.yaml"

    def slimscan(*arguments: str) -> str:
        command = [sys.executable, "-P", "-m", "slimscan", *arguments]
        return subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True, check=True
        ).stdout

    slimscan("start", "--answers", str(answers), "--yes", "--quiet")
    assert json.loads(slimscan("show", "--json"))["overall"]["score"] > 0
    [report] = work.glob("*.pdf")
    assert report.read_bytes().startswith(b"%PDF-")


def test_every_dependency_says_the_lowest_version_that_works() -> None:
    script = ROOT / ".ci" / "lowest_versions.py"
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split("[<>=]", one)[0] for one in project["dependencies"]]
    assert [line.split("==")[0] for line in told.stdout.split()] == wanted
