"""Office files as packages: the same bytes for the same input, and only text that XML may hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
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
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        names = before.namelist()
        return zip_parts({name: _dated(name, before.read(name), made_at) for name in names})


def zip_parts(parts: Mapping[str, bytes]) -> bytes:
    """Parts by their names as one package, in this order; it holds no date of today."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = 0
            file.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _dated(name: str, content: bytes, made_at: datetime) -> bytes:
    if name.endswith(_PACKAGES):
        return pack_anew(content, made_at)
    if name == _PROPERTIES:
        moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return _DATES.sub(rb"\g<1>" + moment + rb"\g<3>", content)
    return content
