"""Columns of the branch's own: kept from the files to the results, and one value an organisation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from batches import answers_of, score_text, scored, scores_of, table
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from slimscan.batch.files import check_kept, kept_among
from slimscan.batch.organisations.organisation_field import field_of
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError, UsageError
from slimscan.imports.mapping import AnswerMapping, read_mapping
from slimscan.privacy import LEAST_ORGANISATIONS, shown_groups
from slimscan.questionnaire.loading import Instrument

ITEMS = ["H1", "H2", "D1", "D2", "R1"]
HEADER = ["respondent", "organisation", "role", "Regio", "KvK nummer", "weight", *ITEMS]
ROWS = [
    ["a", "Firm A", "owner", "Noord", "01234567", "1,25", 1, 2, 3, 4, 5],
    ["b", "Firm A", "employee", "Zuid", "01234567", "=1+1", 2, 2, "", 2, 2],
    ["c", "Firm B", "employee", "Oost", "5-9", "", 3, 2, 3, 1, 3],
    ["d", "firm b", "employee", "Oost", "2-9", "0.5", 4, 4, 4, 4, 4],
    ["e", "Firm B", "employee", "West", "", "", 1, 1, 1, 1, 1],
]
KEPT = AnswerMapping().keeping({"regio": None, "KvK nummer": "chamber", "weight": None})


def test_what_is_kept_stands_beside_answers_and_scores_and_changes_neither(
    mini: Instrument, tmp_path: Path
) -> None:
    bare = score_text(mini, tmp_path / "bare", table(HEADER, ROWS))
    kept = score_text(mini, tmp_path / "kept", table(HEADER, ROWS), mapping=KEPT)
    own = ["regio", "chamber", "weight"]
    for frame, without in (
        (answers_of(kept), answers_of(bare)),
        (scores_of(kept), scores_of(bare)),
    ):
        assert list(kept_among(frame.schema)) == own
        assert frame.drop(own).equals(without)
        assert frame.select(own).rows() == [tuple(row[3:6]) for row in ROWS]
    [told] = kept.files
    assert told.ignored == {}
    sheet = pl.read_csv(kept.folder.scores_csv, infer_schema=False)
    assert sheet["weight"].to_list() == ["1,25", "'=1+1", "", "0.5", ""]
    assert sheet["chamber"].to_list()[:3] == ["01234567", "01234567", "5-9"]


def test_the_careful_way_and_the_fast_one_keep_the_same(mini: Instrument, tmp_path: Path) -> None:
    header = [name.replace(" ", "_") for name in HEADER]
    rows = [[str(one).replace(",", ".") for one in row] for row in ROWS]
    asked = AnswerMapping().keeping({"Regio": None, "KvK_nummer": None, "weight": None})
    fast, careful = (
        score_text(mini, tmp_path / name, text, mapping=asked)
        for name, text in (("f", table(header, rows)), ("c", table(header, rows, ";")))
    )
    assert answers_of(fast).equals(answers_of(careful))
    assert kept_among(answers_of(fast).schema) == ("Regio", "KvK_nummer", "weight")


def test_answers_of_slimscans_own_carry_them_on_to_the_next_run(
    mini: Instrument, tmp_path: Path
) -> None:
    first = score_text(mini, tmp_path, table(HEADER, ROWS), mapping=KEPT)
    again = scored(
        mini,
        tmp_path / "again",
        first.folder.answers,
        mapping=AnswerMapping().keeping({"regio": None}),
    )
    assert answers_of(again).equals(answers_of(first).drop("chamber", "weight"))
    without = scored(mini, tmp_path / "without", first.folder.answers)
    assert kept_among(answers_of(without).schema) == ()


def test_an_organisation_has_one_value_its_leaders_else_that_of_most(
    mini: Instrument, tmp_path: Path
) -> None:
    done = score_text(mini, tmp_path, table(HEADER, ROWS), mapping=KEPT)
    field = field_of(done.folder.path)
    assert field.kept == ("regio", "chamber", "weight")
    told = field.profiles.select("organisation_key", *field.kept).rows()
    assert told == [("firm a", "Noord", "01234567", "1,25"), ("firm b", "Oost", "", "0.5")]
    assert field.apart == {"sector": 0, "size": 0, "regio": 2, "chamber": 1, "weight": 1}


def test_a_mapping_names_what_is_kept_and_what_it_is_called(
    mini: Instrument, tmp_path: Path
) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text('keep:\n  "KvK nummer": chamber\n  Regio:\n')
    assert read_mapping(file, mini).kept == ("chamber", "Regio")
    done = score_text(mini, tmp_path, table(HEADER, ROWS), mapping=read_mapping(file, mini))
    assert answers_of(done)["chamber"].to_list()[0] == "01234567"


@pytest.mark.parametrize(
    ("header", "name", "fault"),
    [
        ("Elsewhere", None, Fault.KEPT_MISSING),
        ("H1", "own", Fault.KEPT_IS_KNOWN),
        ("organisation", "firm", Fault.KEPT_IS_KNOWN),
    ],
)
def test_a_column_that_is_nowhere_or_has_a_meaning_already_is_not_kept(
    mini: Instrument, tmp_path: Path, header: str, name: str | None, fault: Fault
) -> None:
    asked = AnswerMapping().keeping({header: name})
    with pytest.raises(InputError) as error:
        score_text(mini, tmp_path, table(HEADER, ROWS), mapping=asked)
    assert [one.fault for one in error.value.problems] == [fault]


def test_a_name_that_the_results_have_already_is_refused(mini: Instrument) -> None:
    taken = ["Organisation", "h1", "OVERALL", "overall__answered", "flags", "file", "Audience"]
    for name in taken:
        with pytest.raises(UsageError) as error:
            check_kept(mini, ["region", name])
        assert [one.fault for one in error.value.problems] == [Fault.KEPT_NAME_TAKEN], name
    for names in (["Region", "region"], [""], ["x" * 61], [f"own {n}" for n in range(41)]):
        with pytest.raises(UsageError):
            check_kept(mini, names)


def test_the_command_keeps_a_column_and_says_which_there_are_when_it_is_not_there(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(table(HEADER, ROWS))
    asked = ["batch", "a.csv", "--questionnaire", str(mini.folder), "--lang", "en"]
    shown = CliRunner().invoke(app, [*asked, "--dry-run", "--keep", "Regio"])
    assert "column Regio -> Regio" in shown.stdout
    refused = CliRunner().invoke(app, [*asked, "--keep", "regioo"])
    assert isinstance(refused.exception, InputError)
    [problem] = refused.exception.problems
    assert problem.values == {"column": "regioo", "nearest": "Regio"}


# Which groups of organisations may be shown


def test_a_group_is_shown_from_ten_on_and_only_where_the_rest_is_enough_too() -> None:
    counts = {("a", "x", "north"): 20, ("a", "x", "south"): 12, ("a", "x", "west"): 14}
    assert shown_groups(counts, [None]) == [{"north", "south", "west"}]
    with_few = {**counts, ("a", "x", "east"): 9}
    assert shown_groups(with_few, [None]) == [{"north", "west"}], "all less three tells of nine"
    unknown = {**counts, ("a", "x", ""): 9}
    assert shown_groups(unknown, [None]) == [{"north", "west"}]


def test_a_group_that_nearly_is_a_sector_or_another_group_is_not_shown() -> None:
    nested = {("a", "x", "p"): 30, ("a", "x", "q"): 3, ("b", "x", "q"): 30}
    assert shown_groups(nested, [None]) == [set()], "sector a less p is three firms"
    twins = {("a", "x", "p", "one"): 30, ("a", "x", "q", "two"): 30, ("a", "x", "p", "two"): 4}
    assert shown_groups(twins, [None, None]) == [{"p", "q"}, set()]
    assert shown_groups(twins, [None, {"one", "two"}]) == [set(), {"one", "two"}]


def test_an_identity_is_never_a_group() -> None:
    counts = {("a", "x", f"{number:08}"): 1 for number in range(500)}
    assert shown_groups(counts, [None]) == [set()]


@given(
    st.dictionaries(
        st.tuples(*(st.sampled_from(["", *letters]) for letters in ("ab", "xy", "pqr", "st"))),
        st.integers(1, 25),
    )
)
def test_no_group_less_what_lies_in_it_tells_of_a_few(counts: dict[tuple[str, ...], int]) -> None:
    shown = shown_groups(counts, [None, None])
    members = {
        (side, name): Counter({names: n for names, n in counts.items() if names[2 + side] == name})
        for side, its in enumerate(shown)
        for name in its
    }
    everyone = Counter(counts)
    sums = [everyone, *members.values(), *(everyone - one for one in members.values())]
    for one in sums:
        for other in members.values():
            if other <= one:
                left = (one - other).total()
                assert left == 0 or left >= LEAST_ORGANISATIONS or one.total() == left
