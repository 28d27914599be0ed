"""A scan's staff in results: only through the release rule, with the ledger kept before anything shows."""

from __future__ import annotations

import json
import re
import stat
from datetime import date
from pathlib import Path

import pytest
from kept import kept_on

from slimscan import pipeline
from slimscan.errors import Fault, InputError
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import Scan, Workshop, new_scan
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.released import workshop_respondents
from slimscan.staff.staff_file import staff_file

ITEMS = ("H1", "H2", "D1", "D2", "R1")


@pytest.fixture
def shelf(home: Path) -> Shelf:
    made = Shelf(home)
    made.prepare()
    return made


def scanned(instrument: Instrument, **changes: object) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    return scan.changed(answers=dict.fromkeys(ITEMS, 5), finished=True, **changes)


def people(number: int, code: int, group: str = "") -> tuple[StaffRespondent, ...]:
    answers = dict.fromkeys(ITEMS, code)
    return tuple(
        StaffRespondent(respondent=f"{group}{code}{n:08d}", group=group, answers=answers)
        for n in range(number)
    )


def keep(shelf: Shelf, scan: Scan, *respondents: StaffRespondent) -> None:
    shelf.file_for(scan).save(scan)
    staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=respondents))


def staff_part(instrument: Instrument, scan: Scan, shelf: Shelf) -> dict[str, object]:
    return result_document(pipeline.score(instrument, kept_on(shelf, scan)))["staff"]


def test_without_staff_there_is_no_staff_part(mini: Instrument, shelf: Shelf) -> None:
    assert "staff" not in result_document(pipeline.score(mini, kept_on(shelf, scanned(mini))))


def test_four_people_show_nothing_and_five_show_a_coarse_mean(
    mini: Instrument, shelf: Shelf
) -> None:
    few, enough = scanned(mini), scanned(mini)
    keep(shelf, few, *people(4, 3))
    keep(shelf, enough, *people(5, 3))
    assert {value["mean"] for value in staff_part(mini, few, shelf)["scales"]} == {None}  # type: ignore[index]
    means = {value["id"]: value["mean"] for value in staff_part(mini, enough, shelf)["scales"]}  # type: ignore[index]
    assert {one for one in means if means[one] is None} == {"dough", "rest"}, "one item: from 20"
    assert {mean for mean in means.values() if mean is not None} == {50}


def test_the_gap_raises_the_rank_of_what_the_staff_score_lower(
    mini: Instrument, shelf: Shelf
) -> None:
    scan = scanned(mini).changed(answers={"H1": 5, "H2": 1, "D1": 3, "D2": 3, "R1": 3})
    keep(shelf, scan, *people(10, 2))
    alone = {a.action.id: a.priority for a in pipeline.score(mini, scan).actions}
    beside = {a.action.id: a for a in pipeline.score(mini, kept_on(shelf, scan)).actions}
    # The leader says 50. The staff's 25 is shown as 30 under 20 people, and that ranks.
    assert alone["D1a"] == pytest.approx(0.5)
    assert beside["D1a"].priority == pytest.approx(0.7)


def test_the_ledger_is_kept_for_the_owner_only_and_one_more_answer_changes_nothing(
    mini: Instrument, shelf: Shelf
) -> None:
    scan = scanned(mini)
    keep(shelf, scan, *people(6, 2))
    first = staff_part(mini, scan, shelf)
    ledger = shelf.folder / f"{scan.id}.ledger.json"
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    keep(shelf, scan, *people(6, 2), *people(1, 5))
    again = staff_part(mini, scan, shelf)
    assert again["scales"] == first["scales"]
    assert (first["held_back"], again["held_back"]) == (False, True)
    shelf.file_for(scan).delete()
    assert not ledger.exists()


def test_a_small_team_is_not_even_named(mini: Instrument, shelf: Shelf) -> None:
    scan = scanned(mini)
    keep(shelf, scan, *people(10, 2, "Ovens"), *people(7, 4, "Shop"), *people(5, 3, "Office"))
    assert [one["name"] for one in staff_part(mini, scan, shelf)["groups"]] == [
        "Office",
        "Ovens",
        "Shop",
    ]  # type: ignore[attr-defined]
    other = scanned(mini)
    keep(shelf, other, *people(10, 2, "Ovens"), *people(3, 4, "Shop"))
    assert "Shop" not in json.dumps(result_document(pipeline.score(mini, kept_on(shelf, other))))


def test_results_of_a_ledger_that_is_not_told_stop_the_release(
    mini: Instrument, shelf: Shelf
) -> None:
    scan = scanned(mini)
    keep(shelf, scan, *people(6, 2))
    (shelf.folder / f"{scan.id}.ledger.json").write_text("{}")
    with pytest.raises(InputError) as refused:
        pipeline.score(mini, kept_on(shelf, scan))
    assert refused.value.problems[0].fault is Fault.LEDGER_MISSING


def test_a_low_response_is_told(mini: Instrument, shelf: Shelf) -> None:
    scan = scanned(mini)
    scan = scan.changed(profile=scan.profile.model_copy(update={"head_count": 20}))
    keep(shelf, scan, *people(9, 2))
    assert staff_part(mini, scan, shelf)["low_response"] is True


VOTES = {"H1": (0, 0, 6, 0, 0), "H2": (6, 0, 0, 0, 0), "D1": (3, 0, 0, 0, 3), "R1": (0, 0, 0, 0, 6)}


def test_a_workshop_that_counts_as_a_group_is_released_as_one(
    mini: Instrument, shelf: Shelf
) -> None:
    table = Workshop(people=6, counts_as="group", votes=VOTES)
    scan = scanned(mini, workshop=table)
    shelf.file_for(scan).save(scan)
    assert len(workshop_respondents(mini, scan)) == 6
    part = staff_part(mini, scan, shelf)
    assert part["around_table"] is True
    assert part["gaps"] == [], "there is no leader beside the table"
    means = {value["id"]: value["mean"] for value in part["scales"]}  # type: ignore[attr-defined]
    # Heat: half (50) and, reversed, nowhere (100). Door: three at 0 and three at 100.
    assert (means["heat"], means["door"], means["rest"]) == (80, None, None), "one item: from 20"


def test_a_workshop_that_counts_as_the_leaders_answer_is_no_group(
    mini: Instrument, shelf: Shelf
) -> None:
    scan = scanned(mini, workshop=Workshop(people=6, counts_as="leader", votes=VOTES))
    shelf.file_for(scan).save(scan)
    assert "staff" not in result_document(pipeline.score(mini, kept_on(shelf, scan)))


def test_the_page_of_a_table_has_no_column_for_a_leader_who_was_part_of_it(
    mini: Instrument, shelf: Shelf
) -> None:
    scan = scanned(mini, workshop=Workshop(people=6, counts_as="group", votes=VOTES))
    shelf.file_for(scan).save(scan)
    page = render_html(report_context(pipeline.score(mini, kept_on(shelf, scan)), "en"))
    [chapter] = re.findall(r'<section class="chapter staff".*?</section>', page, re.DOTALL)
    say = words("en", "report")
    assert say["staff.table_mean"] in chapter
    for key in ("staff.leader", "staff.gap", "staff.line"):
        assert f">{say[key]}<" not in chapter
    assert say["staff.legend"] not in chapter
    rows = re.findall(r"<tr.*?</tr>", chapter, re.DOTALL)
    assert rows
    assert all(row.count("<td") <= 1 for row in rows)
