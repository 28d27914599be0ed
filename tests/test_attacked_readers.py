"""The attacker's readers see what is in a file, and what is hidden in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import xlsxwriter
from attacked_readers import read_printed, read_whole

DOCUMENT = (
    '<w:document xmlns:w="w" xmlns:a="a"><w:p><w:r><w:t>staff 4</w:t></w:r><w:r><w:t>5</w:t></w:r>'
    '</w:p><w:drawing><a:docPr descr="a chart with 61"/></w:drawing></w:document>'
)
PROPERTIES = (
    '<p xmlns:dcterms="d" xmlns:xsi="x"><dcterms:created xsi:type="dcterms:W3CDTF">{}'
    "</dcterms:created><title>{}</title></p>"
)


def workbook(path: Path, hidden: int, remark: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("shown")
        sheet.write(0, 0, "staff")
        sheet.write_comment(0, 0, remark)
        book.add_worksheet("other").write(0, 0, hidden)
        book.worksheets()[1].hide()
    return path


def office(path: Path, saved: str, title: str, document: str = DOCUMENT) -> Path:
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("word/document.xml", document)
        whole.writestr("docProps/core.xml", PROPERTIES.format(saved, title))
    return path


def test_hidden_sheets_and_remarks_of_a_workbook_are_read(tmp_path: Path) -> None:
    told = read_printed(workbook(tmp_path / "a.xlsx", 47, "of 12 people"))
    assert "47" in told
    assert "of 12 people" in told
    one = read_whole(workbook(tmp_path / "b.xlsx", 47, "of 12 people"))
    assert one == read_whole(tmp_path / "a.xlsx")
    assert one != read_whole(workbook(tmp_path / "c.xlsx", 48, "of 12 people"))


def test_a_document_is_the_same_but_for_the_moment_of_saving(tmp_path: Path) -> None:
    one = read_whole(office(tmp_path / "a.docx", "2026-11-21T10:00:00Z", "Firm"))
    assert one == read_whole(office(tmp_path / "b.docx", "2026-11-22T11:00:00Z", "Firm"))
    assert one != read_whole(office(tmp_path / "c.docx", "2026-11-21T10:00:00Z", "Firm 12"))


def test_words_in_pieces_and_alternative_texts_are_read_and_a_file_within_a_file_too(
    tmp_path: Path,
) -> None:
    whole = office(tmp_path / "a.pptx", "", "")
    assert "staff 45" in read_printed(whole)
    assert "61" in read_printed(whole)
    before = read_whole(whole)
    for number in (1, 2):
        within = workbook(tmp_path / f"within{number}.xlsx", number, "")
        with zipfile.ZipFile(whole, "a") as file:
            file.write(within, f"embedded{number}.xlsx")
        assert read_whole(whole) != before
        before = read_whole(whole)
