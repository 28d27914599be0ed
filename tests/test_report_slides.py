"""The report as slides: what the page says, large enough for a meeting, with what to say under each."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from office import converted, findings, text_of_pdf
from pptx import Presentation
from printed import result as printed_result
from report_examples import answered, low, named
from test_doors import FIRMS, LANGUAGES, result_of
from test_report_workbook import hostile
from test_works_council import by

from slimscan import pipeline
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import PLAIN
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_json
from slimscan.report.scan.files import ToReport
from slimscan.report.scan.report_slides import report_pptx
from slimscan.result import Result

SMALLEST = 18
"""Points; the number of the slide apart."""


def deck_of(result: Result, language: str) -> Any:
    return Presentation(io.BytesIO(report_pptx(ToReport(result, language, PLAIN, None))))


def slides_of(deck: Any) -> list[Any]:
    return list(deck.slides)


def text_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def notes_of(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def charts_of(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


@FIRMS
@LANGUAGES
def test_there_are_six_to_eight_slides_each_with_a_title_and_what_to_say(
    firm: str, language: str
) -> None:
    result = result_of(firm)
    slides = slides_of(deck_of(result, language))
    assert 6 <= len(slides) <= 8
    own, titles = words(language, "slides"), [slide.shapes.title.text for slide in slides]
    assert titles[1:5] == [own[f"{one}.title"] for one in ("asked", "levers", "strong")] + [
        own["differ.title_none"]
    ]
    assert result.scan.profile.organisation in titles[0]
    assert all(len(notes_of(slide)) > 40 for slide in slides)


@FIRMS
@LANGUAGES
def test_the_numbers_are_those_of_the_other_formats(firm: str, language: str) -> None:
    result = result_of(firm)
    document = json.loads(result_json(result))
    slides = slides_of(deck_of(result, language))
    [chart] = charts_of(slides[2])
    [series] = chart.plots[0].series
    assert [*series.values] == [lever["shown"] for lever in document["levers"]]
    assert f" {document['overall']['shown']} " in text_of(slides[2])
    context = report_context(result, language)
    assert [*chart.plots[0].categories] == [lever.name for lever in context.levers]
    for strength in context.summary.strengths:
        assert f"{strength.name} ({strength.score})" in text_of(slides[3])
    lowest = sorted(one["shown"] for lever in document["levers"] for one in lever["aspects"])
    assert [int(n) for n in re.findall(r": (\d+) ", text_of(slides[4]))] == lowest[:3]
    for action in context.plan.actions[:3]:
        assert action.title in text_of(slides[5])


@LANGUAGES
def test_all_lines_stay_in_their_place_in_letters_that_every_program_has(
    language: str, tmp_path: Path
) -> None:
    made = {}
    for name, result in (("full", printed_result("full")), ("staff", printed_result("staff"))):
        made[name] = tmp_path / f"{name}.pptx"
        made[name].write_bytes(report_pptx(ToReport(result, language, PLAIN, None)))
        with zipfile.ZipFile(made[name]) as file:
            themes = [one for one in file.namelist() if one.startswith("ppt/theme/")]
            assert len(themes) == 2
            for theme in themes:
                fonts = set(re.findall(rb'<a:latin typeface="([^"]+)"', file.read(theme)))
                assert fonts == {b"Arial"}
            assert b"python-pptx" not in file.read("docProps/core.xml")
    for pages in converted(list(made.values()), "pdf", tmp_path / "pages"):
        places = subprocess.run(
            ["pdftotext", "-bbox", str(pages), "-"], capture_output=True, text=True, check=True
        ).stdout
        high = float(re.findall(r'<page width="[\d.]+" height="([\d.]+)"', places)[0])
        ends = [
            float(end)
            for end, word in re.findall(r'yMax="([\d.]+)">([^<]*)</word>', places)
            if not word.isdecimal()
        ]
        assert max(ends) < 0.965 * high


def test_charts_can_be_edited_and_say_in_words_what_they_show() -> None:
    slides = slides_of(deck_of(printed_result("staff"), "nl"))
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    for shape in charts:
        assert shape.chart.part.chart_workbook.xlsx_part is not None
        told = shape._element._nvXxPr.cNvPr.get("descr")
        numbers = {str(int(v)) for one in shape.chart.plots[0].series for v in one.values}
        assert numbers <= set(re.findall(r"\d+", told))


def test_where_staff_differ_is_shown_as_released_and_names_no_team() -> None:
    result = printed_result("staff")
    slides = slides_of(deck_of(result, "nl"))
    staff = report_context(result, "nl").staff
    assert staff is not None
    [chart] = charts_of(slides[4])
    rows = {row.name: row for lever in staff.levers for row in (lever.whole, *lever.aspects)}
    leader, people = chart.plots[0].series
    shown = zip(chart.plots[0].categories, leader.values, people.values, strict=True)
    for name, first, second in shown:
        assert (str(int(first)), int(second)) == (rows[name].leader, rows[name].mean)
        assert rows[name].topic
    told = "\n".join(text_of(slide) + notes_of(slide) for slide in slides)
    assert "10-19 mensen hebben geantwoord" in told
    assert not re.search("Ploeg|Kantoor|0000000", told)


def test_no_note_and_no_owner_is_on_a_slide(base: Instrument) -> None:
    scan = named(answered(base), "Zon").changed(
        notes={"MAN01": "Piet zegt dat"}, evidence={"MAN01": "Gezien bij Kees"}, advisor="Anna"
    )
    slides = slides_of(deck_of(pipeline.score(base, scan), "nl"))
    told = "\n".join(text_of(slide) + notes_of(slide) for slide in slides)
    assert "Zon" in told
    assert not re.search("Piet|Kees|Anna", told)


def test_where_people_may_not_dare_to_speak_nobody_is_asked_in_the_group(base: Instrument) -> None:
    result = pipeline.score(base, answered(base, low))
    guide = report_context(result, "nl").guide
    assert guide is not None
    assert guide.unsafe
    slides = slides_of(deck_of(result, "nl"))
    for slide in (slides[0], slides[6]):
        assert guide.unsafe[0] in notes_of(slide)
    own = words("nl", "slides")
    assert own["ask.quiet"] in text_of(slides[6])
    told = "\n".join(text_of(slide) + notes_of(slide) for slide in slides)
    assert not [question for question in (*guide.strong, *guide.weak) if question in told]
    asked = [own[key] for key in ("differ.lowest_say", "first.say", "levers.say", "ask.missing")]
    assert not [question for question in asked if question in told]
    first = report_context(result, "nl").plan.actions[0]
    assert first.title in told
    assert first.first_step not in told, "it tells the leader what to look at in private"


def test_a_works_council_speaks_to_the_leadership(base: Instrument) -> None:
    scan = by(base, "works_council", answered(base))
    slides = slides_of(deck_of(pipeline.score(base, scan), "nl"))
    own = words("nl", "slides")
    assert slides[6].shapes.title.text == own["ask.title_employee"]
    assert own["ask.best_employee"] in text_of(slides[6])
    told = "\n".join(text_of(slide) for slide in slides)
    assert not re.search(r"jullie|uw medewerkers|De leiding beantwoordde", told)


def test_an_empty_scan_says_that_there_is_no_score_yet() -> None:
    slides = slides_of(deck_of(printed_result("one-answer"), "nl"))
    assert not [chart for slide in slides for chart in charts_of(slide)]
    assert "te weinig antwoorden" in text_of(slides[2])


@pytest.mark.parametrize("name", ["full", "staff", "one-answer"])
def test_letters_are_large(name: str) -> None:
    for slide in deck_of(printed_result(name), "nl").slides:
        for shape in slide.shapes:
            runs = [
                run
                for paragraph in (shape.text_frame.paragraphs if shape.has_text_frame else ())
                for run in paragraph.runs
            ]
            assert all(run.font.size.pt >= SMALLEST for run in runs), slide.shapes.title.text
    charts = [
        chart for slide in deck_of(printed_result(name), "nl").slides for chart in charts_of(slide)
    ]
    assert all(chart.font.size.pt >= SMALLEST for chart in charts)


def test_the_same_report_is_the_same_slides() -> None:
    told = ToReport(printed_result("staff"), "nl", PLAIN, None)
    assert report_pptx(told) == report_pptx(told)


def test_slides_open_in_another_program_with_nothing_findings(
    base: Instrument, tmp_path: Path
) -> None:
    paths = [
        pipeline.write(result_of(firm), tmp_path / f"{firm}-{lang}.pptx", "pptx", language=lang)
        for firm in ("builder-12", "care-home-60", "machine-factory-200")
        for lang in ("nl", "en")
    ]
    long_name = named(answered(base), "\u202e" + "Ωm👩‍🔧 שלום\x0b" * 13)
    for name, result in {
        "hostile": hostile(base),
        "long": pipeline.score(base, long_name),
        "staff": printed_result("staff"),
    }.items():
        paths.append(pipeline.write(result, tmp_path / f"{name}.pptx", "pptx", language="nl"))
    assert {path.name: findings(path) for path in paths if findings(path)} == {}
    for page in converted(paths, "pdf", tmp_path):
        told = " ".join(text_of_pdf(page).split())
        titles = [words(lang, "slides")["next.title"] for lang in ("nl", "en")]
        assert any(title in told for title in titles), page.name
