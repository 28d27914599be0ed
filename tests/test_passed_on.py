"""Locked answers as people pass them on: whatever a mail or a word processor does, they come out."""

from __future__ import annotations

import base64
import json
import quopri
import random
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from slimscan.imports.passed_on import passed_on
from slimscan.scan.sealing import BEGIN, END, sealed_in_text


def sheet(seed: int = 1) -> dict[str, object]:
    """A sheet as the form locks it; nobody here looks inside."""
    sealed = base64.b64encode(random.Random(seed).randbytes(9_000)).decode()
    return {"format": 1, "kind": "slimscan-sealed", "key": "AAAA-BBBB-CCCC-DDDD", "sealed": sealed}


def as_file(seed: int = 1) -> str:
    return json.dumps(sheet(seed), separators=(",", ":")) + "\n"


def as_text(seed: int = 1) -> str:
    """The lines that the page gives to paste into a mail."""
    letters = base64.b64encode(as_file(seed).encode()).decode()
    lines = [letters[start : start + 64] for start in range(0, len(letters), 64)]
    return "\n".join([BEGIN, *lines, END])


def mail(text: str, encoding: str, kind: str = "plain") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "iemand@voorbeeld.nl", "Antwoorden"
    made.set_content(text, subtype=kind, cte=encoding)
    return made


def attached(content: EmailMessage | bytes) -> bytes:
    made = mail("Zie de bijlage", "7bit")
    if isinstance(content, bytes):
        made.add_attachment(content, maintype="application", subtype="json", filename="a.json")
    else:
        made.add_attachment(content)
    return bytes(made)


def with_broken(header: str) -> bytes:
    """A mail with an attachment of which a header ends where Python's reader does not expect it."""
    whole = attached(as_file().encode())
    lines = [
        line + b"; x *" if line.startswith(header.encode()) and b"multipart" not in line else line
        for line in whole.splitlines()
    ]
    assert b"; x *" in b"\n".join(lines)
    return b"\n".join(lines)


def both_ways() -> bytes:
    """A mail with the same as text and as a page."""
    made = mail(f"Hoi\n{as_text()}\n", "quoted-printable")
    page = as_text().replace("\n", "<br>\n")
    made.add_alternative(f"<div>Hoi<br>{page}</div>", subtype="html")
    return bytes(made)


def packed(**files: str | bytes) -> bytes:
    path = Path("packed")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return path.read_bytes()


def paragraphs(opening: str, closing: str) -> str:
    return "".join(f"{opening}{line}{closing}" for line in as_text().split("\n"))


LONG = "Hallo, hier zijn mijn antwoorden dan eindelijk, veel plezier ermee " + as_text().replace(
    "\n", " "
)
CHAIN = f"From a@b.nl Fri Nov 27 10:00:00 2026\nSubject: x\n\n{as_text()}\n\n"


@pytest.mark.parametrize(
    "make",
    [
        lambda: as_file().encode(),
        lambda: as_text().encode(),
        lambda: as_text().encode("utf-16"),
        lambda: as_text().replace("\n", "\r\n").encode(),
        lambda: "\n".join(f"> > {line}" for line in as_text().split("\n")).encode(),
        lambda: "\n".join(f"Piet> {line}" for line in as_text().split("\n")).encode(),
        lambda: "\n".join(f"\xa0{line}\xa0" for line in as_text().split("\n")).encode(),
        lambda: as_text().replace("-----", "\N{EM DASH}\N{EM DASH}").encode(),
        lambda: as_text().replace(" SLIMSCAN ", "\n> SLIMSCAN\n> ").encode(),
        lambda: "\n".join([*as_text().split("\n")[1:-1], "Groeten, Piet"]).encode(),
        f"Hoi,\n{as_text().removesuffix(END)}".encode,
        lambda: quopri.encodestring(LONG.encode()),
        lambda: as_text().replace("SLIM", "SLIM=\n").replace("eyJm", "ey=\nJm", 1).encode(),
        lambda: bytes(mail(as_text(), "base64")),
        lambda: bytes(mail(f"Één mail\n{as_text()}", "quoted-printable")),
        lambda: bytes(mail(LONG, "quoted-printable")),
        lambda: bytes(mail(f"<p>{paragraphs('', '<br>')}</p>", "quoted-printable", "html")),
        both_ways,
        lambda: attached(as_file().encode()),
        lambda: attached(mail(as_text(), "base64")),
        lambda: with_broken("Content-Disposition: attachment"),
        lambda: with_broken("Content-Type: application"),
        lambda: CHAIN.encode() + CHAIN.encode(),
        lambda: packed(**{"map__a.json": as_file(), "lees_mij.txt": "Hoi"}),
        lambda: packed(**{"a.eml": bytes(mail(as_text(), "base64"))}),
        lambda: packed(**{"word__document.xml": f"<?xml?>{paragraphs('<w:p><w:t>', '</w:t></w:p>')}"}),
        ("{\\rtf1\\ansi " + as_text().replace("\n", "\\par\n") + "}").encode,
    ],
)  # fmt: skip
def test_answers_come_out_of_what_people_hand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "handed_in"
    path.write_bytes(make())  # type: ignore[operator]
    [found] = passed_on(path)
    assert json.loads(found) == sheet()


def test_of_several_each_comes_out_once_and_what_was_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mails.txt"
    cut = as_text(2)[:4_000]
    path.write_text(
        f"{as_text(1)}\n{as_text(1)}\n{cut}\nVan: Jan\n{as_text(3)}\n{as_file(4)[:900]}"
    )
    found = passed_on(path)
    assert [json.loads(one) if one else None for one in found] == [sheet(1), None, sheet(3)]


def test_wherever_a_mail_was_cut_off_it_is_told() -> None:
    assert [sealed_in_text(as_text()[:length]) for length in range(3_000, 3_040)] == [[""]] * 40


def test_tables_and_other_files_hold_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "table"
    for content in (
        b"respondent,MAN01\n1,5\n",
        b"",
        bytes(range(256)) * 50,
        packed(**{"xl__workbook.xml": as_file()}),
        b"PK\x03\x04 and no archive",
        b"From here: it is no mail\n\nreally",
    ):
        path.write_bytes(content)
        assert passed_on(path) == []


@pytest.mark.parametrize("text", ["-" * 400_000, "<" * 400_000, "> " * 200_000, "{" * 400_000])
def test_a_text_that_is_made_to_be_slow_is_read_at_once(text: str) -> None:
    assert not any(sealed_in_text(f"{text}\n{BEGIN}\n{text}"))
