"""What the user settles about columns and labels, and what slimscan says is left to settle."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from limits import PATIENCE
from test_collecting import keep_example

from slimscan.errors import ExitCode, Fault, InputError
from slimscan.imports.described import describe_export
from slimscan.imports.export import Export
from slimscan.imports.importing import open_export
from slimscan.imports.mapping import AnswerMapping, read_mapping
from slimscan.imports.mapping_start import mapping_start
from slimscan.language import problem_text
from slimscan.questionnaire.loading import Instrument

TABLE = "Wie;De  Oven;H2;H3;opm\n1;soms;Disgree;2;x\n2;overal;5;1;y\n"
MAPPING = """\
columns:
  wie: respondent
  "de oven": H1
  H3: D1
  opm: ignore
labels: {Disgree: 2, soms: 3, weet-niet: dont_know}
items:
  H1: {Soms: not_applicable}
"""


def saved(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content)
    return path


def opened(folder: Path, instrument: Instrument, mapping: str, table: str = TABLE) -> Export:
    settled = read_mapping(saved(folder, "m.yaml", mapping), instrument)
    return open_export(saved(folder, "a.csv", table), instrument, None, settled)


def problems(folder: Path, instrument: Instrument, mapping: str) -> list[tuple[Fault, str, object]]:
    with pytest.raises(InputError) as refused:
        read_mapping(saved(folder, "m.yaml", mapping), instrument)
    for problem in refused.value.problems:
        assert problem_text(problem, "nl") != problem_text(problem, "en")
    return [
        (one.fault, f"{one.line}:{one.column}", one.values.get("nearest", ""))
        for one in refused.value.problems
    ]


class TestReading:
    def test_columns_and_labels_are_what_the_user_says(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = opened(tmp_path, mini, MAPPING)
        columns = export.columns
        assert columns.people == {"respondent": 0}
        assert {place: item.id for place, item in columns.items.items()} == {
            1: "H1", 2: "H2", 3: "D1",
        }  # fmt: skip
        assert columns.ignored == {}
        read = [
            [export.answer(columns.items[at], row[at]).cell for at in (1, 2, 3)]
            for _, row in export.rows
        ]
        assert read == [[-2, 1, 1], [4, 4, 0]]

    def test_a_label_of_one_question_goes_before_one_for_all(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = opened(tmp_path, mini, MAPPING)
        h1, h2 = export.columns.items[1], export.columns.items[2]
        assert [export.answer(item, "SOMS").cell for item in (h1, h2)] == [-2, 2]

    def test_what_has_nothing_behind_it_is_not_settled(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        path = saved(tmp_path, "m.yaml", "columns:\n  x:\nlabels:\n  y:\nitems:\n  H1: {z: }\n")
        assert read_mapping(path, mini) == AnswerMapping(items={"H1": {}})

    def test_a_question_about_changes_may_be_settled_too(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        mapping = "columns: {tijden: CHG1}\nitems: {CHG1: {zeker: 1}}\n"
        export = opened(tmp_path, mini, mapping, "H1;tijden\n1;zeker\n")
        [(place, change)] = export.columns.changes.items()
        assert (place, export.change(change, "Zeker").place) == (1, 0)

    def test_two_columns_for_one_question_are_refused_here_too(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        with pytest.raises(InputError) as refused:
            opened(tmp_path, mini, "columns: {opm: H2}\n")
        assert refused.value.problems[0].fault is Fault.TABLE_COLUMN_TWICE

    @pytest.mark.parametrize(
        ("mapping", "expected"),
        [
            ("columns:\n  a: HH2\n", (Fault.MAPPING_TARGET, "2:6", "H2")),
            ("columns:\n  a: respondant\n", (Fault.MAPPING_TARGET, "2:6", "respondent")),
            ("labels:\n  a: 6\n", (Fault.MAPPING_ANSWER, "2:6", "")),
            ("labels:\n  a: answered\n", (Fault.MAPPING_ANSWER, "2:6", "")),
            ("items:\n  H1:\n    a: nope\n", (Fault.MAPPING_ANSWER, "3:8", "")),
            ("items:\n  CHG1:\n    a: 3\n", (Fault.MAPPING_ANSWER, "3:8", "")),
            ("items:\n  HH1: {a: 1}\n", (Fault.ITEM_UNKNOWN, "2:3", "H1")),
            ("column: {a: H1}\n", (Fault.KEY_UNKNOWN, "1:1", "columns")),
            ("labels:\n  a: true\n", (Fault.VALUE_NOT_WHOLE_NUMBER, "2:6", "")),
            ("columns: {a: H1, a: H2}\n", (Fault.YAML_DUPLICATE_KEY, "1:18", "")),
            ("- a\n", (Fault.VALUE_NOT_MAPPING, "1:1", "")),
        ],
    )
    def test_what_does_not_exist_is_named_with_its_place_and_the_nearest(
        self, mini: Instrument, tmp_path: Path, mapping: str, expected: tuple[Fault, str, str]
    ) -> None:
        assert expected in problems(tmp_path, mini, mapping)

    def test_all_problems_are_named_at_once(self, mini: Instrument, tmp_path: Path) -> None:
        mapping = "columns: {a: H9}\nlabels: {b: 9}\nitems: {X1: {c: 1}}\n"
        assert len(problems(tmp_path, mini, mapping)) == 3


class TestDescribing:
    def test_every_column_and_label_is_told_with_what_it_is_taken_for(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        text = "bedrijf;H1;HH2;D1\nx;1;1;de meeste\nx;de meste;2;N/A\nx;1;;4\n"
        it = describe_export(open_export(saved(tmp_path, "a.csv", text), mini), mini)
        assert (it.tool, it.found.value, it.rows) == ("slimscan", "by_codes", 3)
        assert [(one.key, one.target, one.nearest) for one in it.columns] == [
            ("bedrijf", "organisation", ""), ("H1", "H1", ""), ("D1", "D1", ""), ("HH2", "", "H2"),
        ]  # fmt: skip
        assert [(one.text, one.value, one.count, one.nearest) for one in it.labels] == [
            ("1", "1", 2, ""),
            ("4", "4", 1, ""),
            ("N/A", "skipped", 1, ""),
            ("de meeste", "4", 1, ""),
            ("de meste", "", 1, "4, de meeste"),
        ]

    def test_a_mapping_to_start_from_lists_what_is_left_and_can_be_filled_in(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        header = 'HH2;"een: ""vreemde"" kop";' + "lang " * 30
        table = f"H1;{header}\nde meste;1;4;5\nmeestal;1;5;6\n"
        export = open_export(saved(tmp_path, "a.csv", table), mini)
        start = mapping_start([describe_export(export, mini)], "en")
        assert read_mapping(saved(tmp_path, "m.yaml", start), mini) == AnswerMapping()
        filled = (
            re.sub("  #.*", "", start)
            .replace('HH2":', 'HH2": H2')
            .replace('kop":', 'kop": D1')
            .replace('lang":', 'lang": ignore')
            .replace('de meste":', 'de meste": 4')
            .replace('meestal":', 'meestal": 4')
        )
        export = opened(tmp_path, mini, filled, table)
        assert {item.id for item in export.columns.items.values()} == {"H1", "H2", "D1"}
        assert export.columns.ignored == {}
        assert [export.answer(export.columns.items[0], row[0]).cell for _, row in export.rows] == [
            3,
            3,
        ]

    def test_with_nothing_left_it_is_an_empty_mapping(
        self, mini: Instrument, tmp_path: Path
    ) -> None:
        export = open_export(saved(tmp_path, "a.csv", "H1\n1\n"), mini)
        start = mapping_start([describe_export(export, mini)], "nl")
        assert read_mapping(saved(tmp_path, "m.yaml", start), mini) == AnswerMapping()


def test_collect_takes_the_tool_and_the_mapping(tmp_path: Path) -> None:
    from slimscan import pipeline

    keep_example(pipeline.load())
    saved(tmp_path, "a.csv", "wie;vraag 1\n1;vaak\n2;nooit\n")
    saved(tmp_path, "m.yaml", "columns: {vraag 1: MAN01}\nlabels: {vaak: 4}\n")
    arguments = "collect voorbeeld-bouw-fictief a.csv --json --from excel --mapping m.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "slimscan", *arguments.split()],
        cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == ExitCode.DONE_WITH_REJECTS, done.stderr
    assert '"taken": 1' in done.stdout
    assert '"a.csv": "excel"' in done.stdout
