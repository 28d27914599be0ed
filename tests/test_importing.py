"""Exports of other programs: what is found in them, what is passed over, and what is not guessed."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from mini import QUESTIONNAIRE, write_mini
from openpyxl import Workbook

from slimscan.errors import Fault, InputError, UsageError
from slimscan.imports.collection import Told, collect_files
from slimscan.imports.dates import read_date
from slimscan.imports.export import Export, Found
from slimscan.imports.importing import open_export
from slimscan.imports.profile_values import PersonReader
from slimscan.imports.zip_check import MOST_UNPACKED, PartLimitError, check_sizes
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scoring.responses import PERSON_COLUMNS
from slimscan.staff.answers import StaffAnswers


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**members: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/") + ".csv", content)
    return file.getvalue()


def cells(export: Export) -> dict[int, dict[str, int | None]]:
    """The cells of the responses frame by row and question."""
    columns = export.columns
    return {
        number: {
            item.id: export.answer(item, row[place] if place < len(row) else None).cell
            for place, item in columns.items.items()
        }
        for number, row in export.rows
    }


def people(export: Export) -> list[dict[str, str]]:
    return [
        {name: export.person(name, row[place]) for name, place in export.columns.people.items()}
        for _, row in export.rows
    ]


def fault_of(path: Path, instrument: Instrument, tool: str | None = None) -> Fault:
    with pytest.raises(InputError) as refused:
        open_export(path, instrument, tool)
    [problem] = refused.value.problems
    return problem.fault


class TestWhichTool:
    def test_codes_of_items_above_the_columns_make_it_our_own_table(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = open_export(saved(tmp_path, "a.csv", "respondent;H1\n1;4\n"), mini)
        assert (export.tool, export.found) == ("slimscan", Found.BY_CODES)

    def test_a_table_with_nothing_but_texts_is_not_guessed_at(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.csv", "De oven is warm.;De deur sluit.\n4;nergens\n")
        with pytest.raises(InputError) as refused:
            open_export(path, mini)
        [problem] = refused.value.problems
        assert problem.fault is Fault.TOOL_UNCLEAR
        assert problem.values["tools"] == "generic"
        export = open_export(path, mini, "excel")
        assert (export.tool, export.found) == ("excel", Found.GIVEN)
        assert cells(export) == {2: {"H1": 3, "D1": 0}}

    def test_columns_that_only_one_tool_writes_tell_it(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.csv", "id,submitdate,lastpage,startlanguage,Q[H1]\n1,x,1,nl,4\n")
        export = open_export(path, mini)
        assert (export.tool, export.found) == ("limesurvey", Found.RECOGNISED)

    def test_a_tool_that_is_not_known_is_wrong_usage(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        with pytest.raises(UsageError) as refused:
            open_export(tmp_path / "a.csv", mini, "limesurvay")
        assert refused.value.problems[0].values["nearest"] == "limesurvey"

    def test_a_tool_cannot_have_made_a_file_of_another_kind(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.json", '[{"H1": 1}]')
        assert fault_of(path, mini, "google-forms") is Fault.TOOL_OTHER_KIND

    @pytest.mark.parametrize(
        ("name", "fault"),
        [("a.doc", Fault.ANSWERS_KIND_UNKNOWN), ("none.csv", Fault.FILE_MISSING)],
    )
    def test_a_file_that_cannot_be_read_is_said_to_be_so(
        self, mini: Instrument, tmp_path: Path, name: str, fault: Fault
    ) -> None:
        saved(tmp_path, "a.doc", "x")
        assert fault_of(tmp_path / name, mini) is fault


LIME = '"id","submitdate","lastpage","startlanguage","seed"'


class TestLimeSurvey:
    @pytest.mark.parametrize(
        "headers",
        [
            '"Q1[H1]","Q1[D1]"',
            '"Q1_H1","Q1_D1"',
            '"Kies [De oven is warm.]","Kies [De deur sluit.]"',
            '"Q1[SQ001]. Kies [De oven is warm.]","Q1[SQ002]. Kies [De deur sluit.]"',
            '"Q1[H1]. Kies [De oven is warm.]","Q1[D1]. Pick (a [b]) [The door closes.]"',
            '"H1. De oven is warm.","D1"',
        ],
    )
    def test_codes_texts_or_both_may_stand_above_the_columns(
        self, mini: Instrument, tmp_path: Path, headers: str
    ) -> None:
        text = f'{LIME},{headers}\n"7","2026-01-02 10:00:00","3","nl","9","een paar","Most"\n\n'
        export = open_export(saved(tmp_path, "a.csv", text), mini)
        assert cells(export) == {2: {"H1": 1, "D1": 3}}
        assert export.columns.ignored == {}

    def test_the_order_of_options_is_not_taken_from_codes_of_somebody_elses_form(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = f'{LIME},"Q[H1]","Q[SQ2]. [De deur sluit.]"\n1,x,1,nl,9,A1,A2\n'
        path = saved(tmp_path, "a.csv", text)
        assert fault_of(path, mini) is Fault.CODES_WITHOUT_QUESTIONS

    def test_what_was_not_submitted_is_passed_over_and_counted(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        rows = '\n"1","","1","nl","9","A1"\n"2","1980-01-01 00:00:00","3","nl","9","A5"\n'
        export = open_export(saved(tmp_path, "a.csv", f'{LIME},"Q[H1]"{rows}\n'), mini)
        assert cells(export) == {3: {"H1": 4}}
        assert export.passed == 1

    def test_a_moment_that_was_not_kept_is_no_date(self, mini: Instrument, tmp_path: Path) -> None:
        rows = (
            '\n"1","1980-01-01 00:00:00","1","nl","9","A1"\n"2","2026-03-01 9:00","3","nl","9","A5"'
        )
        export = open_export(saved(tmp_path, "a.csv", f'{LIME},"Q[H1]"{rows}\n'), mini)
        assert people(export) == [
            {"respondent": "1", "measured_on": ""},
            {"respondent": "2", "measured_on": "2026-03-01"},
        ]

    def test_our_own_forms_codes_for_states_and_choices_are_known(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = f'{LIME},"Q[H1]","Q[H2]","Q[D1]","sector","size"\n1,x,1,nl,9,DK,NA,N/A,A2,A1\n'
        path = saved(tmp_path, "a.csv", text)
        assert cells(open_export(path, mini)) == {2: {"H1": -1, "H2": -2, "D1": None}}
        [person] = people(open_export(path, mini))
        assert (person["sector"], person["size"]) == ("other", "small")

    @pytest.mark.parametrize("delimiter", [",", ";"])
    @pytest.mark.parametrize(
        "own",
        [
            ["Response ID", "Date submitted", "Last page", "Start language"],
            ["Antwoord", "Wanneer verstuurd", "Bladzijde", "Taal"],
            ["id. Response ID", "submitdate. Date submitted", "lastpage. x", "startlanguage. y"],
        ],
    )
    def test_its_own_columns_are_known_in_any_language(
        self, mini: Instrument, tmp_path: Path, own: list[str], delimiter: str
    ) -> None:
        rows = [
            [*own, "Q[H1]"],
            ["1", "", "1", "nl", "A1"],
            ["2", "2026-01-02 10:00:00", "3", "en", "A2"],
        ]
        text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
        export = open_export(saved(tmp_path, "a.csv", text), mini)
        assert export.tool == "limesurvey"
        assert (cells(export), export.passed) == ({3: {"H1": 1}}, 1)

    def test_a_workbook_is_read_like_its_table(self, mini: Instrument, tmp_path: Path) -> None:
        header = ["id", "submitdate", "lastpage", "startlanguage", "Q[H1]"]
        rows = [header, [1.0, "2026-01-02 10:00:00", 3, "nl", "A2"], [2, None, 1, "nl", "A1"]]
        export = open_export(saved(tmp_path, "a.xlsx", workbook(R=rows)), mini)
        assert (export.tool, cells(export), export.passed) == ("limesurvey", {2: {"H1": 1}}, 1)


class TestExcel:
    @pytest.mark.parametrize(
        ("encoding", "delimiter", "before"),
        [
            ("cp1252", ";", ""),
            ("utf-8-sig", ";", ""),
            ("utf-16", "\t", ""),
            ("cp1252", ";", "sep=;\r\n"),
            ("cp1252", ",", "SEP=,\r\n"),
        ],
    )
    def test_what_dutch_spreadsheets_save_as_text_is_read(
        self, mini: Instrument, tmp_path: Path, encoding: str, delimiter: str, before: str
    ) -> None:
        rows = [["Bedrijf", "H1", "D1"], ["Bäckerei", '"4,0"', "de  meeste"], ["", "", ""]]
        text = before + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
        export = open_export(saved(tmp_path, "a.csv", text.encode(encoding)), mini)
        assert cells(export) == {2: {"H1": 3, "D1": 3}}
        assert people(export) == [{"organisation": "Bäckerei"}]

    def test_marks_within_quoted_headers_are_no_delimiters(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.csv", '"H1";"Wat, en waarom, en hoe, en waar?"\n"4";"x"\n')
        assert cells(open_export(path, mini)) == {2: {"H1": 3}}

    def test_a_text_that_is_nearly_a_question_is_named_with_that_question(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.csv", "H1;De deur sluit goed.;E-mail\n4;x\n")
        assert open_export(path, mini).columns.ignored == {
            "De deur sluit goed.": "D1",
            "E-mail": "",
        }

    def test_the_sheet_with_most_items_is_read(self, mini: Instrument, tmp_path: Path) -> None:
        content = workbook(
            About=[["x"]], Old=[["H1"], [1]], New=[[], ["H1", "D1"], [], [2, 3]], Empty=[]
        )
        export = open_export(saved(tmp_path, "a.xlsx", content), mini)
        assert cells(export) == {4: {"H1": 1, "D1": 2}}

    def test_dates_truth_and_errors_in_cells_are_what_they_are(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        rows: list[list[object]] = [
            ["measured_on", "group", "H1"],
            [datetime(2026, 3, 4, 5), 7.0, 4],
            [date(2026, 3, 4), "#REF!", True],
        ]
        export = open_export(saved(tmp_path, "a.xlsx", workbook(A=rows)), mini)
        [(_, first), (_, second)] = export.rows
        assert export.person("measured_on", first[0]) == "2026-03-04"
        assert export.person("group", first[1]) == "7"
        with pytest.raises(InputError) as refused:
            export.person("group", second[1])
        assert refused.value.problems[0].fault is Fault.CELL_ERROR
        with pytest.raises(InputError):
            export.answer(export.columns.items[2], second[2])


class TestZip:
    def test_the_table_with_most_items_is_read_under_its_own_name(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        content = archive(form="H1,D1\n1,2\n", media__repeat="KEY,H1\nx,1\n")
        export = open_export(saved(tmp_path, "a.zip", content), mini)
        assert export.file == str(tmp_path / "a.zip" / "form.csv")
        assert cells(export) == {2: {"H1": 0, "D1": 1}}

    def test_names_in_it_lead_nowhere(self, mini: Instrument, tmp_path: Path) -> None:
        inner = tmp_path / "inner"
        inner.mkdir()
        content = archive(**{"..__..__evil\x1b": "H1\n1\n"})
        export = open_export(saved(inner, "a.zip", content), mini)
        assert cells(export) == {2: {"H1": 0}}
        assert "\x1b" not in export.file
        assert [path.name for path in tmp_path.rglob("*evil*")] == []

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"", Fault.ARCHIVE_UNREADABLE),
            (b"PK\x03\x04 and no more", Fault.ARCHIVE_UNREADABLE),
            (archive(), Fault.TABLE_EMPTY),
            (archive(a="H1\n" + "1\n" * 300_000), Fault.ARCHIVE_TOO_LARGE),
            (archive(a="H1\n1\n" * 99).replace(b"PK\x01\x02", b"PK\x01\x03"), Fault.ARCHIVE_UNREADABLE),
        ],
    )  # fmt: skip
    def test_what_cannot_be_unpacked_in_reason_is_refused(
        self, mini: Instrument, tmp_path: Path, content: bytes, fault: Fault
    ) -> None:
        assert fault_of(saved(tmp_path, "a.zip", content), mini) is fault


class TestJson:
    def test_records_with_other_keys_make_one_table(self, mini: Instrument, tmp_path: Path) -> None:
        records = [{"lever": {"H1": 4}}, {"lever": {"D1": "most"}, "notes": {"H1": "x"}}, {"H2": 2}]
        for name, text in (
            ("a.json", json.dumps(records, indent=1)),
            ("a.jsonl", "\n".join(map(json.dumps, records))),
        ):
            export = open_export(saved(tmp_path, name, text), mini)
            assert cells(export) == {
                1: {"H1": 3, "D1": None, "H2": None},
                2: {"H1": None, "D1": 3, "H2": None},
                3: {"H1": None, "D1": None, "H2": 1},
            }

    def test_the_files_of_our_own_form_are_a_table_too(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        form = {
            "format": 1, "kind": "slimscan-answers", "questionnaire": {"id": "mini"},
            "respondent": "0123456789ab", "given_on": "2026-11-21", "group": "A", "quick": False,
            "remark": "secret", "language": "nl", "answers": {"H1": 4},
        }  # fmt: skip
        export = open_export(saved(tmp_path, "a.json", json.dumps([form, form])), mini)
        assert people(export)[0] == {
            "respondent": "0123456789ab", "group": "A", "measured_on": "2026-11-21",
        }  # fmt: skip
        assert export.columns.ignored == {}

    def test_two_keys_that_are_one_column_cost_their_record(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = '[{"H1": 1}, {"a.H2": 1, "a": {"H2": 2}}]'
        export = open_export(saved(tmp_path, "a.json", text), mini)
        assert list(cells(export)) == [1]
        assert [problem.line for problem in export.broken] == [2]


class TestPeople:
    def test_columns_beside_the_items_are_known_by_words_in_both_languages(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        header = "Naam van uw bedrijf;Sector?;Number of employees;Functie;Team;Datum;H1"
        export = open_export(saved(tmp_path, "a.csv", f"{header}\n"), mini)
        assert list(export.columns.people) == [
            "organisation", "sector", "size", "role", "group", "measured_on",
        ]  # fmt: skip
        assert set(export.columns.people) < set(PERSON_COLUMNS)

    def test_a_column_of_that_name_goes_before_one_with_such_words(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = open_export(saved(tmp_path, "a.csv", "Bedrijf;organisation;H1\nx;y;1\n"), mini)
        assert people(export) == [{"organisation": "y"}]
        assert export.columns.ignored == {"Bedrijf": ""}

    @pytest.mark.parametrize(
        ("name", "cell", "value"),
        [
            ("sector", "bakery", "bakery"),
            ("sector", " BAKKERIJ\u00a0", "bakery"),
            ("sector", "Smederij", "Smederij"),
            ("role", "Owner", "owner"),
            ("size", "Klein", "small"),
            ("size", 9, "small"),
            ("size", 10.0, "large"),
            ("size", "1.200", "large"),
            ("size", "1 - 9", "small"),
            ("size", "1 t/m 9 mensen", "small"),
            ("size", "10+", "large"),
            ("size", "10 of meer", "large"),
            ("size", "5 - 20", "5 - 20"),
            ("size", "0", "0"),
            ("size", "veel", "veel"),
            ("organisation", "a\x1b[31m\u202eb", "ab"),
            ("respondent", 12.0, "12"),
            ("respondent", "007", "007"),
            ("group", None, ""),
            ("start", datetime(2025, 1, 1), "2025-01-01"),
            ("start", datetime(2025, 1, 1, 9, 30), "2025-01-01 09:30:00"),
        ],
    )
    def test_a_profile_is_read_into_ids_and_other_words_stay(
        self, mini: Instrument, name: str, cell: object, value: str
    ) -> None:
        assert PersonReader(mini.questionnaire.profile).person(name, cell) == value

    @pytest.mark.parametrize(
        ("name", "longest"), [("organisation", 120), ("group", 80), ("respondent", 80)]
    )
    def test_long_names_that_begin_alike_stay_two_and_spellings_of_one_stay_one(
        self, mini: Instrument, name: str, longest: int
    ) -> None:
        reader = PersonReader(mini.questionnaire.profile)
        just = reader.person(name, "a" * longest)
        first, again, other = (
            reader.person(name, "Long name " * 30 + end) for end in ("Oost", "oost", "West")
        )
        assert just == "a" * longest
        assert len(first) <= longest
        assert first.startswith("Long name Long name")
        assert first.lower() == again.lower() != other.lower()

    @pytest.mark.parametrize(
        ("cell", "day_first", "value"),
        [
            ("2026-11-03", None, "2026-11-03"),
            ("2026-11-03T10:11:12.000+01:00", None, "2026-11-03"),
            ("2024/12/05 9:39:00 PM GMT+1", None, "2024-12-05"),
            ("1-9-2020 14:20:31", True, "2020-09-01"),
            ("9/1/2020", False, "2020-09-01"),
            ("1-9-2020", None, ""),
            ("13-9-2020", None, "2020-09-13"),
            ("9/13/2020", None, "2020-09-13"),
            ("9/13/2020", True, ""),
            ("5.5.2020", None, "2020-05-05"),
            ("2020-02-30", None, ""),
            ("1980-01-01 00:00:00", None, ""),
            ("1-9-20", True, ""),
            ("44000", None, "2020-06-18"),
            ("gisteren", None, ""),
        ],
    )
    def test_a_date_that_can_be_read_in_two_ways_is_not_read(
        self, cell: str, day_first: bool | None, value: str
    ) -> None:
        assert read_date(cell, day_first) == value


class TestLabels:
    @pytest.mark.parametrize(
        "cell", ["iemand's werk", "IEMAND\u2019S  WERK", "iemand\u2019s we\u00adrk"]
    )
    def test_marks_that_nobody_sees_make_no_other_label(self, tmp_path: Path, cell: str) -> None:
        text = QUESTIONNAIRE.replace("{nl: nergens,", "{nl: iemand\u2019s  werk,")
        instrument = load_instrument(write_mini(tmp_path / "other", text))
        export = open_export(saved(tmp_path, "a.csv", f"H1\n{cell}\n"), instrument)
        assert cells(export) == {2: {"H1": 0}}

    def test_two_codes_in_one_cell_are_no_code_with_its_label(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = open_export(saved(tmp_path, "a.csv", "H1\n1 1\n"), mini)
        with pytest.raises(InputError):
            cells(export)


class TestChanges:
    def test_questions_about_changes_have_yes_and_no(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "a.csv", "H1;CHG1;Ander brood?\n1;ja;No\n1;;weet ik niet\n1;2;x\n")
        export = open_export(path, mini)
        assert [change.id for change in export.columns.changes.values()] == ["CHG1", "CHG2"]
        read = []
        for _, row in export.rows:
            for place, change in export.columns.changes.items():
                try:
                    read.append(export.change(change, row[place]).cell)
                except InputError as refused:
                    read.append(str(refused.problems[0].values["accepted"]))
        assert read == [0, 1, None, -1, 1, "1, 2, dont_know"]


def test_a_zip_may_unpack_to_a_quarter_of_a_gibibyte_and_no_byte_more() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(a="H1"))) as packed:
        [entry] = packed.infolist()
        entry.compress_size = entry.file_size = 256 * 1024 * 1024
        check_sizes(packed, MOST_UNPACKED)
        entry.file_size += 1
        with pytest.raises(PartLimitError):
            check_sizes(packed, MOST_UNPACKED)


def test_a_large_table_is_never_in_memory_as_a_whole(mini: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    row = ";".join(["p", *["4"] * 5, "x" * 80])
    path.write_text("respondent;H1;H2;D1;D2;R1;note\n" + f"{row}\n" * 60_000)
    tracemalloc.start()
    try:
        export = open_export(path, mini)
        assert sum(1 for _ in export.rows) == 60_000
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size / 2
    finally:
        tracemalloc.stop()


def test_a_download_of_a_tool_is_collected_for_a_scan(mini: Instrument, tmp_path: Path) -> None:
    text = f'{LIME},"Q[H1]","Q[D1]"\n1,x,1,nl,9,A1,A2\n2,,1,nl,9,A1,A2\n3,x,1,nl,9,A9,A2\n'
    path = saved(tmp_path, "a.csv", text)
    collected = collect_files(mini, StaffAnswers(scan="s"), [path], Told("limesurvey"))
    assert (collected.taken, collected.refused, collected.passed) == (1, 1, 1)
    assert collected.staff.respondents[0].answers == {"H1": 1, "D1": 2}
    assert collected.deliveries[str(path)].tool == "limesurvey"
