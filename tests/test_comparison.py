"""A follow-up beside its baseline: only what was asked in both, and no more than the answers say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import PATIENCE
from mini import ADVICE, QUESTIONNAIRE, write_mini

from slimscan.comparison.comparison import Comparison, Note, compare_scans
from slimscan.comparison.waves import LeftOutWhy, Where
from slimscan.disk.places import languages
from slimscan.errors import ExitCode, Fault, InputError
from slimscan.privacy import Verdict
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.report.comparison.files import (
    anonymised_comparison,
    render_comparison,
    write_comparison,
)
from slimscan.report.comparison.staff import staff_change_document
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import PlannedAction, QuestionnaireStamp, Scan, new_scan
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.staff.released import StaffWave
from slimscan.terminal.comparison_screen import print_comparison

EXAMPLES = Path(__file__).resolve().parent.parent / "questionnaires" / "examples"
ITEMS = ("H1", "H2", "D1", "D2", "R1")


def scan_of(
    instrument: Instrument, answers: dict[str, int | str], *, year: int = 2026, **changes: object
) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, date(year, 11, 21))
    profile = scan.profile.model_copy(update={"organisation": "Zonneschijn", "role": "owner"})
    return scan.changed(answers=answers, profile=profile, finished=True, **changes)


BEFORE: dict[str, int | str] = {"H1": 2, "H2": 3, "D1": 3, "D2": 5, "R1": 1, "PRE1": 2}
AFTER: dict[str, int | str] = {"H1": 4, "H2": 3, "D1": 3, "D2": 1, "R1": 3, "PRE1": 5}


def test_scores_before_and_after_are_those_worked_out_by_hand(mini: Instrument) -> None:
    told = compare_scans(mini, scan_of(mini, BEFORE), scan_of(mini, AFTER, year=2027))
    by_id = {change.id: change for change in (*told.levers, *told.aspects)}
    # heat: (25 + 50) / 2 and (75 + 50) / 2; door, weights 3 and 1: (150 + 100) / 4 and 150 / 4
    assert (by_id["heat"].before.score, by_id["heat"].after.score) == (37.5, 62.5)
    assert (by_id["door"].before.score, by_id["door"].after.score) == (62.5, 37.5)
    assert (by_id["oven"].before.score, by_id["oven"].after.score) == (50, 50)
    assert (by_id["dough"].before.score, by_id["dough"].after.score) == (0, 50)
    assert told.overall.difference == 25
    assert {one.item.id: one.difference for one in told.changed} == {"H1": 50, "D2": -100, "R1": 50}
    assert told.left_out == ()


def test_a_quick_scan_follows_a_full_one_over_the_quick_items_only(mini: Instrument) -> None:
    quick: dict[str, int | str] = {"H1": 4, "D1": 3, "R1": 3}
    told = compare_scans(mini, scan_of(mini, BEFORE), scan_of(mini, quick, year=2027, quick=True))
    assert [one.item.id for one in told.items] == ["H1", "D1", "R1"]
    assert [(one.id, one.why, one.where) for one in told.left_out] == [
        ("H2", LeftOutWhy.QUICK, Where.FOLLOWUP),
        ("D2", LeftOutWhy.QUICK, Where.FOLLOWUP),
    ]
    heat = told.aspects[0]
    assert (heat.before.score, heat.after.score, heat.before.applicable) == (25, 75, 1)


def test_an_item_without_an_answer_in_one_scan_moves_no_score(mini: Instrument) -> None:
    later = AFTER | {"H1": "dont_know", "D2": "not_applicable", "H2": 3, "D1": 3}
    told = compare_scans(mini, scan_of(mini, BEFORE), scan_of(mini, later, year=2027))
    heat, door, _ = told.aspects
    assert (heat.before.score, heat.after.score) == (50, 50)
    assert (door.before.score, door.after.score, door.before.applicable) == (50, 50, 1)
    assert {(one.id, one.why) for one in told.left_out} == {
        ("H1", LeftOutWhy.NO_ANSWER),
        ("D2", LeftOutWhy.NOT_APPLICABLE),
    }


def test_an_aspect_with_too_few_answers_in_both_has_no_change(base: Instrument) -> None:
    aspect = next(one for one in base.questionnaire.aspects if len(one.items) == 3)
    full: dict[str, int | str] = {item.id: 3 for item in base.questionnaire.items}
    open_ = full | {item.id: "skipped" for item in aspect.items[:2]}
    told = compare_scans(base, scan_of(base, full), scan_of(base, open_, year=2027))
    change = next(one for one in told.aspects if one.id == aspect.id)
    assert change.difference is None
    assert told.overall.difference == 0


def test_what_an_unfinished_scan_did_not_reach_is_left_out(mini: Instrument) -> None:
    begun: dict[str, int | str] = {"H1": 2, "H2": 2}
    unfinished = scan_of(mini, begun, year=2027).changed(finished=False)
    told = compare_scans(mini, scan_of(mini, BEFORE), unfinished)
    assert Note.UNFINISHED in told.notes
    assert {(one.id, one.why, one.where) for one in told.left_out} == {
        (name, LeftOutWhy.NOT_REACHED, Where.FOLLOWUP) for name in ("D1", "D2", "R1")
    }


def test_another_version_is_limited_to_the_shared_items(tmp_path: Path) -> None:
    old = load_instrument(write_mini(tmp_path / "old"))
    text = QUESTIONNAIRE.replace("id: D2", "id: D3").replace("version: 1.0.0", "version: 1.1.0")
    new = load_instrument(write_mini(tmp_path / "new", text, ADVICE.replace("D2", "D3")))
    later = {("D3" if name == "D2" else name): value for name, value in AFTER.items()}
    told = compare_scans(new, scan_of(old, BEFORE), scan_of(new, later, year=2027))
    assert Note.OTHER_VERSION in told.notes
    assert {(one.id, one.why, one.where) for one in told.left_out} == {
        ("D3", LeftOutWhy.VERSION, Where.BASELINE),
        ("D2", LeftOutWhy.VERSION, Where.FOLLOWUP),
    }
    assert [one.item.id for one in told.items] == ["H1", "H2", "D1", "R1"]


def test_an_answer_that_no_longer_fits_belongs_to_another_version(mini: Instrument) -> None:
    told = compare_scans(mini, scan_of(mini, BEFORE | {"D1": 9}), scan_of(mini, AFTER, year=2027))
    assert [(one.id, one.why, one.where) for one in told.left_out] == [
        ("D1", LeftOutWhy.VERSION, Where.BASELINE)
    ]


def test_another_questionnaire_is_refused(mini: Instrument) -> None:
    other = QuestionnaireStamp(id="maxi", version="1.0.0", content_hash="")
    with pytest.raises(InputError) as refused:
        compare_scans(
            mini, scan_of(mini, BEFORE), scan_of(mini, AFTER).changed(questionnaire=other)
        )
    assert refused.value.problems[0].fault is Fault.COMPARE_QUESTIONNAIRE


def test_scans_that_share_no_answer_are_refused(mini: Instrument) -> None:
    first, second = scan_of(mini, {"H1": 1}), scan_of(mini, {"D1": 1}, year=2027)
    with pytest.raises(InputError) as refused:
        compare_scans(mini, first, second)
    assert refused.value.problems[0].fault is Fault.COMPARE_NOTHING_SHARED


def test_the_earlier_scan_is_the_baseline_whatever_the_order(mini: Instrument) -> None:
    first, second = scan_of(mini, BEFORE), scan_of(mini, AFTER, year=2027)
    swapped = compare_scans(mini, second, first)
    assert swapped.notes == (Note.SWAPPED,)
    assert swapped.overall == compare_scans(mini, first, second).overall


def test_what_makes_two_scans_hard_to_compare_is_said(mini: Instrument) -> None:
    first, second = scan_of(mini, BEFORE), scan_of(mini, AFTER)
    profile = second.profile.model_copy(update={"organisation": "Maan", "role": "planner"})
    told = compare_scans(mini, first, second.changed(profile=profile))
    assert told.notes == (Note.SAME_DAY, Note.OTHER_ORGANISATION, Note.OTHER_ROLE)


def test_conditions_and_figures_stand_beside_the_scores(mini: Instrument) -> None:
    first = scan_of(mini, BEFORE, figures={"OUT1": 4.0})
    told = compare_scans(mini, first, scan_of(mini, AFTER, year=2027))
    [condition], [figure] = told.preconditions, told.figures
    assert condition.before is not None
    assert condition.after is not None
    assert (condition.before.in_order, condition.after.in_order) == (False, True)
    assert (figure.before, figure.after) == (4.0, None)


answers = st.fixed_dictionaries(
    {name: st.sampled_from([1, 2, 3, 4, 5, "dont_know", "not_applicable"]) for name in ITEMS}
).filter(lambda given: any(isinstance(value, int) for value in given.values()))


@given(answers)
def test_a_scan_beside_itself_shows_no_change(mini: Instrument, given: dict) -> None:
    scan = scan_of(mini, given)
    told = compare_scans(mini, scan, scan)
    assert Note.SAME_SCAN in told.notes
    assert told.changed == ()
    assert all(change.difference in (0, None) for change in (told.overall, *told.levers))


@given(answers, answers)
def test_a_change_backwards_is_the_change_with_its_sign_turned(
    mini: Instrument, first: dict, second: dict
) -> None:
    early, late = scan_of(mini, first), scan_of(mini, second, year=2027)
    early_too, late_too = scan_of(mini, second), scan_of(mini, first, year=2027)
    try:
        forward = compare_scans(mini, early, late)
    except InputError:
        with pytest.raises(InputError):
            compare_scans(mini, early_too, late_too)
        return
    backward = compare_scans(mini, early_too, late_too)
    for one, other in zip(
        (forward.overall, *forward.levers, *forward.aspects),
        (backward.overall, *backward.levers, *backward.aspects),
        strict=True,
    ):
        turned = None if other.difference is None else -other.difference
        assert one.difference == turned


@given(answers, answers)
def test_no_score_moves_unless_an_answer_did(mini: Instrument, first: dict, second: dict) -> None:
    same = {name: first[name] if isinstance(first[name], int) else second[name] for name in ITEMS}
    later = {n: v if isinstance(second[n], int) else second[n] for n, v in same.items()}
    try:
        told = compare_scans(mini, scan_of(mini, first), scan_of(mini, later, year=2027))
    except InputError:
        return
    assert all(change.difference in (0, None) for change in told.aspects)


# Staff


def staff_wave(mini: Instrument, name: str, *chosen: int) -> StaffWave:
    """Staff who answer every item with these codes; reversed H2 makes heat a mean of 50."""
    people = [
        Respondent(
            {item: Answer(State.ANSWERED, code - 1) for item in ITEMS}, respondent=f"{name}{number}"
        )
        for number, code in enumerate(chosen)
    ]
    return StaffWave(name, people, scales_of(mini.questionnaire))


def compared_staff(mini: Instrument, first: list[int], second: list[int]) -> Comparison:
    baseline, followup = scan_of(mini, BEFORE), scan_of(mini, AFTER, year=2027)
    waves = {
        scan.id: staff_wave(mini, scan.id, *chosen)
        for scan, chosen in ((baseline, first), (followup, second))
    }
    return compare_scans(mini, baseline, followup, waves)


def test_a_clear_change_of_the_staff_has_its_interval_and_verdict(mini: Instrument) -> None:
    # door: 10 x 0 and 10 x 25 -> 10 x 75 and 10 x 100; means 12.5 and 87.5, both sd 12.83; shown
    # in steps of 5 as 15 and 90 (at least)
    told = compared_staff(mini, [1, 2] * 10, [4, 5] * 10)
    assert told.staff is not None
    change = told.staff.by_scale()["door"]
    assert change.difference == 75
    assert change.verdict is Verdict.IMPROVEMENT
    # Welch: 38 degrees, t = 2.024, standard error 4.06: 75 -/+ 8.21, outwards in steps of 5
    assert (change.low, change.high) == (65, 85)
    same = told.staff.by_scale()["heat"]
    assert (same.difference, same.verdict) == (0, Verdict.NO_CLEAR_CHANGE)
    for language in languages():
        html = render_comparison(told, language)
        assert "65" in html
        assert "20+" in html


def test_under_twenty_people_there_is_a_verdict_and_no_interval(mini: Instrument) -> None:
    told = compared_staff(mini, [1, 2] * 6, [4, 5] * 6)
    assert told.staff is not None
    change = told.staff.by_scale()["door"]
    assert (change.verdict, change.low, change.high) == (Verdict.IMPROVEMENT, None, None)
    assert "clearly higher" in render_comparison(told, "en")


def in_teams(wave: StaffWave, *teams: str) -> StaffWave:
    """The same staff, dealt out over these teams in turn."""
    people = [
        replace(one, group=teams[number % len(teams)])
        for number, one in enumerate(wave.respondents)
    ]
    return replace(wave, respondents=people)


def test_a_team_is_compared_where_both_waves_show_it_and_no_other_is_named(
    mini: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline, followup = scan_of(mini, BEFORE), scan_of(mini, AFTER, year=2027)
    teams = ("Ovens", "Ovens", "Shop", "Shop", "Van")
    waves = {
        baseline.id: in_teams(staff_wave(mini, "a", *[1, 2] * 10), *teams),
        followup.id: in_teams(staff_wave(mini, "b", *[4, 5] * 10), *teams),
    }
    told = compare_scans(mini, baseline, followup, waves)
    document = staff_change_document(told.staff)
    assert document is not None
    [ovens] = document["groups"]
    by_scale = {scale["id"]: scale for scale in ovens["scales"]}
    oven = by_scale["oven"]
    assert (oven["change"], oven["verdict"]) == (40, "clear_improvement")
    assert oven["before"]["people"] == "5-9"
    assert by_scale["door"]["change"] is None, "aspects of a team from 20 people on"
    html = render_comparison(told, "en")
    print_comparison(told, "en", plain=True)
    for shown in (html, capsys.readouterr().out):
        assert "Ovens" in shown
        assert not [name for name in ("Shop", "Van") if name in shown]


@pytest.mark.parametrize(("other", "more"), [(10, ""), (18, "And 8 more, in the report")])
def test_the_screen_lists_ten_other_answers_and_says_how_many_more_there_are(
    base: Instrument, capsys: pytest.CaptureFixture[str], other: int, more: str
) -> None:
    ids = [item.id for item in base.questionnaire.items]
    before: dict[str, int | str] = {name: 1 + n % 2 for n, name in enumerate(ids)}
    after = before | dict.fromkeys(ids[:other], 5)
    told = compare_scans(base, scan_of(base, before), scan_of(base, after, year=2027))
    print_comparison(told, "en", plain=True)
    lines = capsys.readouterr().out.splitlines()
    start = lines.index(f"{other} other answers:") + 1
    listed = lines[start : lines.index("", start)]
    assert len([line for line in listed if " → " in line]) == 10
    assert [line for line in listed if " → " not in line] == [more] * bool(more)


def test_a_wave_of_four_shows_nothing_of_the_staff(mini: Instrument) -> None:
    told = compared_staff(mini, [1, 2, 1, 2], [4, 5] * 6)
    assert told.staff is not None
    assert not told.staff.shown
    assert staff_change_document(told.staff) is None
    assert 'id="staff"' not in render_comparison(told, "nl")


def test_staff_of_one_scan_only_are_not_compared(mini: Instrument) -> None:
    baseline, followup = scan_of(mini, BEFORE), scan_of(mini, AFTER, year=2027)
    assert (
        compare_scans(
            mini, baseline, followup, {baseline.id: staff_wave(mini, "a", 1, 2, 3, 4, 5)}
        ).staff
        is None
    )


# The page


def with_plan(instrument: Instrument, *planned: PlannedAction, **changes: object) -> Scan:
    return scan_of(instrument, BEFORE, **changes).changed(plan=planned)


@pytest.mark.parametrize("language", languages())
def test_the_page_tells_both_scores_what_was_done_and_what_was_left_out(
    mini: Instrument, language: str
) -> None:
    done = PlannedAction(action="R1a", owner="Piet", status="done", result="Het deeg rijst.")
    later = {name: value for name, value in AFTER.items() if name != "D2"} | {"D2": "skipped"}
    told = compare_scans(mini, with_plan(mini, done), scan_of(mini, later, year=2027))
    html = render_comparison(told, language)
    assert "38 → " in html
    for word in ("Het deeg rijst.", "Piet", "D2", "R1a"):
        assert word in html
    assert "http" not in html.replace("http://www.w3.org", "")


def test_an_anonymous_comparison_has_no_names_and_no_free_text(
    mini: Instrument, tmp_path: Path
) -> None:
    done = PlannedAction(action="R1a", owner="Piet de Vries", status="done", result="Met Anna.")
    told = compare_scans(mini, with_plan(mini, done), scan_of(mini, AFTER, year=2027))
    for form in ("html", "json"):
        path = write_comparison(told, "nl", form, tmp_path, anonymous=True)
        text = path.read_text(encoding="utf-8")
        assert not [
            name for name in ("Piet", "Anna", "Zonneschijn", told.followup.id) if name in text
        ]
        assert "zonneschijn" not in path.name
    assert anonymised_comparison(told).overall == told.overall


def test_text_from_outside_is_never_markup(mini: Instrument) -> None:
    evil = "<script>alert(1)</script> {{ 7*7 }}"
    planned = PlannedAction(action="R1a", owner=evil, result=evil)
    later = scan_of(mini, AFTER, year=2027)
    profile = later.profile.model_copy(update={"organisation": evil})
    told = compare_scans(mini, with_plan(mini, planned), later.changed(profile=profile))
    html = render_comparison(told, "nl")
    assert "<script>" not in html
    assert "{{ 7*7 }}" in html


# The command


def slimscan(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


@pytest.fixture
def two_scans(tmp_path: Path, base: Instrument, home: Path) -> tuple[str, str]:
    from slimscan import pipeline
    from slimscan.scan.store import Shelf

    text = (EXAMPLES / "builder-12.yaml").read_text(encoding="utf-8")
    (tmp_path / "later.yaml").write_text(
        text.replace("2026-10-06", "2027-10-12").replace("MAN01: 3", "MAN01: 5")
    )
    shelf = Shelf(home)
    shelf.prepare()
    ids = []
    for path in (EXAMPLES / "builder-12.yaml", tmp_path / "later.yaml"):
        scan = pipeline.scan_from_file(path, base)
        ids.append(shelf.file_for(scan).save(scan).id)
    return ids[0], ids[1]


def test_the_comparison_is_shown_and_is_data_with_json(
    two_scans: tuple[str, str], tmp_path: Path
) -> None:
    shown = slimscan("compare", *two_scans, "--lang", "en", cwd=tmp_path)
    assert shown.returncode == ExitCode.DONE, shown.stderr
    assert "1 other answer" in shown.stdout
    assert "MAN01" in shown.stdout
    document = json.loads(slimscan("compare", *two_scans, "--json", cwd=tmp_path).stdout)
    assert document["kind"] == "change_in_answers"
    [moved] = [one for one in document["items"] if one["change"]]
    assert (moved["id"], moved["before"], moved["after"]) == ("MAN01", 50, 100)
    assert document["levers"][0]["change"] == pytest.approx(5)


def test_the_comparison_is_written_as_a_report_is(
    two_scans: tuple[str, str], tmp_path: Path
) -> None:
    done = slimscan("compare", *two_scans, "--format", "pdf", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    path = tmp_path / done.stdout.strip()
    assert path.read_bytes().startswith(b"%PDF-")
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    pages = int(told.split("Pages:")[1].split()[0])
    assert 3 <= pages <= 6
    assert "A4" in told
    again = slimscan("compare", *two_scans, "--format", "pdf", cwd=tmp_path)
    assert again.returncode == ExitCode.INPUT
    over = slimscan("compare", *two_scans, "--format", "pdf", "--yes", "--quiet", cwd=tmp_path)
    assert (over.returncode, over.stderr) == (0, "")
    assert slimscan("compare", *two_scans, "--format", "x", cwd=tmp_path).returncode == 2
    assert (
        slimscan("compare", *two_scans, "--json", "--format", "pdf", cwd=tmp_path).returncode == 2
    )
    assert slimscan("compare", two_scans[0], "nowhere", cwd=tmp_path).returncode == 3
