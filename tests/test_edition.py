"""What an adviser makes of a report: chapters chosen, a text of their own, the client's logo."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from lxml import html as lxml_html
from printed import instrument, result
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.errors import Fault, InputError, UsageError
from slimscan.report.edition import CHAPTERS, Edition, own_text_view, read_edition
from slimscan.report.html import render_html
from slimscan.report.look import load_theme, look_of
from slimscan.report.scan.context import report_context
from slimscan.report.scan.files import write_report
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


def test_a_format_without_chapters_refuses_them_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        write_report(result("full"), "json", folder=tmp_path, edition=Edition(frozenset({"plan"})))
    assert refused.value.problems[0].fault is Fault.EDITION_FORMAT
    assert not list(tmp_path.iterdir())


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
    opened = pipeline.OpenedScan(advised().scan)
    compared = pipeline.follow_up(instrument(), opened, opened)
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
    with pytest.raises(UsageError):
        pipeline.write(compared, tmp_path / "a.json", "json", edition=edition)
    with pytest.raises(InputError):
        pipeline.write(compared, tmp_path / "b.html", "html", edition=Edition(frozenset({"staff"})))
    assert {one.name for one in tmp_path.iterdir()} <= {"a.html", "a.docx", "home"}


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


@pytest.mark.parametrize("ending", ["html", "docx", "pdf"])
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
