"""A Word file, packed: the same bytes for the same page, and nothing that Word would repair."""

from __future__ import annotations

from datetime import date

from slimscan.report.look import PLAIN, Look, palette_of
from slimscan.report.moment import moment_made
from slimscan.report.office.drawing import picture_png
from slimscan.report.office.package import zip_parts
from slimscan.report.templates import environment
from slimscan.report.word.blocks import write_blocks
from slimscan.report.word.manuscript import Manuscript
from slimscan.report.word.page import culture_of, read_page

_PARTS = {
    "[Content_Types].xml": "content_types",
    "_rels/.rels": "package_relations",
    "docProps/core.xml": "core",
    "docProps/app.xml": "app",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document_relations",
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
    "word/settings.xml": "settings",
    "word/fontTable.xml": "font_table",
    "word/header.xml": "header",
    "word/footer.xml": "footer",
    "word/theme/theme1.xml": "theme",
}
"""What a Word file holds, in the order of its zip, and the template that each part is made from."""


def write_word(html: str, made_on: date, look: Look = PLAIN) -> bytes:
    """The page of HTML as a Word file (.docx) to go on writing in; `made_on` is its date.

    Every text of the page is in it, in its order, in styles that Word knows: headings, lists,
    captions, tables with a head that comes back on every page. Charts and logos are pictures with
    the text that says the same; of other pictures there is nothing.
    """
    from markupsafe import Markup

    page = read_page(html)
    palette = palette_of(look)
    logos = {one.address: picture_png(one) for one in look.pictures}
    book = Manuscript(page, logos, palette)
    body = write_blocks(page.body, book)
    values = {
        "page": page,
        # Made by slimscan, with every text escaped.
        "body": Markup(body + book.section()),  # noqa: S704
        "country": culture_of(page.language),
        "moment": moment_made(made_on).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pictures": [f"picture{number}" for number in range(1, len(book.pictures) + 1)],
        "links": [(id_, address) for address, id_ in book.links.items()],
        "lists": [(number, *one) for number, one in enumerate(book.lists, start=1)],
        "palette": palette,
    }
    parts = {
        name: environment().get_template(f"word/{template}.xml.j2").render(values).encode()
        for name, template in _PARTS.items()
    }
    media = {
        f"word/media/picture{number}.png": png for number, png in enumerate(book.pictures, start=1)
    }
    return zip_parts(parts | media)
