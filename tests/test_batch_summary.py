"""The summary of a batch: counts that add up, figures that can be redone, nobody given away."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from batch_examples import Person, leader, staff, write_batch
from browser import DESKTOP, PHONE, Browser, open_browser
from hypothesis import given
from hypothesis import strategies as st

from slimscan.batch.organisations.organisations_csv import write_organisations
from slimscan.batch.outcome import Batch, FileCount, render_summary, write_outcome
from slimscan.batch.summary.context import summary_context
from slimscan.batch.summary.figures import summarise
from slimscan.batch.summary.summary import summary_document
from slimscan.privacy import LEAST_ORGANISATIONS, place_of, shown_cells
from slimscan.questionnaire.loading import Instrument

FILES = (
    FileCount("a.csv", "limesurvey", 37, 25, 3, 2, 1, passed=7),
    FileCount("b.csv", "slimscan", 9, 9, 0, 0),
)


def batch_of(folder: Path, instrument: Instrument, people: list[Person]) -> Batch:
    scales = write_batch(folder, instrument, people)
    write_organisations(folder, scales)
    return Batch(folder, instrument, scales, FILES, date(2026, 11, 22))


def document_of(
    folder: Path, instrument: Instrument, people: list[Person], *splits: str
) -> dict[str, Any]:
    batch = replace(batch_of(folder, instrument, people), splits=splits)
    return summary_document(summarise(batch))


def cell(
    document: dict[str, Any], audience: str, scale: str, **place: str
) -> dict[str, Any] | None:
    """A cell of the document by its sector and size."""
    wanted = {"sector": None, "size": None} | place
    scales = document["audiences"][audience]["scales"]
    cells = next((one["cells"] for one in scales if one["id"] == scale), [])
    return next((one for one in cells if wanted.items() <= one.items()), None)


def firms(count: int, **known: str) -> list[Person]:
    """Leaders of so many firms, with places that run from 0 to 4 in turn."""
    tag = "".join(known.values())
    return [leader(f"Firm {tag}{n:03}", n % 5, **known) for n in range(count)]


def test_counts_add_up_over_the_files(tmp_path: Path, mini: Instrument) -> None:
    counts = document_of(tmp_path / "out", mini, firms(10))["counts"]
    assert counts == {
        "read": 46, "scored": 34, "rejected": 3, "passed": 7, "blank": 2, "duplicates": 1,
    }  # fmt: skip


def test_the_spread_of_leaders_can_be_redone(tmp_path: Path, mini: Instrument) -> None:
    told = cell(document_of(tmp_path / "out", mini, firms(20)), "leader", "rest")
    assert told is not None
    assert told["n"] == 20
    assert told["percentiles"] == {"10": 0, "25": 25, "50": 50, "75": 75, "90": 100}
    assert told["bands_percent"] == {"low": 40, "high": 60}


def test_an_organisation_with_many_leaders_counts_once(tmp_path: Path, mini: Instrument) -> None:
    many = [Person(f"x{n}", "Firm 000", "leader", places={"R1": 4}) for n in range(40)]
    told = cell(document_of(tmp_path / "out", mini, [*firms(10), *many]), "leader", "rest")
    assert told is not None
    assert (told["n"], told["percentiles"]["50"]) == (10, 63)


def test_under_ten_organisations_nothing_is_told_of_leaders(
    tmp_path: Path, mini: Instrument
) -> None:
    document = document_of(tmp_path / "out", mini, firms(9))
    assert document["audiences"]["leader"]["scales"] == []


def test_a_sector_that_the_profile_does_not_know_has_a_row_under_its_own_word(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [*firms(14, sector="bakery"), *firms(14, sector="Something else")]
    summary = summarise(batch_of(tmp_path / "out", mini, people))
    [leaders] = summary_context(summary, "en").audiences
    [table] = leaders.tables
    [row] = [one for one in table.rows if one.name == "Something else"]
    assert row.n == "14"
    assert row.medians[0].isdecimal()


def test_a_small_sector_is_hidden_and_so_is_what_would_betray_it(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [*firms(14, sector="bakery"), *firms(9, sector="other")]
    document = document_of(tmp_path / "out", mini, people)
    assert cell(document, "leader", "heat", sector="other") is None
    assert cell(document, "leader", "heat", sector="bakery") is None
    more = [leader(f"Last {n}", 1, sector="other") for n in range(5)]
    both = document_of(tmp_path / "more", mini, [*people, *more])
    assert cell(both, "leader", "heat", sector="other") is not None
    assert cell(both, "leader", "heat", sector="bakery") is not None
    assert cell(both, "leader", "rest", sector="bakery") is None, "that is one question"
    assert cell(both, "leader", "rest") is not None


def test_the_number_of_a_group_is_no_higher_than_that_of_any_score_beside_it(
    tmp_path: Path, mini: Instrument
) -> None:
    """Three bakeries have no overall score, for they left the only question of a lever open."""
    people = firms(20, sector="bakery")
    for n, one in enumerate(people[:3]):
        rest = {item: place for item, place in one.places.items() if item != "R1"}
        people[n] = replace(one, places=rest)
    summary = summarise(batch_of(tmp_path / "out", mini, people))
    [leaders] = [one for one in summary.audiences if one.audience == "leader"]
    place = place_of({"sector": "bakery"})
    counted = {leaders.spreads[scale][place].n for scale in ("overall", "heat")}
    assert counted == {17, 20}
    context = summary_context(summary, "en")
    [row] = [row for table in context.audiences[0].tables for row in table.rows if row.n != "–"]
    assert row.n == "17"
    assert "at least" in context.words["by.n"]


def test_without_organisations_respondents_are_counted(tmp_path: Path, mini: Instrument) -> None:
    people = [Person(f"p{n}", "", "leader", places={"R1": n % 5}) for n in range(10)]
    document = document_of(tmp_path / "out", mini, people)
    assert document["audiences"]["leader"]["counted"] == "respondents"
    told = cell(document, "leader", "rest")
    assert told is not None
    assert told["n"] == 10


def test_scores_of_staff_are_those_that_the_table_shows(tmp_path: Path, mini: Instrument) -> None:
    people = [one for n in range(10) for one in staff(f"Firm {n}", 6)]
    before = document_of(tmp_path / "out", mini, people)
    told = cell(before, "employee", "heat")
    assert told is not None
    with (tmp_path / "out" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        means = [int(row["mean"]) for row in csv.DictReader(file) if row["scale"] == "heat"]
    assert told["n"] == len(means) == 10
    assert told["percentiles"]["50"] == math.floor(median(means) + 0.5)


def test_one_to_four_more_staff_change_no_score_in_the_summary(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [one for n in range(10) for one in staff(f"Firm {n}", 6)]
    before = document_of(tmp_path / "out", mini, people)
    late = [*people, *staff("Firm 0", 4, start=6), *staff("Tiny", 4)]
    after = document_of(tmp_path / "out", mini, late)
    assert after["audiences"]["employee"]["scales"] == before["audiences"]["employee"]["scales"]


@pytest.mark.parametrize("organisation", ["", "Firm 0", "Tiny", "New"])
def test_one_to_four_more_staff_change_nothing_that_is_told_of_staff(
    tmp_path: Path, mini: Instrument, organisation: str
) -> None:
    people = [one for n in range(10) for one in staff(f"Firm {n}", 6)]
    people += [*staff("Tiny", 5), *staff("", 5)]
    before = document_of(tmp_path / "out", mini, people)["audiences"]["employee"]
    late = [*people, *staff(organisation, 4, start=6)]
    assert document_of(tmp_path / "out", mini, late)["audiences"]["employee"] == before


def test_the_figures_change_when_five_organisations_did(tmp_path: Path, mini: Instrument) -> None:
    people = firms(12)
    before = document_of(tmp_path / "out", mini, people)
    four = document_of(tmp_path / "out", mini, [*people, *firms(4, sector="bakery")])
    assert (four["audiences"], four["held"]) == (before["audiences"], True)
    five = document_of(tmp_path / "out", mini, [*people, *firms(5, sector="bakery")])
    assert (five["audiences"] != before["audiences"], five["held"]) == (True, False)


def test_a_new_output_folder_every_month_is_held_against_the_months_before(
    tmp_path: Path, mini: Instrument
) -> None:
    ten = document_of(tmp_path / "june", mini, firms(10))
    eleven = document_of(tmp_path / "july", mini, firms(11))
    assert eleven["audiences"] == ten["audiences"], "11 x mean - 10 x mean is one firm"
    renamed = [replace(one, organisation=f"{one.organisation} BV") for one in firms(11)]
    assert document_of(tmp_path / "august", mini, renamed)["audiences"] == ten["audiences"]


def test_one_leader_alone_is_told_of_in_no_figure(tmp_path: Path, mini: Instrument) -> None:
    told = document_of(tmp_path / "out", mini, firms(1))["audiences"]["leader"]
    assert (told["items"], told["scales"], told["reliability"]) == ([], [], [])


def test_five_staff_who_all_answer_alike_are_no_flag(tmp_path: Path, mini: Instrument) -> None:
    alike = [
        Person(f"p{n}", "Firm", places=dict.fromkeys(("H1", "H2", "D1", "D2", "R1"), 2))
        for n in range(5)
    ]
    flags = document_of(tmp_path / "out", mini, alike)["flags"]
    assert flags == {"all_equal": None, "half_missing": None}


def test_an_organisation_is_what_its_leader_says_and_else_what_most_say(
    tmp_path: Path, mini: Instrument
) -> None:
    people: list[Person] = []
    for n in range(12):
        people += [leader(f"A{n}", n % 5, sector="bakery"), *staff(f"A{n}", 5, sector="other")]
        people += [*staff(f"B{n}", 4, sector="bakery"), *staff(f"B{n}", 1, start=4, sector="other")]
        people += [*staff(f"C{n}", 3, sector="bakery"), *staff(f"C{n}", 3, start=3, sector="other")]
    document = document_of(tmp_path / "out", mini, people)
    told = cell(document, "employee", "heat", sector="bakery")
    assert told is not None
    assert told["n"] == 24, "A by its leader, B by most; of C it is not known"
    assert cell(document, "employee", "heat", sector="other") is None
    assert document["disagree_on"] == {"sector": "20-49", "size": None}


def test_a_name_that_begins_with_an_apostrophe_keeps_its_sector(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [one for n in range(12) for one in staff(f"'t Hoekje {n}", 6, sector="bakery")]
    told = cell(document_of(tmp_path / "out", mini, people), "employee", "heat", sector="bakery")
    assert told is not None
    assert told["n"] == 12


def test_staff_of_small_organisations_are_in_no_score(tmp_path: Path, mini: Instrument) -> None:
    people = [one for n in range(30) for one in staff(f"Firm {n}", 4)]
    document = document_of(tmp_path / "out", mini, people)
    assert document["audiences"]["employee"]["scales"] == []


def test_staff_without_organisations_are_told_of_together_and_five_by_five(
    tmp_path: Path, mini: Instrument
) -> None:
    nameless = staff("", 34, sector="bakery")
    document = document_of(tmp_path / "out", mini, nameless)
    told = cell(document, "employee", "rest")
    assert told is not None
    assert told["n"] == 34
    assert cell(document, "employee", "rest", sector="bakery") is None
    more = staff("", 39)
    assert document_of(tmp_path / "four", mini, more[:38])["audiences"] == document["audiences"]
    assert document_of(tmp_path / "five", mini, more)["audiences"] != document["audiences"]


def test_fewer_than_thirty_staff_without_organisations_are_told_of_in_nothing(
    tmp_path: Path, mini: Instrument
) -> None:
    few = document_of(tmp_path / "few", mini, staff("", 29))["audiences"]["employee"]
    assert few["scales"] == []


def test_other_figures_of_staff_are_rounded_and_about_thirty_or_more(
    tmp_path: Path, mini: Instrument
) -> None:
    told = document_of(tmp_path / "out", mini, staff("", 33))["audiences"]["employee"]
    assert {one["n"] for one in told["reliability"]} == {"20-49"}
    assert {one["mean"] % 5 for one in told["reliability"]} == {0}
    assert told["items"] == [], "questions only over ten organisations or more"
    others = staff("", 29, start=100)
    few = document_of(tmp_path / "few", mini, others)["audiences"]["employee"]
    assert (few["items"], few["reliability"]) == ([], [])


def test_no_organisation_and_nobody_is_named(tmp_path: Path, mini: Instrument) -> None:
    people = [
        one for n in range(12) for one in (*staff(f"Zzfirm{n}", 6), leader(f"Zzfirm{n}", n % 5))
    ]
    batch = batch_of(tmp_path / "out", mini, people)
    summary = summarise(batch)
    texts = [json.dumps(summary_document(summary)), render_summary(summary, "en")]
    assert not any("zzfirm" in text.casefold() for text in texts)


def test_answers_that_are_missing_are_told_by_question(tmp_path: Path, mini: Instrument) -> None:
    people = [*firms(15), *(Person(f"p{n}", "", "leader", places={"H1": 1}) for n in range(5))]
    document = document_of(tmp_path / "out", mini, people)
    assert document["missing_percent"] == {"H1": 0, "H2": 25, "D1": 25, "D2": 25, "R1": 25}
    assert document["flags"] == {"all_equal": "10-19", "half_missing": "5-9"}


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["", "x", "y", "z"])),
        st.integers(1, 40),
    )
)
def test_no_hidden_cell_can_be_had_by_subtraction(counts: dict[tuple[str, str], int]) -> None:
    shown = shown_cells(counts)

    def total(sector: str, size: str) -> int:
        return sum(n for (a, b), n in counts.items() if sector in ("", a) and size in ("", b))

    assert all(total(*place) >= LEAST_ORGANISATIONS for place in shown)
    for whole, parts in (
        (("", ""), [place for place in shown if place[0] and not place[1]]),
        (("", ""), [place for place in shown if place[1] and not place[0]]),
        *(((a, ""), [p for p in shown if p[0] == a and p[1]]) for a in "abc"),
        *((("", b), [p for p in shown if p[1] == b and p[0]]) for b in "xyz"),
    ):
        if whole in shown and parts:
            left = total(*whole) - sum(total(*part) for part in parts)
            assert left == 0 or left >= LEAST_ORGANISATIONS

    def within(place: tuple[str, ...]) -> set[tuple[str, str]]:
        return {one for one in counts if all(a in ("", b) for a, b in zip(place, one, strict=True))}

    for some, others in permutations(map(within, shown), 2):
        left = sum(counts[place] for place in others - some)
        assert not some <= others or left == 0 or left >= LEAST_ORGANISATIONS


def test_a_size_that_is_a_sector_and_three_firms_more_is_not_shown_beside_it() -> None:
    """Everybody in care has 10 to 24 people, and so have three builders."""
    counts = {("care", "small"): 30, ("building", "small"): 3, ("building", "large"): 40}
    shown = shown_cells(counts)
    assert {("", ""), ("building", "")} <= shown
    assert len({("care", ""), ("", "small")} & shown) == 1


@pytest.fixture(scope="module")
def page(base: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary of leaders and staff as slimscan writes it, with all that it can show."""
    folder = tmp_path_factory.mktemp("summary") / "out"
    items = [item.id for item in base.questionnaire.items]
    sectors = [one.id for one in base.questionnaire.profile.sectors][:3]
    people: list[Person] = []
    for number in range(33):
        name, known = f"Firm {number}", {"sector": sectors[number % 3], "size": "small"}
        people += staff(name, 6, items, **known)
        people += [
            Person(f"{name} l", name, "leader", places=one.places, **known) for one in people[-1:]
        ]
    scales = write_batch(folder, base, people)
    batch = Batch(folder, base, scales, FILES, date(2026, 11, 22))
    paths = write_outcome(batch, "en")
    assert [path.name for path in paths] == [
        "organisations.csv",
        "summary.json",
        "summary.html",
        "summary.docx",
        "summary.pdf",
        "results.xlsx",
    ]
    assert paths[4].read_bytes().startswith(b"%PDF-")
    return folder / "summary.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_browser(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_read_the_page(
    page: Path, browser: Browser, axe: str, size: tuple[int, int], dark: bool
) -> None:
    browser.show(page, size, dark)
    browser.driver.execute_script(axe)
    violations = browser.driver.execute_async_script(
        "axe.run().then(result => arguments[0](result.violations.map("
        "one => [one.id, one.nodes.map(node => node.html)])))"
    )
    assert violations == []
    wide = browser.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= size[0], "nothing sticks out of the screen"
    assert browser.complaints() == []
    assert browser.requests() <= {"file", "data"}
