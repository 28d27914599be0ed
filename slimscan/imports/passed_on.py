"""Answers of our own forms as people pass them on: in mails, attachments, archives and documents.

Whatever a mail program or a word processor did to the text, the answers come out whole or are
refused: what was sealed tells by itself whether it was changed.
"""

from __future__ import annotations

import io
import quopri
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import partial
from html import unescape
from itertools import islice
from pathlib import Path

from slimscan.imports.text_file import text_file
from slimscan.scan.sealing import sealed_in_text

NO_TABLES = (".eml", ".mbox", ".mht", ".msg", ".md")
"""Endings of files that hold no table, whatever is in them."""

_MOST_PARTS = 2_000
_LARGEST_ARCHIVE = 64 * 1024 * 1024
"""So much is unpacked and no more, in bytes."""
_DEEPEST = 4
_ZIP, _BOM = b"PK\x03\x04", b"\xef\xbb\xbf"
_HEADERS = re.compile(rb"(From [^\n]*\n)?([A-Za-z][A-Za-z0-9-]*:[^\n]*\n([ \t][^\n]*\n)*){2,}\r?\n")
_NEXT_MAIL = re.compile(rb"(?m)^From [^\n]*\d{4}\r?\n(?=[A-Za-z][A-Za-z0-9-]*:)")
_PAGE = re.compile(r"<(?:!doctype|html|body|div|p|br|table|span)\b", re.IGNORECASE)
_LINE_END = re.compile(r"<(?:/p|/div|/w:p|/text:p|br|w:br)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_RTF = re.compile(r"\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?|[{}]|\\\r?\n")
_SOFT_END = re.compile(r"=\r?\n")
_FORM = re.compile(r'\s*\{\s*"format"\s*:\s*\d+\s*,\s*"kind"\s*:\s*"slimscan-answers"')
_WORKBOOK = "xl/"
_NO_PART = (KeyError, LookupError, ValueError, AttributeError, TypeError)
"""What reading a mail that no mail program would write may end in."""


def passed_on(path: Path) -> list[str]:
    """The JSON of every answer sheet in a file; an empty text for one that was cut off.

    Nothing when there is none in it. Raises `OSError`.
    """
    return list(dict.fromkeys(_in_bytes(path.read_bytes(), _DEEPEST)))


def _in_bytes(content: bytes, deeper: int) -> Iterator[str]:
    if content.startswith(_ZIP):
        yield from _in_archive(content, deeper) if deeper else ()
        return
    mails = _NEXT_MAIL.split(content) if content.startswith(b"From ") else [content]
    for one in filter(None, mails):
        if deeper and _HEADERS.match(one.removeprefix(_BOM)):
            yield from _in_mail_as_sent(one, deeper - 1)
        else:
            yield from _in_text(text_file(partial(io.BytesIO, one)).whole())


def _in_mail_as_sent(content: bytes, deeper: int) -> Iterator[str]:
    """What is in a mail; part by part, where it has a header that Python's reader breaks on."""
    try:
        yield from _in_mail(message_from_bytes(content, policy=policy.default), deeper)
    except _NO_PART:
        for part in islice(message_from_bytes(content).walk(), _MOST_PARTS):
            within = part.get_payload(decode=True)
            if isinstance(within, bytes) and deeper:
                yield from _in_bytes(within, deeper - 1)


def _in_mail(mail: Message, deeper: int) -> Iterator[str]:
    """What is in a mail: its text, which may be there as a page too, and what hangs on it."""
    if not isinstance(mail, EmailMessage):
        return
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        found = list(_in_part(body, deeper)) if body else []
        yield from found
        if found:
            break
    for part in islice(mail.iter_attachments(), _MOST_PARTS):
        yield from _in_part(part, deeper)


def _in_part(part: Message, deeper: int) -> Iterator[str]:
    try:
        content = part.get_content() if isinstance(part, EmailMessage) else None
    except _NO_PART:
        content = part.get_payload(decode=True)
    if isinstance(content, str):
        yield from _in_text(content)
    elif isinstance(content, bytes) and deeper:
        yield from _in_bytes(content, deeper - 1)
    elif isinstance(content, Message) and deeper:
        yield from _in_mail(content, deeper - 1)


def _in_archive(content: bytes, deeper: int) -> Iterator[str]:
    """What is in a zip or a text document; a workbook is left to those who read tables."""
    left = _LARGEST_ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()[:_MOST_PARTS]
            if any(part.filename.startswith(_WORKBOOK) for part in parts):
                return
            for part in parts:
                left -= part.file_size
                if left > 0 and not part.flag_bits & 1:
                    yield from _in_bytes(archive.read(part), deeper - 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        return


def _in_text(text: str) -> Iterator[str]:
    if text.startswith("{\\rtf"):
        text = _RTF.sub("", text)
    elif text.startswith("<?xml") or _PAGE.search(text):
        text = unescape(_TAG.sub("", _LINE_END.sub("\n", text)))
    found = sealed_in_text(text)
    if not all(found or [""]) and _SOFT_END.search(text):
        # A mail as it travelled: "=" at the end of a line joins it to the next one.
        joined = quopri.decodestring(text.encode()).decode("utf-8", "replace")
        found = sealed_in_text(joined) or found
    yield from found
    if _FORM.match(text):
        yield text
