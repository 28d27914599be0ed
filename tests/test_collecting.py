"""Staff answers from files: what is taken, what is refused and why, and nobody counted twice."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import PATIENCE
from mini import QUESTIONNAIRE, write_mini
from openpyxl import Workbook

from slimscan import pipeline
from slimscan.disk.places import home_folder
from slimscan.errors import ExitCode, Fault, InputError
from slimscan.forms.form import FormChoices
from slimscan.forms.html_page import form_data
from slimscan.imports.collection import Collected, Told, collect_files, read_answers
from slimscan.imports.delivery import FileDelivery, FileSource
from slimscan.imports.sheets import READERS
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent, staff_respondents
from slimscan.staff.staff_file import staff_file

SCAN = "aa00bb11"


def read(instrument: Instrument, name: str, content: bytes | str) -> FileDelivery:
    data = content.encode() if isinstance(content, str) else content
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(name).write_bytes(data)
        return read_answers(FileSource(name, instrument, SCAN), Path(name), Told())


def answers(delivery: FileDelivery) -> list[dict[str, Any]]:
    return [handed.person.answers for handed in delivery.handed]


def fault_of(instrument: Instrument, name: str, content: bytes | str) -> Fault:
    with pytest.raises(InputError) as refused:
        read(instrument, name, content)
    return refused.value.problems[0].fault


def workbook(*rows: list[object], title: str = "Sheet") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def form(instrument: Instrument, **changes: object) -> dict[str, Any]:
    """What the page saves."""
    stamp = form_data(instrument, FormChoices("nl"))["stamp"]
    return {
        **stamp,
        "language": "nl",
        "respondent": "0123456789ab",
        "given_on": "2026-11-21",
        "group": "",
        "answers": {"H1": 4, "D1": "dont_know", "PRE1": 2},
        **changes,
    }


class TestTables:
    def test_an_excel_table_of_a_dutch_computer_is_read(self, mini: Instrument) -> None:
        content = "sep=;\r\nrespondent;group;H1;D1\r\n1;Café;4,0;Weet ik niet\r\n".encode("cp1252")
        [handed] = read(mini, "a.csv", content).handed
        assert handed.person.group == "Café"
        assert handed.person.answers == {"H1": 4, "D1": "dont_know"}

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_encodings_delimiters_and_line_ends_make_no_difference(
        self, mini: Instrument, encoding: str, delimiter: str, end: str
    ) -> None:
        rows = [["respondent", "group", "H1", "D1"], ["1", "Kök", "5", ""], ["2", "Kök", "", "1"]]
        text = end.join(delimiter.join(row) for row in rows) + end
        delivery = read(mini, "a.csv", text.encode(encoding))
        assert answers(delivery) == [{"H1": 5}, {"D1": 1}]
        assert {handed.person.group for handed in delivery.handed} == {"Kök"}

    def test_columns_are_found_by_code_first_and_by_text_in_any_language(
        self, mini: Instrument
    ) -> None:
        header = '"h1 ";"The door\ncloses.";"Het&nbsp;deeg   rust."'
        assert answers(read(mini, "a.csv", f"{header}\n1;2;3\n")) == [{"H1": 1, "D1": 2, "R1": 3}]

    def test_a_column_that_fits_nothing_is_named_with_the_nearest_code(
        self, mini: Instrument
    ) -> None:
        assert read(mini, "a.csv", "H1;HH2;E-mail\n1;2;x@y.nl\n").ignored == {
            "HH2": "H2", "E-mail": "",
        }  # fmt: skip

    @pytest.mark.parametrize("header", ["H1;h1", "H1;The oven is hot.", "group;Group;H1"])
    def test_two_columns_for_one_thing_are_refused(self, mini: Instrument, header: str) -> None:
        assert fault_of(mini, "a.csv", f"{header}\n1;2;3\n") is Fault.TABLE_COLUMN_TWICE

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("", Fault.TABLE_EMPTY),
            ("\n \n", Fault.TABLE_EMPTY),
            ("name;age\nx;3\n", Fault.TABLE_NO_ITEMS),
            (b"%PDF-1.7 \x00\xff\xfe", Fault.FILE_IS_PDF),
            ('H1;note\n1;"never closed\n2;x\n3;y\n', Fault.TABLE_BROKEN),
            ('H1;"note\n1;x\n', Fault.TABLE_BROKEN),
        ],
    )
    def test_what_is_no_table_of_answers_is_refused_whole(
        self, mini: Instrument, content: str | bytes, fault: Fault
    ) -> None:
        assert fault_of(mini, "a.csv", content) is fault

    @pytest.mark.parametrize(
        "value",
        ["4", "4.0", "4,0", " 4 ", "+4", "most", "De meeste", "4 - most", "(4) de meeste", "Most (4)",
         "4: most", "4\x00", "4 – most"],
    )  # fmt: skip
    def test_a_code_may_be_written_in_many_ways(self, mini: Instrument, value: str) -> None:
        assert answers(read(mini, "a.csv", f"H1;D1\n{value};1\n")) == [{"H1": 4, "D1": 1}]

    @pytest.mark.parametrize(
        ("value", "state"),
        [
            ("Weet ik niet", "dont_know"), ("I don’t know", "dont_know"), ("dont_know", "dont_know"),
            ("Does not apply", "not_applicable"), ("NOT_APPLICABLE", "not_applicable"),
            ("", None), ("N/A", None), ("-99", None), ("-oth-", None), ("skipped", None),
        ],
    )  # fmt: skip
    def test_states_are_words_or_marks_of_survey_tools(
        self, mini: Instrument, value: str, state: str | None
    ) -> None:
        expected = {"D1": 1} | ({"H1": state} if state else {})
        assert answers(read(mini, "a.csv", f"H1\tD1\n{value}\t1\n")) == [expected]

    @pytest.mark.parametrize(
        "value",
        ["6", "0", "-1", "4.5", "4,5", "NaN", "inf", "4 - nowhere", "4 - Agree", "agree", "=2+2", "ja",
         "#N/A", "4 5", "1e0", "٤4"],
    )  # fmt: skip
    def test_nothing_is_guessed_and_a_bad_value_costs_its_row_alone(
        self, mini: Instrument, value: str
    ) -> None:
        delivery = read(mini, "a.csv", f'respondent;H1;D1\n1;1;1\n\n2;"{value}";9\n3;2;2\n')
        assert answers(delivery) == [{"H1": 1, "D1": 1}, {"H1": 2, "D1": 2}]
        [[first, second]] = delivery.refused
        assert (first.problem.file, first.problem.line) == ("a.csv", 4)
        assert (first.column, first.value) == ("H1", value)
        assert first.accepted == "1, 2, 3, 4, 5, dont_know, not_applicable"
        assert (second.column, second.value) == ("D1", "9")

    def test_a_row_counts_as_a_spreadsheet_counts_also_after_line_breaks_in_a_cell(
        self, mini: Instrument
    ) -> None:
        delivery = read(mini, "a.csv", 'H1;note\n1;"one\ntwo\nthree"\n9;x\n')
        assert delivery.refused[0][0].problem.line == 3

    def test_a_short_row_skips_and_a_long_one_is_refused(self, mini: Instrument) -> None:
        delivery = read(mini, "a.csv", "H1;D1\n1\n1;2;\n1;2;3\n")
        assert answers(delivery) == [{"H1": 1}, {"H1": 1, "D1": 2}]
        assert delivery.refused[0][0].problem.fault is Fault.TABLE_ROW_LONG

    def test_rows_with_a_number_but_no_answers_are_blank(self, mini: Instrument) -> None:
        delivery = read(mini, "a.csv", "respondent;group;H1\n1;A;\n2;;\n;;\n")
        assert (delivery.blank, delivery.handed, delivery.refused) == (2, [], [])

    def test_what_a_table_calls_its_rows_is_not_kept(self, mini: Instrument) -> None:
        [handed] = read(mini, "a.csv", "respondent;H1\njan@firm.nl;3\n").handed
        assert "jan" not in handed.person.model_dump_json()
        assert handed.name == "jan@firm.nl"


class TestWorkbooks:
    def test_a_workbook_gives_the_same_answers_as_its_table(self, mini: Instrument) -> None:
        content = workbook(
            ["respondent", "group", "H1", "D1"], [1, "A", 4, "most"], [], [2, "A", 2.0]
        )
        delivery = read(mini, "a.xlsx", content)
        assert answers(delivery) == [{"H1": 4, "D1": 4}, {"H1": 2}]
        table = read(mini, "a.csv", "respondent;group;H1;D1\n1;A;4;most\n2;A;2;\n")
        assert [h.person for h in delivery.handed] == [h.person for h in table.handed]

    def test_the_sheet_whose_headers_fit_is_read(self, mini: Instrument) -> None:
        book = Workbook()
        book.active.append(["About", "this"])
        book.create_sheet("Answers").append(["H1", "D1"])
        book["Answers"].append([1, 2])
        file = io.BytesIO()
        book.save(file)
        assert answers(read(mini, "a.xlsx", file.getvalue())) == [{"H1": 1, "D1": 2}]

    def test_formulas_without_a_result_errors_dates_and_truth_values_are_refused(
        self, mini: Instrument
    ) -> None:
        content = workbook(
            ["H1", "D1"], ["=1+1", 1], [1, "#N/A"], [date(2026, 1, 4), 1], [True, 1], [3, 3]
        )
        delivery = read(mini, "a.xlsx", content)
        assert answers(delivery) == [{"H1": 3, "D1": 3}]
        faults = [row[0].problem.fault for row in delivery.refused]
        assert faults == [
            Fault.CELL_FORMULA, Fault.CELL_ERROR, Fault.CELL_REFUSED, Fault.CELL_REFUSED,
        ]  # fmt: skip
        assert [row[0].problem.line for row in delivery.refused] == [2, 3, 4, 5]

    def test_a_formula_with_its_result_is_that_result(self, mini: Instrument) -> None:
        content = repacked(
            workbook(["H1"], ["=1+1"]),
            lambda name, part: part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
        )
        assert answers(read(mini, "a.xlsx", content)) == [{"H1": 2}]

    @pytest.mark.parametrize("address", ["XFD1048576", "ZZZZZZ1", "A999999", "&#88;FD1"])
    def test_a_cell_far_away_is_refused_before_a_reader_sees_it(
        self, mini: Instrument, address: str
    ) -> None:
        content = repacked(
            workbook(["H1", "D1"], [1, 2]),
            lambda name, part: part.replace(b'r="B2"', f'r="{address}"'.encode()),
        )
        assert fault_of(mini, "a.xlsx", content) is Fault.WORKBOOK_TOO_LARGE

    def test_a_bomb_many_parts_and_entities_are_refused(self, mini: Instrument) -> None:
        plain = workbook(["H1"], [1])

        def with_part(name: str, part: bytes) -> bytes:
            file = io.BytesIO(plain)
            with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, part)
            return file.getvalue()

        def with_many() -> bytes:
            file = io.BytesIO(plain)
            with zipfile.ZipFile(file, "a") as archive:
                for number in range(600):
                    archive.writestr(f"x{number}", b"")
            return file.getvalue()

        entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        for content in (
            with_part("xl/media/a.bin", b"\0" * 70 * 1024**2),
            with_part("xl/media/a.bin", b"\0" * 20 * 1024**2),
            with_part("xl/custom.xml", entity),
            with_many(),
        ):
            assert fault_of(mini, "a.xlsx", content) is Fault.WORKBOOK_TOO_LARGE

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"x" * 99])
    def test_what_is_no_workbook_is_refused(self, mini: Instrument, content: bytes) -> None:
        assert fault_of(mini, "a.xlsx", content) is Fault.WORKBOOK_UNREADABLE

    def test_an_empty_workbook_is_refused(self, mini: Instrument) -> None:
        assert fault_of(mini, "a.xlsx", workbook()) is Fault.TABLE_EMPTY


class TestJson:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.json", '{"respondent": "x", "answers": {"H1": 4, "D1": "most"}}'),
            ("a.json", '[{"respondent": "x", "H1": 4, "D1": "most"}]'),
            ("a.json", '{"respondent": "x", "H1": "4.0", "D1": 4}\n'),
            ("a.jsonl", '{"respondent": "x", "H1": 4, "D1": 4}\n\n'),
            (
                "a.json",
                '{"respondent": "x", "oven": {"H1": 4, "D1": 4}, "notes": {"H1": "secret"}}',
            ),
        ],
    )
    def test_one_or_more_answer_files_are_read(
        self, mini: Instrument, name: str, content: str
    ) -> None:
        delivery = read(mini, name, content)
        assert answers(delivery) == [{"H1": 4, "D1": 4}]
        assert "secret" not in delivery.handed[0].person.model_dump_json()

    def test_a_line_that_is_no_json_costs_itself(self, mini: Instrument) -> None:
        for name in ("a.jsonl", "a.json"):
            delivery = read(mini, name, '{"H1": 1}\n{"H1": NaN}\n{"H1": 9}\n{"H1": 2}\n')
            assert answers(delivery) == [{"H1": 1}, {"H1": 2}]
            assert [row[0].problem.line for row in delivery.refused] == [2, 3]

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("{", Fault.JSON_SYNTAX),
            ('{"H1": NaN}', Fault.JSON_NUMBER),
            ('{"H1": 1, "H1": 2}', Fault.JSON_DUPLICATE_KEY),
            ("[" * 100, Fault.JSON_TOO_DEEP),
        ],
    )
    def test_what_is_no_json_is_refused_whole(
        self, mini: Instrument, content: str, fault: Fault
    ) -> None:
        assert fault_of(mini, "a.json", content) is fault

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("[1]", Fault.ANSWERS_SHAPE),
            ('"x"', Fault.ANSWERS_SHAPE),
            ("{}", Fault.ANSWERS_SHAPE),
            ('{"x": 1}', Fault.TABLE_NO_ITEMS),
        ],
    )
    def test_json_without_any_answer_is_refused_whole(
        self, mini: Instrument, content: str, fault: Fault
    ) -> None:
        assert fault_of(mini, "a.json", content) is fault

    @pytest.mark.parametrize(
        "content", ['[{"H1": 1}, 1]', '[{"H1": 1}, {"H1": [1]}]', '{"H1": 1}\n{"H1": true}\n']
    )
    def test_json_of_another_shape_is_refused_as_a_row(
        self, mini: Instrument, content: str
    ) -> None:
        delivery = read(mini, "a.json", content)
        assert answers(delivery) == [{"H1": 1}]
        assert [row[0].problem.line for row in delivery.refused] == [2]


class TestForms:
    def test_a_form_is_taken_with_its_random_number_and_group(self, mini: Instrument) -> None:
        [handed] = read(mini, "a.json", json.dumps(form(mini, group=" Team \x1b[31mA"))).handed
        assert handed.person == StaffRespondent(
            respondent="0123456789ab",
            group="Team A",
            answers={"H1": 4, "D1": "dont_know", "PRE1": 2},
        )

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"audience": "leader"}, Fault.FORM_AUDIENCE),
            ({"scan": "ffffffff"}, Fault.FORM_SCAN),
            ({"respondent": "Jan Jansen"}, Fault.FORM_DAMAGED),
            ({"format": 2}, Fault.FORM_DAMAGED),
            ({"given_on": "2026-11-21T10:11"}, Fault.FORM_DAMAGED),
            ({"name": "Jan"}, Fault.FORM_DAMAGED),
            ({"answers": {"H1": True}}, Fault.FORM_DAMAGED),
            ({"answers": {"H1": 9}}, Fault.ANSWER_UNKNOWN),
            ({"answers": {"X1": 1}}, Fault.ANSWER_ITEM_UNKNOWN),
        ],
    )
    def test_a_form_that_does_not_belong_or_was_changed_is_refused(
        self, mini: Instrument, changes: dict[str, object], fault: Fault
    ) -> None:
        delivery = read(mini, "a.json", json.dumps(form(mini, **changes)))
        assert delivery.handed == []
        [[refusal]] = delivery.refused
        assert refusal.problem.fault is fault

    def test_of_several_things_wrong_in_a_form_the_first_is_named(self, mini: Instrument) -> None:
        changed = form(mini, format=2, name="Jan")
        [[refusal]] = read(mini, "a.json", json.dumps(changed)).refused
        assert refusal.problem.values["where"] == "format"

    def test_a_form_of_another_questionnaire_is_refused(self, mini: Instrument) -> None:
        other = form(mini)
        other["questionnaire"] = {**other["questionnaire"], "id": "other"}
        [[refusal]] = read(mini, "a.json", json.dumps(other)).refused
        assert refusal.problem.fault is Fault.FORM_QUESTIONNAIRE

    def test_a_form_of_another_version_gives_what_still_fits(self, mini: Instrument) -> None:
        older = form(mini, answers={"H1": 4, "OLD": 1, "D1": 9}, scan=SCAN)
        older["questionnaire"] = {**older["questionnaire"], "content_hash": "x", "version": "1.9.0"}
        delivery = read(mini, "a.json", json.dumps(older))
        assert answers(delivery) == [{"H1": 4}]
        assert delivery.outdated == ["OLD", "D1"]
        assert delivery.refused == []

    def test_a_form_with_other_items_under_the_same_codes_is_refused(
        self, mini: Instrument
    ) -> None:
        older = form(mini, answers={"H1": 4}, scan=SCAN)
        older["questionnaire"] = {**older["questionnaire"], "version": "0.9.0"}
        delivery = read(mini, "a.json", json.dumps(older))
        assert answers(delivery) == []
        [[refusal]] = delivery.refused
        assert refusal.problem.fault is Fault.FORM_VERSION


MANY = [f"I{number}" for number in range(12)]


@pytest.fixture
def wide(tmp_path: Path) -> Instrument:
    """The small questionnaire with twelve more items, so that answers are somebody's own."""
    item = (
        "          - id: {}\n            statement: {{leader: {{nl: '{}.', en: '{}!'}}}}\n"
        "            help: {{nl: H., en: H.}}\n            sources: [BOOK 6]\n"
    )
    extra = "".join(item.format(name, name, name) for name in MANY)
    text = QUESTIONNAIRE.replace("preconditions:\n", f"{extra}preconditions:\n", 1)
    advice = (write_mini(tmp_path / "plain") / "advice.yaml").read_text()
    from mini import action

    advice += "".join(action(f"{name}a", name) for name in MANY)
    return load_instrument(write_mini(tmp_path / "wide", text, advice))


def table(rows: list[list[object]], respondents: bool = True) -> str:
    header = (["respondent"] if respondents else []) + MANY
    return "\n".join(";".join(map(str, row)) for row in [header, *rows])


def people(count: int, seed: int = 1) -> list[list[object]]:
    chance = random.Random(seed)
    return [[chance.randint(1, 5) for _ in MANY] for _ in range(count)]


class TestNobodyTwice:
    def gather(
        self, instrument: Instrument, tmp_path: Path, *files: str, staff: StaffAnswers | None = None
    ) -> Collected:
        paths = []
        for number, text in enumerate(files):
            path = tmp_path / f"{number}-{abs(hash(text))}.csv"
            path.write_text(text)
            paths.append(path)
        collected = collect_files(instrument, staff or StaffAnswers(scan=SCAN), paths)
        added = len(collected.staff.respondents) - len(staff.respondents if staff else ())
        assert collected.taken == added
        return collected

    def test_the_same_file_again_adds_nobody(self, wide: Instrument, tmp_path: Path) -> None:
        for respondents in (True, False):
            rows = [[*([n] if respondents else []), *row] for n, row in enumerate(people(8))]
            first = self.gather(wide, tmp_path, table(rows, respondents))
            again = self.gather(wide, tmp_path, table(rows, respondents), staff=first.staff)
            assert (first.taken, again.taken, len(again.duplicates)) == (8, 0, 8)
            assert {one.standing.value for one in again.duplicates} == {"same_respondent"}
            assert again.staff == first.staff

    def test_one_more_row_in_a_file_adds_one(self, wide: Instrument, tmp_path: Path) -> None:
        rows = people(8)
        first = self.gather(wide, tmp_path, table(rows[:6], False))
        assert self.gather(wide, tmp_path, table(rows, False), staff=first.staff).taken == 2

    def test_the_same_answers_under_another_number_are_another_person_and_flagged(
        self, wide: Instrument, tmp_path: Path
    ) -> None:
        [row] = people(1)
        collected = self.gather(wide, tmp_path, table([[n, *row] for n in range(8)]))
        assert (collected.taken, collected.duplicates) == (8, [])
        [delivery] = collected.deliveries.values()
        [remark] = delivery.remarks
        assert (remark.fault, remark.values) == (Fault.ANSWERS_ALIKE, {"rows": 7})

    def test_rows_without_a_number_that_agree_with_a_few_of_another_file_are_other_people(
        self, wide: Instrument, tmp_path: Path
    ) -> None:
        alike = [[3] * len(MANY)] * 8
        first = self.gather(wide, tmp_path, table([*alike, *people(12)], False))
        second = table([*alike, *people(14, seed=2)], False)
        again = self.gather(wide, tmp_path, second, staff=first.staff)
        assert (first.taken, again.taken, again.duplicates) == (20, 22, [])
        third = self.gather(wide, tmp_path, second, staff=again.staff)
        assert (third.taken, third.repeats) == (0, 22)

    def test_two_people_who_answer_all_alike_or_little_stay_two(
        self, wide: Instrument, tmp_path: Path
    ) -> None:
        same = [3] * len(MANY)
        little = [1, 2, 3] + [""] * (len(MANY) - 3)
        rows = [[1, *same], [2, *same], [3, *little], [4, *little]]
        assert self.gather(wide, tmp_path, table(rows)).taken == 4
        assert self.gather(wide, tmp_path, table([row[1:] for row in rows], False)).taken == 4

    def test_the_same_number_with_other_answers_is_named_and_the_first_stays(
        self, wide: Instrument, tmp_path: Path
    ) -> None:
        one, other = people(2)
        collected = self.gather(wide, tmp_path, table([[1, *one]]), table([[1, *other]]))
        assert [duplicate.name for duplicate in collected.conflicts] == ["1"]
        assert list(collected.staff.respondents[0].answers.values()) == one

    def test_the_order_kept_does_not_tell_who_came_first(
        self, wide: Instrument, tmp_path: Path
    ) -> None:
        rows = [[n, *row] for n, row in enumerate(people(6))]
        forward = self.gather(wide, tmp_path, *(table([row]) for row in rows))
        backward = self.gather(wide, tmp_path, *(table([row]) for row in reversed(rows)))
        assert forward.staff == backward.staff

    def test_groups_that_differ_in_case_are_one(self, mini: Instrument, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("group;H1\nTeam A;1\nteam  a;2\n")
        staff = collect_files(mini, StaffAnswers(scan=SCAN), [path]).staff
        assert {one.group for one in staff.respondents} == {"Team A"}

    def test_remarks_are_kept_apart_from_people(self, mini: Instrument, tmp_path: Path) -> None:
        for number, remark in enumerate(("zeer goed", "beter overleg")):
            content = form(mini, remark=remark, respondent=f"{number}" * 12)
            (tmp_path / f"{number}.json").write_text(json.dumps(content))
        staff = collect_files(mini, StaffAnswers(scan=SCAN), sorted(tmp_path.glob("*.json"))).staff
        assert staff.remarks == ("beter overleg", "zeer goed")

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["1", "2", "3", ""]),
                st.sampled_from(["1", "5", "", "9", "x", "dont_know", "\x00"]),
                st.sampled_from(["1", "2;", "", "NaN"]),
            ),
            max_size=12,
        )
    )
    def test_read_is_taken_and_duplicate_and_refused_and_blank(
        self, mini: Instrument, tmp_path: Path, rows: list[tuple[str, str, str]]
    ) -> None:
        path = tmp_path / "counts.csv"
        path.write_text("respondent;H1;D1\n" + "".join(";".join(row) + "\n" for row in rows))
        collected = collect_files(mini, StaffAnswers(scan=SCAN), [path])
        assert collected.unreadable == []
        filled = [r for r in rows if any(cell.strip("\x00 ;") for cell in r)]
        assert collected.read == len(filled)
        assert len(collected.staff.respondents) == collected.taken


@given(content=st.binary(max_size=400), ending=st.sampled_from(sorted(READERS)))
def test_no_content_breaks_a_reader(mini: Instrument, content: bytes, ending: str) -> None:
    with contextlib.suppress(InputError):
        read(mini, f"a{ending}", content)


@given(
    st.dictionaries(
        st.sampled_from(["respondent", "group", "H1", "answers", "kind", "x"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=5)
            | st.just("slimscan-answers"),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["H1", "D1", "x"]), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_no_json_breaks_the_reader(mini: Instrument, record: dict[str, object]) -> None:
    with contextlib.suppress(InputError):
        delivery = read(mini, "a.json", json.dumps(record))
        assert len(delivery.handed) + len(delivery.refused) + delivery.blank == 1


@given(position=st.integers(0, 4000), byte=st.integers(0, 255))
def test_no_damage_to_a_workbook_breaks_the_reader(
    mini: Instrument, position: int, byte: int
) -> None:
    content = bytearray(WORKBOOK)
    content[position % len(content)] = byte
    with contextlib.suppress(InputError):
        read(mini, "a.xlsx", bytes(content))


WORKBOOK = workbook(["respondent", "H1", "D1"], [1, 4, "most"])


class TestTheFile:
    def scan(self, instrument: Instrument, home: Path) -> tuple[Shelf, Scan]:
        shelf = Shelf(home)
        shelf.prepare()
        scan = new_scan(stamp_of(instrument), "nl", False, date(2026, 11, 21))
        shelf.file_for(scan).save(scan)
        return shelf, scan

    def test_staff_answers_come_back_as_respondents(self, mini: Instrument, home: Path) -> None:
        shelf, scan = self.scan(mini, home)
        assert staff_file(shelf, scan).load().respondents == ()
        one = StaffRespondent(respondent="a", group="G", answers={"H1": 5, "OLD": 1, "D1": 9})
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=(one,)))
        [respondent] = staff_respondents(mini, staff_file(shelf, scan).load())
        assert {name: answer.place for name, answer in respondent.answers.items()} == {"H1": 4}
        assert (respondent.respondent, respondent.group) == ("a", "G")

    def test_the_file_is_for_the_users_eyes_and_goes_with_the_scan(
        self, mini: Instrument, home: Path
    ) -> None:
        shelf, scan = self.scan(mini, home)
        file = staff_file(shelf, scan)
        file.save(StaffAnswers(scan=scan.id))
        assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
        shelf.find(scan.id).delete()
        assert list(home.iterdir()) == []

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("{", Fault.SCAN_DAMAGED),
            ("[]", Fault.SCAN_DAMAGED),
            ('{"format": 1, "scan": "x", "extra": 1}', Fault.SCAN_DAMAGED),
            ('{"format": 3, "scan": "x"}', Fault.SCAN_NEWER),
        ],
    )
    def test_a_file_that_is_damaged_or_newer_is_refused_and_left(
        self, mini: Instrument, home: Path, content: str, fault: Fault
    ) -> None:
        shelf, scan = self.scan(mini, home)
        file = staff_file(shelf, scan)
        file.path.write_text(content)
        with pytest.raises(InputError) as refused:
            file.load()
        assert refused.value.problems[0].fault is fault
        assert file.path.read_text() == content


EXAMPLE = Path(__file__).resolve().parent.parent / "questionnaires/examples/builder-12.yaml"


def keep_example(instrument: Instrument, quick: bool = False) -> Scan:
    """A finished scan of an example firm, kept in the home folder."""
    scan = pipeline.scan_from_file(EXAMPLE, instrument, quick=quick)
    shelf = Shelf(home_folder())
    shelf.prepare()
    return shelf.file_for(scan).save(scan)


def slimscan(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=cwd,
        env=os.environ,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


class TestTheCommand:
    @pytest.fixture
    def work(self, tmp_path: Path, base: Instrument) -> Path:
        keep_example(base)
        folder = tmp_path / "work"
        folder.mkdir()
        return folder

    def test_paper_answers_go_from_the_empty_table_into_the_scan(
        self, work: Path, home: Path
    ) -> None:
        name = "voorbeeld-bouw-fictief"
        made = slimscan("form", "--to", "csv", "--scan", name, "--output", "t.csv", cwd=work)
        assert made.stdout.split() == ["t.csv", "t-legend.txt"]
        content = (work / "t.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbfrespondent;group;MAN01;")
        legend = (work / "t-legend.txt").read_text(encoding="utf-8-sig")
        assert "MAN01  " in legend
        assert "BOU01  " in legend
        header, *rows = content.decode("utf-8-sig").splitlines()
        rows[:7] = [f"{n};{'AB'[n > 4]};4;{n % 5 + 1};dont_know" for n in range(1, 8)]
        rows[6] = "7;A;4;9;4"
        (work / "t.csv").write_text("\n".join([header, *rows]), encoding="cp1252")
        done = slimscan("collect", name, "t.csv", "--head-count", 10, "--json", cwd=work)
        assert done.returncode == ExitCode.DONE_WITH_REJECTS
        told = json.loads(done.stdout)
        assert (told["read"], told["taken"], told["refused"], told["blank"]) == (25, 6, 1, 18)
        assert (told["total"], told["head_count"], told["response_rate"]) == (6, 10, 0.6)
        assert told["refusals"] == [
            {
                "file": "t.csv", "row": 8, "column": "MAN02", "value": "9",
                "accepted": "1, 2, 3, 4, 5, dont_know, not_applicable", "reason": "cell_refused",
            }
        ]  # fmt: skip
        assert "group" not in done.stdout
        [staff] = home.glob("*.staff.json")
        assert stat.S_IMODE(staff.stat().st_mode) == 0o600
        again = slimscan("collect", name, "t.csv", cwd=work)
        assert "Collected before: 6." in again.stdout
        assert "Response: 60% of 10 people." in again.stdout
        assert "t.csv:8: Column MAN02 does not take 9." in again.stderr

    def test_a_file_that_cannot_be_read_costs_itself_and_the_exit_code_says_so(
        self, work: Path
    ) -> None:
        (work / "a.csv").write_text("respondent;MAN01\n1;4\n")
        (work / "b.doc").write_text("x")
        done = slimscan("collect", "voorbeeld", "a.csv", "b.doc", "c.csv", cwd=work)
        assert done.returncode == ExitCode.INPUT  # there is no scan of that name
        done = slimscan(
            "collect", "voorbeeld-bouw-fictief", "a.csv", "b.doc", "c.csv", "--json", cwd=work
        )
        assert done.returncode == ExitCode.INPUT
        told = json.loads(done.stdout)
        assert told["taken"] == 1
        assert [one["file"] for one in told["unreadable"]] == ["b.doc", "c.csv"]

    def test_a_respondent_can_be_taken_out_again(self, work: Path) -> None:
        name = "voorbeeld-bouw-fictief"
        (work / "a.csv").write_text("respondent;MAN01\n1;4\n2;4\n")
        assert slimscan("collect", name, "a.csv", cwd=work).returncode == 0
        done = slimscan("collect", name, "--remove", "2", "--json", cwd=work)
        assert json.loads(done.stdout)["total"] == 1
        assert slimscan("collect", name, "--remove", "2", cwd=work).returncode == ExitCode.INPUT
        assert slimscan("collect", name, cwd=work).returncode == ExitCode.USAGE

    def test_a_scan_that_is_open_elsewhere_is_left_alone(self, work: Path, home: Path) -> None:
        (work / "a.csv").write_text("MAN01\n4\n")
        [file] = Shelf(home).files()
        with file.lock():
            done = slimscan("collect", "voorbeeld-bouw-fictief", "a.csv", cwd=work)
        assert done.returncode == ExitCode.INPUT
        assert "open in another window" in done.stderr
        assert list(home.glob("*.staff.json")) == []


class TestOfAnother:
    """Rows that say whose they are, as the files of slimscan's own form do."""

    def refusals(
        self, mini: Instrument, folder: Path, name: str, content: str, tool: str | None = None
    ) -> list[tuple[int | None, Fault]]:
        path = folder / name
        path.write_text(content)
        source = FileSource(str(path), mini, "scan-1", "Bakkerij De Korst")
        delivery = read_answers(source, path, Told(tool))
        return [(row[0].problem.line, row[0].problem.fault) for row in delivery.refused]

    def test_a_table_made_for_another_scan_is_refused_row_by_row(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        content = "respondent;scan;H1;D1\na;scan-1;1;2\nb;scan-2;1;2\nc;;3;4\n"
        assert self.refusals(mini, tmp_path, "a.csv", content) == [(3, Fault.FORM_SCAN)]

    def test_a_row_that_names_another_firm_is_refused(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        content = "organisation;H1;D1\nbakkerij  de korst;1;2\nDe Oven;1;2\n;3;4\n"
        assert self.refusals(mini, tmp_path, "a.csv", content) == [(3, Fault.ROW_ORGANISATION)]

    def test_a_form_read_as_a_table_is_held_to_what_it_says(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        form = {"kind": "slimscan-answers", "format": 1, "answers": {"H1": 4}}
        records = [
            form,
            form | {"scan": "scan-2"},
            form | {"questionnaire": {"id": "other"}},
            form | {"audience": "leader"},
            form | {"format": 99},
        ]
        found = self.refusals(mini, tmp_path, "a.json", json.dumps(records), "slimscan")
        assert found == [
            (2, Fault.FORM_SCAN),
            (3, Fault.FORM_QUESTIONNAIRE),
            (4, Fault.FORM_AUDIENCE),
            (5, Fault.ANSWERS_NEWER),
        ]

    def test_the_command_knows_the_name_of_the_scans_organisation(
        self, tmp_path: Path, base: Instrument
    ) -> None:
        scan = keep_example(base)
        (tmp_path / "staff.csv").write_text("organisation;MAN01;MAN02\nHeel ergens anders;1;2\n")
        done = slimscan("collect", scan.id, "staff.csv", "--lang", "en", cwd=tmp_path)
        assert done.returncode == ExitCode.DONE_WITH_REJECTS, done.stderr
        assert "names another organisation (Heel ergens anders)" in done.stderr
