"""What every test may lean on: a small questionnaire, and a home folder of its own."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from limits import PATIENCE
from mini import write_mini

from slimscan.questionnaire.loading import Instrument, load_instrument

AXE = "axe-core@4.14.1"

settings.register_profile(
    "slimscan",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("slimscan")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where content that was read before is remembered, for all tests of a run together."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of what is made for several tests together: never that of whoever runs them."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SLIMSCAN_HOME", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scans of a test stay in the test's own folder, and its words in one language."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SLIMSCAN_HOME", str(folder))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return folder


def pytest_configure() -> None:
    """Hear Ctrl-C: a shell that runs the tests in the background makes them, and all that they
    start, deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """No test leaves Ctrl-C stilled: whatever a later one starts would be deaf to it."""
    yield
    heard = signal.getsignal(signal.SIGINT)
    assert heard != signal.SIG_IGN, "this test, or what it ran, stilled Ctrl-C"


@pytest.fixture
def mini_folder(tmp_path: Path) -> Path:
    """The small questionnaire as a folder."""
    return write_mini(tmp_path / "mini")


@pytest.fixture
def mini(mini_folder: Path) -> Instrument:
    """The small questionnaire, loaded."""
    return load_instrument(mini_folder)


@pytest.fixture(scope="session")
def base() -> Instrument:
    """The questionnaire that ships with slimscan."""
    from slimscan import pipeline

    return pipeline.load()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that checks a page's accessibility, from the npm registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here to fetch the accessibility checker")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written, not compared with."""
    return bool(request.config.getoption("--update-golden"))
