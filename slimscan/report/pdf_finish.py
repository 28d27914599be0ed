"""What weasyprint leaves to be done in a PDF: what it says of itself, and packing it once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

_UA_METADATA = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 this document conforms to\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def finish_pdf(_document: Any, pdf: Any) -> None:
    """Add what is missing in a PDF that weasyprint has made, and make it ready to be written."""
    _add_ua_metadata(pdf)
    _add_header_scopes(pdf)
    _name_attachments_once(pdf)
    _make_ready(pdf)


def _add_header_scopes(pdf: Any) -> None:
    """Say of every table header whether it heads a row or a column; weasyprint leaves it out."""
    elements = [part for part in pdf.objects if isinstance(part, dict)]
    for row in (part for part in elements if part.get("S") == "/TR"):
        cells = [pdf.objects[int(kid.split()[0])] for kid in row["K"]]
        headers = [cell for cell in cells if cell.get("S") == "/TH"]
        for header in headers:
            header["A"]["Scope"] = "/Column" if len(headers) == len(cells) else "/Row"


def _name_attachments_once(pdf: Any) -> None:
    """The list of files that belong to the document has every file once; weasyprint names twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))


def _add_ua_metadata(pdf: Any) -> None:
    """Say in the metadata that it is PDF/UA-1 too; weasyprint names only one of the two."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.stream = [
        part.replace(b"</rdf:RDF>", _UA_METADATA.encode() + b"</rdf:RDF>")
        for part in metadata.stream
    ]


_PACKED_HOW_WELL = 6
"""The highest level, which weasyprint takes, is four times as slow for 3 % less."""


@dataclass
class _Ready:
    """A part of the PDF as it will be written; it stands where pydyf's own part stood."""

    number: int
    data: bytes
    generation: int = 0
    free: str = "n"
    compressible: bool = True


def _make_ready(pdf: Any) -> None:
    """Work out every part once; pydyf does so twice, for the file and for its identifier."""
    for place, part in enumerate(pdf.objects):
        if part.free == "f":
            continue
        if part.compressible:
            pdf.objects[place] = _Ready(part.number, part.data)
        else:
            _pack(part)
    add = pdf.add_object

    def add_packed(part: Any) -> None:
        if not part.compressible:
            _pack(part)
        add(part)

    # What is added while the file is written: the one stream with all that is no stream.
    pdf.add_object = add_packed


def _pack(stream: Any) -> None:
    if not stream.compress:
        return
    stream.compress = False
    _, _, content = stream.data.partition(b"\nstream\n")
    packed = zlib.compress(content.removesuffix(b"\nendstream"), _PACKED_HOW_WELL)
    stream.stream = [packed]
    stream.extra = {**stream.extra, "Filter": "/FlateDecode"}
