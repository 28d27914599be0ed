"""What an adviser makes of a report: chapters chosen, a text of their own, the client's logo."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html as lxml_html
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from printed import instrument, result
from report_examples import answered, low
from test_doors import comparison_of
from test_report_slides import charts_of, notes_of, text_of
from test_report_workbook import opened
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError, UsageError
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.comparison_workbook import comparison_xlsx
from slimscan.report.edition import CHAPTERS, Edition, own_text_view, read_edition
from slimscan.report.html import render_html
from slimscan.report.look import PLAIN, load_theme, look_of
from slimscan.report.scan.context import report_context
from slimscan.report.scan.files import ToReport, write_report
from slimscan.report.scan.report_slides import report_pptx
from slimscan.report.scan.report_workbook import report_xlsx
from slimscan.report.word.document import write_word
from slimscan.result import Result, result_of

TEXT = """\
# Dear Mrs Jansen

This is **your** report, with *three* things <script>alert(1)</script>:

1. first
2. second

> Begin small.

See [the council](https://www.ser.nl) or [me](mailto:anna@example.org).
"""


def advised() -> Result:
    return result_of(instrument(), result("full").scan.changed(advisor="Anna de Vries"))


def page_of(edition: Edition, told: Result | None = None, for_pdf: bool = False) -> str:
    return render_html(report_context(told or result("full"), "en", edition=edition), for_pdf)


def links_out(page: str) -> set[str]:
    root = lxml_html.document_fromstring(page)
    return {str(one) for one in root.xpath("//a/@href") if str(one).startswith("#")}


# Chapters


@pytest.mark.parametrize("for_pdf", [True, False])
@pytest.mark.parametrize("names", [{"summary"}, {"plan", "summary"}, {"method", "guide", "levers"}])
def test_only_the_chosen_chapters_are_there_in_the_order_of_the_report(
    names: set[str], for_pdf: bool
) -> None:
    page = page_of(Edition(frozenset(names)), for_pdf=for_pdf)
    root = lxml_html.document_fromstring(page)
    there = [str(one) for one in root.xpath("//section[contains(@class, 'chapter')]/@id")]
    assert there == [name for name in CHAPTERS if name in names]
    contents = [one.get("href") for one in root.xpath("//nav//a")]
    assert contents == [f"#{name}" for name in there]
    ids = {f"#{one}" for one in root.xpath("//@id")}
    assert links_out(page) <= ids, "a link to what is left out is plain text"


def test_with_all_chapters_the_links_between_them_are_there() -> None:
    assert {"#action-1", "#plan"} <= links_out(page_of(Edition()))
    assert any(one.startswith("#case-") for one in links_out(page_of(Edition())))


def test_a_word_file_has_the_chosen_chapters_and_no_link_to_another() -> None:
    page = page_of(Edition(frozenset({"summary", "method"})), for_pdf=True)
    document = docx.Document(io.BytesIO(write_word(page, result("full").scan.measured_on)))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["At a glance", "How it was worked out"]
    assert "action" not in document.element.xml.split("<w:body>")[1].split("anchor=")[-1][:40]


@pytest.mark.parametrize("asked", ["summary,plans", "", " , ", "Summary"])
def test_a_chapter_that_no_report_has_is_named_with_those_that_there_are(asked: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_edition(asked, None, None)
    [problem] = refused.value.problems
    assert problem.fault is Fault.CHAPTER_UNKNOWN
    assert problem.values["known"] == ", ".join(CHAPTERS)


def test_a_report_without_any_of_the_chosen_chapters_says_which_it_has() -> None:
    with pytest.raises(InputError) as refused:
        page_of(Edition(frozenset({"staff", "help"})))
    [problem] = refused.value.problems
    assert problem.fault is Fault.CHAPTERS_NONE
    assert "summary, picture, levers, plan" in problem.values["known"]


# An own text


def test_an_own_text_is_in_front_or_before_what_is_looked_up_with_the_advisers_name() -> None:
    page = page_of(Edition(foreword=TEXT, closing="Bye."), advised())
    root = lxml_html.document_fromstring(page)
    there = [str(one) for one in root.xpath("//section[contains(@class, 'chapter')]/@id")]
    assert there[0] == "foreword"
    assert there[there.index("closing") + 1] == "basis"
    [foreword] = root.xpath("//section[@id='foreword']")
    assert [one.text_content() for one in foreword.iter("h2", "h3")] == [
        "Foreword",
        "Dear Mrs Jansen",
    ]
    assert [one.text_content() for one in foreword.iter("li")] == ["first", "second"]
    assert foreword.xpath(".//p[@class='author']/text()") == ["Anna de Vries"]
    assert foreword.xpath(".//a/@href") == ["https://www.ser.nl", "mailto:anna@example.org"]
    assert "<script>alert(1)</script>" in foreword.text_content()
    assert not foreword.xpath(".//script")


@pytest.mark.parametrize(
    "hostile",
    [
        "[a](javascript:alert(1))",
        "[a](  JavaScript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](file:///etc/passwd)",
        "[a](http://example.org)",
        "![a](https://example.org/a.png)",
        "<img src=x onerror=alert(1)>",
        "<https://example.org>",
        "[a]: https://example.org\n\n[a]",
        "```\n<b>\n```",
        "[a](#plan)",
        "{{ report.cover }} {% include 'x' %}",
        "a\x00b\x1b[31mc\u202ed",
    ],
)
def test_an_own_text_makes_nothing_but_its_few_marks(hostile: str, tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text(hostile, encoding="utf-8")
    own = own_text_view(read_edition(None, tmp_path / "own.md", None).foreword, "")
    assert own
    root = lxml_html.fragment_fromstring(str(own.html), create_parent="div")
    assert {one.tag for one in root.iter()} <= {"div", "p", "a", "br"}
    assert all(str(one).startswith("https:") for one in root.xpath("//@href"))
    assert not root.xpath("//@*[name() != 'href']")
    assert not re.search("[\x00\x1b\u202e]", root.text_content())


def test_a_file_that_is_empty_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    for content, fault in (
        (b" \n", Fault.OWN_TEXT_EMPTY),
        (b"x" * 70_000, Fault.FILE_TOO_LARGE),
        (b"\xff\xfe", Fault.NOT_UTF8),
    ):
        (tmp_path / "own.md").write_bytes(content)
        with pytest.raises(InputError) as refused:
            read_edition(None, None, tmp_path / "own.md")
        assert refused.value.problems[0].fault is fault
    with pytest.raises(InputError) as missing:
        read_edition(None, tmp_path / "none.md", None)
    assert missing.value.problems[0].fault is Fault.FILE_MISSING


PLAN = frozenset({"plan"})


@pytest.mark.parametrize(
    ("form", "edition", "options", "known"),
    [
        ("json", Edition(PLAN), "--chapters", "pdf, html, docx, xlsx, pptx"),
        ("json", Edition(PLAN, "A"), "--chapters, --foreword", "pdf, html, docx, xlsx"),
        ("pptx", Edition(PLAN, "A", "B"), "--foreword, --closing", "pdf, html, docx, xlsx"),
    ],
)
def test_what_a_format_has_no_room_for_is_refused_and_nothing_is_written(
    form: str, edition: Edition, options: str, known: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        write_report(result("full"), form, folder=tmp_path, edition=edition)
    [problem] = refused.value.problems
    assert problem.fault is Fault.EDITION_FORMAT
    assert problem.values == {"options": options, "id": form, "known": known}
    assert not list(tmp_path.iterdir())


# A workbook


def sheets_of(edition: Edition, told: Result | None = None) -> dict[str, list[str]]:
    """The sheets of the workbook by name, with every text that is in their cells."""
    content = report_xlsx(ToReport(told or result("staff"), "en", PLAIN, None, edition))
    return {
        sheet.title: [str(cell) for row in sheet.values for cell in row if cell is not None]
        for sheet in opened(content).worksheets
    }


SHEETS = {
    "summary": [],
    "picture": [],
    "levers": ["Scores", "Questions"],
    "staff": ["Staff", "Teams"],
    "plan": ["Plan"],
    "guide": ["Conversation"],
    "evidence": ["From practice", "Basics"],
    "basis": ["Basics"],
    "answers": ["Questions"],
    "method": ["Sources"],
}


def told_by(chapter: str) -> str:
    """A text that the overview has for one chapter alone."""
    context = report_context(result("staff"), "en")
    assert context.staff
    assert context.bring
    return {
        "summary": context.summary.reading,
        "picture": "Overall",
        "staff": context.staff.people,
        "plan": context.plan.standing,
        "evidence": context.bring.text,
        "method": "The stages",
    }.get(chapter, "")


@pytest.mark.parametrize("chapter", SHEETS)
def test_a_workbook_has_the_sheets_and_words_of_the_chosen_chapters_alone(chapter: str) -> None:
    sheets = sheets_of(Edition(frozenset({chapter})))
    whole = sheets_of(Edition())
    assert list(sheets) == ["Overview", *SHEETS[chapter]]
    assert {"From practice", "Conversation", "Basics"} <= set(whole)
    new = {one for name, cells in sheets.items() for one in cells if one not in whole[name]}
    assert new <= {"Score"}, "the leader's numbers are the scores where no staff stand beside them"
    for other in SHEETS:
        text = told_by(other)
        is_table = (chapter, other) == ("summary", "picture")  # both show the numbers of the levers
        if text:
            assert (text in sheets["Overview"]) == (other == chapter or is_table), other


def test_what_the_page_tells_as_evidence_of_the_basics_goes_with_its_own_chapter() -> None:
    basis, evidence = (
        sheets_of(Edition(frozenset({one})))["Basics"] for one in ("basis", "evidence")
    )
    assert "The basics" in basis
    assert "Change" not in basis
    assert "Change" in evidence
    assert "The basics" not in evidence


def test_an_own_text_is_on_the_overview_without_marks_and_with_its_author() -> None:
    long = "word " * 2000
    text = f"{TEXT}\n{long}"
    overview = sheets_of(Edition(PLAN, text, "**Bye** now."), advised())["Overview"]
    at = overview.index("Foreword")
    assert overview[at + 1 : at + 7] == [
        "Dear Mrs Jansen",
        "This is your report, with three things <script>alert(1)</script>:",
        "1. first",
        "2. second",
        "Begin small.",
        "See the council (https://www.ser.nl) or me (anna@example.org).",
    ]
    assert " ".join(overview[at + 7 : overview.index("Anna de Vries", at)]) == long.strip()
    assert overview.index("Your improvement plan") > at
    at = overview.index("In closing")
    assert overview[at + 1 : at + 3] == ["Bye now.", "Anna de Vries"]


def test_a_list_within_a_list_stands_further_in_in_word_and_in_a_workbook() -> None:
    edition = Edition(foreword="1. first\n   - within\n     - deeper\n2. second\n")
    page = page_of(edition, for_pdf=True)
    document = docx.Document(io.BytesIO(write_word(page, result("full").scan.measured_on)))
    indents = {
        one.text: one.paragraph_format.left_indent
        for one in document.paragraphs
        if one.text in ("first", "within", "deeper", "second")
    }
    assert indents["first"] is indents["second"] is None, "as its style has it"
    assert 0 < indents["within"] < indents["deeper"]
    view = own_text_view(edition.foreword, "")
    assert view
    assert view.lines == ("1. first", "    • within", "        • deeper", "2. second")


def test_a_text_of_ones_own_is_never_a_formula_in_a_workbook() -> None:
    text = "=1+1\n\n@SUM(A1)\n\n* -2+3"
    content = report_xlsx(ToReport(result("full"), "en", PLAIN, None, Edition(PLAN, text)))
    cells = [cell for row in opened(content).worksheets[0].iter_rows() for cell in row]
    assert {"=1+1", "@SUM(A1)", "• -2+3"} <= {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


# Slides


def deck_of(chapters: set[str], told: Result | None = None) -> list[Any]:
    edition = Edition(frozenset(chapters))
    content = report_pptx(ToReport(told or result("staff"), "en", PLAIN, None, edition))
    return list(Presentation(io.BytesIO(content)).slides)


def words_of(slides: list[Any]) -> str:
    return "\n".join(text_of(slide) + notes_of(slide) for slide in slides)


SLIDES = {
    "summary": ["asked.title", "strong.title"],
    "picture": ["levers.title"],
    "levers": ["levers.title", "differ.title_quiet"],  # people there may not dare to speak
    "staff": ["differ.title"],
    "plan": ["first.title_proposal", "next.title"],
    "guide": ["ask.title", "next.title"],
    "method": ["asked.title"],
}


@pytest.mark.parametrize("chapter", SLIDES)
def test_the_slides_are_those_of_the_chosen_chapters_after_the_opening(chapter: str) -> None:
    own = words("en", "slides")
    opening, *slides = deck_of({chapter})
    assert result("staff").scan.profile.organisation in opening.shapes.title.text
    titles = [slide.shapes.title.text for slide in slides]
    # Where a slide shows some of many, its title says so behind the same words.
    assert [one.partition(": ")[0] for one in titles] == [own[one] for one in SLIDES[chapter]]


@pytest.mark.parametrize("chapter", ["guide", "plan", "summary", "staff"])
def test_slides_tell_nothing_of_a_chapter_that_is_left_out(chapter: str) -> None:
    told = result("staff" if chapter == "staff" else "full")
    context = report_context(told, "en")
    guide, own = context.guide, words("en", "slides")
    assert guide
    texts = {
        "guide": (guide.purpose, guide.closing, *guide.strong),
        "plan": (context.plan.actions[0].title,),
        "summary": (context.summary.reading,),
        "staff": (own["asked.say_staff"], own["differ.title"]),
    }[chapter]
    whole = words_of(deck_of(set(CHAPTERS), told))
    assert not [text for text in texts if text not in whole]
    less = words_of(deck_of(set(CHAPTERS) - {chapter}, told))
    assert not [text for text in texts if text in less]


def test_without_the_chapter_of_the_staff_no_chart_has_their_bars() -> None:
    charts = [one for slide in deck_of({"levers"}) for one in charts_of(slide)]
    assert [len(chart.plots[0].series) for chart in charts] == [1], "no bars of the staff"


@pytest.mark.parametrize("chapter", ["plan", "levers", "summary"])
def test_what_to_do_where_people_may_not_dare_to_speak_is_in_every_choice(
    base: Instrument, chapter: str
) -> None:
    told = pipeline.score(base, answered(base, low))
    guide = report_context(told, "en").guide
    assert guide
    assert guide.unsafe
    opening, *others = deck_of({chapter}, told)
    assert guide.unsafe[0] in notes_of(opening)
    own = words("en", "slides")
    asked = [own[key] for key in ("differ.lowest_say", "first.say", "levers.say", "ask.missing")]
    assert not [text for text in (*asked, *guide.weak) if text in words_of(others)]


def test_chapters_without_a_slide_are_refused_with_those_that_have_one() -> None:
    with pytest.raises(InputError) as refused:
        deck_of({"answers", "basis"})
    [problem] = refused.value.problems
    assert problem.fault is Fault.CHAPTERS_NONE
    known = str(problem.values["known"]).split(", ")
    assert known == [name for name in CHAPTERS if name in SLIDES]
    for name in known:
        assert len(deck_of({name})) > 1


def test_the_command_takes_chapters_and_own_texts(home: Path, tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "questionnaires/examples/builder-12.yaml"
    run = CliRunner().invoke
    started = run(
        app, ["start", "--answers", str(example), "--yes", "--output", str(tmp_path / "a.pdf")]
    )
    assert started.exit_code == 0, started.output
    (tmp_path / "own.md").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "b.docx"
    done = run(
        app,
        [
            "report",
            "--chapters",
            "summary, plan",
            "--foreword",
            str(tmp_path / "own.md"),
            "--output",
            str(out),
            "--lang",
            "en",
        ],
    )
    assert done.exit_code == 0, done.output
    headings = [
        one.text for one in docx.Document(str(out)).paragraphs if one.style.name == "Heading 1"
    ]
    assert headings == ["Foreword", "At a glance", "Your improvement plan"]


# A comparison


def test_a_comparison_has_its_own_chapters_to_choose_from_and_room_for_an_own_text(
    tmp_path: Path,
) -> None:
    scan = pipeline.OpenedScan(advised().scan)
    compared = pipeline.follow_up(instrument(), scan, scan)
    edition = Edition(frozenset({"summary", "plan", "left-out"}), TEXT, "Bye.")
    page = pipeline.write(compared, tmp_path / "a.html", "html", language="en", edition=edition)
    root = lxml_html.document_fromstring(page.read_text(encoding="utf-8"))
    there = [str(one) for one in root.xpath("//main/section/@id")]
    assert there == ["foreword", "summary", "plan", "closing", "left-out"]
    assert root.xpath("//p[@class='author']/text()") == ["Anna de Vries"] * 2
    word = pipeline.write(compared, tmp_path / "a.docx", "docx", language="en", edition=edition)
    headings = [
        one.text for one in docx.Document(str(word)).paragraphs if one.style.name == "Heading 1"
    ]
    assert headings == [root.get_element_by_id(one).find("h2").text_content() for one in there]
    book = pipeline.write(compared, tmp_path / "a.xlsx", "xlsx", language="en", edition=edition)
    overview, *sheets = opened(book.read_bytes()).worksheets
    assert {sheet.title for sheet in sheets} <= {"What you did", "Not compared"}
    told = [cell for row in overview.values for cell in row if cell]
    assert told.index("Dear Mrs Jansen") < told.index("Overall") < told.index("Bye.")
    assert told.count("Anna de Vries") == 2
    with pytest.raises(UsageError) as refused:
        pipeline.write(compared, tmp_path / "a.json", "json", edition=edition)
    assert refused.value.problems[0].values["known"] == "pdf, html, docx, xlsx"
    with pytest.raises(InputError):
        pipeline.write(compared, tmp_path / "b.html", "html", edition=Edition(frozenset({"staff"})))
    method = Edition(frozenset({"method"}))
    with pytest.raises(InputError) as none:
        pipeline.write(compared, tmp_path / "b.xlsx", "xlsx", edition=method)
    assert "summary, topics" in none.value.problems[0].values["known"]
    assert {one.name for one in tmp_path.iterdir()} <= {"a.html", "a.docx", "a.xlsx", "home"}


@pytest.mark.parametrize(
    ("chapter", "sheet"),
    [("topics", "changes"), ("answers", "items"), ("beside", "basis")],
)
def test_the_workbook_of_a_comparison_has_the_sheet_of_the_chosen_chapter(
    chapter: str, sheet: str
) -> None:
    compared = comparison_of("builder-12")
    content = comparison_xlsx(compared, "en", PLAIN, Edition(frozenset({chapter})))
    overview, *sheets = opened(content).worksheets
    assert [one.title for one in sheets] == [words("en", "workbook")[f"sheet.{sheet}"]]
    assert "Overall" not in [cell for row in overview.values for cell in row]
    assert not overview._charts


# Two logos


SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="60" height="20"><rect width="60" height="20" fill="{}"/></svg>'
THEME = """\
format: 1
logo: {file: own.svg, text: De Vries}
client_logo: {file: client.svg, text: Bakery}
"""


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    (tmp_path / "own.svg").write_text(SHAPES.format("#8a1f4d"), encoding="utf-8")
    (tmp_path / "client.svg").write_text(SHAPES.format("#087f74"), encoding="utf-8")
    (tmp_path / "theme.yaml").write_text(THEME, encoding="utf-8")
    return tmp_path / "theme.yaml"


def test_the_logo_of_the_client_stands_beside_the_advisers(theme: Path) -> None:
    look = look_of(theme, None)
    page = render_html(report_context(result("full"), "en"), for_pdf=True, look=look)
    shown = lxml_html.document_fromstring(page).xpath("//p[@class='logo both']/img/@alt")
    assert shown == ["De Vries", "Bakery"]
    document = docx.Document(io.BytesIO(write_word(page, result("full").scan.measured_on, look)))
    xml = document.element.xml
    assert 'descr="De Vries"' in xml
    assert 'descr="Bakery"' in xml


def test_both_logos_are_on_the_opening_slide_beside_each_other(theme: Path) -> None:
    wide = SHAPES.format("#087f74").replace("60", "600")
    (theme.parent / "client.svg").write_text(wide, encoding="utf-8")
    look = look_of(theme, None)
    deck = Presentation(io.BytesIO(report_pptx(ToReport(result("full"), "en", look, None))))
    first, second = pictures_of(deck.slides[0])
    assert [one._element._nvXxPr.cNvPr.get("descr") for one in (first, second)] == [
        "De Vries",
        "Bakery",
    ]
    assert first.left + first.width < second.left
    assert second.left + second.width <= deck.slide_width - first.left
    assert second.width == pytest.approx(30 * second.height, rel=0.05), "it keeps its shape"
    assert not [one for slide in list(deck.slides)[1:] for one in pictures_of(slide)]


def pictures_of(slide: Any) -> list[Any]:
    return [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.PICTURE]


def test_an_anonymous_deck_has_the_logo_of_the_adviser_alone(theme: Path, tmp_path: Path) -> None:
    path = pipeline.write(
        advised(), tmp_path / "a.pptx", "pptx", anonymous=True, look=look_of(theme, None)
    )
    first = Presentation(str(path)).slides[0]
    [logo] = pictures_of(first)
    assert logo._element._nvXxPr.cNvPr.get("descr") == "De Vries"
    assert first.shapes.title.text == words("nl", "slides")["open.title_nameless"]


@pytest.mark.parametrize("ending", ["html", "docx", "xlsx", "pdf"])
def test_an_anonymous_report_leaves_out_the_clients_logo_and_the_advisers_name(
    ending: str, theme: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    edition = Edition(foreword="Words before.")
    path = pipeline.write(
        advised(), folder, ending, anonymous=True, look=look_of(theme, None), edition=edition
    )
    if ending == "docx":
        document = docx.Document(str(path))
        told = document.element.xml
    elif ending == "xlsx":
        sheets = opened(path.read_bytes()).worksheets
        told = str([cell for sheet in sheets for row in sheet.values for cell in row])
    elif ending == "html":
        told = path.read_text(encoding="utf-8")
    else:
        from office import text_of_pdf

        told = text_of_pdf(path)
    assert "Words before." in told
    assert "Bakery" not in told
    assert "Anna" not in told


def test_what_is_wrong_with_the_clients_logo_is_named_with_its_place(theme: Path) -> None:
    (theme.parent / "client.svg").write_text("<svg/>", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_theme(theme)
    [problem] = refused.value.problems
    assert (problem.fault, problem.line) == (Fault.LOGO_REFUSED, 3)
