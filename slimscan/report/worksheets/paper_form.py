"""The form on paper: pages to tick boxes on by pen, tagged like every other PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from slimscan.report.html import render_page
from slimscan.report.pdf import write_pdf
from slimscan.report.word.document import write_word

_TEMPLATE = "paper_form.html.j2"
_STYLES = ("paper_form",)


def paper_form_pdf(form: object, made_on: date, texts: Mapping[str, str]) -> bytes:
    """A form as a PDF. `form` is what the template shows; it comes from the room of the formats.

    `texts` are those of other people on it, by their places.

    Raises `MachineError` when a library is missing and `InputError` when a letter cannot be drawn.
    """
    return write_pdf(paper_form_html(form), made_on, texts=texts)


def paper_form_docx(form: object, made_on: date) -> bytes:
    """A form as a Word file, to be read by many before it is used, and to print."""
    return write_word(paper_form_html(form), made_on)


def paper_form_html(form: object) -> str:
    """The pages before they are laid out."""
    return render_page(_TEMPLATE, _STYLES, for_pdf=True, form=form)
