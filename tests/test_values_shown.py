"""Every value that people see has one way to be written, to its last digit and space."""

from __future__ import annotations

from datetime import date

import narwhals as nw
import polars as pl
import pytest

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.shown import (
    as_shown,
    decimal,
    minus,
    months,
    option_labels,
    percent,
    shade,
    stored_column,
    whole,
    whole_or_none,
    without_noise,
    wording_of,
)


def test_noise_begins_behind_the_ninth_decimal() -> None:
    assert (whole(0.499999999), whole(0.4999999996)) == (0, 1)
    assert (whole(-0.5), whole(-3.6)) == (0, -4)
    assert (without_noise(0.499999999), without_noise(0.4999999996)) == (0.499999999, 0.5)
    frame = nw.from_native(pl.DataFrame({"score": [1 / 3, 2 / 3]}))
    stored = frame.select(stored_column(nw.col("score")))["score"].to_list()
    assert stored == [0.333333333333, 0.666666666667]


def test_a_score_that_is_not_there_is_a_dash_and_nothing_else() -> None:
    assert (as_shown(None), as_shown(12.5)) == ("–", "13")
    assert (whole_or_none(None), whole_or_none(12.5)) == (None, 13)


def test_a_value_is_drawn_in_one_of_five_shades() -> None:
    assert [shade(value) for value in (0, 12.4, 12.5, 40, 62.4, 62.5, 87.5, 100)] == [
        *(0, 0, 1, 2),
        *(2, 3, 4, 4),
    ]


def test_a_share_is_told_in_whole_percents() -> None:
    assert [percent(share) for share in (0, 0.004, 0.005, 0.3333, 1)] == [0, 0, 1, 33, 100]


def test_only_what_is_under_nothing_has_a_minus_sign() -> None:
    assert [minus(points) for points in (-7, -1, 0, 1, 7)] == ["−7", "−1", "0", "1", "7"]


def test_numbers_have_two_decimals_at_most_unless_more_or_fewer_are_asked_for() -> None:
    say = wording_of("nl", ())
    assert [say.decimal(2.345), say.decimal(2.345, 1), say.decimal(2.345, 3)] == [
        *("2,35", "2,3", "2,345"),
    ]
    assert [decimal(value, "nl") for value in (0.625, 2.5, 100, 1.239)] == [
        *("0,63", "2,5", "100", "1,24"),
    ]
    assert decimal(120, "nl", 0) == "120"


def test_figures_and_days_break_only_where_they_may() -> None:
    say = wording_of("nl", ())
    assert (say.figure(2.5, "%"), say.figure(12, "dagen")) == ("2,5%", "12\N{NO-BREAK SPACE}dagen")
    when = date(2026, 3, 2)
    assert say.day(when) == "2\N{NO-BREAK SPACE}maart 2026"
    assert say.dated(when) == "2\N{NO-BREAK SPACE}mrt\N{NO-BREAK SPACE}2026"


@pytest.mark.parametrize(
    ("names", "told"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c", "d"], "a, b, c en d")],
)
def test_names_stand_together_as_in_a_sentence(names: list[str], told: str) -> None:
    assert wording_of("nl", ()).together(names) == told


def test_every_month_is_known_by_its_names_in_both_languages() -> None:
    known = months()
    assert [known[name] for name in ("januari", "jan", "january", "mei", "may")] == [1, 1, 1, 5, 5]
    assert [known[name] for name in ("december", "dec", "maart", "mrt", "march")] == [
        12,
        12,
        3,
        3,
        3,
    ]
    assert set(known.values()) == set(range(1, 13))


def test_the_choice_in_the_profile_is_named_and_no_other(base: Instrument) -> None:
    say = wording_of("nl", base.questionnaire.languages)
    sizes = base.questionnaire.profile.sizes
    named = [say.choice(sizes, one.id) for one in sizes]
    assert named == [one.name["nl"] for one in sizes]
    assert say.choice(sizes, None) == ""


def test_options_are_worded_for_who_answers_in_a_language_that_there_is(base: Instrument) -> None:
    item = next(one for one in base.questionnaire.items if one.answer_set == "people")
    labels = {
        (language, audience): option_labels(base.questionnaire, item, language, audience)[0]
        for language in ("nl", "en", "fr")
        for audience in ("leader", "employee")
    }
    assert labels["en", "leader"] == "Nobody or hardly anyone"
    assert labels["en", "employee"] == "Not"
    assert labels["nl", "employee"] == labels["fr", "employee"] == "Niet"


def test_who_is_not_the_leader_is_spoken_to_as_staff() -> None:
    leader, staff = (wording_of("nl", (), audience=audience) for audience in ("leader", "employee"))
    assert leader.words == words("nl", "report") != staff.words
    assert staff.words == leader.words.for_staff()
    assert wording_of("nl", ()).words == leader.words
