"""After the scorecard the plan is gone through once, and the scan itself is asked about."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_examples import leader
from mini import add_closing
from test_batch_summary import batch_of, document_of
from test_terminal_interview import BESIDE, LEVERS, PROFILE, room, saved
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.batch.summary.context import summary_context
from slimscan.batch.summary.figures import summarise
from slimscan.cli.app import app
from slimscan.questionnaire.loading import load_instrument

__all__ = ["room"]

ANSWERS = "answers: {H1: 4, H2: 2, D1: 1, D2: 4, R1: 5, PRE1: 3, CLO1: much}\n"


def finished(room: Any, questionnaire: Path, columns: int = 80) -> Any:
    """A window in which every question was answered."""
    window = room("start", "--questionnaire", questionnaire, columns=columns)
    window.answers(("In welke taal", "2"), ("1/2", "1"), *PROFILE, *LEVERS, *BESIDE)
    window.answers(("All questions have been asked", "\r"))
    window.sees("Do first", "Go through the proposed actions once")
    return window


def test_each_action_is_kept_there_already_set_aside_or_for_later(
    room: Any, mini_folder: Path, home: Path
) -> None:
    window = finished(room, add_closing(mini_folder))
    window.answers(("1. Do PRE1a", "1\r"), ("2. Do D1a", "7\r"), ("not possible here", "2\r"))
    window.answers(("Your plan is saved", ""), ("1 more short question", ""))
    window.answers(("Is it of use?", "4\r"))
    window.sees("Thank you.")
    said, code = window.ends()
    assert code == 0, said
    kept = saved(home)
    assert {one.action: one.status for one in kept.plan} == {"PRE1a": "open", "D1a": "have"}
    assert kept.plan[0].start
    assert kept.answers["CLO1"] == 4


def test_one_key_leaves_each_of_them_as_it_is(room: Any, mini_folder: Path, home: Path) -> None:
    window = finished(room, add_closing(mini_folder))
    window.answers(("Enter: done", "\r"), ("Is it of use?", "\r"))
    assert window.ends()[1] == 0
    assert saved(home).plan == ()
    assert "CLO1" not in saved(home).answers


def test_lines_break_between_words_in_a_narrow_window(
    room: Any, mini_folder: Path, home: Path
) -> None:
    what = "Ask everybody who works at the oven what they would like to change there first of all."
    advice = mini_folder / "advice.yaml"
    text = advice.read_text("utf-8").replace("what: {nl: Doe iets., en: Do something.}",
                                             f"what: {{nl: Doe iets., en: {what}}}")  # fmt: skip
    advice.write_text(text, encoding="utf-8")
    window = finished(room, add_closing(mini_folder), columns=60)
    window.sees("Enter: done > ")
    said = "Go through the proposed actions once" + window.child.before + "Enter: done > "
    lines = said.replace("\r", "").splitlines()
    assert all(len(line) < 60 for line in lines), lines
    told = " ".join(line.strip() for line in lines)
    assert "slimscan plan does it later.  1. Do PRE1a" in told
    assert what in told
    assert "1 keep · 2 we do this already · 3 not for us · 4 later · Enter: done >" in told


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_nobody_is_asked_about_answers_from_a_file_and_the_closing_ones_come_from_it_too(
    mini_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS, encoding="utf-8")
    folder = add_closing(mini_folder)
    run("start", "--questionnaire", folder, "--answers", file, "--output", tmp_path / "r.html")
    shown = json.loads(run("show", "--json"))
    assert shown["closing"] == {"CLO1": 4}
    assert shown["overall"]["answered"] == 5, "it counts in no score"


@pytest.mark.parametrize(("firms", "told"), [(9, []), (20, [50, 0, 0, 0, 50])])
def test_a_batch_tells_what_ten_leaders_or_more_thought_of_the_scan(
    firms: int, told: list[int], mini_folder: Path, tmp_path: Path
) -> None:
    mini = load_instrument(add_closing(mini_folder))
    people = [leader(f"Firm {n:02}", n % 5) for n in range(firms)]
    people = [
        replace(one, places={**one.places, "CLO1": 4 * (n % 2)}) for n, one in enumerate(people)
    ]
    closing = document_of(tmp_path / "out", mini, people)["closing"]
    assert [one["percents"] for one in closing] == ([told] if told else [])
    context = summary_context(summarise(batch_of(tmp_path / "page", mini, people)), "en")
    assert [one.text for one in context.closing] == (["Is it of use?"] if told else [])


def test_the_closing_column_of_an_export_is_read(mini_folder: Path, tmp_path: Path) -> None:
    folder = add_closing(mini_folder)
    rows = [f"Firm {n},owner,4,2,1,4,5,3,{1 + n % 2}" for n in range(12)]
    table = "\n".join(["organisation,role,H1,H2,D1,D2,R1,PRE1,CLO1", *rows]) + "\n"
    (tmp_path / "export.csv").write_text(table, encoding="utf-8")
    out = tmp_path / "out"
    run("batch", tmp_path / "export.csv", "--questionnaire", folder, "--audience", "leader",
        "--output", out)  # fmt: skip
    [told] = json.loads((out / "summary.json").read_text("utf-8"))["closing"]
    assert (told["n"], told["percents"]) == (12, [50, 50, 0, 0, 0])


def test_a_quick_batch_is_told_by_the_quick_questions_alone(
    mini_folder: Path, tmp_path: Path
) -> None:
    rows = [f"Firm {n},owner,{n % 5 + 1},2,{n % 3 + 1},4,{n % 4 + 1}" for n in range(36)]
    told = []
    for name, count, how in (("whole", 30, ()), ("quick", 36, ("--quick",))):
        table = "\n".join(["organisation,role,H1,H2,D1,D2,R1", *rows[:count]]) + "\n"
        (tmp_path / f"{name}.csv").write_text(table, encoding="utf-8")
        out = tmp_path / name
        run("batch", tmp_path / f"{name}.csv", "--questionnaire", mini_folder,
            "--audience", "leader", "--output", out, *how)  # fmt: skip
        document = json.loads((out / "summary.json").read_text("utf-8"))
        told.append(document["audiences"]["leader"])
    whole, quick = ({one["id"]: one["cells"][0]["n"] for one in its["scales"]} for its in told)
    assert (whole["heat"], whole["oven"]) == (30, 30)
    assert quick == whole | dict.fromkeys(quick, 36)
    reliable = {one["scale"]: one["n"] for one in told[1]["reliability"]}
    assert reliable["oven"] == 36, "all answered both of its quick questions"


def test_every_closing_question_has_as_many_options_as_an_answer(mini_folder: Path) -> None:
    path = add_closing(mini_folder) / "questionnaire.yaml"
    short = path.read_text("utf-8").replace("      - {nl: heel veel, en: very much}\n", "")
    path.write_text(short, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(mini_folder), "--lang", "en"])
    assert done.exit_code == 3
    assert "CLO1" in done.output


def test_the_questionnaire_asks_four_of_them() -> None:
    closing = pipeline.load().questionnaire.closing
    assert [one.id for one in closing] == ["CLO1", "CLO2", "CLO3", "CLO4"]
