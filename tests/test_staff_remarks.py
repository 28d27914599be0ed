"""What staff write at the end of their form reaches the reader as the form promises (method 3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from kept import kept_on
from report_examples import always, answered

from slimscan import pipeline
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.context import anonymised
from slimscan.report.scan.document import result_document
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

SIX = tuple(f"Zin {n} over het werk" for n in range(6))


def person(instrument: Instrument, number: int) -> StaffRespondent:
    """Somebody with answers of their own."""
    answers = {
        item.id: 1 + (number + place * (1 + number % 3)) % 5
        for place, item in enumerate(instrument.questionnaire.items)
    }
    return StaffRespondent(respondent=f"r{number:02}", group="AB"[number % 2], answers=answers)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    kept = Shelf(tmp_path / "home")
    kept.prepare()
    return kept


def told(
    instrument: Instrument, shelf: Shelf, people: Sequence[int], remarks: Sequence[str]
) -> list[str]:
    """The remarks in the JSON of a scan with these people, who wrote these."""
    scan = answered(instrument, always(3))
    shelf.file_for(scan).save(scan)
    staff_file(shelf, scan).save(
        StaffAnswers(
            scan=scan.id,
            respondents=tuple(person(instrument, number) for number in people),
            remarks=tuple(sorted(remarks)),
        )
    )
    document = result_document(pipeline.score(instrument, kept_on(shelf, scan)))
    remarks_told: list[str] = document["staff"]["remarks"]
    return remarks_told


def test_from_ten_people_and_five_remarks_on_they_are_shown(base: Instrument, shelf: Shelf) -> None:
    assert sorted(told(base, shelf, range(10), SIX[:5])) == sorted(SIX[:5])


@pytest.mark.parametrize(("people", "remarks"), [(9, 6), (10, 4), (4, 4)])
def test_fewer_show_nothing(base: Instrument, shelf: Shelf, people: int, remarks: int) -> None:
    assert told(base, shelf, range(people), SIX[:remarks]) == []


def test_their_order_is_not_that_of_the_alphabet_or_of_arrival(
    base: Instrument, shelf: Shelf
) -> None:
    many = [f"{letter} schreef dit" for letter in "abcdefghijkl"]
    shown = told(base, shelf, range(12), many)
    assert sorted(shown) == many
    assert shown not in (many, many[::-1])
    assert told(base, shelf, range(12), many[::-1]) == shown, "who came first changes nothing"


def test_what_people_wrote_whose_answers_wait_waits_with_them(
    base: Instrument, shelf: Shelf
) -> None:
    first = told(base, shelf, range(10), SIX[:5])
    assert first
    assert told(base, shelf, range(12), [*SIX[:5], "van een van de twee"]) == first
    assert told(base, shelf, range(13), [*SIX[:5], SIX[0]]) == first, "the same words once more"
    later = told(base, shelf, range(15), [*SIX[:5], "van een van de vijf"])
    assert "van een van de vijf" in later


def test_a_new_scan_of_the_same_people_does_not_bring_out_what_waits(
    base: Instrument, shelf: Shelf, tmp_path: Path
) -> None:
    assert told(base, shelf, range(10), SIX[:5])
    elsewhere = Shelf(tmp_path / "other")
    elsewhere.prepare()
    assert told(base, elsewhere, range(11), SIX) == []


def test_an_anonymous_report_has_none_and_no_report_says_whose_they_are(
    base: Instrument, shelf: Shelf
) -> None:
    told(base, shelf, range(10), SIX)
    scan = answered(base, always(3))
    result = pipeline.score(base, kept_on(shelf, scan))
    assert "Zin 1" not in json.dumps(result_document(anonymised(result)))
    page = pipeline.write(result, shelf.folder / "r.html", "html").read_text("utf-8")
    part = page[page.index('id="remarks"') :].partition("</section>")[0]
    assert all(text in part for text in SIX)
    assert "Team" not in part
    bare = pipeline.write(result, shelf.folder / "a.html", "html", anonymous=True)
    assert "Zin 1" not in bare.read_text("utf-8")
