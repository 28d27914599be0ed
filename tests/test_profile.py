"""What is asked about an organisation: declared once, and followed by everything that lists it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import slimscan
from slimscan.disk.places import languages
from slimscan.language import PROFILE_WORDS, words
from slimscan.privacy import organisations as cells
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Profile
from slimscan.questionnaire.profile_fields import DIVIDED_BY, PROFILE_FIELDS
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import OrganisationProfile, new_scan
from slimscan.scan.record import fit_to

SOURCE = Path(slimscan.__file__).parent


def test_a_field_of_the_profile_is_there_wherever_it_is_needed() -> None:
    assert set(PROFILE_FIELDS.values()) == set(Profile.model_fields)
    assert set(PROFILE_FIELDS) <= set(OrganisationProfile.model_fields)
    assert set(DIVIDED_BY) <= set(PROFILE_FIELDS)


@pytest.mark.parametrize("language", languages())
def test_a_field_of_the_profile_has_words_wherever_it_is_shown(language: str) -> None:
    told = words(language, PROFILE_WORDS).texts
    needed = {f"{name}.{key}" for name in PROFILE_FIELDS for key in ("interview", "form", "cover")}
    needed |= {f"{name}.columns" for name in PROFILE_FIELDS}
    needed |= {f"{name}.table" for name in DIVIDED_BY}
    assert needed <= told.keys()


def test_only_the_questionnaire_room_lists_the_fields_of_the_profile() -> None:
    lists = (ast.Dict, ast.Tuple, ast.List, ast.Set)
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, lists):
                named = {
                    one.value for one in ast.iter_child_nodes(node) if isinstance(one, ast.Constant)
                }
                if len(named & PROFILE_FIELDS.keys()) > 1:
                    found.append(str(path.relative_to(SOURCE)))
    assert set(found) == {"questionnaire/profile_fields.py"}


def test_what_offers_nothing_is_not_asked() -> None:
    known = Profile.model_validate(
        {
            "sectors": [{"id": "bakery", "name": {"en": "Bakery"}}],
            "sizes": [{"id": "small", "name": {"en": "Small"}, "lowest": 1}],
            "roles": [{"id": "owner", "name": {"en": "Owner"}}],
        }
    )
    without = known.model_copy(update={"roles": ()})
    assert list(known.choices) == ["sector", "size", "role"]
    assert list(without.choices) == ["sector", "size"]


def test_the_number_of_people_stays_when_a_choice_no_longer_fits(mini: Instrument) -> None:
    scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 27))
    profile = OrganisationProfile(organisation="Oven Ltd", sector="gone", head_count=40)
    fitted = fit_to(mini, scan.changed(profile=profile))
    assert fitted.profile == OrganisationProfile(organisation="Oven Ltd", head_count=40)
    assert fitted.set_aside == {"sector": "gone"}


NAMES = [st.sampled_from(["", *letters]) for letters in ("abc", "xyz", "pqr")]


@given(st.dictionaries(st.tuples(*NAMES), st.integers(1, 40)))
def test_with_a_third_field_no_hidden_cell_can_be_had_by_subtraction(
    counts: dict[tuple[str, ...], int],
) -> None:
    with patch.object(cells, "DIVIDED_BY", ("sector", "size", "region")):
        shown = cells.shown_cells(counts)

    def total(place: tuple[str, ...]) -> int:
        return sum(
            n
            for names, n in counts.items()
            if all(wanted in ("", name) for wanted, name in zip(place, names, strict=True))
        )

    assert all(total(place) >= cells.LEAST_ORGANISATIONS for place in shown)
    for whole in shown:
        for side in (side for side, name in enumerate(whole) if not name):
            parts = [
                place
                for place in shown
                if place[side] and (*place[:side], "", *place[side + 1 :]) == whole
            ]
            if parts:
                left = total(whole) - sum(map(total, parts))
                assert left == 0 or left >= cells.LEAST_ORGANISATIONS
