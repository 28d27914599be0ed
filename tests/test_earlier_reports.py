"""Reports of an earlier delivery never stand between those of this one, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from test_batch_reports import HTML, PDF, answers, firms, person

from slimscan.batch.reports.earlier import tell_earlier
from slimscan.batch.reports.reports import MadeReports, make_reports
from slimscan.disk.places import reports_folder
from slimscan.errors import Fault
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import look_of


def told(made: MadeReports) -> list[tuple[Fault, object]]:
    return [(one.fault, one.values["count"]) for one in made.remarks]


def names_of(reports: dict[str, bytes]) -> list[str]:
    return sorted(name.rpartition("-")[0] for name in reports)


def files_only(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".html"}


def test_reports_of_who_left_or_has_another_name_are_moved_and_told(
    tmp_path: Path, mini: Instrument
) -> None:
    folder = tmp_path / "reports"
    first = make_reports(answers(tmp_path, firms(3)), folder, mini, HTML)
    own = folder / "letter-0123456789abcdef.html"
    own.write_text("mine")
    before = files_only(folder)
    later = [person("p0", "Firm 0", 0, 4), person("p1", "Firm One", 1, 3)]
    made = make_reports(answers(tmp_path, later), folder, mini, HTML)
    assert (told(first), told(made)) == ([], [(Fault.REPORTS_EARLIER, 2)])
    assert made.remarks[0].values["folder"] == folder / "earlier"
    assert names_of(files_only(folder)) == ["firm-0", "firm-one", "letter"]
    aside = files_only(folder / "earlier")
    assert names_of(aside) == ["firm-1", "firm-2"]
    assert all(content == before[name] for name, content in aside.items())
    assert told(make_reports(answers(tmp_path, later), folder, mini, HTML)) == []


def test_what_is_laid_aside_twice_is_kept_twice(tmp_path: Path, mini: Instrument) -> None:
    folder = tmp_path / "reports"
    for rows in (firms(2), firms(1), firms(2), firms(1)):
        made = make_reports(answers(tmp_path, rows), folder, mini, HTML)
    assert told(made) == [(Fault.REPORTS_EARLIER, 1)]
    assert len(files_only(folder / "earlier")) == 2
    assert names_of(files_only(folder)) == ["firm-0"]


def test_a_part_of_the_reports_leaves_those_of_the_other_parts(
    tmp_path: Path, mini: Instrument
) -> None:
    path, folder = answers(tmp_path, firms(9)), tmp_path / "reports"
    parts = [
        make_reports(path, folder, mini, replace(HTML, shard=(number, 3))) for number in (1, 2, 3)
    ]
    assert [told(part) for part in parts] == [[], [], []]
    assert len(files_only(folder)) == 9


def test_a_report_of_other_answers_in_a_format_not_asked_for_is_laid_aside(
    tmp_path: Path, mini: Instrument
) -> None:
    folder, rows = tmp_path / "reports", firms(2)
    make_reports(answers(tmp_path, rows), folder, mini, HTML)
    rows[1]["H1"] = 3
    made = make_reports(answers(tmp_path, rows), folder, mini, PDF)
    assert (made.made, told(made)) == (2, [(Fault.REPORTS_EARLIER, 1)])
    assert names_of(files_only(folder)) == ["firm-0"], "the same answers, so it still holds"
    assert names_of(files_only(folder / "earlier")) == ["firm-1"]


def test_an_earlier_report_does_not_stand_in_for_one_that_failed(
    tmp_path: Path, mini: Instrument
) -> None:
    folder, rows = tmp_path / "reports", firms(2)
    make_reports(answers(tmp_path, rows), folder, mini, HTML)
    templates = tmp_path / "templates"
    templates.mkdir()
    own = (reports_folder() / "templates" / "cover.html.j2").read_text(encoding="utf-8")
    broken = "{% if report.cover.organisation == 'Firm 1' %}{{ report.nothing.there }}{% endif %}"
    (templates / "cover.html.j2").write_text(own + broken, encoding="utf-8")
    order = replace(HTML, look=look_of(None, templates))
    made = make_reports(answers(tmp_path, rows), folder, mini, order)
    assert ([one.organisation for one in made.failed], told(made)) == (
        ["Firm 1"],
        [(Fault.REPORTS_EARLIER, 1)],
    )
    assert names_of(files_only(folder)) == ["firm-0"]


def test_without_an_order_for_reports_others_are_laid_aside_and_the_rest_is_told(
    tmp_path: Path, mini: Instrument
) -> None:
    folder = tmp_path / "reports"
    questionnaire = mini.questionnaire.id
    assert tell_earlier(folder, answers(tmp_path, firms(2)), questionnaire) == []
    assert not folder.exists()
    make_reports(answers(tmp_path, firms(3)), folder, mini, HTML)
    remarks = tell_earlier(folder, answers(tmp_path, firms(2)), questionnaire)
    assert [(one.fault, one.values["count"]) for one in remarks] == [
        (Fault.REPORTS_EARLIER, 1),
        (Fault.REPORTS_UNMADE, 2),
    ]
    (tmp_path / "answers.parquet").unlink()
    (remark,) = tell_earlier(folder, tmp_path / "answers.parquet", questionnaire)
    assert (remark.fault, remark.values["count"]) == (Fault.REPORTS_UNMADE, 2)
