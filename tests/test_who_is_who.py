"""Whose view rows without a role are, which firm answered twice, and what is said before scoring."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from batches import FIRMS as HEADER
from batches import Heard, answers_of, firm, firms, rejects_of, table
from batches import score_path as run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slimscan.batch.batch import Scored, Settings, score_files
from slimscan.batch.files import BatchFolder
from slimscan.batch.read import repeated_rows
from slimscan.batch.read.gather import Chosen
from slimscan.batch.read.inputs import SourceFile
from slimscan.batch.read.roles import MOMENT, _last
from slimscan.errors import Fault, InputError
from slimscan.language import problem_text
from slimscan.questionnaire.loading import Instrument


def audiences(done: Scored) -> set[str]:
    return set(answers_of(done)["audience"])


def test_what_occurs_twice_among_too_many_for_one_turn_is_found_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"Firm {number % 20}" for number in range(30)]
    frame = pl.LazyFrame({"organisation": names, "H1": [1] * 30})

    def found() -> tuple[list[str], int]:
        texts = repeated_rows.repeated_texts(frame, repeated_rows.organisation_key())
        return sorted(one for some in texts for one in some), repeated_rows.rows_alike(
            frame, ["H1"]
        )

    assert found() == (sorted(f"firm {number}" for number in range(10)), 10)
    monkeypatch.setattr(repeated_rows, "_AT_ONCE", 4)
    assert found() == (sorted(f"firm {number}" for number in range(10)), 10)


def test_of_two_answers_at_the_very_same_time_none_is_the_last() -> None:
    early, late, again = ({MOMENT: f"2026-11-01 {hour}:00"} for hour in (10, 11, 11))
    assert _last([late, early]) is late
    assert _last([early, late, again]) is None


def test_one_firm_that_answered_twice_leaves_the_others_leaders(
    mini: Instrument, tmp_path: Path
) -> None:
    done, heard = run(mini, tmp_path, [*firms(20), firm("firm 4 ", first=3)])
    assert audiences(done) == {"leader"}
    assert answers_of(done).height == 19
    assert heard.faults == [Fault.AUDIENCE_LEADERS, Fault.ORGANISATIONS_TWICE]
    assert {stage for stage, _ in heard.told} == {"reading"}
    leaders, twice = (remark.values for _, remark in heard.told)
    assert dict(leaders) == {"rows": 21, "organisations": 20, "single": 19}
    assert (twice["count"], twice["names"]) == (1, "Firm 4")
    first, second = rejects_of(done)
    assert [(one["row"], one["column"], one["value"]) for one in (first, second)] == [
        ("6", "organisation", "Firm 4"), ("22", "organisation", "firm 4"),
    ]  # fmt: skip
    assert "row 22" in first["reason"]
    assert "row 6" in second["reason"]
    assert "--audience employee" in first["reason"]
    assert done.files[0].duplicates == 0


def test_of_two_answers_the_later_counts(mini: Instrument, tmp_path: Path) -> None:
    rows = [*firms(20), firm("Twice", "2026-09-02", first=5), firm("Twice", "2026-09-01")]
    done, heard = run(mini, tmp_path, rows)
    kept = answers_of(done).filter(organisation="Twice")
    assert kept.select("measured_on", "H1").rows() == [("2026-09-02", 4)]
    [reject] = rejects_of(done)
    assert (reject["row"], "row 22" in reject["reason"]) == ("23", True)
    assert Fault.ORGANISATIONS_TWICE in heard.faults


@pytest.mark.parametrize("dates", [("2026-09-01", ""), ("2026-09-01", "2026-09-01"), ("", "")])
def test_without_a_later_date_neither_counts(
    mini: Instrument, tmp_path: Path, dates: tuple[str, str]
) -> None:
    rows = [*firms(20), *(firm("Twice", date, first=n + 1) for n, date in enumerate(dates))]
    done, _ = run(mini, tmp_path, rows)
    assert "Twice" not in set(answers_of(done)["organisation"])
    assert [one["row"] for one in rejects_of(done)] == ["22", "23"]


def test_the_same_answers_twice_count_once(mini: Instrument, tmp_path: Path) -> None:
    done, heard = run(mini, tmp_path, [*firms(20), firm("Firm 4")])
    assert answers_of(done).height == 20
    [reject] = rejects_of(done)
    assert "the same answers" in reject["reason"]
    assert heard.faults == [Fault.AUDIENCE_LEADERS]


@pytest.mark.parametrize(
    ("single", "several", "decided"),
    [
        (9, 1, Fault.AUDIENCE_LEADERS),
        (8, 2, Fault.AUDIENCE_STAFF),
        (10, 0, Fault.AUDIENCE_LEADERS),
        (9, 0, Fault.AUDIENCE_UNDECIDED),
        (0, 12, Fault.AUDIENCE_STAFF),
    ],
)
def test_nine_in_ten_of_at_least_ten_organisations_decide(
    mini: Instrument, tmp_path: Path, single: int, several: int, decided: Fault
) -> None:
    rows = [firm(f"A{n}") for n in range(single)]
    rows += [firm(f"B{n}", first=k + 1) for n in range(several) for k in range(3)]
    done, heard = run(mini, tmp_path, rows)
    assert heard.faults[0] is decided
    assert audiences(done) == {"leader" if decided is Fault.AUDIENCE_LEADERS else "employee"}
    for language in ("nl", "en"):
        assert str(len(rows)) in problem_text(heard.told[0][1], language)


def test_who_is_told_is_not_guessed_at(mini: Instrument, tmp_path: Path) -> None:
    rows = [*firms(3), firm("Firm 1", first=4)]
    done, heard = run(mini, tmp_path / "a", rows, chosen=Chosen(audience="leader"))
    assert (audiences(done), answers_of(done).height) == ({"leader"}, 2)
    assert heard.faults == [Fault.ORGANISATIONS_TWICE]
    done, heard = run(mini, tmp_path / "b", [*firms(20), *rows], chosen=Chosen(audience="employee"))
    assert (audiences(done), answers_of(done).height) == ({"employee"}, 24)
    assert heard.faults == [Fault.ROWS_ALIKE]


@pytest.mark.parametrize(("once", "twice", "kept"), [(2, 2, 2), (1, 2, 5), (2, 3, 8)])
def test_where_fewer_than_half_answered_once_all_rows_said_to_be_leaders_count(
    mini: Instrument, tmp_path: Path, once: int, twice: int, kept: int
) -> None:
    rows = [firm(f"A{n}", first=n + 1) for n in range(once)]
    rows += [firm(f"B{n}", first=k + 1) for n in range(twice) for k in range(2)]
    done, _ = run(mini, tmp_path, rows, chosen=Chosen(audience="leader"))
    assert (audiences(done), answers_of(done).height) == ({"leader"}, kept)


def test_no_report_is_promised_of_rows_of_which_nobody_knows_who_they_are(
    mini: Instrument, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path, firms(3), for_reports=True)
    assert [one.fault for one in refused.value.problems] == [Fault.AUDIENCE_UNDECIDED]


def test_strict_refuses_whatever_was_decided(mini: Instrument, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path, firms(20), strict=True)
    assert [one.fault for one in refused.value.problems] == [Fault.AUDIENCE_LEADERS]
    assert not (tmp_path / "out" / "scores.csv").exists()
    done, _ = run(mini, tmp_path, firms(20), strict=True, chosen=Chosen(audience="leader"))
    assert answers_of(done).height == 20


LIME = (
    "id,submitdate,lastpage,startlanguage,organisation,Q[H1],Q[H2]\n"
    "1,2026-01-02 10:00,3,nl,Acme,2,3\n2,,1,nl,Acme,2,4\n"
)


def test_rows_that_were_passed_over_are_listed_counted_and_taken_in_when_asked(
    mini: Instrument, tmp_path: Path
) -> None:
    path = tmp_path / "lime.csv"
    path.write_text(LIME)
    known = Chosen(audience="employee")
    done, heard = run(mini, tmp_path / "a", path, chosen=known)
    assert heard.faults == [Fault.ROWS_PASSED]
    [count] = done.files
    assert (count.read, count.scored, count.passed) == (2, 1, 1)
    [line] = rejects_of(done.folder.passed)
    assert (line["file"], line["row"]) == (str(path), "3")
    assert "finished" in line["reason"]
    done, heard = run(mini, tmp_path / "b", path, chosen=known, passed_over="take")
    assert ([one.scored for one in done.files], heard.faults) == ([2], [])
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path / "c", path, chosen=known, strict=True)
    assert [one.fault for one in refused.value.problems] == [Fault.ROWS_PASSED]
    run(mini, tmp_path / "d", path, chosen=known, strict=True, passed_over="leave")


def test_the_name_of_a_file_may_be_the_organisation_and_stays_with_the_row(
    mini: Instrument, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "Bakkerij De Korst.csv").write_text("H1,R1\n1,2\n")
    (folder / "Smederij.csv").write_text("organisation,H1,R1\nEigen naam,1,2\n,3,4\n")
    done, _ = run(mini, tmp_path, folder, chosen=Chosen(organisation_from_file=True))
    told = answers_of(done).select("organisation", "file").rows()
    assert told == [
        ("Bakkerij De Korst", "Bakkerij De Korst.csv"),
        ("Eigen naam", "Smederij.csv"),
        ("Smederij", "Smederij.csv"),
    ]
    assert "Smederij.csv" in done.folder.scores_csv.read_text()


def test_a_readme_in_a_folder_is_passed_over_and_said_but_not_when_it_was_named(
    mini: Instrument, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "good.csv").write_text("organisation,H1,R1\nAcme,1,2\n")
    (folder / "readme.txt").write_text('About this folder\n"quoted" words, and more\n')
    done, heard = run(mini, tmp_path, folder)
    assert [Path(one.file).name for one in done.files] == ["good.csv"]
    [remark] = [remark for _, remark in heard.told if remark.fault is Fault.FILE_PASSED]
    assert remark.file == str(folder / "readme.txt")
    with pytest.raises(InputError):
        run(mini, tmp_path / "named", folder / "readme.txt")
    (folder / "broken.csv").write_text('H1,R1\n1,"never closed\n2,2\n')
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path / "broken", folder)
    assert [one.fault for one in refused.value.problems] == [Fault.TABLE_BROKEN]


def test_a_file_name_that_is_no_utf_8_costs_nothing(mini: Instrument, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = b"organisation,H1,R1\nAcme,1,2\nBolt,9,2\n"
    (folder / "good.csv").write_bytes(text)
    for name in (b"caf\xe9.csv", b"caf\xe9.txt"):
        Path(folder / name.decode("utf-8", "surrogateescape")).write_bytes(text.replace(b",", b";"))
    done, _ = run(mini, tmp_path, folder)
    assert [(Path(one.file).name, one.scored) for one in done.files] == [
        ("caf\ufffd.csv", 1), ("caf\ufffd.txt", 1), ("good.csv", 1),
    ]  # fmt: skip
    assert {Path(one["file"]).name for one in rejects_of(done)} > {"caf\ufffd.csv"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([f"Firm {n}" for n in range(12)] + [""]),
            st.sampled_from(["", "2026-09-01", "2026-09-02"]),
            st.integers(1, 6),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_row_is_scored_or_left_out_with_a_reason_whoever_they_are(
    mini: Instrument,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, int]],
) -> None:
    folder = tmp_path_factory.mktemp("who")
    path = folder / "answers.csv"
    path.write_text(table(HEADER, [firm(*row) for row in rows]))
    try:
        done = score_files(
            mini, [SourceFile.named(path)], BatchFolder(folder / "out"), Settings("en"), Heard()
        )
    except InputError as refused:
        allowed = {Fault.BATCH_NOTHING_SCORED, Fault.CODES_OTHER_SET}
        if not {one.fault for one in refused.problems} <= allowed:
            raise
        return
    [count] = done.files
    assert count.read == len(rows) == count.scored + count.rejected + count.blank + count.passed
    answers = answers_of(done)
    assert answers.height == count.scored
    assert len({one["row"] for one in rejects_of(done)}) == count.rejected
    if "leader" in audiences(done):
        named = answers.filter(answers["organisation"] != "")["organisation"]
        assert named.n_unique() == len(named)


def test_numbers_that_are_no_codes_are_said_of_their_file(mini: Instrument, tmp_path: Path) -> None:
    rows = [*firms(20), firm("Wrong", first=9), firm("Words", first="half")]  # type: ignore[arg-type]
    done, heard = run(mini, tmp_path, rows)
    assert done.rejected == 1
    [remark] = [remark for _, remark in heard.told if remark.fault is Fault.CODES_OUTSIDE]
    assert (remark.file, remark.values) == (
        str(tmp_path / "answers.csv"), {"rows": 1, "numbers": "9"},
    )  # fmt: skip


def test_roles_that_the_questionnaire_does_not_know_are_named_before_scoring(
    mini: Instrument, tmp_path: Path
) -> None:
    header = "respondent,organisation,role,H1,H2,D1,D2,R1\n"
    roles = ["DGA" if number % 4 == 0 else "directeur" for number in range(12)]
    rows = [f"r{n},Firm {n},{role},1,2,3,4,5\n" for n, role in enumerate(roles)]
    path = tmp_path / "a.csv"
    path.write_text(header + "".join(rows))
    done, heard = run(mini, tmp_path, path)
    [remark] = [one for _, one in heard.told if one.fault is Fault.ROLES_UNKNOWN]
    assert remark.values == {"rows": 12, "names": "directeur, DGA", "column": "role"}
    assert audiences(done) == {"employee"}
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path / "strict", path, strict=True)
    assert Fault.ROLES_UNKNOWN in [one.fault for one in refused.value.problems]


def test_two_leaders_of_one_firm_by_their_roles_are_said_and_strict_refuses_them(
    mini: Instrument, tmp_path: Path
) -> None:
    header = ["organisation", "role", *HEADER[2:]]
    rows = [["Oven", "owner", 1, 2, 3, 4, 5], ["oven ", "Owner", 5, 2, 3, 4, 5]]
    path = tmp_path / "answers.csv"
    path.write_text(table(header, [*rows, ["Deur", "owner", 1, 2, 3, 4, 5]]))
    done, heard = run(mini, tmp_path, path)
    assert answers_of(done).height == 3
    [remark] = [one for _, one in heard.told if one.fault is Fault.LEADERS_SEVERAL]
    assert dict(remark.values) == {"count": 1, "names": "Oven"}
    with pytest.raises(InputError) as refused:
        run(mini, tmp_path / "strict", path, strict=True)
    assert Fault.LEADERS_SEVERAL in [one.fault for one in refused.value.problems]


def test_a_sector_or_size_that_the_questionnaire_does_not_know_is_said(
    mini: Instrument, tmp_path: Path
) -> None:
    header = ["organisation", "sector", *HEADER[2:]]
    rows = [[f"Firm {n}", "bakkery" if n < 2 else "bakery", 1, 2, 3, 4, 5] for n in range(12)]
    path = tmp_path / "answers.csv"
    path.write_text(table(header, rows))
    _, heard = run(mini, tmp_path, path)
    [remark] = [one for _, one in heard.told if one.fault is Fault.PROFILE_UNKNOWN]
    assert dict(remark.values) == {"rows": 2, "names": "bakkery", "column": "sector"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("login.csv", b"<!doctype html><title>Log in</title>", Fault.FILE_IS_PAGE),
        ("report.csv", b"%PDF-1.7", Fault.FILE_IS_PDF),
        ("packed.csv", b"\x1f\x8b\x08", Fault.FILE_IS_GZIP),
        ("cut.xlsx", b"PK\x03\x04 cut", Fault.WORKBOOK_UNREADABLE),
        ("empty.json", b"{}", Fault.ANSWERS_SHAPE),
        ("cut.json", b'[{"H1": 1', Fault.JSON_SYNTAX),
        ("old.xls", b"\xd0\xcf\x11\xe0 old", Fault.FILE_IS_OLD_WORKBOOK),
        ("a.sav", b"$FL2", Fault.ANSWERS_KIND_UNKNOWN),
        ("mapping.yaml", b"columns: {}\n", Fault.ANSWERS_SHAPE),
    ],
)
def test_what_is_no_table_in_a_folder_is_named_and_does_not_stop_the_others(
    mini: Instrument, tmp_path: Path, name: str, content: bytes, why: Fault
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(table(HEADER, firms(12)))
    (folder / name).write_bytes(content)
    done, heard = run(mini, tmp_path, folder)
    assert answers_of(done).height == 12
    told = [(one.fault, Path(one.file or "").name) for _, one in heard.told]
    assert {(why, name), (Fault.FILE_PASSED, name)} <= set(told)
    with pytest.raises(InputError):
        run(mini, tmp_path / "named", folder / name)
    with pytest.raises(InputError):
        run(mini, tmp_path / "strict", folder, strict=True)


def test_equal_answers_are_said_and_count_and_one_number_with_other_answers_is_no_repeat(
    mini: Instrument, tmp_path: Path
) -> None:
    rows = [[number, "Zon", "owner", 4, 3, 2, 1, 5] for number in (1, 2, 3, 3)]
    rows.append([2, "Zon", "owner", 1, 1, 2, 1, 5])
    header = ["respondent", "organisation", "role", "H1", "H2", "D1", "D2", "R1"]
    path = tmp_path / "answers.csv"
    path.write_text(table(header, rows))
    done, heard = run(mini, tmp_path, path)
    [alike] = [one.values for _, one in heard.told if one.fault is Fault.ROWS_ALIKE]
    assert alike == {"rows": 2}
    [file] = done.files
    assert (file.scored, file.duplicates, file.conflicts) == (3, 2, 1)
