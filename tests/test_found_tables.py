"""Tables as people really save them: found, named for what they are, and said what was made of it."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from tool_files import taken, workbook, written, zipped

from slimscan.batch.read.dry_run import dry_run
from slimscan.errors import Fault, InputError
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping
from slimscan.imports.tools.tool import MOST_COLUMNS
from slimscan.questionnaire.loading import Instrument

ROWS = [["respondent", "H1", "D1"], ["a", 1, 2], ["b", 3, 4]]
ANSWERS = [{"H1": 1, "D1": 2}, {"H1": 3, "D1": 4}]
TEXT = "respondent,H1,D1\na,1,2\nb,3,4\n"


def problem_of(path: Path, mini: Instrument, tool: str | None = None) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        open_export(path, mini, tool)
    return [one.fault for one in refused.value.problems]


def remarks_of(path: Path, mini: Instrument) -> list[Fault]:
    return [one.fault for one in open_export(path, mini).remarks]


class TestDelimiters:
    def test_commas_in_an_unquoted_title_do_not_outweigh_the_rows(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        heads = [
            f"Zo, bij u, in uw bedrijf, nu? [{one}]"
            for one in ("De oven is warm.", "De deur sluit.")
        ]
        text = (
            ";".join(["Tijdstempel", *heads]) + "\n1-9-2026 10:00:00;4;een paar, nu\n2-9-2026;5;1\n"
        )
        path = written(tmp_path / "a.csv", text.replace("een paar, nu", "een paar"))
        found = taken(mini, path)
        assert (found.tool, found.answers) == (
            "google-forms",
            [{"H1": 4, "D1": 2}, {"H1": 5, "D1": 1}],
        )

    @pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
    def test_free_text_full_of_other_marks_does_not_choose(
        self, mini: Instrument, tmp_path: Path, mark: str
    ) -> None:
        other = ";" if mark != ";" else ","
        rows = [
            ["respondent", "H1", "remark"],
            ["a", "4", f"x{other}y{other}z{other}q"],
            ["b", "2", "w"],
        ]
        path = written(tmp_path / "a.csv", "\n".join(mark.join(row) for row in rows) + "\n")
        assert taken(mini, path).answers == [{"H1": 4}, {"H1": 2}]


class TestLetters:
    def test_one_byte_of_another_encoding_marks_itself_alone(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        names = ["Café", "Mölders", "Brûlé"]
        text = "organisation;H1\n" + "".join(f"{name};1\n" for name in names) + "Caf#;2\n"
        path = written(tmp_path / "a.csv", text.encode().replace(b"#", b"\xe9"))
        found = taken(mini, path)
        assert [one["organisation"] for one in found.people] == [*names, "Caf\ufffd"]
        [remark] = open_export(path, mini).remarks
        assert (remark.fault, remark.values) == (Fault.LETTERS_DAMAGED, {"count": 1})
        records = '[{"organisation": "Café", "H1": 1, "R1": 1}, {"organisation": "Caf#", "H1": 2}]'
        file = written(tmp_path / "a.json", records.encode().replace(b"#", b"\xe9"))
        assert remarks_of(file, mini) == [Fault.LETTERS_DAMAGED]

    def test_a_file_of_the_old_encoding_stays_that(self, mini: Instrument, tmp_path: Path) -> None:
        text = "organisation;H1\nCafé;1\nMölders;2\n"
        path = written(tmp_path / "a.csv", text.encode("cp1252"))
        assert [one["organisation"] for one in taken(mini, path).people] == ["Café", "Mölders"]
        assert remarks_of(path, mini) == []


class TestHeaders:
    def test_a_title_and_comments_may_stand_above_the_header(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        titled = workbook(tmp_path / "a.xlsx", Blad1=[["Onze antwoorden"], [], *ROWS])
        commented = written(tmp_path / "b.csv", f"# export\n# 2 rows\n{TEXT}")
        for path, row in ((titled, 3), (commented, 3)):
            export = open_export(path, mini)
            [remark] = export.remarks
            assert (remark.fault, remark.values["row"]) == (Fault.HEADER_BELOW, row)
            assert taken(mini, path).answers == ANSWERS

    def test_titles_of_groups_above_the_statements_are_passed_over(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = "Hoe is het?;;En dan?\nDe oven is warm.;De oven rookt.;De deur sluit.\n4;nergens;2\n"
        path = written(tmp_path / "a.csv", text)
        with pytest.raises(InputError) as refused:
            open_export(path, mini)
        unclear, below = refused.value.problems
        assert (unclear.fault, below.fault) == (Fault.TOOL_UNCLEAR, Fault.HEADERS_FROM_TWO_ROWS)
        assert below.values["row"] == 2
        assert taken(mini, path, "excel").answers == [{"H1": 4, "H2": 1, "D1": 2}]

    def test_a_row_with_one_question_by_chance_is_no_header(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = written(tmp_path / "a.csv", "code,text\nH1,x\nD1,y\n")
        assert problem_of(path, mini) == [Fault.TABLE_NO_ITEMS]

    def test_an_export_of_a_tool_may_have_a_title_too(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        lime = "id,submitdate,lastpage,startlanguage,Q[H1],Q[D1]\n1,2026-01-02 10:00,3,nl,2,3\n2,,1,nl,2,3\n"
        found = taken(mini, written(tmp_path / "a.csv", f"My survey\n{lime}"))
        assert (found.tool, found.answers, found.passed) == ("limesurvey", [{"H1": 2, "D1": 3}], 1)

    @pytest.mark.parametrize("ending", ["csv", "json"])
    def test_a_table_that_is_too_wide_is_refused_with_its_width(
        self, mini: Instrument, tmp_path: Path, ending: str
    ) -> None:
        names = [f"column{number}" for number in range(100_000)]
        text = (
            ",".join(names) + "\n"
            if ending == "csv"
            else "[{" + ",".join(f'"{n}":1' for n in names) + "}]"
        )
        with pytest.raises(InputError) as refused:
            open_export(written(tmp_path / f"a.{ending}", text), mini)
        [problem] = refused.value.problems
        assert problem.fault is Fault.TABLE_WIDE
        assert problem.values == {"columns": 100_000, "most": MOST_COLUMNS}


class TestQuestionsMadeAnew:
    def test_two_columns_filled_for_different_people_are_one_question(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = "respondent,H1,D1,h1\na,1,2,\nb,,2,3\nc,,2,\n"
        path = written(tmp_path / "a.csv", text)
        found = taken(mini, path)
        assert found.answers == [{"H1": 1, "D1": 2}, {"H1": 3, "D1": 2}, {"D1": 2}]
        [remark] = open_export(path, mini).remarks
        assert (remark.fault, remark.values) == (Fault.COLUMNS_TOGETHER, {"items": "H1"})

    def test_where_both_are_filled_both_are_named_with_their_places_and_the_row(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = "respondent,H1,D1,h1\na,1,2,\nb,4,2,3\n"
        with pytest.raises(InputError) as refused:
            open_export(written(tmp_path / "a.csv", text), mini)
        [problem] = refused.value.problems
        assert (problem.fault, problem.line) == (Fault.TABLE_COLUMN_TWICE, 3)
        assert (problem.values["first_place"], problem.values["place"]) == ("B", "D")


class TestWorkbooks:
    def test_a_strict_open_xml_workbook_is_read_like_any(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        usual = workbook(tmp_path / "usual.xlsx", A=ROWS)
        names = (
            (
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            (
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        )
        with (
            zipfile.ZipFile(usual) as given,
            zipfile.ZipFile(tmp_path / "strict.xlsx", "w") as made,
        ):
            for name in given.namelist():
                content = given.read(name)
                for one, other in names:
                    content = content.replace(one, other)
                made.writestr(name, content)
        assert taken(mini, tmp_path / "strict.xlsx").answers == ANSWERS

    def test_merged_cells_and_a_second_sheet_with_questions_are_said(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        book = Workbook()
        for row in ROWS:
            book.active.append(row)
        book.active.merge_cells("B2:C2")
        second = book.create_sheet("Old")
        second.append(["H1"])
        second.append([1])
        book.save(tmp_path / "a.xlsx")
        remarks = {one.fault: one.values for one in open_export(tmp_path / "a.xlsx", mini).remarks}
        assert Fault.CELLS_MERGED in remarks
        assert remarks[Fault.SHEET_CHOSEN] == {"sheet": "Sheet", "others": "Old"}

    def test_merged_cells_on_a_sheet_that_is_not_read_are_no_news(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        book = Workbook()
        guide = book.active
        guide.append(["How to fill this in"])
        guide.merge_cells("A1:C1")
        answers = book.create_sheet("Answers")
        for row in ROWS:
            answers.append(row)
        book.save(tmp_path / "a.xlsx")
        export = open_export(tmp_path / "a.xlsx", mini)
        assert taken(mini, tmp_path / "a.xlsx").answers == ANSWERS
        assert Fault.CELLS_MERGED not in [one.fault for one in export.remarks]


def a_workbook() -> bytes:
    content = io.BytesIO()
    book = Workbook()
    book.active.append(["H1"])
    book.save(content)
    return content.getvalue()


class TestKinds:
    @pytest.mark.parametrize(
        ("name", "content", "fault"),
        [
            ("a.csv", a_workbook(), Fault.FILE_IS_WORKBOOK),
            ("a.zip", a_workbook(), Fault.FILE_IS_WORKBOOK),
            ("a.csv", gzip.compress(TEXT.encode(), mtime=0), Fault.FILE_IS_GZIP),
            ("a.xlsx", b"%PDF-1.7\n", Fault.FILE_IS_PDF),
            ("a.csv", b"\n<!DOCTYPE html><html><title>Log in</title></html>", Fault.FILE_IS_PAGE),
            ("a.json", b"<html><body>Sign in</body></html>", Fault.FILE_IS_PAGE),
            ("a.csv", b"PAR1....PAR1", Fault.FILE_IS_PARQUET),
            ("a.csv", b"\xd0\xcf\x11\xe0" + b"x" * 600, Fault.FILE_IS_OLD_WORKBOOK),
            ("a.txt", b"{\\rtf1 hello}", Fault.FILE_IS_DOCUMENT),
            ("a.csv", b"\x89PNG\r\n", Fault.FILE_IS_IMAGE),
            ("a.csv", b"PK\x03\x04 broken", Fault.FILE_IS_ARCHIVE),
        ],
    )  # fmt: skip
    def test_a_file_under_a_wrong_name_is_named_for_what_it_is(
        self, mini: Instrument, tmp_path: Path, name: str, content: bytes, fault: Fault
    ) -> None:
        assert problem_of(written(tmp_path / name, content), mini) == [fault]

    def test_a_zip_of_csv_files_is_no_table_under_the_name_of_one(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = zipped(tmp_path / "a.csv", b__csv=TEXT)
        assert problem_of(path, mini) == [Fault.FILE_IS_ARCHIVE]

    def test_a_packed_table_is_read_by_its_name_and_a_cut_one_is_refused(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        packed = gzip.compress(TEXT.encode(), mtime=0)
        assert taken(mini, written(tmp_path / "a.csv.gz", packed)).answers == ANSWERS
        cut = written(tmp_path / "b.csv.gz", packed[:-12])
        assert problem_of(cut, mini) == [Fault.ARCHIVE_UNREADABLE]


def test_a_dry_run_says_what_was_found_above_and_beside_the_table(
    mini: Instrument, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", f"# export\n{TEXT}")
    told = list(dry_run([path], mini, None, AnswerMapping()).lines("en"))
    assert (
        f"{path}: The questions stand in row 2 here. What stands above it does not count." in told
    )


def test_of_two_sheets_with_the_same_questions_the_one_with_more_rows_is_read_and_it_is_said(
    mini: Instrument, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "a.xlsx", Try=ROWS[:2], All=ROWS)
    assert taken(mini, path).answers == ANSWERS
    [remark] = open_export(path, mini).remarks
    assert remark.values == {"sheet": "All", "others": "Try"}
