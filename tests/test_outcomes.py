"""Quality of work: one mean of all staff beside the levers, and nothing more than that anywhere."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from batch_examples import Person, leader, staff, write_batch
from batches import score_text, scores_of
from kept import kept_on
from mini import JOY, with_joy

from slimscan import pipeline
from slimscan.batch.organisations.benchmark import made_for, make_benchmark
from slimscan.batch.organisations.organisations_csv import write_organisations
from slimscan.batch.outcome import Batch, render_summary, tell_outcome
from slimscan.batch.results_tables import results_tables
from slimscan.batch.summary.context import summary_context
from slimscan.batch.summary.summary import summary_document
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.document import comparison_document
from slimscan.report.comparison.files import render_comparison
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.store import Shelf
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.gaps import staff_of
from slimscan.staff.staff_file import staff_file
from slimscan.terminal.scorecard import print_scorecard

ITEMS = ("H1", "H2", "D1", "D2", "R1")


@pytest.fixture
def oven(tmp_path: Path) -> Instrument:
    return with_joy(tmp_path / "joy")


@pytest.fixture
def shelf(home: Path) -> Shelf:
    made = Shelf(home)
    made.prepare()
    return made


def scanned(instrument: Instrument, **changes: object) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    return scan.changed(answers=dict.fromkeys(ITEMS, 5), finished=True, **changes)


def people(number: int, joy: int | None, group: str = "", start: int = 0) -> list[StaffRespondent]:
    """Staff who answer 3 to every practice and this to what their work is like."""
    answers = dict.fromkeys(ITEMS, 3) | ({} if joy is None else dict.fromkeys(JOY, joy))
    return [
        StaffRespondent(respondent=f"{group}{n:09d}", group=group, answers=answers)
        for n in range(start, start + number)
    ]


def keep(shelf: Shelf, scan: Scan, respondents: list[StaffRespondent]) -> None:
    shelf.file_for(scan).save(scan)
    staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=tuple(respondents)))


def result_with(instrument: Instrument, shelf: Shelf, respondents: list[StaffRespondent]):
    scan = scanned(instrument)
    keep(shelf, scan, respondents)
    return pipeline.score(instrument, kept_on(shelf, scan))


def mean_of(document: dict, scale: str = "joy") -> int | None:
    return next(one["mean"] for one in document["staff"]["scales"] if one["id"] == scale)


def answered(*places: int | None) -> Respondent:
    given = {
        name: Answer(State.ANSWERED, place)
        for name, place in zip(JOY, places, strict=False)
        if place is not None
    }
    return Respondent(given, respondent="one")


@pytest.mark.parametrize(
    ("places", "score"),
    [
        ((4, 4, 0, 0), 50.0),
        ((4, 2), 75.0),
        ((4,), None),
        ((), None),
    ],
)
def test_an_outcome_is_the_mean_of_its_answered_items_when_half_of_them_are(
    oven: Instrument, places: tuple[int, ...], score: float | None
) -> None:
    scored = staff_of([answered(*places)], scales_of(oven.questionnaire)).scores.get("joy", {})
    assert scored.get("one") == score


def test_an_outcome_is_whole_in_a_quick_scan_and_touches_no_lever(base: Instrument) -> None:
    for quick in (False, True):
        scales = scales_of(base.questionnaire, quick=quick)
        assert [(one.id, len(one.items)) for one in scales.outcomes] == [("quality_of_work", 6)]
        every = {item.id: Answer(State.ANSWERED, 0) for item in scales.practices}
        happy = {item.id: Answer(State.ANSWERED, 4) for item in scales.outcomes[0].items}
        assert scorecard_of(Respondent(every | happy), scales) == scorecard_of(
            Respondent(every), scales
        )


@pytest.mark.parametrize(("number", "shown"), [(9, None), (10, 80), (20, 75)])
def test_it_is_shown_from_ten_people_on_and_coarsely(
    oven: Instrument, shelf: Shelf, number: int, shown: int | None
) -> None:
    result = result_with(oven, shelf, people(number, 4))
    assert mean_of(result_document(result)) == shown
    assert mean_of(result_document(result), "overall") == 50, "the others are shown from five"
    told = "Joy" in render_html(report_context(result, "en"))
    assert told is (shown is not None)


def test_the_questionnaire_may_ask_for_more_than_ten(tmp_path: Path, shelf: Shelf) -> None:
    strict = with_joy(tmp_path / "strict", scale="    shown_from: 15\n")
    assert mean_of(result_document(result_with(strict, shelf, people(14, 4)))) is None
    assert mean_of(result_document(result_with(strict, shelf, people(15, 4, start=100)))) == 80


def test_it_is_shown_of_no_team_has_no_gap_and_moves_no_action(
    oven: Instrument, shelf: Shelf
) -> None:
    teams = [*people(30, 1, "Ovens"), *people(30, 5, "Shop")]
    with_it = result_with(oven, shelf, teams)
    without = result_with(
        oven, shelf, [one.model_copy(update={"answers": dict.fromkeys(ITEMS, 3)}) for one in teams]
    )
    document = result_document(with_it)
    assert mean_of(document) == 50
    groups = document["staff"]["groups"]
    assert [group["name"] for group in groups] == ["Ovens", "Shop"]
    assert all(mean_of({"staff": group}) is None for group in groups)
    assert "joy" not in {gap["id"] for gap in document["staff"]["gaps"]}
    assert with_it.actions == without.actions
    assert with_it.scorecard == without.scorecard


def test_one_person_more_does_not_move_it(oven: Instrument, shelf: Shelf) -> None:
    scan = scanned(oven)
    shown = []
    for respondents in (people(12, 1), [*people(12, 1), *people(4, 5, start=12)]):
        keep(shelf, scan, respondents)
        shown.append(mean_of(result_document(pipeline.score(oven, kept_on(shelf, scan)))))
    assert shown == [10, 10]


def test_the_few_who_answered_practices_and_not_this_cannot_be_told(
    oven: Instrument, shelf: Shelf
) -> None:
    result = result_with(oven, shelf, [*people(12, 4), *people(2, None, start=12)])
    document = result_document(result)
    assert mean_of(document, "overall") == 50
    assert mean_of(document) is None


def test_screen_and_page_say_it_in_one_sentence(
    oven: Instrument, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    result = result_with(oven, shelf, people(12, 4))
    print_scorecard(result, "en", plain=True)
    assert "Joy as the staff see it: 80 on the scale of 0 to 100" in capsys.readouterr().out
    for language, sentence in (("nl", "80 op de schaal"), ("en", "80 on the scale")):
        page = render_html(report_context(result, language))
        assert page.count(sentence) == 1
        assert "baking" in page or "bakken" in page


def compared(instrument: Instrument, shelf: Shelf, first: list, second: list):
    opened = []
    for year, respondents in ((2026, first), (2027, second)):
        scan = scanned(instrument).changed(measured_on=date(year, 11, 21))
        keep(shelf, scan, respondents)
        opened.append(kept_on(shelf, scan))
    return pipeline.follow_up(instrument, *opened)


def test_a_comparison_shows_both_waves_and_a_verdict(oven: Instrument, shelf: Shelf) -> None:
    told = compared(oven, shelf, people(24, 2), people(24, 4, start=100))
    scales = comparison_document(told, "en")["staff"]["scales"]
    joy = next(one for one in scales if one["id"] == "joy")
    assert (joy["before"]["mean"], joy["after"]["mean"]) == (25, 75)
    assert (joy["change"], joy["verdict"]) == (50, "clear_improvement")
    assert "Joy" in render_comparison(told, "en")


def test_a_comparison_leaves_it_out_where_a_wave_was_asked_something_else(
    oven: Instrument, shelf: Shelf
) -> None:
    told = compared(oven, shelf, people(24, 2), people(24, None, start=100))
    document = comparison_document(told, "en")["staff"]["scales"]
    assert "joy" not in {one["id"] for one in document}
    assert next(one for one in document if one["id"] == "oven")["change"] == 0
    assert "Joy" not in render_comparison(told, "en")


# Many


def firm(name: str, count: int) -> list[Person]:
    return [leader(name, 2), *staff(name, count, (*ITEMS, *JOY))]


def lines(out: Path, instrument: Instrument, many: list[Person]) -> list[dict[str, str]]:
    path = write_organisations(out, write_batch(out, instrument, many))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_batch_scores_it_and_leaves_a_leaders_empty(tmp_path: Path, oven: Instrument) -> None:
    header = "respondent,organisation,role," + ",".join((*ITEMS, *JOY))
    rows = ["a,Maan,,3,3,3,3,3,5,5,1,1", "b,Maan,,3,3,3,3,3,4,,,", "c,Maan,boss,3,3,3,3,3,,,,"]
    done = score_text(oven, tmp_path, "\n".join([header, *rows]) + "\n")
    scores = scores_of(done).sort("respondent")
    assert scores["joy"].to_list() == [50.0, None, None]
    assert scores["joy__answered"].to_list() == [4, 1, 0]
    assert "joy" in done.folder.scores_csv.read_text().splitlines()[0].split(",")


def test_organisations_are_told_of_from_ten_staff_and_never_by_team(
    tmp_path: Path, oven: Instrument
) -> None:
    many = [
        *firm("Nine", 9),
        *firm("Ten", 10),
        *staff("Teams", 30, (*ITEMS, *JOY), group="Shop"),
        *staff("Teams", 30, (*ITEMS, *JOY), start=30, group="Van"),
    ]
    told = [row for row in lines(tmp_path / "out", oven, many) if row["scale"] == "joy"]
    assert [(row["organisation"], row["group"]) for row in told] == [("Teams", ""), ("Ten", "")]


def test_summary_and_benchmark_tell_it_over_ten_organisations(
    tmp_path: Path, oven: Instrument
) -> None:
    out = tmp_path / "out"
    many = [one for number in range(12) for one in firm(f"Firm {number:02}", 14)]
    scales = write_batch(out, oven, many)
    _, summary = tell_outcome(Batch(out, oven, scales, (), date(2026, 11, 22)))
    told = summary_document(summary)["audiences"]
    assert "joy" not in {scale["id"] for scale in told["leader"]["scales"] if scale["cells"]}
    [joy] = [scale for scale in told["employee"]["scales"] if scale["id"] == "joy"]
    assert joy["cells"][0]["n"] == 12
    assert joy["cells"][0]["bands_percent"] == {}
    assert not set(JOY) & {item["id"] for one in told.values() for item in one["items"]}
    median = joy["cells"][0]["percentiles"]["50"]
    assert f"Joy as staff see it: the middle organisation stands at {median}" in render_summary(
        summary, "en"
    )
    context = summary_context(summary, "en")
    [row] = [
        one for one in results_tables(context, words("en", "workbook"))[0].rows if one[2] == "Joy"
    ]
    assert row[3:5] == (12, median)
    assert set(row[6:]) == {None}, "an outcome has no bands"
    known = made_for(out)
    assert known is not None
    benchmark = make_benchmark(out, known, date(2026, 11, 22))
    assert benchmark.audiences["employee"][0].scales["joy"].median == median
    few = [one for number in range(9) for one in firm(f"Other {number:02}", 14)]
    scales = write_batch(tmp_path / "few", oven, few)
    _, summary = tell_outcome(Batch(tmp_path / "few", oven, scales, (), date(2026, 11, 22)))
    assert '"joy"' not in json.dumps(summary_document(summary)["audiences"]["employee"]["scales"])


# The fewest staff of whom anything is shown


def test_a_questionnaire_that_asks_for_ten_hides_what_five_would_show(
    tmp_path: Path, shelf: Shelf
) -> None:
    usual, strict = with_joy(tmp_path / "five"), with_joy(tmp_path / "ten", "release_minimum: 10\n")
    for start, (number, instrument, shown) in enumerate(
        ((9, usual, 50), (9, strict, None), (10, strict, 50))
    ):
        result = result_with(instrument, shelf, people(number, 4, start=100 * start))
        assert mean_of(result_document(result), "oven") == shown


def test_a_comparison_and_a_batch_ask_for_ten_as_well(tmp_path: Path, shelf: Shelf) -> None:
    usual, strict = with_joy(tmp_path / "five"), with_joy(tmp_path / "ten", "release_minimum: 10\n")
    for instrument, shown in ((usual, True), (strict, False)):
        start = 0 if shown else 1000
        told = compared(
            instrument, shelf, people(12, 2, start=start), people(9, 4, start=start + 100)
        )
        assert (comparison_document(told, "en")["staff"] is not None) is shown
        rows = lines(tmp_path / f"out{start}", instrument, [*firm("Nine", 9), *firm("Ten", 10)])
        assert {row["organisation"] for row in rows} == ({"Nine", "Ten"} if shown else {"Ten"})
