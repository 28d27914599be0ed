"""A report carries its scan: put in, read back, and nothing hostile believed."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from report_examples import answered, example, named
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.errors import Fault, InputError
from slimscan.language import problem_text
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.document import result_json
from slimscan.report.scan.files import write_report
from slimscan.result import result_of
from slimscan.scan.attached import ATTACHMENT_NAME, attachment_of, read_attached
from slimscan.scan.model import PlannedAction, Workshop
from slimscan.scan.store import Shelf


@pytest.fixture
def report(mini: Instrument, tmp_path: Path) -> Path:
    return write_report(example(mini), output=tmp_path / "report.pdf")


def pdf_with(path: Path, content: bytes | str, name: str = ATTACHMENT_NAME) -> Path:
    """A PDF that carries this, made by somebody else."""
    made = pikepdf.new()
    made.add_blank_page()
    data = content if isinstance(content, bytes) else content.encode()
    made.attachments[name] = pikepdf.AttachedFileSpec(made, data, filename=name)
    made.save(path)
    return path


def fault_of(path: Path) -> Fault:
    with pytest.raises(InputError) as caught:
        read_attached(path)
    return caught.value.problems[0].fault


def test_a_report_gives_back_the_scan_it_was_made_from(mini: Instrument, report: Path) -> None:
    given = read_attached(report)
    assert result_json(result_of(mini, given)) == result_json(example(mini))


def test_the_scan_is_the_one_file_inside_and_belongs_to_the_document(report: Path) -> None:
    with pikepdf.open(report) as pdf:
        assert list(pdf.attachments) == [ATTACHMENT_NAME]
        [file] = pdf.Root.AF
        assert str(file.AFRelationship) == "/Source"
        assert str(file.EF.F.Subtype) == "/application/json"
        assert str(file.Desc)


def test_what_stays_behind_is_not_inside(mini: Instrument) -> None:
    stamp = answered(mini).questionnaire.model_copy(update={"folder": "/home/jan/klanten"})
    votes = Workshop(people=4, counts_as="leader", votes={"H1": (1, 1, 1, 1, 0)})
    scan = answered(mini).changed(questionnaire=stamp, workshop=votes)
    inside = json.loads(attachment_of(scan))
    assert "klanten" not in json.dumps(inside)
    assert inside["workshop"] is None
    assert inside["answers"] == scan.answers


def test_the_same_scan_saved_again_gives_the_same_attachment(
    mini: Instrument, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    scan = answered(mini)
    saved = shelf.file_for(scan).save(scan)
    assert attachment_of(saved) == attachment_of(scan)


def test_an_anonymous_report_names_nobody_anywhere(mini: Instrument, tmp_path: Path) -> None:
    secrets = ("Geheimnaam", "Geheimnotitie", "Geheimadviseur", "Geheimbewijs", "Geheimeigenaar")
    scan = named(answered(mini), secrets[0]).changed(
        notes=dict.fromkeys(("H1", "PRE1", "CHG1"), secrets[1]),
        advisor=secrets[2],
        evidence={"D1": secrets[3]},
        plan=(PlannedAction(action="D1a", owner=secrets[4], result="Geheimgevolg"),),
    )
    result = result_of(mini, scan)
    for form in ("pdf", "html", "json"):
        path = write_report(result, form, folder=tmp_path, anonymous=True)
        assert "geheim" not in path.name
        content = unpacked(path) if form == "pdf" else path.read_bytes()
        assert b"geheim" not in content.lower(), form
        assert scan.id.encode() not in content
    assert fault_of(next(tmp_path.glob("*.pdf"))) is Fault.PDF_NO_SCAN


def unpacked(path: Path) -> bytes:
    """All of a PDF without compression, and the words on its pages."""
    import subprocess

    told = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
    plain = BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return plain.getvalue() + told


def test_a_report_that_is_not_anonymous_would_be_found_out(
    mini: Instrument, tmp_path: Path
) -> None:
    scan = named(answered(mini), "Geheimnaam")
    path = write_report(result_of(mini, scan), output=tmp_path / "r.pdf")
    assert b"Geheimnaam" in unpacked(path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", Fault.JSON_SYNTAX),
        ("[" * 1000, Fault.JSON_TOO_DEEP),
        ("[]", Fault.SCAN_DAMAGED),
        ("{}", Fault.SCAN_DAMAGED),
        (b"\xff\xfe{}", Fault.SCAN_DAMAGED),
        ('{"format": NaN}', Fault.JSON_NUMBER),
        ('{"format": 99}', Fault.SCAN_NEWER),
        ('{"a": 1, "a": 2}', Fault.JSON_DUPLICATE_KEY),
        (b" " * (5 * 1024 * 1024), Fault.FILE_TOO_LARGE),
    ],
)
def test_what_is_no_scan_is_refused(tmp_path: Path, content: bytes | str, fault: Fault) -> None:
    assert fault_of(pdf_with(tmp_path / "a.pdf", content)) is fault


def test_what_is_too_large_says_how_large_it_may_be(tmp_path: Path) -> None:
    path = pdf_with(tmp_path / "a.pdf", b" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(InputError) as inside:
        read_attached(path)
    with path.open("wb") as file:
        file.truncate(32 * 1024 * 1024 + 1)
    with pytest.raises(InputError) as whole:
        read_attached(path)
    told = [one.value.problems[0] for one in (inside, whole)]
    assert [one.fault for one in told] == [Fault.FILE_TOO_LARGE, Fault.FILE_TOO_LARGE]
    assert [one.values["largest"] for one in told] == [4096, 32768], "in KB"
    assert fault_of(tmp_path) is Fault.FILE_UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../etc/passwd"},
        {"questionnaire": {"id": "../x", "version": "1", "content_hash": ""}},
        {"targets": {"heat": 1e300}},
        {"more": "x"},
    ],
)
def test_a_scan_that_reaches_further_is_refused(
    mini: Instrument, tmp_path: Path, change: dict[str, object]
) -> None:
    content = json.loads(attachment_of(answered(mini))) | change
    assert fault_of(pdf_with(tmp_path / "a.pdf", json.dumps(content))) is Fault.SCAN_DAMAGED


def test_texts_are_cleaned_and_a_folder_is_not_believed(mini: Instrument, tmp_path: Path) -> None:
    content = json.loads(attachment_of(named(answered(mini), "X")))
    content["profile"]["organisation"] = "\x1b[31mRood\u202e"
    content["questionnaire"]["folder"] = "/etc"
    scan = read_attached(pdf_with(tmp_path / "a.pdf", json.dumps(content)))
    assert scan.profile.organisation == "Rood"
    assert scan.questionnaire.folder is None


def test_files_that_are_no_pdf_or_carry_something_else(tmp_path: Path, report: Path) -> None:
    path = tmp_path / "a.pdf"
    for content in (b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 5000, report.read_bytes()[:9000]):
        path.write_bytes(content)
        assert fault_of(path) in (Fault.PDF_UNREADABLE, Fault.PDF_NO_SCAN)
    assert fault_of(pdf_with(path, "{}", name="other.json")) is Fault.PDF_NO_SCAN
    with path.open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    assert fault_of(path) is Fault.FILE_TOO_LARGE


def test_a_report_made_with_an_own_questionnaire_is_read_back_with_that_questionnaire(
    mini: Instrument, mini_folder: Path, report: Path
) -> None:
    asked = ["show", str(report), "--lang", "en"]
    without = CliRunner().invoke(app, asked)
    assert isinstance(without.exception, InputError)
    [problem] = without.exception.problems
    assert problem.fault is Fault.SCAN_QUESTIONNAIRE_ELSEWHERE
    assert "--questionnaire" in problem_text(problem, "en")
    shown = CliRunner().invoke(app, [*asked, "--json", "--questionnaire", str(mini_folder)])
    assert shown.stdout == result_json(example(mini)) + "\n"
    other = CliRunner().invoke(app, [*asked, "--questionnaire", "slimmer-werken"])
    assert isinstance(other.exception, InputError)
    assert other.exception.problems[0].fault is Fault.SCAN_QUESTIONNAIRE_OTHER
