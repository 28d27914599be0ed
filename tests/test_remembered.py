"""Content that was read and found sound before is not parsed and checked again; answers never stay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from limits import PATIENCE
from mini import QUESTIONNAIRE, write_mini
from test_collecting import slimscan

from slimscan.cli.app import app
from slimscan.cli.application import app_for
from slimscan.disk import remembered as cache
from slimscan.disk.remembered import remembered, remembered_texts
from slimscan.errors import ExitCode, InputError
from slimscan.questionnaire.loading import load_instrument
from slimscan.questionnaire.opening import opening_of, read_opening
from slimscan.questionnaire.reading import read_content


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "slimscan" / "content"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text("one", encoding="utf-8")
    return path


def test_what_was_made_of_a_file_is_made_again_only_when_the_file_changed(
    kept_in: Path, file: Path
) -> None:
    made: list[str] = []

    def make() -> str:
        made.append(file.read_text(encoding="utf-8"))
        return made[-1]

    assert [remembered([file], make) for _ in range(3)] == ["one"] * 3
    file.write_text("two", encoding="utf-8")
    assert [remembered([file], make) for _ in range(2)] == ["two"] * 2
    assert made == ["one", "two"]
    assert {path.stat().st_mode & 0o777 for path in kept_in.iterdir()} == {0o600}


def test_a_file_that_changes_while_it_is_read_is_not_remembered(kept_in: Path, file: Path) -> None:
    def make() -> str:
        text = file.read_text(encoding="utf-8")
        file.write_text(f"{text}!", encoding="utf-8")
        return text

    assert [remembered([file], make) for _ in range(2)] == ["one", "one!"]
    assert not kept_in.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content.replace(b"one", b"two"),
        lambda _: b"",
        lambda _: b"[" * 100_000,
    ],
    ids=["cut off", "another word", "empty", "no JSON"],
)
def test_a_memory_that_is_damaged_is_not_believed(damage, kept_in: Path, file: Path) -> None:  # type: ignore[no-untyped-def]
    remembered([file], lambda: "one")
    [kept] = kept_in.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert remembered([file], lambda: "made anew") == "made anew"
    assert remembered([file], lambda: "not asked") == "made anew"


def test_where_nothing_can_be_remembered_all_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    assert [remembered([file], lambda made=made: made) for made in (1, 2)] == [1, 2]


@pytest.mark.skipif(os.name != "posix", reason="other systems give a user's folders to that user")
@pytest.mark.parametrize("open_to", ["others", "another folder"])
def test_a_folder_in_which_others_may_write_is_neither_believed_nor_used(
    open_to: str, kept_in: Path, file: Path, tmp_path: Path
) -> None:
    remembered([file], lambda: "one")
    if open_to == "others":
        kept_in.chmod(0o777)
    else:
        kept_in.rename(tmp_path / "elsewhere")
        kept_in.symlink_to(tmp_path / "elsewhere")
    before = sorted((path, path.read_bytes()) for path in kept_in.iterdir())
    assert [remembered([file], lambda made=made: made) for made in ("two", "three")] == [
        "two",
        "three",
    ]
    assert sorted((path, path.read_bytes()) for path in kept_in.iterdir()) == before


def test_processes_that_remember_the_same_at_once_do_not_hinder_each_other(
    kept_in: Path, file: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from slimscan.disk.remembered import remembered\n"
        "large = 'x' * 3_000_000\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "assert remembered([Path(sys.argv[1])], lambda: large) == large\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("now\n")
        one.stdin.flush()
    for one in both:
        one.communicate(timeout=PATIENCE)
    assert [one.returncode for one in both] == [0, 0]
    assert remembered([file], lambda: "made anew") == "x" * 3_000_000
    assert len(list(kept_in.iterdir())) == 1


def test_the_oldest_memories_make_room(
    kept_in: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_MOST_KEPT", 3)
    for at in range(5):
        file.write_text(f"{at}", encoding="utf-8")
        remembered([file], lambda at=at: at)
        for path in kept_in.iterdir():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    kept = [json.loads(path.read_bytes().partition(b"\n")[2]) for path in kept_in.iterdir()]
    assert sorted(kept) == [2, 3, 4]


def test_a_questionnaire_from_memory_is_the_one_that_was_read(
    kept_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_mini(tmp_path / "mini")
    read = load_instrument(folder)
    [kept] = kept_in.iterdir()
    with monkeypatch.context() as without:
        without.setattr(
            "slimscan.questionnaire.reading.sound_data", lambda _: pytest.fail("it was read again")
        )
        assert load_instrument(folder) == read
    parts, problems = read_content(folder)
    assert parts is not None
    assert problems == []
    assert read.questionnaire == parts.questionnaire.content
    assert kept.is_file()


@pytest.mark.usefixtures("kept_in")
def test_a_questionnaire_that_was_changed_is_read_again_whole_and_for_the_first_page(
    tmp_path: Path,
) -> None:
    folder = write_mini(tmp_path / "mini")
    for title in ("Small", "Smaller"):
        text = QUESTIONNAIRE.replace(
            "title: {nl: Klein, en: Small}", f"title: {{nl: Klein, en: {title}}}"
        )
        (folder / "questionnaire.yaml").write_text(text, encoding="utf-8")
        for _ in range(2):
            first = read_opening(folder)
            assert first is not None
            assert first.title["en"] == title
            assert opening_of(load_instrument(folder).questionnaire) == first


def test_one_file_that_is_read_in_two_ways_is_remembered_in_two_ways(
    kept_in: Path, file: Path
) -> None:
    assert remembered([file], lambda: "as data") == "as data"
    assert remembered_texts("checked", [file], lambda: ["as checked"]) == ["as checked"]
    assert len(list(kept_in.iterdir())) == 2


def test_a_problem_is_told_every_time(kept_in: Path, tmp_path: Path) -> None:
    folder = write_mini(
        tmp_path / "mini", questionnaire=QUESTIONNAIRE.replace("version: 1.0.0", "version: one")
    )
    for _ in range(2):
        with pytest.raises(InputError):
            load_instrument(folder)
    assert not kept_in.exists()


def test_nothing_that_somebody_answered_is_remembered(
    kept_in: Path, tmp_path: Path, mini_folder: Path
) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "language: en\norganisation: Secret Bakery\nsector: bakery\n"
        "answers: {H1: 4, H2: 2, D1: 3, D2: 1, R1: 2}\n",
        encoding="utf-8",
    )
    done = slimscan(
        *("start", "--answers", answers, "--questionnaire", mini_folder, "--yes"), cwd=tmp_path
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    kept = [path.read_text(encoding="utf-8") for path in kept_in.iterdir()]
    assert any("The oven is hot." in text for text in kept)
    assert not any("Secret" in text or '"H1": 4' in text for text in kept)


def test_a_command_is_made_ready_alone_and_a_slip_is_looked_up_among_all() -> None:
    names = [one.callback.__name__ for one in app.registered_commands if one.callback]
    for name in names:
        [alone] = app_for([name, "--help"]).registered_commands
        assert alone.callback is not None
        assert alone.callback.__name__ == name
    for arguments in ([], ["--help"], ["shwo"], ["--version", "show"]):
        assert app_for(arguments) is app
