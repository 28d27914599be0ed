"""Every command in a broken world: it ends with its own exit code and a sentence, never in a fault.

Closed and full streams, folders that are gone or closed to us, no home, no room, names that are no
text, dates at the ends of the calendar; and every call to the system that fails, one by one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from forked import Outcome, World, run_all
from limits import PATIENCE
from mini import write_mini

from slimscan.errors import ExitCode

ANSWERS = """\
organisation: {name}
sector: bakery
size: small
role: owner
measured_on: {day}
answers: {{H1: {code}, H2: 5, D1: 2, D2: 2, R1: 3, PRE1: 4}}
"""
ENGLISH = {"LC_ALL": "en_GB.UTF-8", "SOURCE_DATE_EPOCH": "1767225600"}
NO_TEXT = "caf\xe9"
"""One byte that is no UTF-8."""

READING: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "version": ("--version",),
    "scans": ("scans",),
    "scans as json": ("scans", "--json"),
    "show": ("show", "Zon"),
    "show as json": ("show", "Zon", "--json"),
    "plan": ("plan", "Zon"),
    "doctor": ("doctor",),
    "questionnaires": ("questionnaires",),
    "schema": ("schema", "advice"),
    "check": ("check", "{mini}"),
    "worksheets": ("worksheet",),
    "dry run": ("batch", "{base}/rows.csv", "--questionnaire", "{mini}", "--dry-run"),
    "resume": ("resume", "--yes"),
    "start": ("start",),
}
WRITING: dict[str, tuple[str, ...]] = {
    "start from a file": ("start", "--answers", "{base}/a.yaml", "--questionnaire", "{mini}", "-y"),
    "plan take": ("plan", "Zon", "--take", "all"),
    "calendar": ("plan", "Maan", "--ics", "plan.ics"),
    "collect": ("collect", "Zon", "{base}/staff.csv", "--head-count", "9"),
    "collect remove": ("collect", "Maan", "--remove", "s1"),
    "delete": ("scans", "--delete", "Maan", "--yes"),
    "report": ("report", "Maan", "--format", "html", "--yes"),
    "compare": ("compare", "Zon", "Maan", "--format", "json", "--output", "c.json"),
    "form": ("form", "--to", "csv", "--questionnaire", "{mini}"),
    "new": ("new", "ours", "--questionnaire", "{mini}"),
    "batch": ("batch", "{base}/rows.csv", "--questionnaire", "{mini}", "-o", "out"),
    "benchmark": ("benchmark", "{base}/results", "--output", "b.json"),
}
COMMANDS = READING | WRITING


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files to give, a home with two scans, and the results of a batch."""
    base = tmp_path_factory.mktemp("hostile")
    write_mini(base / "mini")
    for name, day, code in (("a", "2026-01-10", 1), ("b", "2026-11-10", 4)):
        text = ANSWERS.format(name={"a": "Zon", "b": "Maan"}[name], day=day, code=code)
        (base / f"{name}.yaml").write_text(text)
    staff = "respondent,H1,H2,D1,D2,R1\n" + "".join(f"s{n},{n % 5 + 1},2,3,4,5\n" for n in range(7))
    (base / "staff.csv").write_text(staff)
    (base / "rows.csv").write_text(_rows(15, 1))
    (base / "earlier.csv").write_text(_rows(12, 2))
    begin = ("--questionnaire", "{mini}", "--yes", "--quiet")
    made = [
        ("start", "--answers", "{base}/a.yaml", *begin),
        ("start", "--answers", "{base}/b.yaml", *begin),
        ("collect", "Maan", "{base}/staff.csv"),
        ("plan", "Maan", "--take", "all"),
        ("batch", "{base}/earlier.csv", "--questionnaire", "{mini}", "-o", "{base}/results", "-q"),
    ]
    worlds = [_world(base, base / "home", base / "made", one, drawn=False) for one in made]
    outcomes = run_all(worlds)
    assert [one.code for one in outcomes] == [0] * len(made), [one.err for one in outcomes]
    return base


def _rows(firms: int, step: int) -> str:
    lines = ["respondent,organisation,role,H1,H2,D1,D2,R1"]
    for firm in range(firms):
        lines.append(f"l{firm},f{firm},owner,{(firm * step) % 5 + 1},2,3,4,{firm % 4 + 1}")
    return "\n".join(lines) + "\n"


def _world(
    base: Path, home: Path, folder: Path, command: tuple[str, ...], **others: object
) -> World:
    told = tuple(part.format(base=base, mini=base / "mini") for part in command)
    environment = {**ENGLISH, "SLIMSCAN_HOME": str(home)}
    environment |= others.pop("environment", {})  # type: ignore[arg-type]
    return World(told, str(folder), environment, **others)  # type: ignore[arg-type]


def _fresh(base: Path, place: Path) -> tuple[Path, Path]:
    """A copy of the home, and a current folder with the results of an earlier batch."""
    home, folder = place / "home", place / "here"
    shutil.copytree(base / "home", home)
    folder.mkdir()
    shutil.copytree(base / "results", folder / "out")
    return home, folder


def _faults(outcome: Outcome) -> list[str]:
    """What must never be, however the world is."""
    found = []
    if outcome.code not in set(ExitCode) - {ExitCode.BUG}:
        found.append(f"exit {outcome.code}")
    if "Traceback" in outcome.said or "Exception ignored" in outcome.said:
        found.append("a traceback")
    if "in slimscan itself" in outcome.said:
        found.append("taken for a fault of slimscan")
    return [f"{one}: {outcome.err[-300:]}" for one in found]


def _listed(found: dict[tuple[object, ...], list[str]]) -> str:
    return "\n".join(f"{' '.join(map(str, cell))}: {what}" for cell, what in found.items())


Change = Callable[[World], World]


def _with(**changes: object) -> Change:
    return lambda world: replace(world, **changes)  # type: ignore[arg-type]


def _in(**variables: str) -> Change:
    return lambda world: replace(world, environment={**world.environment, **variables})


def _homeless(world: World) -> World:
    environment = {k: v for k, v in world.environment.items() if k != "SLIMSCAN_HOME"}
    without = ("SLIMSCAN_HOME", "HOME", "XDG_DATA_HOME")
    return replace(world, environment=environment, without=without, homeless=True)


def _home_is_a_file(world: World) -> World:
    home = Path(world.environment["SLIMSCAN_HOME"])
    shutil.rmtree(home)
    home.write_text("")
    return world


def _home_closed(mode: int) -> Change:
    def close(world: World) -> World:
        home = Path(world.environment["SLIMSCAN_HOME"])
        for path in home.iterdir():
            path.chmod(0o444)
        home.chmod(mode)
        return replace(world, powerless=os.geteuid() == 0)

    return close


def _no_utf8(world: World) -> World:
    places = {"show": 1, "plan": 1, "report": 1, "collect": 1, "worksheet": 1, "check": 1}
    first = world.arguments[0]
    if first in places:
        return replace(world, arguments=(first, NO_TEXT, *world.arguments[2:]))
    return replace(world, arguments=(*world.arguments, "--lang", NO_TEXT))


AT_HOME = {
    name: command
    for name, command in COMMANDS.items()
    if command[0] in ("scans", "show", "plan", "doctor", "resume", "start", "collect", "compare")
}
SOME = {name: READING[name] for name in ("help", "scans", "show", "plan", "doctor", "dry run")}
CONDITIONS: dict[str, tuple[Change, dict[str, tuple[str, ...]]]] = {
    "all streams closed": (_with(closed=(0, 1, 2)), COMMANDS),
    "standard error closed": (_with(closed=(2,)), WRITING),
    "standard output closed": (_with(closed=(1,)), READING),
    "a full disk behind standard output": (_with(full=(1,)), COMMANDS),
    "a full disk behind both": (_with(full=(1, 2)), SOME),
    "a current folder that is gone": (_with(removed=True), COMMANDS),
    "no home": (_homeless, AT_HOME),
    "the home of nobody": (_in(SLIMSCAN_HOME="~nobody-known/scans"), AT_HOME),
    "a file for a home": (_home_is_a_file, AT_HOME),
    "a home that cannot be read": (_home_closed(0o000), AT_HOME),
    "a home that cannot be written": (_home_closed(0o555), AT_HOME),
    "no columns": (_in(COLUMNS="0"), SOME),
    "one column": (_in(COLUMNS="1", LINES="1"), SOME),
    "an argument that is no text": (_no_utf8, COMMANDS),
}


def test_every_command_ends_well_in_every_broken_world(prepared: Path, tmp_path: Path) -> None:
    cells: dict[tuple[str, str], World] = {}
    for condition, (change, commands) in CONDITIONS.items():
        for name, command in commands.items():
            place = tmp_path / str(len(cells))
            place.mkdir()
            home, folder = _fresh(prepared, place)
            if condition.endswith("gone"):
                shutil.rmtree(folder)
            drawn = _world(prepared, home, folder, command, drawn=False)
            cells[condition, name] = change(drawn)
    outcomes = dict(zip(cells, run_all(cells.values()), strict=True))
    faults = {cell: found for cell, one in outcomes.items() if (found := _faults(one))}
    assert not faults, _listed(faults)
    _check_cells(outcomes)


def _check_cells(outcomes: dict[tuple[str, str], Outcome]) -> None:
    """What some of the worlds must come to; the others only may not break."""
    as_ever = {"start": 2, "resume": 2}
    for name in READING:
        wanted = as_ever.get(name, 0)
        for condition in ("all streams closed", "standard output closed"):
            assert outcomes[condition, name].code == wanted, (condition, name)
        if not wanted and name != "check":
            full = outcomes["a full disk behind standard output", name]
            assert (full.code, "cannot be written" in full.err) == (4, True), name
    for name in SOME:
        assert outcomes["a full disk behind both", name].code == 4
        assert outcomes["no columns", name].code == outcomes["one column", name].code == 0
        assert outcomes["no columns", name].out.strip()
    for name in WRITING:
        assert outcomes["standard error closed", name].code == 0, name
    for condition in ("a file for a home", "a home that cannot be read", "the home of nobody"):
        assert outcomes[condition, "scans"].code == 4, condition
        assert outcomes[condition, "scans"].err.strip()
    assert "nobody-known" in outcomes["the home of nobody", "show"].err
    assert "Maan" in outcomes["a home that cannot be written", "scans"].out
    assert outcomes["a home that cannot be written", "start from a file"].code == 4
    assert outcomes["a current folder that is gone", "doctor"].code == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01"])
def test_a_day_that_is_a_mark_of_a_system_is_refused_at_the_door(
    prepared: Path, tmp_path: Path, day: str
) -> None:
    (tmp_path / "far.yaml").write_text(ANSWERS.format(name="Ver", day=day, code=1))
    command = ("start", "--answers", str(tmp_path / "far.yaml"), "--questionnaire", "{mini}", "-y")
    [done] = run_all([_world(prepared, tmp_path / "home", tmp_path / "here", command)])
    assert done.code == ExitCode.INPUT
    assert f"far.yaml:5:14: {day} is not a date between 2000 and 2099" in done.err
    assert not list((tmp_path / "home").glob("*.scan.json"))


@pytest.mark.parametrize("field", ["measured_on", "saved_at"])
def test_a_scan_from_another_age_is_named_as_damaged_and_stops_nothing_else(
    prepared: Path, tmp_path: Path, field: str
) -> None:
    home, folder = _fresh(prepared, tmp_path)
    zon = next(path for path in home.glob("*.scan.json") if "Zon" in path.read_text())
    content = json.loads(zon.read_text())
    content[field] = "9999-12-31" if field == "measured_on" else "9999-12-31T23:59:59Z"
    zon.write_text(json.dumps(content))
    scan = zon.name.split(".")[0]
    commands = [("show", scan), ("report", scan), ("plan", scan), ("scans",), ("show", "Maan")]
    outcomes = run_all([_world(prepared, home, folder, one) for one in commands])
    assert [one.code for one in outcomes] == [3, 3, 3, 0, 0]
    assert all(field in one.err for one in outcomes[:3])


def test_ctrl_c_while_the_program_starts_ends_it_without_a_word() -> None:
    """An interrupt at an import stands for one at any moment before the command runs."""
    start = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == sys.argv[1]: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from slimscan.cli import main\n"
        "main()\n"
    )
    for module in ("slimscan.cli.run", "typer", "slimscan.cli.scans"):
        command = [sys.executable, "-c", start, module]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        assert (done.returncode, done.stdout, done.stderr) == (ExitCode.INTERRUPTED, "", "")


class TestEveryCallThatFails:
    """The n-th call of each kind fails, as on a disk that is full or a share that went away."""

    def test_no_call_that_fails_ends_in_a_fault_or_loses_what_was_kept(
        self, prepared: Path, tmp_path: Path
    ) -> None:
        counted = self._run(prepared, tmp_path / "count", [(name, "", 0) for name in WRITING])
        wanted = [
            (name, kind, at)
            for (name, _, _), (outcome, _) in counted.items()
            for kind, calls in outcome.calls.items()
            for at in _places(calls)
        ]
        assert len(wanted) > 60
        wanted += [(name, "write", size) for name in WRITING for size in (0, 3000)]
        broken = {}
        for cell, (outcome, place) in self._run(prepared, tmp_path / "run", wanted).items():
            found = [*_faults(outcome), *_lost(prepared, place, cell, outcome)]
            if found:
                broken[cell] = found
        assert not broken, _listed(broken)

    def _run(
        self, base: Path, scratch: Path, cells: list[tuple[str, str, int]]
    ) -> dict[tuple[str, str, int], tuple[Outcome, Path]]:
        worlds, places = [], []
        for number, (name, kind, at) in enumerate(cells):
            place = scratch / str(number)
            place.mkdir(parents=True)
            home, folder = _fresh(base, place)
            world = _world(base, home, folder, WRITING[name], drawn=False)
            worlds.append(replace(world, fail=kind, at=at, under=str(place)))
            places.append(place)
        pairs = zip(run_all(worlds), places, strict=True)
        return dict(zip(cells, pairs, strict=True))


def _places(calls: int) -> list[int]:
    """Which calls fail: the first, the last and some between; all when that is asked for."""
    if os.environ.get("EVERY_CALL"):
        return list(range(1, calls + 1))
    return sorted({1, calls // 2, calls} & set(range(1, calls + 1)))


def _lost(base: Path, place: Path, cell: tuple[str, str, int], outcome: Outcome) -> list[str]:
    """What was kept before and is gone or torn, and what is not one run's."""
    found = []
    name, kind, _ = cell
    before = {path.name: json.loads(path.read_text()) for path in (base / "home").glob("*.json")}
    maans = next(
        file.split(".")[0]
        for file, content in before.items()
        if content.get("profile", {}).get("organisation") == "Maan"
    )
    for file, content in before.items():
        is_copy = file.endswith(".copy.json")
        if is_copy or (name == "delete" and file.startswith(maans)):
            continue
        path = place / "home" / file
        if not path.exists():
            found.append(f"{file} is gone")
            continue
        now = json.loads(path.read_text())
        for key in ("answers", "respondents"):
            if name != "collect remove" and content.get(key) and now.get(key) != content[key]:
                found.append(f"{file}: other {key}")
    if name == "delete" and not outcome.code:
        found += [f"{path.name} stays" for path in (place / "home").glob(f"{maans}.*json")]
    return found + _mixed(base, place / "here" / "out", name, kind, outcome)


def _mixed(base: Path, out: Path, name: str, kind: str, outcome: Outcome) -> list[str]:
    stamp = json.loads((out / "run.json").read_text())
    earlier = json.loads((base / "results" / "run.json").read_text())
    is_new = stamp["mark"] != earlier["mark"]
    found = []
    if name == "batch" and is_new != (outcome.code == 0):
        found.append(f"exit {outcome.code}, but the results are {'new' if is_new else 'old'}")
    for file, size in stamp["files"].items():
        if (out / file).stat().st_size != size:
            found.append(f"{file} is of another run")
        elif not is_new and (out / file).read_bytes() != (base / "results" / file).read_bytes():
            found.append(f"{file} changed")
    left = [path.name for path in out.iterdir() if path.name.startswith(".results-")]
    if left and kind not in ("unlink", "open"):
        found.append("half-done files stay")
    before_it_began = str(out.parents[1] / "home") in outcome.err
    is_told = before_it_began or "run before" in outcome.err
    if name == "batch" and outcome.code not in (0, 130) and not is_told:
        found.append("it is not said which results stand")
    return found
