"""The benchmark: from the results of a batch to marks beside the scores of one firm."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from batch_examples import Person, leader, staff, write_batch
from limits import PATIENCE
from pypdf import PdfReader
from report_examples import answered, example

from slimscan.batch.organisations.benchmark import made_for, make_benchmark, results_folder
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.result import Result, beside_benchmark
from slimscan.scan.store import Shelf
from slimscan.scoring.benchmark import Benchmark, read_benchmark, reference_for


def made(folder: Path, mini: Instrument, people: list[Person]) -> Benchmark:
    """The benchmark of these people."""
    scales = write_batch(folder, mini, people)
    tell_outcome(Batch(folder, mini, scales, (), date(2026, 11, 22)))
    known = made_for(folder)
    assert known is not None
    return make_benchmark(folder, known, date(2026, 11, 22))


def firms(count: int, **known: str) -> list[Person]:
    tag = "".join(known.values())
    return [leader(f"Firm {tag}{n:03}", n % 5, **known) for n in range(count)]


def document(**changed: Any) -> dict[str, Any]:
    """A benchmark file for the small questionnaire."""
    standing = {"organisations": 34, "percentiles": [20, 41, 52, 63, 80]}
    cells = [{"sector": None, "size": None, "scales": {"overall": standing, "oven": standing}}]
    return {
        "format": 1,
        "kind": "benchmark",
        "questionnaire": {"id": "mini", "version": "1.0.0"},
        "made_on": "2026-11-22",
        "audiences": {"leader": cells},
    } | changed


def written(folder: Path, **changed: Any) -> Path:
    path = folder / "benchmark.json"
    path.write_text(json.dumps(document(**changed)), encoding="utf-8")
    return path


def places_of(benchmark: Benchmark, audience: Any = "leader") -> set[tuple[str | None, str | None]]:
    return {(one.place["sector"], one.place["size"]) for one in benchmark.audiences[audience]}


def test_the_same_answers_make_the_same_standings(
    tmp_path: Path, mini: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for turn in range(5):
        monkeypatch.setenv("SLIMSCAN_HOME", str(tmp_path / f"home {turn}"))
        folder = tmp_path / f"out {turn}"
        sectors = [firms(12, sector=sector, size="small") for sector in ("a", "b", "c", "d")]
        made(folder, mini, [one for some in sectors for one in some])
        files.append((folder / "standings.json").read_bytes())
    assert len(set(files)) == 1
    assert files[0].count(b'["c"') > 1


def test_a_benchmark_is_over_organisations_by_sector_and_size(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [
        *firms(20, sector="bakery", size="small"),
        *firms(20, sector="bakery", size="large"),
        *firms(20, sector="other", size="small"),
        *firms(20, sector="other", size="large"),
    ]
    benchmark = made(tmp_path / "out", mini, people)
    names = {None, "bakery", "other"}, {None, "small", "large"}
    assert places_of(benchmark) == {(a, b) for a in names[0] for b in names[1]}
    whole = benchmark.audiences["leader"][0].scales["rest"]
    assert whole.organisations == 80
    assert whole.percentiles == (0, 25, 50, 75, 100)


def test_a_cell_of_fewer_than_ten_organisations_is_not_in_it(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [*firms(20, sector="bakery"), *firms(9, sector="other")]
    assert places_of(made(tmp_path / "out", mini, people)) == {(None, None)}


def test_a_word_that_no_questionnaire_can_have_is_not_in_it(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [*firms(20, size="small"), *firms(20, size="10-49"), *firms(20, size="Groß")]
    assert places_of(made(tmp_path / "out", mini, people)) == {(None, None), (None, "small")}


def test_staff_are_in_it_with_the_means_that_were_released(
    tmp_path: Path, mini: Instrument
) -> None:
    people = [one for n in range(12) for one in staff(f"Firm {n}", 6)]
    people += [one for n in range(20) for one in staff(f"Tiny {n}", 4)]
    benchmark = made(tmp_path / "out", mini, people)
    assert benchmark.audiences["employee"][0].scales["heat"].organisations == 12
    assert "leader" not in benchmark.audiences


def test_without_enough_organisations_there_is_no_benchmark(
    tmp_path: Path, mini: Instrument
) -> None:
    nameless = [Person(f"p{n}", "", "leader", places={"R1": n % 5}) for n in range(40)]
    for folder, people in (("few", firms(9)), ("nameless", nameless)):
        with pytest.raises(InputError) as raised:
            made(tmp_path / folder, mini, people)
        assert raised.value.problems[0].fault is Fault.BENCHMARK_NOTHING


def test_results_are_found_by_their_folder_or_their_scores(
    tmp_path: Path, mini: Instrument
) -> None:
    write_batch(tmp_path / "out", mini, firms(1))
    assert results_folder(tmp_path / "out") == tmp_path / "out"
    assert results_folder(tmp_path / "out" / "scores.parquet") == tmp_path / "out"
    for wrong in (tmp_path, tmp_path / "out" / "answers.parquet", tmp_path / "no"):
        with pytest.raises(InputError) as raised:
            results_folder(wrong)
        fault = Fault.RESULTS_NONE if wrong.exists() else Fault.FILE_MISSING
        assert raised.value.problems[0].fault is fault
    (tmp_path / "out" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError) as damaged:
        results_folder(tmp_path / "out")
    assert damaged.value.problems[0].fault is Fault.BATCH_MIXED


def test_what_is_written_is_what_is_read(tmp_path: Path, mini: Instrument) -> None:
    benchmark = made(tmp_path / "out", mini, firms(12))
    path = tmp_path / "benchmark.json"
    path.write_text(benchmark.as_text(), encoding="utf-8")
    assert read_benchmark(path) == benchmark
    document = json.loads(benchmark.as_text())
    assert "group" not in document
    cells = document["audiences"]["leader"]
    assert cells
    assert all("place" not in one and "sector" in one for one in cells), "as others read it"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"kind": "summary"}, "kind"),
        ({"made_on": "yesterday"}, "made_on"),
        ({"more": 1}, "more"),
        ({"audiences": {"owner": []}}, "audiences.owner.[key]"),
        (
            {
                "audiences": {
                    "leader": [
                        {
                            "sector": None,
                            "size": None,
                            "scales": {
                                "oven": {"organisations": 9, "percentiles": [1, 2, 3, 4, 5]}
                            },
                        }
                    ]
                }
            },
            "audiences.leader.0.scales.oven.organisations",
        ),
        (
            {
                "audiences": {
                    "leader": [
                        {
                            "sector": None,
                            "size": None,
                            "scales": {
                                "oven": {"organisations": 10, "percentiles": [5, 2, 3, 4, 5]}
                            },
                        }
                    ]
                }
            },
            "audiences.leader.0.scales.oven.percentiles",
        ),
    ],
)
def test_a_file_that_is_none_says_where(
    tmp_path: Path, changed: dict[str, Any], where: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_benchmark(written(tmp_path, **changed))
    problem = raised.value.problems[0]
    assert (problem.fault, problem.values["where"]) == (Fault.BENCHMARK_SHAPE, where)


def test_a_newer_file_asks_for_a_newer_slimscan(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_benchmark(written(tmp_path, format=2))
    assert raised.value.problems[0].fault is Fault.BENCHMARK_NEWER


@pytest.mark.parametrize(
    ("change", "refused"),
    [({"id": "other"}, True), ({"version": "2.0.0"}, True), ({"version": "1.9.3"}, False)],
)
def test_a_benchmark_of_another_questionnaire_or_of_other_items_is_refused(
    tmp_path: Path, mini: Instrument, change: dict[str, str], refused: bool
) -> None:
    benchmark = read_benchmark(written(tmp_path))
    questionnaire = mini.questionnaire.model_copy(update=change)
    if not refused:
        reference_for(benchmark, questionnaire, "leader", {})
        return
    with pytest.raises(InputError) as raised:
        reference_for(benchmark, questionnaire, "leader", {})
    assert raised.value.problems[0].fault is Fault.BENCHMARK_QUESTIONNAIRE


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (
            [("bakery", "small"), ("bakery", None), (None, "small"), (None, None)],
            ("bakery", "small"),
        ),
        ([("other", "small"), ("bakery", None), (None, "small"), (None, None)], ("bakery", None)),
        ([("other", None), (None, "small"), (None, None)], (None, "small")),
        ([("other", None), (None, "large"), (None, None)], (None, None)),
        ([], None),
    ],
)
def test_a_firm_is_held_beside_the_cell_that_fits_it_best(
    tmp_path: Path, mini: Instrument, there: list[tuple[str | None, str | None]], found: Any
) -> None:
    scales = document()["audiences"]["leader"][0]["scales"]
    cells = [{"sector": sector, "size": size, "scales": scales} for sector, size in there]
    benchmark = read_benchmark(written(tmp_path, audiences={"leader": cells}))
    firm = {"sector": "bakery", "size": "small"}
    reference = reference_for(benchmark, mini.questionnaire, "leader", firm)
    assert (reference and (reference.place["sector"], reference.place["size"])) == found
    assert reference_for(benchmark, mini.questionnaire, "employee", firm) is None


def beside(tmp_path: Path, mini: Instrument) -> Result:
    return beside_benchmark(example(mini), read_benchmark(written(tmp_path)))


def test_the_marks_stand_beside_the_scores_and_touch_nothing(
    tmp_path: Path, mini: Instrument
) -> None:
    plain, told = example(mini), beside(tmp_path, mini)
    assert result_document(told).pop("benchmark") == {
        "made_on": "2026-11-22",
        "version": "1.0.0",
        "group": None,
        "sector": None,
        "size": None,
        "scales": document()["audiences"]["leader"][0]["scales"],
    }
    without = {name: part for name, part in result_document(told).items() if name != "benchmark"}
    assert without == result_document(plain)


def test_the_report_says_where_half_of_the_others_stand(tmp_path: Path, mini: Instrument) -> None:
    context = report_context(beside(tmp_path, mini), "en")
    oven, dough = context.levers
    assert context.benchmark is not None
    assert "34" in context.benchmark.overall
    assert "between 41 and 63" in context.benchmark.overall
    assert "between 41 and 63" in oven.others
    assert oven.score.bar.others is not None
    assert "41 and 63" in oven.score.reading
    assert dough.others == ""
    assert dough.score.bar.others is None


def test_the_page_draws_the_marks_only_with_a_benchmark(tmp_path: Path, mini: Instrument) -> None:
    for language in ("nl", "en"):
        plain = render_html(report_context(example(mini), language))
        told = render_html(report_context(beside(tmp_path, mini), language))
        assert 'class="k-middle"' in told
        assert told.count("H151.2M124.8") == 2, "the mark and the white around it"
        assert 'class="k-middle"' not in plain
        assert "H151.2" not in plain


def test_the_command_makes_a_benchmark_and_the_report_takes_it(
    tmp_path: Path, base: Instrument, home: Path
) -> None:
    items = [item.id for item in base.questionnaire.items]
    people = [
        Person(f"l{n}", f"Firm {n}", "leader", sector="bouw", places=one.places)
        for n in range(12)
        for one in staff(f"Firm {n}", 1, items)
    ]
    made(tmp_path / "out", base, people)
    slimscan("benchmark", tmp_path / "out", "--output", tmp_path / "b.json")
    shelf = Shelf(home)
    shelf.prepare()
    scan = answered(base)
    profile = scan.profile.model_copy(update={"sector": "bouw"})
    shelf.file_for(scan).save(scan.changed(profile=profile))
    slimscan("report", "--benchmark", tmp_path / "b.json", "--output", tmp_path / "report.pdf")
    pages = PdfReader(tmp_path / "report.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Van 12 organisaties (Bouw en installatie) scoort de helft in totaal tussen" in text


def slimscan(*words: object) -> None:
    command = [sys.executable, "-m", "slimscan", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


def test_a_cell_that_leaves_a_field_out_is_about_all_of_it(tmp_path: Path) -> None:
    scales = document()["audiences"]["leader"][0]["scales"]
    cells = [{"sector": "bakery", "scales": scales}]
    benchmark = read_benchmark(written(tmp_path, audiences={"leader": cells}))
    assert benchmark.audiences["leader"][0].place == {"sector": "bakery", "size": None}
