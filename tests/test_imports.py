"""What a command does not need, it does not load: a fresh Python tells."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from slimscan import pipeline
from slimscan.questionnaire.loading import Instrument
from slimscan.scan.store import Shelf

HEAVY = {
    "pydantic", "jinja2", "polars", "narwhals", "pandas", "pyarrow", "weasyprint", "yaml",
    "filelock", "platformdirs", "prompt_toolkit", "rich",
}  # fmt: skip
PACKAGE = Path(__file__).resolve().parent.parent / "slimscan"


def loaded_by(*arguments: str) -> set[str]:
    return {name.split(".")[0] for name in modules_loaded_by(*arguments)}


def modules_loaded_by(*arguments: str) -> set[str]:
    code = (
        "import sys\n"
        f"sys.argv = ['slimscan', *{list(arguments)!r}]\n"
        "from slimscan.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print('LOADED', *sorted(sys.modules))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line = next(line for line in shown.stdout.splitlines() if line.startswith("LOADED"))
    return set(line.split()[1:])


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["-h"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


@pytest.mark.parametrize("command", ["start", "report", "check"])
def test_the_help_of_a_command_loads_nothing_heavy(command: str) -> None:
    assert loaded_by(command, "--help") & HEAVY == set()


def test_checking_a_questionnaire_loads_no_data_frames_and_no_pdf(mini_folder: Path) -> None:
    assert (
        loaded_by("check", str(mini_folder)) & {"polars", "narwhals", "weasyprint", "rich"} == set()
    )


def test_a_scan_list_without_scans_loads_no_pdf_and_no_templates() -> None:
    assert loaded_by("scans", "--json") & {"weasyprint", "jinja2"} == set()


def keep_scan(mini: Instrument, home: Path) -> None:
    answers = home.parent / "answers.yaml"
    answers.write_text("answers: {H1: 5, H2: 1, D1: 2, D2: 3, R1: 4}", encoding="utf-8")
    shelf = Shelf(home)
    shelf.prepare()
    scan = pipeline.scan_from_file(answers, mini, language="en")
    shelf.file_for(scan).save(scan)


@pytest.mark.parametrize("command", ["show", "plan"])
def test_a_scan_without_staff_is_shown_as_lines_without_what_staff_or_a_screen_needs(
    command: str, mini: Instrument, home: Path
) -> None:
    keep_scan(mini, home)
    asked = (command, "--questionnaire", str(mini.folder))
    assert modules_loaded_by(*asked)  # words that were read once are remembered
    loaded = modules_loaded_by(*asked)
    assert "slimscan.result" in loaded
    unneeded = {"rich", "polars", "narwhals", "slimscan.privacy", "slimscan.scan.sealing"}
    unneeded |= {f"slimscan.questionnaire.{name}" for name in ("library", "law", "theme", "nodes")}
    assert loaded & unneeded == set()
    assert not loaded & {f"slimscan.cli.{name}" for name in ("app", "batch", "report", "collect")}


def test_no_package_beside_slimscan_is_let_into_the_models_that_hold_answers(
    mini: Instrument, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "beside"
    (spy / "spy-1.0.dist-info").mkdir(parents=True)
    (spy / "spy-1.0.dist-info" / "METADATA").write_text("Name: spy\nVersion: 1.0\n")
    (spy / "spy-1.0.dist-info" / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n")
    (spy / "spy.py").write_text(
        "class Plugin:\n    def new_schema_validator(self, *_): return None, None, None\n"
        "plugin = Plugin()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(spy))
    monkeypatch.delenv(
        "PYDANTIC_DISABLE_PLUGINS", raising=False
    )  # a command in this process set it
    model = "import sys, pydantic; pydantic.create_model('A'); assert 'spy' in sys.modules"
    usual = subprocess.run([sys.executable, "-c", model], capture_output=True, check=True)
    assert usual.stderr == b""
    keep_scan(mini, home)
    loaded = loaded_by("show", "--questionnaire", str(mini.folder))
    assert "pydantic" in loaded
    assert "spy" not in loaded


def test_the_first_page_of_an_interview_needs_no_models_and_no_reading_of_what_was_typed() -> None:
    code = (
        "import sys\n"
        "sys.argv = ['slimscan', 'start', '--lang', 'en', '--questionnaire', 'mine', '--quick']\n"
        "from slimscan.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 2, end.code  # nobody can be asked here\n"
        "import slimscan.cli.interview_run, slimscan.cli.background_work, slimscan.terminal.welcome\n"
        "import slimscan.questionnaire.opening, slimscan.questionnaire.finding\n"
        "print(*sorted(sys.modules))\n"
    )
    run = [sys.executable, "-c", code]
    subprocess.run(run, capture_output=True, check=True)  # words that were read are remembered
    shown = subprocess.run(run, capture_output=True, text=True, check=True)
    loaded = set(shown.stdout.split())
    assert loaded & (HEAVY - {"platformdirs"}) == set()
    later = {
        "pipeline",
        "scan.interview",
        "scoring.scales",
        "privacy",
        "report",
        "questionnaire.models",
        "scan.model",
    }
    assert loaded & {f"slimscan.{name}" for name in later} == set()


def imports_at_the_top(path: Path) -> set[str]:
    """Modules that loading this file loads too (what is for type checkers only does not count)."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_slow_libraries_are_imported_inside_the_function_that_needs_them(path: Path) -> None:
    slow = {"weasyprint", "polars", "narwhals", "jinja2", "filelock", "platformdirs"}
    # A class of jinja's kind needs jinja where it stands; the file is imported inside functions.
    allowed = {"jinja2"} if path.name == "sandbox.py" else set()
    assert imports_at_the_top(path) & slow == allowed
