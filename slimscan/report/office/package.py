"""Office files as packages: the same bytes for the same input, and only text that XML may hold."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 may not hold: control characters, lone surrogates, U+FFFE and U+FFFF."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a zip can say."""

_PROPERTIES = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
_PACKAGES = (".xlsx", ".docx", ".pptx")


def xml_text(text: str) -> str:
    """The text without what XML may not hold: one such character makes a whole file unreadable."""
    return _NOT_IN_XML.sub("", text)


def pack_anew(content: bytes, made_at: datetime) -> bytes:
    """The same package with fixed dates: in its zip, its properties, and packages inside it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            kept = zipfile.ZipInfo(entry.filename, _FIRST_DAY)
            kept.create_system = 0
            content = _dated(entry.filename, before.read(entry), made_at)
            after.writestr(kept, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _dated(name: str, content: bytes, made_at: datetime) -> bytes:
    if name.endswith(_PACKAGES):
        return pack_anew(content, made_at)
    if name == _PROPERTIES:
        moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return _DATES.sub(rb"\g<1>" + moment + rb"\g<3>", content)
    return content
